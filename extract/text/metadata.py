"""Title, agency, ROC year and stage of a document, from its first lines, else from what it holds; None where absent."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from jixiao.extract.records import Stage
from jixiao.extract.text import dates, normalisation

_AGENCY_END = (
    r"(?:委員會|總會|基金會|辦公室|辦公處|事務所|區公所|鄉公所|鎮公所|市公所|公所|分局|總局|分署|總署|大學|學院|學校|"
    r"醫院|圖書館|博物館|中心|政府|局|署|處|部|院|會|所|館|隊|廠|站|校)"
)
_HAN = "一二三四五六七八九〇零百十"
_YEAR = re.compile(rf"(?<![\d.])(?:中華民國|民國)?(?:(?P<arabic>\d{{2,4}})|(?P<han>[{_HAN}]{{2,6}}))年(?P<whole>度)?")
_OF_YEAR = re.compile(rf"(?:\d{{2,4}}|[{_HAN}○]{{2,6}})\s*年度")
_RESULT = re.compile(r"績效|成果|成效|(?:執行|辦理|推動|達成)(?:情形|狀況|結果)|年報|結案報告")
_PLAN = re.compile(r"計畫|規劃|企劃|方案|構想")
_TITLE_WORDS = re.compile(r"計畫|報告|成果|績效|成效|年報|方案|情形")
# Source: titles of the five real reports have 28-32 characters and stand in the first line of text.
LONGEST_TITLE = 70
TITLE_LINES = 8
# Source: chosen; a year is told by content only where it is named in most of all mentions of a year of report.
LEAST_MENTIONS, LEAST_SHARE = 3, 0.5
# A year in Chinese numerals without 度 below this is a number of years (二十年). Source: that of extract.text.dates.
FIRST_SAID = 70


@dataclass(frozen=True, slots=True)
class Metadata:
    """`year` is a ROC year; every field is None where the document does not tell."""

    title: str | None
    agency: str | None
    year: int | None
    stage: Stage | None


def describe(paragraphs: Sequence[str], headers: Sequence[str]) -> Metadata:
    """From the document's paragraphs outside tables, in order, and the headers of its tables."""
    written = [line for line in (_spaced(paragraph) for paragraph in paragraphs) if line][:TITLE_LINES]
    first = [_plain(line) for line in written]
    named = _title(first) or ""
    title = written[first.index(named)] if named else None
    agency = _agency(named) or next((line for line in first if _only_agency(line)), None)
    year = _year(named) or next(filter(None, (_year(line) for line in first if line != named and len(line) < 30)), None)
    return Metadata(title, agency, year or _frequent_year(paragraphs), _stage(named, headers))


def roc_year(text: str) -> int | None:
    """The ROC year that `text` (「107 年度」, 「2018年」, 「一百零七年度」) names; None where it names none."""
    match = _YEAR.search(normalisation.fold(text).text)
    year = dates.number(match["arabic"] or match["han"]) if match else None
    if match is None or year is None:
        return None
    if 1912 <= year <= 2200:
        return year - dates.ROC_OFFSET
    least = 1 if match["arabic"] or match["whole"] else FIRST_SAID
    return year if least <= year <= 200 else None


def is_title(line: str) -> bool:
    """Does the line hold a whole title: an agency or a year, and at its end the word for a kind of report?"""
    told = _plain(line)
    ends = re.search(rf"(?:{_TITLE_WORDS.pattern})書?(?:[（(][^()（）]{{1,12}}[)）])?$", told)
    return bool(ends and _title([told]) and (_year(told) or _agency(told)))


def _title(first: Sequence[str]) -> str | None:
    candidates = [line for line in first if len(line) <= LONGEST_TITLE and not re.search("[。；]", line)]
    telling = [line for line in candidates if _TITLE_WORDS.search(line) and not re.match(r"[壹貳一二三]、|構面", line)]
    return telling[0] if telling else None


def _agency(title: str) -> str | None:
    before = re.split(rf"(?:中華民國|民國)?\s*\d{{2,4}}\s*年|[{_HAN}○]{{2,6}}\s*年", title, maxsplit=1)[0]
    match = re.match(rf"\s*([一-鿿]{{2,30}}{_AGENCY_END})(?=\s|提升|推動|辦理|執行|為民|服務|「|$)", before)
    return match.group(1) if match else None


def _only_agency(line: str) -> bool:
    return re.fullmatch(rf"[一-鿿]{{3,30}}{_AGENCY_END}", line) is not None


def _year(text: str) -> int | None:
    return roc_year(text) if "年" in text else None


def _frequent_year(paragraphs: Sequence[str]) -> int | None:
    mentions = [match.group() for text in paragraphs for match in _OF_YEAR.finditer(normalisation.level(text).text)]
    years = Counter(year for year in map(roc_year, mentions) if year is not None)
    if not years:
        return None
    year, count = years.most_common(1)[0]
    return year if count >= LEAST_MENTIONS and count >= LEAST_SHARE * years.total() else None


def _stage(title: str, headers: Sequence[str]) -> Stage | None:
    if _RESULT.search(title):
        return "result"
    if _PLAN.search(title):
        return "plan"
    return "result" if any(_RESULT.search(header) for header in headers) else None


def _spaced(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _plain(text: str) -> str:
    """A line as it is matched: without what can't be seen, compatibility ideographs unified."""
    return _spaced(normalisation.level(text).text)
