"""Title, agency, ROC year and stage of a document, from its first lines, else from what it holds; None where absent."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from jixiao.extract.records import Stage
from jixiao.extract.text import dates, normalisation
from jixiao.extract.text.column_roles import role_of

_AGENCY_END = (
    r"(?:委員會|總會|基金會|辦公室|辦公處|事務所|區公所|鄉公所|鎮公所|市公所|公所|分局|總局|分署|總署|大學|學院|學校|"
    r"醫院|圖書館|博物館|中心|政府|局|署|處|(?<![全內])部|院|(?<!社)會|(?<!場)所|館|隊|廠|站|(?<!學)校|國小|國中|高中)"
)
# What may follow an agency's name in a title. Source: chosen from titles of published reports.
_BEHIND_AGENCY = (
    "提升|推動|辦理|執行|為民|服務|施政|業務|工作|年度|年終|重點|重要|政策|績效|營運|計畫|決算|預算|自評|各項|歷年|"
    "第[一二三四五六七八九十\\d]|資訊|歲[出入]|校務|人員|關鍵|目標|中程|滿意|訪視|專案|創新|成果|策略|及所屬|暨所屬|[上下]半年|所屬"
)
_HAN = "一二三四五六七八九〇零百十"
_YEAR = re.compile(
    rf"(?<![\d.])(?:中華民國|民國)?(?:(?P<arabic>\d{{2,4}})|(?P<han>[{_HAN}]{{2,6}}))學?年(?P<whole>度)?"
)
_OF_YEAR = re.compile(rf"(?:\d{{2,4}}|[{_HAN}○]{{2,6}})\s*年度")
_PART_ENDS = re.compile(rf"(?:中華民國|民國)?\s*(?:\d{{2,4}}|[{_HAN}○]{{2,6}})\s*(?:學?年度?)|[：:（(）)\s]+")
_RESULT = re.compile(
    r"績效|成果|成效|(?:執行|辦理|推動|達成|落實)(?:情形|狀況|結果|概況)|年報|結案|決算|(?:調查|評核|考核|評估|訪視|統計|查核)結果|"
    r"自評|檢討|回顧|實績|(?:工作|業務|施政|年度|年終|專案|總結|調查|評估|成果|執行|期末|服務)報告|(?:業務|工作)概況"
)
_PLAN = re.compile(r"計畫|規劃|企劃|方案|構想|施政(?:目標|重點|方針|綱要)|目標$|目標與重點")
_TITLE_WORDS = re.compile(r"計畫|報告|成果|績效|成效|年報|方案|情形|目標|重點|結果|檢討|決算|概況|方針|綱要|實績|自評")
_TITLE_END = re.compile(
    rf"(?:{_TITLE_WORDS.pattern}|評估|統計|調查|總表|一覽表|彙整表|表)書?(?:[（(][^()（）]{{1,20}}[)）])?$"
)
# Lines that begin or end so are no titles: captions, list items, names of systems, salutations.
_NO_TITLE = re.compile(
    r"[壹貳參肆伍一二三四五六七八九十]{1,3}、|構面|[(（]?\d{1,2}[.、)）](?!\d)|[(（][一二三四五六七八九十]|(?:附?[表圖]|附件)\s*[\d一二三四五六七八九十]|"
    r"單位\s*[:：]|.*(?:系統|平[臺台]|網站?|首頁|APP)$|.*[，,].*[：:]$|.*如[下后後左次][：:]?$|目\s*錄|.*您好"
)
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
    at = _title(first)
    named, title = (first[at], written[at]) if at is not None else ("", None)
    begins_late = re.match(rf"(?:第?[一-鿿]{{1,8}}(?:分署|分局|分處))?{_YEAR.pattern}", _squashed(named))
    while title and at and begins_late and _only_agency(first[at - 1]):
        # 「財政部」 above 「110年度施政績效報告」: two lines of one title.
        at -= 1
        named, title = first[at] + named, written[at] + title
    agency = _agency(named) or next((line for line in first if _only_agency(line)), None)
    year = _year(named) or next(filter(None, (_year(line) for line in first if line != named and len(line) < 30)), None)
    return Metadata(title, agency, year or _frequent_year(paragraphs) or _opening_year(first), _stage(named, headers))


def completed(told: Metadata, lines: Sequence[str]) -> tuple[Metadata, tuple[str, ...]]:
    """The same with what `lines` say of the fields that are None, and the names of these fields."""
    said = describe([line for line in lines if re.search("[一-鿿]{2}", line)], [])
    fields = ("title", "agency", "year", "stage")
    filled = {key: getattr(said, key) for key in fields if getattr(told, key) is None and getattr(said, key)}
    return replace(told, **filled), tuple(filled)


def title_lines(title: str | None, paragraphs: Sequence[str]) -> set[str]:
    """Which of the first paragraphs are the title, or a part of it."""
    if title is None:
        return set()
    parts = [text for text in paragraphs[: 2 * TITLE_LINES] if text.strip()]
    runs = (parts[at : at + size] for size in (2, 3) for at in range(len(parts) - size + 1))
    broken = {part for run in runs if _squashed("".join(run)) == _squashed(title) for part in run}
    return broken | {title}


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
    return bool(ends and _title([told]) is not None and (_year(told) or _agency(told)))


def _title(first: Sequence[str]) -> int | None:
    """Which line is the title: the first of those that say most of what titles say; None where none says enough."""
    best: tuple[int, int] | None = None
    for at, line in enumerate(first):
        if len(line) > LONGEST_TITLE or re.search("[。；]", line) or _NO_TITLE.match(line):
            continue
        says = 2 * bool(_TITLE_END.search(line)) + bool(_TITLE_WORDS.search(line))
        if says < 2 and not _TITLE_WORDS.search(line):
            continue
        says += bool(_year(line)) + bool(_agency(line)) - 2 * ("，" in line)
        if best is None or says > best[0]:
            best = says, at
    return best[1] if best and best[0] > 0 else None


def _agency(title: str) -> str | None:
    """The agency that the title names: before or behind its year, or behind a colon."""
    name = rf"[一-鿿]{{1,30}}?{_AGENCY_END}"
    seat = (
        rf"(?:[一-鿿]{{2}}[縣市]|[一-鿿]{{2,4}}部|行政院|[國市縣]立)[一-鿿]{{0,24}}{_AGENCY_END}(?![議計理分得屬員務])"
    )
    parts = [re.sub("^(?:第[一二三四1-4]季|[上下]半年度?)", "", part) for part in _PART_ENDS.split(title)]
    for pattern in (rf"({name})(?=$|{_BEHIND_AGENCY}|「)", f"({seat})"):
        for part in filter(None, parts):
            if (match := re.match(pattern, part)) and len(match.group(1)) > 2:
                return match.group(1)
    return None


def _only_agency(line: str) -> bool:
    return re.fullmatch(rf"[一-鿿]{{2,30}}{_AGENCY_END}", line) is not None


def _year(text: str) -> int | None:
    return roc_year(text) if "年" in text else None


def _frequent_year(paragraphs: Sequence[str]) -> int | None:
    mentions = [match.group() for text in paragraphs for match in _OF_YEAR.finditer(normalisation.level(text).text)]
    years = Counter(year for year in map(roc_year, mentions) if year is not None)
    if not years:
        return None
    year, count = years.most_common(1)[0]
    return year if count >= LEAST_MENTIONS and count >= LEAST_SHARE * years.total() else None


def _opening_year(first: Sequence[str]) -> int | None:
    """The only year that the first lines speak of as that of a report (「本局謹就113年1月至6月工作報告如後」)."""
    lines = [line for line in first if re.search("報告|成果|績效|情形", line)]
    named = [match for line in lines for match in re.finditer(rf"(?<!自)(?:{_YEAR.pattern})(?!\d{{1,2}}月\d)", line)]
    years = {year for match in named if (year := roc_year(match.group())) is not None}
    return years.pop() if len(years) == 1 else None


def _stage(title: str, headers: Sequence[str]) -> Stage | None:
    if _RESULT.search(title):
        return "result"
    if _PLAN.search(title):
        return "plan"
    if any(_RESULT.search(header) or role_of(header) == "actual" for header in headers):
        return "result"
    return "plan" if any(role_of(header) == "target" for header in headers) else None


def _squashed(text: str) -> str:
    return re.sub(r"\s+", "", normalisation.level(text).text)


def _spaced(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _plain(text: str) -> str:
    """A line as it is matched: without what can't be seen, compatibility ideographs unified."""
    return _spaced(normalisation.level(text).text)
