"""Two or more years or branches side by side: what each is said to have done, its figures, and what only one tells.

A side is found exactly where the question, asked for that side alone, would be. Nothing is added up.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from jixiao.extract.names import organisations
from jixiao.extract.records import Status
from jixiao.index.answers.ask import compared_figures
from jixiao.index.answers.scoring import passage_answers, quoting
from jixiao.index.answers.scoring.calibration import calibration
from jixiao.index.answers.scoring.passage_answers import Scored
from jixiao.index.answers.scoring.relevance import SENTENCE_FEATURES
from jixiao.index.records import Absence, Answer, Comparison, Evidence, Filters, Query, Side
from jixiao.index.search.question_kinds import questions
from jixiao.index.text import sentence_alignment
from jixiao.index.text.sentences import Sentence
from jixiao.index.text.tokenizer import fold
from jixiao.index.view import View

MOST_SIDES = 8
# A side of which no sentence says half of what another says of the question is silent. Source: set on seventeen
# comparisons over five reports, read one by one; it leaves out two sides that only touched on the subject.
SAID = 0.5
# Names of these kinds are told where one side alone has them; who did it and when is what is compared.
KINDS = ("system", "organisation", "regulation", "standard", "product", "unit", "place")
STATUSES: tuple[Status, ...] = ("done", "planned", "denied")


@dataclass(frozen=True, slots=True)
class Told:
    """A side with the question as asked for it alone; `rows` are its sentences that support an answer, best first."""

    branch: str | None
    year: int | None
    scored: Scored
    rows: Sequence[int]

    @property
    def sentences(self) -> list[Sentence]:
        return [self.scored.pool.sentences[row] for row in self.rows]


def compare(query: Query, view: View, ranked: Sequence[str] = ()) -> Answer:
    """The sides in the order asked for; without two of them, an answer that compares nothing."""
    scored = passage_answers.score(replace(query, kind="passages", content=query.about or query.content), view, ranked)
    told = [_told(scored, side, view) for side in sides(query, view)[:MOST_SIDES]]
    shown = [_side(one, told, view) for one in told]
    best = sorted((e for side in shown for e in side.evidence), key=lambda e: -e.score)
    general = [row for row in _supporting(scored) if scored.pool.sentences[row].general]
    figures = compared_figures.figures([one.scored for one in told], view)
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
            years = sorted({p.year for p in view.passages(chosen) if p.year is not None})
        else:
            branches = [b for b in organisations.branches() if view.has_report(replace(chosen, branch=(b,)))]
    each_branch = [(branch,) for branch in branches] if len(branches) > 1 else [chosen.branch]
    each_year = [(year,) for year in years] if len(years) > 1 else [chosen.year]
    return [replace(chosen, branch=branch, year=year) for branch, year in itertools.product(each_branch, each_year)]


def _told(scored: Scored, filters: Filters, view: View) -> Told:
    """What the scored sentences say of one side: its own, not what is said of every branch."""
    there = {p.passage_id for p in view.passages(filters)}
    rows = [
        row
        for row in scored.rows
        for sentence in (scored.pool.sentences[row],)
        if sentence.passage.passage_id in there
        and passage_answers.passes(sentence, filters)
        and _own(sentence, filters)
    ]
    of_year = [row for row in rows if not filters.year or scored.pool.sentences[row].passage.year in filters.year]
    checked = sum(p.label in passage_answers.ROLES for p in view.passages(filters))
    alone = replace(scored, query=replace(scored.query, filters=filters), rows=of_year or rows, checked=checked)
    supporting = _supporting(alone)
    if _said(scored, supporting) < SAID * _said(scored, scored.rows):
        alone, supporting = replace(alone, rows=()), []
    return Told(next(iter(filters.branch), None), next(iter(filters.year), None), alone, supporting)


def _said(scored: Scored, rows: Sequence[int]) -> float:
    """The greatest share of the question that one of these sentences says."""
    return float(scored.match.features[list(rows), SENTENCE_FEATURES.index("coverage")].max(initial=0.0))


def _own(sentence: Sentence, filters: Filters) -> bool:
    wanted = set(filters.branch)
    return not wanted or bool(wanted & {*sentence.branches, *(q.branch for q in sentence.quantities)})


def _supporting(scored: Scored) -> list[int]:
    """None where the question is not answered at all."""
    return passage_answers.supporting(scored, calibration()) if passage_answers.is_answered(scored) else []


def _side(one: Told, told: Sequence[Told], view: View) -> Side:
    others = [other for other in told if other is not one]
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


def _alone(one: Told, others: Sequence[Told], view: View) -> list[bool]:
    """For each sentence of a side whether none of another side says the same."""
    rest = [sentence for other in others for sentence in other.sentences]
    if not rest or not one.rows:
        return [False] * len(one.rows)
    pairs = sentence_alignment.compare(one.sentences, rest, view)
    return [bool(line.max() < sentence_alignment.MIN_SAME) for line in pairs.scores]


def _names(told: Sequence[Told]) -> list[str]:
    """What the sentences of these sides name, in their order."""
    return list(
        dict.fromkeys(
            tag.canonical
            for one in told
            for sentence in one.sentences
            for tag in sentence.passage.tags
            if tag.kind in KINDS and sentence.span.start <= tag.span.start < sentence.span.end
        )
    )


def _evidence(scored: Scored, row: int, view: View) -> Evidence:
    return replace(quoting.evidence(scored.pool.sentences[row], view), score=round(float(scored.scores[row]), 4))
