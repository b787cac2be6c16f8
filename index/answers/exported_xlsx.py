"""Exports as a workbook, and how a row of any workbook of ours is written."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from index.answers import wording
from index.answers.exported import Cover, Row, cells, inert, plain

# Source: Excel's specifications: characters in a cell, points of a row's height; the line is that of its default font.
LONGEST_CELL = 32_767
HIGHEST_ROW, LINE_HEIGHT = 409, 15
NUMBERS = ("number", "year", "page", "table", "row")


def write(rows: Sequence[Row], path: Path, cover: Cover) -> None:
    """A sheet of rows with fixed headings and filters, and a sheet that says what they are."""
    from openpyxl import Workbook

    book = Workbook()
    sheet: Any = book.active
    sheet.title = wording.say("cover", "sheet", cover.language)
    headings = wording.columns(cover.language)
    set_widths(sheet, [wording.tables()["column"][key]["width"] for key in headings])
    put_row(sheet, 1, list(headings.values()), heading=True)
    for number, row in enumerate(rows, 1):
        told = cells(row, number, cover.language)
        put_row(sheet, number + 1, [int(told[k]) if k in NUMBERS and told[k] else told[k] for k in headings])
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = sheet.dimensions
    sheet.print_area = f"A1:{sheet.cell(1, list(headings).index('lines') + 1).column_letter}{sheet.max_row}"
    sheet.print_title_rows = "1:1"
    about: Any = book.create_sheet(wording.say("cover", "about", cover.language))
    set_widths(about, [14, 90])
    for number, (name, value) in enumerate(cover.lines(len(rows)), 1):
        put_row(about, number, [name, value])
        about.cell(number, 1).style = "Headline 4"
    book.save(path)


def set_widths(sheet: Any, widths: Sequence[int]) -> None:
    """Column widths in characters; printed on A4, landscape, as wide as the page."""
    for index, width in enumerate(widths, 1):
        sheet.column_dimensions[sheet.cell(1, index).column_letter].width = width
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def put_row(sheet: Any, number: int, values: Sequence[str | int], *, heading: bool = False) -> None:
    """Fill row `number`, high enough for its text.

    A string is written as a string whatever it begins with, and marked so for whoever edits it.
    """
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    lines = 1
    for index, value in enumerate(values, 1):
        cell = sheet.cell(number, index)
        if isinstance(value, int):
            cell.value = value
        elif value:
            cell.value = plain(value)[:LONGEST_CELL]
            cell.data_type = "s"
        lines = max(lines, lines_of(str(value), sheet.column_dimensions[cell.column_letter].width))
        cell.alignment = Alignment("left", "center" if heading else "top", wrap_text=True)
        cell.border = Border(bottom=Side("thin", color="D5DCE4"))
        if heading:
            cell.font, cell.fill = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor="1F4E5F")
        elif isinstance(value, str) and inert(value) != value:
            cell.quotePrefix = True
    sheet.row_dimensions[number].height = min(HIGHEST_ROW, LINE_HEIGHT * lines + 3)


def lines_of(value: str, width: float) -> int:
    """Lines that the text takes in a column `width` characters wide, a Chinese character counted as two and a bit."""
    told = (sum(2.2 if unicodedata.east_asian_width(c) in "WF" else 1.1 for c in line) for line in value.split("\n"))
    return sum(max(1, math.ceil(length / width)) for length in told)
