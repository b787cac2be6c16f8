"""Where a name stands in its clause: as the one who acts, or as something that is spoken of.

Cue words in data/doers.toml.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jixiao.extract.names.organisations import Mention

_DATA = Path(__file__).parents[1] / "data" / "doers.toml"
_CLAUSE_END = ",:(\n。;-－"
_LISTED = ("、", "(", "及", "與", "和", "以")
_DATE = "\0"
_NUMBER = re.compile(r"\s*(?:\(?\d{1,2}[).、]|\([一二三四五六七八九十]{1,2}\)|[A-Za-z][.、])\s?")
_NUMBER_BEFORE = re.compile(r"(?<!\d)(?:\d{1,2}[.、]|[A-Z]\.)\s?$")


def acts(text: str, mention: Mention, dated: Sequence[tuple[int, int]]) -> bool:
    """Whether `mention` is the doer of its clause in `text` (folded); `dated` are the spans of dates.

    It is where nothing but openings and dates stands before it in the clause, as an agent (由臺南分局辦理), where it
    is an office that is set up or in which something is done, or one of a list with a figure of its own.
    """
    return _opens(text, mention, dated) or _is_agent(text, mention) or _has_figure(text, mention)


def joins(text: str, mention: Mention) -> int:
    """Where the name joined to `mention` begins (基隆分局、花蓮分局); -1 where none is."""
    joint = _cues().joints.match(text, mention.end)
    return joint.end() if joint else -1


def describes(text: str, mention: Mention) -> bool:
    """Whether `mention` only describes what follows it (總局之規定)."""
    return bool(_cues().describing.match(text, mention.end))


def heads_item(text: str, start: int, name_start: int, name_end: int) -> bool:
    """Whether a name heads the item that begins at `start`: 「2.新竹分局：」, 「D.臺南分局－」."""
    return bool(_NUMBER.fullmatch(text, start, name_start)) and text[name_end : name_end + 1] in (":", "-", "－", "—")


def label_before(text: str, at: int) -> int | None:
    """Where the enumeration label that ends at `at` begins."""
    label = _NUMBER_BEFORE.search(text, 0, at)
    return label.start() if label else None


def label_style(sentence: str) -> str:
    """The style of the enumeration label a sentence begins with (「1.」, 「(1)」, 「A.」), "" without one."""
    label = _NUMBER.match(sentence)
    return re.sub(r"\d+", "1", re.sub(r"[A-Za-z]", "A", label.group().strip())) if label else ""


def _opens(text: str, mention: Mention, dated: Sequence[tuple[int, int]]) -> bool:
    start = max(text.rfind(mark, 0, mention.start) + 1 for mark in _CLAUSE_END)
    if _NUMBER_BEFORE.search(text, 0, mention.start) and text[mention.end : mention.end + 1] == ":":
        return True
    lead = text[start : mention.start]
    for first, last in reversed(dated):
        if start <= first and last <= mention.start:
            lead = lead[: first - start] + _DATE + lead[last - start :]
    bracketed = text[start - 1 : start] == "(" and ")" not in lead
    # In brackets a name acts where it stands alone: 「辦理說明會(臺南分局)」.
    alone = text[mention.end : mention.end + 1] in (")", "、", "", ":")
    return bool(_cues().opening.fullmatch(lead)) and (alone or not bracketed)


def _has_figure(text: str, mention: Mention) -> bool:
    return text[mention.start - 1 : mention.start] in _LISTED and bool(_cues().figure.match(text, mention.end))


def _is_agent(text: str, mention: Mention) -> bool:
    before = text[max(0, mention.start - 4) : mention.start]
    if _cues().agent.search(before):
        return not _cues().path.match(text, mention.end)
    return mention.kind == "office" and bool(_cues().office.search(before))


@dataclass(frozen=True, slots=True)
class _Cues:
    opening: re.Pattern[str]
    joints: re.Pattern[str]
    describing: re.Pattern[str]
    agent: re.Pattern[str]
    path: re.Pattern[str]
    office: re.Pattern[str]
    figure: re.Pattern[str]


@cache
def _cues() -> _Cues:
    data = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    either = {key: "|".join(sorted(map(re.escape, words), key=len, reverse=True)) for key, words in data.items()}
    unit = r"(?:第[一二三四五六七八九十]+[組課科室]|[\u4e00-\u9fff]{2,4}[組課科室])?"
    label = r"\(?[\dA-Za-z一二三四五六七八九十]{1,2}[).、]|[\s。)\]•●○*]"
    return _Cues(
        opening=re.compile(
            # Possessive: words that others are made of (係由, 係, 由) must not be tried in every way.
            rf"(?:{label}|{either['openings']}|(?:{either['before_dates']})*+{_DATE}(?:{either['behind_dates']})*+)*+"
        ),
        joints=re.compile(rf"{unit}(?:\([^()]*\))?(?:{either['joints']})"),
        describing=re.compile(rf"(?:{either['describing']})"),
        agent=re.compile(rf"(?:{either['agents']})$"),
        path=re.compile(rf"(?:{either['paths']})"),
        figure=re.compile(rf"(?:{either['figures']})*\(?\d"),
        office=re.compile(rf"(?:{either['establishing']}|{either['places']})$"),
    )
