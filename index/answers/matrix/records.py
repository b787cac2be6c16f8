"""Scoring items over branches or years, and how the table reads as JSON, in a terminal, as rows to export."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from jixiao.extract.passage_json import passage_to_json
from jixiao.extract.records import Passage, ScoringFacet, ScoringItem
from jixiao.index import labels
from jixiao.index.answers.evidence import records as evidence_records
from jixiao.index.answers.evidence.records import Judged
from jixiao.index.export.records import Row
from jixiao.index.labels import Language
from jixiao.index.records import Filters
from jixiao.index.storage.records import mark_to_json

By = Literal["branch", "year"]


State = Literal["found", "none", "no_report"]


# Columns beside those of branches and years: said of 總局及各分局 as a whole, nobody named, no year known.
EVERYONE, NOBODY = "all", "unknown"


STATUSES = ("done", "planned", "denied")


@dataclass(frozen=True, slots=True)
class MatrixColumn:
    """A branch or a ROC year (or EVERYONE, NOBODY). `checked`: its passages that were looked at.

    `reported`: whether the library has a report that speaks for it.
    """

    key: str
    checked: int
    reported: bool


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """The passages of one column for one item or criterion: accepted ones first, then those of its own row, then with
    figures, then done. `judged` holds the rejected ones too; `again` are the ids of those that repeat another
    report's passage before them, and so are not counted."""

    judged: Judged
    column: MatrixColumn
    again: frozenset[str] = frozenset()

    @property
    def passages(self) -> tuple[Passage, ...]:
        """What counts as evidence, and what tells it again."""
        return self.judged.passages

    @property
    def counted(self) -> tuple[Passage, ...]:
        """Each achievement once."""
        return tuple(p for p in self.passages if p.passage_id not in self.again)

    @property
    def state(self) -> State:
        """`none`: passages were looked at and none speaks for it; `no_report`: there was nothing to look at."""
        if self.passages:
            return "found"
        return "none" if self.column.checked or self.column.reported else "no_report"

    @property
    def figures(self) -> int:
        """Counted passages that hold a figure."""
        return sum(1 for p in self.counted if p.quantities)

    def count(self, status: str) -> int:
        """Counted passages of this status: done, planned, denied."""
        return sum(1 for p in self.counted if p.status == status)


@dataclass(frozen=True, slots=True)
class MatrixLine:
    """An item; where `criterion` is given, a part of it: the passages of its row that stand under that criterion."""

    facet: ScoringFacet
    item: ScoringItem
    criterion: str | None
    cells: tuple[MatrixCell, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """`lines` in the framework's order, each item before its criteria; `checked` passages were looked at in all."""

    by: By
    framework: str
    filters: Filters
    columns: tuple[MatrixColumn, ...]
    lines: tuple[MatrixLine, ...]
    checked: int


def cell_of(found: Matrix, item: str, criterion: str | None, column: str) -> tuple[MatrixLine, MatrixCell] | None:
    """The line and cell of these names; None where the matrix has none."""
    return next(
        (
            (line, cell)
            for line in found.lines
            if (line.item.id, line.criterion) == (item, criterion)
            for cell in line.cells
            if cell.column.key == column
        ),
        None,
    )


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
    judged = evidence_records.count_labels(cell.judged, language)
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
