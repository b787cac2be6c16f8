"""Two or more years or branches side by side: status, sentences and figures of each, and what only one of them has.

A side is found exactly where the question, asked for that side alone, would be. Nothing is added up.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from jixiao.extract.records import Status
from jixiao.index.answers.ask import compared_figures
from jixiao.index.answers.scoring import passage_answers, quoting
from jixiao.index.answers.scoring.calibration import calibration
from jixiao.index.answers.scoring.passage_answers import Scored
from jixiao.index.answers.scoring.relevance import SENTENCE_FEATURES
from jixiao.index.arrays import Rows
from jixiao.index.records import Absence, Answer, Comparison, Evidence, Filters, Query, Side
from jixiao.index.search.question_kinds import questions
from jixiao.index.text import sentence_alignment
from jixiao.index.text.sentences import Sentence
from jixiao.index.text.tokenizer import fold
from jixiao.index.view import View

MOST_SIDES = 8
# A side none of whose sentences has half of the best coverage of any side has no answer. Source: set on seventeen
# comparisons over five reports, read one by one; it leaves out two sides that only touched on the subject.
MIN_RELATIVE_COVERAGE = 0.5
# Kinds of names that are listed where one side alone has them; who did it and when is what is compared.
NAME_KINDS = ("system", "organisation", "regulation", "standard", "product", "unit", "place")
STATUSES: tuple[Status, ...] = ("done", "planned", "denied")


@dataclass(frozen=True, slots=True)
class ScoredSide:
    """A side with the question scored for it alone; `rows` are its sentences that support an answer, best first."""

    branch: str | None
    year: int | None
    scored: Scored
    rows: Sequence[int]

    @property
    def sentences(self) -> list[Sentence]:
        return [self.scored.sentences[row] for row in self.rows]


def compare(query: Query, view: View, ranked: Sequence[str] = ()) -> Answer:
    """The sides in the order asked for; without two of them, an answer that compares nothing."""
    scored = passage_answers.score(replace(query, kind="passages", content=query.about or query.content), view, ranked)
    scored_sides = [_scored_side(scored, side, view) for side in sides(query, view)[:MOST_SIDES]]
    shown = [_side(one, scored_sides, view) for one in scored_sides]
    best = sorted((e for side in shown for e in side.evidence), key=lambda e: -e.score)
    general = [row for row in _supporting(scored) if scored.sentences[row].general]
    figures = compared_figures.figures([one.scored for one in scored_sides], view)
    return Answer(
        query,
        scored.checked,
        general=tuple(_evidence(scored, row, view) for row in general[: passage_answers.MOST_PER_ENTRY]),
        evidence=tuple(dict.fromkeys(best))[: passage_answers.MOST_EVIDENCE],
        compared=Comparison(tuple(shown), figures) if len(shown) > 1 else None,
    )


def sides(query: Query, view: View) -> list[Filters]:
    """The filters of each side: the branches and years that are named, else all those that the reports have."""
    chosen = query.filters
    branches, years = list(chosen.branch), list(chosen.year)
    if len(branches) < 2 and len(years) < 2:
        by_year = bool(re.search(questions()["comparing"]["by_year"], fold(query.text))) and not years
        if by_year or branches:
            years = view.years(chosen)
        else:
            branches = [b for b in view.register.branches if view.has_report(replace(chosen, branch=(b,)))]
    each_branch = [(branch,) for branch in branches] if len(branches) > 1 else [chosen.branch]
    each_year = [(year,) for year in years] if len(years) > 1 else [chosen.year]
    return [replace(chosen, branch=branch, year=year) for branch, year in itertools.product(each_branch, each_year)]


def _scored_side(scored: Scored, filters: Filters, view: View) -> ScoredSide:
    """The scored sentences of one side: those of its own branch and year, not those of every branch."""
    columns = scored.columns
    there = np.isin(columns.rows, view.rows(filters), assume_unique=True)[columns.passages] & columns.passing(filters)
    if filters.branch:
        there &= columns.naming(filters.branch)
    rows = scored.rows[there[scored.rows]]
    of_year = rows[np.isin(columns.years[columns.passages[rows]], filters.year)] if filters.year else rows
    checked = view.count(filters, passage_answers.ROLES)
    alone = replace(
        scored, query=replace(scored.query, filters=filters), rows=of_year if len(of_year) else rows, checked=checked
    )
    supporting = _supporting(alone)
    if _best_coverage(scored, supporting) < MIN_RELATIVE_COVERAGE * _best_coverage(scored, scored.rows):
        alone, supporting = replace(alone, rows=scored.rows[:0]), []
    return ScoredSide(next(iter(filters.branch), None), next(iter(filters.year), None), alone, supporting)


def _best_coverage(scored: Scored, rows: Rows | list[int]) -> float:
    """The greatest coverage of the question by one of these sentences."""
    return float(scored.match.features[rows, SENTENCE_FEATURES.index("coverage")].max(initial=0.0))


def _supporting(scored: Scored) -> list[int]:
    """None where the question is not answered at all."""
    return passage_answers.supporting(scored, calibration()) if passage_answers.is_answered(scored) else []


def _side(one: ScoredSide, scored_sides: Sequence[ScoredSide], view: View) -> Side:
    others = [other for other in scored_sides if other is not one]
    evidence = tuple(_evidence(one.scored, row, view) for row in one.rows[: passage_answers.MOST_PER_ENTRY])
    absence: Absence | None = None
    if not evidence:
        absence = "nothing_found" if view.has_report(one.scored.query.filters) else "no_report"
    here, elsewhere = _names([one]), _names(others)
    return Side(
        branch=one.branch,
        year=one.year,
        checked=one.scored.checked,
        status=next((status for status in STATUSES if status in {s.status for s in one.sentences}), None),
        evidence=evidence,
        only=tuple(e for e, alone in zip(evidence, _alone(one, others, view), strict=False) if alone),
        names=tuple(name for name in here if name not in elsewhere) if any(o.rows for o in others) else (),
        absence=absence,
    )


def _alone(one: ScoredSide, others: Sequence[ScoredSide], view: View) -> list[bool]:
    """For each sentence of a side whether no other side has one that says the same."""
    rest = [sentence for other in others for sentence in other.sentences]
    if not rest or not one.rows:
        return [False] * len(one.rows)
    pairs = sentence_alignment.compare(one.sentences, rest, view)
    return [bool(line.max() < sentence_alignment.MIN_SAME) for line in pairs.scores]


def _names(scored_sides: Sequence[ScoredSide]) -> list[str]:
    """The names in the sentences of these sides, in their order."""
    return list(
        dict.fromkeys(
            tag.canonical
            for one in scored_sides
            for sentence in one.sentences
            for tag in sentence.passage.tags
            if tag.kind in NAME_KINDS and sentence.span.start <= tag.span.start < sentence.span.end
        )
    )


def _evidence(scored: Scored, row: int, view: View) -> Evidence:
    return replace(quoting.evidence(scored.sentences[row], view), score=round(float(scored.scores[row]), 4))
