"""Rows of a table → rows whose cells know their columns: headers read, cells aligned, what a page end cut rejoined."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from jixiao.extract.reading.layout import split_rows
from jixiao.extract.reading.layout.alignment import Column, align, by_position, columns_of
from jixiao.extract.reading.layout.blocks import Row, RowCell
from jixiao.extract.reading.layout.cleaning import PieceRun, joined, text_of
from jixiao.extract.records import Locator


@dataclass(frozen=True, slots=True)
class Header:
    """A header row: the name of each column as `columnroles.header_name` gives it, "" where it is missing."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row as the file has it: the paragraphs and the place of each cell, from left to right."""

    cells: list[list[PieceRun]]
    locators: Sequence[Locator]


def table_rows(source: str, entries: Iterable[Header | RawRow], *, known: bool = False) -> list[split_rows.TableRow]:
    """The rows of one table. A header after the first marks the end of a page, over which a row may go on.

    `known`: the file itself says where its columns are.
    """
    columns: list[Column] = []
    rows: list[split_rows.TableRow] = []
    page_turned = False
    for entry in entries:
        if isinstance(entry, Header):
            columns = columns_of(entry.names)
            page_turned = bool(rows)
            continue
        texts = [text_of(source, joined(cell)) for cell in entry.cells]
        row = split_rows.TableRow(entry.cells, entry.locators, _columns(texts, columns, known=known))
        if page_turned:
            row = split_rows.rejoin(source, rows[-1], row)
        page_turned = False
        if any(row.cells):
            rows.append(row)
    return rows


def row_blocks(rows: Iterable[split_rows.TableRow]) -> Iterator[Row]:
    """The rows as blocks."""
    for row in rows:
        yield Row(
            tuple(
                RowCell(joined(cell), place, column.header if column else None)
                for cell, place, column in zip(row.cells, row.locators, row.columns, strict=True)
            )
        )


def _columns(texts: Sequence[str], columns: Sequence[Column], *, known: bool) -> Sequence[Column | None]:
    if not columns:
        return [None] * len(texts)
    return (by_position(texts, columns) if known else None) or align(texts, columns)
