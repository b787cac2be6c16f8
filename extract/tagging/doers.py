"""Who did what a sentence says: the branches that stand as its subject, not those that are only mentioned."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Literal

from jixiao.extract.names import organisations
from jixiao.extract.names.organisations import Mention
from jixiao.extract.names.register import Register, ours
from jixiao.extract.records import Tag
from jixiao.extract.tagging import breakdowns
from jixiao.extract.tagging import subjects as tagging_subjects
from jixiao.extract.text import dates, normalisation

_SENTENCE = re.compile(r"(?<=[。;!?\n])")
# A list that begins: 「另所屬分局執行情形：1.」, 「例如：(1)」.
_LEAD_IN = re.compile(r":(?=\s?(?:\d{1,2}[.、]\D|\([\d一二三四五六七八九十]{1,2}\)))")
_QUOTED = re.compile(r"[「『〔【][^「」『』]*[」』〕】]")
Scope = Literal["all"] | None


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of a passage besides its text.

    `agency` and `year` (ROC) are the report's, `stage` plan or result; `item_branch` is the branch that the enumeration
    label over the text names (「2.新竹分局：(1)…」), None where there is none. `register` holds the names that count.
    """

    agency: str | None = None
    year: int | None = None
    stage: str | None = None
    item_branch: str | None = None
    register: Register = field(default_factory=ours)


@dataclass(frozen=True, slots=True)
class Subject:
    """A branch (None: all branches) named as a doer at `start` to `end` of the folded text."""

    start: int
    end: int
    branch: str | None


@dataclass(frozen=True, slots=True)
class Doing:
    """One sentence of the folded text, the subjects it names, and who did what it says."""

    start: int
    end: int
    named: tuple[Subject, ...]
    branches: tuple[str, ...]
    scope: Scope


def doers(text: str, context: Context, tags: Sequence[Tag] = ()) -> tuple[tuple[str, ...], Scope]:
    """Branches that did what `text` (a sentence or a few) says, in its order, and "all" where it says so of every one.

    The branch of the item, else whoever the text names, else the report's own agency. Of `tags` those of kind
    regulation are passed over: a regulation's title may name a branch.
    """
    folded = normalisation.fold(text)
    titles = [(tag.span.start, tag.span.end) for tag in tags if tag.kind == "regulation"]
    told = doings(folded, context, titles)
    branches = tuple(dict.fromkeys(branch for doing in told for branch in doing.branches))
    return (branches, "all" if any(doing.scope for doing in told) else None) if told else settled((), context)


def doings(folded: normalisation.Folded, context: Context, titles: Sequence[tuple[int, int]] = ()) -> tuple[Doing, ...]:
    """The sentences of a text and who did what each says. `titles` are spans of the source text to be passed over.

    A sentence that names no doer goes on with the doer of the one before, up to the next item of an enumeration; an
    item that opens with a branch (「2.新竹分局：」) is that branch's, whoever else its sentences name.
    """
    named = [s for s in subjects(folded, context) if not _inside(folded.span(s.start, s.end).start, titles)]
    own = organisations.own(context.agency, context.register)
    above = context.register.parents.get(own) if own else None
    out: list[Doing] = []
    context = replace(context, item_branch=item_branch(context))
    item = context.item_branch
    carried: tuple[tuple[str, ...], Scope] | None = None
    styles: list[str] = []  # of the enumerations that are open, outermost first
    level = -1  # of the enumeration that `item` or `carried` belongs to
    for start, end in _sentences(folded.text, named):
        here = tuple(subject for subject in named if start <= subject.start < end)
        style = tagging_subjects.label_style(folded.text[start:end])
        if style and not context.item_branch:
            styles = styles[: styles.index(style) + 1] if style in styles else [*styles, style]
            if len(styles) - 1 <= level:
                item, carried, level = None, None, -1
        titled = next(
            (s for s in here if s.branch and tagging_subjects.heads_item(folded.text, start, s.start, s.end)), None
        )
        if titled and not context.item_branch:
            item, level = titled.branch, len(styles) - 1
        if item:
            carried = ((item,), None)
        elif here:
            carried, level = settled(here, context), len(styles) - 1
        branches, scope = carried or settled((), context)
        out.append(Doing(start, end, () if item else here, branches, scope))
        if not item and (branches, scope) == ((above,), None):
            # In a branch's own report what the head office does is an aside: the next sentence is the branch's again.
            carried = None
    return tuple(out)


def item_branch(context: Context) -> str | None:
    """Canonical name of the context's `item_branch`; None where the agency is registered and knows no such branch."""
    name = context.item_branch
    if not name:
        return None
    known = organisations.canonical(name, context.register)
    return known or (None if organisations.listed(context.agency, context.register) else name)


def settled(named: Sequence[Subject], context: Context) -> tuple[tuple[str, ...], Scope]:
    """Branches and scope of the subjects `named`; without any, the item's branch or the report's own agency."""
    scope: Scope = "all" if any(subject.branch is None for subject in named) else None
    branches = tuple(dict.fromkeys(subject.branch for subject in named if subject.branch))
    if not named:
        own = context.item_branch or organisations.own(context.agency, context.register)
        branches = (own,) if own else ()
    return branches, scope


def _sentences(text: str, named: Sequence[Subject]) -> list[tuple[int, int]]:
    """Start and end of each sentence; a label over a branch (2.新竹分局：) begins one too."""
    cuts = {match.start() for match in _SENTENCE.finditer(text)} | {0, len(text)}
    for subject in named:
        label = tagging_subjects.label_before(text, subject.start)
        if label is not None and tagging_subjects.heads_item(text, label, subject.start, subject.end):
            cuts.add(label)
    cuts |= {match.end() for match in _LEAD_IN.finditer(text)}
    ordered = sorted(cuts)
    return [(start, end) for start, end in pairwise(ordered) if text[start:end].strip()]


def subjects(folded: normalisation.Folded, context: Context, item: str | None = None) -> list[Subject]:
    """Branches named as doers, in order; `item` is the branch that 該分局 stands for."""
    found: list[Subject] = []
    text = folded.text
    quoted = [match.span() for match in _QUOTED.finditer(text)]
    spoken = [m for m in mentions(folded, context) if not _inside(m.start, quoted)]
    dated = [(date.start, date.end) for date in dates.find(text, context.year)]
    joined_to = -1
    for mention in spoken:
        branch = _branch(mention, context, item)
        if branch == "" or not (joined_to == mention.start or tagging_subjects.acts(text, mention, dated)):
            continue
        joined_to = tagging_subjects.joins(text, mention)
        if tagging_subjects.describes(text, mention):
            continue
        found.append(Subject(mention.start, mention.end, branch))
    return sorted([*found, *_shared(text, context)], key=lambda subject: subject.start)


def _shared(text: str, context: Context) -> list[Subject]:
    """The branches of a breakdown (「人 53、基、新 28」); a sign that is no branch's is a unit of the own agency."""
    own = organisations.own(context.agency, context.register)
    return [
        Subject(share.start, share.end, branch)
        for shares in breakdowns.find(text, context.register)
        for share in shares
        for branch in (share.branches or ((own,) if own else ()))
    ]


def shown(mention: Mention, context: Context) -> str | None:
    """Canonical name of what `mention` names; None where it names every branch or none that is known."""
    if mention.kind == "office":
        return mention.name
    return _branch(mention, context, None) or None


def mentions(folded: normalisation.Folded, context: Context) -> list[Mention]:
    """Branches that a text names, by the register, or by their form where the agency is not in it."""
    if context.agency and not organisations.listed(context.agency, context.register):
        return organisations.unlisted(folded, context.register)
    return organisations.mentions(folded, context.register)


def _branch(mention: Mention, context: Context, item: str | None) -> str | None:
    """Canonical branch; None for all branches; "" where nothing is known of the one it stands for."""
    if mention.kind == "all":
        return None
    if mention.kind == "self":
        own = organisations.own(context.agency, context.register)
        return organisations.spoken(mention.name, own, context.register) or ""
    if mention.kind == "that":
        return item or context.item_branch or ""
    return mention.branch or ""


def _inside(at: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= at < end for start, end in spans)
