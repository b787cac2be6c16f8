"""A document → passages with role, context and place; tags, doers and scoring items are added later."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from extract.items import LONGEST, SHORTEST, Part, itemise
from extract.outline import Facet, Heading, heading
from extract.places import Places, lines, page, places, source_spans
from extract.records import Cell, Document, Label, Locator, Passage, Span
from extract.rows import LogicalRow, is_framework, logical_rows


@dataclass(frozen=True, slots=True)
class Segment:
    """A passage without tags, and the branch that its item's label names (as written, None where none does)."""

    passage: Passage
    item_branch: str | None


@dataclass(slots=True)
class Section:
    """Where the reading stands: the open headings, outermost first."""

    headings: list[Heading]

    def enter(self, new: Heading) -> None:
        """Opens a heading; those as deep or deeper are closed."""
        self.headings = [*(old for old in self.headings if old.level < new.level), new]

    def path(self) -> tuple[str, ...] | None:
        """The open headings' texts, None where there are none."""
        return tuple(old.text for old in self.headings) or None

    def facet(self) -> Facet | None:
        """The facet that the open headings name."""
        return next((old.facet for old in self.headings if old.facet), None)


def segment(document: Document, source: str) -> list[Segment]:
    """The passages of `document` in order; `source` is the decoded file its source map points into."""
    where = places(source, document.source_map)
    section = Section([])
    found: list[Segment] = []
    for stretch in stretches(document):
        if isinstance(stretch, Span):
            found.extend(_paragraphs(document, source, where, stretch, section))
        elif is_framework(stretch):
            found.extend(_framework(document, where, stretch, section))
        else:
            found.extend(_plain_table(document, where, stretch, section))
    return list({one.passage.passage_id: one for one in found}.values())


def stretches(document: Document) -> Iterator[Span | tuple[Cell, ...]]:
    """The document's text outside tables, and its tables, in order; a table is all of its cells."""
    at = 0
    for _, group in groupby(document.cells, lambda cell: cell.locator.table):
        cells = tuple(group)
        if document.text[at : cells[0].span.start].strip():
            yield Span(at, cells[0].span.start)
        yield cells
        at = cells[-1].span.end
    if document.text[at:].strip():
        yield Span(at, len(document.text))


def paragraphs(text: str, stretch: Span) -> list[Span]:
    """The lines of a stretch outside tables, ends trimmed."""
    found = []
    for match in re.finditer(r"[^\n]+", text[stretch.start : stretch.end]):
        body = match.group()
        if body.strip():
            start = stretch.start + match.start()
            found.append(Span(start + len(body) - len(body.lstrip()), start + len(body.rstrip())))
    return found


def _paragraphs(
    document: Document, source: str, where: Places, stretch: Span, section: Section
) -> Iterator[Segment]:
    """Passages of running text; headings only move the section on, short lines join the next one."""
    waiting: Span | None = None
    for span in paragraphs(document.text, stretch):
        text = document.text[span.start : span.end]
        if span.start == 0 and text == document.title or text == document.title:
            continue
        new = heading(text, marked=_is_marked(source, source_spans(where, span)))
        if new is not None:
            section.enter(new)
        if new is not None and not new.body:
            if waiting is not None:
                yield _passage(document, where, section, waiting)
            waiting = None
            continue
        whole = Span(waiting.start if waiting else span.start, span.end)
        waiting = whole if len(document.text[whole.start : whole.end]) < SHORTEST or text.endswith(("：", ":")) else None
        if waiting is None:
            yield from _itemised(document, where, section, whole)
    if waiting is not None:
        yield _passage(document, where, section, waiting)


def _is_marked(source: str, spans: Sequence[Span]) -> bool:
    """Does the file mark the line as a heading?"""
    before = source[: spans[0].start].rsplit("\n", 1)[-1] if spans else ""
    return re.fullmatch(r"\s*#{1,6}\s*(?:\*\*)?", before) is not None


def _itemised(document: Document, where: Places, section: Section, span: Span) -> Iterator[Segment]:
    for part in itemise(document.text[span.start : span.end]):
        yield _passage(document, where, section, Span(part.start, part.end).shift(span.start))


def _plain_table(document: Document, where: Places, cells: Sequence[Cell], section: Section) -> Iterator[Segment]:
    """Rows of a table without roles, as many in one passage as fit."""
    group: Span | None = None
    first: Cell | None = None
    for _, row in groupby(cells, lambda cell: cell.locator.row):
        filled = [cell for cell in row if cell.span.end > cell.span.start]
        if not filled:
            continue
        span = Span(filled[0].span.start, filled[-1].span.end)
        if group is not None and span.end - group.start > LONGEST:
            yield _passage(document, where, section, group, cell=first)
            group = None
        first = filled[0] if group is None else first
        group = Span(group.start if group else span.start, span.end)
    if group is not None:
        yield _passage(document, where, section, group, cell=first)


def _framework(document: Document, where: Places, cells: Sequence[Cell], section: Section) -> Iterator[Segment]:
    """Passages of a table of strategies, measures and outcomes; what is repeated on the next page is told once."""
    seen: set[tuple[str | None, ...]] = set()
    for row in logical_rows(document, cells):
        if row.strategy_span and (row.strategy,) not in seen:
            seen.add((row.strategy,))
            bare = replace(row, measure=None, measure_parent=None, units=())
            yield _passage(document, where, section, row.strategy_span, ("strategy", bare), cells=cells)
        told = (row.strategy, row.measure_parent, row.measure)
        if row.measure_span and told not in seen:
            seen.add(told)
            yield _passage(document, where, section, row.measure_span, ("measure", row), cells=cells)
        for label, spans in (("measure", row.actions), ("outcome", row.outcomes), (None, row.rest)):
            for span in spans:
                for part in itemise(document.text[span.start : span.end]):
                    yield _item(document, where, section, (label, row), (part, span.start, cells))


def _item(
    document: Document, where: Places, section: Section, role: tuple[Label | None, LogicalRow],
    at: tuple[Part, int, Sequence[Cell]],
) -> Segment:  # fmt: skip
    part, offset, cells = at
    span = Span(part.start, part.end).shift(offset)
    return replace(_passage(document, where, section, span, role, cells=cells), item_branch=part.branch)


def _passage(
    document: Document, where: Places, section: Section, span: Span,
    role: tuple[Label | None, LogicalRow] | None = None, *, cell: Cell | None = None, cells: Sequence[Cell] = (),
) -> Segment:  # fmt: skip
    cell = cell or next((one for one in cells if one.span.start <= span.start < one.span.end), None)
    spans = source_spans(where, span)
    first, last = lines(where, spans) or (None, None)
    facet = section.facet()
    label, row = role or (None, None)
    passage = Passage(
        passage_id=f"{document.document_id}:{span.start}-{span.end}",
        document_id=document.document_id,
        source=document.source,
        text=document.text[span.start : span.end],
        span=span,
        source_spans=spans,
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
        locator=Locator(
            page=(cell.locator.page if cell else None) or page(where, spans),
            table=cell.locator.table if cell else None,
            row=cell.locator.row if cell else None,
            column=cell.locator.column if cell else None,
            line_start=first,
            line_end=last,
            heading_path=section.path(),
        ),
    )
    return Segment(passage, None)
