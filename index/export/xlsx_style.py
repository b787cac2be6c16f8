"""How a row of any workbook of ours looks and is written; strings stay strings whatever they begin with."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from jixiao.index.export.records import inert, plain

# Points. Source: Excel's specifications: a row's height; a line of Chinese, in 11 points, as LibreOffice prints it.
HIGHEST_ROW, LINE_HEIGHT = 409, 17
# Left on one line: codes and digests that nobody reads.
UNREAD = re.compile(r"[0-9a-f ]{40,}")


def set_widths(sheet: Any, widths: Sequence[int]) -> None:
    """Column widths in characters; printed on A4, landscape, as wide as the page."""
    from openpyxl.utils import get_column_letter

    for index, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(index)].width = width
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", "9"  # A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_options.gridLines = True


def put_row(sheet: Any, number: int, values: Sequence[str | int | float], *, heading: bool = False) -> None:
    """Fill row `number` of a sheet that is kept in memory, high enough for its text."""
    from openpyxl.utils import get_column_letter

    widths = [sheet.column_dimensions[get_column_letter(at)].width for at in range(1, len(values) + 1)]
    for index, value in enumerate(values, 1):
        cell = sheet.cell(number, index)
        dress(cell, heading, isinstance(value, str) and inert(value) != value)
        fill(cell, value)
    sheet.row_dimensions[number].height = height(values, widths)


def put_values(sheet: Any, number: int, values: Sequence[str | int | float], widths: Sequence[int], kinds: Any) -> None:
    """Append row `number` to a sheet that is written as it grows.

    `kinds` are three cells that `styled` made for this sheet: for text as it is, for text that a spreadsheet would
    take for a formula, and for codes. They are written over for every value, since dressing each takes longer than
    writing it.
    """

    def row() -> Any:
        for value in values:
            if value == "":
                yield None
                continue
            cell = kinds[0 if not isinstance(value, str) else 1 if inert(value) != value else 2 * _unread(value)]
            fill(cell, value)
            yield cell

    sheet.row_dimensions[number].height = height(values, widths)
    sheet.append(row())
    del sheet.row_dimensions[number]


def fill(cell: Any, value: str | int | float) -> None:
    """Put the value in; text is never a formula, and nothing in it an escape of the format's own (`_x0041_`)."""
    if not isinstance(value, str):
        cell.value = value
    elif value:
        cell.value = re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", plain(value))
        cell.data_type = "s"
    else:
        cell.value = None


def unescaped(value: str) -> str:
    """What the file's escapes stand for."""
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m[1], 16)), value)


def styled(sheet: Any, *, heading: bool = False) -> list[Any]:
    """The cells to be written over and over, for `put_values`; lines between rows are the sheet's own."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Border

    kinds: list[Any] = [WriteOnlyCell(sheet) for _ in range(3)]
    for number, cell in enumerate(kinds):
        dress(cell, heading, quoted=number == 1)
        cell.border = Border()
    kinds[2].alignment = Alignment("left", "top")
    return kinds


def dress(cell: Any, heading: bool, quoted: bool) -> None:
    """The looks of a cell; `quoted` marks text as text for whoever edits it."""
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    cell.alignment = Alignment("left", "center" if heading else "top", wrap_text=True)
    cell.border = Border(bottom=Side("thin", color="D5DCE4"))
    if heading:
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor="1F4E5F")
    elif quoted:
        cell.quotePrefix = True


def height(values: Sequence[str | int | float], widths: Sequence[float]) -> float:
    """Points that the row takes."""
    columns = zip(values, widths, strict=False)
    lines = [lines_of(v, width) for v, width in columns if isinstance(v, str) and not _unread(v)]
    return min(HIGHEST_ROW, LINE_HEIGHT * max([1, *lines]) + 3)


def _unread(value: str) -> bool:
    return UNREAD.fullmatch(value) is not None


def lines_of(value: str, width: float) -> int:
    """Lines that the text takes in a column `width` characters wide, a Chinese character counted as two and a bit."""
    lengths = (sum(2.2 if unicodedata.east_asian_width(c) in "WF" else 1.1 for c in line) for line in value.split("\n"))
    return sum(max(1, math.ceil(length / width)) for length in lengths)
