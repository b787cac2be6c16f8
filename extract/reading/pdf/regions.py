"""What stands on a page: its ruled tables, and the runs around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jixiao.extract.reading.pdf import lines as pdf_lines
from jixiao.extract.reading.pdf import ruled_tables
from jixiao.extract.reading.pdf.lines import Line
from jixiao.extract.reading.pdf.paragraphs import Set
from jixiao.extract.reading.pdf.records import Glyph, Page
from jixiao.extract.reading.pdf.ruled_tables import Area, Grid
from jixiao.extract.text.column_roles import is_header

_OUTSIDE = -1
# Points between a border and the text beside it at most. Source: 5.4 in Word, 2.8 to 5 in LibreOffice.
PADDING = 8.0


@dataclass(frozen=True, slots=True)
class Box:
    """A cell: its place and extent in the raster of its table, and its lines between their margins."""

    area: Area
    lines: tuple[Set, ...]

    @property
    def text(self) -> str:
        return "".join(one.line.text for one in self.lines)


@dataclass(frozen=True, slots=True)
class Table:
    """A table of `rows` by `columns` places; `sides` are its left, top, right and bottom on its first page."""

    page: int
    rows: int
    columns: int
    boxes: tuple[Box, ...]
    sides: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Layout:
    """A page's ruled tables and the runs outside them."""

    page: Page
    tables: tuple[Table, ...]
    runs: tuple[Line, ...]


def layout(page: Page) -> Layout:
    """The ruled tables of a page, empty ones left out, and what stands around them."""
    grids = ruled_tables.grids(page.rules)
    starts = [0]
    for grid in grids:
        starts.append(starts[-1] + len(grid.areas))

    def region(glyph: Glyph) -> int:
        x, y = (glyph.left + glyph.right) / 2, (glyph.top + glyph.bottom) / 2
        for start, grid in zip(starts, grids, strict=False):
            inside = grid.at(x, y)
            if inside is not None:
                return start + inside
        return _OUTSIDE

    runs: dict[int, list[Line]] = {}
    for place, run in pdf_lines.runs(page.number, page.glyphs, region):
        runs.setdefault(place, []).append(run)
    tables = []
    for start, grid in zip(starts, grids, strict=False):
        cells = [pdf_lines.lines(runs.get(start + at, [])) for at in range(len(grid.areas))]
        if any(cells):
            tables.extend(_parted(_table(page.number, grid, cells), grid.ys))
    return Layout(page, tuple(tables), tuple(runs.get(_OUTSIDE, [])))


def _table(page: int, grid: Grid, cells: Sequence[Sequence[Line]]) -> Table:
    boxes = []
    for area, lines in zip(grid.areas, cells, strict=True):
        left, _, right, _ = grid.sides(area)
        alike = [
            line
            for other, held in zip(grid.areas, cells, strict=True)
            if (other.column, other.column_end) == (area.column, area.column_end)
            for line in held
        ]
        start = min((line.left for line in alike), default=left)
        padding = min(start - left, PADDING)
        end = max([right - padding - 1, *(line.right for line in alike)])
        boxes.append(Box(area, tuple(Set(line, start, min(end, right)) for line in lines)))
    sides = (grid.xs[0], grid.ys[0], grid.xs[-1], grid.ys[-1])
    return Table(page, len(grid.ys) - 1, len(grid.xs) - 1, tuple(boxes), sides)


def _parted(table: Table, ys: Sequence[float]) -> list[Table]:
    """Tables that share a border as tables of their own: a new one begins with a header, and where the borders between
    columns stand elsewhere."""
    firsts = [0]
    edges: set[int] = set()
    for row in range(table.rows):
        here = [box for box in table.boxes if box.area.row <= row < box.area.row_end]
        own = {edge for box in here for edge in (box.area.column, box.area.column_end)}
        free = all(box.area.row == row for box in here)
        if row > firsts[-1] and free and (is_header([box.text for box in here]) or not (own <= edges or edges <= own)):
            firsts.append(row)
            edges = set()
        edges |= own
    ends = [*firsts[1:], table.rows]
    return [_rows(table, ys, first, end) for first, end in zip(firsts, ends, strict=True)]


def _rows(table: Table, ys: Sequence[float], first: int, end: int) -> Table:
    """Rows `first` to before `end` of a table, with the columns that they have."""
    boxes = [box for box in table.boxes if first <= box.area.row < end]
    edges = sorted({edge for box in boxes for edge in (box.area.column, box.area.column_end)})
    kept = []
    for box in boxes:
        area = box.area
        columns = edges.index(area.column), edges.index(area.column_end)
        kept.append(Box(Area(area.row - first, columns[0], area.row_end - first, columns[1]), box.lines))
    left, _, right, _ = table.sides
    return Table(table.page, end - first, len(edges) - 1, tuple(kept), (left, ys[first], right, ys[end]))
