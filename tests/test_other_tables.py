"""Tables in other forms than a row a measure: drawn, flattened, turned, of targets, over sheets; columns guessed."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from command_line import jixiao

from jixiao.extract.passage_json import passage_from_json, passage_to_json
from jixiao.extract.pipeline import extract, extracted
from jixiao.extract.records import Passage
from jixiao.extract.text import told_units


def passages(folder: Path, text: str, name: str = "report.txt") -> tuple[Passage, ...]:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return extract(path)[1]


def figures(found: tuple[Passage, ...]) -> set[tuple[float, str, str | None, str | None]]:
    return {(q.value, q.unit, q.role, q.status) for one in found for q in one.quantities}


def test_a_table_of_one_cell_a_line_is_put_together(tmp_path: Path) -> None:
    cells = [
        "策略目標",
        "衡量指標",
        "目標值",
        "一",
        "友善步道",
        "步道長度",
        "12公里",
        "二",
        "綠蔭廣場",
        "植樹株數",
        "300株",
    ]
    found = passages(tmp_path, "松原縣政府113年度施政目標\n\n" + "".join(f"{cell}\n|\n" for cell in cells))
    rows = {(one.strategy, one.text.split("\t")[0]) for one in found if one.column_roles}
    assert {("友善步道", "步道長度"), ("綠蔭廣場", "植樹株數")} <= rows
    assert (12.0, "公里", "target", "planned") in figures(found)


def test_drawn_tables_and_the_columns_below_are_read(tmp_path: Path) -> None:
    text = (
        "松原縣政府某處\n\n    九十八年度施政計畫\n────┬─────┬────┬────\n計畫名稱│河川整治  │預算數  │ 52,300\n"
        "────┴─────┴────┴────\n計畫內容：                    預期成果：\n"
        "  1.護岸工程：                  1.護岸工程：\n  (1)改善老舊護                 (1)改善護岸三處，長度\n"
        "  岸。                          850公尺。\n"
    )
    found = passages(tmp_path, text)
    assert not any("──" in one.text for one in found)
    assert any("(1)改善老舊護岸。" in one.text for one in found)
    assert any("長度850公尺" in one.text and one.label == "outcome" for one in found)
    assert (850.0, "公尺", None, "planned") in figures(found)


def test_headings_in_the_first_column_make_columns_rows(tmp_path: Path) -> None:
    text = "松原縣政府113年度施政績效\n\n衡量指標\t遊客人次\t步道長度\n目標值\t500人次\t8公里\n實際值\t480人次\t9公里\n"
    found = [one for one in passages(tmp_path, text) if one.column_roles]
    assert [one.text.split("\t")[0] for one in found] == ["遊客人次", "步道長度"]
    assert figures((found[1],)) == {(8.0, "公里", "target", "planned"), (9.0, "公里", "actual", "done")}


def test_a_unit_said_once_counts_for_bare_numbers_only(tmp_path: Path) -> None:
    text = "松原縣政府112年度執行成果\n\n單位：千元\n\n工作項目\t目標值\t決算數\t達成率\n規費收入\t1,200\t1,150\t95.8\n"
    (row,) = [one for one in passages(tmp_path, text) if one.column_roles]
    assert {(q.value, q.unit, q.surface) for q in row.quantities} == {
        (1_200_000.0, "元", "1,200"), (1_150_000.0, "元", "1,150"), (95.8, "%", "95.8"),
    }  # fmt: skip
    assert passage_from_json(json.loads(json.dumps(passage_to_json(row)))).quantities == row.quantities


@pytest.mark.parametrize(
    ("told", "unit"), [("新臺幣千元", "千元"), ("仟元", "千元"), ("百分比", "%"), ("人次", "人次"), ("秘書室", None)]
)
def test_units_are_told_from_names_of_offices(told: str, unit: str | None) -> None:
    assert told_units.measured(told) == unit


def test_an_unknown_column_of_units_is_guessed_and_told(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    rows = "工作項目\t辦理情形\t誰來做\n借書證\t核發借書證412張。\t推廣組\n參考諮詢\t答覆諮詢96件。\t參考組\n"
    path.write_text(f"白鷺市立圖書館112年度工作成果\n\n{rows}", encoding="utf-8")
    assert {one.units for one in extract(path)[1] if one.label == "outcome"} == {("推廣組",), ("參考組",)}
    told = jixiao(tmp_path, "extract", "report.txt", "--report")
    assert "誰來做 = unit (guessed)" in told.out + told.err


def test_a_table_goes_on_over_sheets_and_the_file_names_the_report(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    names = ["執行策略", "執行方法", "主辦單位", "執行成果"]
    first, second = book.create_sheet("Page 1"), book.create_sheet("Page 2")
    for row in (["構面一：基礎服務"], names, ["服務友善", "美化環境", "總務科", "設置綠牆3處，供民眾休憩。"]):
        first.append(row)
    for row in (names, [None, "標示清楚", "資訊科", "更新指示牌12面，並加註英文。"]):
        second.append(row)
    path = tmp_path / "松原縣政府地政處112年度提升服務執行成果.xlsx"
    book.save(path)
    read = extracted(path)
    told = [one for one in read.passages if one.label == "outcome"]
    assert [(one.facet, one.strategy, one.measure) for one in told] == [
        (1, "服務友善", "美化環境"),
        (1, "服務友善", "標示清楚"),
    ]
    document = read.document
    assert (document.agency, document.year, document.stage) == ("松原縣政府地政處", 112, "result")
    assert any("file's name only" in line for line in document.warnings)


def test_a_list_hands_what_it_says_to_its_items(tmp_path: Path) -> None:
    items = (
        "A.石溪公所每週二於一樓大廳受理民眾申請各類謄本，全年共計128件，並由志工在旁引導填寫書表及解說規定。"
        "B.東嶺公所每週四於二樓川堂受理民眾申請各類謄本，全年共計96件，並由志工在旁引導填寫書表及解說規定。"
    )
    found = passages(tmp_path, f"松原縣政府地政處112年度工作成果\n\n一、設置行動櫃台：{items}\n")
    assert [one.measure for one in found if "96件" in one.text] == ["設置行動櫃台"]


def test_an_outline_on_one_line_is_parted(tmp_path: Path) -> None:
    line = (
        "松原縣政府 112 年度施政績效報告 公告日期：113 年 3 月 1 日 壹、前言 一、年度目標 推動永續。 "
        "(一)完成植樹300株。 (二)完成步道2公里。"
    )
    found = passages(tmp_path, line)
    assert found[0].title == "松原縣政府 112 年度施政績效報告"
    assert not any("植樹" in one.text and "步道" in one.text for one in found)


def test_the_actual_value_answers_before_its_target(tmp_path: Path) -> None:
    text = (
        "松原縣政府社會處112年度施政績效\n\n衡量指標\t目標值\t實際值\t達成率\n送餐服務人次\t5,000人次\t5,600人次\t97%\n"
    )
    (tmp_path / "report.txt").write_text(text, encoding="utf-8")
    assert jixiao(tmp_path, "add", "report.txt", "--library", "lib").code == 0
    told = json.loads(jixiao(tmp_path, "ask", "送餐服務多少人次？", "--library", "lib", "--json").out)
    assert [(one["value"], one["status"]) for one in told["values"]] == [(5600, "done"), (5000, "planned")]
    checked = json.loads(jixiao(tmp_path, "check", "--library", "lib", "--json").out)
    assert [(one["rate"]["value"], one["expected"]) for one in checked["rates"]] == [(97, 112)]
