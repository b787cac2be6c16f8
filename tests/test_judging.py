"""What judgements do to the evidence: matrix, items, self-assessment sheet and exports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from docx import Document as Written
from library_parts import make_passage
from openpyxl import load_workbook

from jixiao.extract.names.register import ours
from jixiao.extract.records import Item, Passage, Quantity, Span
from jixiao.index.answers.assessment import docx_writer, xlsx_writer
from jixiao.index.answers.assessment import records as assessment_records
from jixiao.index.answers.assessment.assessment import assess
from jixiao.index.answers.evidence import records as evidence_records
from jixiao.index.answers.evidence.evidence import evidence
from jixiao.index.answers.evidence.records import evidence_lines, evidence_to_json
from jixiao.index.answers.matrix import records as matrix_records
from jixiao.index.answers.matrix.matrix import matrix
from jixiao.index.answers.matrix.records import MatrixCell
from jixiao.index.export.records import Row
from jixiao.index.records import EVERYTHING, Filters, Mark
from jixiao.index.storage import marks
from jixiao.index.storage.records import Said

NEAR, NEW = "服務可近性", "創新性"
BRANCH = "新竹分局"
FIELDS: dict[str, Any] = {"branches": (BRANCH,), "status": "done"}
COUNTED = make_passage(
    "到府檢定 3 場。",
    0,
    items=(Item(NEAR, "row"),),
    quantities=(Quantity("3 場", 3.0, "場", None, Span(5, 8)),),
    measure="主動服務：到府",
    **FIELDS,
)
BARE = make_passage("派員到場。", 50, items=(Item(NEAR, "row"),), measure="主動服務：到府", **FIELDS)
OTHER = make_passage("問卷回收。", 100, **FIELDS)
MEASURE = make_passage("主動到府服務。", 150, label="measure", **FIELDS)


class Shelf:
    """What the evidence asks of a library."""

    generation, register = 1, ours()

    def __init__(self, *judgements: Mark) -> None:
        self._marks = judgements

    def passages(self, filters: Filters = EVERYTHING) -> list[Passage]:
        return [p for p in (COUNTED, BARE, OTHER, MEASURE) if not filters.role or p.label in filters.role]

    def marks(self) -> tuple[Mark, ...]:
        return self._marks

    def sentences(self, passage_ids: Sequence[str]) -> dict[str, object]:
        return {}

    def has_report(self, _: Filters) -> bool:
        return True

    def sha256(self, _: str) -> str:
        return "ab" * 32


def said(passage: Passage, verdict: Any, item: str = NEAR, **changed: Any) -> Mark:
    mark = marks.made(passage, "ab" * 32, item, Said(verdict, "只是宣導" if verdict == "rejected" else "", "王小明"))
    return replace(mark, **changed)


def shelf(*judgements: Mark) -> Any:
    return Shelf(*judgements)


def cell(view: Any, item: str = NEAR, criterion: str | None = None, filters: Filters = EVERYTHING) -> MatrixCell:
    lines = matrix(view, "branch", filters).lines
    return next(line.cells[0] for line in lines if (line.item.id, line.criterion) == (item, criterion))


def test_accepted_passages_come_first_and_rejected_ones_do_not_count() -> None:
    here = cell(shelf(said(BARE, "accepted")))
    assert [p.text for p in here.passages] == [BARE.text, COUNTED.text]
    assert [p.text for p in cell(shelf()).passages] == [COUNTED.text, BARE.text]
    rejected = cell(shelf(said(COUNTED, "rejected")))
    assert (rejected.passages, rejected.judged.rejected) == ((BARE,), (COUNTED,))
    assert (rejected.figures, rejected.count("done"), rejected.state) == (0, 1, "found")
    assert matrix_records.cell_labels(rejected, "zh") == ["1 段", "不採認 1"]


def test_where_all_are_rejected_nothing_is_found_and_that_is_told() -> None:
    here = cell(shelf(said(COUNTED, "rejected"), said(BARE, "rejected")))
    assert here.state == "none"
    assert matrix_records.cell_labels(here, "zh") == ["3 段中查無", "不採認 2"]


def test_a_passage_counts_for_an_item_that_a_person_accepts_it_for() -> None:
    assert cell(shelf(), NEW).state == "none"
    view = shelf(said(OTHER, "accepted", NEW))
    assert cell(view, NEW).passages == (OTHER,)
    assert cell(view).passages == (COUNTED, BARE)
    (row,) = matrix_records.matrix_rows(matrix(view, filters=Filters(item=(NEW,))), view.sha256, "zh")
    assert "人工採認" in str(row.finding)


def test_a_measure_that_is_accepted_counts_unless_another_role_is_asked_for() -> None:
    view = shelf(said(MEASURE, "accepted"))
    assert cell(view).passages == (MEASURE, COUNTED, BARE)
    assert cell(view, filters=Filters(role=("outcome",))).passages == (COUNTED, BARE)


def test_criteria_follow_the_judgement() -> None:
    here = cell(shelf(said(COUNTED, "rejected"), said(BARE, "accepted")), criterion="主動服務")
    assert (here.passages, here.judged.rejected, len(here.judged.marks)) == ((BARE,), (COUNTED,), 2)
    assert cell(shelf(said(COUNTED, "rejected")), criterion="客製化服務").judged.rejected == ()


def test_text_that_has_changed_since_is_told() -> None:
    changed = said(COUNTED, "accepted", position="changed", quote="到府檢定 2 場。")
    assert matrix_records.cell_labels(cell(shelf(changed)), "zh")[-2:] == ["採認 1", "判斷後文字已改 1"]
    assert evidence_records.judgement_text(changed, "zh").endswith("；判斷後文字已改，請再看一次")


def test_matrix_json_has_counts_passages_and_judgements() -> None:
    view = shelf(said(COUNTED, "rejected"), said(BARE, "accepted"))
    told = matrix_records.matrix_to_json(matrix(view, filters=Filters(item=(NEAR,))))
    here = told["lines"][0]["cells"][0]
    assert (here["count"], here["accepted"], here["rejected"], here["changed"]) == (1, 1, 1, 0)
    assert (here["passages"], here["rejected_passages"]) == ([BARE.passage_id], [COUNTED.passage_id])
    assert COUNTED.passage_id in told["passages"]
    assert {(m["verdict"], m["name"]) for m in told["marks"]} == {("rejected", "王小明"), ("accepted", "王小明")}


def test_evidence_lists_rejected_ones_apart_and_judgements_that_lost_their_passage() -> None:
    gone = said(OTHER, "accepted", position="missing", now=None)
    view = shelf(said(COUNTED, "rejected"), gone)
    (one,) = evidence(view, Filters(item=(NEAR,)))
    assert (one.passages, one.judged.rejected, one.lost) == ((BARE,), (COUNTED,), (gone,))
    told = evidence_to_json([one])["items"][0]
    assert (told["count"], len(told["rejected"]), len(told["marks"])) == (1, 1, 2)
    lines = list(evidence_lines([one]))
    assert lines[0].endswith("1\t不採認 1")
    assert "不採認（王小明，" in lines[-1]
    assert lines[-1].endswith("：只是宣導")


def test_the_sheet_tells_who_rejected_what_and_why(tmp_path: Path) -> None:
    view = shelf(said(COUNTED, "rejected"), said(BARE, "accepted"))
    sheet = assess(view, BRANCH, 108)
    near = next(one for facet in sheet.facets for one in facet.items if one.item.id == NEAR)
    assert (near.own.passages, near.rejected) == ((BARE,), (COUNTED,))
    told = next(
        item
        for facet in assessment_records.assessment_to_json(sheet)["facets"]
        for item in facet["items"]
        if item["item"] == NEAR
    )
    assert (told["accepted"], len(told["rejected"]), len(told["marks"])) == (1, 1, 2)
    docx_writer.write(sheet, tmp_path / "s.docx", view.sha256)
    lines = [p.text for p in Written(str(tmp_path / "s.docx")).paragraphs]
    assert "不採認的 1 段，不計入佐證" in lines
    assert any(line.startswith("不採認（王小明，") and line.endswith("：只是宣導") for line in lines)
    xlsx_writer.write(sheet, tmp_path / "s.xlsx", view.sha256)
    rows = list(load_workbook(tmp_path / "s.xlsx").worksheets[0].iter_rows(values_only=True))
    verdict, reason = rows[0].index("人工判斷"), rows[0].index("理由")
    assert [(row[verdict], row[reason]) for row in rows[1:] if row[verdict]] == [
        ("採認", None),
        ("不採認", "只是宣導"),
    ]


def test_rows_of_any_export_carry_the_judgement_once_for_each_item() -> None:
    rows = [Row(p, "ab" * 32) for p in (COUNTED, BARE)]
    judgements = [said(COUNTED, "accepted"), said(COUNTED, "rejected", NEW)]
    found = list(evidence_records.with_marks(rows, judgements))
    assert [(row.passage, row.mark and row.mark.item) for row in found] == [
        (COUNTED, NEAR),
        (COUNTED, NEW),
        (BARE, None),
    ]


def test_listing_shows_the_text_as_it_was_and_as_it_is() -> None:
    changed = said(COUNTED, "accepted", position="changed", quote="到府檢定 2 場。", reason="=1+1")
    gone = said(OTHER, "rejected", position="missing", now=None)

    def passage(_: str) -> Passage:
        return COUNTED

    lines = list(evidence_records.judgement_lines([changed, gone], passage, "zh"))
    assert lines[0].endswith("到府檢定 2 場。")
    assert lines[1] == f"\t現在的原文：{COUNTED.text}"
    assert "已不在" in lines[2]
    first, second = evidence_records.rows_of_marks([changed, gone], passage, lambda _: "cd" * 32, "zh")
    assert (first.passage, first.finding) == (COUNTED, "判斷時的原文：到府檢定 2 場。")
    assert (second.passage.text, second.passage.passage_id, second.sha256) == (
        OTHER.text,
        OTHER.passage_id,
        "ab" * 32,
    )
    english: Sequence[str] = list(evidence_records.judgement_lines([gone], None, "en"))
    assert "Rejected" in english[0]
