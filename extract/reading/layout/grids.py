"""What formatted files hold: lines and grids, and how they are laid out as one decoded file with its blocks.

A reader hands on `Line`s and `Grid`s in reading order; `lay_out` writes the decoded file that source spans point into.
Its characters are the file's own (`inline` tells how raised ones are written) but for those that stand between them: a
line feed after each paragraph and row, a tab between cells, `#` before headings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from jixiao.extract.reading.layout import grid_rows
from jixiao.extract.reading.layout.blocks import Paragraph, Piece
from jixiao.extract.reading.layout.cleaning import PieceRun, trimmed
from jixiao.extract.reading.layout.contract import Content
from jixiao.extract.reading.layout.grid_rows import Extent, Table
from jixiao.extract.reading.layout.inline import UNSEEN
from jixiao.extract.reading.layout.table_rows import RawRow
from jixiao.extract.records import Locator, Mark

_BREAK = re.compile("[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_NOWHERE = Locator()
DEEPEST = 6
# Source: chosen; the largest table of the five reports has 10^2 places that a merged cell covers.
MOST_COVERED = 10**5


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph outside tables. `level` (1 is the outermost) only where the file itself marks a heading.

    A line break parts paragraphs; the lines of a heading are one.
    """

    text: str
    locator: Locator = _NOWHERE
    level: int | None = None


@dataclass(frozen=True, slots=True)
class GridCell:
    """One place of a grid. A merged cell stands at its first place and tells how many `columns` and `rows` it takes;
    the other places are `covered` and hold nothing.

    `lay_out` fills in the locator's table, row and column, counted in the file, where they are None. `places`, where
    given, has the place of each paragraph (on its page, say), the `locator` that of the whole cell.
    """

    paragraphs: tuple[str, ...] = ()
    locator: Locator = _NOWHERE
    columns: int = 1
    rows: int = 1
    covered: bool = False
    places: tuple[Locator, ...] = ()


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as the file has it, header rows and all; every row has the same number of places."""

    rows: tuple[tuple[GridCell, ...], ...]


Part = Line | Grid


def spread(rows: Iterable[Sequence[GridCell]]) -> Grid:
    """The grid of rows that list only the cells that begin there, from left to right around those that reach down.

    Once MOST_COVERED places are covered, cells take one place only.
    """
    taken: dict[tuple[int, int], GridCell] = {}
    given = list(rows)
    most, one, hidden = MOST_COVERED, GridCell(), GridCell(covered=True)
    for at, row in enumerate(given):
        column = 0
        for cell in row:
            while (at, column) in taken:
                column += 1
            wide, high = max(cell.columns, 1), min(max(cell.rows, 1), len(given) - at)
            most -= wide * high - 1
            if most < 0:
                wide = high = 1
            for down in range(high):
                for right in range(wide):
                    taken.setdefault((at + down, column + right), hidden)
            fits = (cell.columns, cell.rows) == (wide, high)
            taken[at, column] = cell if fits else replace(cell, columns=wide, rows=high)
            column += wide
    width = max((column + 1 for _, column in taken), default=0)
    return Grid(tuple(tuple(taken.get((at, to), one) for to in range(width)) for at in range(len(given))))


def lay_out(parts: Iterable[Part], warnings: tuple[str, ...] = ()) -> Content:
    """The decoded file and its blocks, each row's cells with the names of their columns.

    A table that directly follows another goes on with it where it repeats its header, or has none and is as wide; what
    the end of a page cut is put together again.
    """
    written = _Written()
    sections: list[Table | Paragraph] = []
    tables = 0
    for part in parts:
        if isinstance(part, Line):
            sections.extend(_paragraphs(written, part))
        else:
            tables += 1
            sections.append(_table(written, part, tables))
    source = "".join(written.parts)
    return Content(source, grid_rows.blocks(source, sections), warnings, tuple(written.marks))


@dataclass(slots=True)
class _Written:
    """The decoded file as far as it is written."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    marks: list[Mark] = field(default_factory=list)

    def put(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def paragraph(self, text: str, locator: Locator) -> PieceRun:
        """Writes a paragraph without line breaks; () where it is blank."""
        run = trimmed(text, [Piece(0, len(text))])
        start = self.length
        if run:
            self.marks.append(Mark(start, locator))
            self.put(text)
        return tuple(Piece(start + piece.start, start + piece.end) for piece in run)


def _paragraphs(written: _Written, line: Line) -> list[Paragraph]:
    text = line.text.translate(UNSEEN)
    texts = [_unbroken(text)] if line.level else _BREAK.split(text)
    found: list[Paragraph] = []
    for text in filter(str.strip, texts):
        if line.level:
            written.put("#" * min(line.level, DEEPEST) + " ")
        found.append(Paragraph(written.paragraph(text, line.locator), line.locator))
        written.put("\n")
    return found


def _unbroken(heading: str) -> str:
    """The lines of a heading as one; a space only between letters that are not Chinese."""
    lines = [line.strip() for line in _BREAK.split(heading.strip())]
    return re.sub(r"(?<=[^\x00-\x7f])\n|\n(?=[^\x00-\x7f])", "", "\n".join(lines)).replace("\n", " ")


def _table(written: _Written, grid: Grid, number: int) -> Table:
    rows: list[RawRow] = []
    for at, row in enumerate(grid.rows):
        cells, places = [], []
        for to, cell in enumerate(row):
            if to:
                written.put("\t")
            place = _counted(cell.locator, number, at, to)
            finer = [_counted(locator, number, at, to) for locator in cell.places] or [place] * len(cell.paragraphs)
            cells.append(_cell(written, cell.paragraphs, finer))
            places.append(place)
        written.put("\n")
        rows.append(RawRow(cells, places))
    return Table(rows, [[Extent(cell.rows, cell.columns, cell.covered) for cell in row] for row in grid.rows])


def _cell(written: _Written, paragraphs: Sequence[str], places: Sequence[Locator]) -> list[PieceRun]:
    runs: list[PieceRun] = []
    for paragraph, place in zip(paragraphs, places, strict=True):
        for text in filter(str.strip, _BREAK.split(paragraph.translate(UNSEEN))):
            if runs:
                written.put("\n")
            runs.append(written.paragraph(text, place))
    return runs


def _counted(locator: Locator, table: int, row: int, column: int) -> Locator:
    return replace(
        locator,
        table=locator.table or table,
        row=locator.row or row + 1,
        column=locator.column or column + 1,
    )
