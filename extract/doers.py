"""Who did what a sentence says: the branches that stand as its subject, not those that are only mentioned.

Cue words in data/doers.toml.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from extract import dates, normalisation, organisations
from extract.organisations import Mention
from extract.records import Tag

_DATA = Path(__file__).parent / "data" / "doers.toml"
_SENTENCE = re.compile(r"[^。;;!?！？\n]+[。;;!?！？\n]?")
_CLAUSE_END = ",:(\n。;-－"
_QUOTED = re.compile(r"[「『〔【][^「」『』]*[」』〕】]")
Scope = Literal["all"] | None


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of a passage besides its text.

    `agency` and `year` (ROC) are the report's, `stage` plan or result; `item_branch` is the branch that the enumeration
    label over the text names (「2.新竹分局：(1)…」), None where there is none.
    """

    agency: str | None = None
    year: int | None = None
    stage: str | None = None
    item_branch: str | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """A branch (None: all branches) named as a doer at `start` to `end` of the folded text."""

    start: int
    end: int
    branch: str | None


def doers(text: str, context: Context, tags: Sequence[Tag] = ()) -> tuple[tuple[str, ...], Scope]:
    """Branches that did what the sentence `text` says, in its order, and "all" where it says so of every branch.

    The branch of the item, else whoever the sentence names, else the report's own agency. `tags` are not needed; those
    of kind regulation, where given, are passed over (a regulation's title may name a branch).
    """
    if context.item_branch:
        return (context.item_branch,), None
    folded = normalisation.fold(text)
    titles = [(tag.span.start, tag.span.end) for tag in tags if tag.kind == "regulation"]
    named = [s for s in subjects(folded, context) if not _inside(folded.span(s.start, s.end).start, titles)]
    return settled(named, context)


def settled(named: Sequence[Subject], context: Context) -> tuple[tuple[str, ...], Scope]:
    """Branches and scope of the subjects `named`; without any, the report's own agency."""
    scope: Scope = "all" if any(subject.branch is None for subject in named) else None
    branches = tuple(dict.fromkeys(subject.branch for subject in named if subject.branch))
    if not named:
        own = organisations.own(context.agency)
        branches = (own,) if own else ()
    return branches, scope


def sentences(text: str) -> list[tuple[int, int]]:
    """Start and end of each sentence of `text` (folded)."""
    return [match.span() for match in _SENTENCE.finditer(text)]


def subjects(folded: normalisation.Folded, context: Context, item: str | None = None) -> list[Subject]:
    """Branches named as doers, in order; `item` is the branch that 該分局 stands for."""
    found: list[Subject] = []
    cues = _cues()
    text = folded.text
    quoted = [match.span() for match in _QUOTED.finditer(text)]
    spoken = [m for m in mentions(folded, context) if not _inside(m.start, quoted)]
    skipped = [(date.start, date.end) for date in dates.find(text, context.year)]
    joined_to = -1
    for at, mention in enumerate(spoken):
        branch = _branch(mention, context, item)
        if branch == "":
            continue
        chained = joined_to == mention.start
        if not (chained or _opens(cues, text, mention, skipped) or _acts(cues, text, mention)):
            continue
        after = cues.joints.match(text, mention.end)
        following = spoken[at + 1].start if at + 1 < len(spoken) else -1
        joined_to = following if after and after.end() == following else -1
        if cues.describing.match(text, mention.end):
            continue
        found.append(Subject(mention.start, mention.end, branch))
    return found


def shown(mention: Mention, context: Context) -> str | None:
    """Canonical name of what `mention` names; None where it names every branch or none that is known."""
    if mention.kind == "office":
        return mention.name
    return _branch(mention, context, None) or None


def mentions(folded: normalisation.Folded, context: Context) -> list[Mention]:
    """Branches that a text names, by the register, or by their form where the agency is not in it."""
    if context.agency and not organisations.listed(context.agency):
        return organisations.unlisted(folded)
    return organisations.mentions(folded)


def _branch(mention: Mention, context: Context, item: str | None) -> str | None:
    """Canonical branch; None for all branches; "" where nothing is known of the one it stands for."""
    if mention.kind == "all":
        return None
    if mention.kind == "self":
        own = organisations.own(context.agency)
        return organisations.spoken(mention.name, own) or ""
    if mention.kind == "that":
        return item or context.item_branch or ""
    return mention.branch or ""


def _opens(cues: _Cues, text: str, mention: Mention, skipped: Sequence[tuple[int, int]]) -> bool:
    """Whether nothing but openings and dates stands between the beginning of the clause and the mention."""
    start = max(text.rfind(mark, 0, mention.start) + 1 for mark in _CLAUSE_END)
    lead = "".join(c for i, c in enumerate(text[start : mention.start], start) if not _inside(i, skipped))
    return bool(cues.opening.fullmatch(lead)) and not (text[start - 1 : start] == "(" and not _alone(text, mention))


def _alone(text: str, mention: Mention) -> bool:
    return text[mention.end : mention.end + 1] in (")", "、", "", ":")


def _acts(cues: _Cues, text: str, mention: Mention) -> bool:
    """The agent of a clause (由臺南分局辦理), or an office that is set up or in which something is done."""
    before = text[max(0, mention.start - 4) : mention.start]
    if cues.agent.search(before):
        return not cues.path.match(text, mention.end)
    return mention.kind == "office" and bool(cues.office.search(before))


def _inside(at: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= at < end for start, end in spans)


@dataclass(frozen=True, slots=True)
class _Cues:
    opening: re.Pattern[str]
    joints: re.Pattern[str]
    describing: re.Pattern[str]
    agent: re.Pattern[str]
    path: re.Pattern[str]
    office: re.Pattern[str]


@cache
def _cues() -> _Cues:
    data = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    either = {key: "|".join(sorted(map(re.escape, words), key=len, reverse=True)) for key, words in data.items()}
    label = r"\(?[\dA-Za-z一二三四五六七八九十]{1,2}[).、]|[\s。)\]•●○*]"
    return _Cues(
        opening=re.compile(rf"(?:{label}|{either['openings']})*"),
        joints=re.compile(rf"(?:\([^()]*\))?(?:{either['joints']})"),
        describing=re.compile(rf"(?:{either['describing']})"),
        agent=re.compile(rf"(?:{either['agents']})$"),
        path=re.compile(rf"(?:{either['paths']})"),
        office=re.compile(rf"(?:{either['establishing']}|{either['places']}|[及、與])$"),
    )
