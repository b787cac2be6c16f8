"""Exports: every row with its source, and no text of a document that runs as a formula or acts as markup."""

from __future__ import annotations

import base64
import csv
import dataclasses
import hashlib
import html
import json
import re
import shutil
import weakref
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import docx
import pytest
from made_files import convert
from openpyxl import load_workbook

from jixiao.extract.passage_json import passage_from_json
from jixiao.extract.records import Locator, Passage, Quantity, Span
from jixiao.index import labels
from jixiao.index.export import export as export_export
from jixiao.index.export import records as export_records
from jixiao.index.export import text_writer, xlsx_writer
from jixiao.index.export.records import Cover, Row
from jixiao.index.records import Answer, BranchEntry, Evidence, Filters, Mark, Query, ValueEntry
from jixiao.index.verify.reading_back import exported_rows

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
    return export_export.rows_of_passages([PASSAGE], {PASSAGE.document_id: DIGEST})


def evidence(start: int, end: int) -> Evidence:
    quote = PASSAGE.text[start - 100 : end - 100]
    return Evidence(PASSAGE.passage_id, quote, Span(start, end), PASSAGE.locator, PASSAGE.source, DIGEST)


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("format", export_records.FORMATS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_format_holds_text_and_source(tmp_path: Path, format: export_export.Format, language: Any) -> None:
    path = export_export.export(rows(), format, tmp_path / f"out.{format}", Cover("選集", language=language))
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
    path = export_export.export(rows(), "csv", tmp_path / "out.csv", cover)
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
        "判斷後原文": "", "同一成果亦見": "", "查詢": "幾具？", "篩選條件": "年度：108 年度",
        "程式版本": export_records.version(),
    }  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_csv_cell_can_not_run(tmp_path: Path, text: str) -> None:
    hostile = export_export.rows_of_passages([passage_saying(text)], {PASSAGE.document_id: DIGEST})
    (line,) = table(export_export.export(hostile, "csv", tmp_path / "out.csv", Cover("選集")))
    assert line["原文"] == "'" + text


@pytest.mark.parametrize("text", HOSTILE)
def test_xlsx_cell_is_text_and_marked_so(tmp_path: Path, text: str) -> None:
    hostile = export_export.rows_of_passages([passage_saying(text)], {PASSAGE.document_id: DIGEST})
    path = export_export.export(hostile, "xlsx", tmp_path / "out.xlsx", Cover("選集", question="=HYPERLINK(1)"))
    book = load_workbook(path)
    cell = next(c for c in book.worksheets[0][2] if c.value and str(c.value).strip() == text.strip())
    assert cell.data_type == "s"
    assert cell.quotePrefix
    with zipfile.ZipFile(path) as parts:
        sheets = [parts.read(name).decode() for name in parts.namelist() if "worksheets/sheet" in name]
    assert not any("<f>" in sheet for sheet in sheets)


@pytest.mark.parametrize("text", ["12 具", "（一）說明", "'已引", "a=b", ""])
def test_harmless_text_is_left_as_it_is(text: str) -> None:
    assert export_records.inert(text) == text


def test_xlsx_has_fixed_headings_filters_and_a_sheet_about_itself(tmp_path: Path) -> None:
    cover = Cover("檢索結果", "哪些分局？", Filters(year=(108, 107), role=("outcome",)), date(2020, 1, 2))
    book = load_workbook(export_export.export(rows(), "xlsx", tmp_path / "out.xlsx", cover))
    sheet, figures, sources, about = book.worksheets
    assert book.sheetnames == ["段落", "數字", "來源檔案", "說明"]
    assert [cell.value for cell in sheet[1]] == list(labels.columns("zh").values())
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
    odd = export_export.rows_of_passages([passage_saying("前\x00\x0b\ud800後")], {PASSAGE.document_id: DIGEST})
    book = load_workbook(export_export.export(odd, "xlsx", tmp_path / "out.xlsx", Cover("選集")))
    assert "前後" in [cell.value for cell in book.worksheets[0][2]]
    told = docx.Document(str(export_export.export(odd, "docx", tmp_path / "out.docx", Cover("選集"))))
    assert "前後" in [p.text for p in told.paragraphs]


def test_jsonl_keeps_the_passage_and_holds_it_once(tmp_path: Path) -> None:
    path = export_export.export(rows() * 2, "jsonl", tmp_path / "out.jsonl", Cover("選集"))
    (line,) = path.read_text(encoding="utf-8").splitlines()
    assert passage_from_json(json.loads(line)) == PASSAGE


def test_markdown_text_acts_as_no_markup(tmp_path: Path) -> None:
    text = "# 標題\n<b>粗</b> [名](javascript:x) | `碼` **重**\n1. 一\n- 二"
    hostile = export_export.rows_of_passages([passage_saying(text)], {PASSAGE.document_id: DIGEST})
    told = export_export.export(hostile, "md", tmp_path / "out.md", Cover("選集")).read_text(encoding="utf-8")
    quoted = [line for line in told.splitlines() if line.startswith(">")]
    assert [re.sub(r"\\(.)", r"\1", line.removeprefix("> ")) for line in quoted] == text.split("\n")
    assert not re.search(r"(?<!\\)[<\[`*|]", "".join(quoted))
    assert quoted[2:] == ["> 1\\. 一", "> \\- 二"]


def test_answer_gives_each_sentence_its_branch_and_status() -> None:
    first, second = evidence(100, 111), evidence(112, 118)
    entries = (BranchEntry("新竹分局", "done", (first,)), BranchEntry("總局", "planned", (second,)))
    answer = Answer(Query("誰？", "誰"), 9, entries, evidence=(first, second))
    told = export_export.rows_of_answer(answer, {PASSAGE.passage_id: PASSAGE}.__getitem__)
    assert [(r.branch, r.status, r.quote) for r in told] == [
        ("新竹分局", "done", "到宅檢定磅秤 12 具"),
        ("總局", "planned", "並說明用法。"),
    ]
    assert [[q.surface for q in export_records.quantities(r)] for r in told] == [["12 具"], []]


def test_answer_keeps_sentences_that_no_branch_claims() -> None:
    value = ValueEntry(12.0, "具", "磅秤", None, 108, "12 具", (evidence(100, 111),))
    answer = Answer(Query("幾具？", "幾具"), 9, values=(value,), general=(evidence(112, 118),))
    told = export_export.rows_of_answer(answer, {PASSAGE.passage_id: PASSAGE}.__getitem__)
    assert [r.quote for r in told] == ["到宅檢定磅秤 12 具", "並說明用法。"]


def test_document_sums_up_an_answer_by_branch_and_names_its_sources(tmp_path: Path) -> None:
    answer = Answer(
        Query("誰？", "誰"), 9, (BranchEntry("新竹分局", "done", (evidence(100, 111),), PASSAGE.quantities),)
    )
    told = export_export.rows_of_answer(answer, {PASSAGE.passage_id: PASSAGE}.__getitem__)
    path = export_export.export(told, "docx", tmp_path / "out.docx", Cover("答案", "誰？", answer=answer))
    document = docx.Document(str(path))
    assert [[cell.text for cell in row.cells] for row in document.tables[0].rows] == [
        ["分局", "狀態", "數據", "筆數"],
        ["新竹分局", "已執行", "12 具", "1"],
    ]
    assert document.paragraphs[-1].text == f"report_108.txt，示範分局 108 年度執行績效，SHA-256 {DIGEST}，1 筆"
    with zipfile.ZipFile(path) as parts:
        notes = parts.read("word/footnotes.xml").decode()
    assert "report_108.txt，第 3 頁，表 2，第 5 列，第 40–41 行；0123456789abcdef:100-118；字元 100-111" in notes


@pytest.mark.parametrize("format", export_records.FORMATS)
def test_no_rows_still_make_a_file(tmp_path: Path, format: export_export.Format) -> None:
    assert export_export.export([], format, tmp_path / f"out.{format}", Cover("選集")).exists()


def test_words_are_there_in_both_languages() -> None:
    for name, entries in labels.tables().items():
        for key, words in entries.items():
            assert words["zh"], f"{name}.{key}"
            assert words["en"], f"{name}.{key}"


def test_place_names_only_what_the_format_has() -> None:
    assert labels.place(PASSAGE.locator, "zh") == "第 3 頁，表 2，第 5 列，第 40–41 行"
    assert labels.place(Locator(line_start=7, line_end=7), "en") == "line 7"
    assert labels.place(Locator(), "zh") == ""


def in_sheets(path: Path) -> list[list[str]]:
    """The sheets of a workbook in one list of rows, formulas as formulas."""
    book = load_workbook(path)
    return [[str(cell.value or "") for cell in line] for sheet in book.worksheets for line in sheet.iter_rows()]


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
@pytest.mark.parametrize("format", ["xlsx", "csv"])
def test_libreoffice_calculates_nothing(tmp_path: Path, format: export_export.Format) -> None:
    sums = ("=1+1", "+cmd|' /C calc'!A0", "@SUM(A1:A9)", "-2+3", "\t=1+1", "\r=1+1", "＝1+1", "  =1+1", "'=1+1")
    hostile = [Row(replace(passage_saying(text), strategy=text, source=f"{text}.txt"), DIGEST) for text in sums]
    path = export_export.export(hostile, format, tmp_path / f"out.{format}", Cover("=2+2", "=3+3"))
    (tmp_path / "anew").mkdir()
    options = ["--infilter=CSV:44,34,76"] if format == "csv" else []  # as UTF-8, which its window sees by the mark
    rows_ = in_sheets(convert(path, "xlsx", tmp_path / "anew", *options))
    text, strategy = rows_[0].index("原文"), rows_[0].index("策略")
    for line, told in zip(rows_[1:], sums, strict=False):
        assert line[text].strip().lstrip("'").strip() == told.strip().lstrip("'").strip()
        assert line[strategy].strip().lstrip("'").strip() == told.strip().lstrip("'").strip()
    assert {line[rows_[0].index("查詢")].lstrip("'") for line in rows_[1 : len(sums) + 1]} == {"=3+3"}
    with zipfile.ZipFile(tmp_path / "anew" / "out.xlsx") as parts:
        sheets = [parts.read(name).decode() for name in parts.namelist() if "worksheets/sheet" in name]
    assert not any("<f" in sheet for sheet in sheets)


def test_a_text_longer_than_a_cell_goes_on_in_another_sheet(tmp_path: Path) -> None:
    text = "字" * (xlsx_writer.LONGEST_CELL - 1) + "𠮷" + "尾_x0041_" * 9
    path = export_export.export(
        export_export.rows_of_passages([passage_saying(text)], {PASSAGE.document_id: DIGEST}),
        "xlsx",
        tmp_path / "out.xlsx",
        Cover("選集"),
    )
    book = load_workbook(path)
    assert book.sheetnames == ["段落", "數字", "來源檔案", "續文", "說明"]
    assert "續文" in "".join(str(cell.value) for line in book["說明"].iter_rows() for cell in line)
    (exported,) = [exported for exported in exported_rows(path) if exported.table == "column"]
    assert exported.quote == text
    assert exported.altered == ()


def test_rows_beyond_a_sheet_go_on_in_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_writer, "MOST_ROWS", 4)
    path = export_export.export(rows() * 7, "xlsx", tmp_path / "out.xlsx", Cover("選集"))
    book = load_workbook(path)
    assert book.sheetnames[:2] == ["段落", "數字"]
    held = {sheet.title: [line[0].value for line in sheet.iter_rows(min_row=2)] for sheet in book.worksheets}
    assert held["段落"] + held["段落 2"] + held["段落 3"] == [1, 2, 3, 4, 5, 6, 7]
    assert "說明" in held
    assert len([exported for exported in exported_rows(path) if exported.table == "column"]) == 7


@pytest.mark.parametrize("format", export_records.FORMATS)
def test_rows_are_taken_one_by_one(tmp_path: Path, format: export_export.Format) -> None:
    count, most = 300, 0
    alive: weakref.WeakSet[Watched] = weakref.WeakSet()

    class Watched(Passage):
        """A passage whose end can be seen."""

        __slots__ = ("__weakref__",)

    def one_by_one() -> Iterator[Row]:
        nonlocal most
        for number in range(count):
            fields = {f.name: getattr(PASSAGE, f.name) for f in dataclasses.fields(PASSAGE)}
            passage = Watched(**fields | {"passage_id": f"0123456789abcdef:{number}-{number + 18}"})
            alive.add(passage)
            most = max(most, len(alive))
            yield Row(passage, DIGEST)

    path = export_export.export(one_by_one(), format, tmp_path / f"out.{format}", Cover("選集"))
    assert most < 10
    assert len([exported for exported in exported_rows(path) if exported.quote == PASSAGE.text]) == count


def test_a_judgement_and_where_else_it_is_told_go_with_the_row(tmp_path: Path) -> None:
    mark = Mark(
        "服務可近性", "accepted", "到府檢定是主動服務", "王稽核", "2026-01-02T03:04:05+08:00", PASSAGE.passage_id,
        PASSAGE.text, PASSAGE.span, PASSAGE.source, DIGEST,
    )  # fmt: skip
    row = Row(PASSAGE, DIGEST, mark=mark, also=("總局 108 年度 bureau_108.txt",))
    (line,) = table(export_export.export([row], "csv", tmp_path / "out.csv", Cover("選集")))
    assert [line[name] for name in ("人工判斷", "評核項目", "理由", "判斷者", "判斷後原文", "同一成果亦見")] == [
        "採認", "服務可近性", "到府檢定是主動服務", "王稽核", "未變", "總局 108 年度 bureau_108.txt",
    ]  # fmt: skip
    told = export_export.export([row], "md", tmp_path / "out.md", Cover("選集")).read_text(encoding="utf-8")
    assert "採認，服務可近性，到府檢定是主動服務，王稽核" in told
    record = json.loads(export_export.export([row], "jsonl", tmp_path / "out.jsonl", Cover("選集")).read_text("utf-8"))
    assert record["export"]["mark"]["name"] == "王稽核"
    assert record["export"]["also"] == ["總局 108 年度 bureau_108.txt"]


def test_jsonl_says_what_it_was_found_by(tmp_path: Path) -> None:
    cover = Cover("檢索", "到府檢定", Filters(branch=("新竹分局",)), date(2020, 1, 2))
    record = json.loads(export_export.export(rows(), "jsonl", tmp_path / "out.jsonl", cover).read_text("utf-8"))
    told = {key: record["export"][key] for key in ("quote", "span", "sha256", "query", "filters", "version", "date")}
    assert told == {
        "quote": PASSAGE.text, "span": [100, 118], "sha256": DIGEST, "query": "到府檢定",
        "filters": {"branch": ["新竹分局"]}, "version": export_records.version(), "date": "2020-01-02",
    }  # fmt: skip


class Elements(HTMLParser):
    """Every element of a page with its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.met: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.met.append((tag, {name: given or "" for name, given in attrs}))


def test_html_needs_nothing_else_and_runs_nothing_of_a_document(tmp_path: Path) -> None:
    text = '<script>alert(1)</script> 到宅檢定 & "引" 12 具'
    hostile = [Row(replace(passage_saying(text), source='<img src=x onerror="a">'), DIGEST)]
    cover = Cover("</title><script>", "到宅檢定", language="en")
    told = export_export.export(hostile, "html", tmp_path / "out.html", cover).read_text(encoding="utf-8")
    assert '<html lang="en">' in told
    assert told.count("<script>") == 1
    elements = Elements()
    elements.feed(told)
    assert {name for name, _ in elements.met}.isdisjoint({"img", "link", "iframe", "object", "embed", "base"})
    for _, attributes in elements.met:
        assert not [name for name in attributes if name in ("src", "style") or name.startswith("on")]
        assert attributes.get("href", "#").startswith("#")
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', told)
    assert policy is not None
    assert policy[1].startswith("default-src 'none'")
    for name in ("style", "script"):
        (body,) = re.findall(rf"<{name}>(.*?)</{name}>", told, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in policy[1]
    assert '<mark class="term">到宅檢定</mark>' in told


def test_figures_are_marked_in_html(tmp_path: Path) -> None:
    told = export_export.export(rows(), "html", tmp_path / "out.html", Cover("選集")).read_text(encoding="utf-8")
    assert '<mark class="figure">12 具</mark>' in told
    assert 'id="1"' in told


@pytest.mark.parametrize("text", ["=1", "'=1", "''=1", "'", "''", "'字", "-", "＝1", " =1", "'　@a"])
def test_inert_can_be_undone(text: str) -> None:
    assert export_records.active(export_records.inert(text)) == text


@pytest.mark.parametrize(
    "text", ["1. 一", "- 二", "    四格", "\t表", "尾 ", "a_b*c\\d&#32;", "# 題", "+1", "12) 三", "\\"]
)
def test_literal_can_be_undone(text: str) -> None:
    assert text_writer.unliteral(text_writer.literal(text)) == text
