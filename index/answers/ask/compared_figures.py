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
from jixiao.index.answers.trends.trends import (
    FLOOR,
    LESSER,
    Value,
    kindred,
    same_thing,
    value_of,
    wording_similarity,
)
from jixiao.index.records import ComparedFigure, Evidence, Unlike, ValueEntry
from jixiao.index.text.tokenizer import fold
from jixiao.index.view import View

# Figures of one side that are paired, and rows that a page can show.
MOST_FIGURES, MOST_ROWS = 12, 10
# Least score of a figure that no other side has. Source: set on seventeen comparisons over five reports; figures of
# something else in a sentence of the topic stand below.
ALONE = 0.0
# How well two figures go together, best first: in words and of one branch or year, in words alone, in their unit alone.
Tier = Literal["same", "words", "unit"]
TIERS: tuple[Tier, ...] = ("same", "words", "unit")


@dataclass(frozen=True, slots=True)
class Told:
    """A figure of one side. `entry` holds it as it is shown, `value` what is known of its scope and wording."""

    figure: Figure
    value: Value
    entry: ValueEntry


Row = tuple[Told | None, ...]


def figures(sides: Sequence[Scored], view: View) -> tuple[ComparedFigure, ...]:
    """Rows of figures, those that most sides have first. Each side: the question asked for it alone."""
    left = [_told(scored, view) for scored in sides]
    first = [{id(next(t for t in told if _one_unit(t, one))) for one in told} for told in left]
    found: list[Row] = []
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
    for own, told in enumerate(left):
        sure = [one for one in told if one.value.score >= ALONE]
        found += [tuple(one if at == own else None for at in range(len(left))) for one in sure]
    found.sort(key=lambda row: -sum(told is not None for told in row))
    return tuple(_row(row) for row in found[:MOST_ROWS])


def _told(scored: Scored, view: View) -> list[Told]:
    """The figures that belong to the topic, the surest first; of a whole before that of a part."""
    asked = replace(scored, query=replace(scored.query, kind="how_many"))
    ranked = passage_answers.ranked(asked, calibration().figure) if scored.rows else []
    told: list[Told] = []
    for figure, score in ranked:
        value = value_of(figure, score, view)
        if score >= FLOOR and not any(_same(value, known.value) for known in told):
            told.append(Told(figure, value, _entry(figure, value, evidence(figure.sentence, view))))
    told.sort(key=lambda one: (bool(one.value.flags & LESSER), one.entry.status != "done", -one.value.score))
    return told[:MOST_FIGURES]


def _entry(figure: Figure, value: Value, quote: Evidence) -> ValueEntry:
    quantity = figure.quantity
    return ValueEntry(
        value.value, value.unit, value.of, quantity.branch, quantity.year, value.surface, (quote,), quantity.status
    )


def _same(first: Value, second: Value) -> bool:
    return (first.value, first.unit, first.flags & LESSER) == (second.value, second.unit, second.flags & LESSER)


def _counterpart(one: Told, others: Sequence[Told], tier: Tier) -> Told | None:
    """The figure of another side that goes with this one: of the same unit, and more by `tier`."""
    fitting = [o for o in others if _one_unit(o, one) and (tier == "unit" or _worded_alike(one, o))]
    if tier == "same":
        fitting = [o for o in fitting if _beside(one, o)]
    return max(fitting, key=lambda o: (_part(one) == _part(o), wording_similarity(one.value, o.value)), default=None)


def _one_unit(one: Told, other: Told) -> bool:
    return fold(one.value.unit) in counting.interchangeable_units(fold(other.value.unit))


def _beside(one: Told, other: Told) -> bool:
    """Whether they are of one year or one branch, so that the other alone is compared."""
    return one.entry.year == other.entry.year or one.entry.branch == other.entry.branch


def _part(one: Told) -> bool:
    return bool(one.value.flags & LESSER)


def _worded_alike(one: Told, other: Told) -> bool:
    if not one.value.of or not other.value.of:
        return one.value.of == other.value.of
    return same_thing(one.value, other.value) or kindred(one.figure, other.figure)


def _repeats(one: Told, taken: Told | None) -> bool:
    """Whether it is the figure taken, or another of its side on the same thing."""
    if taken is None:
        return False
    return one is taken or (_one_unit(one, taken) and same_thing(one.value, taken.value))


def _row(row: Row) -> ComparedFigure:
    there = [told for told in row if told is not None]
    cautions = tuple(_cautions(there))
    may, first = not cautions, there[0]

    def difference(told: Told | None) -> float | None:
        if told is None or told is first or not may:
            return None
        return round(told.value.value - first.value.value, 6)

    def ratio(told: Told | None) -> float | None:
        if told is None or told is first or not may or not first.value.value:
            return None
        return round(told.value.value / first.value.value, 4)

    return ComparedFigure(
        of=next((told.value.of for told in there if told.value.of), None),
        unit=first.value.unit,
        values=tuple(told.entry if told else None for told in row),
        differences=tuple(map(difference, row)),
        ratios=tuple(map(ratio, row)),
        cautions=cautions,
    )


def _cautions(there: Sequence[Told]) -> list[Unlike]:
    """Why the figures of a row may not be compared as they stand; none for a single one."""
    first = there[0]
    told: list[Unlike] = []
    if len({one.value.scope for one in there}) > 1 or not all(_beside(first, one) for one in there[1:]):
        told.append("scope")
    if any(not _worded_alike(first, one) for one in there[1:]):
        told.append("counted")
    if len({one.entry.status == "planned" or "target" in one.value.flags for one in there}) > 1:
        told.append("plan")
    if len({"cumulative" in one.value.flags for one in there}) > 1:
        told.append("cumulative")
    if any("approximate" in one.value.flags for one in there):
        told.append("approximate")
    if len({_part(one) for one in there}) > 1:
        told.append("part")
    return told
