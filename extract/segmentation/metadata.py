"""Title, agency, ROC year and stage of a document, from its first lines, else from what it holds; None where absent."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from jixiao.extract.records import Stage

_AGENCY_END = (
    r"(?:委員會|總會|基金會|辦公室|辦公處|事務所|區公所|鄉公所|鎮公所|市公所|公所|分局|總局|分署|總署|大學|學院|學校|"
    r"醫院|圖書館|博物館|中心|政府|局|署|處|部|院|會|所|館|隊|廠|站|校)"
)
_YEAR = re.compile(r"(?<![\d.])(?:中華民國|民國)?\s*(\d{2,4})\s*年(?:度)?|([一二三四五六七八九〇○零百十]{2,5})年度")
_RESULT = re.compile(r"績效|成果|成效|(?:執行|辦理|推動|達成)(?:情形|狀況|結果)|年報|結案報告")
_PLAN = re.compile(r"計畫|規劃|企劃|方案|構想")
_TITLE_WORDS = re.compile(r"計畫|報告|成果|績效|成效|年報|方案|情形")
# Source: titles of the five real reports have 28-32 characters and stand in the first line of text.
LONGEST_TITLE = 70
TITLE_LINES = 8
# Source: chosen; a year is told by content only where it is named in most of all mentions of a year of report.
LEAST_MENTIONS, LEAST_SHARE = 3, 0.5


@dataclass(frozen=True, slots=True)
class Metadata:
    """`year` is a ROC year; every field is None where the document does not tell."""

    title: str | None
    agency: str | None
    year: int | None
    stage: Stage | None


def describe(paragraphs: Sequence[str], headers: Sequence[str]) -> Metadata:
    """From the document's paragraphs outside tables, in order, and the headers of its tables."""
    first = [line for line in (_plain(paragraph) for paragraph in paragraphs) if line][:TITLE_LINES]
    title = _title(first)
    named = title or ""
    agency = _agency(named) or next((line for line in first if _only_agency(line)), None)
    year = _year(named) or next(filter(None, (_year(line) for line in first if line != title and len(line) < 30)), None)
    return Metadata(title, agency, year or _frequent_year(paragraphs), _stage(named, headers))


def roc_year(text: str) -> int | None:
    """The ROC year that `text` (「107 年度」, 「2018年」, 「一百零七年度」) names; None where it names none."""
    match = _YEAR.search(unicodedata.normalize("NFKC", text))
    if match is None:
        return None
    year = int(match.group(1)) if match.group(1) else _han_number(match.group(2))
    if 1912 <= year <= 2200:
        return year - 1911
    return year if 1 <= year <= 200 else None


def _title(first: Sequence[str]) -> str | None:
    candidates = [line for line in first if len(line) <= LONGEST_TITLE and not re.search("[。；]", line)]
    telling = [line for line in candidates if _TITLE_WORDS.search(line) and not re.match(r"[壹貳一二三]、|構面", line)]
    return telling[0] if telling else None


def _agency(title: str) -> str | None:
    before = re.split(r"(?:中華民國|民國)?\s*\d{2,4}\s*年|[一二三四五六七八九〇○零百十]{2,5}年度", title, maxsplit=1)[0]
    match = re.match(rf"\s*([一-鿿]{{2,30}}{_AGENCY_END})(?=\s|提升|推動|辦理|執行|為民|服務|「|$)", before)
    return match.group(1) if match else None


def _only_agency(line: str) -> bool:
    return re.fullmatch(rf"[一-鿿]{{3,30}}{_AGENCY_END}", line) is not None


def _year(text: str) -> int | None:
    return roc_year(text) if "年" in text else None


def _frequent_year(paragraphs: Sequence[str]) -> int | None:
    mentions = [match.group() for text in paragraphs for match in re.finditer(r"\d{2,4}\s*年度", text)]
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


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _han_number(text: str) -> int:
    digits = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"○": 0, "零": 0}
    if not set(text) & set("十百"):
        return int("".join(str(digits[c]) for c in text))
    total, current = 0, 0
    for character in text:
        if character in "十百":
            total += (current or 1) * (10 if character == "十" else 100)
            current = 0
        else:
            current = digits[character]
    return total + current
