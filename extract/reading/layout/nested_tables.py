"""Tables whose cells hold whatever pages hold: paragraphs, lists, tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jixiao.extract.reading.layout.grids import Grid, GridCell, Line, Part, spread
from jixiao.extract.text.column_roles import is_header


@dataclass(slots=True)
class Held:
    """A cell as a reader finds it: what stands in it, in order, and how many columns and rows it takes."""

    parts: Sequence[Part]
    columns: int = 1
    rows: int = 1


def table(rows: Sequence[Sequence[Held]]) -> Iterator[Part]:
    """A table of the cells that begin in each row: one grid, tables in its cells told as paragraphs, one a row.

    A table that has no header and holds tables only arranges the page: what its cells hold, in order.
    """
    grid = spread(
        [[GridCell(_paragraphs(cell.parts), columns=cell.columns, rows=cell.rows) for cell in row] for row in rows]
    )
    tables = any(isinstance(part, Grid) and len(part.rows) > 1 for row in rows for cell in row for part in cell.parts)
    if tables and not any(is_header(["".join(cell.paragraphs) for cell in row]) for row in grid.rows):
        for row in rows:
            for cell in row:
                yield from cell.parts
    elif grid.rows:
        yield grid


def _paragraphs(parts: Sequence[Part]) -> tuple[str, ...]:
    found: list[str] = []
    for part in parts:
        if isinstance(part, Line):
            found.append(part.text)
        else:
            found.extend(" ".join(" ".join(cell.paragraphs) for cell in row if cell.paragraphs) for row in part.rows)
    return tuple(text for text in found if text.strip())
