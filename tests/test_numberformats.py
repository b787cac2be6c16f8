"""What a cell shows of a number: formats of numbers, money, percentages, dates of both calendars, times."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jixiao.extract.reading.workbook.number_formats import general, of_id, shown, shown_text, signed


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (1234.0, "General", "1234"),
        (0.1 + 0.2, "General", "0.3"),
        (-2.5, "General", "-2.5"),
        (1234.5, "", "1234.5"),
        (1234567.0, "#,##0", "1,234,567"),
        (999.0, "#,##0", "999"),
        (0.0, "#,##0", "0"),
        (0.0, "#,###", ""),
        (1234.565, "#,##0.00", "1,234.57"),
        (0.955, "0.0%", "95.5%"),
        (0.955, "0%", "96%"),
        (1.0, "0.00%", "100.00%"),
        (2.675, "0.00", "2.68"),
        (0.5, "#.##", ".5"),
        (12.0, "0.0#", "12.0"),
        (7.0, "000", "007"),
        (1234.0, '#,##0"件"', "1,234件"),
        (1234.0, '"共"0" 件"', "共1234 件"),
        (12345678.0, "0.0,,", "12.3"),
        (12345678.0, '#,##0,"千元"', "12,346千元"),
        (-1234.0, "#,##0;[Red](#,##0)", "(1,234)"),
        (-1234.0, "#,##0", "-1,234"),
        (-0.001, "0.0", "0.0"),
        (0.0, '0;-0;"無"', "無"),
        (1234.5, '"$"#,##0.00_);("$"#,##0.00)', "$1,234.50"),
        (1234.0, "[$NT$-404]#,##0", "NT$1,234"),
        (1234.0, '_-* #,##0_-;-* #,##0_-;_-* "-"_-;_-@_-', "1,234"),
        (150.0, '[>=100]"多";[<10]"少";0', "多"),
        (50.0, '[>=100]"多";[<10]"少";0', "50"),
        (12345.0, "0.00E+00", "1.23E+04"),
        (0.00012, "0.0E-00", "1.2E-04"),
        (3.5, "# ?/?", "3 1/2"),
        (0.25, "# ??/??", "1/4"),
        (912345678.0, "0000-000-000", "0912-345-678"),
        (123.0, "@", "123"),
    ],
)
def test_numbers(value: float, code: str, text: str) -> None:
    assert shown(value, code) == text


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (44990.0, "yyyy/m/d", "2023/3/5"),
        (44990.0, "yyyy-mm-dd", "2023-03-05"),
        (44990.0, "[$-404]e/m/d", "112/3/5"),
        (44990.0, '[$-404]e"年"m"月"d"日";@', "112年3月5日"),
        (44990.0, '[$-404]ggge"年"m"月"d"日"', "中華民國112年3月5日"),
        (44990.0, "yyyy年m月d日", "2023年3月5日"),
        (44990.0, "d-mmm-yy", "5-Mar-23"),
        (44990.0, "[$-F800]dddd, mmmm dd, yyyy", "2023年3月5日"),
        (44990.0, "aaaa", "星期日"),
        (44990.5625, "yyyy/m/d hh:mm", "2023/3/5 13:30"),
        (44990.5625, 'yyyy/m/d 上午/下午 h"時"mm"分"', "2023/3/5 下午 1時30分"),
        (0.5, "h:mm:ss AM/PM", "12:00:00 PM"),
        (1.25, "[h]:mm", "30:00"),
        (0.0007, "mm:ss", "01:00"),
        (1.0, "yyyy/m/d", "1900/1/1"),
        (61.0, "yyyy/m/d", "1900/3/1"),
        (1e9, "yyyy/m/d", "###"),
    ],
)
def test_dates(value: float, code: str, text: str) -> None:
    assert shown(value, code) == text


def test_dates_of_workbooks_that_count_from_1904() -> None:
    assert shown(43528.0, "yyyy/m/d", from_1904=True) == "2023/3/5"


def test_formats_told_by_id_are_those_of_taiwan() -> None:
    assert shown(44990.0, of_id(14)) == "2023/3/5"
    assert shown(44990.0, of_id(57)) == "112/3/5"
    assert shown(1234.0, of_id(3)) == "1,234"
    assert shown(1234.5, of_id(0)) == "1234.5"
    assert shown(0.5, of_id(9)) == "50%"


@given(st.integers(-(10**14), 10**14))
def test_grouped_whole_numbers_read_back(value: int) -> None:
    text = shown(float(value), "#,##0")
    assert int(text.replace(",", "")) == value
    assert text == f"{value:,}"


@given(st.floats(0, 1e9), st.integers(0, 6))
def test_decimals_are_the_nearest(value: float, places: int) -> None:
    text = shown(value, "0." + "0" * places if places else "0")
    assert abs(float(text) - value) <= 0.5000001 * 10**-places + value * 1e-15


@given(st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=30))
def test_any_format_shows_something_without_failing(value: float, code: str) -> None:
    assert isinstance(shown(value, code), str)
    assert general(value)


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (-1234, "#,##0;[Red]#,##0", "-1,234"),
        (-1234, "#,##0_);[Red](#,##0)", "(1,234)"),
        (-1234, '#,##0;[Color10]"△"#,##0', "△1,234"),
        (-1234, '#,##0"件";[紅色]#,##0"件"', "-1,234件"),
        (-1234, "#,##0;#,##0", "1,234"),
        (1234, "[Red]#,##0;[Red]#,##0", "1,234"),
        (-12, '[<0]"▲"0;0', "▲12"),
        (-12, "[<0]0.0;0", "-12.0"),
        (-1234567, '#,##0,"千元"', "-1,235千元"),
        (-0.085, "0.0%;[Red]0.0%", "-8.5%"),
        (-1234, '_-* #,##0_-;-* #,##0_-;_-* "-"??_-;_-@_-', "-1,234"),
        (-1234, '_($* #,##0_);_($* (#,##0);_($* "-"??_);_(@_)', "$(1,234)"),
        (-0.001, "0;[Red]0", "0"),
        (15, '"約"0"場次"', "約15場次"),
        (-15, '0"場次(件)"', "-15場次(件)"),
    ],
)
def test_a_minus_is_never_lost(value: float, code: str, text: str) -> None:
    assert shown(value, code) == text


@pytest.mark.parametrize(
    ("code", "text"),
    [("General", "甲"), ("@", "甲"), ('"第"@"號"', "第甲號"), ('0;-0;0;"案"@', "案甲"), ('0"件"', "甲")],
)
def test_text_stands_in_what_its_format_sets_around_it(code: str, text: str) -> None:
    assert shown_text("甲", code) == text


def test_a_minus_that_only_a_colour_tells_is_written() -> None:
    assert signed("1,234", -1234.0) == "-1,234"
    assert signed("△1,234", -1234.0) == "△1,234"
    assert signed("1,234", 1234.0) == "1,234"
