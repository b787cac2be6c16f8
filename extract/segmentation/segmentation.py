"""A document → passages with role, context and place; tags, doers and scoring items are added later."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile

from jixiao.extract.records import Cell, Document, Label, Locator, Mark, Passage, Span
from jixiao.extract.segmentation.cutting import LONGEST
from jixiao.extract.segmentation.data_tables import data_rows
from jixiao.extract.segmentation.figure_rows import FigureRow, bare_name
from jixiao.extract.segmentation.items import SHORTEST, itemise
from jixiao.extract.segmentation.logical_rows import LogicalRow, is_framework, logical_rows, table_rows, tells_results
from jixiao.extract.segmentation.outline import Outline, heading_of
from jixiao.extract.text.column_roles import all_units, role_of, units
from jixiao.extract.text.enumeration import label_at_start
from jixiao.extract.text.headings import Heading, heading
from jixiao.extract.text.metadata import title_lines
from jixiao.extract.text.source_positions import Places, lines, marked, page, places, source_spans
from jixiao.extract.text.told_units import said

# Code points before a heading in which its mark (#) is looked for. Source: chosen; a mark has at most some ten.
_LONGEST_MARK = 40
# Code points at the start of a document in which its title stands. Source: chosen; eight lines of titles' length.
_OPENING = 600
# Code points and lines above a table in which its unit is said. Source: chosen; a caption, its unit, a note.
_NEAR_TABLE = 200
_CAPTION_LINES = 3
_LABELS: tuple[Label | None, ...] = ("measure", "outcome", None)  # of actions, outcomes, columns without a role
_UNITS = re.compile(r"(?:主辦|承辦|權責|負責|主責)(?:單位|機關)\s*[：:]\s*(.+)")


@dataclass(frozen=True, slots=True)
class Segment:
    """A passage without tags, and the branch that its item's label names (as written, None where none does)."""

    passage: Passage
    item_branch: str | None


@dataclass(slots=True)
class Progress:
    """How far the reading has come: the open headings, outermost first, and the units named under the last of them."""

    document: Document
    source: str
    where: Places
    headings: list[Heading] = field(default_factory=list)
    title: set[str] = field(default_factory=set)  # the lines that hold the document's title
    outline: Outline | None = None  # None: tables say what was done, the text between them does not
    units: tuple[str, ...] = ()
    unit: str | None = None  # of the figures of the table that is read, where it is said once for all

    def enter(self, new: Heading, span: Span) -> None:
        """Opens the heading at `span`; the sections that it ends, and those in them, are closed."""
        self.headings = [*takewhile(lambda old: not new.closes(old), self.headings), new]
        self.units = ()
        if self.outline is not None:
            self.outline.enter(new, span)


def segment(document: Document, source: str, marks: Sequence[Mark] = ()) -> list[Segment]:
    """The passages of `document` in order; `source` is the decoded file its source map points into.

    `marks` tell where in the file its stretches stand; without them, its lines and form feeds do.
    """
    progress = Progress(document, source, places(source, document.source_map, marks))
    opening = [document.text[span.start : span.end] for span in paragraphs(document.text, Span(0, _OPENING))]
    progress.title = title_lines(document.title, opening)
    parts = list(stretches(document))
    told = any(tells_results(document.text, part) for part in parts if not isinstance(part, Span))
    progress.outline = None if told else Outline()
    found: list[Segment] = []
    for stretch in parts:
        if isinstance(stretch, Span):
            found.extend(_paragraphs(progress, stretch))
        elif is_framework(document.text, stretch):
            progress.unit = _said_above(document.text, stretch[0].span.start)
            found.extend(_framework(progress, stretch))
        else:
            progress.unit = _said_above(document.text, stretch[0].span.start)
            found.extend(_plain_table(progress, stretch))
    return list({one.passage.passage_id: one for one in found}.values())


def stretches(document: Document) -> Iterator[Span | tuple[Cell, ...]]:
    """The document's text outside tables, and its tables, in order; a table is all of its cells.

    What goes on after a page as a table of its own, under the same header and without text between, is one table.
    """
    at = 0
    for cells in _tables(document):
        if document.text[at : cells[0].span.start].strip():
            yield Span(at, cells[0].span.start)
        yield cells
        at = cells[-1].span.end
    if document.text[at:].strip():
        yield Span(at, len(document.text))


def _tables(document: Document) -> Iterator[tuple[Cell, ...]]:
    table: list[Cell] = []
    headers: set[str | None] = set()
    for row in table_rows(document.cells):
        if table and not _goes_on(document.text, table[-1], headers, row):
            yield tuple(table)
            table, headers = [], set()
        table.extend(row)
        headers.update(cell.header for cell in row)
    if table:
        yield tuple(table)


def _goes_on(text: str, last: Cell, headers: set[str | None], row: Sequence[Cell]) -> bool:
    """Does the row belong to the table above, which ends with the cell `last`?"""
    first = row[0]
    if text[last.span.end : first.span.start].strip():
        return False
    if (last.locator.sheet, last.locator.table) == (first.locator.sheet, first.locator.table):
        return True
    shared = headers & {cell.header for cell in row}
    return any(role_of(header) in ("outcome", "action", "target", "actual") for header in shared)


def _said_above(text: str, start: int) -> str | None:
    """The unit that the lines right above a table say for it."""
    above = [line for line in text[max(start - _NEAR_TABLE, 0) : start].split("\n") if line.strip()][-_CAPTION_LINES:]
    return next((unit for line in reversed(above) if (unit := said(line))), None)


def paragraphs(text: str, stretch: Span) -> list[Span]:
    """The lines of a stretch outside tables, ends trimmed."""
    found = []
    for match in re.finditer(r"[^\n]+", text[stretch.start : stretch.end]):
        body = match.group()
        if body.strip():
            start = stretch.start + match.start()
            found.append(Span(start + len(body) - len(body.lstrip()), start + len(body.rstrip())))
    return found


def _paragraphs(progress: Progress, stretch: Span) -> Iterator[Segment]:
    """Passages of running text; headings only move the reading on, short lines join the next one."""
    document = progress.document
    waiting: Span | None = None
    lines = paragraphs(document.text, stretch)
    for at, span in enumerate(lines):
        text = document.text[span.start : span.end]
        if text in progress.title:
            continue
        following = document.text[lines[at + 1].start : lines[at + 1].end] if at + 1 < len(lines) else None
        new = _heading(progress, span, following)
        labelled = progress.outline is not None and label_at_start(text) is not None
        if waiting is not None and (new is not None or labelled):
            yield from _account(progress, waiting, _whole)
            waiting = None
        if new is not None:
            progress.enter(new, span)
        if new is not None and not new.body:
            continue
        named = _UNITS.match(text)
        if named and all_units(named.group(1)):
            progress.units = tuple(units(named.group(1)))
        whole = Span(waiting.start if waiting else span.start, span.end)
        if (whole.end - whole.start < SHORTEST and not labelled) or text.endswith(("：", ":")):
            waiting = whole
            continue
        waiting = None
        yield from _account(progress, whole, _itemised)
    if waiting is not None:
        yield from _account(progress, waiting, _whole)


def _heading(progress: Progress, span: Span, following: str | None) -> Heading | None:
    text = progress.document.text[span.start : span.end]
    found = heading(text, marked=_mark(progress, span))
    return found if progress.outline is None else heading_of(text, found, following)


def _account(progress: Progress, span: Span, cut: Callable[..., Iterator[Segment]]) -> Iterator[Segment]:
    """Passages of running text; in an outline with what its headings say of it, they being passages before it."""
    outline = progress.outline
    label = outline.label(progress.document.text[span.start : span.end]) if outline else None
    if outline is None or label is None:
        yield from cut(progress, span)
        return
    place = outline.place()
    row = LogicalRow(place.strategy.name if place.strategy else None, None, None, progress.units)
    if place.strategy and not place.strategy.told:
        place.strategy.told = True
        yield from _whole(progress, place.strategy.span, "strategy", replace(row, units=()))
    row = replace(row, measure=place.measure.name if place.measure else None)
    if place.measure and not place.measure.told:
        place.measure.told = True
        yield from _whole(progress, place.measure.span, "measure", row)
    yield from cut(progress, span, label, row)


def _mark(progress: Progress, span: Span) -> int:
    """How deep the file marks the line as a heading, from 1; 0: it does not."""
    spans = source_spans(progress.where, span)
    start = spans[0].start if spans else 0
    near = progress.source[max(start - _LONGEST_MARK, 0) : start]
    before = near[near.rfind("\n") + 1 :]
    return before.count("#") if re.fullmatch(r"\s*#{1,6}\s*(?:\*\*)?", before) else 0


def _plain_table(progress: Progress, cells: Sequence[Cell]) -> Iterator[Segment]:
    """Rows of a table without roles: of a table of figures each by itself, of others as many in one passage as fit."""
    rows = data_rows(progress.document.text, cells)
    if rows is not None:
        for row in rows:
            span = Span(row.cells[0].span.start, row.cells[-1].span.end)
            segment = _passage(progress, span, cell=row.cells[0])
            yield Segment(replace(segment.passage, columns=row.columns, column_unit=progress.unit), row.branch)
        return
    yield from _grouped(progress, cells)


def _grouped(progress: Progress, cells: Sequence[Cell]) -> Iterator[Segment]:
    group: Span | None = None
    first: Cell | None = None
    for row in table_rows(cells):
        filled = [cell for cell in row if cell.span.end > cell.span.start]
        if not filled:
            continue
        span = Span(filled[0].span.start, filled[-1].span.end)
        if group is not None and span.end - group.start > LONGEST:
            yield from _whole(progress, group, cell=first)
            group = None
        first = filled[0] if group is None else first
        group = Span(group.start if group else span.start, span.end)
    if group is not None:
        yield from _whole(progress, group, cell=first)


def _framework(progress: Progress, cells: Sequence[Cell]) -> Iterator[Segment]:
    """Passages of a table of strategies, measures and outcomes; what is repeated on the next page is told once."""
    seen: set[tuple[str | None, ...]] = set()
    starts = [cell.span.start for cell in cells]

    def at(span: Span) -> Cell | None:
        cell = cells[max(bisect_right(starts, span.start) - 1, 0)]
        return cell if cell.span.start <= span.start < cell.span.end else None

    for read in logical_rows(progress.document, cells):
        row = read if read.units else replace(read, units=progress.units)
        if row.strategy_span and row.strategy and (row.strategy,) not in seen:
            seen.add((row.strategy,))
            bare = replace(row, measure=None, measure_parent=None, units=())
            yield from _whole(progress, row.strategy_span, "strategy", bare, at(row.strategy_span))
        told = (row.strategy, row.measure_parent, row.measure)
        if row.measure_span and row.measure and told not in seen and not _is_told(row):
            seen.add(told)
            yield from _whole(progress, row.measure_span, "measure", row, at(row.measure_span))
        for spans, label in zip((row.actions, row.outcomes, row.rest), _LABELS, strict=True):
            for span in spans:
                yield from _itemised(progress, span, label, row, at(span))
        for figures in row.figures:
            yield from _figures(progress, figures, row, at(figures.span))


def _is_told(row: LogicalRow) -> bool:
    """Do the row's figures hold its measure, so that it is no passage of its own?"""
    own = row.measure_span
    return own is not None and any(f.span.start <= own.start and own.end <= f.span.end for f in row.figures)


def _figures(progress: Progress, told: FigureRow, row: LogicalRow, cell: Cell | None) -> Iterator[Segment]:
    whole = _whole if len(told.columns) > 1 else _itemised
    for one in whole(progress, told.span, told.label, row, cell):
        passage = replace(
            one.passage,
            columns=told.columns,
            column_roles=told.roles,
            counted=told.counted or row.measure,
            column_unit=told.unit or progress.unit,
        )
        yield replace(one, passage=passage)


def _whole(
    progress: Progress, span: Span, label: Label | None = None, row: LogicalRow | None = None, cell: Cell | None = None
) -> Iterator[Segment]:
    """One passage; several where it would be too long to read."""
    if span.end - span.start <= LONGEST:
        yield _passage(progress, span, label, row, cell)
    else:
        yield from _itemised(progress, span, label, row, cell)


def _itemised(
    progress: Progress, span: Span, label: Label | None = None, row: LogicalRow | None = None, cell: Cell | None = None
) -> Iterator[Segment]:
    text = progress.document.text[span.start : span.end]
    for part in itemise(text):
        whole = Span(part.start, part.end).shift(span.start)
        own = row
        if part.lead is not None and progress.outline is not None and row is not None:
            # What a list says of all its items (「設置行動櫃台：A.… B.…」) is the measure of each.
            own = replace(row, measure_parent=row.measure, measure=bare_name(text[part.lead.start : part.lead.end]))
        yield replace(_passage(progress, whole, label, own, cell), item_branch=part.branch)


def _passage(
    progress: Progress, span: Span, label: Label | None = None, row: LogicalRow | None = None, cell: Cell | None = None
) -> Segment:
    document = progress.document
    facet = next((old.facet for old in progress.headings if old.facet), None)
    passage = Passage(
        passage_id=f"{document.document_id}:{span.start}-{span.end}",
        document_id=document.document_id,
        source=document.source,
        text=document.text[span.start : span.end],
        span=span,
        source_spans=source_spans(progress.where, span),
        title=document.title,
        agency=document.agency,
        year=document.year,
        stage=document.stage,
        label=label,
        facet=facet.number if facet else None,
        facet_name=facet.name if facet else None,
        strategy=row.strategy if row else None,
        measure_parent=row.measure_parent if row else None,
        measure=row.measure if row else None,
        units=row.units if row else (),
        locator=_locator(progress, span, cell.locator if cell else Locator()),
    )
    return Segment(passage, None)


def _locator(progress: Progress, span: Span, cell: Locator) -> Locator:
    """The place of `span`: the cell's page, table, row and column, its own lines, the open headings."""
    spans = source_spans(progress.where, span)
    path = tuple(old.text for old in progress.headings) or None
    own = marked(progress.where, spans)
    if own is not None:
        return replace(own, heading_path=path)
    first, last = lines(progress.where, spans) or (None, None)
    return replace(
        cell,
        page=cell.page or page(progress.where, spans),
        line_start=first,
        line_end=last,
        heading_path=path,
    )
