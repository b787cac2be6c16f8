"""The roles of a table's columns: what their headings name, else, where that is unknown, what their cells hold.

A guess is a second best: only columns whose headings name nothing are guessed, and the report of extraction says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from jixiao.extract.records import Cell
from jixiao.extract.text import told_units
from jixiao.extract.text.column_names import Role
from jixiao.extract.text.column_roles import all_units, roles_of, tells

# Source: chosen; a column with a few odd cells is still one of its kind, a single cell shows none.
SHARE = 0.6
LEAST = 2
_SENTENCE = 15
_TOLD = re.compile(r"已|完成|辦理|共計?\s?\d|計\s?\d|業於|達成|執行")
Roles = dict[str | None, Role | None]


def column_roles(text: str, cells: Sequence[Cell]) -> tuple[Roles, frozenset[str]]:
    """Heading → role, and the headings whose role is guessed; a column without heading holds the measures, where no
    heading does."""
    headers = list(dict.fromkeys(cell.header for cell in cells if cell.header))
    roles: Roles = dict(zip(headers, roles_of(headers), strict=True))
    held = {header: _held(text, cells, header) for header in headers}
    for header in headers:
        if roles[header] == "unit" and _mostly(held[header], lambda cell: told_units.measured(cell) is not None):
            roles[header] = "aside"  # 單位 over 人 and 場次 says how the figures beside it count
    guessed: set[str] = set()
    if tells(set(roles.values())):
        guessed = _guess(roles, held)
    roles[None] = None if "measure" in roles.values() else "measure"
    return roles, frozenset(guessed)


def _guess(roles: Roles, held: dict[str, list[str]]) -> set[str]:
    """Gives the roles of units and results that no heading names to the columns that hold such cells."""
    unknown = [header for header, role in roles.items() if role is None and header]
    found: set[str] = set()
    wanted: tuple[tuple[Role, Callable[[str], bool]], ...] = (("unit", all_units), ("outcome", _is_account))
    for role, fits in wanted:
        taken = set(roles.values()) & ({"outcome", "action", "target", "actual"} if role == "outcome" else {role})
        fitting = [header for header in unknown if header not in found and _mostly(held[header], fits)]
        if not taken and len(fitting) == 1 and len(held[fitting[0]]) >= LEAST:
            roles[fitting[0]] = role
            found.add(fitting[0])
    return found


def _is_account(cell: str) -> bool:
    return len(cell) >= _SENTENCE and _TOLD.search(cell) is not None


def _held(text: str, cells: Sequence[Cell], header: str) -> list[str]:
    own = (text[cell.span.start : cell.span.end].strip() for cell in cells if cell.header == header)
    return [cell for cell in own if cell]


def _mostly(held: Sequence[str], fits: Callable[[str], bool]) -> bool:
    return bool(held) and sum(map(fits, held)) >= SHARE * len(held)
