"""Numbers as they are written."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jixiao.extract.text import numerals

SIGNS = "零一二三四五六七八九"


def section(number: int) -> str:
    out = ""
    for size, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, size)
        if digit:
            out += SIGNS[digit] + sign
        elif out and number and not out.endswith("零"):
            out += "零"
    return out


def written(number: int) -> str:
    """`number` below 10^8 in Chinese numerals."""
    high, low = divmod(number, 10**4)
    if not high:
        return section(low).removeprefix("一") if 10 <= low < 20 else section(low) or "零"
    gap = "零" if low and low < 1000 else ""
    return section(high) + "萬" + gap + section(low)


@given(st.integers(0, 10**8 - 1))
def test_chinese_numerals_are_read_back(number: int) -> None:
    assert numerals.value(written(number)) == number
    assert re.fullmatch(numerals.WRITTEN, written(number))


@given(st.integers(0, 10**9))
def test_grouped_digits_are_read_back(number: int) -> None:
    assert numerals.value(f"{number:,}") == number
    assert re.fullmatch(numerals.ARABIC, f"{number:,}")


@given(st.integers(1, 9999), st.integers(1, 9999))
def test_mixed_numerals_are_read_back(high: int, low: int) -> None:
    text = f"{high:,}萬{low:,}"
    assert numerals.value(text) == high * 10**4 + low
    assert re.fullmatch(numerals.ARABIC, text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12萬4,093", 124093),
        ("2.3萬", 23000),
        ("4億2千8百餘萬", 428000000),
        ("3億2,000萬", 320000000),
        ("一千五百", 1500),
        ("十一", 11),
        ("兩", 2),
        ("二〇一九", 2019),
        ("二十餘", 20),
        ("壹萬貳仟", 12000),
    ],
)
def test_mixed_forms(text: str, value: float) -> None:
    assert numerals.value(text) == value


@pytest.mark.parametrize("text", ["", "百", "萬", "九九", "1 2", "件"])
def test_what_writes_no_number(text: str) -> None:
    assert numerals.value(text) is None
