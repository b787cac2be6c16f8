"""What of a file ended in no passage, and why: marks of its format, heads of tables, page marks, list numbers, context.

Context (headings, responsible units, the strategy and measure of a row) stands in the fields of passages; marks, heads,
page marks and list numbers are the layout's, not the report's; what is left is text that was lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from jixiao.extract.records import Document, Passage, Span
from jixiao.extract.text import column_roles, normalisation
from jixiao.extract.text.headings import heading
from jixiao.extract.text.source_positions import lines, page, places

Why = Literal["markup", "head", "page", "number", "context", "lost"]

_MARKUP = re.compile(
    r"<[^<>\n]{1,200}>|^[^\S\n]*#{1,6}|\*\*|^(?=[^\n]*---)(?:[^\S\n]|[|:-])++$|\||&[a-z]{2,6};", re.MULTILINE
)
_PAGE = re.compile(
    r"(?:第\d+頁)?(?:[(（]?共\d+頁[)）]?)?|[-–—]?\d{1,3}[-–—]?|\d{1,3}/\d{1,3}|(?:page|p\.?)\d+", re.IGNORECASE
)
_NUMBER = re.compile(
    r"(?:[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,3}|[壹貳參叁叄肆伍陸柒捌玖拾]{1,2}|[A-Ha-h])[)）.．、:：]+|[①-⑳]|[-–—•●○◆■□※*·])+"
)
_POINTS = re.compile(r"[(（]?\d{2,4}分?[)）]?|[(（]|分[)）]")
_BRACKETS = re.compile(r"[()（）、]")  # units are told apart where a cell joins them
_MARKS = "。、，,：:；;.－-()（）[]【】「」"


@dataclass(frozen=True, slots=True)
class Leftover:
    """Text of the file that stands in no passage's text: `span` in the decoded file, page and line counted from 1."""

    text: str
    span: Span
    page: int | None
    line: int | None
    why: Why


@dataclass(frozen=True, slots=True)
class Coverage:
    """Characters of the file that are not white space: in the text of passages, and by what became of the others."""

    characters: int
    text: int
    left: dict[Why, int]

    @property
    def share(self) -> float:
        """Of the report's own words (all but the layout's marks, heads and numbers), those that passages hold."""
        kept = self.text + self.left["context"]
        own = kept + self.left["lost"]
        return kept / own if own else 0.0


def leftovers(document: Document, passages: Sequence[Passage], source: str) -> tuple[Coverage, tuple[Leftover, ...]]:
    """What became of every character of the decoded file; the leftovers in the file's order."""
    inside = bytearray(len(source))
    for passage in passages:
        for span in passage.source_spans:
            inside[span.start : span.end] = b"\1" * (span.end - span.start)
    context, heads = _context(document, passages), _heads(document, passages)
    where = places(source, document.source_map)
    found, counts = [], dict.fromkeys(("markup", "head", "page", "number", "context", "lost"), 0)
    left: dict[Why, int] = counts  # type: ignore[assignment]
    for span, marked in _runs(source, inside):
        text = source[span.start : span.end]
        why: Why = "markup" if marked else _why(text, context, heads)
        left[why] += _visible(text)
        line = lines(where, (span,))
        found.append(Leftover(text.strip(), span, page(where, (span,)), line[0] if line else None, why))
    whole = _visible(source)
    return Coverage(whole, whole - sum(left.values()), left), tuple(found)


def _runs(source: str, inside: bytearray) -> Iterator[tuple[Span, bool]]:
    """Stretches of one line and one cell that no passage holds, and whether each is a mark of the format."""
    at = 0
    for mark in _MARKUP.finditer(source):
        if mark.group().strip() and not any(inside[mark.start() : mark.end()]):
            yield from ((span, False) for span in _plain(source, inside, at, mark.start()))
            yield Span(*mark.span()), True
            at = mark.end()
    yield from ((span, False) for span in _plain(source, inside, at, len(source)))


def _plain(source: str, inside: bytearray, start: int, end: int) -> Iterator[Span]:
    at = start
    while at < end:
        if inside[at] or source[at] in "\n\r\t\f":
            at += 1
            continue
        last = at
        while last < end and not inside[last] and source[last] not in "\n\r\t\f":
            last += 1
        if source[at:last].strip():
            yield Span(at, last)
        at = last


def _why(text: str, context: str, heads: frozenset[str]) -> Why:
    bare = normalisation.squash(text)
    if column_roles.header_name(text) in heads or all(word in heads for word in text.split()):
        return "head"
    if _PAGE.fullmatch(bare):
        return "page"
    if _NUMBER.fullmatch(bare) or not bare.strip(_MARKS) or _POINTS.fullmatch(bare):
        return "number"
    core = _BRACKETS.sub("", _trimmed(bare))
    if not core or core in context or heading(text.strip()) is not None:
        return "context"
    return "lost"


def _trimmed(text: str) -> str:
    """Without the list numbers and marks at both ends."""
    while (number := _NUMBER.match(text)) and number.end():
        text = text[number.end() :]
    text = text.strip(_MARKS)
    return re.sub(r"[(（]?\d{1,2}[)）]?$", "", text).strip(_MARKS)


def _context(document: Document, passages: Sequence[Passage]) -> str:
    """What the fields of passages hold, one below the other, without white space."""
    told: dict[str, None] = dict.fromkeys([document.title or ""])
    for passage in passages:
        fields = (passage.strategy, passage.measure_parent, passage.measure, passage.facet_name, "".join(passage.units))
        told |= dict.fromkeys([*(field or "" for field in fields), *(passage.locator.heading_path or ())])
    return "\n".join(_BRACKETS.sub("", normalisation.squash(text)) for text in told)


def _heads(document: Document, passages: Sequence[Passage]) -> frozenset[str]:
    """The headers of the tables, whole and word by word where they stand on two lines."""
    names = {cell.header for cell in document.cells if cell.header}
    return frozenset(names | {name for passage in passages for name in passage.columns})


def _visible(text: str) -> int:
    return sum(not character.isspace() for character in text)
