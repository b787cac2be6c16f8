"""The lines of raw PDF text: what is furniture, what is heading, where tables begin, and on which page a line stands."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

from extract.columnroles import header_name, role_of
from extract.enumeration import Label, label_at_start

Kind = Literal["strategy", "measure", "units", "outcome", "other"]
Turn = Literal["no", "maybe", "yes"]

_HEADER_WORD = re.compile(r"[\u4e00-\u9fff\uf900-\ufaff]{1,12}")

# Lines that may stand between the first heading above a table and its header. Source: report 004 has 4.
_HEADING_LINES = 8
# Lines over which a header may be broken. Source: report 004 breaks one over 3.
_HEADER_LINES = 5
_HEADER_WIDTH = 60
# A page holds at least this many lines: closer page starts are taken for indented lines. Source: the shortest page
# of report 004 has 22.
_PAGE_LINES = 10


@dataclass(frozen=True, slots=True)
class Line:
    """A line with text. `start` and `end` are code points of the source, white space at the ends left out.

    `number` counts all lines of the source from 1; `width` in full-width characters; `indent` and `gap` count the
    blanks before it in the line and the blank lines above it. `closed`: a blank follows its last character, which is
    how the text of a PDF marks the end of a paragraph. `turn`: whether a page begins with it. `page` is None where
    it cannot be told.
    """

    text: str
    start: int
    end: int
    number: int
    width: float
    indent: int
    gap: int
    closed: bool
    turn: Turn = "no"
    page: int | None = None
    label: Label | None = None


@dataclass(frozen=True, slots=True)
class Prose:
    """Lines outside tables."""

    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Lines under a header, repeated headers left out. `headers` and `kinds` are of one length."""

    headers: tuple[str, ...]
    kinds: tuple[Kind, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class _Header:
    first: int
    after: int
    names: tuple[str, ...]


@cache
def data() -> dict[str, Any]:
    """The contents of data/columns.toml."""
    with (Path(__file__).parents[1] / "data" / "columns.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def _patterns(name: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in data()["patterns"][name])


def width_of(text: str) -> float:
    """Width in full-width characters: a narrow character counts one half."""
    return sum(1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.5 for char in text)


def lines(source: str) -> list[Line]:
    """The lines of `source` that hold text, furniture included."""
    found: list[Line] = []
    offset = 0
    gap = 0
    turn: Turn = "no"
    for number, raw in enumerate(source.split("\n"), start=1):
        body = raw.rstrip("\r")
        text = body.strip()
        turn = "yes" if "\f" in body else turn
        if text:
            indent = len(body) - len(body.lstrip())
            start = offset + indent
            closed = len(body) > indent + len(text)
            end = start + len(text)
            found.append(
                Line(text, start, end, number, width_of(text), indent, gap, closed, turn, None, label_at_start(text))
            )
            gap, turn = 0, "no"
        else:
            gap += 1
        offset += len(raw) + 1
    return found


def kind_of(name: str) -> Kind:
    """The kind of the column called `name`."""
    role = role_of(name)
    if role == "unit":
        return "units"
    return "measure" if role == "action" else role or "other"


def _names(tokens: Sequence[str]) -> tuple[str, ...] | None:
    """`tokens` as column names, each of one to three tokens; None where that cannot be done."""
    if not tokens:
        return ()
    for count in (1, 2, 3):
        name = header_name("".join(tokens[:count]))
        if len(tokens) >= count and role_of(name) and (rest := _names(tokens[count:])) is not None:
            return (name, *rest)
    return None


def _header_at(found: Sequence[Line], first: int, known: Collection[str]) -> _Header | None:
    """The header that begins with line `first`, over the fewest lines; lines of `known` are headers by themselves."""
    tokens: list[str] = []
    for index in range(first, min(first + _HEADER_LINES, len(found))):
        words = found[index].text.split()
        whole = found[index].text in known
        if "\t" in found[index].text or not all(_HEADER_WORD.fullmatch(word) for word in words) or (whole and tokens):
            return None
        names = _header_names(tokens + words)
        if _header_names(words) and _names(tokens) is None:
            return None
        if names:
            return _Header(first, index + 1, names)
        tokens += words
    return None


def _header_names(tokens: Sequence[str]) -> tuple[str, ...] | None:
    names = _names(tokens)
    return names if names and len(names) >= 3 and len({kind_of(name) for name in names}) >= 2 else None


def headers(found: Sequence[Line]) -> list[tuple[int, int, tuple[str, ...]]]:
    """Header lines: index of the first, index after the last, the column names as written."""
    alone = Counter(line.text for line in found if line.width <= _HEADER_WIDTH and _header_names(line.text.split()))
    known = [text for text, count in alone.items() if count > 1]
    result = []
    index = 0
    while index < len(found):
        header = _header_at(found, index, known)
        if header:
            result.append((header.first, header.after, header.names))
        index = header.after if header else index + 1
    return result


def _page_mark(line: Line) -> re.Match[str] | None:
    return next((match for pattern in _patterns("page_marks") if (match := pattern.match(line.text))), None)


def sections(source: str) -> list[Prose | Table]:
    """`source` cut into prose and tables, in order; headers and page marks are in neither."""
    found = lines(source)
    heads = {first: (after, names) for first, after, names in headers(found)}
    furniture = _furniture(found, heads)
    placed = _paged(found, heads, furniture)
    result: list[Prose | Table] = []
    names: tuple[str, ...] | None = None
    gathered: list[Line] = []

    def close() -> None:
        if names and gathered:
            columns = _with_measure(names)
            result.append(Table(columns, tuple(kind_of(name) for name in columns), tuple(gathered)))
        elif gathered:
            result.append(Prose(tuple(gathered)))
        gathered.clear()

    openings = _openings(found, heads)
    for index, line in enumerate(placed):
        if index in openings and names is not None:
            close()
            names = None
        if index in heads and heads[index][1] != names:
            close()
            names = heads[index][1]
        if index not in furniture:
            gathered.append(line)
    close()
    return result


def _with_measure(names: tuple[str, ...]) -> tuple[str, ...]:
    kinds = [kind_of(name) for name in names]
    if "measure" in kinds or "strategy" not in kinds:
        return names
    place = kinds.index("strategy") + 1
    return (*names[:place], data()["unnamed"]["measure"], *names[place:])


def _furniture(found: Sequence[Line], heads: dict[int, tuple[int, tuple[str, ...]]]) -> set[int]:
    marks = {index for index, line in enumerate(found) if _page_mark(line)}
    return marks.union(*(range(first, after) for first, (after, _) in heads.items()))


def _openings(found: Sequence[Line], heads: dict[int, tuple[int, tuple[str, ...]]]) -> dict[int, int]:
    """Index of the line with which the headings above a table begin → index of the table's header."""
    result = {}
    for first in heads:
        above = range(max(0, first - _HEADING_LINES), first)
        begins = [
            index for index in above if any(pattern.match(found[index].text) for pattern in _patterns("headings"))
        ]
        if begins and not any(index in heads for index in range(begins[0], first)):
            result[begins[0]] = first
    return result


def _paged(found: Sequence[Line], heads: dict[int, tuple[int, tuple[str, ...]]], furniture: set[int]) -> list[Line]:
    """`found` with `turn` and `page`."""
    starts = _page_starts(found, heads, furniture)
    numbers = _page_numbers(found, starts)
    result: list[Line] = []
    current = -1
    fresh: Turn = "no"
    for index, line in enumerate(found):
        if index in starts:
            current += 1
            fresh = "yes" if starts[index] else "maybe"
        loose: Turn = "maybe" if line.turn == "no" and line.indent and (not line.gap or line.indent > 1) else line.turn
        turn = fresh if fresh != "no" else loose
        result.append(replace(line, turn=turn, page=numbers[current] if numbers else None))
        if index not in furniture:
            fresh = "no"
    return result


def _page_starts(
    found: Sequence[Line], heads: dict[int, tuple[int, tuple[str, ...]]], furniture: set[int]
) -> dict[int, bool]:
    """Index of the line that begins a page → whether that is sure."""
    groups = list(_furniture_groups(furniture))
    sure = {0} | {index for index, line in enumerate(found) if line.turn == "yes"}
    seen: set[tuple[str, ...]] = set()
    opened = set(_openings(found, heads).values())
    for group in groups:
        names = {heads[index][1] for index in group if index in heads}
        if (names & seen and not opened & set(group)) or any(_page_mark(found[index]) for index in group):
            sure.add(group[0])
        seen |= names
    abutting = [
        found[group[0]].indent > 0 and not found[group[0]].gap
        for group in groups
        if group[0] in sure and group[0] in heads
    ]
    indented = len(abutting) >= 2 and sum(abutting) * 2 > len(abutting)
    starts = dict.fromkeys(sorted(sure), True)
    if indented:
        last = -_PAGE_LINES
        for index, line in enumerate(found):
            near = any(other in sure for other in range(index, index + _PAGE_LINES) if other != index)
            if index in sure:
                last = index
            elif line.indent and not line.gap and index - last >= _PAGE_LINES and not near:
                starts[index] = False
                last = index
    return dict(sorted(starts.items()))


def _furniture_groups(furniture: set[int]) -> Iterator[list[int]]:
    group: list[int] = []
    for index in sorted(furniture):
        if group and index != group[-1] + 1:
            yield group
            group = []
        group.append(index)
    if group:
        yield group


def _page_numbers(found: Sequence[Line], starts: dict[int, bool]) -> list[int | None]:
    """The page number of each page start; None where marks and starts do not agree."""
    order = list(starts)
    marks = [(index, mark) for index, line in enumerate(found) if (mark := _page_mark(line))]
    anchors = [(0, 1)]
    for index, mark in marks:
        place = max(number for number, start in enumerate(order) if start <= index)
        anchors.append((place, int(mark["page"])))
    if len(anchors) > 1 and all(page == place for place, page in anchors[1:]):
        anchors = [(0, 1)] + [(place, page + 1) for place, page in anchors[1:]]
    totals = {int(mark["total"]) for _, mark in marks if "total" in mark.re.groupindex and mark["total"]}
    if len(totals) == 1:
        anchors.append((len(order) - 1, totals.pop()))
    result: list[int | None] = [None] * len(order)
    for (left, first), (right, last) in pairwise(anchors):
        if right - left == last - first:
            result[left : right + 1] = range(first, last + 1)
    if not totals or len(anchors) == 1:
        place, page = anchors[-1]
        for later in range(place, len(order)):
            if later > place and not starts[order[later]]:
                break
            result[later] = page + later - place
    return result
