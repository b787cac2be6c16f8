"""Workbooks in all their formats: what is shown is read, at its cell; what is hidden is told."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from jixiao.extract.errors import LimitExceededError, UnreadableDocumentError
from jixiao.extract.limits import Limits
from jixiao.extract.reading.files import read_here
from jixiao.extract.reading.layout.contract import Reading
from jixiao.extract.reading.workbook.sheets import cell_name
from jixiao.extract.records import Cell

HEADER = ["執行策略", "執行方法", "主辦單位", "執行績效與成果"]
ROC_DATE = '[$-404]e"年"m"月"d"日"'
MIME = "application/vnd.oasis.opendocument.spreadsheet"


def saved(folder: Path, book: Workbook, name: str = "a.xlsx") -> Path:
    path = folder / name
    book.save(path)
    return path


def report() -> Workbook:
    """A title, a table with a strategy merged over three rows, one of them hidden, and a note."""
    book = Workbook()
    sheet = book["Sheet"]
    sheet["B2"] = "甲縣政府 110 年度提升服務效能執行成果"
    sheet.merge_cells("B2:E2")
    for at, name in enumerate(HEADER):
        sheet.cell(4, 2 + at, name)
    rows = [
        ("1. 美化", "總務科", "(1) 增設 3 處。\n(2) 更新 40 張。"),
        ("2. 檢查", "秘書室", "全年 4 次。"),
        ("3. 無", "", "看不到"),
    ]
    for at, row in enumerate(rows):
        for to, text in enumerate(row):
            sheet.cell(5 + at, 3 + to, text)
    sheet["B5"] = "(一) 友善環境"
    sheet.merge_cells("B5:B7")
    sheet.row_dimensions[7].hidden = True
    sheet["B8"] = "備註：本表為年度統計。"
    return book


def figures() -> Workbook:
    book = Workbook()
    sheet = book["Sheet"]
    sheet.title = "統計"
    sheet.append(["分局", "件數", "比率", "日期", "說明"])
    sheet.append(["甲分局", 1234, 0.955, date(2021, 3, 5), "約 <2> 成 & 以上"])
    for column, code in (("B", "#,##0"), ("C", "0.0%"), ("D", ROC_DATE)):
        sheet[f"{column}2"].number_format = code
    return book


def converted(path: Path, suffix: str) -> Path:
    """The file in another format, made by LibreOffice."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice, which makes this format, is not installed")
    profile = f"-env:UserInstallation=file://{path.parent}/profile"
    command = [office, profile, "--headless", "--convert-to", suffix, "--outdir", str(path.parent), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    return path.with_suffix(f".{suffix}")


def texts(reading: Reading) -> list[str]:
    return [reading.document.text[cell.span.start : cell.span.end] for cell in reading.document.cells]


def cell_of(reading: Reading, text: str) -> Cell:
    return next(c for c in reading.document.cells if reading.document.text[c.span.start : c.span.end] == text)


@pytest.mark.parametrize("suffix", ["xlsx", "ods", "xls"])
def test_a_workbook_reads_alike_in_every_format(tmp_path: Path, suffix: str) -> None:
    path = saved(tmp_path, report())
    reading = read_here(path if suffix == "xlsx" else converted(path, suffix))
    assert reading.document.text.split("\n", 1)[0] == "甲縣政府 110 年度提升服務效能執行成果"
    assert reading.document.text.endswith("備註：本表為年度統計。")
    assert texts(reading) == [
        *("(一) 友善環境", "1. 美化", "總務科", "(1) 增設 3 處。\n(2) 更新 40 張。"),
        *("", "2. 檢查", "秘書室", "全年 4 次。"),
    ]
    found = cell_of(reading, "全年 4 次。")
    assert (found.header, found.locator.cell, found.locator.sheet) == ("執行績效與成果", "E6", "Sheet")
    assert (found.locator.table, found.locator.row, found.locator.column) == (1, 3, 4)
    assert reading.document.warnings == ("sheet Sheet: hidden rows left out: 1",)


@pytest.mark.parametrize("suffix", ["xlsx", "ods", "xls"])
def test_numbers_are_as_the_cell_shows_them(tmp_path: Path, suffix: str) -> None:
    path = saved(tmp_path, figures())
    reading = read_here(path if suffix == "xlsx" else converted(path, suffix))
    assert reading.document.text.split("\n")[0] == "統計"
    assert texts(reading)[5:] == ["甲分局", "1,234", "95.5%", "110年3月5日", "約 <2> 成 & 以上"]


def test_tables_on_one_sheet_are_parted_by_empty_rows_and_empty_columns_are_left_out(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book["Sheet"]
    for row in (
        ["表一", None, None],
        ["分局", None, "件數"],
        ["甲", None, 3],
        [],
        ["表二"],
        ["年度", None, "金額"],
        [110, None, 5.5],
    ):
        sheet.append(row)
    reading = read_here(saved(tmp_path, book))
    assert reading.document.text == "表一\n分局\t件數\n甲\t3\n表二\n年度\t金額\n110\t5.5"
    assert [cell.locator.table for cell in reading.document.cells] == [1] * 4 + [2] * 4
    assert cell_of(reading, "5.5").locator.cell == "C7"


def test_a_merged_cell_bridges_an_empty_row(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book["Sheet"]
    sheet.append(["甲", "一"])
    sheet["B3"] = "二"
    sheet.merge_cells("A1:A3")
    reading = read_here(saved(tmp_path, book))
    assert {cell.locator.table for cell in reading.document.cells} == {1}


def test_a_merged_cell_whose_first_row_is_hidden_is_still_seen(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book["Sheet"]
    sheet.append(["策略", "一"])
    sheet["B2"] = "二"
    sheet.merge_cells("A1:A2")
    sheet.row_dimensions[1].hidden = True
    assert read_here(saved(tmp_path, book)).document.text == "策略\t二"


def test_hidden_sheets_and_columns_are_left_out_with_a_warning(tmp_path: Path) -> None:
    book = figures()
    book["統計"].column_dimensions["B"].hidden = True
    secret = book.create_sheet("草稿")
    secret["A1"] = "不公開"
    secret.sheet_state = "hidden"
    reading = read_here(saved(tmp_path, book))
    assert "1,234" not in reading.document.text
    assert "不公開" not in reading.document.text
    assert reading.document.warnings == (
        "sheet 統計: hidden columns left out: 1",
        "sheet 草稿 is hidden and was left out",
    )


def test_formulas_without_a_stored_result_are_told(tmp_path: Path) -> None:
    book = figures()
    book["統計"].append(["合計", "=SUM(B2:B2)"])
    (warning,) = read_here(saved(tmp_path, book)).document.warnings
    assert warning.startswith("1 formulas have no stored result; open it")


def test_a_stray_cell_far_away_costs_nothing(tmp_path: Path) -> None:
    book = figures()
    book["統計"]["XFD1048576"] = "角落"
    assert read_here(saved(tmp_path, book)).document.text.endswith("角落")


def changed(path: Path, part: str, change: Callable[[bytes], bytes | None]) -> Path:
    """The archive with one part changed, or left out where `change` gives None."""
    data = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = change(old.read(name)) if name == part else old.read(name)
            if content is not None:
                new.writestr(name, content)
    path.write_bytes(data.getvalue())
    return path


def test_a_damaged_list_of_sheets_is_made_up_for(tmp_path: Path) -> None:
    path = changed(saved(tmp_path, figures()), "xl/workbook.xml", lambda _: None)
    reading = read_here(path)
    assert "1,234" in reading.document.text
    assert any("all sheets were read" in warning for warning in reading.document.warnings)


def test_a_cut_off_sheet_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    path = changed(saved(tmp_path, figures()), "xl/worksheets/sheet1.xml", lambda data: data[: data.index(b"<v>0.955")])
    reading = read_here(path)
    assert "1,234" in reading.document.text
    assert any("is damaged" in warning for warning in reading.document.warnings)


@pytest.mark.parametrize("reference", ["&l11;", "&out;"])
def test_entities_are_neither_expanded_nor_fetched(tmp_path: Path, reference: str) -> None:
    secret = tmp_path / "secret"
    secret.write_text("topsecret")
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    declared = f'<!DOCTYPE a [<!ENTITY l0 "lol"><!ENTITY out SYSTEM "file://{secret}">{laughs}]>'.encode()

    def hostile(data: bytes) -> bytes:
        at = data.index(b"<worksheet")
        return (data[:at] + declared + data[at:]).replace(b"<v>1234</v>", f"<v>{reference}</v>".encode())

    reading = read_here(changed(saved(tmp_path, figures()), "xl/worksheets/sheet1.xml", hostile))
    assert "甲分局" in reading.document.text
    assert not {"lollol", "topsecret"} & set(reading.document.text.split())


def test_the_beginning_of_the_file_decides_not_its_suffix(tmp_path: Path) -> None:
    path = saved(tmp_path, figures())
    wrong = path.rename(tmp_path / "a.xls")
    assert "1,234" in read_here(wrong).document.text


def test_pages_and_text_that_websites_call_xls_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_text("<html><body><table><tr><td>分局<td>件數<tr><td>甲分局<td>12</table>", encoding="utf-8")
    assert texts(read_here(path)) == ["分局", "件數", "甲分局", "12"]
    path.write_text("分局\t件數\n甲分局\t12\n", encoding="utf-8")
    assert texts(read_here(path)) == ["分局", "件數", "甲分局", "12"]


def test_what_is_no_workbook_is_said_so(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes("績效".encode())
    with pytest.raises(UnreadableDocumentError, match=r"a\.xlsx: is damaged or no \.xlsx file"):
        read_here(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    with pytest.raises(UnreadableDocumentError, match="no workbook"):
        read_here(path)


def test_a_password_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"))
    with pytest.raises(UnreadableDocumentError, match=r"password; save it without"):
        read_here(path)


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = changed(saved(tmp_path, figures()), "xl/styles.xml", lambda _: bytes(20 * 2**20))
    with pytest.raises(LimitExceededError, match="limit_unpacked_megabytes"):
        read_here(path, Limits(unpacked_megabytes=10))
    with pytest.raises(LimitExceededError, match="limit_ratio"):
        read_here(path, Limits(ratio=100))


def opendocument(folder: Path, table: str) -> Path:
    path = folder / "a.ods"
    names = " ".join(f'xmlns:{p}="urn:oasis:names:tc:opendocument:xmlns:{p}:1.0"' for p in ("office", "table", "text"))
    body = f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", MIME)
        archive.writestr("content.xml", f"<office:document-content {names}>{body}</office:document-content>")
    return path


def row(*cells: str, times: int = 1) -> str:
    inside = "".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in cells)
    return f'<table:table-row table:number-rows-repeated="{times}">{inside}</table:table-row>'


def test_opendocument_spaces_breaks_notes_and_repetitions(tmp_path: Path) -> None:
    note = "<office:annotation><text:p>私下</text:p></office:annotation>"
    first = row("甲<text:s text:c='2'/>乙<text:line-break/>丙", f"{note}丁")
    rows = first + row("戊", "己", times=2) + '<table:table-row table:number-rows-repeated="1048000"/>'
    reading = read_here(opendocument(tmp_path, f'<table:table table:name="表格1">{rows}</table:table>'))
    assert reading.document.text == "甲  乙\n丙\t丁\n戊\t己\n戊\t己"
    assert cell_of(reading, "丁").locator.cell == "B1"


def test_opendocument_repetition_has_a_limit(tmp_path: Path) -> None:
    path = opendocument(tmp_path, f'<table:table table:name="a">{row("甲", "乙", times=900_000)}</table:table>')
    with pytest.raises(LimitExceededError, match="repeats cells"):
        read_here(path)


def test_names_of_cells() -> None:
    assert [cell_name(*place) for place in ((7, 2), (1, 26), (1, 27), (1048576, 16384))] == [
        *("B7", "Z1", "AA1", "XFD1048576"),
    ]
