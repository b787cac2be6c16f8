"""Whether something was done, is only planned, or is denied. Cue phrases in data/status.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jixiao.extract.records import Span, Status
from jixiao.extract.text import normalisation

_DATA = Path(__file__).parents[1] / "data" / "status.toml"
_CLAUSE = re.compile(r"[^,。;:!?！？\n]+")
_SENTENCE_END = re.compile(r"[。;!?！？\n]")
# Source: the planned sentences of report 000 have a third of their clauses planned or more, the accounts that end in an
# outlook (000 facet 2, 004 special project) a fifth or less.
_PLANNED_SHARE = 3


def status(text: str, span: Span | None = None, stage: str | None = None) -> Status:
    """What the sentence `text` says of its action, or of the clause that holds `span` (code points of `text`).

    In a plan (`stage` "plan") an action is planned unless the text says that it is done.
    """
    folded = normalisation.fold(text)
    clauses = [match.span() for match in _CLAUSE.finditer(folded.text)]
    if span is not None:
        clauses = [
            (a, b)
            for a, b in clauses
            if folded.starts[a] < max(span.end, span.start + 1) and span.start < folded.ends[b - 1]
        ]
    return _told([folded.text[a:b] for a, b in clauses], stage)


def of_figure(text: str, start: int, stage: str | None, qualifier: str | None = None) -> Status:
    """Whether the figure at `start` of `text` (folded) counts what was done.

    Its own clause decides; one that says nothing goes with the last before it in the sentence that says that something
    is planned or done (「預計辦理說明會，共 3 場」). `qualifier` is the figure's: 預計, 目標 … plan it.
    """
    cues = _cues()
    if (qualifier and cues.aims.fullmatch(qualifier)) or cues.aimed.search(text, 0, start):
        return "planned"
    first = max((mark.end() for mark in _SENTENCE_END.finditer(text, 0, start)), default=0)
    clauses = [match.group() for match in _CLAUSE.finditer(text, first) if match.start() <= start]
    last = _SENTENCE_END.search(text, start)
    own = next(
        (m.group() for m in _CLAUSE.finditer(text, first, last.start() if last else len(text)) if m.end() > start), ""
    )
    told = _told([own], None)
    if told != "done" or cues.done.search(own):
        return told if stage != "plan" or "已" in own or told == "denied" else "planned"
    for clause in reversed(clauses[:-1]):
        if cues.denied.search(cues.fixed.sub("", clause)):
            break  # 「原訂 2 場因疫情取消，改為線上辦理 3 場」
        if cues.planned.search(clause):
            return "planned"
        if cues.done.search(clause):
            break
    return "planned" if stage == "plan" and not any("已" in clause for clause in clauses) else "done"


def _told(spoken: Sequence[str], stage: str | None) -> Status:
    """What clauses say together."""
    cues = _cues()
    spoken = [cues.open_option.sub("", clause) for clause in spoken]
    # A plan at the end of a long account of what was done does not make the sentence one.
    planned = sum(bool(cues.planned.search(clause)) for clause in spoken) * _PLANNED_SHARE >= max(1, len(spoken))
    plain = [cues.fixed.sub("", clause) for clause in spoken]
    refused = [bool(cues.denied.search(clause)) for clause in plain]
    counted = any(
        not no and re.search(r"\d", clause) and not cues.planned.search(clause)
        for no, clause in zip(refused, spoken, strict=True)
    )
    denied = any(no and not (counted and cues.except_.match(c)) for no, c in zip(refused, spoken, strict=True))
    # 「尚未完成」 holds 完成 and tells of nothing done.
    done = any(
        cues.done.search(cues.denied.sub("", clause) if no else clause) and not cues.planned.search(clause)
        for no, clause in zip(refused, spoken, strict=True)
    )
    if denied and not done:
        return "denied"
    if planned and not done:
        return "planned"
    if stage == "plan" and not any("已" in clause for clause in spoken):
        return "planned"
    return "done"


@dataclass(frozen=True, slots=True)
class _Cues:
    planned: re.Pattern[str]
    done: re.Pattern[str]
    denied: re.Pattern[str]
    fixed: re.Pattern[str]
    aims: re.Pattern[str]
    aimed: re.Pattern[str]
    except_: re.Pattern[str]
    open_option: re.Pattern[str]


@cache
def _cues() -> _Cues:
    data = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    either = {key: "|".join(sorted(map(re.escape, words), key=len, reverse=True)) for key, words in data.items()}
    parts = "".join(f"(?<!{re.escape(word[:-1])})" for word in data["not_will"] if word.endswith("將"))
    # 「將由 5 天縮短為 3 天」 tells a result, as does any 將 with an end that was reached.
    changed = rf"(?!{either['nouns']})(?![^,。;]*(?:{either['changed']}))"
    return _Cues(
        planned=re.compile(rf"{either['planned']}|(?:辦理|施作|執行|發包)中$|{parts}將(?:{either['will']}){changed}"),
        done=re.compile(either["done"]),
        # 「未提供服務之廠商」 denies nothing of the doer: a relative clause.
        denied=re.compile(
            rf"(?:{either['denials']})(?:{either['actions']})(?![^,。;]*[之者的])|{either['cancelled']}|(?:取消|停辦|暫緩)(?:辦理)?\s?\d"
        ),
        fixed=re.compile(either["fixed"]),
        aims=re.compile(either["aims"]),
        aimed=re.compile(r"目標值?(?:為|是|達|:)?\s?$"),
        except_=re.compile(rf"\s?(?:{either['exceptions']})"),
        open_option=re.compile(rf"(?:{either['open_boxes']})\s?[^\s,。;□☐■☑]{{1,8}}"),
    )
