"""PDF files: tables ruled and unruled, running text in reading order, pages without text read by `ocr`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from jixiao.extract.errors import UnreadableDocumentError
from jixiao.extract.messages import Message
from jixiao.extract.reading.layout.contract import Content, Given
from jixiao.extract.reading.layout.grids import Grid, GridCell, Line, Part, lay_out
from jixiao.extract.reading.pdf import furniture, ocr, page_breaks, regions, rotation, unruled_tables, visibility
from jixiao.extract.reading.pdf import lines as pdf_lines
from jixiao.extract.reading.pdf import page as pdf_page
from jixiao.extract.reading.pdf import paragraphs as pdf_paragraphs
from jixiao.extract.reading.pdf.ocr import Scan
from jixiao.extract.reading.pdf.paragraphs import Paragraph, Set
from jixiao.extract.reading.pdf.records import Page
from jixiao.extract.reading.pdf.regions import Layout, Table
from jixiao.extract.reading.pdf.unruled_columns import Column
from jixiao.extract.reading.pdf.unruled_tables import Margins, Prose
from jixiao.extract.records import Locator, Mark

_ABSENT = GridCell()


def read(given: Given) -> Content:
    """The PDF's text and tables. Raises UnreadableDocumentError."""
    with pdf_page.opened(given.data, given.path) as document:
        total = pdf_page.count(document)
        if not total:
            raise UnreadableDocumentError(
                given.path, Message.of("has_no_pages"), Message.of("check_that_the_export_worked")
            )
        reading = _Reading(given, total)
        content = lay_out(reading.parts(document))
        if not content.blocks:
            raise _empty(given, reading)
        return replace(content, marks=_marks(content.marks, reading), warnings=tuple(reading.warnings()))


def _empty(given: Given, reading: _Reading) -> UnreadableDocumentError:
    """Why no page gave any text."""
    if reading.pictures:
        return UnreadableDocumentError(given.path, Message.of("holds_pictures_of_pages_and_no_text"), ocr.CURE)
    if reading.scans:
        return UnreadableDocumentError(
            given.path,
            Message.of("holds_pictures_on_which_tesseract_reads_no_text"),
            Message.of("scan_it_again_upright_and_at_300_dpi"),
        )
    if reading.unread:
        return UnreadableDocumentError(
            given.path,
            Message.of("is_damaged_no_page_of_it_can_be_read"),
            Message.of("open_it_in_a_pdf_viewer_and_print_it"),
        )
    return UnreadableDocumentError(given.path, Message.of("holds_no_text"), Message.of("check_that_the_export_worked"))


@dataclass(slots=True)
class _Reading:
    """How far the reading has come. `open` are lines of prose that the next page may go on with, `notes` the footnotes
    that wait for their end, `table` the table that the next
    page may go on with, `paragraphs` what was handed on, in order, `sheets` the pages as they were read."""

    given: Given
    total: int
    open: list[Set] = field(default_factory=list)
    notes: list[Set] = field(default_factory=list)
    columns: tuple[Column, ...] = ()
    table: Table | None = None
    paragraphs: list[Paragraph] = field(default_factory=list)
    unread: list[int] = field(default_factory=list)
    pictures: list[int] = field(default_factory=list)
    scans: list[Scan] = field(default_factory=list)
    sheets: dict[int, Page] = field(default_factory=dict)

    def parts(self, document: Any) -> Iterator[Part]:
        """Lines and grids in reading order."""
        for layout, rows in furniture.without(self._layouts(document)):
            yield from self._page(layout, rows)
        yield from self._prose()
        yield from self._grid()
        yield from self._notes()

    def warnings(self) -> Iterator[str]:
        """What could not be read."""
        if self.scans:
            yield ocr.warning(self.scans, self.total)
        if self.pictures:
            told = f"{len(self.pictures)} of {self.total} pages are pictures and were not read"
            yield f"{told}: {_listed(self.pictures)}; {ocr.CURE}"
        yield from self._noticed()
        if self.unread:
            yield f"{len(self.unread)} of {self.total} pages could not be read: {_listed(self.unread)}"
        if pdf_page.is_cut(self.given.data):
            yield "the file breaks off (no end mark): its last pages may be missing"

    def _noticed(self) -> Iterator[str]:
        """What of the pages was left out, read apart, or read though it is not in their content."""
        yield from visibility.warnings([one for page in self.sheets.values() for one in page.hidden])
        apart = sorted({rotation.number(at) for at in self.sheets if at >= rotation.APART})
        if apart:
            yield f"text that runs another way than the rest of its page was read behind it: page {_listed(apart)}"
        noted = [(page.number, what) for page in self.sheets.values() for what in page.noted]
        if noted:
            counts = "、".join(f"{kind} {number:,}" for kind, number in Counter(what for _, what in noted).items())
            yield f"read where they stand on page {_listed(sorted({page for page, _ in noted}))}: {counts}"

    def _layouts(self, document: Any) -> Iterator[Layout]:
        for number in range(1, self.total + 1):
            page = pdf_page.page(document, number)
            if page is None:
                self.unread.append(number)
            elif ocr.is_picture(page):
                yield regions.layout(self._scanned(document, page))
            else:
                main, apart = rotation.upright(page)
                for sheet in (main, *apart):
                    self.sheets[sheet.number] = replace(sheet, glyphs=(), rules=())
                    yield regions.layout(sheet)
            self.given.progress(number, self.total)

    def _scanned(self, document: Any, page: Page) -> Page:
        """The page with what its picture says."""
        scan = ocr.scan(document, page)
        if scan is None:
            self.pictures.append(page.number)
            return replace(page, glyphs=()) if page.unmapped >= ocr.UNMAPPED else page
        self.scans.append(replace(scan, page=replace(scan.page, glyphs=(), rules=())))
        return scan.page

    def _page(self, layout: Layout, rows: list[furniture.Row]) -> Iterator[Part]:
        """The parts of a page; its footnotes wait."""
        end = furniture.notes(rows, layout.page.rules, layout.page.width)
        margins = _margins(layout, rows)
        noted = [Set(line, margins.left, margins.right) for line in map(pdf_lines.joined, rows[end:])]
        for part in self._ordered(layout, rows[:end], margins):
            if isinstance(part, Prose):
                self.open.extend(part.lines)
                continue
            yield from self._prose()
            if any(box.lines for box in part.boxes):
                yield from self._table(part)
        self.notes.extend(noted)

    def _ordered(self, layout: Layout, rows: list[furniture.Row], margins: Margins) -> Iterator[Table | Prose]:
        """Ruled tables and what stands between them, from top to bottom."""
        left = list(rows)
        for table in layout.tables:
            above = [row for row in left if row[0].middle < table.sides[1]]
            left = left[len(above) :]
            yield from self._between(above, layout, margins)
            self.columns = ()
            yield table
        yield from self._between(left, layout, margins)

    def _between(self, rows: list[furniture.Row], layout: Layout, margins: Margins) -> Iterator[Table | Prose]:
        runs = [run for row in rows for run in row]
        for part, columns in unruled_tables.parts(runs, layout.page.rules, margins, self.columns):
            if self.table and isinstance(part, Table):
                self.table = page_breaks.fitted(self.table, self.columns, part, columns)
            self.columns = columns
            yield part

    def _prose(self) -> Iterator[Part]:
        lines, self.open = self.open, []
        if lines:
            yield from self._grid()
        for stretch in _unbroken(lines):
            yield from map(self._line, pdf_paragraphs.paragraphs(stretch))
        if lines:
            yield from self._notes()

    def _notes(self) -> Iterator[Part]:
        lines, self.notes = self.notes, []
        for paragraph in pdf_paragraphs.paragraphs(lines):
            yield self._line(paragraph)

    def _line(self, paragraph: Paragraph) -> Part:
        self.paragraphs.append(paragraph)
        return Line(paragraph.text, Locator(page=rotation.number(paragraph.stretches[0].page)))

    def _table(self, table: Table) -> Iterator[Part]:
        """Hands the table before on, put together with what of this one only ends its last row."""
        if len(table.boxes) == 1:
            yield from self._grid()
            yield from map(self._line, pdf_paragraphs.paragraphs(table.boxes[0].lines))
            return
        rest: Table | None = table
        if self.table:
            self.table, rest = page_breaks.rejoined(self.table, table)
        if rest:
            yield from self._grid()
            self.table = rest

    def _grid(self) -> Iterator[Part]:
        table, self.table = self.table, None
        if table is None:
            return
        rows = [[_ABSENT] * table.columns for _ in range(table.rows)]
        for box in sorted(table.boxes, key=lambda box: (box.area.row, box.area.column)):
            area = box.area
            for row in range(area.row, area.row_end):
                rows[row][area.column : area.column_end] = [GridCell(covered=True)] * (area.column_end - area.column)
            paragraphs = pdf_paragraphs.paragraphs(box.lines)
            self.paragraphs.extend(paragraphs)
            size = area.column_end - area.column, area.row_end - area.row
            place = Locator(page=rotation.number(box.lines[0].line.page if box.lines else table.page))
            rows[area.row][area.column] = GridCell(tuple(paragraph.text for paragraph in paragraphs), place, *size)
        yield Grid(tuple(map(tuple, rows)))
        yield from self._notes()


def _unbroken(lines: Sequence[Set]) -> list[list[Set]]:
    """The lines, parted where a page ends with a sentence."""
    found: list[list[Set]] = []
    for one in lines:
        before = found[-1][-1].line if found else None
        if before is None or (before.page != one.line.page and before.text.endswith(("。", "！", "？"))):
            found.append([])
        found[-1].append(one)
    return found


def _margins(layout: Layout, rows: Sequence[furniture.Row]) -> Margins:
    lefts = [run.left for row in rows for run in row] + [table.sides[0] for table in layout.tables]
    rights = [run.right for row in rows for run in row] + [table.sides[2] for table in layout.tables]
    return Margins(min(lefts, default=0.0), max(rights, default=layout.page.width))


def _marks(written: Sequence[Mark], reading: _Reading) -> tuple[Mark, ...]:
    """The marks of paragraphs made finer: one for each stretch of a line, with its box."""
    found: list[Mark] = []
    for mark, paragraph in zip(written, reading.paragraphs, strict=True):
        for stretch in paragraph.stretches:
            sheet = reading.sheets.get(stretch.page)
            box = rotation.back(stretch.box, sheet) if sheet else stretch.box
            place = replace(mark.locator, page=rotation.number(stretch.page), box=box)
            found.append(Mark(mark.start + stretch.start, place))
    return tuple(found)


def _listed(numbers: Sequence[int]) -> str:
    shown = "、".join(map(str, numbers[:20]))
    return shown + (" …" if len(numbers) > 20 else "")
