"""Tables with known columns, and the paragraphs between them → blocks: headers, titles and pages told apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from jixiao.extract.reading.layout import turned
from jixiao.extract.reading.layout.blocks import Block, Paragraph
from jixiao.extract.reading.layout.cleaning import text_of
from jixiao.extract.reading.layout.table_rows import Header, RawRow, row_blocks, table_rows
from jixiao.extract.text.column_names import FIGURES
from jixiao.extract.text.column_roles import header_name, is_header, is_short, role_of
from jixiao.extract.text.enumeration import label_at_start
from jixiao.extract.text.headings import heading


@dataclass(frozen=True, slots=True)
class Extent:
    """How many rows and columns a cell takes; `covered`: another one reaches over this place."""

    rows: int
    columns: int
    covered: bool


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it is written: its rows and the extent of each of their places; all rows have the same length."""

    rows: Sequence[RawRow]
    extents: Sequence[Sequence[Extent]]


@dataclass(slots=True)
class _Progress:
    """The blocks so far, and the table that is open: its header, its titles, its rows since the last block."""

    source: str
    blocks: list[Block] = field(default_factory=list)
    names: tuple[str, ...] | None = None
    titles: set[str] = field(default_factory=set)
    entries: list[Header | RawRow] = field(default_factory=list)

    def hand_on(self) -> None:
        """The rows become blocks; those that follow keep the header."""
        self.blocks.extend(row_blocks(table_rows(self.source, self.entries, known=True)))
        self.entries = [Header(self.names)] if self.names else []

    def leave(self) -> None:
        """The rows become blocks, and the table ends."""
        self.hand_on()
        self.names, self.titles, self.entries = None, set(), []


def blocks(source: str, sections: Sequence[Table | Paragraph]) -> list[Block]:
    """Paragraphs and rows in order; header rows are not handed on.

    A row that is one cell from the first column to the last is a paragraph, so is what stands alone above a header.
    """
    progress = _Progress(source)
    for section in sections:
        if isinstance(section, Paragraph):
            progress.leave()
            progress.blocks.append(section)
        else:
            _read(progress, section)
    progress.leave()
    return progress.blocks


def _read(progress: _Progress, table: Table) -> None:
    texts = [["".join(text_of(progress.source, run) for run in cell) for cell in row.cells] for row in table.rows]
    headers = _headers(texts, table.extents)
    if not headers and turned.headings(texts):
        progress.leave()
        progress.entries = turned.upright(progress.source, table.rows)
        progress.leave()
        return
    first = min(headers, default=None)
    names = headers[first][0] if first is not None else None
    if progress.names is None or names not in (None, progress.names) or not _goes_on(texts, progress.names):
        progress.leave()
    elif names is None:
        progress.entries.append(Header(progress.names))
    below = 0
    for at, row in enumerate(table.rows):
        if at in headers:
            names, height = headers[at]
            below = at + height
            if progress.names != names:
                progress.names = None
                progress.hand_on()
            progress.names = names
            progress.entries.append(Header(names))
        elif at >= below and _is_title(texts[at], table.extents[at], above=first is not None and at < first):
            _title(progress, row)
        elif at >= below:
            progress.entries.append(row)


def _goes_on(texts: Sequence[Sequence[str]], names: Sequence[str]) -> bool:
    """Can the table go on with one that has columns of these names: as wide, its first row no header of its own?"""
    row = [header_name(text) for text in texts[0]]
    own = all(text and is_short(text) and not label_at_start(text) for text in row)
    return len(row) == len(names) and (not own or is_header(row))


def _title(progress: _Progress, row: RawRow) -> None:
    """The row as paragraphs; what the next page repeats is told once."""
    runs = [(run, place) for cell, place in zip(row.cells, row.locators, strict=True) for run in cell]
    told = [header_name(text_of(progress.source, run)) for run, _ in runs]
    for (run, place), text in zip(runs, told, strict=True):
        if text not in progress.titles:
            progress.hand_on()
            progress.blocks.append(Paragraph(run, place))
    progress.titles.update(told)


def _is_title(texts: Sequence[str], extents: Sequence[Extent], *, above: bool) -> bool:
    filled = [at for at, text in enumerate(texts) if text]
    if len(filled) != 1:
        return False
    told = heading(texts[filled[0]])
    return above or extents[filled[0]].columns == len(texts) or (told is not None and told.facet is not None)


def _headers(
    texts: Sequence[Sequence[str]], extents: Sequence[Sequence[Extent]]
) -> dict[int, tuple[tuple[str, ...], int]]:
    """The rows at which a header begins: its names, one a column, and how many rows (1 or 2) it takes."""
    found: dict[int, tuple[tuple[str, ...], int]] = {}
    for at, row in enumerate(texts):
        if at - 1 in found and found[at - 1][1] == 2:
            continue
        if sum(map(bool, row)) < 2:
            continue
        names = _over_columns(row, extents[at])
        both = _two_rows(names, texts[at + 1], extents[at]) if at + 1 < len(texts) else None
        if both:
            found[at] = both, 2
        elif is_header(list(row)):
            found[at] = _measures_unnamed(names), 1
    return found


def _over_columns(row: Sequence[str], extents: Sequence[Extent]) -> list[str]:
    """Header names, each over all columns that its cell takes; "" under a cell that reaches down."""
    names: list[str] = []
    name, end = "", 0
    for at, (text, extent) in enumerate(zip(row, extents, strict=True)):
        if not extent.covered:
            name, end = header_name(text), at + extent.columns
        names.append(name if at < end else "")
    return names


def _two_rows(names: Sequence[str], below: Sequence[str], extents: Sequence[Extent]) -> tuple[str, ...] | None:
    """The names that two rows tell together, None where the second is no part of the header."""
    lower = [header_name(text) for text in below]
    parted = {at for at in range(1, len(names)) if names[at] and extents[at].covered}
    parted |= {at - 1 for at in parted}
    under = {at for at, name in enumerate(lower) if name}
    if not parted & under or any(label_at_start(name) or not is_short(name) for name in lower if name):
        return None
    if is_header(list(names)) and not under <= parted:
        return None
    both = [_under(upper, name) for upper, name in zip(names, lower, strict=True)]
    both = [name if is_short(name) else upper for name, upper in zip(both, names, strict=True)]
    return tuple(both) if is_header(both) else None


def _under(upper: str, name: str) -> str:
    """The name of a column below another one's: 111年度 over 目標值 and 實際值 stays, 112年度 may be beside it."""
    if not name or not role_of(name):
        return upper + name
    both = upper + name
    return both if role_of(name) in FIGURES and role_of(both) == role_of(name) else name


def _measures_unnamed(names: Sequence[str]) -> tuple[str, ...]:
    """Strategies over two columns: the second holds the measures, where no other does."""
    if "measure" in map(role_of, names):
        return tuple(names)
    return tuple(
        "" if at and name == names[at - 1] and role_of(name) == "strategy" else name for at, name in enumerate(names)
    )
