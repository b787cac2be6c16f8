"""Rows that the end of a page cut, told by how their lines fill the cells, put together again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from jixiao.extract.reading.layout.split_rows import unfinished
from jixiao.extract.reading.pdf import paragraphs, unruled_columns
from jixiao.extract.reading.pdf.regions import Box, Table
from jixiao.extract.reading.pdf.ruled_tables import Area
from jixiao.extract.reading.pdf.unruled_columns import Column
from jixiao.extract.text.column_roles import is_header
from jixiao.extract.text.enumeration import label_at_start

# Points by which the sides of a table may differ from page to page. Source: chosen.
SAME = 12.0


def rejoined(above: Table, below: Table) -> tuple[Table, Table | None]:
    """The last row of `above` with the rest of it that `below` begins with, and what remains of `below`; None: nothing.

    Both as they are where `below` begins with a row of its own.
    """
    first = _first(below)
    alike = above.columns == below.columns and below.page == above.page + 1 and first < below.rows
    if not alike or max(abs(above.sides[side] - below.sides[side]) for side in (0, 2)) > SAME:
        return above, below
    rest = {box.area.column: box for box in below.boxes if box.area.row == first}
    last = {box.area.column: box for box in above.boxes if box.area.row_end == above.rows}
    if any(box.lines and box.area.row_end > first + 1 for box in rest.values()) or not _is_cut(
        last, rest, above.columns
    ):
        return above, below
    boxes = [
        replace(box, lines=(*box.lines, *rest[box.area.column].lines))
        if box.area.row_end == above.rows and box.area.column in rest
        else box
        for box in above.boxes
    ]
    return replace(above, boxes=tuple(boxes), page=below.page if below.rows == first + 1 else above.page), _without(
        below, first
    )


def fitted(above: Table, before: Sequence[Column], below: Table, after: Sequence[Column]) -> Table:
    """`above`, a table without rules, as wide as `below` where that goes on with it without a header: with an empty
    column for each that no row filled before."""
    new = unruled_columns.added(before, after)
    if new is None or _first(below) or above.columns != len(before) or below.columns != len(after):
        return above
    left, _, right, _ = below.sides
    boxes = above.boxes
    for at in new:
        boxes = tuple(replace(box, area=_moved(box.area, at, _first(above))) for box in boxes)
    sides = (left, above.sides[1], right, above.sides[3])
    return replace(above, columns=below.columns, boxes=boxes, sides=sides)


def _moved(area: Area, new: int, body: int) -> Area:
    """The area with a column put in; a name of the header reaches over it from the left."""
    reach = 1 if area.row < body and area.column_end == new else 0
    return replace(
        area,
        column=area.column + (area.column >= new),
        column_end=area.column_end + (area.column_end > new) + reach,
    )


def _first(table: Table) -> int:
    """The first row that is no header."""
    names = [box.text for box in table.boxes if box.area.row == 0]
    return 1 if is_header(names) else 0


def _is_cut(last: dict[int, Box], rest: dict[int, Box], columns: int) -> bool:
    """Does some cell go on, with no new item to its left? One that goes on alone may do so with a new sentence."""
    inner: list[bool] = []  # of the cells but those of the last column: whether they go on inside a sentence
    full = goes_on = True
    for box in (rest[column] for column in sorted(rest) if rest[column].lines):
        above = last.get(box.area.column)
        final = box.area.column_end == columns
        if above is None or not above.lines or above.area.column_end != box.area.column_end:
            return False
        labelled = label_at_start(box.text) is not None
        if labelled and not final and not any(inner):
            return False
        same = not labelled and paragraphs.goes_on(above.lines[-1], box.lines[0])
        goes_on = same and unfinished(above.text)
        if not final:
            inner.append(goes_on)
            full = full and same
    if not inner:
        return goes_on
    return any(inner) or (full and (goes_on or len(inner) == 1))


def _without(table: Table, row: int) -> Table | None:
    """The table without one row; None where only a header is left."""
    if table.rows == row + 1:
        return None
    kept = []
    for box in table.boxes:
        area = box.area
        if area.row < row:
            kept.append(box)
        elif area.row > row:
            kept.append(replace(box, area=Area(area.row - 1, area.column, area.row_end - 1, area.column_end)))
    return replace(table, rows=table.rows - 1, boxes=tuple(kept))
