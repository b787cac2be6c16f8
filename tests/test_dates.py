"""Dates and years."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jixiao.extract.text import dates, normalisation


def found(text: str, year: int | None = 107) -> list[tuple[str, int | None]]:
    return [(date.canonical, date.year) for date in dates.find(normalisation.fold(text).text, year)]


@given(st.integers(80, 130), st.integers(1, 12), st.integers(1, 28))
def test_a_roc_day_becomes_iso(year: int, month: int, day: int) -> None:
    assert found(f"於 {year} 年 {month} 月 {day} 日辦理") == [(f"{year + 1911}-{month:02}-{day:02}", year)]


@pytest.mark.parametrize(
    ("text", "canonical", "year"),
    [
        ("2019年5月3日", "2019-05-03", 108),
        ("108.4.25 舉辦", "2019-04-25", 108),
        ("2019/5/3", "2019-05-03", 108),
        ("5 月 28 日在宜蘭市", "2018-05-28", 107),
        ("107 年 12 月份改版", "2018-12", 107),
        ("112年1月~12月", "2023-01/2023-12", 112),
        ("107年1~12月", "2018-01/2018-12", 107),
        ("112年1-12月底止", "2023-01/2023-12", 112),
        ("112年度第1季", "2023-Q1", 112),
        ("第三季", "2018-Q3", 107),
        ("110 年上半年", "2021-01/2021-06", 110),
        ("106-108年", "106/108", 108),
        ("本（107）年度", "107", 107),
        ("本年度共舉辦", "107", 107),
        ("去年", "106", 106),
        ("112學年度", "112學年度", None),
        ("2019年", "108", 108),
        ("民國一百零八年", "108", 108),
        ("，107 辦理進口商品檢驗", "107", 107),
    ],
)
def test_each_form_has_one_canonical_form(text: str, canonical: str, year: int | None) -> None:
    assert found(text) == [(canonical, year)]


@pytest.mark.parametrize("text", ["5年內免檢附", "每 2 年", "第 107 年", "2050 淨零", "共 107 家"])
def test_durations_names_and_counts_are_no_dates(text: str) -> None:
    assert found(text) == []


def test_a_month_without_any_year_stays_as_written() -> None:
    assert found("5 月 28 日", None) == [("5月28日", None)]


def test_a_number_after_a_comma_is_read() -> None:
    assert found("辦理完竣，108年起") == [("108", 108)]
