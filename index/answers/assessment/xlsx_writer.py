"""The self-assessment sheet as a workbook: the form, the points with sum and grade as formulas, and the evidence."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from pathlib import Path
from typing import Any

from jixiao.extract.records import Framework
from jixiao.index import durable_files, labels
from jixiao.index.answers.assessment import records as assessment_records
from jixiao.index.answers.assessment.records import Assessment, FacetSheet, figure, item_status, most, summary
from jixiao.index.export import export as export_export
from jixiao.index.export import xlsx_style
from jixiao.index.labels import Language

WIDTHS = (18, 26, 52, 10, 12, 34)
# The column of the points, and what a cell to be filled in looks like.
POINTS, FILL_IN = "E", "FFF8DC"
FONT = "Calibri"


def write(sheet: Assessment, path: Path, sha256: Callable[[str], str], k: int = 10, language: Language = "zh") -> None:
    """Rows of evidence as in every export, behind them the form and the points, which are seen first."""
    from openpyxl import load_workbook

    export_export.export(
        assessment_records.rows(sheet, sha256, k, language), "xlsx", path, assessment_records.cover(sheet, language)
    )
    book = load_workbook(path)
    detail: Any = book.create_sheet(labels.say("sheet", "detail", language))
    places = _detail(detail, sheet, language)
    form: Any = book.create_sheet(labels.say("sheet", "summary", language))
    _form(form, sheet, places, detail.title, language)
    book.active = book.worksheets.index(detail)
    for other in book.worksheets:
        other.sheet_view.tabSelected = other is detail
    with durable_files.handed_over(path) as new:
        book.save(new)


def _detail(detail: Any, sheet: Assessment, language: Language) -> list[str]:
    """A row for each facet and each of its items; returns the cells of the facets', the total's and grade's points."""
    from openpyxl.styles import Font

    xlsx_style.set_widths(detail, WIDTHS)
    xlsx_style.put_row(detail, 1, [assessment_records.title(sheet, language)])
    detail.merge_cells("A1:F1")
    detail["A1"].style, detail.row_dimensions[1].height = "Headline 2", 26
    keys = ("facet", "item", "criteria", "most", "points", "evidence")
    xlsx_style.put_row(detail, 2, [labels.say("sheet", key, language) for key in keys], heading=True)
    at, places = 3, []
    for facet in sheet.facets:
        places.append(f"{POINTS}{at}")
        at = _facet(detail, at, facet, sheet, language)
    total, grade = f"{POINTS}{at}", f"{POINTS}{at + 1}"
    xlsx_style.put_row(detail, at, [labels.say("sheet", "total", language), "", "", sheet.framework.points])
    xlsx_style.put_row(detail, at + 1, [labels.say("sheet", "grade", language)])
    _formula(detail[total], f'=IF(COUNT({",".join(places)})={len(places)},SUM({",".join(places)}),"")')
    _formula(detail[grade], grade_formula(sheet.framework, total))
    for name in ("A", POINTS):
        for row in (at, at + 1):
            detail[f"{name}{row}"].font = Font(name=FONT, bold=True)
    xlsx_style.put_row(detail, at + 3, [labels.say("sheet", "note", language)])
    detail.merge_cells(f"A{at + 3}:F{at + 3}")
    detail.row_dimensions[at + 3].height = 36
    detail.freeze_panes = "A3"
    return [*places, total, grade]


def _facet(detail: Any, at: int, facet: FacetSheet, sheet: Assessment, language: Language) -> int:
    """The facet's row and those of its items; returns the row after them."""
    from openpyxl.styles import Font

    name = labels.facet(facet.facet.number, facet.facet.name, language)
    xlsx_style.put_row(detail, at, [name, "", "", facet.facet.points or "", "", ""])
    for cell in detail[at]:
        cell.font = Font(name=FONT, bold=True)
    first, last = at + 1, at + len(facet.items)
    span = f"{POINTS}{first}:{POINTS}{last}"
    if facet.given is not None or not facet.items:
        _points(detail, at, facet.given, facet.facet.points, language)
    else:
        _points(detail, at, None, facet.facet.points, language)
        _formula(detail[f"{POINTS}{at}"], f'=IF(COUNT({span})={len(facet.items)},SUM({span}),"")')
    for row, one in enumerate(facet.items, first):
        evidence_lines = [item_status(one, sheet, language)]
        if one.general:
            evidence_lines.append(
                labels.say("sheet", "general", language).format(n=len(one.general), branch=sheet.branch)
            )
        criteria = "\n".join(one.item.criteria)
        xlsx_style.put_row(
            detail, row, ["", one.item.id, criteria, one.item.points or "", "", "\n".join(evidence_lines)]
        )
        _points(detail, row, one.points, most(facet.facet, one.item), language)
    return last + 1


def _points(detail: Any, row: int, points: float | None, limit: int | None, language: Language) -> None:
    """A cell to be filled in, which takes numbers up to the limit only."""
    from openpyxl.styles import PatternFill
    from openpyxl.worksheet.datavalidation import DataValidation

    cell = detail[f"{POINTS}{row}"]
    cell.fill = PatternFill("solid", fgColor=FILL_IN)
    if points is not None:
        cell.value = int(points) if points == int(points) else points
    if limit is not None:
        error = labels.say("sheet", "over", language).format(n=limit)
        rule = DataValidation("decimal", operator="between", formula1="0", formula2=str(limit), error=error)
        rule.showErrorMessage = True
        rule.add(cell.coordinate)
        detail.add_data_validation(rule)


def _formula(cell: Any, formula: str) -> None:
    from openpyxl.styles import Alignment

    cell.value, cell.data_type = formula, "f"
    cell.alignment = Alignment("left", "top")


def grade_formula(framework: Framework, total: str) -> str:
    """The grade of the points in the cell `total`, by the framework's bands; empty without a total."""
    bands = sorted(framework.grades, key=lambda band: -band.lowest)
    formula = '""'
    for band in reversed(bands):
        name = band.name.replace('"', '""')
        formula = f'IF({total}>={band.lowest},"{name}",{formula})'
    return f'=IF(ISNUMBER({total}),{formula},"")'


def _form(form: Any, sheet: Assessment, places: list[str], detail: str, language: Language) -> None:
    """附表 2: the one row of the result, its points taken from the other sheet."""
    heads, values = summary(sheet, language)
    xlsx_style.set_widths(form, [18, 16, *(13 for _ in sheet.facets), 10, 10, 12])
    xlsx_style.put_row(form, 1, [assessment_records.title(sheet, language)])
    form.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(heads))
    form["A1"].style, form.row_dimensions[1].height = "Headline 2", 26
    xlsx_style.put_row(form, 2, heads, heading=True)
    xlsx_style.put_row(form, 3, values[:2])
    for column, place in enumerate(places, 3):
        _formula(form.cell(3, column), f"='{detail}'!{place}")
    for column in range(1, len(heads) + 1):
        form.cell(3, column).border = copy(form.cell(3, 1).border)
    grades = [
        labels.say("sheet", "grades", language).format(name=g.name, lowest=figure(g.lowest))
        for g in sheet.framework.grades
    ]
    xlsx_style.put_row(form, 5, [labels.say("cover", "semicolon", language).join(grades)])
    form.merge_cells(start_row=5, end_row=5, start_column=1, end_column=len(heads))
