"""Figures of several sides on one thing, in one unit, side by side: subtracted only where they count the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from jixiao.index.answers.scoring import figures as counting
from jixiao.index.answers.scoring import passage_answers
from jixiao.index.answers.scoring.calibration import calibration
from jixiao.index.answers.scoring.figures import Figure
from jixiao.index.answers.scoring.passage_answers import Scored
from jixiao.index.answers.scoring.quoting import evidence
from jixiao.index.answers.trends.records import PARTIAL_FLAGS, Value
from jixiao.index.answers.trends.trends import MIN_SCORE, may_be_part, same_thing, value_of, wording_similarity
from jixiao.index.records import ComparedFigure, Evidence, Unlike, ValueEntry
from jixiao.index.text.tokenizer import fold
from jixiao.index.view import View

# Figures of one side that are paired, and rows that a page can show.
MOST_FIGURES, MOST_ROWS = 12, 10
# Least score of a figure that no other side has. Source: set on seventeen comparisons over five reports; figures of
# something else in a sentence of the topic stand below.
MIN_SCORE_ALONE = 0.0
# How well two figures go together, best first: in words and of one branch or year, in words alone, in their unit alone.
Tier = Literal["same", "words", "unit"]
TIERS: tuple[Tier, ...] = ("same", "words", "unit")


@dataclass(frozen=True, slots=True)
class SideFigure:
    """A figure of one side: as a candidate, as a trend has it (scope, flags, wording), and as it is shown."""

    figure: Figure
    value: Value
    entry: ValueEntry


FigureRow = tuple[SideFigure | None, ...]


def figures(sides: Sequence[Scored], view: View) -> tuple[ComparedFigure, ...]:
    """Rows of figures, those that most sides have first. `sides`: the question scored for each alone."""
    left = [_figures_of(scored, view) for scored in sides]
    first = [{id(next(t for t in side if _one_unit(t, one))) for one in side} for side in left]
    found: list[FigureRow] = []
    for tier in TIERS:
        for own in range(len(left)):
            for one in list(left[own]):
                if one not in left[own] or (tier == "unit" and id(one) not in first[own]):
                    continue
                row = tuple(
                    one if at == own else _counterpart(one, others, tier) if at > own else None
                    for at, others in enumerate(left)
                )
                if sum(taken is not None for taken in row) > 1:
                    found.append(row)
                    left = [[t for t in rest if not _repeats(t, taken)] for rest, taken in zip(left, row, strict=True)]
    for own, side in enumerate(left):
        sure = [one for one in side if one.value.score >= MIN_SCORE_ALONE]
        found += [tuple(one if at == own else None for at in range(len(left))) for one in sure]
    found.sort(key=lambda row: -sum(one is not None for one in row))
    return tuple(_compared_figure(row) for row in found[:MOST_ROWS])


def _figures_of(scored: Scored, view: View) -> list[SideFigure]:
    """The figures of the topic, of a whole before those of a part, highest scores first."""
    asked = replace(scored, query=replace(scored.query, kind="how_many"))
    ranked = passage_answers.ranked(asked, calibration().figure) if len(scored.rows) else []
    found: list[SideFigure] = []
    for figure, score in ranked:
        value = value_of(figure, score, view)
        if score >= MIN_SCORE and not any(_same(value, known.value) for known in found):
            found.append(SideFigure(figure, value, _entry(figure, value, evidence(figure.sentence, view))))
    found.sort(key=lambda one: (bool(one.value.flags & PARTIAL_FLAGS), one.entry.status != "done", -one.value.score))
    return found[:MOST_FIGURES]


def _entry(figure: Figure, value: Value, quote: Evidence) -> ValueEntry:
    quantity = figure.quantity
    return ValueEntry(
        value.value, value.unit, value.of, quantity.branch, quantity.year, value.surface, (quote,), quantity.status
    )


def _same(first: Value, second: Value) -> bool:
    return (first.value, first.unit, first.flags & PARTIAL_FLAGS) == (
        second.value,
        second.unit,
        second.flags & PARTIAL_FLAGS,
    )


def _counterpart(one: SideFigure, others: Sequence[SideFigure], tier: Tier) -> SideFigure | None:
    """The figure of another side that goes with this one: of the same unit, and more by `tier`."""
    fitting = [o for o in others if _one_unit(o, one) and (tier == "unit" or _same_wording(one, o))]
    if tier == "same":
        fitting = [o for o in fitting if _one_side_differs(one, o)]
    return max(
        fitting,
        key=lambda o: (_is_partial(one) == _is_partial(o), wording_similarity(one.value, o.value)),
        default=None,
    )


def _one_unit(one: SideFigure, other: SideFigure) -> bool:
    return fold(one.value.unit) in counting.interchangeable_units(fold(other.value.unit))


def _one_side_differs(one: SideFigure, other: SideFigure) -> bool:
    """Whether they are of one year or one branch, so that the other alone is compared."""
    return one.entry.year == other.entry.year or one.entry.branch == other.entry.branch


def _is_partial(one: SideFigure) -> bool:
    return bool(one.value.flags & PARTIAL_FLAGS)


def _same_wording(one: SideFigure, other: SideFigure) -> bool:
    if not one.value.of or not other.value.of:
        return one.value.of == other.value.of
    return same_thing(one.value, other.value) or may_be_part(one.figure, other.figure)


def _repeats(one: SideFigure, taken: SideFigure | None) -> bool:
    """Whether it is the figure taken, or another of its side on the same thing."""
    if taken is None:
        return False
    return one is taken or (_one_unit(one, taken) and same_thing(one.value, taken.value))


def _compared_figure(row: FigureRow) -> ComparedFigure:
    present = [one for one in row if one is not None]
    cautions = tuple(_cautions(present))
    may, first = not cautions, present[0]

    def difference(one: SideFigure | None) -> float | None:
        if one is None or one is first or not may:
            return None
        return round(one.value.value - first.value.value, 6)

    def ratio(one: SideFigure | None) -> float | None:
        if one is None or one is first or not may or not first.value.value:
            return None
        return round(one.value.value / first.value.value, 4)

    return ComparedFigure(
        of=next((one.value.of for one in present if one.value.of), None),
        unit=first.value.unit,
        values=tuple(one.entry if one else None for one in row),
        differences=tuple(map(difference, row)),
        ratios=tuple(map(ratio, row)),
        cautions=cautions,
    )


def _cautions(present: Sequence[SideFigure]) -> list[Unlike]:
    """Why the figures of a row may not be compared as they stand; none for a single one."""
    first = present[0]
    cautions: list[Unlike] = []
    if len({one.value.scope for one in present}) > 1 or not all(_one_side_differs(first, one) for one in present[1:]):
        cautions.append("scope")
    if any(not _same_wording(first, one) for one in present[1:]):
        cautions.append("counted")
    if len({one.entry.status == "planned" or "target" in one.value.flags for one in present}) > 1:
        cautions.append("plan")
    if len({"cumulative" in one.value.flags for one in present}) > 1:
        cautions.append("cumulative")
    if any("approximate" in one.value.flags for one in present):
        cautions.append("approximate")
    if len({_is_partial(one) for one in present}) > 1:
        cautions.append("part")
    return cautions
