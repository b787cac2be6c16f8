"""Exports: every row with its source, and no text of a document that runs as a formula or acts as markup."""

from __future__ import annotations

import csv
import html
import json
import re
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pytest
from openpyxl import load_workbook

from extract.jsonl import passage_from_json
from extract.records import Locator, Passage, Quantity, Span
from index.answers import exported, exporting, wording
from index.answers.exporting import Cover, Row
from index.records import Answer, BranchEntry, Evidence, Filters, Query, ValueEntry

DIGEST = "ab" * 32
PASSAGE = Passage(
    passage_id="0123456789abcdef:100-118",
    document_id="0123456789abcdef",
    source="report_108.txt",
    text="到宅檢定磅秤 12 具，並說明用法。",
    span=Span(100, 118),
    title="示範分局 108 年度執行績效",
    agency="示範分局",
    year=108,
    stage="result",
    label="outcome",
    facet=2,
    facet_name="服務遞送",
    strategy="服務可近性",
    measure="到府服務：主動前往",
    branches=("新竹分局",),
    locator=Locator(page=3, table=2, row=5, column=4, line_start=40, line_end=41),
    quantities=(Quantity("12 具", 12.0, "具", "磅秤", Span(107, 111), None, "新竹分局", 108),),
)
HOSTILE = ("=1+1", "+SUM(A1)", "-2+3", "@cmd", "\t=1", "\r=1", "＝1+1", "  =1+1")


def passage_saying(text: str) -> Passage:
    return replace(PASSAGE, text=text, span=Span(100, 100 + len(text)), quantities=())


def rows() -> list[Row]:
    return exporting.rows_of_passages([PASSAGE], {PASSAGE.document_id: DIGEST})


def evidence(start: int, end: int) -> Evidence:
    quote = PASSAGE.text[start - 100 : end - 100]
    return Evidence(PASSAGE.passage_id, quote, Span(start, end), PASSAGE.locator, PASSAGE.source, DIGEST)


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("format", exporting.FORMATS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_format_holds_text_and_source(tmp_path: Path, format: exporting.Format, language: Any) -> None:
    path = exporting.export(rows(), format, tmp_path / f"out.{format}", Cover("選集", language=language))
    if format in ("xlsx", "docx"):
        with zipfile.ZipFile(path) as parts:
            told = html.unescape(
                "".join(parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml"))
            )
    else:
        told = re.sub(r"</?mark[^>]*>", "", path.read_text(encoding="utf-8").replace("\\", ""))
    for piece in (PASSAGE.text, PASSAGE.source, PASSAGE.passage_id):
        assert piece in told


def test_csv_has_byte_order_mark_and_all_columns(tmp_path: Path) -> None:
    cover = Cover("選集", "幾具？", Filters(year=(108,)))
    path = exporting.export(rows(), "csv", tmp_path / "out.csv", cover)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    (line,) = table(path)
    assert line.pop("匯出日期") == date.today().isoformat()
    assert line.pop("核對碼")
    assert line == {
        "序號": "1", "分局": "新竹分局", "年度": "108", "階段": "成果報告", "狀態": "", "類別": "成果",
        "構面": "構面二 服務遞送", "策略": "服務可近性", "措施": "到府服務：主動前往", "原文": PASSAGE.text,
        "數據": "12 具", "來源檔案": "report_108.txt", "頁": "3", "表": "2", "列": "5", "行": "40-41",
        "段落編號": PASSAGE.passage_id, "字元位置": "100-118", "檔案 SHA-256": DIGEST, "欄": "4", "工作表": "",
        "儲存格": "", "標題": "", "人工判斷": "", "評核項目": "", "理由": "", "判斷者": "", "判斷時間": "",
        "判斷後原文": "", "同一成果亦見": "", "查詢": "幾具？", "篩選條件": "年度：108 年度", "程式版本": exported.version(),
    }  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_csv_cell_can_not_run(tmp_path: Path, text: str) -> None:
    hostile = exporting.rows_of_passages([passage_saying(text)], {PASSAGE.document_id: DIGEST})
    (line,) = table(exporting.export(hostile, "csv", tmp_path / "out.csv", Cover("選集")))
    assert line["原文"] == "'" + text


@pytest.mark.parametrize("text", HOSTILE)
def test_xlsx_cell_is_text_and_marked_so(tmp_path: Path, text: str) -> None:
    hostile = exporting.rows_of_passages([passage_saying(text)], {PASSAGE.document_id: DIGEST})
    path = exporting.export(hostile, "xlsx", tmp_path / "out.xlsx", Cover("選集", question="=HYPERLINK(1)"))
    book = load_workbook(path)
    cell = next(c for c in book.worksheets[0][2] if c.value and str(c.value).strip() == text.strip())
    assert cell.data_type == "s"
    assert cell.quotePrefix
    with zipfile.ZipFile(path) as parts:
        sheets = [parts.read(name).decode() for name in parts.namelist() if "worksheets/sheet" in name]
    assert not any("<f>" in sheet for sheet in sheets)


@pytest.mark.parametrize("text", ["12 具", "（一）說明", "'已引", "a=b", ""])
def test_harmless_text_is_left_as_it_is(text: str) -> None:
    assert exported.inert(text) == text


def test_xlsx_has_fixed_headings_filters_and_a_sheet_about_itself(tmp_path: Path) -> None:
    cover = Cover("檢索結果", "哪些分局？", Filters(year=(108, 107), role=("outcome",)), date(2020, 1, 2))
    book = load_workbook(exporting.export(rows(), "xlsx", tmp_path / "out.xlsx", cover))
    sheet, figures, sources, about = book.worksheets
    assert book.sheetnames == ["段落", "數字", "來源檔案", "說明"]
    assert [cell.value for cell in sheet[1]] == list(wording.columns("zh").values())
    assert sheet.freeze_panes == "C2"
    assert sheet.auto_filter.ref == "A1:AI2"
    assert [cell.value for cell in figures[2]][:12] == [
        1, 12, "具", "磅秤", None, None, None, "新竹分局", 108, "12 具", PASSAGE.passage_id, "107-111",
    ]  # fmt: skip
    assert [cell.value for cell in sources[2]][:7] == [
        "report_108.txt", "示範分局 108 年度執行績效", "示範分局", 108, "成果報告", DIGEST, 1,
    ]  # fmt: skip
    assert sheet["J2"].alignment.wrap_text
    assert sheet["C2"].value == 108
    told = {row[0].value: row[1].value for row in about.iter_rows()}
    assert told["問題"] == "哪些分局？"
    assert told["篩選條件"] == "年度：108 年度、107 年度；類別：成果"
    assert told["匯出日期"] == "2020-01-02"


def test_xlsx_and_docx_drop_characters_that_xml_can_not_hold(tmp_path: Path) -> None:
    odd = exporting.rows_of_passages([passage_saying("前\x00\x0b\ud800後")], {PASSAGE.document_id: DIGEST})
    book = load_workbook(exporting.export(odd, "xlsx", tmp_path / "out.xlsx", Cover("選集")))
    assert "前後" in [cell.value for cell in book.worksheets[0][2]]
    told = docx.Document(str(exporting.export(odd, "docx", tmp_path / "out.docx", Cover("選集"))))
    assert "前後" in [p.text for p in told.paragraphs]


def test_jsonl_keeps_the_passage_and_holds_it_once(tmp_path: Path) -> None:
    path = exporting.export(rows() * 2, "jsonl", tmp_path / "out.jsonl", Cover("選集"))
    (line,) = path.read_text(encoding="utf-8").splitlines()
    assert passage_from_json(json.loads(line)) == PASSAGE


def test_markdown_text_acts_as_no_markup(tmp_path: Path) -> None:
    text = "# 標題\n<b>粗</b> [名](javascript:x) | `碼` **重**\n1. 一\n- 二"
    hostile = exporting.rows_of_passages([passage_saying(text)], {PASSAGE.document_id: DIGEST})
    told = exporting.export(hostile, "md", tmp_path / "out.md", Cover("選集")).read_text(encoding="utf-8")
    quoted = [line for line in told.splitlines() if line.startswith(">")]
    assert [re.sub(r"\\(.)", r"\1", line.removeprefix("> ")) for line in quoted] == text.split("\n")
    assert not re.search(r"(?<!\\)[<\[`*|]", "".join(quoted))
    assert quoted[2:] == ["> 1\\. 一", "> \\- 二"]


def test_answer_gives_each_sentence_its_branch_and_status() -> None:
    first, second = evidence(100, 111), evidence(112, 118)
    entries = (BranchEntry("新竹分局", "done", (first,)), BranchEntry("總局", "planned", (second,)))
    answer = Answer(Query("誰？", "誰"), 9, entries, evidence=(first, second))
    told = exporting.rows_of_answer(answer, {PASSAGE.passage_id: PASSAGE}.__getitem__)
    assert [(r.branch, r.status, r.quote) for r in told] == [
        ("新竹分局", "done", "到宅檢定磅秤 12 具"),
        ("總局", "planned", "並說明用法。"),
    ]
    assert [[q.surface for q in exported.quantities(r)] for r in told] == [["12 具"], []]


def test_answer_keeps_sentences_that_no_branch_claims() -> None:
    value = ValueEntry(12.0, "具", "磅秤", None, 108, "12 具", (evidence(100, 111),))
    answer = Answer(Query("幾具？", "幾具"), 9, values=(value,), general=(evidence(112, 118),))
    told = exporting.rows_of_answer(answer, {PASSAGE.passage_id: PASSAGE}.__getitem__)
    assert [r.quote for r in told] == ["到宅檢定磅秤 12 具", "並說明用法。"]


def test_document_sums_up_an_answer_by_branch_and_names_its_sources(tmp_path: Path) -> None:
    answer = Answer(Query("誰？", "誰"), 9, (BranchEntry("新竹分局", "done", (evidence(100, 111),), PASSAGE.quantities),))
    told = exporting.rows_of_answer(answer, {PASSAGE.passage_id: PASSAGE}.__getitem__)
    path = exporting.export(told, "docx", tmp_path / "out.docx", Cover("答案", "誰？", answer=answer))
    document = docx.Document(str(path))
    assert [[cell.text for cell in row.cells] for row in document.tables[0].rows] == [
        ["分局", "狀態", "數據", "筆數"],
        ["新竹分局", "已執行", "12 具", "1"],
    ]
    assert document.paragraphs[-1].text == f"report_108.txt，示範分局 108 年度執行績效，SHA-256 {DIGEST}，1 筆"
    with zipfile.ZipFile(path) as parts:
        notes = parts.read("word/footnotes.xml").decode()
    assert "report_108.txt，第 3 頁，表 2，第 5 列，第 40–41 行；0123456789abcdef:100-118；字元 100-111" in notes


@pytest.mark.parametrize("format", exporting.FORMATS)
def test_no_rows_still_make_a_file(tmp_path: Path, format: exporting.Format) -> None:
    assert exporting.export([], format, tmp_path / f"out.{format}", Cover("選集")).exists()


def test_words_are_there_in_both_languages() -> None:
    for name, entries in wording.tables().items():
        for key, words in entries.items():
            assert words["zh"], f"{name}.{key}"
            assert words["en"], f"{name}.{key}"


def test_place_names_only_what_the_format_has() -> None:
    assert wording.place(PASSAGE.locator, "zh") == "第 3 頁，表 2，第 5 列，第 40–41 行"
    assert wording.place(Locator(line_start=7, line_end=7), "en") == "line 7"
    assert wording.place(Locator(), "zh") == ""
