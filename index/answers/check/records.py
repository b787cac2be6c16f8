"""Figures that do not agree and totals with their parts, and how they read as JSON and in a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from jixiao.extract.passage_json import quantity_to_json
from jixiao.extract.records import Passage, Quantity, Span
from jixiao.index import labels
from jixiao.index.answers.check.rates import StatedRate
from jixiao.index.answers.scoring.quoting import quoted
from jixiao.index.json_contract import evidence_to_json
from jixiao.index.text.sentences import Sentence
from jixiao.index.view import View


@dataclass(frozen=True, slots=True)
class ComparableFigure:
    """A figure in its sentence, and what decides whether another is comparable.

    `thing` is what is counted in one spelling; `wider` are things that this is without one of its joined parts
    (驗證登錄及型式認可率 → 驗證登錄率). `unit` is the first of its group. `period` is None for a whole year. `acts`
    and `strict` are groups of comparable_figures.toml. `context` are the bigrams of the words around it that are
    neither figures, dates, branches, acts nor empty. `generic`: many things are called so.
    """

    sentence: Sentence
    quantity: Quantity
    thing: str
    wider: frozenset[str]
    unit: str
    period: str | None
    acts: frozenset[int]
    strict: frozenset[int]
    context: frozenset[str]
    generic: bool

    @property
    def passage(self) -> Passage:
        return self.sentence.passage


@dataclass(frozen=True, slots=True)
class StatedTotal:
    """A total and the parts that the text gives for it; `span` covers both, in the document's text.

    `parts` are names (signs of branches as their names, else what is counted, or None) with values. `whole` is false
    where the text names some parts only (其中): they may add up to less.
    """

    passage: Passage
    span: Span
    total: Quantity
    parts: tuple[tuple[str | None, float], ...]
    whole: bool = True

    @property
    def added(self) -> float:
        return round(sum(value for _, value in self.parts), 6)

    @property
    def matches(self) -> bool:
        return self.added == self.total.value if self.whole else self.added <= self.total.value


ReportRelation = Literal["within", "between"]


MatchBasis = Literal["same", "joined", "linked"]


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
