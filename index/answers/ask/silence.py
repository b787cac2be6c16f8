"""The branches of which nothing was found: what of them comes near, so that silence can be checked by eye."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from jixiao.extract.names import organisations
from jixiao.extract.names.register import Register
from jixiao.index.answers.scoring import passage_answers, quoting
from jixiao.index.answers.scoring.calibration import calibration
from jixiao.index.answers.scoring.passage_answers import Scored
from jixiao.index.records import Answer, Evidence, Filters, Unmentioned
from jixiao.index.search.question_kinds import questions
from jixiao.index.view import View

# How far below a supporting sentence one may be that is to be read: log-odds. Source: 138 questions for branches of
# four judged sets over five reports. Of 49 branches that were missed 41 come to be read, of 482 silent ones 206 too.
MARGIN = 2.5
MOST_RELATED = 3


def unmentioned(found: Answer, scored: Scored, view: View) -> tuple[Unmentioned, ...]:
    """The branches of the library's reports that have no entry, with the passages that were looked at."""
    filters = found.query.filters
    named = {entry.name for entry in found.branches}
    told = [branch for branch in _asked_for(found, view) if branch not in named]
    general = _of_every_branch(found, scored, view.register)
    return tuple(
        _one(branch, scored, view, general, found.found)
        for branch in told
        if view.has_report(replace(filters, branch=(branch,)))
    )


def _asked_for(found: Answer, view: View) -> list[str]:
    """The branches that are asked for; the bureau only where it is."""
    filters = found.query.filters
    register = view.register
    heads = register.heads if found.query.asks_bureau else ()
    order = dict.fromkeys([*filters.branch, *heads, *register.branches, *sorted(view.doers(filters))])
    return [
        branch
        for branch in order
        if (branch not in register.heads or branch in (*heads, *filters.branch))
        and (not filters.branch or branch in filters.branch)
    ]


def _one(branch: str, scored: Scored, view: View, general: bool, answered: bool) -> Unmentioned:
    """`answered`: the question is; where it is not, nothing of any branch may answer it."""
    of_branch = replace(scored.query.filters, branch=(branch,))
    of_it = scored.columns.branches.get(branch, np.zeros(0, np.int64))
    rows: list[int] = scored.rows[np.isin(scored.rows, of_it)].tolist()
    related: Sequence[int] = ()
    if answered and rows:
        least = calibration().min_score(float(scored.scores[scored.rows[0]])) - MARGIN
        related = [row for row in rows if scored.scores[row] >= least][:MOST_RELATED]
    return Unmentioned(
        branch,
        view.count(of_branch, passage_answers.ROLES),
        tuple(_evidence(scored, row, view) for row in related),
        _evidence(scored, rows[0], view) if rows else None,
        general and branch not in view.register.heads,
        _has_own_report(branch, of_branch, view),
    )


def _has_own_report(branch: str, filters: Filters, view: View) -> bool:
    """Whether a report by the branch itself is loaded for these years."""
    return any(organisations.own(agency, view.register) == branch for agency in view.agencies(filters.year))


def _of_every_branch(found: Answer, scored: Scored, register: Register) -> bool:
    """Whether the bureau says of every branch that it did it, or has every branch among those that are to do it."""
    if not found.found or not len(scored.rows):
        return False
    pattern, heads = questions()["every_branch"]["units"], set(register.heads)
    sentences = [scored.sentences[row] for row in passage_answers.supporting(scored, calibration())]
    done = [sentence for sentence in sentences if sentence.status == "done"]
    by_bureau = [s for s in done if s.branches and set(s.branches) <= heads]
    responsible = [unit for s in by_bureau for unit in s.passage.units]
    return any(s.general for s in done) or any(re.search(pattern, unit) for unit in responsible)


def _evidence(scored: Scored, row: int, view: View) -> Evidence:
    quote = quoting.evidence(scored.sentences[row], view)
    return replace(quote, score=round(float(scored.scores[row]), 4))
