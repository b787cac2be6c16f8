"""A document → passages with role, context and place; tags, doers and scoring items are added later."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile

from jixiao.extract.records import Cell, Document, Label, Locator, Mark, Passage, Span
from jixiao.extract.segmentation.cutting import LONGEST
from jixiao.extract.segmentation.data_tables import data_rows
from jixiao.extract.segmentation.items import SHORTEST, itemise
from jixiao.extract.segmentation.logical_rows import LogicalRow, is_framework, logical_rows, table_rows
from jixiao.extract.text.column_roles import all_units, role_of, units
from jixiao.extract.text.headings import Heading, heading
from jixiao.extract.text.source_positions import Places, lines, marked, page, places, source_spans

# Code points before a heading in which its mark (#) is looked for. Source: chosen; a mark has at most some ten.
_LONGEST_MARK = 40
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
    units: tuple[str, ...] = ()

    def enter(self, new: Heading) -> None:
        """Opens a heading; the sections that it ends, and those in them, are closed."""
        self.headings = [*takewhile(lambda old: not new.closes(old), self.headings), new]
        self.units = ()


def segment(document: Document, source: str, marks: Sequence[Mark] = ()) -> list[Segment]:
    """The passages of `document` in order; `source` is the decoded file its source map points into.

    `marks` tell where in the file its stretches stand; without them, its lines and form feeds do.
    """
    progress = Progress(document, source, places(source, document.source_map, marks))
    found: list[Segment] = []
    for stretch in stretches(document):
        if isinstance(stretch, Span):
            found.extend(_paragraphs(progress, stretch))
        elif is_framework(stretch):
            found.extend(_framework(progress, stretch))
        else:
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
    return any(role_of(header) in ("outcome", "action") for header in shared)


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
    for span in paragraphs(document.text, stretch):
        text = document.text[span.start : span.end]
        if text == document.title:
            continue
        new = heading(text, marked=_mark(progress, span))
        if waiting is not None and new is not None:
            yield from _whole(progress, waiting)
            waiting = None
        if new is not None:
            progress.enter(new)
        if new is not None and not new.body:
            continue
        named = _UNITS.match(text)
        if named and all_units(named.group(1)):
            progress.units = tuple(units(named.group(1)))
        whole = Span(waiting.start if waiting else span.start, span.end)
        if whole.end - whole.start < SHORTEST or text.endswith(("：", ":")):
            waiting = whole
            continue
        waiting = None
        yield from _itemised(progress, whole)
    if waiting is not None:
        yield from _whole(progress, waiting)


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
            yield Segment(replace(segment.passage, columns=row.columns), row.branch)
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
        if row.measure_span and row.measure and told not in seen:
            seen.add(told)
            yield from _whole(progress, row.measure_span, "measure", row, at(row.measure_span))
        for spans, label in zip((row.actions, row.outcomes, row.rest), _LABELS, strict=True):
            for span in spans:
                yield from _itemised(progress, span, label, row, at(span))


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
    for part in itemise(progress.document.text[span.start : span.end]):
        whole = Span(part.start, part.end).shift(span.start)
        yield replace(_passage(progress, whole, label, row, cell), item_branch=part.branch)


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
