"""Names, figures, dates and status as reports of any agency write them; agencies and wording are made up."""

from __future__ import annotations

import pytest

from jixiao.extract.names import organisations, register
from jixiao.extract.records import Quantity
from jixiao.extract.tagging import status
from jixiao.extract.tagging.annotation import Tagged, annotate
from jixiao.extract.tagging.doers import Context
from jixiao.extract.text import dates, normalisation
from jixiao.index.answers.scoring import figures
from jixiao.index.records import Filters
from jixiao.index.search import query


def tagged(text: str, agency: str = "南投縣政府", year: int = 112) -> Tagged:
    return annotate([text], [Context(agency, year)])[0]


def figure(found: Tagged, value: float) -> Quantity:
    return next(quantity for quantity in found.quantities if quantity.value == value)


@pytest.mark.parametrize(
    ("agency", "own"),
    [
        ("南投縣政府消防局", "南投縣政府消防局"),
        ("苗栗縣衛生局", "苗栗縣衛生局"),
        ("臺中市立圖書館", "臺中市立圖書館"),
        ("彰化縣溪湖地政事務所", "溪湖地政事務所"),
        ("經濟部水利署", "水利署"),
        ("財政部中區國稅局", "中區國稅局"),
    ],
)
def test_a_county_stays_with_bodies_that_every_county_has(agency: str, own: str) -> None:
    assert organisations.own(agency, register.ours()) == own


@pytest.mark.parametrize("verb", ["修繕", "督導", "補助"])
def test_no_office_is_called_after_a_verb(verb: str) -> None:
    found = tagged(f"{verb}戶政事務所廳舍 4 處。")
    assert found.branches == ("南投縣政府",)
    assert not [tag for tag in found.tags if tag.kind == "branch"]


def test_names_of_a_row_share_the_ending_of_the_last() -> None:
    found = tagged("一、埔里、水里及集集分隊辦理演練 12 場次。")
    assert found.branches == ("埔里分隊", "水里分隊", "集集分隊")


@pytest.mark.parametrize(
    "text",
    [
        "埔里、水里及集集分隊各 6、9、4 場防災演練。",
        "埔里分隊、水里分隊及集集分隊防災演練場數分別為 6 場、9 場、4 場。",
        "埔里、水里、集集分隊各辦理防災演練 6 場、9 場、4 場。",
    ],
)
def test_figures_are_given_out_in_the_order_of_the_names(text: str) -> None:
    found = tagged(text)
    assert [(q.value, q.unit, q.branch) for q in found.quantities] == [
        (6, "場", "埔里分隊"),
        (9, "場", "水里分隊"),
        (4, "場", "集集分隊"),
    ]
    assert all("防災演練" in (q.of or "") and "分隊" not in (q.of or "") for q in found.quantities)


def test_as_many_figures_as_names_are_needed_to_give_them_out() -> None:
    found = tagged("埔里、水里及集集分隊各辦理演練 6 場、9 場。")
    assert [q.branch for q in found.quantities] == [None, None]


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("去(111)年", ["111"]),
        ("今（112）年", ["112"]),
        ("本(9)月15日", ["2023-09-15"]),
        ("九十八年三月十五日", ["2009-03-15"]),
    ],
)
def test_dates_say_in_brackets_which_they_are(text: str, canonical: list[str]) -> None:
    assert [date.canonical for date in dates.find(normalisation.fold(text).text, 112)] == canonical


def test_a_range_of_years_behind_a_closing_date_is_of_what_is_counted() -> None:
    found = figure(tagged("截至112年底，已辦竣109-110年度古蹟修復 35 件。"), 35)
    assert (found.year, found.of) == (112, "古蹟修復")


def test_what_is_counted_since_a_date_up_to_now_is_of_the_report() -> None:
    assert figure(tagged("自民國九十年三月一日起開辦，至今受理 900 件。"), 900).year == 112


def test_tenths_may_have_halves_and_are_of_what_stands_before() -> None:
    assert figure(tagged("收件量增加一成五。"), 1.5).unit == "成"
    assert figure(tagged("達成率未達 7 成主要係雨季施工延誤所致。"), 7).of == "達成率"


def test_a_difference_is_qualified_by_the_word_for_it() -> None:
    assert figure(tagged("火災發生 230 件，較去年減少 18 件。"), 18).qualifier == "減少"


@pytest.mark.parametrize(
    ("text", "value", "told"),
    [
        ("刻正辦理圖資清查 300 筆。", 300, "planned"),
        ("原定辦理講座 5 場，因豪雨取消 1 場。", 5, "planned"),
        ("原定辦理講座 5 場，因豪雨取消 1 場。", 1, "denied"),
        ("尚未完成卷宗清理 800 卷。", 800, "denied"),
        ("執行率 98%，超越目標值 90% 以上。", 90, "planned"),
        ("執行率 98%，超越目標值 90% 以上。", 98, "done"),
        ("已完成儀器校正 8 部。", 8, "done"),
    ],
)
def test_what_is_under_way_missed_or_aimed_at_is_not_done(text: str, value: float, told: str) -> None:
    assert figure(tagged(text), value).status == told


def test_one_place_left_out_does_not_deny_the_sentence() -> None:
    assert status.status("健檢設站 31 場次，僅東河里因橋梁封閉未辦理。") == "done"
    assert status.status("東河里因橋梁封閉未辦理。") == "denied"


def test_an_option_that_is_not_ticked_says_nothing() -> None:
    assert status.status("有無訂定標準？ 1 ■有 2 □無訂定") == "done"


@pytest.mark.parametrize(
    ("question", "unit", "other"),
    [
        ("整建步道幾公里？", "公里", "場次"),
        ("疏濬量多少？", "立方公尺", "%"),
        ("水庫清淤量多少？", "公噸", "元"),
        ("造林面積多少？", "公頃", "棵"),
        ("路燈維護經費多少？", "元", "盞"),
        ("屋頂光電裝置容量多少？", "瓩", "元"),
    ],
)
def test_a_question_for_a_measure_takes_no_other_figure(question: str, unit: str, other: str) -> None:
    asked = figures.asked_unit(query.understand(question))
    assert figures.unit_fit(unit, asked) > 0
    assert figures.unit_fit(other, asked) == 0


@pytest.mark.parametrize("name", ["南投縣政府消防局", "南投縣消防局"])
def test_agencies_of_the_library_are_known_in_questions(name: str) -> None:
    holdings = query.Holdings(held=lambda field: ("南投縣政府消防局",) if field == "branch" else ())
    assert query.understand(f"{name}辦理幾場演練？", holdings=holdings).filters.branch == ("南投縣政府消防局",)


def test_an_english_city_is_no_branch_that_the_library_lacks() -> None:
    holdings = query.Holdings(held=lambda field: ("南投縣政府消防局",) if field == "branch" else ())
    asked = query.understand("how many drills did the Tainan fire bureau hold", holdings=holdings)
    assert asked.filters == Filters()
