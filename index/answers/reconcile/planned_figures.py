"""Planned figures beside the reported ones: which count the same thing, and which were reached."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from jixiao.extract.records import Quantity, Span
from jixiao.extract.tagging import status
from jixiao.index import data_files
from jixiao.index.answers.reconcile.records import FigureComparison, Reached, ReportedFigure
from jixiao.index.answers.scoring import figures
from jixiao.index.text.sentences import Sentence
from jixiao.index.text.similarity import bigrams, overlap
from jixiao.index.text.tokenizer import fold

_CLAUSE = re.compile(r"(?:[^，,、；;。:：()（）\n]|(?<=\d),(?=\d))+")
# Overlap of the bigrams of two descriptions from which they are of one thing that is counted.
# Source: 003 against 004: 各類專業教育訓練 with itself 1, 測試 80 人次 with 共測試 1,161 人次 1; others 0.2 at most.
MIN_SAME_THING = 0.5
SHARE_UNITS = ("%", "％", "成", "百分點", "個百分點")


def compare_figures(plan: Sentence, reported: Sequence[ReportedFigure]) -> tuple[FigureComparison, ...]:
    """The plan's figures in their order, each beside the figure of `told` that is most surely of its kind."""
    return tuple(_comparison(plan, quantity, reported) for quantity in planned_quantities(plan))


def planned_quantities(plan: Sentence) -> list[Quantity]:
    """The figures of a planned sentence that something can be measured by: no conditions, rates, or former years."""
    year = plan.passage.year
    return [
        q
        for q in final_figures(plan)
        if (q.qualifier or "") not in _words("conditions")
        and not _before(plan, q).endswith(_words("rates"))
        and (q.year is None or year is None or q.year == year)
    ]


def final_figures(sentence: Sentence) -> list[Quantity]:
    """The figures of a sentence without the earlier ends of changes (由 3 日縮短為 2 日)."""
    own = sentence.quantities
    earlier = {a.span for a, b in pairwise(own) if b.change is not None and b.change.before == a.value}
    return [q for q in own if q.span not in earlier]


def _comparison(plan: Sentence, planned: Quantity, reported: Sequence[ReportedFigure]) -> FigureComparison:
    promised = _promised(plan, planned)
    fitting = [(same_thing_score(plan, planned, one), -at, one) for at, one in enumerate(reported)]
    best = max((one for one in fitting if one[0] >= MIN_SAME_THING), default=None, key=lambda one: one[:2])
    if best is None:
        return FigureComparison(planned, "not_reported", promised)
    return FigureComparison(planned, reached(plan, planned, best[2].quantity.value), promised, best[2])


def reached(plan: Sentence, planned: Quantity, value: float) -> Reached:
    """Whether `value` keeps what was planned; a limit is kept from below."""
    if is_limit(plan, planned):
        return "met" if value <= planned.value else "missed"
    if value >= planned.value:
        return "met"
    return "short" if value > 0 and planned.unit not in SHARE_UNITS else "missed"


def is_limit(plan: Sentence, planned: Quantity) -> bool:
    """Whether less is better: 14 天內, 由 3 日縮短為 2 日."""
    if planned.change is not None:
        return planned.change.after < planned.change.before
    return (planned.qualifier or "") in _words("limits") or _before(plan, planned).endswith(_words("limits"))


def same_thing_score(plan: Sentence, planned: Quantity, reported: ReportedFigure) -> float:
    """How similar the words for what two figures count are, 0 to 1; 0 for another unit."""
    if not same_unit(planned.unit, reported.quantity.unit):
        return 0.0
    here, there = _described(plan, planned), _described(reported.sentence, reported.quantity)
    clauses = _bigrams(_clause(plan, planned)), _bigrams(_clause(reported.sentence, reported.quantity))
    return max(overlap(here, there), overlap(_of(planned), _of(reported.quantity)), overlap(*clauses))


def same_unit(first: str, second: str) -> bool:
    """Whether people use the two for each other."""
    return fold(second) in figures.interchangeable_units(fold(first))


def _described(sentence: Sentence, quantity: Quantity) -> set[str]:
    """What a figure counts and its clause; of a breakdown, the clause of the whole that has its unit."""
    whole = sentence.before
    if whole is not None:
        alike = [q for q in whole.quantities if same_unit(q.unit, quantity.unit)]
        return _of(quantity) | {b for q in alike for b in _described(whole, q)}
    return _of(quantity) | _bigrams(_clause(sentence, quantity))


def _of(quantity: Quantity) -> set[str]:
    return _bigrams(quantity.of or "")


def _bigrams(text: str) -> set[str]:
    reported = fold(text)
    for word in sorted(_words("empty"), key=len, reverse=True):
        reported = reported.replace(fold(word), "|")
    return {b for part in re.split(r"[|\d.]+", reported) if len(part) > 1 for b in bigrams(part)}


def _promised(plan: Sentence, quantity: Quantity) -> bool:
    """Whether the plan says that so much shall be done, rather than describing something that there is."""
    at = quantity.span.start - plan.span.start
    if plan.passage.stage == "plan" and (quantity.qualifier or "") in (*_words("promised"), *_words("limits")):
        return True
    clause = _clause(plan, quantity)
    cued = any(word in clause for word in _words("promised"))
    return cued or status.status(plan.text, Span(at, at + 1)) == "planned"


def _before(sentence: Sentence, quantity: Quantity) -> str:
    return fold(sentence.text[: quantity.span.start - sentence.span.start])


def _clause(sentence: Sentence, quantity: Quantity) -> str:
    """The clause that holds the figure, without the figure."""
    start, end = quantity.span.start - sentence.span.start, quantity.span.end - sentence.span.start
    for match in _CLAUSE.finditer(sentence.text):
        if match.start() <= start < match.end():
            return f"{sentence.text[match.start() : start]} {sentence.text[end : max(end, match.end())]}"
    return ""


@cache
def _words(name: str) -> tuple[str, ...]:
    return tuple(data_files.toml("planned_figures")[name])
