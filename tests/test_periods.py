"""Years, branches and characters of a question: ranges, before and after, all but, simplified, codes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from jixiao.index.answers.ask.records import notes
from jixiao.index.library import Library
from jixiao.index.records import Correction, Query
from jixiao.index.search.query import Holdings, understand
from jixiao.index.text.tokenizer import terms

YEARS = ("107", "108", "109", "112")
BRANCHES = ("總局", "基隆分局", "新竹分局", "臺中分局", "臺南分局", "高雄分局", "花蓮分局")


def held(field: str) -> Sequence[str]:
    return {"year": YEARS, "branch": BRANCHES}[field]


def asked(text: str, *without: str) -> Query:
    return understand(text, correction=Correction(without=without), holdings=Holdings(held=held))


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("107至108年電話禮貌測試", (107, 108)),
        ("107～108年度電話禮貌測試", (107, 108)),
        ("107-109年電話禮貌", (107, 108, 109)),
        ("107年到109年電話禮貌", (107, 108, 109)),
        ("109至107年電話禮貌", (107, 108, 109)),
        ("一〇七至一〇八年電話禮貌", (107, 108)),
        ("phone tests from 107 to 109", (107, 108, 109)),
        ("phone tests from 2018 to 2020", (107, 108, 109)),
        ("phone tests 2018-2019", (107, 108)),
        ("between 2018 and 2020 phone tests", (107, 108, 109)),
        ("108年之前的電話禮貌測試", (107,)),
        ("108年以前電話禮貌", (107,)),
        ("108年以後電話禮貌", (109, 112)),
        ("108年之後的電話禮貌", (109, 112)),
        ("108年起的電話禮貌", (108, 109, 112)),
        ("自108年起電話禮貌", (108, 109, 112)),
        ("108年以來電話禮貌", (108, 109, 112)),
        ("phone tests before 2019", (107,)),
        ("phone tests since 2019", (108, 109, 112)),
        ("phone tests after 2019", (109, 112)),
        ("phone tests until 2019", (107, 108)),
        ("不含107年的電話禮貌", (108, 109, 112)),
        ("除107年外的電話禮貌", (108, 109, 112)),
        ("除了107年之外", (108, 109, 112)),
        ("非108年電話禮貌", (107, 109, 112)),
        ("除107、108年以外", (109, 112)),
        ("不包括107至108年", (109, 112)),
        ("phone tests other than 2019", (107, 109, 112)),
        ("phone tests except in 2019", (107, 109, 112)),
        ("107至109年，不含108年，電話禮貌", (107, 109)),
        ("107及108年電話禮貌", (107, 108)),
        ("107、108年電話禮貌", (107, 108)),
        ("民國一百零八年臺南分局電話禮貌", (108,)),
        ("一○八年電話禮貌", (108,)),
        ("二○一九年電話禮貌", (108,)),
        ("民國\u200b108\uf98e電話", (108,)),
    ],
)
def test_the_years_that_are_meant(text: str, years: tuple[int, ...]) -> None:
    assert asked(text).filters.year == years


@pytest.mark.parametrize(("text", "years"), [("112年之後電話禮貌", (113,)), ("107年以前電話禮貌", (106,))])
def test_no_year_on_that_side_is_never_every_year(text: str, years: tuple[int, ...]) -> None:
    assert asked(text).filters.year == years


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("近3年的電話禮貌", ()),
        ("108年前三季電話禮貌", (108,)),
        ("處理108件申請案", ()),
        ("112學年度招生", ()),
        ("108年內完成", ()),
        ("電話02-2343-1700", ()),
        ("108年比107年多辦了幾場", (108, 107)),
        ("截至108年底", (108,)),
        ("108年外部稽核", (108,)),
        ("100年以上的建物", ()),
        ("press releases in 2019", (108,)),
        ("press releases from 2019", (108,)),
        ("2050淨零", ()),
    ],
)
def test_words_that_make_no_period(text: str, years: tuple[int, ...]) -> None:
    assert asked(text).filters.year == years


@pytest.mark.parametrize(
    ("text", "excluded"),
    [
        ("除臺南分局外的電話禮貌測試", "臺南"),
        ("不含臺南的電話禮貌", "臺南"),
        ("臺南以外的電話禮貌", "臺南"),
        ("phone tests except Tainan", "臺南"),
        ("除了台南分局以外，哪些分局做過", "臺南"),
        ("除臺南、高雄分局外電話", "臺南 高雄"),
        ("除臺南分局及高雄分局外", "臺南 高雄"),
        ("不含臺南分局與高雄分局的電話", "臺南 高雄"),
        ("phone tests other than Tainan branch", "臺南"),
        ("除臺\u200b南分局外電話", "臺南"),
        ("哪些分局做過，臺南分局除外", "臺南"),
        ("非臺南分局的電話", "臺南"),
        ("除台南分局外的电话礼貌测试", "臺南"),
    ],
)
def test_the_branches_that_are_left(text: str, excluded: str) -> None:
    out = {f"{name}分局" for name in excluded.split()}
    assert asked(text).filters.branch == tuple(branch for branch in BRANCHES if branch not in out)


@pytest.mark.parametrize(
    ("text", "branches"),
    [
        ("臺南分局電話", ("臺南分局",)),
        ("臺南的電話", ("臺南分局",)),
        ("臺南市的電話", ()),
        ("總局及各分局的電話", ()),
        ("臺南分局外部稽核", ("臺南分局",)),
    ],
)
def test_branches_that_nothing_excludes(text: str, branches: tuple[str, ...]) -> None:
    assert asked(text).filters.branch == branches


def test_what_was_excluded_can_be_taken_back() -> None:
    query = asked("不含107年、除臺南分局外的電話")
    assert {one.surface for one in query.recognised} == {"不含107年", "除臺南分局外的"}
    assert asked("不含107年的電話", "不含107年").filters.year == ()
    assert asked("107至109年，不含108年，電話", "不含108年").filters.year == (107, 108, 109)


def test_the_words_of_a_period_are_not_matched_on() -> None:
    assert asked("除臺南分局外的電話禮貌測試").content == "電話禮貌測試"
    assert asked("自108年起電話禮貌").content == "電話禮貌"


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("办理专业训练", "辦理專業訓練"),
        ("108年台南分局的软件信息系统", "軟體資訊系統"),
        ("里長後台公里", "里長後臺公里"),
        ("A.B*C?", "a.b*c"),
        ("產品代碼A.B*C?", "產品代碼a.b*c"),
        ("到府。檢定", "到府 檢定"),
    ],
)
def test_content_in_traditional_characters_with_its_codes_whole(text: str, content: str) -> None:
    assert asked(text).content == content


def test_a_simplified_question_is_said_to_be_read_so() -> None:
    query = asked("办理专业训练")
    assert (query.text, query.traditional) == ("办理专业训练", "辦理專業訓練")
    assert "read as: 辦理專業訓練" in list(notes(query, None))
    assert asked("辦理專業訓練").traditional == ""


@pytest.mark.parametrize("code", ["A.B*C", "R123-78", "AB+C#7", "x_y", "Q&A", "7@9"])
def test_a_code_is_one_term(code: str) -> None:
    assert code.lower() in terms(f"產品代碼{code}?，說明")


def report(folder: Path, branch: str, year: int, text: str) -> None:
    title = f"經濟部標準檢驗局{branch}分局 {year} 年度服務績效成果"
    (folder / f"{branch}{year}.txt").write_text(f"{title}\n\n{text}\n", encoding="utf-8")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("reports")
    report(folder, "臺南", 108, "電話禮貌測試依新竹分局作法辦理，測試 12 人次，較 107 年度增加 3 人次，民眾反映良好。")
    report(folder, "新竹", 107, "電話禮貌測試共 30 人次，較 108 年度計畫多 2 人次，全部通過。")
    report(folder, "高雄", 109, "檢\u200b定磅秤共1\u200b23具，辦理專業訓練課程，產品代碼A.B*C?，說明清楚。")
    opened = Library.create(folder / "library")
    opened.add(sorted(folder.glob("*.txt")))
    return opened


def sources(library: Library, text: str) -> set[str]:
    return {hit.passage.source for hit in library.search(text).hits}


def test_what_only_names_what_is_left_is_left_out_too(library: Library) -> None:
    assert sources(library, "電話禮貌測試") >= {"臺南108.txt", "新竹107.txt"}
    assert sources(library, "除臺南分局外的電話禮貌測試") & {"臺南108.txt", "新竹107.txt"} == {"新竹107.txt"}
    assert sources(library, "不含107年的電話禮貌測試") & {"臺南108.txt", "新竹107.txt"} == {"臺南108.txt"}
    assert sources(library, "108年之前的電話禮貌測試") >= {"新竹107.txt"}


@pytest.mark.parametrize("text", ["檢定磅秤共123具", "办理专业训练", "A.B*C?", "檢\u2060定磅秤"])
def test_a_word_is_found_however_it_is_written(library: Library, text: str) -> None:
    assert library.search(text).hits[0].passage.source == "高雄109.txt"
