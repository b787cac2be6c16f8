"""The matrix as a file: a row for each passage of each cell, and in a workbook the table on a sheet of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.styles import PatternFill

from jixiao.index import durable_files, labels
from jixiao.index.answers.check import linking
from jixiao.index.answers.matrix.records import Matrix, matrix_rows, table
from jixiao.index.export import export as export_export
from jixiao.index.export import xlsx_style
from jixiao.index.export.records import Cover, Format
from jixiao.index.labels import Language
from jixiao.index.view import View


def write(
    found: Matrix,
    path: Path,
    format: Format,
    sha256: Callable[[str], str],
    language: Language = "zh",
    view: View | None = None,
) -> int:
    """Write the rows, and in a workbook the table on a sheet that opens first. Returns the number of rows.

    With a `view` the rows name the places in other reports that tell the same.
    """
    rows = matrix_rows(found, sha256, language)
    if view is not None:
        rows = list(linking.with_links(rows, view, language))
    title = labels.say("matrix", "title", language)
    export_export.export(rows, format, path, Cover(title, found.framework, found.filters, None, language))
    if format == "xlsx":
        _add_table(found, path, language)
    return len(rows)


def _add_table(found: Matrix, path: Path, language: Language) -> None:
    """The table as a further sheet of the workbook at `path`, the one that is seen first."""

    book = load_workbook(path)
    sheet: Any = book.create_sheet(labels.say("matrix", "title", language))
    xlsx_style.set_widths(sheet, [30, *(16 for _ in found.columns)])
    for number, row in enumerate(table(found, language, "\n"), 1):
        xlsx_style.put_row(sheet, number, row, heading=number == 1)
    most = max([len(cell.counted) for line in found.lines for cell in line.cells], default=0) or 1
    for at, line in enumerate(found.lines, 3):
        for column, cell in enumerate(line.cells, 2):
            colour = {"none": "FAE7E4", "no_report": "ECEFF0"}.get(cell.state) or _shade(len(cell.counted) / most)
            sheet.cell(at, column).fill = PatternFill("solid", fgColor=colour)
    sheet.freeze_panes, sheet.print_title_rows = "B2", "1:1"
    xlsx_style.put_row(sheet, len(found.lines) + 4, [labels.say("matrix", "note", language)])
    sheet.merge_cells(start_row=len(found.lines) + 4, end_row=len(found.lines) + 4, start_column=1, end_column=6)
    sheet.row_dimensions[len(found.lines) + 4].height = 60
    book.active = book.worksheets.index(sheet)
    for other in book.worksheets:
        other.sheet_view.tabSelected = other is sheet
    with durable_files.handed_over(path) as new:
        book.save(new)


def _shade(share: float) -> str:
    """White to the page's green-blue, never so dark that black text is hard to read."""
    ends = zip((0xF1, 0xF7, 0xF8), (0x8F, 0xBD, 0xC8), strict=True)
    return "".join(f"{round(light + (dark - light) * share):02X}" for light, dark in ends)
