"""What stands outside ruled tables: unruled tables, columns of prose, and lines, in reading order."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jixiao.extract.reading.pdf import lines as pdf_lines
from jixiao.extract.reading.pdf import unruled_columns, unruled_rows
from jixiao.extract.reading.pdf.lines import Line
from jixiao.extract.reading.pdf.paragraphs import Set
from jixiao.extract.reading.pdf.regions import Box, Table
from jixiao.extract.reading.pdf.ruled_tables import Area
from jixiao.extract.reading.pdf.rulings import Rule
from jixiao.extract.reading.pdf.unruled_columns import Column, Found, Row
from jixiao.extract.text.column_roles import role_of

# In heights of the writing: what short cells leave free beside them. Source: chosen.
NARROW = 2.5


@dataclass(frozen=True, slots=True)
class Prose:
    """Lines outside tables in reading order."""

    lines: tuple[Set, ...]


@dataclass(frozen=True, slots=True)
class Margins:
    """The sides between which the text of a page stands."""

    left: float
    right: float


def parts(
    runs: Sequence[Line], rules: Sequence[Rule], margins: Margins, carried: Sequence[Column]
) -> Iterator[tuple[Table | Prose, tuple[Column, ...]]]:
    """Tables and prose, and with each the columns of the table that may go on below it."""
    rows = pdf_lines.rows(runs)
    open_columns = tuple(carried)
    waiting: list[Row] = []
    at = 0
    while at < len(rows):
        found = unruled_columns.find(rows, at, open_columns)
        if found is None:
            waiting.append(rows[at])
            open_columns = ()
            at += 1
            continue
        if waiting:
            yield _prose(waiting, margins), ()
            waiting = []
        at = found.end
        if unruled_columns.is_prose(rows[found.first : found.end], found.columns):
            yield _side_by_side(rows[found.first : found.end], found.columns), ()
            continue
        open_columns = found.columns if any(column.name for column in found.columns) else ()
        yield _table(rows, found, rules), open_columns
    if waiting:
        yield _prose(waiting, margins), ()


def _prose(rows: Sequence[Row], margins: Margins) -> Prose:
    return Prose(tuple(Set(pdf_lines.joined(row), margins.left, margins.right) for row in rows))


def _side_by_side(rows: Sequence[Row], columns: Sequence[Column]) -> Prose:
    """Columns of prose, one after the other."""
    placed: list[Set] = []
    for at, column in enumerate(columns):
        held = [run for row in rows for run in row if unruled_columns.column_of(run, columns) == at]
        placed.extend(Set(line, column.left, column.right) for line in pdf_lines.lines(held))
    return Prose(tuple(placed))


def _table(rows: Sequence[Row], found: Found, rules: Sequence[Rule]) -> Table:
    body = rows[found.body : found.end]
    columns = found.columns
    header = _header(rows[found.first : found.body], columns)
    if not body:
        first, last = rows[found.first][0], rows[found.body - 1][0]
        sides = (first.left, first.top, columns[-1].right, last.bottom)
        return Table(first.page, 1, len(columns), tuple(header), sides)
    held = [
        pdf_lines.lines(run for row in body for run in row if unruled_columns.column_of(run, columns) == at)
        for at in range(len(columns))
    ]
    left, right = columns[0].left, columns[-1].right
    top = min(line.top for lines in held for line in lines)
    level = [
        rule.at
        for rule in rules
        if not rule.upright and rule.at > top and min(rule.end, right) - max(rule.start, left) > 0.6 * (right - left)
    ]
    size = max(line.size for lines in held for line in lines)
    limits = [max((line.right for line in lines), default=right) for lines in held]
    for at, after in enumerate(columns[1:]):
        if after.left - limits[at] > NARROW * size:
            limits[at] = after.left - size / 2
    placed = [unruled_rows.Held(lines, limit) for lines, limit in zip(held, limits, strict=True)]
    starts = unruled_rows.starts(placed, _lead(columns), level)
    boxes = [*header]
    above = 1 if boxes else 0
    for at, lines in enumerate(held):
        edge = max([columns[at].right, *(line.right for line in lines)])
        shared: dict[int, list[Set]] = {}
        for line in lines:
            row = max(bisect_right(starts, line.middle) - 1, 0)
            shared.setdefault(row, []).append(Set(line, columns[at].left, edge))
        for row in range(len(starts)):
            area = Area(row + above, at, row + above + 1, at + 1)
            boxes.append(Box(area, tuple(shared.get(row, []))))
    bottom = max(line.bottom for lines in held for line in lines)
    return Table(body[0][0].page, len(starts) + above, len(columns), tuple(boxes), (left, top, right, bottom))


def _header(rows: Sequence[Row], columns: Sequence[Column]) -> list[Box]:
    """The header's names, each over its column and the nameless ones that follow it."""
    boxes: list[Box] = []
    runs = [run for row in rows for run in row]
    for at, column in enumerate(columns):
        own = [run for run in runs if unruled_columns.column_of(run, columns) == at]
        if not own and boxes and not column.name:
            area = boxes[-1].area
            boxes[-1] = Box(Area(0, area.column, 1, at + 1), boxes[-1].lines)
        elif runs:
            lines = pdf_lines.lines(own)
            boxes.append(Box(Area(0, at, 1, at + 1), tuple(Set(line, line.left, line.right) for line in lines)))
    return boxes


def _lead(columns: Sequence[Column]) -> int:
    """The column in which rows are told best: measures, else the one after the strategies, else the first."""
    roles = [role_of(column.name) for column in columns]
    if "measure" in roles:
        return roles.index("measure")
    if "strategy" in roles and not columns[min(roles.index("strategy") + 1, len(columns) - 1)].name:
        return min(roles.index("strategy") + 1, len(columns) - 1)
    return 0
