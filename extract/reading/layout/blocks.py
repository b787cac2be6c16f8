"""From blocks (paragraphs and table rows) to the reading text. Every reader ends here.

A block's text is a sequence of pieces: slices of the decoded file, each with the white space that joins it to the piece
before. So the reading text holds no character that is neither the file's own nor white space, and the source map
follows from the pieces.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from jixiao.extract.records import Cell, Locator, Run, Span


@dataclass(frozen=True, slots=True)
class Piece:
    """Code points `start` to `end` of the decoded file; `joint` (white space or "") goes before them."""

    start: int
    end: int
    joint: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text outside tables."""

    pieces: tuple[Piece, ...]
    locator: Locator


@dataclass(frozen=True, slots=True)
class RowCell:
    """One cell of a row; no pieces: an empty cell. `header` as in `extract.records.Cell`."""

    pieces: tuple[Piece, ...]
    locator: Locator
    header: str | None


@dataclass(frozen=True, slots=True)
class Row:
    """A table row, its cells from left to right. Header rows are not handed on."""

    cells: tuple[RowCell, ...]


Block = Paragraph | Row


def assemble(source: str, blocks: Iterable[Block]) -> tuple[str, tuple[Cell, ...], tuple[Run, ...]]:
    """The reading text of `blocks`, its cells and its source map; `source` is the decoded file.

    Blocks are separated by a line feed, the cells of a row by a tab.
    """
    parts: list[str] = []
    runs: list[Run] = []
    cells: list[Cell] = []
    length = 0

    def put(text: str) -> None:
        nonlocal length
        parts.append(text)
        length += len(text)

    def write(pieces: Sequence[Piece]) -> Span:
        start = length
        for number, piece in enumerate(pieces):
            if number:
                put(piece.joint)
            runs.append(Run(length, piece.start, piece.end - piece.start))
            put(source[piece.start : piece.end])
        return Span(start, length)

    for number, block in enumerate(blocks):
        if number:
            put("\n")
        if isinstance(block, Paragraph):
            write(block.pieces)
            continue
        for column, cell in enumerate(block.cells):
            if column:
                put("\t")
            cells.append(Cell(write(cell.pieces), cell.locator, cell.header))
    return "".join(parts), tuple(cells), tuple(runs)
