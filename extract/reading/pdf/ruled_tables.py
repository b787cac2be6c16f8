"""Ruled tables of a page: from ruled lines to grids of cells, merged cells and all."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from jixiao.extract.reading.pdf.rulings import NEAR, Rule

# Source: chosen; a border that ends a little short of the corner still parts two cells, an underline does not.
COVERED = 0.9


@dataclass(frozen=True, slots=True)
class Area:
    """A cell: rows `row` to before `row_end`, columns `column` to before `column_end`, each from 0."""

    row: int
    column: int
    row_end: int
    column_end: int


@dataclass(frozen=True, slots=True)
class Grid:
    """`xs` and `ys` are the edges of columns and rows; `owner[row][column]` is an index into `areas`."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    areas: tuple[Area, ...]
    owner: tuple[tuple[int, ...], ...]

    def at(self, x: float, y: float) -> int | None:
        """The index of the area at a point; None outside the grid."""
        row, column = bisect_right(self.ys, y) - 1, bisect_right(self.xs, x) - 1
        if 0 <= row < len(self.owner) and 0 <= column < len(self.owner[0]):
            return self.owner[row][column]
        return None

    def sides(self, area: Area) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of an area."""
        return self.xs[area.column], self.ys[area.row], self.xs[area.column_end], self.ys[area.row_end]


def grids(rules: Sequence[Rule]) -> list[Grid]:
    """The grids of a page from top to bottom, single boxes among them.

    A grid inside a cell of another is part of it; a frame around grids is none.
    """
    found = [grid for group in _touching(rules) if (grid := _grid(group)) is not None]
    tables = [grid for grid in found if len(grid.areas) > 1]
    boxes = [grid for grid in found if len(grid.areas) == 1 and not any(_inside(table, grid) for table in tables)]
    kept = [
        grid for grid in (*tables, *boxes) if not any(_inside(grid, other) for other in tables if other is not grid)
    ]
    return sorted(kept, key=lambda grid: (grid.ys[0], grid.xs[0]))


def _inside(grid: Grid, other: Grid) -> bool:
    return (
        other.xs[0] <= grid.xs[0]
        and grid.xs[-1] <= other.xs[-1]
        and other.ys[0] <= grid.ys[0]
        and grid.ys[-1] <= other.ys[-1]
    )


def _touching(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Groups of rules that cross or meet."""
    parent = list(range(len(rules)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    level = [at for at, rule in enumerate(rules) if not rule.upright]
    upright = [at for at, rule in enumerate(rules) if rule.upright]
    for i in level:
        for j in upright:
            if _meet(rules[i], rules[j]):
                parent[root(i)] = root(j)
    groups: dict[int, list[Rule]] = {}
    for at, rule in enumerate(rules):
        groups.setdefault(root(at), []).append(rule)
    return list(groups.values())


def _meet(level: Rule, upright: Rule) -> bool:
    across = level.start - NEAR <= upright.at <= level.end + NEAR
    return across and upright.start - NEAR <= level.at <= upright.end + NEAR


def _grid(rules: Sequence[Rule]) -> Grid | None:
    level = [rule for rule in rules if not rule.upright]
    upright = [rule for rule in rules if rule.upright]
    if not level or not upright:
        return None
    xs = _edges([rule.at for rule in upright], [end for rule in level for end in (rule.start, rule.end)])
    ys = _edges([rule.at for rule in level], [end for rule in upright for end in (rule.start, rule.end)])
    if len(xs) < 2 or len(ys) < 2:
        return None
    owner = _merged(xs, ys, level, upright)
    numbers = sorted({number for row in owner for number in row})
    areas = []
    for number in numbers:
        spots = [(r, c) for r, row in enumerate(owner) for c, own in enumerate(row) if own == number]
        rows, columns = [r for r, _ in spots], [c for _, c in spots]
        areas.append(Area(min(rows), min(columns), max(rows) + 1, max(columns) + 1))
    places = {number: at for at, number in enumerate(numbers)}
    return Grid(tuple(xs), tuple(ys), tuple(areas), tuple(tuple(places[own] for own in row) for row in owner))


def _edges(drawn: Sequence[float], ends: Sequence[float]) -> list[float]:
    """The places of lines, and of the outer ends of the lines across them where no line is drawn, as in open tables."""
    edges: list[float] = []
    for at in sorted(drawn):
        if not edges or at - edges[-1] > NEAR:
            edges.append(at)
    least, most = min(ends), max(ends)
    before = [least] if least < edges[0] - 2 * NEAR else []
    after = [most] if most > edges[-1] + 2 * NEAR else []
    return [*before, *edges, *after]


def _merged(
    xs: Sequence[float], ys: Sequence[float], level: Sequence[Rule], upright: Sequence[Rule]
) -> list[list[int]]:
    """The number of the cell that each place of the raster belongs to: places with no line between them are one."""
    rows, columns = len(ys) - 1, len(xs) - 1
    own = [[row * columns + column for column in range(columns)] for row in range(rows)]

    def join(keep: int, drop: int) -> None:
        for line in own:
            line[:] = [keep if number == drop else number for number in line]

    for row in range(rows):
        for column in range(columns):
            if column and not _is_drawn(upright, xs[column], ys[row], ys[row + 1]):
                join(own[row][column - 1], own[row][column])
            if row and not _is_drawn(level, ys[row], xs[column], xs[column + 1]):
                join(own[row - 1][column], own[row][column])
    return own


def _is_drawn(rules: Sequence[Rule], at: float, start: float, end: float) -> bool:
    covered = [min(rule.end, end) - max(rule.start, start) for rule in rules if abs(rule.at - at) <= NEAR]
    return sum(length for length in covered if length > 0) >= COVERED * (end - start)
