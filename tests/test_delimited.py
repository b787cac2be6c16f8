"""CSV and TSV: delimiters, quotes, line breaks in cells, encodings, true line numbers."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_reports import write

from jixiao.extract.errors import UnreadableDocumentError
from jixiao.extract.pipeline import extract
from jixiao.extract.reading.files import read_here as read
from jixiao.extract.reading.layout.contract import Reading


def rows(reading: Reading) -> list[list[str]]:
    document = reading.document
    found: dict[int | None, list[str]] = {}
    for cell in document.cells:
        found.setdefault(cell.locator.row, []).append(document.text[cell.span.start : cell.span.end])
    return list(found.values())


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    text = "\n".join(delimiter.join(row) for row in (["分局", "件數"], ["甲", '"1,234"'], ["乙", "5"]))
    assert rows(read(write(tmp_path, text, "a.csv"))) == [["分局", "件數"], ["甲", "1,234"], ["乙", "5"]]


def test_excel_may_tell_the_delimiter(tmp_path: Path) -> None:
    reading = read(write(tmp_path, "sep=;\r\n分局;甲,乙\r\n件數;丙,丁\r\n", "a.csv"))
    assert rows(reading) == [["分局", "甲,乙"], ["件數", "丙,丁"]]
    assert reading.document.cells[0].locator.line_start == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp950"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    text = "分局,說明\n甲分局,本年度辦理到府服務的成果\n乙分局,為民服務不中斷\n"
    assert rows(read(write(tmp_path, text, "a.csv", encoding)))[1] == ["甲分局", "本年度辦理到府服務的成果"]


def test_quotes_line_breaks_and_lines(tmp_path: Path) -> None:
    head = "執行策略,執行方法,執行績效與成果\r\n"
    text = head + '(一) 友善,"1. 美化\r\n環境","稱""好""，\n共 3 處"\r\n\r\n(二) 便捷,2. 簡化,5 件\r\n'
    reading = read(write(tmp_path, text, "a.csv"))
    assert rows(reading) == [["(一) 友善", "1. 美化\n環境", '稱"好"，\n共 3 處'], ["(二) 便捷", "2. 簡化", "5 件"]]
    places = [(cell.locator.line_start, cell.locator.line_end, cell.header) for cell in reading.document.cells[2:4]]
    assert places == [(2, 4, "執行績效與成果"), (6, 6, "執行策略")]
    assert reading.document.cells[0].locator.cell is None


def test_passages_keep_roles_and_lines(tmp_path: Path) -> None:
    head = "執行策略,執行方法,主辦單位,執行績效與成果\n"
    text = head + '(一) 友善環境,1. 美化環境,總務科,"增設綠牆 3 處，\n更新座椅 40 張。"\n'
    _, passages = extract(write(tmp_path, text, "a.csv"))
    outcome = next(passage for passage in passages if passage.label == "outcome")
    assert (outcome.strategy, outcome.measure, outcome.units) == ("友善環境", "美化環境", ("總務科",))
    assert (outcome.locator.line_start, outcome.locator.line_end, outcome.locator.column) == (2, 3, 4)


def test_an_unclosed_quotation_loses_nothing(tmp_path: Path) -> None:
    reading = read(write(tmp_path, '甲,乙\n丙,"丁\n戊,己\n庚,辛\n', "a.csv"))
    assert rows(reading) == [["甲", "乙"], ["丙", '"丁'], ["戊", "己"], ["庚", "辛"]]
    assert reading.document.warnings == (
        "line 2 opens a quotation that nothing closes; marks below it are plain characters",
    )


def test_an_overlong_quotation_loses_nothing(tmp_path: Path) -> None:
    text = '甲,乙\n丙,"丁\n' + f"戊{'庚' * 200},己\n" * 1_000
    reading = read(write(tmp_path, text, "a.csv"))
    assert reading.document.text.count("戊") == 1_000
    assert reading.document.warnings


def test_a_single_column_is_text(tmp_path: Path) -> None:
    assert read(write(tmp_path, "本分局服務成果\n全年受理三件\n", "a.csv")).document.cells == ()


def test_an_image_named_csv_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4)
    with pytest.raises(UnreadableDocumentError, match="binary"):
        read(path)


@given(st.lists(st.lists(st.text("甲乙,\"'\n;\t 1", max_size=8), min_size=2, max_size=4), min_size=1, max_size=6))
def test_no_field_is_lost(table: list[list[str]]) -> None:
    import csv
    import io

    from jixiao.extract.reading.layout.contract import Given
    from jixiao.extract.reading.workbook import delimited

    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows([["年度", "件數", "成果"], ["一", "二", "三"], *table])
    content = delimited.read(Given(buffer.getvalue().encode(), Path("a.csv")))
    kept = [c for c in content.source if c in "甲乙"]
    assert kept == [c for row in table for field in row for c in field if c in "甲乙"]
