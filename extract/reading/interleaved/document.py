"""Tables rebuilt from raw PDF text, in which the cells of a row stand one under the other as short lines.

`columns_tables` tells tables, headings and furniture, `columns_pages` the pages; `columns_widths` measures the columns;
`columns_placing` finds the column of each line; `columns_pieces` joins the lines of a cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median

from jixiao.extract.reading.interleaved import joining, widths
from jixiao.extract.reading.interleaved import lines as interleaved_lines
from jixiao.extract.reading.interleaved import sections as interleaved_sections
from jixiao.extract.reading.interleaved.beam_search import Place
from jixiao.extract.reading.interleaved.lines import Line, Prose, Table
from jixiao.extract.reading.layout.blocks import Block, Paragraph, Piece, Row, RowCell
from jixiao.extract.records import Locator

# Lines of one column are shorter than lines of a page. Source: the median of report 004 is 15 full-width characters;
# A4 pages in 12 point hold about 40.
_COLUMN_WIDTH = 28.0
_TABLE_LINES = 6


def is_interleaved(source: str) -> bool:
    """Whether `source` holds tables whose columns are interleaved: a header, short lines under it, no tabs."""
    found = interleaved_lines.lines(source)
    if sum("\t" in line.text for line in found) * 50 > len(found):
        return False
    headers = interleaved_sections.headers(found)
    if not headers:
        return False
    names = {index for header in headers for index in range(header.first, header.after)}
    below = [line.width for index, line in enumerate(found) if index > headers[0].first and index not in names]
    return len(below) >= _TABLE_LINES and median(below) <= _COLUMN_WIDTH


def blocks(source: str) -> list[Block]:
    """Paragraphs and table rows in reading order; one row for each measure or numbered sub-measure.

    Every character of `source` that is neither white space nor furniture (headers, page marks) is in one piece.
    """
    sections = interleaved_sections.sections(source)
    tables = [section for section in sections if isinstance(section, Table)]
    places = _places(tables)
    result: list[Block] = []
    number = 0
    for section in sections:
        if isinstance(section, Prose):
            result.extend(_paragraphs(section.lines))
            continue
        number += 1
        placed = list(zip(section.lines, places[number - 1], strict=True))
        inside = [(line, place) for line, place in placed if place.column is not None]
        result.extend(_rows(section, inside, number))
        result.extend(_paragraphs([line for line, place in placed if place.column is None]))
    return result


def _places(tables: Sequence[Table]) -> list[list[Place]]:
    """The placing of each table; tables under one header are measured together."""
    result: list[list[Place]] = [[] for _ in tables]
    for names in dict.fromkeys(table.headers for table in tables):
        alike = [number for number, table in enumerate(tables) if table.headers == names]
        for number, found in zip(alike, widths.place([tables[number] for number in alike]), strict=True):
            result[number] = found
    return result


def _rows(table: Table, placed: Sequence[tuple[Line, Place]], number: int) -> Iterator[Row]:
    for row in range(placed[-1][1].row + 1 if placed else 0):
        mine = [(line, place) for line, place in placed if place.row == row]
        cells = []
        for column, (header, kind) in enumerate(zip(table.headers, table.kinds, strict=True)):
            held = [(line, place.begins) for line, place in mine if place.column == column]
            locator = _locator([line for line, _ in held] or [mine[0][0]], number, row + 1, column + 1)
            cells.append(RowCell(joining.pieces(held, kind), locator, header))
        yield Row(tuple(cells))


def _locator(
    lines: Sequence[Line], table: int | None = None, row: int | None = None, column: int | None = None
) -> Locator:
    return Locator(lines[0].page, table, row, column, lines[0].number, lines[-1].number)


def _paragraphs(lines: Sequence[Line]) -> Iterator[Paragraph]:
    """Lines outside tables, those of one paragraph together."""
    if not lines:
        return
    widest = max(line.width for line in lines)
    gathered: list[Line] = []
    for line in lines:
        if gathered and _begins(gathered[-1], line, widest):
            yield _paragraph(gathered)
            gathered = []
        gathered.append(line)
    yield _paragraph(gathered)


def _begins(before: Line, line: Line, widest: float) -> bool:
    """Whether `line` begins a paragraph: the line before was not full, or ended one."""
    full = before.width > widest - 3 and not before.closed and not before.text.endswith(("。", "：", "！", "？"))
    return not full or line.label is not None or (line.gap > 0 and line.turn == "no")


def _paragraph(lines: Sequence[Line]) -> Paragraph:
    parts: list[Piece] = []
    before = None
    for line in lines:
        joint = joining.inner_joint(before.text, line.text) if before else ""
        parts.append(Piece(line.start, line.end, joint))
        before = line
    return Paragraph(tuple(parts), _locator(lines))
