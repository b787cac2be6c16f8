"""Table cells → logical rows: strategy, measure, responsible units, actions and outcomes, carried down where empty."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from jixiao.extract.records import Cell, Document, Span
from jixiao.extract.segmentation import figure_rows
from jixiao.extract.segmentation.column_guesses import Roles, column_roles
from jixiao.extract.segmentation.figure_rows import FigureRow
from jixiao.extract.segmentation.measures import Measure, Parent, measures
from jixiao.extract.text.column_names import Role, is_meant
from jixiao.extract.text.column_roles import leading_units, tells, units
from jixiao.extract.text.enumeration import label_at_start, labels

_POINTS = re.compile(r"[（(]\s*\d+\s*[分%％]\s*[)）]$")
_LONGEST_POINTS = 20
_BARE_NUMBER = re.compile(r"[一二三四五六七八九十]{1,3}[ \u3000]+(?=\S)")  # a column of numbers beside the strategies


@dataclass(frozen=True, slots=True)
class LogicalRow:
    """One measure and what was done about it; spans into the document's text.

    `strategy_span` and `measure_span` are None where the text is carried down from a row above. `rest` holds cells of
    columns without a role, `figures` those of targets, actual values and rates.
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
    figures: tuple[FigureRow, ...] = ()


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
    figures: list[FigureRow] = field(default_factory=list)
    several: list[tuple[Span, Role, str]] = field(default_factory=list)  # cells of figures of several indicators


def table_rows(cells: Iterable[Cell]) -> Iterator[list[Cell]]:
    """The cells row by row."""
    for _, row in groupby(cells, lambda cell: (cell.locator.sheet, cell.locator.table, cell.locator.row)):
        yield list(row)


def is_framework(text: str, cells: Sequence[Cell]) -> bool:
    """Does the table of these cells say what was done, or is to be done, about what?"""
    roles, _ = column_roles(text, cells)
    return any(cell.header for cell in cells) and tells(set(roles.values()))


def tells_results(text: str, cells: Sequence[Cell]) -> bool:
    """Does the table say in words what was done, so that the text around it need not?"""
    roles, _ = column_roles(text, cells)
    return is_framework(text, cells) and "outcome" in roles.values()


def logical_rows(document: Document, cells: Sequence[Cell]) -> Iterator[LogicalRow]:
    """The rows of one framework table, given all its cells, top to bottom."""
    roles, _ = column_roles(document.text, cells)
    carried = Carried()
    for row in table_rows(cells):
        rows, carried = _read(document.text, _contents(document.text, row, roles), carried)
        yield from rows


def _contents(text: str, row: Sequence[Cell], roles: Roles) -> Contents:
    contents = Contents()
    contents.figures, taken = figure_rows.figure_rows(text, row, roles)
    results = "outcome" in roles.values()
    for at, cell in enumerate(row):
        role = roles[cell.header]
        contents.has_unit_cell |= role == "unit"
        span = _trim(text, cell.span)
        if span.start == span.end or role in ("number", "aside") or (at in taken and role != "measure"):
            continue
        _put(contents, text, span, role, cell.header or "", results=results)
    if not contents.has_unit_cell and contents.outcome:
        first = contents.outcome[0]
        run = leading_units(text[first.start : first.end])
        if run:
            contents.has_unit_cell = True
            contents.unit.append(_trim(text, Span(first.start, first.start + run)))
            contents.outcome[0] = _trim(text, Span(first.start + run, first.end))
    return contents


def _put(contents: Contents, text: str, span: Span, role: Role | None, header: str, *, results: bool) -> None:
    """Puts one filled cell where its role belongs; `results`: another column says what was done."""
    if role == "strategy" and contents.strategy is None:
        contents.strategy, measure = _strategy_cell(text, span)
        contents.measure.extend(measure)
    elif role in ("target", "actual"):
        contents.several.append((span, role, header))
    elif role == "action" and results and is_meant(header):
        contents.figures.append(figure_rows.meant(span, header))
    elif role == "measure":
        contents.measure.append(span)
    elif role == "unit":
        contents.unit.append(span)
    elif role == "action":
        contents.action.append(span)
    elif role == "outcome":
        contents.outcome.append(span)
    else:
        contents.rest.append(span)


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
    _settle_figures(text, found, contents)
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


def _settle_figures(text: str, found: Sequence[Measure], contents: Contents) -> None:
    """The cells of figures that are lists or stories: item by item where they go with several measures, else whole."""
    names = [figure_rows.bare_name(text[one.span.start : one.span.end]) for one in found]
    items = figure_rows.parted(text, contents.several, names) if len(names) > 1 else []
    contents.figures.extend(items or (figure_rows.told(*one) for one in contents.several))
    contents.figures.sort(key=lambda one: one.span.start)


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
        figures=tuple(contents.figures),
    )


def _units(text: str, spans: Sequence[Span]) -> tuple[str, ...]:
    return tuple(name for span in spans for name in units(text[span.start : span.end]))


def _strategy_text(text: str, span: Span | None) -> Span | None:
    """The strategy without number, points and final 。"""
    if span is None:
        return None
    body = text[span.start : span.end]
    label = label_at_start(body)
    bare = _BARE_NUMBER.match(body)
    kept = len(body)
    while kept and (body[kept - 1] in "。：:" or body[kept - 1].isspace()):
        kept -= 1
    points = _POINTS.search(body, max(kept - _LONGEST_POINTS, 0), kept)
    return _trim(
        text,
        Span(
            span.start + (label.end if label else bare.end() if bare else 0),
            span.start + (points.start() if points else kept),
        ),
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
                if not at:
                    share.action, share.rest, share.figures = contents.action, contents.rest, contents.figures
                yield measure, share
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
