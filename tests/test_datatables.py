"""Tables of figures: each row by itself, its figures with the unit, branch and thing that heading and row name."""

from __future__ import annotations

import json
from pathlib import Path

import docx
import pytest
from openpyxl import Workbook

from jixiao.extract.names.register import ours
from jixiao.extract.passage_json import passage_from_json, passage_to_json
from jixiao.extract.pipeline import extract, named
from jixiao.extract.records import Passage
from jixiao.extract.tagging.table_quantities import read_heading

TITLE = "經濟部標準檢驗局 112 年度服務績效成果"
Told = list[tuple[float, str, str | None, str | None]]


def in_text(folder: Path, *rows: str, title: str = TITLE) -> list[Passage]:
    path = folder / "a.txt"
    path.write_text("\n\n".join([title, "辦理情形如下：", "\n".join(row.replace("|", "\t") for row in rows)]), "utf-8")
    return [one for one in extract(path)[1] if "\t" in one.text or one.columns]


def told(passage: Passage) -> Told:
    return [(q.value, q.unit, q.of, q.branch) for q in passage.quantities]


def test_a_row_is_a_passage_of_its_branch_and_totals_are_nobodys(tmp_path: Path) -> None:
    rows = in_text(
        tmp_path, "分局|稽查家數|訪視人次", "臺南分局|31家|502人次", "花蓮分局|7家|88人次", "總計|38家|590人次"
    )
    assert [one.text.split("\t")[0] for one in rows] == ["臺南分局", "花蓮分局", "總計"]
    assert told(rows[0]) == [(31, "家", "稽查家數", "臺南分局"), (502, "人次", "訪視人次", "臺南分局")]
    assert told(rows[2]) == [(38, "家", "稽查家數", None), (590, "人次", "訪視人次", None)]
    assert [one.branches for one in rows] == [("臺南分局",), ("花蓮分局",), ()]


def test_the_unit_of_a_bare_number_stands_in_its_heading(tmp_path: Path) -> None:
    rows = in_text(
        tmp_path,
        "分局|講習（場次）|受理件數|滿意度(%)|經費（千元）|滿意度",
        "臺中分局|9|1,204|97.5|35|96.1",
    )
    assert told(rows[0]) == [
        (9, "場次", "講習", "臺中分局"),
        (1204, "件", "受理件數", "臺中分局"),
        (97.5, "%", "滿意度", "臺中分局"),
        (35000, "元", "經費", "臺中分局"),
    ]
    first = rows[0].quantities[0]
    assert first.surface == "9"
    at = first.span.start - rows[0].span.start
    assert rows[0].text[at : at + 1] == "9"


@pytest.mark.parametrize("shown", ["-1,200", "−1,200", "△1,200", "▲1,200", "(1,200)"])
def test_a_number_below_zero_stays_below(tmp_path: Path, shown: str) -> None:
    (row,) = in_text(tmp_path, "分局|增減件數", f"基隆分局|{shown}")
    assert told(row) == [(-1200, "件", "增減件數", "基隆分局")]


def test_headings_may_be_the_branches(tmp_path: Path) -> None:
    rows = in_text(tmp_path, "項目|基隆分局|高雄分局|合計", "講習場次|12|8|20", "訪視人次|150人次|90人次|240人次")
    assert told(rows[0]) == [
        (12, "場次", "講習場次", "基隆分局"),
        (8, "場次", "講習場次", "高雄分局"),
        (20, "場次", "講習場次", None),
    ]
    assert [q.branch for q in rows[1].quantities] == ["基隆分局", "高雄分局", None]


def test_headings_may_be_years(tmp_path: Path) -> None:
    rows = in_text(tmp_path, "項目|110年|111年度", "受理件數|300|450", title="經濟部標準檢驗局臺南分局 111 年度成果")
    assert [(q.value, q.unit, q.year, q.branch) for q in rows[0].quantities] == [
        (300, "件", 110, "臺南分局"),
        (450, "件", 111, "臺南分局"),
    ]


def test_a_target_is_planned(tmp_path: Path) -> None:
    rows = in_text(tmp_path, "分局|目標場次|實際場次", "新竹分局|10|12")
    assert [(q.value, q.status) for q in rows[0].quantities] == [(10, "planned"), (12, "done")]


def test_names_without_their_ending_stand_for_branches_below_their_heading(tmp_path: Path) -> None:
    rows = in_text(tmp_path, "分局別|場次", "高雄|8場次", "其他|2場次")
    assert [q.branch for one in rows for q in one.quantities] == ["高雄分局", "總局"]


def test_without_a_heading_nothing_of_the_next_row_is_counted(tmp_path: Path) -> None:
    rows = in_text(
        tmp_path, "臺南分局|6場次|95.1%", "花蓮分局|5場次|94.2%", title="經濟部標準檢驗局高雄分局 112 年度成果"
    )
    assert told(rows[0]) == [(6, "場次", None, "臺南分局"), (95.1, "%", None, "臺南分局")]


def test_a_cell_that_says_more_says_what_it_counts(tmp_path: Path) -> None:
    rows = in_text(tmp_path, "分局|辦理情形|場次", "基隆分局|辦理電話禮貌測試 86 人次|4")
    assert told(rows[0])[0][:3] == (86, "人次", "電話禮貌測試")


def test_tables_of_words_stay_together(tmp_path: Path) -> None:
    rows = in_text(tmp_path, "項次|系統名稱|用途", "1|線上申辦系統|受理申請", "2|報馬仔服務|通報")
    assert len(rows) == 1
    assert not rows[0].columns


def test_merged_branches_and_two_rows_of_names(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph(TITLE, style="Title")
    table = document.add_table(5, 4)
    texts = (
        ("分局", "類別", "宣導", ""), ("", "", "場次", "人次"), ("高雄分局", "學校", "3", "60"),
        ("", "社區", "5", "75"), ("合計", "", "8", "135"),
    )  # fmt: skip
    for at, row in enumerate(texts):
        for to, text in enumerate(row):
            table.cell(at, to).text = text
    for first, last in (((0, 0), (1, 0)), ((0, 1), (1, 1)), ((0, 2), (0, 3)), ((2, 0), (3, 0)), ((4, 0), (4, 1))):
        table.cell(*first).merge(table.cell(*last))
    path = tmp_path / "a.docx"
    document.save(str(path))
    rows = [one for one in extract(path)[1] if one.columns]
    assert [told(one) for one in rows] == [
        [(3, "場次", "宣導場次", "高雄分局"), (60, "人次", "宣導人次", "高雄分局")],
        [(5, "場次", "宣導場次", "高雄分局"), (75, "人次", "宣導人次", "高雄分局")],
        [(8, "場次", "宣導場次", None), (135, "人次", "宣導人次", None)],
    ]


def test_workbooks_with_formats_keep_minus_and_scale(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book["Sheet"]
    sheet.append([TITLE])
    sheet.append(["分局", "增減(件)", "預算(千元)"])
    sheet.append(["花蓮分局", -34, 1234567])
    sheet["B3"].number_format = '#,##0_);[Red]"▲"#,##0'
    sheet["C3"].number_format = "#,##0,"
    path = tmp_path / "a.xlsx"
    book.save(path)
    (row,) = (one for one in extract(path)[1] if one.columns)
    assert row.text == "花蓮分局\t▲34\t1,235"
    assert [(q.value, q.unit) for q in row.quantities] == [(-34, "件"), (1235000, "元")]


def test_rows_outlive_the_store_and_a_change_of_names(tmp_path: Path) -> None:
    (row,) = in_text(tmp_path, "分局|講習（場次）", "臺中分局|9")
    record = passage_to_json(row) | {"item_branch": row.item_branch}
    assert record["columns"] == ["分局", "講習(場次)"]
    assert passage_from_json(record) == row
    assert named([row], ours())[0] == row


@pytest.mark.parametrize(
    ("heading", "unit"),
    [
        ("件數", "件"),
        ("參加人數", "人"),
        ("場次", "場次"),
        ("滿意度", None),
        ("完成", None),
        ("得分(分)", "分"),
        ("備註", None),
    ],
)
def test_units_that_headings_name(heading: str, unit: str | None) -> None:
    assert read_heading(heading).unit == unit


def test_a_row_may_be_of_a_year(tmp_path: Path) -> None:
    rows = in_text(tmp_path, "年度|受理件數|核准件數", "110|300|280", "2022年|450|400件")
    assert [(q.value, q.unit, q.year) for one in rows for q in one.quantities] == [
        (300, "件", 110),
        (280, "件", 110),
        (450, "件", 111),
        (400, "件", 111),
    ]


def test_a_mark_of_a_note_is_no_digit_of_a_bare_number(tmp_path: Path) -> None:
    (row,) = in_text(tmp_path, "分局|講習（場次）", "臺南分局|3<sup>1</sup>")
    assert told(row) == [(3, "場次", "講習", "臺南分局")]
    assert row.quantities[0].surface == "3¹"


def test_the_question_how_many_is_answered_from_a_row(tmp_path: Path) -> None:
    from typer.testing import CliRunner

    from jixiao.cli import app

    book = Workbook()
    sheet = book["Sheet"]
    for cells in ([TITLE], ["分局", "法規講習場次", "參加（人次）"], ["新竹分局", 14, 310], ["臺南分局", 9, 205]):
        sheet.append(cells)
    book.save(tmp_path / "a.xlsx")
    run = CliRunner().invoke
    library = str(tmp_path / "library")
    assert run(app, ["add", str(tmp_path / "a.xlsx"), "--library", library]).exit_code == 0
    answer = json.loads(run(app, ["ask", "臺南分局法規講習幾場次？", "--library", library, "--json"]).stdout)
    assert [(one["value"], one["unit"], one["branch"]) for one in answer["values"]][:1] == [(9, "場次", "臺南分局")]
