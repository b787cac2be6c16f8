"""Dates and years, ROC and western, with one canonical form for each.

2018-04-19 a day · 2018-12 a month · 2018-Q1 a quarter · 107 a (ROC) year · 112學年度 a school year, which is no report
year · two of these with a slash between them a range. Days and months without a year take the report's; where that is
not known they stay as they are written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from jixiao.extract.text import normalisation, numerals

ROC_OFFSET = 1911
# A bare number before 年 is a ROC year in this range, else a duration. Source: the durations of the five reports end at
# 5 years; ROC 70 to 150 are the years 1981 to 2061.
_FIRST, _LAST = 70, 150

_MONTHS = r"(?:1[0-2]|0?[1-9])"
_DAYS = r"(?:3[01]|[12]\d|0?[1-9])"
_TO = r"[~\-–—−〜至到]"
_YEAR = r"(?:中華民國|民國|西元)?(?P<year>(?:19|20)\d\d|\d{2,3})年度?"
_MARKED = rf"(?P<month>{_MONTHS})(?P<mark>[./\-])(?P<day>{_DAYS})(?![\d%])"
_PATTERNS = tuple(
    re.compile(rf"(?<![\d.第A-Za-z\-])(?<!\d,){pattern}")
    for pattern in (
        r"(?P<school>\d{2,3})學年度?",
        rf"(?:中華民國|民國)?(?P<year>\d{{2,3}})(?:年度?)?{_TO}(?P<year_to>\d{{2,3}})年度?(?![內以])",
        rf"(?:{_YEAR})?(?P<month>{_MONTHS})月?{_TO}(?:(?P=year)年)?(?P<month_to>{_MONTHS})月(?!{_DAYS}日)(?:份|底)?",
        rf"(?P<month>{_MONTHS})月?{_TO}(?P<month_to>{_MONTHS})月(?!{_DAYS}日)(?:份|底)?",
        rf"(?:{_YEAR})?(?P<month>{_MONTHS})月(?P<day>{_DAYS})日?{_TO}(?P<day_to>{_DAYS})日",
        rf"(?:{_YEAR})?(?P<month>{_MONTHS})月(?P<day>{_DAYS})日",
        rf"(?P<year>20\d\d)(?P<split>[./\-]){_MARKED}",
        rf"(?P<year>1[0-4]\d)(?P<split>[./]){_MARKED}",
        rf"(?:{_YEAR})?第(?P<quarter>[1-4一二三四])季",
        rf"{_YEAR}(?P<half>[上下])半年",
        rf"{_YEAR}(?P<month>{_MONTHS})月份?",
        rf"(?P<month>{_MONTHS})月份?",
        _YEAR,
        r"(?:中華民國|民國)(?P<written>[零〇一二三四五六七八九十百]+)年度?",
    )
)
_RELATIVE = re.compile(
    r"(?:本\(?(?P<said>\d{2,3})?\)?年度?|今年度?|(?P<last>去年度?|上年度|前一年度?)|(?P<next>明年度?|下年度|次年度))"
)
_BARE = re.compile(r"(?:(?<=[,。;:、\n])|^)(?P<year>1[0-4]\d)(?=[\u4e00-\u9fff])")


@dataclass(frozen=True, slots=True)
class Date:
    """Where a date stands, its canonical form, and the ROC year that it puts its sentence in (None: a school year)."""

    start: int
    end: int
    canonical: str
    year: int | None


def find(text: str, year: int | None) -> list[Date]:
    """Dates of `text` (folded), in order and without overlap; `year` is the report's (ROC)."""
    text = normalisation.without_labels(text)
    found: list[Date] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            date = _read(match, year)
            if date is not None:
                found.append(date)
    for match in _RELATIVE.finditer(text):
        found.append(_relative(match, year))
    for match in _BARE.finditer(text):
        # 「107 辦理…」: a year whose 年 was left out is believed only where it is the report's own.
        if int(match["year"]) == year and text[match.end()] not in "年學件個項次人名家場萬億":
            found.append(Date(match.start(), match.end(), match["year"], year))
    return _longest(found)


def years(text: str) -> list[int]:
    """ROC years that `text` (folded) names, in order."""
    return [date.year for date in find(text, None) if date.year is not None]


def _read(match: re.Match[str], report_year: int | None) -> Date | None:
    part = match.groupdict()
    if part.get("school"):
        return Date(match.start(), match.end(), f"{part['school']}學年度", None)
    if part.get("written"):
        number = numerals.value(part["written"])
        return None if number is None else Date(match.start(), match.end(), str(int(number)), int(number))
    named = _roc(part.get("year"))
    if part.get("year") and named is None:
        return None
    year = named or report_year
    if part.get("year_to"):
        until = _roc(part["year_to"])
        return None if until is None else Date(match.start(), match.end(), f"{year}/{until}", until)
    west = year + ROC_OFFSET if year is not None else None
    canonical = _canonical(part, west)
    if canonical is None:
        canonical = str(year) if named else match.group()
    return Date(match.start(), match.end(), canonical, year)


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
    first = f"{west}-{int(part['month'] or 0):02}"
    if part.get("month_to"):
        return f"{first}/{west}-{int(part['month_to'] or 0):02}"
    if not part.get("day"):
        return first
    day = f"{first}-{int(part['day'] or 0):02}"
    return f"{day}/{first}-{int(part['day_to'] or 0):02}" if part.get("day_to") else day


def _relative(match: re.Match[str], report_year: int | None) -> Date:
    said = int(match["said"]) if match["said"] else report_year
    if said is not None:
        said += -1 if match["last"] else 1 if match["next"] else 0
    return Date(match.start(), match.end(), match.group() if said is None else str(said), said)


def _roc(written: str | None) -> int | None:
    if not written:
        return None
    year = int(written)
    year -= ROC_OFFSET if year > 1000 else 0
    return year if _FIRST <= year <= _LAST else None


def _longest(found: list[Date]) -> list[Date]:
    kept: list[Date] = []
    for date in sorted(found, key=lambda d: (d.start - d.end, d.start)):
        if all(date.end <= other.start or other.end <= date.start for other in kept):
            kept.append(date)
    return sorted(kept, key=lambda d: d.start)
