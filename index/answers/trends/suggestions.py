"""Figures that a library has for more than one year: what a trend can be asked of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from jixiao.extract.records import Passage, Quantity
from jixiao.index.answers.scoring import figures
from jixiao.index.answers.trends.records import Recurring
from jixiao.index.answers.trends.trends import idle_words
from jixiao.index.records import EVERYTHING, Filters
from jixiao.index.text.similarity import bigrams, dice
from jixiao.index.text.tokenizer import fold
from jixiao.index.view import View

# Dice coefficient of the bigrams from which two wordings count the same thing. Source: the 40 pairs of reports 000-004
# that come nearest to it: 各類專業教育訓練 and 教育訓練 have 0.6, two kinds of 申辦率 0.5.
MIN_SAME_THING = 0.6
# Characters of a name that says what is counted: fewer name nothing, more are a whole clause.
SHORTEST, LONGEST = 3, 16
_EDGES = re.compile(r"^[^\w「『《]+|[^\w」』》]+$")
# Dates and times are no figures that anyone follows.
_NO_FIGURE = re.compile(r"[年月日週周季]|個月|小時|分鐘|天|第")


@dataclass(slots=True)
class _Group:
    names: list[str]
    units: list[str]
    terms: set[str]
    years_by_branch: dict[str | None, set[int]] = field(default_factory=dict)
    documents: set[str] = field(default_factory=set)


def recurring(view: View, filters: Filters = EVERYTHING, most: int = 40) -> tuple[Recurring, ...]:
    """Those of two years or more: first those with several years of one branch, then by years and documents."""
    groups: dict[frozenset[str], list[_Group]] = {}
    for passage, quantity, name in _counted(view.passages(filters)):
        kin = figures.interchangeable_units(fold(quantity.unit))
        group = _nearest(groups.setdefault(kin, []), bigrams(name))
        if group is None:
            group = _Group([], [], bigrams(name))
            groups[kin].append(group)
        group.names.append(name)
        group.units.append(quantity.unit)
        group.documents.add(passage.document_id)
        if quantity.year is not None:
            group.years_by_branch.setdefault(quantity.branch, set()).add(quantity.year)
    found = [_recurring(group) for own in groups.values() for group in own]
    found = [one for one in found if len(one.years) > 1]
    found.sort(key=lambda one: (-len(one.branches), -len(one.years), -one.documents, len(one.what), one.what))
    return tuple(found[:most])


def _counted(passages: Iterable[Passage]) -> Iterator[tuple[Passage, Quantity, str]]:
    """The figures of outcomes that say what they count, with its name."""
    for passage in passages:
        if passage.label not in ("outcome", None):
            continue
        for quantity in passage.quantities:
            name = _name(quantity.of or "")
            if name and not _NO_FIGURE.search(quantity.unit):
                yield passage, quantity, name


def _name(of: str) -> str:
    """What is counted, without idle words at its edges; empty where too little or too much is left to be a name."""
    name, before = of, ""
    while name != before:
        before = name
        name = _EDGES.sub("", name)
        for word in idle_words():
            name = name.removeprefix(word).removesuffix(word)
    return name if SHORTEST <= len(name) <= LONGEST and not re.search(r"[，。；：]", name) else ""


def _nearest(groups: Iterable[_Group], terms: set[str]) -> _Group | None:
    scored = [(dice(terms, g.terms), -at, g) for at, g in enumerate(groups)]
    best = max(scored, default=None, key=lambda one: one[:2])
    return best[2] if best is not None and best[0] >= MIN_SAME_THING else None


def _recurring(group: _Group) -> Recurring:
    """Called by its commonest name, of several the shortest."""
    name = min(set(group.names), key=lambda n: (-group.names.count(n), len(n), n))
    unit = min(set(group.units), key=lambda u: (-group.units.count(u), u))
    years = tuple(sorted({year for own in group.years_by_branch.values() for year in own}))
    branches = tuple(sorted(b for b, own in group.years_by_branch.items() if b and len(own) > 1))
    return Recurring(name, unit, years, branches, len(group.documents))
