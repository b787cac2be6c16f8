"""Many questions at once: how a list is read, what is refused, and the workbook of answers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from test_cli import Run, run  # noqa: F401 - a fixture
from test_names_command import filled  # noqa: F401 - a fixture

from jixiao.index.errors import UsageError
from jixiao.index.records import Filters
from jixiao.index.runs import question_list
from jixiao.index.runs.records import Question, Refusal


def write_csv(folder: Path, text: str, encoding: str = "utf-8", name: str = "questions.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def write_workbook(folder: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(folder / "questions.xlsx")
    return folder / "questions.xlsx"


LIST = "題號,問題,年度,分局\nA1,哪些分局做過到府檢定？,108年度,\nA2,電話禮貌測試幾人次？,107、2019,台中分局\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp950", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_columns_are_known_by_their_headings_in_any_encoding(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = write_csv(tmp_path, LIST.replace(",", delimiter), encoding)
    assert question_list.read(path).entries == (
        Question("A1", "哪些分局做過到府檢定？", Filters(year=(108,)), "questions.csv line 2"),
        Question("A2", "電話禮貌測試幾人次？", Filters((107, 108), ("台中分局",)), "questions.csv line 3"),
    )


def test_a_workbook_is_read_sheet_by_sheet_below_its_titles(tmp_path: Path) -> None:
    path = write_workbook(
        tmp_path,
        {
            "基礎": [
                ["稽核題目"],
                [],
                ["No.", "Question", "Year"],
                [7, "到府檢定幾具？", 108],
                [None, "多元繳費？", None],
            ],
            "說明": [["請填在另一張"]],
            "第二批": [["查詢", "構面", "類別"], ["雙語標示", "構面二", "成果"]],
        },
    )
    found = question_list.read(path)
    assert found.entries == (
        Question("7", "到府檢定幾具？", Filters(year=(108,)), "questions.xlsx 基礎 row 4"),
        Question("2", "多元繳費？", Filters(), "questions.xlsx 基礎 row 5"),
        Question("3", "雙語標示", Filters(facet=(2,), role=("outcome",)), "questions.xlsx 第二批 row 2"),
    )
    assert found.notes == ("sheet 說明: no column of questions; left out",)


def test_commas_in_a_list_of_one_column_belong_to_the_questions(tmp_path: Path) -> None:
    text = 'question\nwhich branches did inspections, and how many\n"quoted, too"\n哪些分局？\n'
    told = [one.text for one in question_list.read(write_csv(tmp_path, text)).entries]
    assert told == ["which branches did inspections, and how many", "quoted, too", "哪些分局？"]


def test_rows_that_can_not_be_asked_are_named_and_the_others_stay(tmp_path: Path) -> None:
    text = (
        "問題,年度,階段,構面\n甲？,明年,,\n,108,,\n乙？,108,計畫,\n丙？,108,後來,\n丁？,,,構面十二\n"
        + "長" * 1001
        + ",,,\n"
    )
    found = question_list.read(write_csv(tmp_path, text))
    assert [one.text for one in found.entries if isinstance(one, Question)] == ["乙？"]
    refused = [one for one in found.entries if isinstance(one, Refusal)]
    assert [one.place for one in refused] == [f"questions.csv line {n}" for n in (2, 3, 5, 6, 7)]
    for one, said in zip(
        refused, ("year 明年", "no question in this row", "stage 後來", "facet 構面十二", "1,001 char"), strict=True
    ):
        assert one.cause.startswith(said)


@pytest.mark.parametrize(
    ("cell", "years"),
    [("108", (108,)), ("民國 108 年", (108,)), ("2019", (108,)), ("106-108", (106, 107, 108)), ("一百零八", (108,))],
)
def test_years_are_understood_as_people_write_them(tmp_path: Path, cell: str, years: tuple[int, ...]) -> None:
    (one,) = question_list.read(write_csv(tmp_path, f"問題,年度\n甲？,{cell}\n")).entries
    assert isinstance(one, Question)
    assert one.filters.year == years


def test_a_filter_of_a_row_takes_the_place_of_the_one_for_all(tmp_path: Path) -> None:
    path = write_csv(tmp_path, "問題,年度\n甲？,107\n乙？,\n丙？,不限\n")
    told = [
        one.filters.year for one in question_list.read(path, Filters(year=(108,))).entries if isinstance(one, Question)
    ]
    assert told == [(107,), (108,), (108,)]


def test_jsonl_keeps_its_contract(tmp_path: Path) -> None:
    path = write_csv(tmp_path, '{"qid": 1, "query": "甲？"}\n', name="questions.jsonl")
    assert question_list.read(path).entries == (Question("1", "甲？", Filters(), "questions.jsonl"),)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.csv", "甲,乙\n1,2\n", "no column of questions"),
        ("a.csv", "問題,年度\n", "no questions below the headings"),
        ("a.csv", "", "is empty"),
        ("a.xlsx", "no workbook", "a.xlsx"),
        ("a.pdf", "x", "is no table"),
    ],
)
def test_a_file_that_is_no_list_is_told(tmp_path: Path, name: str, text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        question_list.read(write_csv(tmp_path, text, name=name))
    with pytest.raises(UsageError, match="could not be opened"):
        question_list.read(tmp_path / "none.csv")


QUESTIONS = """題號,問題,年度
甲,哪些分局辦理到府服務？,
乙,全年受理幾件？,110
丙,檢討流程,明年
=丁,網站改版,120
"""


def sheets(path: Path) -> dict[str, list[dict[str, Any]]]:
    """Name of a sheet -> its rows by heading."""
    found = {}
    for sheet in load_workbook(path).worksheets:
        heads, *rows = sheet.iter_rows(values_only=True)
        found[sheet.title] = [dict(zip(heads, row, strict=True)) for row in rows]
    return found


def answered(filled: Run, *more: str) -> Path:
    """The workbook of the four questions, of which one can't be asked."""
    write_csv(Path(), QUESTIONS)
    assert filled("ask", "--batch", "questions.csv", "--to", "answers.xlsx", "--library", "lib", *more) == 1
    return Path("answers.xlsx")


def test_a_list_is_answered_into_one_workbook_and_the_row_that_fails_is_named(filled: Run) -> None:
    told = sheets(answered(filled))
    assert "error: questions.csv line 4: year 明年: no year" in filled.err
    assert "2 found, 1 with nothing found, 1 not answered" in filled.err
    overview = told["總表"]
    assert [row["題號"] for row in overview] == ["甲", "乙", "丙", "=丁"]
    assert [row["結果"] for row in overview] == ["有佐證", "有佐證", "未作答", "未載入報告"]
    assert "第一分局（已執行）" in overview[0]["分局與名稱"]
    assert "2,345 件" in overview[1]["最佳數據"]
    assert overview[1]["條件"] == "年度：110 年度"
    assert "year 明年" in overview[2]["沒有作答的原因"]
    for row in overview:
        assert len([one for one in told["佐證"] if one["題號"] == row["題號"]]) == (row["佐證筆數"] or 0)
    assert {row["查詢"] for row in told["佐證"]} == {"哪些分局辦理到府服務？", "全年受理幾件？"}
    assert [row["序號"] for row in told["佐證"]] == list(range(1, len(told["佐證"]) + 1))
    assert {row["來源檔案"] for row in told["來源檔案"]} == {row["來源檔案"] for row in told["佐證"]}
    assert {row["題號"] for row in told["答案"]} == {"甲", "乙"}


def test_the_evidence_numbers_of_an_answer_are_those_of_its_own_rows(filled: Run) -> None:
    told = sheets(answered(filled))
    of = {row["序號"]: row["題號"] for row in told["佐證"]}
    silent = [line for line in told["答案"] if line["佐證段落序號"] is None]
    assert all("查無" in str(line["狀態"]) for line in silent)
    for line in told["答案"]:
        if line not in silent:
            numbers = [int(number) for number in str(line["佐證段落序號"]).split(",")]
            assert {of[number] for number in numbers} == {line["題號"]}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_workbook_is_verified_and_a_changed_cell_is_found(filled: Run, language: str) -> None:
    path = answered(filled, "--language", language)
    assert filled("verify", str(path), "--library", "lib") == 0
    book = load_workbook(path)
    overview = book.worksheets[0]
    overview["E2"] = "查無"
    book.save("changed.xlsx")
    assert filled("verify", "changed.xlsx", "--library", "lib") == 1


def test_cells_that_look_like_formulas_stay_text(filled: Run) -> None:
    cell = load_workbook(answered(filled)).worksheets[0]["A5"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=丁", "s", True)


def test_a_list_without_workbook_gives_json_lines(filled: Run) -> None:
    write_csv(Path(), QUESTIONS)
    assert filled("ask", "--batch", "questions.csv", "--library", "lib") == 1
    told = [json.loads(line) for line in filled.out.splitlines()]
    assert [one["qid"] for one in told] == ["甲", "乙", "=丁"]
    assert told[1]["filters"] == {"year": [110]}


def test_a_list_of_searches_and_a_jsonl_list_fill_the_same_workbook(filled: Run) -> None:
    write_csv(Path(), '{"qid": "s", "query": "網站改版"}\n', name="list.jsonl")
    assert filled("search", "--batch", "list.jsonl", "--to", "hits.xlsx", "-k", "2", "--library", "lib") == 0
    told = sheets(Path("hits.xlsx"))
    (row,) = told["總表"]
    assert (row["題號"], row["讀成"], row["結果"], row["佐證筆數"]) == ("s", "檢索", "有佐證", len(told["佐證"]))
    assert 1 <= len(told["佐證"]) <= 2
    assert filled("verify", "hits.xlsx", "--library", "lib") == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("ask", "何？", "--to", "a.xlsx"), "name a list of questions"),
        (("ask", "--batch", "questions.csv", "--to", "a.docx"), "name an .xlsx"),
        (("ask", "--batch", "none.csv"), "none.csv: could not be opened"),
    ],
)
def test_wrong_options_are_told(filled: Run, arguments: tuple[str, ...], said: str) -> None:
    write_csv(Path(), QUESTIONS)
    assert filled(*arguments, "--library", "lib") == 2
    assert said in filled.err
