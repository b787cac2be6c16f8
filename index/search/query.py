"""A question as it is understood: its kind and language, the filters it names, and what is left to match on."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, replace
from typing import Literal

from jixiao.extract import framework
from jixiao.extract.names import organisations
from jixiao.extract.records import Span
from jixiao.extract.text import normalisation
from jixiao.extract.text.numerals import ROC_OFFSET
from jixiao.index.records import EVERYTHING, UNCORRECTED, Correction, Filters, Query, Recognised
from jixiao.index.search import question_kinds
from jixiao.index.search.question_kinds import questions
from jixiao.index.storage.facts import canonical
from jixiao.index.text.concepts import query_concepts, without_words

# Western years that can be a report's; 2050 is a climate goal. Source: the award's reports begin in the 1990s.
_WESTERN = re.compile(r"(?<!\d)(?<!\d[.,-])(?:西元)?(19[89]\d|20[0-3]\d)(?:年度?|(?![\d.,%-]))")
_ROC = re.compile(r"(?<!\d)(?<!\d[.,-])(?:中華民國|民國)?(\d{2,3})年度?(?!內|以上|以下|以內|來|級|制)")
_ROC_FIRST, _ROC_LAST = 80, 130
_BREAK = re.compile(r"[\s,.;:!?。、「」『』()\u2500\u2014\uff5e~]+(?!\d)|'s\b")
_HAN = re.compile(r"[\u3400-\u9fff]")


def understand(
    text: str,
    filters: Filters = EVERYTHING,
    sources: Sequence[str] = (),
    has_report: Callable[[Filters], bool] = lambda filters: True,
    correction: Correction = UNCORRECTED,
) -> Query:
    """`filters` are the user's own: they replace what the question says of the same field.

    `sources` are the file names that are known; `has_report` tells whether any report is of that stage.
    """
    filters = canonical(filters)
    text = text.encode("utf-8", "replace").decode()  # half a surrogate pair can't be searched for
    folded = normalisation.fold(text)
    asked = folded.matching
    items = _items(asked)
    sides = _with(filters, list(_named(folded, sources, compared=True)))
    reading = question_kinds.Reading("passages") if items else question_kinds.read(asked, sides)
    kind = correction.kind or reading.kind
    told = [r for r in _named(folded, sources, kind == "compare") if not getattr(filters, r.field)]
    found = [r for r in told if r.surface not in correction.without]
    whole = _with(filters, found)
    stages = [r for r in _stages(folded) if not filters.stage and r.surface not in correction.without]
    stages = [r for r in stages if has_report(_with(whole, [r]))]
    gone = _unmatched(folded, [*told, *stages])
    content = _content(text, gone) or text
    query = Query(
        text=text,
        content=_heeding(content, correction),
        kind=kind,
        language=_language(text),
        filters=_with(whole, stages),
        recognised=tuple(sorted([*found, *stages], key=lambda r: r.span)),
        items=items,
        asks_bureau=bool(re.search(questions()["bureau"]["pattern"], asked)),
        wanted=question_kinds.wanted(asked, reading) if kind == "list" else None,
        correction=correction,
    )
    if kind in ("compare", "list"):
        left = _content(text, [*gone, *(folded.span(*at) for at in reading.asking)])
        query = replace(query, about=_heeding(question_kinds.about(left, kind, query.wanted), correction))
    return replace(query, terms=_translations(query)) if query.language == "en" else query


def _heeding(content: str, correction: Correction) -> str:
    """`content` without the words that are not looked for, unless nothing were left of it, and with those added."""
    left = " ".join(without_words(content, correction.without).split())
    return " ".join([left or ("" if correction.also else content), *correction.also]).strip()


def _unmatched(folded: normalisation.Folded, named: Sequence[Recognised]) -> list[Span]:
    """The words that named a filter and are not matched on; an office's name is (桃園辦事處), and so is 分局長."""
    offices = [folded.span(m.start, m.end) for m in organisations.mentions(folded) if m.kind == "office"]
    return [r.span for r in named if r.span not in offices and folded.text[r.span.end : r.span.end + 1] != "長"]


def _translations(query: Query) -> tuple[str, ...]:
    """Chinese wordings of what an English question asks."""
    return tuple(dict.fromkeys(wording for concept in query_concepts(query) for wording in concept.synonyms))


def _named(folded: normalisation.Folded, sources: Sequence[str], compared: bool) -> Iterator[Recognised]:
    yield from _years(folded, compared)
    yield from _branches(folded)
    asked = folded.matching
    for match in re.finditer(questions()["facet"]["pattern"], asked):
        digit = match[1] or match[2]
        yield _recognised(folded, "facet", "一二三四五".find(digit) + 1 or int(digit), match.span())
    for entry in questions()["role"]:
        for match in re.finditer(entry["pattern"], asked):
            yield _recognised(folded, "role", entry["role"], match.span())
    for source in sources:
        at = folded.text.find(source)
        if at >= 0:
            yield _recognised(folded, "source", source, (at, at + len(source)))


def _years(folded: normalisation.Folded, compared: bool) -> Iterator[Recognised]:
    """Not those of a school year (112學年度), nor one that another is compared with, unless `compared` is asked for."""
    asked = folded.matching
    found = [(match, int(match[1]) - ROC_OFFSET) for match in _WESTERN.finditer(asked)]
    found += [(match, int(match[1])) for match in _ROC.finditer(asked) if _ROC_FIRST <= int(match[1]) <= _ROC_LAST]
    for match, year in sorted(found, key=lambda pair: pair[0].start()):
        beside = re.search(questions()["compared"]["before"], asked[: match.start()])
        if compared or not (beside and len(found) > 1):
            yield _recognised(folded, "year", year, match.span())


def _branches(folded: normalisation.Folded) -> Iterator[Recognised]:
    beside = questions()["not_this"]
    for mention in organisations.mentions(folded):
        left, right = folded.matching[: mention.start], folded.matching[mention.end :]
        if mention.branch and not re.search(beside["before"], left) and not re.search(beside["after"], right):
            yield _recognised(folded, "branch", mention.branch, (mention.start, mention.end))


def _stages(folded: normalisation.Folded) -> Iterator[Recognised]:
    for entry in questions()["stage"]:
        for match in re.finditer(entry["pattern"], folded.matching):
            yield _recognised(folded, "stage", entry["stage"], match.span())


def _recognised(folded: normalisation.Folded, field: str, value: str | int, at: tuple[int, int]) -> Recognised:
    return Recognised(field, value, folded.text[at[0] : at[1]], folded.span(*at))


def _with(filters: Filters, found: Sequence[Recognised]) -> Filters:
    """`filters` and the values found, each once."""
    values = {f.name: list(getattr(filters, f.name)) for f in fields(filters)}
    for recognised in found:
        if recognised.value not in values[recognised.field]:
            values[recognised.field].append(recognised.value)
    return Filters(**{name: tuple(chosen) for name, chosen in values.items()})


def _items(asked: str) -> tuple[str, ...]:
    """The scoring item that is asked for by its name: in quotation marks, or where evidence is spoken of."""
    item = questions()["item"]
    named = re.findall(item["quoted"], asked) or ([asked] if re.search(item["beside"], asked) else [])
    found = (framework.item_asked(framework.load(), name) for name in named)
    return tuple(dict.fromkeys(pair[0].id for pair in found if pair))


def _language(text: str) -> Literal["zh", "en"]:
    """Chinese when it has Chinese characters enough; 「AED 急救設備」 is Chinese."""
    han, latin = len(_HAN.findall(text)), len(re.findall(r"[A-Za-z]+", text))
    return "zh" if han >= latin else "en"


def _content(text: str, without_words: Sequence[Span]) -> str:
    """What is left when these spans and the words of asking are gone."""
    characters = list(text)
    for span in without_words:
        characters[span.start : span.end] = " " * (span.end - span.start)
    left = normalisation.matching_form(unicodedata.normalize("NFKC", "".join(characters)))
    for pattern in questions()["asking"]["patterns"]:
        left = re.sub(pattern, " ", left)
    stop = set(questions()["stop"]["en"])
    words = (word.removeprefix("的") for word in _BREAK.split(left) if word not in stop)
    return " ".join(word for word in words if word)
