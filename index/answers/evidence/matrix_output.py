"""The evidence matrix as JSON, as lines for a terminal, as a file with a row for each passage of each cell."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from jixiao.extract.passage_json import passage_to_json
from jixiao.index import durable_files, labels
from jixiao.index.answers.check import linking
from jixiao.index.answers.evidence import judgements
from jixiao.index.answers.evidence.matrix import (
    EVERYONE,
    NOBODY,
    STATUSES,
    Matrix,
    MatrixCell,
    MatrixColumn,
    MatrixLine,
)
from jixiao.index.export import export as export_export
from jixiao.index.export import xlsx_style
from jixiao.index.export.records import Cover, Format, Row
from jixiao.index.labels import Language
from jixiao.index.storage.marks import mark_to_json
from jixiao.index.view import View


def matrix_to_json(found: Matrix) -> dict[str, Any]:
    """`{"by", "framework", "checked", "columns": [{"key", "checked", "reported"}], "lines": [{"facet", "facet_name",
    "item", "criterion": str|null, "cells": [{"column", "state", "checked", "count", "figures", "done", "planned",
    "denied", "accepted", "rejected", "changed", "passages": [passage_id], "again": [passage_id],
    "rejected_passages": [passage_id]}]}],
    "passages": {passage_id: passage}, "marks": [judgement]}`. Rejected passages are counted as `rejected` only; those
    in `again` tell what another report's passage before them tells, and are counted nowhere.

    States: found, none, no_report. Column keys: branches or years; `all` is 總局及各分局, `unknown` nobody or no year.
    """
    judged = [cell.judged for line in found.lines for cell in line.cells]
    passages = {p.passage_id: p for one in judged for p in (*one.passages, *one.rejected)}
    marks = {(mark.item, mark.now): mark for one in judged for mark in one.marks.values()}
    return {
        "by": found.by,
        "framework": found.framework,
        "checked": found.checked,
        "columns": [{"key": c.key, "checked": c.checked, "reported": c.reported} for c in found.columns],
        "lines": [
            {
                "facet": line.facet.number,
                "facet_name": line.facet.name,
                "item": line.item.id,
                "criterion": line.criterion,
                "cells": [_cell(cell) for cell in line.cells],
            }
            for line in found.lines
        ],
        "passages": {passage_id: passage_to_json(p) for passage_id, p in passages.items()},
        "marks": [mark_to_json(mark) for mark in marks.values()],
    }


def _cell(cell: MatrixCell) -> dict[str, Any]:
    return {
        "column": cell.column.key,
        "state": cell.state,
        "checked": cell.column.checked,
        "count": len(cell.counted),
        "figures": cell.figures,
        **{status: cell.count(status) for status in STATUSES},
        "accepted": cell.judged.count("accepted"),
        "rejected": cell.judged.count("rejected"),
        "changed": cell.judged.changed,
        "passages": [p.passage_id for p in cell.passages],
        "again": [p.passage_id for p in cell.passages if p.passage_id in cell.again],
        "rejected_passages": [p.passage_id for p in cell.judged.rejected],
    }


def heading(column: MatrixColumn, by: str, language: Language) -> str:
    """The name of a column."""
    if column.key == EVERYONE:
        return labels.say("matrix", "all", language)
    if column.key == NOBODY:
        return labels.say("matrix", f"unknown_{by}", language)
    return labels.year(column.key, language) if by == "year" else column.key


def cell_labels(cell: MatrixCell, language: Language) -> list[str]:
    """「12 段」「數據 8」「採認 1」; or that there is none, in how many passages; or that there is no report."""
    judged = judgements.count_labels(cell.judged, language)
    if cell.state == "no_report":
        return [labels.say("matrix", "no_report", language)]
    if cell.state == "none":
        return [labels.say("matrix", "none", language).format(n=cell.column.checked), *judged]
    counts = {"figures": cell.figures, "planned": cell.count("planned"), "denied": cell.count("denied")}
    counts["again"] = len(cell.again)
    texts = [labels.say("matrix", "found", language).format(n=len(cell.counted))]
    return texts + [labels.say("matrix", key, language).format(n=n) for key, n in counts.items() if n] + judged


def table(found: Matrix, language: Language, separator: str = " · ") -> Iterator[list[str]]:
    """Headings, how many passages each column has, then a row for each item and criterion."""
    yield [labels.say("matrix", "item", language), *(heading(c, found.by, language) for c in found.columns)]
    yield [labels.say("matrix", "columns", language), *(str(c.checked) for c in found.columns)]
    for line in found.lines:
        yield [name(line), *(separator.join(cell_labels(cell, language)) for cell in line.cells)]


def name(line: MatrixLine) -> str:
    """The item's name, or its criterion's behind a mark."""
    return f"　─ {line.criterion}" if line.criterion else line.item.id


def matrix_lines(found: Matrix, language: Language = "zh") -> Iterator[str]:
    """For people: what the counts mean, then the table, columns parted by tabs."""
    yield f"{found.framework}　{labels.say('matrix', 'note', language)}"
    for row in table(found, language):
        yield "\t".join(row)


def rows_of_cell(
    line: MatrixLine, cell: MatrixCell, by: str, sha256: Callable[[str], str], language: Language
) -> list[Row]:
    """One row a passage, rejected ones last; its finding names item, column and status."""
    colon = labels.say("cover", "colon", language)
    rows = []
    for p in (*cell.passages, *cell.judged.rejected):
        basis = next((own.basis for own in p.items if own.id == line.item.id), "person")
        basis_text = labels.say("matrix", {"row": "row", "content": "words"}.get(basis, basis), language)
        status = labels.say("status", p.status, language) if p.status else ""
        place = " · ".join(
            filter(None, [line.criterion or line.item.id, heading(cell.column, by, language), basis_text])
        )
        branch = heading(cell.column, by, language) if by == "branch" else None
        mark = cell.judged.marks.get(p.passage_id)
        rows.append(Row(p, sha256(p.document_id), branch=branch, finding=f"{place}{colon}{status}", mark=mark))
    return rows


def matrix_rows(found: Matrix, sha256: Callable[[str], str], language: Language) -> list[Row]:
    """All cells of all items, item by item; a passage stands once for each item and column that it speaks for."""
    return [
        row
        for line in found.lines
        if line.criterion is None
        for cell in line.cells
        for row in rows_of_cell(line, cell, found.by, sha256, language)
    ]


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
    from openpyxl import load_workbook
    from openpyxl.styles import PatternFill

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
