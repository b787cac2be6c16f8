"""Exports as a workbook, written row by row: passages, figures, the answer, sources, and what they are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from jixiao.index import labels
from jixiao.index.export.records import Cover, Row, cells
from jixiao.index.export.tables import Tally, answer_cells, row_quantities, source_cells
from jixiao.index.export.xlsx_style import put_values, set_widths, styled

# Source: Excel's specifications: UTF-16 units in a cell, rows of a sheet.
LONGEST_CELL, MOST_ROWS = 32_767, 1_048_576
NUMBERS = (
    "number", "year", "page", "table", "row", "column", "value", "before", "rows", "part", "pieces", "checked",
)  # fmt: skip


class SheetTable:
    """A sheet under fixed headings that goes on in another one, with a number behind its name, when it is full."""

    def __init__(self, book: Any, name: str, headings: str, cover: Cover, *, numbered: bool = False) -> None:
        """`name` and `headings` are keys of wording: the sheet's name in `cover`, the table of its columns.

        `numbered`: the number of the question that a row belongs to stands in front.
        """
        self.book, self.title, self.table = book, labels.say("cover", name, cover.language), headings
        questions = {"qid": labels.columns(cover.language, "batch_column")["qid"]} if numbered else {}
        self.headings = questions | labels.columns(cover.language, headings)
        tables = labels.tables()
        self.widths = [(tables[headings].get(key) or tables["batch_column"][key])["width"] for key in self.headings]
        self.sheets: list[Any] = []
        self.last = 0
        self._begin()

    def _begin(self) -> None:
        number = len(self.sheets) + 1
        sheet: Any = self.book.create_sheet(self.title if number == 1 else f"{self.title} {number}")
        set_widths(sheet, self.widths)
        sheet.freeze_panes, sheet.print_title_rows = ("C2" if self.table == "column" else "B2"), "1:1"
        self.sheets.append(sheet)
        self.cells = styled(sheet)
        put_values(sheet, 1, list(self.headings.values()), self.widths, styled(sheet, heading=True))
        self.last = 1

    def add(self, values_by_key: Mapping[str, str]) -> None:
        """One row; the keys are those of the columns."""
        if self.last == MOST_ROWS:
            self.close()
            self._begin()
        self.last += 1
        values = [_number(values_by_key[key]) if key in NUMBERS else values_by_key[key] for key in self.headings]
        put_values(self.sheets[-1], self.last, values, self.widths, self.cells)

    def close(self, printed: str | None = None) -> None:
        """Filters over all rows; `printed` is the last column that goes to paper."""
        from openpyxl.utils import get_column_letter

        sheet, width = self.sheets[-1], len(self.headings)
        sheet.auto_filter.ref = f"A1:{get_column_letter(width)}{self.last}"
        edge = width - 1 if printed is None else list(self.headings).index(printed) + 1
        sheet.print_area = f"A1:{get_column_letter(edge)}{self.last}"


def write(rows: Iterable[Row], path: Path, cover: Cover) -> None:
    """Rows and figures as they come, so that memory does not grow with them; then the answer, the sources, the rest."""
    book = empty_book()
    passages, figures = (
        SheetTable(book, "passages", "column", cover),
        SheetTable(book, "quantities", "quantity_column", cover),
    )
    continued: list[dict[str, str]] = []
    tally = Tally()
    for number, row in tally.numbered(rows, cover.answer):
        short, rest = fitted(cells(row, number, cover), cover)
        passages.add(short)
        continued += rest
        for line in row_quantities(row, number, cover.language):
            figures.add(line)
    passages.close("lines")
    figures.close("span")
    tables = [passages, figures]
    if cover.answer is not None:
        tables.append(
            _table(book, "answers", "answer_column", answer_cells(cover.answer, tally, cover.language), cover)
        )
    tables.append(_table(book, "sources", "source_column", source_cells(tally, cover.language), cover))
    if continued:
        tables.append(_table(book, "continued", "continued_column", continued, cover))
    about(book, cover, tally.rows, len(continued), any(len(table.sheets) > 1 for table in tables))
    book.save(path)


def empty_book() -> Any:
    """A workbook whose sheets are written row by row."""
    from openpyxl import Workbook

    return Workbook(write_only=True)


def _table(book: Any, name: str, headings: str, lines: Iterable[Mapping[str, str]], cover: Cover) -> SheetTable:
    table = SheetTable(book, name, headings, cover)
    for line in lines:
        table.add(line)
    table.close()
    return table


def about(book: Any, cover: Cover, rows: int, continued: int, several: bool) -> None:
    """Name and value of what the export says of itself."""
    said = cover.lines(rows)
    note = said[-1][0]
    if continued:
        said.append((note, labels.say("cover", "goes_on", cover.language).format(n=continued)))
    if several:
        said.append((note, labels.say("cover", "several_sheets", cover.language)))
    sheet: Any = book.create_sheet(labels.say("cover", "about", cover.language))
    widths = [14, 90]
    set_widths(sheet, widths)
    kinds = styled(sheet)
    for number, line in enumerate(said, 1):
        put_values(sheet, number, line, widths, kinds)


def fitted(whole: Mapping[str, str], cover: Cover) -> tuple[dict[str, str], list[dict[str, str]]]:
    """The cells as long as a cell may be, and lines of `continued_column` with the rest of those that are longer."""
    short, rest = dict(whole), []
    for key, value in whole.items():
        first, *more = parts(value)
        short[key] = first
        for part, piece in enumerate(more, 2):
            where = {"passage_id": whole["passage_id"], "span": whole["span"], "part": str(part), "rest": piece}
            rest.append(where | {"column": labels.columns(cover.language)[key]})
    return short, rest


def parts(value: str) -> Iterator[str]:
    """The value in stretches that a cell can hold, at least one.

    A character of two UTF-16 units is not cut; an underscore may be written in seven (see `xlsx_style.fill`).
    """
    start = at = units = 0
    if len(value) * 7 > LONGEST_CELL:
        for at, character in enumerate(value):
            size = 7 if character == "_" else 2 if character > "\uffff" else 1
            if units + size > LONGEST_CELL:
                yield value[start:at]
                start, units = at, 0
            units += size
    yield value[start:]


def _number(value: str) -> str | int | float:
    """The value as a number, where it is one."""
    if re.fullmatch(r"-?\d+", value):
        return int(value)
    return float(value) if re.fullmatch(r"-?\d+\.\d+(e[+-]\d+)?|-?\d+e[+-]\d+", value) else value
