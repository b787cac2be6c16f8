"""Names that no list of ours holds: in quotation marks, in the brackets behind a thing (微電影(甲、乙)), in a row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from jixiao.extract.records import Span, Tag
from jixiao.index.text.sentences import Sentence
from jixiao.index.text.tokenizer import fold

_QUOTED = re.compile(r"[「《『]([^「」《》『』]{1,40})[」》』]")
# What may stand between the names of a row.
_JOINT = re.compile(r"(?:[\s、,，及和與或]|…|\.|\(\w{1,6}\))*")
# Characters between a thing and its brackets, or between a row and its thing.
NEAR = 12


def of_thing(sentence: Sentence, thing: str) -> list[Tag]:
    """The names of a thing (互聯網): quoted ones that hold the word, those in its brackets, rows that end with it."""
    text = sentence.text
    found = [span for row in _rows(text) for span in row if _holds(text, span, thing) or _before(text, row, thing)]
    for match in re.finditer(r"\s*".join(map(re.escape, thing)), text):
        found += _bracketed(text, match.end())
    return [_tag(sentence, span) for span in dict.fromkeys(found)]


def siblings(sentence: Sentence, tag: Tag) -> list[Tag]:
    """The quoted names in a row with a known one (「烘碗機」、「調理爐」), of its kind."""
    at = tag.span.start - sentence.span.start
    row = next((row for row in _rows(sentence.text) if any(s.start <= at < s.end for s in row)), [])
    return [_tag(sentence, span, tag.kind) for span in row if not span.start <= at < span.end]


def _rows(text: str) -> Iterator[list[Span]]:
    """The quoted names, those with nothing but joints between them together; without their marks."""
    row: list[Span] = []
    end = 0
    for match in _QUOTED.finditer(text):
        if row and not _JOINT.fullmatch(text, end, match.start()):
            yield row
            row = []
        row.append(Span(*match.span(1)))
        end = match.end()
    if row:
        yield row


def _holds(text: str, span: Span, thing: str) -> bool:
    return fold(thing) in fold(text[span.start : span.end])


def _before(text: str, row: Sequence[Span], thing: str) -> bool:
    """Whether the row ends with its thing: 「甲」、「乙」等微電影."""
    return fold(thing) in fold(text[row[-1].end + 1 :][:NEAR])


def _bracketed(text: str, end: int) -> list[Span]:
    """The names in the brackets that open right behind a thing, parted by 、."""
    match = re.compile(r"\s*[(（]([^()（）]{3,200})[)）]").match(text, end)
    if match is None or "、" not in match[1]:
        return []
    parts = re.finditer(r"[^、]+", match[1])
    return [Span(match.start(1) + p.start(), match.start(1) + p.end()) for p in parts]


def _tag(sentence: Sentence, span: Span, kind: str = "title") -> Tag:
    surface = sentence.text[span.start : span.end]
    return Tag(surface, kind, span.shift(sentence.span.start), "".join(surface.split()))
