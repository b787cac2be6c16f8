"""What a quantity counts: the noun phrase behind its unit, else the one before its number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from jixiao.extract.text import units

_SHARES = ("%", "‰", "個百分點", "百分點", "倍", "成")
# Shares that what stands before them measures: 執行率未達 8 成.
_RATES = ("%", "成")
# 「因颱風取消 2 場次」: why it did not take place is not what is counted.
_TAKEN_BACK = re.compile(r"[因受].{1,12}(?:取消|停辦|暫緩|延期)(?:辦理)?$")
_CLAUSE_ENDS = ",。;:\n"
# Clauses looked through for the topic. Source: the longest such distance in the five reports is 5 clauses.
_CLAUSES = 6


class Counted(Protocol):
    """A number with its unit in folded text, and what was already found to be counted."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def unit(self) -> str: ...
    @property
    def of(self) -> tuple[int, int] | None: ...


def counted(text: str, quantity: Counted, before: Sequence[Counted], following: int) -> tuple[int, int] | None:
    """Start and end of what `quantity` counts in `text` (folded); None where the text does not say.

    `before` are the quantities before it, done already; `following` is where the next one starts. Shares are told by
    what stands before them, counts by what stands behind. A figure compared with the one before counts the same.
    """
    earlier = before[-1] if before else None
    like = _like(text, quantity, before)
    if like is not None:
        return like.of
    floor = earlier.end if earlier else 0
    here = _in_clause(text, floor, quantity.start)
    behind = _behind(text, quantity.end, following)
    weak = here if here and units.phrases()["verb_only"].fullmatch(text, *here) else None
    here = None if weak else here
    changed = units.cues().change_to.match(text, quantity.end)
    changing = changed is not None and text[changed.end() : changed.end() + 1].isdigit()
    raw = _raw_behind(text, quantity.end, following)
    # 「355 站涵蓋率達 69.2%」: what stands behind belongs to the next number.
    shared = raw is not None and raw[1] == following and bool(units.phrases()["measure"].search(text, *raw))
    first, second = (here, behind) if quantity.unit in _RATES or changing or shared else (behind, here)
    before_that = first or second or _clauses_before(text, floor, quantity.start, quantity.unit in _RATES)
    return before_that or weak or (None if shared else raw)


def _like(text: str, quantity: Counted, before: Sequence[Counted]) -> Counted | None:
    """The one before it that this one measures again (「504 件,較 106 年增加 201 件」, 「由 26.8% 升至 52.3%」)."""
    words = units.phrases()
    share = quantity.unit in _SHARES
    for earlier in reversed(before):
        between = text[earlier.end : quantity.start]
        if "。" in between or ";" in between:
            return None
        if between.count(")") > between.count("("):  # inside a bracket that is closed since
            continue
        if (earlier.unit == quantity.unit or share) and words["growth"].fullmatch(between) and between:
            return earlier
        if earlier.unit == quantity.unit:
            again = units.cues().change_to.fullmatch(between) or words["compared"].search(between)
            return earlier if again else None
        if not share:
            return None
    return None


def _behind(text: str, start: int, following: int) -> tuple[int, int] | None:
    words = units.phrases()
    raw = _raw_behind(text, start, following)
    if raw is None or words["and"].match(text, raw[0]):
        return None
    begin, end = raw
    act = words["act"].match(text, begin, end)
    begin = act.end() if act else begin
    plain = words["stop_not"].sub(lambda word: "\0" * len(word.group()), text[begin:end])
    stop = words["stop"].search(plain)
    end = begin + stop.start() if stop else end
    while (
        not words["kept"].search(text, begin, end)
        and (trailing := words["trailing"].search(text, begin, end))
        and trailing.start() > begin
    ):
        end = trailing.start()
    if words["standard"].fullmatch(text, begin, end):
        return None
    return (begin, end) if end - begin >= 2 else None


def _raw_behind(text: str, start: int, following: int) -> tuple[int, int] | None:
    """All that stands behind the unit (and its qualifier) in the clause."""
    qualifier = units.cues().after.match(text, start)
    match = units.phrases()["behind"].match(text, qualifier.end() if qualifier else start)
    if not match:
        return None
    begin, end = match.start("phrase"), min(match.end("phrase"), following)
    return (begin, end) if end - begin >= 2 else None


def _in_clause(text: str, floor: int, end: int) -> tuple[int, int] | None:
    start = max(floor, *(text.rfind(mark, 0, end) + 1 for mark in _CLAUSE_ENDS))
    return _noun(text, start, end)


def _clauses_before(text: str, floor: int, end: int, nearest: bool) -> tuple[int, int] | None:
    """From the clauses before, in the sentence: the nearest with an act (辦理 …), else its topic, the first."""
    topic: tuple[int, int] | None = None
    end = max(floor, *(text.rfind(mark, 0, end) for mark in _CLAUSE_ENDS))
    for _ in range(_CLAUSES):
        start = max(floor, *(text.rfind(mark, 0, end) + 1 for mark in _CLAUSE_ENDS))
        noun = _noun(text, start, end)
        if noun and units.phrases()["act"].search(text, start, noun[0]):
            return noun
        topic = (topic or noun) if nearest else (noun or topic)
        if start <= floor or text[start - 1] in "。\n" or (topic and text[start - 1] == ":"):
            break
        end = start - 1
    return topic


def _noun(text: str, start: int, end: int) -> tuple[int, int] | None:
    """`text[start:end]` without the words that belong to no noun; None where two characters are not left."""
    words = units.phrases()
    if _TAKEN_BACK.search(text, start, end):
        return None
    while not words["kept"].search(text, start, end) and (tail := words["tail"].search(text, start, end)):
        end = tail.start()
    summed = end
    while (verb := words["verb_end"].search(text, start, end)) and text[verb.start() - 1 : verb.start()] in (
        "共",
        "已",
        "計",
        "",
    ):
        end = verb.start()
        while tail := words["tail"].search(text, start, end):
            end = tail.start()
    while head := words["head"].match(text, start, end):
        start = head.end()
    listed = text.rfind("等", start, end)
    if 0 <= listed < end - 3 and text[listed + 1] not in "級候":
        start = listed + 1 + text.startswith(")", listed + 1)  # 「(如磅秤、地磅等)檢定」
    for cut in ("last_act", "verb_start"):
        while (lead := words[cut].match(text, start, end)) and end - lead.end() >= 2:
            start = lead.end()
    while (date := words["date"].match(text, start, end)) and end - date.end() >= 2:
        start = date.end()  # 「已辦竣111-112年度文物普查」
    if end - start >= 2:
        return start, end
    return None if summed - start < 2 or end <= start else (start, summed)
