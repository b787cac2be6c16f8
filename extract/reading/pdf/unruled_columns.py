"""Unruled tables: columns from what stands one under the other below a header, rows from the space between lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from jixiao.extract.reading.pdf.lines import Line
from jixiao.extract.text.column_roles import header_name, is_header, role_of
from jixiao.extract.text.headings import heading

_TAIL = re.compile("[一-鿿]{1,4}")
Row = list[Line]  # runs side by side, from left to right
# Rows that a table without a header has at least, and characters beyond which all its columns are columns of prose.
# Source: chosen.
FEWEST_ROWS = 3
PROSE = 12
# In heights of the writing: lines of a header, columns without a name that are only list numbers, and the space between
# words of one cell (see WIDE of pdf_lines). Source: chosen; LibreOffice sets 0.25, and cells at least 0.9 apart.
HEADER_STEP = 2.2
NARROW = 2.5
SPACE = 0.5


@dataclass(frozen=True, slots=True)
class Column:
    """From `left` to `right` on the page, `name` "" where the header has none; `label`: its role is clear by it."""

    left: float
    right: float
    name: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A table at rows `first` to before `end` of a stretch: `body` is where its header (if it has one) ends."""

    first: int
    body: int
    end: int
    columns: tuple[Column, ...]


def find(rows: Sequence[Row], at: int, carried: Sequence[Column] = ()) -> Found | None:
    """The table that begins with row `at`. `carried` are the columns of a table at the end of the page before, which
    goes on here if the row fits them."""
    for first, end, columns in _headers(rows, at):
        found = _below(rows, (first, end), columns)
        if found.end > found.body:
            return replace(found, columns=_settled(rows[found.body : found.end], found.columns))
        if end == len(rows):  # its rows stand on the next page
            return found
    if carried and _goes_on(rows[at], carried):
        found = _below(rows, (at, at), carried)
        settled = _settled(rows[at : found.end], found.columns) if found.end > at else ()
        if added(carried, settled) is not None:
            return replace(found, columns=settled)
    return _nameless(rows, at)


def added(before: Sequence[Column], after: Sequence[Column]) -> list[int] | None:
    """The nameless columns, as numbers in `after`, that the same table had no use for before; None where it is none."""
    names = [column.name for column in before]
    if names == [column.name for column in after]:
        return [] if any(names) else None
    if not all(names) or names != [column.name for column in after if column.name]:
        return None
    return [at for at, column in enumerate(after) if not column.name]


def _headers(rows: Sequence[Row], at: int) -> list[tuple[int, int, list[Column]]]:
    """Headers that begin with row `at`, best first: as (first row, row after the last, columns)."""
    found = []
    for end in range(at + 1, min(at + 4, len(rows) + 1)):
        if end > at + 1 and _apart(rows[end - 2], rows[end - 1]):
            break
        columns = _names(rows[at:end])
        roles = _roles(columns)
        if roles and roles > _roles(_names(rows[at + 1 : end])):
            found.append((roles, -end, (at, *_with_tail(rows, at, end))))
    return [entry for _, _, entry in sorted(found, key=lambda one: one[:2], reverse=True)]


def _with_tail(rows: Sequence[Row], at: int, end: int) -> tuple[int, list[Column]]:
    """Where a header ends, and its columns: the ends of names that reach into the next line are its own."""
    columns = _names(rows[at:end])
    while (
        end < len(rows) and not _apart(rows[end - 1], rows[end]) and all(_TAIL.fullmatch(run.text) for run in rows[end])
    ):
        longer = _names(rows[at : end + 1])
        if len(longer) != len(columns) or _roles(longer) < _roles(columns) or len(rows[end]) == len(columns):
            break
        end, columns = end + 1, longer
    return end, columns


def _roles(columns: Sequence[Column]) -> int:
    """How many columns a header gives a role; 0 where the names are no header."""
    names = [column.name for column in columns]
    return sum(role_of(name) is not None for name in names) if len(names) > 1 and is_header(names) else 0


def _names(rows: Sequence[Row]) -> list[Column]:
    """The names that rows make up, those one above the other as one; none where a run lies over two of another row."""
    runs = [run for row in rows for run in row]
    if any(_reaches_over(run, row) for row in rows for run in runs):
        return []
    return _clustered(runs)


def _apart(above: Row, below: Row) -> bool:
    return below[0].middle - above[0].middle > HEADER_STEP * above[0].size


def _reaches_over(run: Line, row: Row) -> bool:
    """Does a run stand above or below two of another row, as a line of text does?"""
    return sum(run.left < other.right and other.left < run.right for other in row) > 1


def _clustered(runs: Sequence[Line]) -> list[Column]:
    """Runs that stand one above the other as one name."""
    columns: list[Column] = []
    for run in sorted(runs, key=lambda run: run.left):
        if columns and run.left < columns[-1].right:
            last = columns[-1]
            inside = [one for one in runs if one.left >= last.left - 1 and one.left < max(last.right, run.right)]
            text = "".join(one.text for one in sorted(inside, key=lambda one: (one.middle, one.left)))
            columns[-1] = Column(last.left, max(last.right, run.right), header_name(text))
        else:
            columns.append(Column(run.left, run.right, header_name(run.text)))
    return columns


def _below(rows: Sequence[Row], header: tuple[int, int], columns: Sequence[Column]) -> Found:
    """The rows under a header that keep its columns apart, and the columns as wide as they are then."""
    first, end = header
    kept = list(columns)
    body = end
    while end < len(rows) and not _ends(rows[end]) and not (end > body and _headers(rows, end)):
        wider = _with(kept, rows[end])
        if wider is None:
            break
        kept = wider
        end += 1
    return Found(first, body, end, tuple(kept))


def _ends(row: Row) -> bool:
    """Is the row a heading under which no table goes on?"""
    told = heading(" ".join(run.text for run in row))
    return told is not None and (told.facet is not None or (told.level == 1 and len(row) == 1))


def _with(columns: Sequence[Column], row: Row) -> list[Column] | None:
    """The columns with a row added; None where it would make two named ones one."""
    kept = list(columns)
    for run in row:
        touched = [column for column in kept if run.left < column.right and column.left < run.right]
        if sum(bool(column.name) for column in touched) > 1:
            return None
        left, right = min([run.left, *(c.left for c in touched)]), max([run.right, *(c.right for c in touched)])
        kept = [column for column in kept if column not in touched]
        kept.append(Column(left, right, next((column.name for column in touched if column.name), "")))
    return sorted(kept, key=lambda column: column.left)


def _settled(rows: Sequence[Row], columns: Sequence[Column]) -> tuple[Column, ...]:
    """The columns, those without a name made part of a neighbour unless they hold the measures of strategies."""
    kept = list(columns)
    size = max(run.size for row in rows for run in row)
    lacks = not any(role_of(column.name) == "measure" for column in kept)
    at = 0
    while at < len(kept):
        column = kept[at]
        beside = any(role_of(other.name) == "strategy" for other in kept[max(at - 1, 0) : at + 2])
        wide = column.right - column.left > NARROW * size
        if column.name or len(kept) == 1 or (lacks and beside and wide):
            at += 1
            continue
        before = column.left - kept[at - 1].right if at else float("inf")
        after = kept[at + 1].left - column.right if at + 1 < len(kept) else float("inf")
        numbers = not wide and at + 1 < len(kept) and before > SPACE * size
        first = at if after < before or numbers else at - 1
        pair = kept[first], kept[first + 1]
        kept[first : first + 2] = [Column(pair[0].left, pair[1].right, pair[0].name or pair[1].name)]
        at = max(first, 0)
    return tuple(kept)


def _goes_on(row: Row, columns: Sequence[Column]) -> bool:
    """Does a row fill two of the columns, or begin to the right of the first?"""
    filled = {column_of(run, columns) for run in row}
    return len(filled) > 1 or row[0].left > columns[0].right


def _nameless(rows: Sequence[Row], at: int) -> Found | None:
    """A table without a header: or columns of prose: rows of at least two runs, one under the other."""
    if len(rows[at]) < 2:
        return None
    columns = [Column(run.left, run.right, str(number)) for number, run in enumerate(rows[at])]
    found = _below(rows, (at, at), columns)
    body = rows[found.first : found.end]
    if sum(len(row) > 1 for row in body) < FEWEST_ROWS:
        return None
    settled = _settled(body, found.columns)
    return replace(found, columns=tuple(replace(column, name="") for column in settled))


def is_prose(rows: Sequence[Row], columns: Sequence[Column]) -> bool:
    """Are these columns of running text, to be read one after the other?"""
    if any(column.name for column in columns):
        return False
    lengths: dict[int, list[int]] = {}
    for run in (run for row in rows for run in row):
        lengths.setdefault(column_of(run, columns), []).append(len(run.text))
    return all(sum(column) >= PROSE * len(column) for column in lengths.values())


def column_of(run: Line, columns: Sequence[Column]) -> int:
    """The column that most of a run stands in."""
    shared = [min(run.right, column.right) - max(run.left, column.left) for column in columns]
    return max(range(len(columns)), key=lambda at: shared[at])
