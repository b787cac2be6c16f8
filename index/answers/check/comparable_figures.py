"""Figures that can be held against each other: what each counts, with which acts, when, and in which words.

Word lists in comparable_figures.toml.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from jixiao.extract.names.register import Register
from jixiao.extract.records import Passage, Quantity, Span
from jixiao.extract.tagging import breakdowns, status
from jixiao.extract.text import normalisation, units
from jixiao.extract.text.normalisation import Folded
from jixiao.index import data_files
from jixiao.index.answers.check.records import ComparableFigure
from jixiao.index.text import sentences
from jixiao.index.text.sentences import Sentence
from jixiao.index.text.tokenizer import fold

_ENDS = re.compile(r"(?<!\d)[,、]|[,、](?!\d)|[;。:\n]")
_JOINED = re.compile(r"[及與和、或][^及與和、或]{2,8}?")
_HAN = re.compile(r"[\u3400-\u9fff]+|[a-z]{2,}")
Cut = Callable[[Passage], Sequence[Sentence]]
# A thing shorter than this many characters is told apart by what surrounds it only.
_SPECIFIC = 4


def comparable(passages: Iterable[Passage], register: Register, cut: Cut | None = None) -> Iterator[ComparableFigure]:
    """The figures of what was done: no plans, denials, differences or parts, nothing of measures and strategies.

    Only those that another passage gives too, with another value: the others can contradict nothing. `cut` gives the
    sentences of a passage.
    """
    reported = [p for p in passages if p.quantities and p.stage != "plan" and p.label not in ("strategy", "measure")]
    disputed = _disputed(reported)
    for passage in reported:
        own = {q.span for q in passage.quantities if (passage.passage_id, q.span) in disputed}
        if not own:
            continue
        spans = _breakdowns(passage, register)
        for sentence in sentences.split(passage, register) if cut is None else cut(passage):
            if sentence.before is not None or not any(q.span in own for q in sentence.quantities):
                continue
            folded = normalisation.fold(sentence.text)
            for quantity in sentence.quantities:
                inside = any(span.start <= quantity.span.start < span.end for span in spans)
                if inside or quantity.span not in own:
                    continue
                figure = _comparable(sentence, folded, quantity)
                if figure is not None:
                    yield figure


def _disputed(passages: Sequence[Passage]) -> set[tuple[str, Span]]:
    """Passage id and span of the figures that two passages give of one thing, unit, branch and year, and differ in."""
    groups: dict[tuple[object, ...], list[tuple[str, Quantity]]] = defaultdict(list)
    for passage in passages:
        for quantity in passage.quantities:
            for key in comparison_keys(quantity, passage.agency):
                groups[key].append((passage.passage_id, quantity))
    return {
        (name, quantity.span)
        for group in groups.values()
        if len({name for name, _ in group}) > 1 and len({quantity.value for _, quantity in group}) > 1
        for name, quantity in group
    }


def comparison_keys(quantity: Quantity, agency: str | None) -> list[tuple[object, ...]]:
    """What figures that may be compared share: thing (or wider), unit, branch, year; empty where nothing is counted."""
    thing = canonical_thing(quantity.of) if quantity.of else ""
    if not thing:
        return []
    unit = canonical_unit(quantity.unit)
    wider = _wider(thing) if unit == "%" else ()
    return [(name, unit, quantity.branch or agency, quantity.year) for name in (thing, *wider)]


def _breakdowns(passage: Passage, register: Register) -> list[Span]:
    folded = normalisation.fold(passage.text)
    found = breakdowns.find(folded.text, register)
    return [folded.span(shares[0].start, shares[-1].end).shift(passage.span.start) for shares in found]


def _comparable(sentence: Sentence, folded: Folded, quantity: Quantity) -> ComparableFigure | None:
    """None where nothing could contradict the figure."""
    if quantity.of is None or status.status(sentence.text, quantity.span.shift(-sentence.span.start)) != "done":
        return None
    start, end = _folded_range(folded, quantity.span.shift(-sentence.span.start))
    clause = _clause(folded.text, start, end)
    before = folded.text[clause[0] : start]
    words, thing = _word_lists(), canonical_thing(quantity.of)
    # Of the ends of a change only the later one holds for its year.
    earlier = quantity.change is None and units.cues().change_to.match(folded.text, end)
    enclosed = folded.text.rfind("(", 0, start) > folded.text.rfind(")", 0, start)
    if earlier or enclosed or words.differences.search(before) or words.parts.search(before) or not thing:
        return None
    scope = _scope(folded.text, clause, normalisation.squash(quantity.of))
    scope_text = folded.text[scope[0] : scope[1]]
    context_text = _context_text(sentence, folded, scope)
    return ComparableFigure(
        sentence,
        quantity,
        thing,
        _wider(thing) if quantity.unit == "%" else frozenset(),
        canonical_unit(quantity.unit),
        _period(sentence, quantity),
        _groups_named(scope_text, words.acts),
        _groups_named(scope_text, words.strict),
        _bigrams(context_text.replace(fold(quantity.of), "\0")),
        thing in words.generic or len(thing) < _SPECIFIC,
    )


def canonical_unit(unit: str) -> str:
    """The first unit of its group: 件 for 案 and 批."""
    return _word_lists().units.get(unit, unit)


def unread(sentence: Sentence, quantity: Quantity) -> ComparableFigure:
    """A figure that is known to be comparable: the words around it are not read."""
    none: frozenset[int] = frozenset()
    thing = canonical_thing(quantity.of or "")
    return ComparableFigure(
        sentence, quantity, thing, frozenset(), canonical_unit(quantity.unit), None, none, none, frozenset(), False
    )


@lru_cache(maxsize=100_000)
def canonical_thing(of: str) -> str:
    """What is counted, in one spelling, without the words that add nothing."""
    text, words = fold(of), _word_lists()
    for pattern in (words.beginnings, words.endings):
        while (shorter := pattern.sub("", text)) != text and len(shorter) >= _SPECIFIC:
            text = shorter
    return re.sub(r"[之的()「」]", "", text)


def _wider(thing: str) -> frozenset[str]:
    """The thing without each of its joined parts."""
    return frozenset(
        thing[: match.start()] + thing[end:]
        for match in _JOINED.finditer(thing)
        for end in range(match.start() + 3, min(match.start() + 9, len(thing)))
    )


def _folded_range(folded: Folded, span: Span) -> tuple[int, int]:
    """Start and end of `span` (of the sentence) in the folded text."""
    inside = [at for at, start in enumerate(folded.starts) if span.start <= start < span.end]
    return (inside[0], inside[-1] + 1) if inside else (0, 0)


def _clause(text: str, start: int, end: int) -> tuple[int, int]:
    first = max((mark.end() for mark in _ENDS.finditer(text, 0, start)), default=0)
    last = _ENDS.search(text, end)
    return first, last.start() if last else len(text)


def _scope(text: str, clause: tuple[int, int], of: str) -> tuple[int, int]:
    """The clause, from the one on that names what is counted."""
    if of in text[clause[0] : clause[1]]:
        return clause
    at = text.rfind(of, 0, clause[0])
    return (_clause(text, at, at)[0], clause[1]) if at >= 0 else clause


def _context_text(sentence: Sentence, folded: Folded, scope: tuple[int, int]) -> str:
    """The words of the scope without figures and what they count, dates and names."""
    passage, start = sentence.passage, sentence.span.start
    gone = [q.span for q in sentence.quantities]
    gone += [tag.span for tag in passage.tags if tag.kind in ("date", "branch", "office")]
    text = list(folded.matching)
    for span in gone:
        if span.start >= start and span.end <= sentence.span.end:
            first, last = _folded_range(folded, span.shift(-start))
            text[first:last] = "\0" * (last - first)
    bare = "".join(text)[scope[0] : scope[1]]
    for quantity in sentence.quantities:
        bare = bare.replace(fold(quantity.of or "\0"), "\0")
    words = _word_lists()
    return words.empty.sub("\0", words.all_acts.sub("\0", bare))


def _bigrams(text: str) -> frozenset[str]:
    return frozenset(run[i : i + 2] for run in _HAN.findall(text) for i in range(len(run) - 1))


def _period(sentence: Sentence, quantity: Quantity) -> str | None:
    """The last date finer than a year that stands before the figure in its sentence."""
    dates = [
        tag.canonical
        for tag in sentence.passage.tags
        if tag.kind == "date" and sentence.span.start <= tag.span.start < quantity.span.start and "-" in tag.canonical
    ]
    return dates[-1] if dates else None


def _groups_named(text: str, groups: tuple[re.Pattern[str], ...]) -> frozenset[int]:
    return frozenset(at for at, pattern in enumerate(groups) if pattern.search(text))


@dataclass(frozen=True, slots=True)
class _WordLists:
    units: dict[str, str]
    endings: re.Pattern[str]
    beginnings: re.Pattern[str]
    generic: frozenset[str]
    acts: tuple[re.Pattern[str], ...]
    strict: tuple[re.Pattern[str], ...]
    all_acts: re.Pattern[str]
    differences: re.Pattern[str]
    parts: re.Pattern[str]
    empty: re.Pattern[str]


@cache
def _word_lists() -> _WordLists:
    data = data_files.toml("comparable_figures")
    either = units.either
    every = [word for group in (*data["acts"], *data["strict"]) for word in group]
    return _WordLists(
        units={unit: group[0] for group in data["units"] for unit in group},
        endings=re.compile(
            rf"[共計]?(?:{either([*data['endings'], *(word for group in data['acts'] for word in group)])})[共計]?$"
        ),
        beginnings=re.compile(rf"^(?:{either(data['beginnings'])})"),
        generic=frozenset(data["generic"]),
        acts=tuple(re.compile(either(group)) for group in data["acts"]),
        strict=tuple(re.compile(either(group)) for group in data["strict"]),
        all_acts=re.compile(either(every)),
        differences=re.compile(rf"(?:{either(data['differences'])})(?:了|約|達|計|共|為)*$"),
        parts=re.compile(rf"(?:{either(data['parts'])})"),
        empty=re.compile(either(data["empty"])),
    )
