"""Whose and of when: the branch and the year that each sentence and each quantity belongs to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from extract import doers, normalisation, organisations
from extract.dates import Date
from extract.doers import Context, Scope, Subject
from extract.quantities import Found

# 「較 106 年增加 201 件」: the year is only compared with, unless the figure stands right behind it.
_COMPARED = re.compile(r"(?:較|比|相較於?|對比|於)$")


@dataclass(frozen=True, slots=True)
class Doing:
    """One sentence of the folded text, the subjects it names, and who did what it says."""

    start: int
    end: int
    named: tuple[Subject, ...]
    branches: tuple[str, ...]
    scope: Scope


@dataclass(frozen=True, slots=True)
class Counted:
    """A quantity with the branch and the ROC year it belongs to; None: not told."""

    found: Found
    branch: str | None
    year: int | None


@dataclass(frozen=True, slots=True)
class _Share:
    """A part of a breakdown: 「新 28」."""

    start: int
    end: int
    value: float
    branch: str | None


def doings(folded: normalisation.Folded, context: Context) -> tuple[Doing, ...]:
    """The sentences of a passage. One that names no doer goes on with the doer of the sentence before."""
    named = () if context.item_branch else tuple(doers.subjects(folded, context))
    out: list[Doing] = []
    for start, end in doers.sentences(folded.text):
        here = tuple(subject for subject in named if start <= subject.start < end)
        if context.item_branch:
            branches, scope = doers.doers("", context)
        elif not here and out:
            branches, scope = out[-1].branches, out[-1].scope
        else:
            branches, scope = doers.settled(here, context)
        out.append(Doing(start, end, here, branches, scope))
    return tuple(out)


def passage_doers(sentences: Sequence[Doing], context: Context) -> tuple[tuple[str, ...], Scope]:
    """Doers of a whole passage, in the order of its sentences.

    Where a branch's report names nobody but its head office as the doer, the branch stands beside it: the passage is
    part of that branch's account.
    """
    if not sentences:
        return doers.doers("", context)
    branches = tuple(dict.fromkeys(branch for doing in sentences for branch in doing.branches))
    scope: Scope = "all" if any(doing.scope for doing in sentences) else None
    own = organisations.own(context.agency)
    if own and not context.item_branch and branches and branches == (organisations.parent(own),):
        branches = (own, *branches)
    return branches, scope


def counted(
    folded: normalisation.Folded, context: Context, sentences: Sequence[Doing], dated: Sequence[Date], found: Sequence[Found]
) -> list[Counted]:
    """Each quantity with its branch and year, and the parts of breakdowns (「基、新 28、中 87」), which take the unit of
    the total before them. Where two signs share a number it goes to the one next to it."""
    out = []
    parts = _breakdowns(folded.text)
    for quantity in found:
        if any(part.start <= quantity.start < part.end for part in parts):
            continue
        doing = next((d for d in sentences if d.start <= quantity.start < d.end), None)
        branch = _branch(doing, quantity.start) if doing else None
        out.append(Counted(quantity, branch, _year(folded.text, context, doing, dated, quantity.start)))
    for part in parts:
        total = _total(parts, part, [c.found for c in out])
        if total is not None:
            share = Found(part.start, part.end, part.value, total.unit, total.of)
            doing = next((d for d in sentences if d.start <= part.start < d.end), None)
            out.append(Counted(share, part.branch, _year(folded.text, context, doing, dated, part.start)))
    return sorted(out, key=lambda c: c.found.start)


def _branch(doing: Doing, at: int) -> str | None:
    before = [subject for subject in doing.named if subject.start < at]
    if before:
        # 「總局及各分局 …」 and 「基隆分局、花蓮分局 …」 are one subject: no single branch's figure.
        last = before[-1]
        group = [s for s in before if last.start - s.end <= 2 or s is last]
        return last.branch if len(group) == 1 else None
    return doing.branches[0] if len(doing.branches) == 1 and doing.scope is None else None


def _year(text: str, context: Context, doing: Doing | None, dated: Sequence[Date], at: int) -> int | None:
    start = doing.start if doing else 0
    before = [date for date in dated if start <= date.start < at and date.year is not None]
    while before:
        date = before.pop()
        if not _COMPARED.search(text, 0, date.start) or date.end == at:
            return date.year
    return context.year


def _breakdowns(text: str) -> list[_Share]:
    parts: list[_Share] = []
    for whole in _breakdown().finditer(text):
        letters = organisations.register().letters
        found = [
            _Share(m.start(), m.end(), float(m["value"].replace(",", "")), letters.get(m["sign"]))
            for m in _share().finditer(text, whole.start(), whole.end())
        ]
        if sum(part.branch is not None for part in found) >= 2:
            parts += found
    return parts


def _total(parts: Sequence[_Share], part: _Share, found: Sequence[Found]) -> Found | None:
    """The quantity that the breakdown divides: the one that equals its sum, else the last one before it."""
    before = [quantity for quantity in found if quantity.end <= part.start]
    total = sum(p.value for p in parts)
    return next((q for q in reversed(before) if q.value == total), before[-1] if before else None)


@cache
def _share() -> re.Pattern[str]:
    signs = "|".join(sorted(map(re.escape, organisations.register().letters), key=len, reverse=True))
    sign = rf"(?:{signs}|[\u4e00-\u9fff])"
    return re.compile(rf"(?P<sign>{sign})[:]?(?P<value>\d[\d,]*(?:\.\d+)?)(?![\d.%])")


@cache
def _breakdown() -> re.Pattern[str]:
    signs = "|".join(sorted(map(re.escape, organisations.register().letters), key=len, reverse=True))
    group = rf"(?:(?:{signs}|[\u4e00-\u9fff])[、及]?)+:?\d[\d,]*"
    known = rf"(?:(?:{signs})[、及]?)+:?\d[\d,]*"
    return re.compile(rf"(?:(?:[\u4e00-\u9fff]:?\d[\d,]*[、,;]?)?(?:{known}[、,;]?){{2,}}(?:{group}[、,;]?)*)") if signs else re.compile("(?!)")

