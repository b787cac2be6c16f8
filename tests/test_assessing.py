"""The self-assessment sheet: points that a person gives, their sum and grade, and the files that hold them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook
from test_matrix import NEAR, SHELF

from jixiao.index.answers.assessment import docx_writer, xlsx_writer
from jixiao.index.answers.assessment import records as assessment_records
from jixiao.index.answers.assessment.assessment import assess
from jixiao.index.answers.assessment.records import Assessment, read_points

FULL = {"1": 180.0, "2": 270.0, "3": 190.0, "4": 180.0, "5": 80.0}


def sheet(points: dict[str, float] | None = None) -> Assessment:
    return assess(SHELF, "新竹分局", 108, points)


def sha(document_id: str) -> str:
    return "ab" * 32


def test_without_points_everything_is_blank_and_nothing_is_guessed() -> None:
    blank = sheet()
    assert (blank.total, blank.grade) == (None, None)
    assert {facet.points for facet in blank.facets} == {None}
    near = next(one for facet in blank.facets for one in facet.items if one.item.id == NEAR)
    assert (len(near.own.passages), len(near.general), near.points) == (4, 1, None)


@pytest.mark.parametrize(
    ("last", "total", "grade"), [(80.0, 900, "優"), (79.5, 899.5, "甲"), (0.0, 820, "甲"), (100.0, 920, "優")]
)
def test_sum_and_grade_follow_the_points(last: float, total: float, grade: str) -> None:
    made = sheet({**FULL, "5": last})
    assert (made.total, made.grade) == (total, grade)


def test_one_blank_facet_leaves_the_sum_blank() -> None:
    made = sheet({name: points for name, points in FULL.items() if name != "3"})
    assert (made.total, made.grade) == (None, None)


def test_points_of_all_items_make_those_of_their_facet() -> None:
    made = sheet({"服務一致及正確": 90, "服務友善性": 85, "服務便捷": 10})
    assert [facet.points for facet in made.facets] == [175, None, None, None, None]


@pytest.mark.parametrize(
    ("points", "why"),
    [
        ({"1": 201.0}, "above its maximum of 200"),
        ({"服務友善": 201.0}, "服務友善: 201 is above its maximum of 200"),
        ({"服務友善": 150.0, "服務一致及正確": 60.0}, "1 基礎服務: 210 is above its maximum of 200"),
        ({"1": 180.0, "服務友善": 90.0, "服務一致及正確": 80.0}, "is not the sum of its items"),
        ({"6": 10.0}, "unknown; the framework has the facets 1 基礎服務"),
        ({"1": -1.0}, "no number from 0 up"),
        ({"1": float("nan")}, "no number from 0 up"),
        ({"1": 10.0, "基礎服務": 10.0}, "given twice"),
    ],
)
def test_points_that_cannot_be_are_refused_with_the_reason(points: dict[str, float], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        sheet(points)


def test_points_are_read_in_any_width() -> None:
    assert read_points("1=180， 服務友善＝９０.5") == {"1": 180.0, "服務友善": 90.5}
    assert read_points("") == {}
    for wrong in ("1", "=5", "1=a", "1=5,1=6", "1=inf"):
        with pytest.raises(ValueError, match="points"):
            read_points(wrong)


def test_workbook_computes_by_formula_and_refuses_points_above_the_maximum(tmp_path: Path) -> None:
    path = tmp_path / "s.xlsx"
    xlsx_writer.write(sheet(FULL), path, sha)
    book: Any = load_workbook(path)
    detail = book["評分表"]
    assert book.active is detail
    values = {row[0].value: row[4].value for row in detail.iter_rows(min_row=3) if row[0].value}
    assert values["構面一 基礎服務"] == 180
    assert values["總分"] == '=IF(COUNT(E3,E6,E10,E13,E16)=5,SUM(E3,E6,E10,E13,E16),"")'
    assert values["等第"].startswith('=IF(ISNUMBER(E19),IF(E19>=900,"優",IF(E19>=800,"甲"')
    limits = {str(rule.sqref): rule.formula2 for rule in detail.data_validations.dataValidation}
    assert (limits["E3"], limits["E6"], limits["E16"]) == ("200", "300", "100")
    assert book["考核結果統計表"]["C3"].value == "='評分表'!E3"


def test_blank_facets_of_the_workbook_add_up_their_items(tmp_path: Path) -> None:
    path = tmp_path / "s.xlsx"
    xlsx_writer.write(sheet(), path, sha)
    detail: Any = load_workbook(path)["評分表"]
    assert detail["E3"].value == '=IF(COUNT(E4:E5)=2,SUM(E4:E5),"")'
    assert detail["E4"].value is None


def test_document_holds_the_form_the_criteria_and_quotes_with_their_source(tmp_path: Path) -> None:
    path = tmp_path / "s.docx"
    docx_writer.write(sheet(FULL), path, sha, k=2)
    document = Document(str(path))
    assert [cell.text for cell in document.tables[0].rows[1].cells][1:9] == [
        "新竹分局", "180", "270", "190", "180", "80", "900", "優",
    ]  # fmt: skip
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "評核內容：客製化服務、專人全程服務、主動服務" in text
    assert "新竹分局的佐證 4 段，列前 2 段" in text
    assert "到府 3 場。" in text
    assert "report.txt" in text
    assert "對總局及各分局全體的說明 1 段，不算新竹分局自己的" in text
    assert "看過新竹分局 4 段，查無佐證" in text


def test_a_branch_without_report_is_said_so() -> None:
    made = assess(SHELF, "花蓮分局", 108)
    assert not made.reported
    near = next(one for facet in made.facets for one in facet.items if one.item.id == NEAR)
    assert assessment_records.about(near, made, 10, "zh") == "未載入這個年度、這個分局的報告"


def test_json_and_lines_tell_points_sum_and_grade() -> None:
    data = assessment_records.assessment_to_json(sheet(FULL))
    assert (data["total"], data["grade"], [f["points"] for f in data["facets"]]) == (
        900,
        "優",
        [180, 270, 190, 180, 80],
    )
    assert list(assessment_records.assessment_lines(sheet(FULL)))[-1] == "總分\t900\t優"
    assert list(assessment_records.assessment_lines(sheet()))[-1] == "總分\t未填"


def test_grade_formula_quotes_the_name_of_a_grade() -> None:
    known = sheet().framework
    assert xlsx_writer.grade_formula(known, "E9").count("IF(") == len(known.grades) + 1
    assert assessment_records.most(known.facets[0], known.facets[0].items[0]) == 200
