"""Whether something was done, is only planned, or is denied. Cue phrases in data/tense.toml."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from extract import normalisation
from extract.records import Span

_DATA = Path(__file__).parent / "data" / "tense.toml"
_CLAUSE = re.compile(r"[^,。;:!?！？\n]+")
# Source: the planned sentences of report 000 have a third of their clauses planned or more, the accounts that end in an
# outlook (000 facet 2, 004 special project) a fifth or less.
_PLANNED_SHARE = 3
Status = Literal["done", "planned", "denied"]


def status(text: str, span: Span | None = None, stage: str | None = None) -> Status:
    """What the sentence `text` says of its action, or of the clause that holds `span` (code points of `text`).

    In a plan (`stage` "plan") an action is planned unless the text says that it is done.
    """
    folded = normalisation.fold(text)
    cues = _cues()
    clauses = [match.span() for match in _CLAUSE.finditer(folded.text)]
    if span is not None:
        clauses = [
            (a, b)
            for a, b in clauses
            if folded.starts[a] < max(span.end, span.start + 1) and span.start < folded.ends[b - 1]
        ]
    spoken = [folded.text[a:b] for a, b in clauses]
    # A plan at the end of a long account of what was done does not make the sentence one.
    planned = sum(bool(cues.planned.search(clause)) for clause in spoken) * _PLANNED_SHARE >= max(1, len(spoken))
    denied = any(cues.denied.search(cues.fixed.sub("", clause)) for clause in spoken)
    done = any(cues.done.search(clause) and not cues.planned.search(clause) for clause in spoken)
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


@cache
def _cues() -> _Cues:
    data = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    either = {key: "|".join(sorted(map(re.escape, words), key=len, reverse=True)) for key, words in data.items()}
    parts = "".join(f"(?<!{re.escape(word[:-1])})" for word in data["not_will"] if word.endswith("將"))
    return _Cues(
        planned=re.compile(rf"{either['planned']}|{parts}將(?:{either['will']})"),
        done=re.compile(either["done"]),
        # 「未提供服務之廠商」 denies nothing of the doer: a relative clause.
        denied=re.compile(rf"(?:{either['denials']})(?:{either['actions']})(?![^,。;]*[之者的])"),
        fixed=re.compile(either["fixed"]),
    )
