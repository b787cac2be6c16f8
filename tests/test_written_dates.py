"""Days and years as offices write them, and what only looks like one."""

from __future__ import annotations

import pytest

from jixiao.extract.tagging.annotation import Context, annotate
from jixiao.extract.text import dates, normalisation
from jixiao.extract.text.metadata import describe, is_title, roc_year


def found(text: str) -> list[str]:
    return [date.canonical for date in dates.find(normalisation.fold(text).text, 107)]


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("1080525辦理", "2019-05-25"),
        ("於1080525召開", "2019-05-25"),
        ("20190525", "2019-05-25"),
        ("108-05-25", "2019-05-25"),
        ("108.5.25", "2019-05-25"),
        ("108/05/25", "2019-05-25"),
        ("民國108.05.25", "2019-05-25"),
        ("99.05.25", "2010-05-25"),
        ("民國一○八年五月二十日", "2019-05-20"),
        ("一○八年五月二十日", "2019-05-20"),
        ("一百零八年五月", "2019-05"),
        ("五月二十日", "2018-05-20"),
        ("108年5月廿日", "2019-05-20"),
        ("一〇三年度", "103"),
        ("一一二年度", "112"),
        ("一○八年", "108"),
        ("民國一百零八年", "108"),
        ("二○一九年", "108"),
        ("九十九年度", "99"),
        ("一百年度", "100"),
        ("民國68年設立", "68"),
        ("民國58年5月", "1969-05"),
        ("民國元年", "1"),
        ("民國元年1月1日", "1912-01-01"),
        ("民國前3年5月1日", "1909-05-01"),
        ("一○七年至一○八年", "107/108"),
        ("三至五月", "2018-03/2018-05"),
        ("113年2月29日", "2024-02-29"),
        ("108年5月25日至27日", "2019-05-25/2019-05-27"),
        ("1968年", "57"),
        ("108\uf98e5月", "2019-05"),
        ("1\u200b08年", "108"),
        ("中華民國一百一十二年十二月三十一日", "2023-12-31"),
        ("五月份", "2018-05"),
    ],
)
def test_a_date_in_any_writing(text: str, canonical: str) -> None:
    assert found(text) == [canonical]


@pytest.mark.parametrize(
    "text",
    [
        "2月30日",
        "108年2月30日",
        "二月三十日",
        "4月31日",
        "5月32日",
        "13月5日",
        "108年13月",
        "十三月",
        "112年2月29日",
        "1080230",
        "108-13-01",
        "108.13.25",
        "1,080,525元",
        "1080525元",
        "計1080525件",
        "第1080525號",
        "統編20190525",
        "02-2343-1700",
        "成立八十年",
        "保存10年",
        "三個月",
        "一月一次",
        "三五年",
        "百年老店",
        "2月30日前",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    ["1080525", "108-05-25", "民國前3年5月1日", "民國68年設立", "一○八年五月二十日", "2月30日內", "五月二十日以上"],
)
def test_no_part_of_a_date_is_a_figure(text: str) -> None:
    assert annotate([text], [Context(year=108)])[0].quantities == ()


@pytest.mark.parametrize(
    ("text", "value"), [("1080525元", 1080525), ("1,080,525元", 1080525), ("計1080525件", 1080525)]
)
def test_an_amount_is_no_date(text: str, value: float) -> None:
    (tagged,) = annotate([text], [Context(year=108)])
    assert [quantity.value for quantity in tagged.quantities] == [value]
    assert [tag for tag in tagged.tags if tag.kind == "date"] == []


@pytest.mark.parametrize(("text", "year"), [("一〇三年度辦理5場次", 103), ("一一二年度辦理五場次", 112)])
def test_a_year_in_chinese_numerals_is_its_figures_year(text: str, year: int) -> None:
    assert [q.year for q in annotate([text], [Context(year=108)])[0].quantities] == [year]


def test_the_year_of_a_foundation_is_not_that_of_the_figures() -> None:
    (tagged,) = annotate(["民國68年設立，現有員工12人"], [Context(year=108)])
    assert [quantity.year for quantity in tagged.quantities] == [108]


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("臺南分局 110 \uf98e度服務績效成果", 110),
        ("臺南分局一○八年成果報告", 108),
        ("民國\u200b一〇八年度成果", 108),
        ("二十年成果", None),
        ("一百零七年度成果", 107),
        ("一百一十年成果", 110),
        ("11\u00ad2年度計畫", 112),
    ],
)
def test_the_year_of_a_title_in_any_writing(text: str, year: int | None) -> None:
    assert roc_year(text) == year


def test_a_title_keeps_the_sources_characters() -> None:
    told = describe(["\ufeff經濟部標準檢驗局臺南分局 110 \uf98e度服務績效成果"], [])
    assert (told.title, told.agency, told.year) == (
        "\ufeff經濟部標準檢驗局臺南分局 110 \uf98e度服務績效成果",
        "經濟部標準檢驗局臺南分局",
        110,
    )


@pytest.mark.parametrize(
    ("line", "whole"),
    [
        ("經濟部標準檢驗局臺南分局 110 年度服務績效成果", True),
        ("某市政府112年度服務計畫（修正版）", True),
        ("辦理到府檢定服務成果", False),
        ("依據112年度計畫，辦理到府檢定。", False),
        ("經濟部標準檢驗局臺南分局110年度提升服務效能", False),
    ],
)
def test_a_whole_title(line: str, whole: bool) -> None:
    assert is_title(line) is whole
