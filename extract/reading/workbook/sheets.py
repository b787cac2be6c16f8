"""The sheets of a workbook → lines and grids: titles, tables and notes told apart, what nobody sees left out."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from jixiao.extract.reading.layout.grids import Grid, GridCell, Line, Part
from jixiao.extract.records import Locator

# Names that programs give by themselves.
_UNNAMED = re.compile(
    r"(?:sheet|工作表|表格|table|表|活頁|page|頁|p\.?)?[\s_-]*(?:第?\s*[\d一二三四五六七八九十]+\s*[頁表]?)?(?:\s*[(（]\d+[)）])?"
    r"(?:[\s_-]*(?:table|表)[\s_-]*\d+)?",
    re.IGNORECASE,
)
_NOTE = re.compile(r"\s*(?:※|(?:備\s*註|附\s*註|註|說\s*明|填表說明|資料來源)\s*\d*\s*[：:])")

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a sheet shows. Rows and columns count from 1; `cells` holds the filled ones; a merged area is (top, left,
    bottom, right), its text stands in its first cell. `lines` has the first and last line of each row in a text file,
    whose cells have no names."""

    name: str
    cells: dict[Place, str]
    merged: Sequence[tuple[int, int, int, int]] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    lines: Mapping[int, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Area:
    """A filled cell that is seen: its text and place, its first and last row and column."""

    text: str
    place: Locator
    top: int
    left: int
    bottom: int
    right: int


def parts(sheets: Iterable[Sheet]) -> Iterator[Part]:
    """Lines and grids of all sheets, in order; a sheet's own name is a heading."""
    before: set[int] = set()
    for sheet in sheets:
        areas = _areas(sheet)
        if areas:
            if sheet.name.strip() and not _UNNAMED.fullmatch(sheet.name.strip()):
                yield Line(sheet.name, Locator(sheet=sheet.name), 1)
            own = {area.left for area in areas}
            # A sheet that goes on with the table before may leave the first columns of all its rows empty.
            columns = sorted(before if len(own) > 1 and own < before else own)
            yield from _parts(sheet, areas, columns)
            before = set(columns)


def warnings(sheet: Sheet) -> Iterator[str]:
    """What of the sheet was left out because it is hidden."""
    rows = {row for row, _ in sheet.cells} & sheet.hidden_rows
    columns = {column for _, column in sheet.cells} & sheet.hidden_columns
    for number, what in ((len(rows), "rows"), (len(columns), "columns")):
        if number:
            yield f"sheet {sheet.name}: hidden {what} left out: {number:,}"


def cell_name(row: int, column: int) -> str:
    """The name of a cell, both counted from 1: (7, 2) is B7."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row}"


def _areas(sheet: Sheet) -> list[_Area]:
    """What is seen, by row and column. A merged area of which a part is hidden is seen in the rest of it."""
    last = {(top, left): (bottom, right) for top, left, bottom, right in sheet.merged}
    covered = _covered(sheet)
    found = []
    for (row, column), text in sorted(sheet.cells.items()):
        bottom, right = last.get((row, column), (row, column))
        top = next((at for at in range(row, bottom + 1) if at not in sheet.hidden_rows), None)
        left = next((at for at in range(column, right + 1) if at not in sheet.hidden_columns), None)
        if text.strip() and top and left and (row, column) not in covered:
            found.append(_Area(text, _place(sheet, row, column), top, left, bottom, right))
    return sorted(found, key=lambda area: (area.top, area.left))


def _covered(sheet: Sheet) -> set[Place]:
    """Filled cells under a merged area: nobody sees them."""
    wide = [area for area in sheet.merged if (area[0], area[1]) != (area[2], area[3])]
    if not wide:
        return set()
    rows: dict[int, list[int]] = {}
    for row, column in sheet.cells:
        rows.setdefault(row, []).append(column)
    return {
        (row, column)
        for top, left, bottom, right in wide
        for row in (range(top, bottom + 1) if bottom - top < len(rows) else rows)
        if top <= row <= bottom
        for column in rows.get(row, ())
        if left <= column <= right and (row, column) != (top, left)
    }


def _parts(sheet: Sheet, areas: Sequence[_Area], columns: Sequence[int]) -> Iterator[Part]:
    tabled = False
    for block in _blocks(sheet, areas):
        titles, table, notes = _parted(block, columns, tabled)
        yield from _lines(titles)
        if table:
            yield _grid(sheet, table, columns)
            tabled = True
        yield from _lines(notes)


def _blocks(sheet: Sheet, areas: Sequence[_Area]) -> Iterator[list[list[_Area]]]:
    """Rows of areas, parted where a row is seen that holds nothing."""
    block: list[list[_Area]] = []
    reach = 0
    for area in areas:
        if block and area.top == block[-1][0].top:
            block[-1].append(area)
        else:
            if block and any(row not in sheet.hidden_rows for row in range(reach + 1, area.top)):
                yield block
                block = []
            block.append([area])
        reach = max(reach, area.bottom)
    if block:
        yield block


def _parted(
    block: list[list[_Area]], columns: Sequence[int], tabled: bool
) -> tuple[list[list[_Area]], list[list[_Area]], list[list[_Area]]]:
    """The titles above a table, the table, the notes below it."""
    first = 0
    while first < len(block) and _is_title(block, first, columns, tabled):
        first += 1
    after = len(block)
    while after > first and len(block[after - 1]) == 1 and _NOTE.match(block[after - 1][0].text):
        after -= 1
    return block[:first], block[first:after], block[after:]


def _is_title(block: Sequence[Sequence[_Area]], at: int, columns: Sequence[int], tabled: bool) -> bool:
    """Does a cell stand alone in its row, where no column of a table is filled?"""
    if len(block[at]) > 1:
        return False
    (area,) = block[at]
    if at + 1 < len(block) and area.bottom >= block[at + 1][0].top:
        return False
    return not tabled or area.left == columns[0] or len(_between(columns, area.left, area.right)) > 1


def _lines(rows: Iterable[Sequence[_Area]]) -> Iterator[Line]:
    for row in rows:
        for area in row:
            yield Line(area.text, area.place)


def _grid(sheet: Sheet, block: Sequence[Sequence[_Area]], columns: Sequence[int]) -> Grid:
    """The rows and columns in which something begins; a merged cell takes those of them that it reaches over."""
    rows = [row[0].top for row in block]
    cells: dict[Place, GridCell] = {}
    for row in block:
        for area in row:
            over, down = _between(columns, area.left, area.right), _between(rows, area.top, area.bottom)
            if len(over) > 1 or len(down) > 1:
                under = {(at, to) for at in down for to in over} - cells.keys()
                cells.update({place: GridCell(locator=_place(sheet, *place), covered=True) for place in under})
            cells[area.top, area.left] = GridCell((area.text,), area.place, len(over), len(down))
    return Grid(
        tuple(tuple(cells.get((row, to)) or GridCell(locator=_place(sheet, row, to)) for to in columns) for row in rows)
    )


def _between(places: Sequence[int], first: int, last: int) -> Sequence[int]:
    return places[bisect_left(places, first) : bisect_right(places, last)]


def _place(sheet: Sheet, row: int, column: int) -> Locator:
    if sheet.lines:
        first, last = sheet.lines[row]
        return Locator(line_start=first, line_end=last)
    return Locator(sheet=sheet.name, cell=cell_name(row, column))
