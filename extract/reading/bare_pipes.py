"""Tables flattened to one cell a line, lines of bare | between them: header and rows are found again.

衡量指標          Rows are not marked: one ends with its figure, where the number of the next one follows. Cells go
|                under the headers from the right, since it is the first ones that a row over several lines leaves out.
目標值
|
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from jixiao.extract.reading.layout import table_rows
from jixiao.extract.reading.layout.blocks import Row
from jixiao.extract.reading.layout.cleaning import PieceRun, paragraphs, text_of
from jixiao.extract.reading.layout.table_rows import Header, RawRow
from jixiao.extract.reading.text_lines import Line
from jixiao.extract.records import Locator
from jixiao.extract.text.column_roles import header_name, is_header, role_of

_BARE = re.compile(r"[\s|]*\|[\s|]*")
_ROW = re.compile(r"\s*\|.*[^\s|:-].*\|.*\|\s*|.*\t.*")
_SERIAL = re.compile(r"[一二三四五六七八九十]{1,3}|\d{1,2}|[(（][\d一二三四五六七八九十]{1,3}[)）]")
_FIGURE = re.compile(r"[≧≥>＞約達至逾少\s]*\d[\d,.]*\s*[^\d,，。]{0,6}")
# Source: chosen; fewer bare lines are the ends of a broken table, more lines than these between two of them are text.
LEAST = 4
LONGEST_CELL = 6

Cell = tuple[list[PieceRun], Line]


def regions(source: str, lines: Sequence[Line]) -> list[tuple[int, int]]:
    """The places in `lines` of such tables: first line and the one after the last."""
    bare = [at for at, line in enumerate(lines) if _BARE.fullmatch(source, line.start, line.end)]
    found: list[tuple[int, int]] = []
    start = 0
    for to in range(1, len(bare) + 1):
        if to < len(bare) and bare[to] - bare[to - 1] <= LONGEST_CELL:
            continue
        first, last = bare[start], bare[to - 1]
        inside = lines[first : last + 1]
        if to - start >= LEAST and not any(_ROW.fullmatch(source, one.start, one.end) for one in inside):
            while first and role_of(header_name(source[lines[first - 1].start : lines[first - 1].end])):
                first -= 1  # the header's first cell has no | before it
            found.append((first, last + 1))
        start = to
    return found


def rows(source: str, lines: Sequence[Line], number: int) -> Iterator[Row]:
    """The rows of table `number`, given its lines."""
    cells = _cells(source, lines)
    told = ["".join(text_of(source, run) for run in cell) for cell, _ in cells]
    first = (at for at, text in enumerate(told) if _SERIAL.fullmatch(text) or _is_figure(text))
    count = next(first, 0)
    names = [header_name(text) for text in told[:count]]
    entries: list[Header | RawRow] = [Header(tuple(names))] if is_header(names) else []
    for group in _groups(told, count):
        entries.append(_row(cells, told, group, max(count, 1), number))
    read = table_rows.table_rows(source, entries, known=True)
    for at, row in enumerate(read, 1):
        row.locators = [replace(place, row=at) for place in row.locators]
    return table_rows.row_blocks(read)


def _cells(source: str, lines: Sequence[Line]) -> list[Cell]:
    """The cells with text; the lines of one are one paragraph."""
    found: list[Cell] = []
    open_cell: Cell | None = None
    for line in lines:
        start, end = line.start, line.end
        text = source[start:end]
        closes, opens = text.rstrip().endswith("|"), text.lstrip().startswith("|")
        runs = paragraphs(source, start + len(text) - len(text.lstrip(" \t|")), start + len(text.rstrip(" \t|")))
        if opens:
            open_cell = None
        if runs and open_cell is None:
            open_cell = [], line
            found.append(open_cell)
        if runs and open_cell is not None:
            open_cell[0][:] = [tuple(piece for run in (*open_cell[0], *runs) for piece in run)]
        if closes:
            open_cell = None
    return found


def _groups(told: Sequence[str], count: int) -> Iterator[list[int]]:
    """The cells of each row, by place: a row ends with a figure before a number, or with the cells."""
    row: list[int] = []
    for at in range(count, len(told)):
        row.append(at)
        ends = at + 1 == len(told) or (
            _is_figure(told[at]) and not _SERIAL.fullmatch(told[at]) and _SERIAL.fullmatch(told[at + 1])
        )
        if ends:
            yield row
            row = []


def _numbered(label: Sequence[PieceRun], runs: Sequence[PieceRun]) -> list[PieceRun]:
    """The cell with its number before it, on one line."""
    first = [replace(piece, joint=" ") if not at else piece for at, piece in enumerate(runs[0])]
    return [(*(piece for run in label for piece in run), *first), *runs[1:]] if label else list(runs)


def _is_figure(text: str) -> bool:
    return _FIGURE.fullmatch(text) is not None and role_of(header_name(text)) is None


def _row(cells: Sequence[Cell], told: Sequence[str], group: Sequence[int], count: int, number: int) -> RawRow:
    """The row, a lone number put before the cell that it counts, the cells under the last headers."""
    kept: list[tuple[list[PieceRun], Line]] = []
    label: list[PieceRun] = []
    for at in group:
        runs, line = cells[at]
        if _SERIAL.fullmatch(told[at]) and at != group[-1]:
            label = [*label, *runs]
            continue
        kept.append((_numbered(label, runs), line))
        label = []
    while len(kept) > count:
        (first, line), (second, _) = kept[:2]
        kept[:2] = [([*first, *second], line)]
    spare = count - len(kept)
    first_line, last_line = cells[group[0]][1], cells[group[-1]][1]
    places = [
        Locator(first_line.page, number, None, column + 1, first_line.number, last_line.number)
        for column in range(count)
    ]
    return RawRow([*([] for _ in range(spare)), *(runs for runs, _ in kept)], places)
