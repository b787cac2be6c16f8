"""Which column of its table each cell of a row stands in, when cells are shifted, missing or merged.

The header gives the order of the columns; what the cells say (label style, names of units, length) decides, and the
position is one more piece of evidence. Found by dynamic programming over non-decreasing assignments.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from jixiao.extract.text.column_names import FRAME, Role
from jixiao.extract.text.column_roles import all_units, roles_of
from jixiao.extract.text.enumeration import label_at_start

# Source: the 185 framework rows of reports 000-003, 48 of them under an irregular header or shifted. No assignment
# there changes with POSITION between 0.75 and 3, the content scores of `_fit` between 3/4 and 3/2 of theirs, SHARED
# between a quarter and twice, EMPTY_POSITION between a quarter and four times; the next values tried change some.
POSITION = 1.5
EMPTY_POSITION = 0.3
SHARED = -2.0
MISFIT = -4.0  # what `_fit` says of a sentence in a cell of strategies, of a label in one of units


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table: its header (None: unnamed) and the role the header gives it (None: none).

    `left` and `right` count the header row's cells before and after its own; None for a column the header leaves out.
    """

    header: str | None
    role: Role | None
    left: int | None = None
    right: int | None = None


def columns_of(names: Sequence[str]) -> list[Column]:
    """The columns of a header row, "" where a name is missing; measures without a name get an unnamed column."""
    kept = [name or None for name in names]
    roles_named = roles_of(list(kept))
    columns = [Column(kept[i], roles_named[i], i, len(kept) - 1 - i) for i in range(len(kept))]
    roles = [column.role for column in columns]
    if "measure" not in roles and "strategy" in roles:
        after = roles.index("strategy") + 1
        unnamed = after < len(columns) and columns[after].header is None
        place = columns[after] if unnamed else Column(None, None)
        columns[after : after + unnamed] = [replace(place, role="measure")]
    return [column for column in columns if column.header or column.role]


def by_position(cells: Sequence[str], columns: Sequence[Column]) -> list[Column] | None:
    """The columns under whose headers the cells stand; None where a cell of strategies or units holds what is none."""
    headers = {column.left: column for column in columns if column.left is not None}
    placed = [headers.get(at, Column(None, None)) for at in range(len(cells))]
    misfit = any(
        column.role in ("strategy", "unit") and _fit(cell, column.role) <= MISFIT
        for cell, column in zip(cells, placed, strict=True)
    )
    return None if misfit else placed


def align(cells: Sequence[str], columns: Sequence[Column]) -> list[Column]:
    """The column of each cell, in order; two neighbours may share one."""
    best: list[list[tuple[float, int]]] = []
    for at, cell in enumerate(cells):
        row: list[tuple[float, int]] = []
        for to, column in enumerate(columns):
            weight = POSITION if cell.strip() else EMPTY_POSITION
            score = _fit(cell, column.role) + weight * ((at == column.left) + (len(cells) - 1 - at == column.right))
            if at:
                shared = SHARED if cell.strip() and cells[at - 1].strip() else 0.0
                before = [(best[-1][j][0] + (shared if j == to else 0.0), j) for j in range(to + 1)]
                base, origin = max(before)
                score += base
            else:
                origin = -1
            row.append((score, origin))
        best.append(row)
    chosen = max(range(len(columns)), key=lambda j: best[-1][j][0])
    path = [chosen]
    for at in range(len(cells) - 1, 0, -1):
        path.append(best[at][path[-1]][1])
    return [columns[j] for j in reversed(path)]


def _fit(cell: str, role: Role | None) -> float:
    """How well the cell's content suits the role; 0 for an empty cell or a column without role."""
    text = cell.strip()
    if not text or role not in FRAME:
        return 0.0
    label = label_at_start(text)
    kind = label.kind if label else None
    names_units = all_units(text)
    first = text.split("\n", 1)[0]
    if role == "unit":
        return 6.0 if names_units else (-1.0 if len(text) <= 12 and not label else -6.0)
    if names_units:
        return -5.0
    if role == "strategy":
        if kind in ("han_paren", "han", "formal"):
            return 6.0
        return -6.0 if kind else (0.0 if len(first) <= 25 else -4.0)
    if kind in ("han_paren", "formal") and len(first) <= 25:
        return -3.0
    return (3.0 if role == "measure" else 1.0) * (kind is not None) + (len(text) > 15)
