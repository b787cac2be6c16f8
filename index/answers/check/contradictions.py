"""Where reports do not agree with themselves or with each other: figures that contradict, parts that do not add up.

Precision before recall: a pair is shown only if the same thing is counted for the same branch, year and period, in
the same unit and by the same act, in whole and in the past, and if no rounding or 逾 explains the difference.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Literal

from jixiao.extract.names.register import Register
from jixiao.extract.passage_json import quantity_to_json
from jixiao.extract.records import Passage, Quantity
from jixiao.index import labels
from jixiao.index.answers.check import comparable_figures, linking, rates, totals
from jixiao.index.answers.check.comparable_figures import ComparableFigure
from jixiao.index.answers.check.rates import StatedRate
from jixiao.index.answers.check.totals import StatedTotal
from jixiao.index.answers.scoring.quoting import quoted
from jixiao.index.json_contract import evidence_to_json
from jixiao.index.records import EVERYTHING, Filters
from jixiao.index.text.similarity import jaccard
from jixiao.index.view import View

ReportRelation = Literal["within", "between"]
MatchBasis = Literal["same", "joined", "linked"]
# A thing with more values than this in one branch's year is a word for many things. Source: the one thing with more
# in five reports (廠商 of 002, six values) names six occasions.
_MOST_VALUES = 3
# Jaccard coefficient of the words around two figures from which they may contradict each other. Set by hand: the pairs
# of the five reports have either nothing around them or nothing in common.
_MIN_CONTEXT = 0.5
_AT_LEAST = re.compile(r"逾|超過|以上|至少|不少於|不低於|高於|大於|多於|突破|餘|多")
_AT_MOST = re.compile(r"未逾|以下|以內|之內|內|不到|未滿|至多|最多|不超過|低於|少於|小於|將近|近")
_ABOUT = re.compile(r"約|左右|上下|近")


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two figures of one thing with different values.

    `basis` "joined": one of them counts a second thing too; "linked": the sentences are linked as one achievement in
    two reports.
    """

    first: ComparableFigure
    second: ComparableFigure
    basis: MatchBasis

    @property
    def place(self) -> ReportRelation:
        return "within" if self.first.passage.document_id == self.second.passage.document_id else "between"


@dataclass(frozen=True, slots=True)
class Checks:
    """What was found in `checked` passages; `sums` holds those that add up too."""

    checked: int
    contradictions: tuple[Contradiction, ...]
    sums: tuple[StatedTotal, ...]
    rates: tuple[StatedRate, ...] = ()

    @property
    def failed_rates(self) -> tuple[StatedRate, ...]:
        """Rates of achievement that do not follow from target and actual value."""
        return tuple(one for one in self.rates if not one.follows)

    @property
    def failed(self) -> tuple[StatedTotal, ...]:
        """Sums that do not add up."""
        return tuple(one for one in self.sums if not one.matches)


def check(view: View, filters: Filters = EVERYTHING) -> Checks:
    """Everything that passes the filters, held against itself; in the order of the documents."""
    passages = view.passages(filters)
    found = contradictions(passages, view.register, tuple(_linked(passages, view)))
    sums = tuple(totals.stated_totals(passages, view.register))
    return Checks(len(passages), tuple(found), sums, tuple(rates.stated_rates(passages)))


def contradictions(
    passages: Sequence[Passage], register: Register, linked: Iterable[Contradiction] = ()
) -> Iterator[Contradiction]:
    """Each pair of different values once, with the first place of each; those that are `linked` where not found here.

    In the order of the passages.
    """
    order = {passage.passage_id: at for at, passage in enumerate(passages)}
    found: dict[tuple[object, ...], Contradiction] = {}
    for group in _groups(comparable_figures.comparable(passages, register)):
        for first, second in combinations(group, 2):
            basis = _match_basis(first, second)
            if basis is not None and _contradict(first, second):
                found.setdefault(_key(first, second), Contradiction(first, second, basis))
    for pair in linked:
        found.setdefault(_key(pair.first, pair.second), pair)
    yield from sorted(found.values(), key=lambda pair: order[pair.first.passage.passage_id])


def _key(first: ComparableFigure, second: ComparableFigure) -> tuple[object, ...]:
    values = frozenset({first.quantity.value, second.quantity.value})
    documents = frozenset({first.passage.document_id, second.passage.document_id})
    return values, documents, first.quantity.branch, first.quantity.year, first.unit


def _linked(passages: Sequence[Passage], view: View) -> Iterator[Contradiction]:
    """Differing figures of one thing in the sentences that link one achievement in two reports."""
    there = {p.passage_id for p in passages}
    reported = [p for p in passages if p.quantities and p.stage != "plan" and p.label not in ("strategy", "measure")]
    for sentence, link in linking.pairs(reported, view):
        if link.sentence.passage.passage_id in there:
            for first, second in link.differing:
                if not compatible(first, second):
                    figures = (
                        comparable_figures.unread(sentence, first),
                        comparable_figures.unread(link.sentence, second),
                    )
                    yield Contradiction(*figures, "linked")


def _groups(figures: Iterable[ComparableFigure]) -> Iterator[list[ComparableFigure]]:
    """Figures of one thing, unit, branch, year and period; groups of too many values are left out."""
    groups: dict[tuple[object, ...], list[ComparableFigure]] = defaultdict(list)
    for figure in figures:
        for key in comparable_figures.comparison_keys(figure.quantity, figure.passage.agency):
            groups[*key, figure.period].append(figure)
    for group in groups.values():
        values_by_report: dict[str, set[float]] = defaultdict(set)
        for figure in group:
            values_by_report[figure.passage.document_id].add(figure.quantity.value)
        if all(len(own) <= _MOST_VALUES for own in values_by_report.values()):
            yield group


def _match_basis(first: ComparableFigure, second: ComparableFigure) -> MatchBasis | None:
    """None where both have lost a joined part to become alike."""
    if first.thing == second.thing:
        return "same"
    return "joined" if first.thing in second.wider or second.thing in first.wider else None


def _contradict(first: ComparableFigure, second: ComparableFigure) -> bool:
    if first.passage.passage_id == second.passage.passage_id or compatible(first.quantity, second.quantity):
        return False
    if first.strict != second.strict or (first.acts and second.acts and not first.acts & second.acts):
        return False
    alike = jaccard(first.context, second.context) >= _MIN_CONTEXT
    return alike if first.generic or (first.context and second.context) else True


def compatible(first: Quantity, second: Quantity) -> bool:
    """Whether both may be true: equal, one a bound or a rounding of the other."""
    return first.value == second.value or _allows(first, second) or _allows(second, first)


def _allows(stated: Quantity, other: Quantity) -> bool:
    words = stated.qualifier or ""
    if _AT_LEAST.search(words) and not words.startswith("未") and other.value >= stated.value:
        return True
    if _AT_MOST.search(words) and other.value <= stated.value:
        return True
    # 5% is set by hand: no report of the five gives a figure both with 約 and without.
    if _ABOUT.search(words) and abs(other.value - stated.value) <= 0.05 * abs(stated.value):
        return True
    step = _step(stated)
    return step > _step(other) and abs(other.value - stated.value) < step


def _step(quantity: Quantity) -> float:
    """What the figure's last written digit is worth: 3.5 萬 1000, 66.8% 0.1."""
    number = re.search(r"\d[\d,]*(?:\.(\d+))?", quantity.surface)
    if number is None:
        return 0.0
    decimals = len(number[1] or "")
    large = 10.0**8 if "億" in quantity.surface else 10.0**4 if "萬" in quantity.surface else 1.0
    rest = re.search(r"[萬億]\s?\d", quantity.surface)
    return 1.0 if rest else large * 10.0**-decimals


def checks_to_json(checks: Checks, view: View) -> dict[str, Any]:
    """`contradictions` with both places, `sums` all that were checked, the failed ones first."""
    ordered = sorted(checks.sums, key=lambda one: one.matches)
    return {
        "checked": checks.checked,
        "contradictions": [_contradiction_to_json(pair, view) for pair in checks.contradictions],
        "sums": [_total_to_json(one, view) for one in ordered],
        "failed_sums": len(checks.failed),
        "rates": [_rate_to_json(one, view) for one in checks.failed_rates],
    }


def _rate_to_json(one: StatedRate, view: View) -> dict[str, Any]:
    told = {name: quantity_to_json(getattr(one, name)) for name in ("target", "actual", "rate")}
    return evidence_to_json(quoted(one.passage, one.passage.span, view)) | told | {"expected": round(one.expected, 2)}


def _contradiction_to_json(pair: Contradiction, view: View) -> dict[str, Any]:
    first = pair.first
    return {
        "kind": pair.place,
        "of": first.quantity.of,
        "branch": first.quantity.branch,
        "year": first.quantity.year,
        "values": [quantity_to_json(figure.quantity)["value"] for figure in (pair.first, pair.second)],
        "why": {
            "thing": first.thing,
            "likeness": pair.basis,
            "unit": "same" if pair.first.quantity.unit == pair.second.quantity.unit else "alike",
            "period": first.period,
        },
        "places": [
            evidence_to_json(quoted(figure.passage, figure.sentence.span, view))
            | {"quantity": quantity_to_json(figure.quantity)}
            for figure in (pair.first, pair.second)
        ],
    }


def _total_to_json(one: StatedTotal, view: View) -> dict[str, Any]:
    return evidence_to_json(quoted(one.passage, one.span, view)) | {
        "total": quantity_to_json(one.total),
        "added": one.added,
        "matches": one.matches,
        "whole": one.whole,
        "parts": [{"name": name, "value": value} for name, value in one.parts],
    }


def check_lines(checks: Checks, *, sums: bool = False) -> Iterator[str]:
    """For people: each pair with both places, then sums that do not add up (`sums`: all), then how much was read."""
    for pair in checks.contradictions:
        first = pair.first.quantity
        head = (pair.place, first.branch or pair.first.passage.agency or "", str(first.year or ""), pair.first.thing)
        yield "\t".join(head)
        for figure in (pair.first, pair.second):
            yield f"\t{figure.quantity.surface}\t{_where(figure.passage)}\t{' '.join(figure.sentence.text.split())}"
    for one in checks.sums if sums else checks.failed:
        state = "adds up" if one.matches else "differs"
        yield f"{state}\t{one.total.surface}\t{one.added:g}\t{_where(one.passage)}\t{one.total.of or ''}"
    for rate in checks.failed_rates:
        row = f"{rate.target.surface}\t{rate.actual.surface}\t{rate.rate.surface}\t{rate.expected:.1f}%"
        yield f"rate differs\t{row}\t{_where(rate.passage)}\t{rate.rate.of or ''}"
    adds = len(checks.sums) - len(checks.failed)
    summed = f"{len(checks.contradictions)} contradictions, {adds} of {len(checks.sums)} sums add up"
    yield f"{checks.checked} passages, {summed}"


def _where(passage: Passage) -> str:
    return f"{passage.source} {labels.place(passage.locator, 'zh')}".rstrip()
