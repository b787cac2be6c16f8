"""Targets, actual values and rates of a table's row: which cells make one passage, and what their figures count.

    關鍵績效指標 | 評估基準 | 目標值 | 實際值 | 達成率        住警器推廣 | 補助安裝戶數 | 900戶 | 1,026戶 | 114%

Such cells stand together with the name before them: a figure without its name says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jixiao.extract.records import Cell, FigureRole, Label, Span
from jixiao.extract.text import told_units
from jixiao.extract.text.column_names import FIGURES, Role
from jixiao.extract.text.enumeration import label_at_start, labels

# Code points of a cell of figures, of a name beside them. Source: chosen; longer ones tell a story of their own.
LONGEST_FIGURE = 24
LONGEST_NAME = 60
_NAMES: frozenset[Role | None] = frozenset({"measure", "indicator"})
_BETWEEN: frozenset[Role | None] = frozenset({"aside", "number"})
_COUNTED = re.compile(r"(?:數|率|量|額|次|度|值|比例?|時間|天數|金額|分鐘|工時)(?:[(（][^()（）]*[)）])?$")
_WEIGHT = re.compile(r"\s*[(（]\s*(?:權重)?[:：]?\s*\d+(?:\.\d+)?\s*[%％分]?\s*[)）]\s*")


@dataclass(frozen=True, slots=True)
class FigureRow:
    """Cells of figures that make one passage: their columns and roles, one for each; `counted` None: the row's
    measure, `unit` what a column 單位 says."""

    span: Span
    label: Label
    columns: tuple[str, ...]
    roles: tuple[FigureRole | None, ...]
    counted: str | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class _Place:
    cell: Cell
    role: Role | None
    text: str


def figure_rows(
    text: str, row: Sequence[Cell], roles: Mapping[str | None, Role | None]
) -> tuple[list[FigureRow], set[int]]:
    """The figures of a row, and which of its cells (by place) they take."""
    places = [_Place(cell, roles[cell.header], text[cell.span.start : cell.span.end].strip()) for cell in row]
    counted, unit = counted_of(places), _unit(places)
    found: list[FigureRow] = []
    taken: set[int] = set()
    at = 0
    while at < len(places):
        run = _run(places, at)
        if run:
            taken.update(run)
            found.append(_figures([places[to] for to in run], counted, unit))
        at = run[-1] + 1 if run else at + 1
    return found, taken


def parted(text: str, cells: Sequence[tuple[Span, Role, str]], names: Sequence[str]) -> list[FigureRow]:
    """The figures of a row that lists several indicators in one cell, item by item in the order of their `names`."""
    found = []
    for span, role, header in cells:
        parts = _items(text, span, len(names))
        if not parts:
            return []
        for name, part in zip(names, parts, strict=True):
            found.append(FigureRow(part, _label([role]), (header,), (_figure_role(role),), name))
    return sorted(found, key=lambda one: one.span.start)


def meant(span: Span, header: str) -> FigureRow:
    """A cell of what is meant to be done, beside one of what was done."""
    return FigureRow(span, "measure", (header,), ("plan",))


def told(span: Span, role: Role, header: str) -> FigureRow:
    """A cell of a target, of an actual value, that is a story of its own."""
    return FigureRow(span, _label([role]), (header,), (_figure_role(role),))


def is_story(text: str) -> bool:
    """Is a cell below a heading of figures running text?"""
    return len(text) > LONGEST_FIGURE or "。" in text


def counted_of(places: Sequence[_Place]) -> str | None:
    """What the row's figures count: its finest indicator, where that names what can be counted, else the one before."""
    names = [name for place in places if place.role in _NAMES and (name := bare_name(place.text))]
    finer = [name for name in names if _COUNTED.search(name) and len(name) <= LONGEST_NAME // 2]
    finer = [name for name in finer if not re.search(r"[*×÷/＝=]", name)]
    return finer[-1] if finer else next((name for name in names if len(name) <= LONGEST_NAME), None)


def bare_name(text: str) -> str:
    """A cell's name without its number and its weight: 「1.舉辦展覽(5%)」."""
    label = label_at_start(text)
    name = re.sub(r"^[一二三四五六七八九十]{1,3}[ \u3000]+", "", text[label.end if label else 0 :])
    return _WEIGHT.sub("", "".join(name.split())).rstrip("：:。")


def _run(places: Sequence[_Place], at: int) -> list[int]:
    """The places from `at` on that stand together; [] where no figure is among them."""
    names: list[int] = []
    to = at
    while to < len(places) and _is_name(places[to]):
        names.append(to)
        to += 1
    figures: list[int] = []
    while to < len(places) and (places[to].role in FIGURES or places[to].role in _BETWEEN or not places[to].text):
        if is_story(places[to].text) or _is_list(places[to].text):
            break
        if places[to].role in FIGURES and places[to].text:
            figures.append(to)
        to += 1
    if not figures:
        return []
    filled = [place for place in names if places[place].text]
    return list(range(filled[0] if filled else figures[0], figures[-1] + 1))


def _is_name(place: _Place) -> bool:
    between = place.role in _BETWEEN and told_units.measured(place.text) is not None
    return between or (place.role in _NAMES and len(place.text) <= LONGEST_NAME and not _is_list(place.text))


def _is_list(text: str) -> bool:
    """Does a cell list several indicators, or figures of several?"""
    lines = [line for line in text.split("\n") if re.search(r"\d", line)]
    return len([one for one in labels(text, loose=True) if one.depth == 0]) > 1 or len(lines) > 1


def _figures(run: Sequence[_Place], counted: str | None, unit: str | None) -> FigureRow:
    span = Span(run[0].cell.span.start, run[-1].cell.span.end)
    headers = tuple(place.cell.header or "" for place in run)
    roles = [place.role if place.text else None for place in run]
    told = tuple(_figure_role(place.role) for place in run)
    return FigureRow(span, _label(roles), headers, told, counted, unit)


def _label(roles: Sequence[Role | None]) -> Label:
    """What the figures tell: something done where an actual value or a rate is among them."""
    return "outcome" if {"actual", "rate"} & set(roles) else "measure"


def _figure_role(role: Role | None) -> FigureRole | None:
    if role in ("measure", "indicator"):
        return "name"
    return role if role in ("target", "actual", "rate", "budget") else None


def _unit(places: Sequence[_Place]) -> str | None:
    asides = (told_units.measured(place.text) for place in places if place.role in _BETWEEN)
    return next((unit for unit in asides if unit), None)


def _items(text: str, span: Span, count: int) -> list[Span]:
    """The cell cut in `count` parts, by its labels, else by its lines; [] where it has another number of them."""
    body = text[span.start : span.end]
    starts = [label.start for label in labels(body, loose=True) if label.depth == 0]
    if len(starts) != count:
        starts = [match.start() for match in re.finditer(r"[^\n]+", body) if match.group().strip()]
    if len(starts) != count:
        return []
    ends = [*starts[1:], len(body)]
    parts = (Span(a, b).shift(span.start) for a, b in zip(starts, ends, strict=True))
    return [Span(p.start, p.start + len(text[p.start : p.end].rstrip())) for p in parts]
