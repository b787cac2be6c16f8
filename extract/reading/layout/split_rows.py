"""Rows that a page end cut: what stands above the repeated header and what stands below it, put together again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from jixiao.extract.reading.layout.alignment import Column
from jixiao.extract.reading.layout.blocks import Piece
from jixiao.extract.reading.layout.cleaning import PieceRun, joined, split, text_of
from jixiao.extract.records import Locator
from jixiao.extract.text.column_names import FIGURES
from jixiao.extract.text.enumeration import cuts, label_at_start, labels

_FINISHED = tuple("。！？!?；;：:…」』）)】")
_OPEN = {"「": "」", "『": "』", "（": "）", "(": ")", "【": "】", "《": "》"}


@dataclass(slots=True)
class TableRow:
    """A row as the file has it: its cells' paragraphs and places, and the column of each (None: the table has no
    header)."""

    cells: list[list[PieceRun]]
    locators: Sequence[Locator]
    columns: Sequence[Column | None]


def rejoin(source: str, above: TableRow, below: TableRow) -> TableRow:
    """Moves the beginning of each cell of `below` that ends a sentence of `above` up to it (`above` is changed).

    Returns what is left of `below`; all its cells are empty where it only went on.
    """
    roles = [column.role if column else None for column in below.columns]
    if any(cell and role == "strategy" for cell, role in zip(below.cells, roles, strict=True)):
        return below
    filled = {role for cell, role in zip(below.cells, roles, strict=True) if cell}
    if filled & FIGURES:
        return below  # a figure ends no sentence
    moving = [at for at, cell in enumerate(below.cells) if cell and _goes_on(source, above, below, at)]
    staying = [at for at, cell in enumerate(below.cells) if cell and at not in moving]
    if "unit" in filled and any(roles[at] == "outcome" for at in staying):
        return below  # units and results of its own: a measure that ends without 。 is whole above
    own = any(roles[at] in ("measure", "action") for at in staying)
    cells = list(below.cells)
    for at in moving:
        head, tail = _head(source, cells[at]) if own else (cells[at], [])
        target = _same_column(above, below, at)
        if target is not None:
            above.cells[target] = _glued(source, above.cells[target], head)
            cells[at] = tail
    return TableRow(cells, below.locators, below.columns)


def _same_column(above: TableRow, below: TableRow, at: int) -> int | None:
    """The cell above in the same column: by its header, else by its role."""
    column = below.columns[at]
    alike = [i for i, other in enumerate(above.columns) if other and column and other.role == column.role]
    return next((i for i in alike if above.columns[i] == column), alike[0] if alike else None)


def _goes_on(source: str, above: TableRow, below: TableRow, at: int) -> bool:
    column = below.columns[at]
    target = _same_column(above, below, at)
    if column is None or column.role in (None, "unit", "strategy") or target is None or not above.cells[target]:
        return False
    before = text_of(source, joined(above.cells[target]))
    after = text_of(source, joined(below.cells[at]))
    return unfinished(before) and label_at_start(after) is None


def unfinished(text: str) -> bool:
    """Does the text stop inside a sentence, a quotation or a bracket?"""
    tail = text[-150:]
    opened = any(tail.rfind(left) > tail.rfind(right) for left, right in _OPEN.items())
    return opened or not text.rstrip().endswith(_FINISHED)


def _head(source: str, cell: list[PieceRun]) -> tuple[list[PieceRun], list[PieceRun]]:
    """The part of a cell that ends the sentence begun above, and the rest."""
    if len(cell) > 1:
        return cell[:1], cell[1:]
    text = text_of(source, cell[0])
    ends = [label.start for label in labels(text, loose=True) if label.start] + cuts(text)
    if not ends:
        return cell, []
    head, tail = split(source, cell[0], min(ends))
    return [head], [tail] if tail else []


def _glued(source: str, above: list[PieceRun], head: list[PieceRun]) -> list[PieceRun]:
    """The paragraphs of `above` and `head`, the last of `above` and the first of `head` made one."""
    left, right = above[-1], head[0]
    apart = re.fullmatch(r"[A-Za-z0-9]{2}", source[left[-1].end - 1] + source[right[0].start]) is not None
    glue = Piece(right[0].start, right[0].end, " " if apart else "")
    return [*above[:-1], (*left, glue, *right[1:]), *head[1:]]
