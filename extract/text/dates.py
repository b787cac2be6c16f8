"""Dates and years, ROC and western, with one canonical form for each.

2018-04-19 a day · 2018-12 a month · 2018-Q1 a quarter · 107 a (ROC) year · 112學年度 a school year, which is no report
year · two of these with a slash between them a range. Days and months without a year take the report's; where that is
not known they stay as they are written. A day that no calendar has (2 月 30 日) is no date, nor is any part of it.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from jixiao.extract.text import normalisation, numerals, units

ROC_OFFSET = 1911
# A bare number before 年 is a ROC year in this range, else a duration. Source: the durations of the five reports end at
# 5 years; ROC 70 to 150 are the years 1981 to 2061.
_FIRST, _LAST = 70, 150

_ONES = "一二三四五六七八九"
_MONTHS = rf"(?:1[0-2]|0?[1-9]|十[一二]?|元|正|[{_ONES}])"
_HAN_DAYS = rf"(?:三十一?|[二廿]十?[{_ONES}]|二十|廿|卅一?|十[{_ONES}]?|[{_ONES}])"
_DAYS = r"(?:3[01]|[12]\d|0?[1-9])"
_DAY = rf"(?:(?P<day>{_DAYS})日?|(?P<han_day>{_HAN_DAYS})日)"
_TO = r"[~\-–—−〜至到]"
_ERA = r"(?:中華民國|民國)"
# 一○八, 二○一九, 一百零八, 九十九
_HAN = rf"(?:[一二][〇零{_ONES}]{{2,3}}|一百(?:[〇零]?[{_ONES}]|[{_ONES}]?十[{_ONES}]?)?|[七八九]十[{_ONES}]?)"
_EARLY = rf"{_ERA}(?P<early>前?(?:\d{{1,3}}|[〇零{_ONES}十百]+|元))年度?"
_YEAR = rf"(?:(?:{_ERA}|西元)?(?P<year>(?:1[89]|20)\d\d|\d{{2,3}}|{_HAN})年度?|{_EARLY})"
_MARKED = rf"(?P<month>{_MONTHS})(?P<mark>[./\-])(?P<day>{_DAYS})(?![\d%])"
_LEFT = rf"(?<![\d.第A-Za-z\-{_ONES}〇零十百千])(?<!\d,)"
# A row of digits that is a number of something, or the name of something.
_NUMBERED = r"(?<![\d第號碼編字])(?<!\d[,.\-/])(?<![A-Za-z#:][\-])(?<![A-Za-z#])"
_NOT_COUNTED = r"(?![\d,.號%-])"
_PATTERNS = tuple(
    re.compile(rf"{_LEFT}{pattern}")
    for pattern in (
        r"(?P<school>\d{2,3})學年度?",
        rf"{_ERA}?(?P<year>\d{{2,3}}|{_HAN})(?:年度?)?{_TO}(?P<year_to>\d{{2,3}}|{_HAN})年度?(?![內以])",
        rf"(?:{_YEAR})?(?P<month>{_MONTHS})月?{_TO}(?:(?P=year)年)?(?P<month_to>{_MONTHS})月(?!(?:{_DAYS}|{_HAN_DAYS})日)(?:份|底)?",
        rf"(?P<month>{_MONTHS})月?{_TO}(?P<month_to>{_MONTHS})月(?!(?:{_DAYS}|{_HAN_DAYS})日)(?:份|底)?",
        rf"(?:{_YEAR})?(?P<month>{_MONTHS})月(?:(?P<day>{_DAYS})|(?P<han_day>{_HAN_DAYS}))日?{_TO}(?P<day_to>{_DAYS}|{_HAN_DAYS})日",
        rf"(?:{_YEAR})?(?P<month>{_MONTHS})月{_DAY}",
        rf"[本上次下]\((?P<month>{_MONTHS})\)月(?:{_DAY}|份)?",
        rf"(?P<year>20\d\d)(?P<split>[./\-]){_MARKED}",
        rf"{_ERA}?(?P<year>1[0-4]\d)(?P<split>[./\-]){_MARKED}(?!-)",
        rf"{_ERA}?(?P<year>[7-9]\d)(?P<split>[./\-])(?P<month>0[1-9]|1[0-2])(?P<mark>[./\-])(?P<day>[0-3]\d)(?![\d%-])",
        rf"(?:{_YEAR})?第(?P<quarter>[1-4一二三四])季",
        rf"{_YEAR}(?P<half>[上下])半年",
        rf"{_YEAR}(?P<month>{_MONTHS})月份?",
        r"(?P<month>1[0-2]|0?[1-9])月份?",
        rf"(?P<month>十[一二]?|[{_ONES}])月(?:份|底|初|中旬|上旬|下旬|起)",
        _YEAR,
    )
) + tuple(
    re.compile(rf"{_NUMBERED}{pattern}{_NOT_COUNTED}")
    for pattern in (
        rf"{_ERA}?(?P<year>1[0-4]\d|0[7-9]\d)(?P<month>0[1-9]|1[0-2])(?P<day>[0-3]\d)",
        rf"{_ERA}(?P<year>[7-9]\d)(?P<month>0[1-9]|1[0-2])(?P<day>[0-3]\d)",
        r"(?P<year>20[0-4]\d)(?P<month>0[1-9]|1[0-2])(?P<day>[0-3]\d)",
    )
)
# What looks like a date; the month or day may be one that no year has.
_ANY = (
    re.compile(
        rf"(?:{_YEAR}|(?<![\d{_ONES}十.第A-Za-z\-]))(?P<month>\d{{1,2}}|[{_ONES}十]{{1,3}})月"
        rf"(?:(?P<day>\d{{1,2}})日?|(?P<han_day>[{_ONES}十廿卅]{{1,3}})日)?"
    ),
    re.compile(
        r"(?<![\d.,A-Za-z/\-])(?P<year>20\d\d|1[0-4]\d)(?P<split>[./\-])(?P<month>\d{1,2})(?P<mark>[./\-])(?P<day>\d{1,2})(?![\d%.\-/])"
    ),
)
_RELATIVE = re.compile(
    r"(?:本\(?(?P<said>\d{2,3})?\)?年度?|[今去前上明次下]\((?P<bracketed>\d{2,3})\)年度?|今年度?|(?P<last>去年度?|上年度|前一年度?)|(?P<next>明年度?|下年度|次年度))"
)
_BARE = re.compile(r"(?:(?<=[,。;:、\n])|^)(?P<year>1[0-4]\d)(?=[\u4e00-\u9fff])")


@dataclass(frozen=True, slots=True)
class Date:
    """Where a date stands, its canonical form, and the ROC year that it puts its sentence in.

    None: a school year, or a year before ROC 70, in which something was founded that is told of now.
    """

    start: int
    end: int
    canonical: str
    year: int | None


def find(text: str, year: int | None) -> list[Date]:
    """Dates of `text` (folded), in order and without overlap; `year` is the report's (ROC)."""
    text = normalisation.without_labels(text)
    none = _impossible(text)
    found: list[Date] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            date = None if _counts(text, match) else _read(match, year)
            if date is not None:
                found.append(date)
    for match in _RELATIVE.finditer(text):
        found.append(_relative(match, year))
    for match in _BARE.finditer(text):
        # 「107 辦理…」: a year whose 年 was left out is believed only where it is the report's own.
        if int(match["year"]) == year and text[match.end()] not in "年學件個項次人名家場萬億":
            found.append(Date(match.start(), match.end(), match["year"], year))
    return _longest([date for date in found if not any(a < date.end and date.start < b for a, b in none)])


def years(text: str) -> list[int]:
    """ROC years that `text` (folded) names, in order."""
    return [date.year for date in find(text, None) if date.year is not None]


def number(written: str) -> int | None:
    """A year, month or day in Arabic or Chinese numerals (108, 一○八, 一百零八, 二十, 元); None where it is none."""
    written = written.replace("元", "一").replace("正", "一")
    if written.isdigit() and written.isascii():
        return int(written)
    if re.fullmatch(rf"[〇零{_ONES}]+", written):
        return int("".join(str("〇一二三四五六七八九".find(c.replace("零", "〇"))) for c in written))
    told = numerals.value(re.sub("[〇零]", "零", written))
    return None if told is None else int(told)


def _impossible(text: str) -> list[tuple[int, int]]:
    """Where a date stands that no calendar has."""
    found = []
    for pattern in _ANY:
        for match in pattern.finditer(text):
            part = match.groupdict()
            if part.get("split") != part.get("mark"):
                continue
            said = _roc(part.get("year"))
            month, day = number(part["month"] or ""), number(part.get("day") or part.get("han_day") or "1")
            if not _exists((said or 0) + ROC_OFFSET if said else None, month, day):
                found.append(match.span())
    return found


def _exists(west: int | None, month: int | None, day: int | None) -> bool:
    """Whether the calendar of `west` (None: of a leap year) has that day."""
    try:
        datetime.date(2000 if west is None else west, month or 0, day or 0)
    except ValueError:
        return False
    return True


def _counts(text: str, match: re.Match[str]) -> bool:
    """Whether a row of digits counts something (1080525 元), or a year is one of age (滿七十年)."""
    if match.group().isdigit():
        return units.numbers().arabic.match(text, match.start()) is not None
    year = match.groupdict().get("year") or ""
    aged = match.group() == f"{year}年" and (year == "一百" or bool(re.fullmatch("[七八九]十.?", year)))
    return aged and not re.search(r"[於自從至在到,。;:]$|^$", text[: match.start()])


def _read(match: re.Match[str], report_year: int | None) -> Date | None:
    part = match.groupdict()
    if part.get("school"):
        return Date(match.start(), match.end(), f"{part['school']}學年度", None)
    if part.get("split") != part.get("mark"):
        return None
    early = part.get("early") or (part.get("year") if "民國" in match.group() else None)
    named = _early(early) if early else _roc(part.get("year"))
    if named is None and (part.get("year") or part.get("early")):
        return None
    year = report_year if named is None else named
    counted = year if named is None or named >= _FIRST else None
    if part.get("year_to"):
        until = _roc(part["year_to"])
        return None if until is None else Date(match.start(), match.end(), f"{year}/{until}", until)
    west = year + ROC_OFFSET if year is not None else None
    if part.get("month") and not _exists(
        west, number(part["month"] or ""), number(part.get("day") or part.get("han_day") or "1")
    ):
        return None
    canonical = _canonical(part, west)
    if canonical is None:
        before = named is not None and named < 1
        canonical = str(named) if named is not None and not before else match.group()
    return Date(match.start(), match.end(), canonical, counted)


def _canonical(part: dict[str, str | None], west: int | None) -> str | None:
    """None: nothing finer than a year, or no year to hang it on."""
    if west is None:
        return None
    if part.get("quarter"):
        return f"{west}-Q{'1234'[('1234一二三四'.index(part['quarter'] or '')) % 4]}"
    if part.get("half"):
        return f"{west}-01/{west}-06" if part["half"] == "上" else f"{west}-07/{west}-12"
    if not part.get("month"):
        return None
    first = f"{west}-{number(part['month'] or ''):02}"
    if part.get("month_to"):
        return f"{first}/{west}-{number(part['month_to'] or ''):02}"
    said = part.get("day") or part.get("han_day")
    if not said:
        return first
    day = f"{first}-{number(said):02}"
    return f"{day}/{first}-{number(part['day_to'] or ''):02}" if part.get("day_to") else day


def _relative(match: re.Match[str], report_year: int | None) -> Date:
    written = match["said"] or match["bracketed"]  # 去(110)年 says itself which year it is
    said = int(written) if written else report_year
    if said is not None and not written:
        said += -1 if match["last"] else 1 if match["next"] else 0
    return Date(match.start(), match.end(), match.group() if said is None else str(said), said)


def _roc(written: str | None) -> int | None:
    """The ROC year; of a bare number, one of _FIRST to _LAST. A western year may be before the first (0 and less)."""
    year = number(written) if written else None
    if year is None:
        return None
    if year > 1000:
        return year - ROC_OFFSET if year - ROC_OFFSET <= _LAST else None
    return year if _FIRST <= year <= _LAST else None


def _early(written: str) -> int | None:
    """The year behind 民國: 元年 is 1, 前 3 年 (1909) -2."""
    year = number(written.removeprefix("前"))
    if year is None or year > 1000:
        return _roc(written)
    if not 1 <= year <= _LAST:
        return None
    return 1 - year if written.startswith("前") else year


def _longest(found: list[Date]) -> list[Date]:
    kept: list[Date] = []
    for date in sorted(found, key=lambda d: (d.start - d.end, d.start)):
        if all(date.end <= other.start or other.end <= date.start for other in kept):
            kept.append(date)
    return sorted(kept, key=lambda d: d.start)
