"""Whose and of when: the branch and the year that each sentence and each quantity belongs to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from jixiao.extract.names import organisations
from jixiao.extract.tagging import breakdowns, doers
from jixiao.extract.tagging.breakdowns import Share
from jixiao.extract.tagging.doers import Context, Doing, Scope
from jixiao.extract.tagging.quantities import Found
from jixiao.extract.text import normalisation
from jixiao.extract.text.dates import Date

# 「較 106 年增加 201 件」: the year is only compared with, unless the figure stands right behind it.
_COMPARED = re.compile(r"(?:較|比|相較於?|對比|於)$")
# 「，合計 20 場次」, 「；全局共辦理 20 場次」: a sum of what was told before, said in a clause that names no branch.
_TOTAL = re.compile(
    r"(?:^|[,。;:、(\n])\s?(?:\(?[\d一二三四五六七八九十]{1,3}[).、])?"
    r"(?:以上|上述|前述|總局|及|各|所屬|分局|全局|全部|全體|整體|全年度?|年度|本局|[兩二三四五六七八九十\d]+個?(?:分局|單位|處|者))*"
    r"(?:合計|總計|共計|小計|總共|總數|總和|總額|合共|加總|統計|累計|共|計)[^,。;、(]{0,12}$"
)
# Characters before a figure in which the word for a sum stands. Source: chosen, a clause.
_NEAR = 40


@dataclass(frozen=True, slots=True)
class Counted:
    """A quantity with the branch and the ROC year it belongs to; None: not told."""

    found: Found
    branch: str | None
    year: int | None


def passage_doers(sentences: Sequence[Doing], context: Context) -> tuple[tuple[str, ...], Scope]:
    """Doers of a whole passage, in the order of its sentences.

    Where a branch's report names nobody but its head office as the doer, the branch stands beside it: the passage is
    part of that branch's account.
    """
    if not sentences:
        return doers.doers("", context)
    branches = tuple(dict.fromkeys(branch for doing in sentences for branch in doing.branches))
    scope: Scope = "all" if any(doing.scope for doing in sentences) else None
    own = organisations.own(context.agency, context.register)
    if own and not doers.item_branch(context) and branches and branches == (context.register.parents.get(own),):
        branches = (own, *branches)
    return branches, scope


def counted(
    folded: normalisation.Folded,
    context: Context,
    sentences: Sequence[Doing],
    dated: Sequence[Date],
    found: Sequence[Found],
) -> list[Counted]:
    """Each quantity with its branch and year, and the parts of breakdowns (「基、新 28、中 87」).

    A part takes the unit of the total before it. Where two signs share a number it goes to the one next to it.
    """
    parts = breakdowns.find(folded.text, context.register)
    spans = [(shares[0].start, shares[-1].end) for shares in parts]
    whose: list[tuple[Found, str | Literal[False] | None]] = [
        (quantity, False) for quantity in found if not any(a <= quantity.start < b for a, b in spans)
    ]
    own = organisations.own(context.agency, context.register)
    for shares in parts:
        total = _total(shares, [quantity for quantity, branch in whose if branch is False])
        for share in shares:
            part = _part(share, total, found)
            if part is not None:
                whose.append((part, share.branches[-1] if share.branches else own))
    out = []
    for quantity, branch in sorted(whose, key=lambda pair: pair[0].start):
        doing = next((d for d in sentences if d.start <= quantity.start < d.end), None)
        year = _year(folded.text, context, doing, dated, quantity.start)
        out.append(Counted(quantity, _branch(doing, quantity.start) if branch is False else branch, year))
    return _without_totals(folded.text, out)


def _without_totals(text: str, told: Sequence[Counted]) -> list[Counted]:
    """The same, the sum of several branches being nobody's: 「基隆分局 12 場次、高雄分局 8 場次，合計 20 場次」.

    A sum is one of the figures since the last sum, or, right behind one, of all before it.
    """
    out: list[Counted] = []
    since = 0
    carried: str | None = None  # the branch that a sum, and what is told on behind it, would be taken for
    summed_to = -1
    for one in told:
        at = one.found.start
        if _TOTAL.search(text, max(0, at - _NEAR), at):
            parts = [c for c in (out[since:] or out) if c.found.unit == one.found.unit]
            several = len({c.branch for c in parts if c.branch}) > 1
            carried, summed_to = (one.branch, one.found.end) if several else (None, -1)
            since = len(out) + 1
        elif summed_to >= 0 and (one.branch != carried or re.search(r"[。;\n]", text[summed_to:at])):
            summed_to = -1
        out.append(replace(one, branch=None) if summed_to >= 0 else one)
    return out


def _branch(doing: Doing | None, at: int) -> str | None:
    if doing is None:
        return None
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


def _part(share: Share, total: Found | None, found: Sequence[Found]) -> Found | None:
    """The quantity of a share: with the unit that it has of its own, else that of the total; None without either."""
    own = next((quantity for quantity in found if share.start <= quantity.start < share.end), None)
    if own is not None:
        return replace(own, start=share.start, of=total.of if total else own.of)
    return Found(share.start, share.end, share.value, total.unit, total.of) if total else None


def _total(shares: Sequence[Share], found: Sequence[Found]) -> Found | None:
    """The quantity that the breakdown divides: the one that equals its sum, else the last one before it."""
    before = [quantity for quantity in found if quantity.end <= shares[0].start]
    behind = next((quantity for quantity in found if quantity.start >= shares[-1].end), None)
    total = sum(share.value for share in shares)
    if behind is not None and behind.value == total and all(q.value != total for q in before):
        return behind
    return next((q for q in reversed(before) if q.value == total), before[-1] if before else None)
