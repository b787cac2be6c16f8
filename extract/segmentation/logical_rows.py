"""Table cells → logical rows: strategy, measure, responsible units, actions and outcomes, carried down where empty."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from jixiao.extract.records import Cell, Document, Span
from jixiao.extract.segmentation.measures import Measure, Parent, measures
from jixiao.extract.text.column_roles import Role, leading_units, roles_of, units
from jixiao.extract.text.enumeration import label_at_start, labels

_POINTS = re.compile(r"[（(]\s*\d+\s*分\s*[)）]$")
_LONGEST_POINTS = 20


@dataclass(frozen=True, slots=True)
class LogicalRow:
    """One measure and what was done about it; spans into the document's text.

    `strategy_span` and `measure_span` are None where the text is carried down from a row above. `rest` holds cells of
    columns without a role.
    """

    strategy: str | None
    measure_parent: str | None
    measure: str | None
    units: tuple[str, ...]
    strategy_span: Span | None = None
    measure_span: Span | None = None
    actions: tuple[Span, ...] = ()
    outcomes: tuple[Span, ...] = ()
    rest: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Carried:
    """What an empty cell of the next row stands for."""

    strategy: str | None = None
    parent: Parent | None = None
    measure: str | None = None
    measure_parent: str | None = None
    units: tuple[str, ...] = ()


@dataclass(slots=True)
class Contents:
    """The spans of one row by role; white space ends trimmed, empty ones left out."""

    has_unit_cell: bool = False
    strategy: Span | None = None
    measure: list[Span] = field(default_factory=list)
    unit: list[Span] = field(default_factory=list)
    action: list[Span] = field(default_factory=list)
    outcome: list[Span] = field(default_factory=list)
    rest: list[Span] = field(default_factory=list)


def table_rows(cells: Iterable[Cell]) -> Iterator[list[Cell]]:
    """The cells row by row."""
    for _, row in groupby(cells, lambda cell: (cell.locator.sheet, cell.locator.table, cell.locator.row)):
        yield list(row)


def is_framework(cells: Sequence[Cell]) -> bool:
    """Does the table of these cells say what was done about what?"""
    roles = set(_roles(cells).values())
    return "outcome" in roles and bool(roles & {"strategy", "measure"})


def logical_rows(document: Document, cells: Sequence[Cell]) -> Iterator[LogicalRow]:
    """The rows of one framework table, given all its cells, top to bottom."""
    roles = _roles(cells)
    carried = Carried()
    for row in table_rows(cells):
        rows, carried = _read(document.text, _contents(document.text, row, roles), carried)
        yield from rows


def _roles(cells: Sequence[Cell]) -> dict[str | None, Role | None]:
    """Header → role. A column without header holds the measures, where no header does."""
    headers = list(dict.fromkeys(cell.header for cell in cells if cell.header))
    roles: dict[str | None, Role | None] = dict(zip(headers, roles_of(list(headers)), strict=True))
    roles[None] = None if "measure" in roles.values() else "measure"
    return roles


def _contents(text: str, row: Sequence[Cell], roles: dict[str | None, Role | None]) -> Contents:
    contents = Contents()
    for cell in row:
        role = roles[cell.header]
        contents.has_unit_cell |= role == "unit"
        span = _trim(text, cell.span)
        if span.start == span.end:
            continue
        if role == "strategy" and contents.strategy is None:
            contents.strategy, measure = _strategy_cell(text, span)
            contents.measure.extend(measure)
        else:
            getattr(contents, role if role in ("measure", "unit", "action", "outcome") else "rest").append(span)
    if not contents.has_unit_cell and contents.outcome:
        first = contents.outcome[0]
        run = leading_units(text[first.start : first.end])
        if run:
            contents.has_unit_cell = True
            contents.unit.append(_trim(text, Span(first.start, first.start + run)))
            contents.outcome[0] = _trim(text, Span(first.start + run, first.end))
    return contents


def _strategy_cell(text: str, span: Span) -> tuple[Span | None, list[Span]]:
    """The strategy, and the measures where they stand in the same cell."""
    body = text[span.start : span.end]
    label = label_at_start(body)
    if label and label.kind in ("dot", "paren", "multi", "half", "alpha", "alpha_paren"):
        return None, [span]
    name = label.end if label else 0
    points = [
        name + match.start() for match in re.finditer(r"(?<![\d.])[1１][.．、](?!\d)|[(（][1１][)）]", body[name:])
    ]
    ends = [body.index("\n")] if "\n" in body else []
    cut = min([*points, *ends], default=len(body))
    rest = _trim(text, Span(span.start + cut, span.end))
    return Span(span.start, span.start + cut), [rest] if rest.end > rest.start else []


def _read(text: str, contents: Contents, carried: Carried) -> tuple[list[LogicalRow], Carried]:
    """The logical rows of one table row, and what the next one carries down."""
    strategy_span = _strategy_text(text, contents.strategy)
    if strategy_span is not None:
        strategy = tidy(text[strategy_span.start : strategy_span.end])
        if strategy != carried.strategy:
            carried = Carried(strategy, units=carried.units)
    found, parent = _measures(text, contents.measure, carried.parent)
    if found or parent != carried.parent:
        carried = replace(carried, parent=parent)
    named = _units(text, contents.unit)
    responsible = named or (carried.units if contents.has_unit_cell or not found else ())
    carried = replace(carried, units=responsible)
    if not found:
        return [_row(carried, contents, strategy_span)], carried
    rows: list[LogicalRow] = []
    for measure, part in _parallel(text, found, contents):
        carried = replace(
            carried,
            parent=carried.parent if measure.parent or len(found) == 1 else None,
            measure=tidy(text[measure.span.start : measure.span.end]),
            measure_parent=measure.parent.text if measure.parent else None,
            units=_units(text, part.unit) or responsible,
        )
        rows.append(replace(_row(carried, part, None if rows else strategy_span), measure_span=measure.span))
    return rows, carried


def _row(carried: Carried, contents: Contents, strategy_span: Span | None) -> LogicalRow:
    return LogicalRow(
        strategy=carried.strategy,
        measure_parent=carried.measure_parent,
        measure=carried.measure,
        units=carried.units,
        strategy_span=strategy_span,
        actions=tuple(contents.action),
        outcomes=tuple(contents.outcome),
        rest=tuple(contents.rest),
    )


def _units(text: str, spans: Sequence[Span]) -> tuple[str, ...]:
    return tuple(name for span in spans for name in units(text[span.start : span.end]))


def _strategy_text(text: str, span: Span | None) -> Span | None:
    """The strategy without number, points and final 。"""
    if span is None:
        return None
    body = text[span.start : span.end]
    label = label_at_start(body)
    kept = len(body)
    while kept and (body[kept - 1] in "。：:" or body[kept - 1].isspace()):
        kept -= 1
    points = _POINTS.search(body, max(kept - _LONGEST_POINTS, 0), kept)
    return _trim(
        text, Span(span.start + (label.end if label else 0), span.start + (points.start() if points else kept))
    )


def _measures(text: str, spans: Sequence[Span], parent: Parent | None) -> tuple[list[Measure], Parent | None]:
    found: list[Measure] = []
    for at, span in enumerate(spans):
        body = text[span.start : span.end]
        label = label_at_start(body)
        following = label_at_start(text[spans[at + 1].start :]) if at + 1 < len(spans) else None
        if label and following and following.kind != label.kind and not labels(body, loose=True)[1:]:
            parent = Parent(tidy(body[label.end :]).rstrip("：:"), None, 0)
            continue
        here, parent = measures(body, parent)
        found.extend(replace(measure, span=measure.span.shift(span.start)) for measure in here)
    return found, parent


def _parallel(text: str, found: list[Measure], contents: Contents) -> Iterator[tuple[Measure, Contents]]:
    """Each measure with its share of the row; measures that have no share of their own are read as one."""
    if len(found) > 1:
        outcomes = _shares(text, contents.outcome, found)
        paragraphs = [part for span in contents.unit for part in _paragraphs(text, span)]
        if outcomes:
            for at, (measure, outcome) in enumerate(zip(found, outcomes, strict=True)):
                own = [paragraphs[at]] if len(paragraphs) == len(found) else contents.unit
                share = Contents(contents.has_unit_cell, unit=own, outcome=[outcome])
                yield measure, share if at else replace(share, action=contents.action, rest=contents.rest)
            return
        yield Measure(_whole(text, contents.measure), None, None), contents
        return
    yield found[0], contents


def _whole(text: str, spans: Sequence[Span]) -> Span:
    """All of a row's measure text, without the number that stands before everything else."""
    body = text[spans[0].start : spans[-1].end]
    found = labels(body, loose=True)
    alone = found and not found[0].start and all(label.depth for label in found[1:])
    return Span(spans[0].start + (found[0].end if alone else 0), spans[-1].end)


def _shares(text: str, outcomes: Sequence[Span], found: Sequence[Measure]) -> list[Span]:
    """The outcome cut in as many parts as there are measures: by the same numbers, else by unlabelled paragraphs."""
    if len(outcomes) != 1:
        return []
    whole = outcomes[0]
    body = text[whole.start : whole.end]
    top = [label for label in labels(body) if label.depth == 0]
    wanted = [(measure.label.kind, measure.label.number) for measure in found if measure.label]
    if top and [(label.kind, label.number) for label in top] == wanted and not body[: top[0].start].strip():
        ends = [label.start for label in top[1:]] + [len(body)]
        spans = [Span(label.start, end).shift(whole.start) for label, end in zip(top, ends, strict=True)]
        return [_trim(text, span) for span in spans]
    parts = _paragraphs(text, whole)
    return parts if not top and len(parts) == len(found) else []


def _paragraphs(text: str, span: Span) -> list[Span]:
    found = re.finditer(r"[^\n]+", text[span.start : span.end])
    return [_trim(text, Span(match.start(), match.end()).shift(span.start)) for match in found if match.group().strip()]


def tidy(text: str) -> str:
    """Text as a context field: line feeds as spaces, ends trimmed."""
    return " ".join(line for line in map(str.strip, text.split("\n")) if line)


def _trim(text: str, span: Span) -> Span:
    body = text[span.start : span.end]
    start = span.start + len(body) - len(body.lstrip())
    return Span(start, max(start, span.start + len(body.rstrip())))
