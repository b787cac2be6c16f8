"""A plan against the report of what was done: each planned action with the sentences that report it.

An action is a sentence of the plan's outcomes; lines that only announce a list are none. Every sentence of the result
that speaks for the branch is looked at before an action counts as not mentioned.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from jixiao.extract.names import organisations
from jixiao.extract.names.register import Register
from jixiao.extract.records import Passage, Span
from jixiao.index.answers.reconcile import planned_figures
from jixiao.index.answers.reconcile.records import (
    FigureComparison,
    Fulfilment,
    Reason,
    ReconciledAction,
    Reconciliation,
    ReportedFigure,
)
from jixiao.index.answers.scoring.quoting import evidence
from jixiao.index.records import ALL_VERSIONS, DocumentInfo, Evidence, Filters
from jixiao.index.text import sentence_alignment as alignment
from jixiao.index.text.sentences import Sentence, sentences_of
from jixiao.index.text.similarity import same_measure
from jixiao.index.view import View

# A short line that ends in a colon announces what follows. Source: 「走動式及客製化服務，由各所依轄區特性辦理：」, 19.
_LEAD_IN = re.compile(r"[^。；;]{0,24}[:：]\s*")


@dataclass(frozen=True, slots=True)
class _Side:
    """A result's sentences: those that speak for the branch, and those that the head office says of itself."""

    own: tuple[Sentence, ...]
    head: tuple[Sentence, ...]
    parts: dict[Span, tuple[Sentence, ...]]
    branch: str | None


def reconcile(plan: DocumentInfo, result: DocumentInfo, view: View, branch: str | None = None) -> Reconciliation:
    """`branch`: whose part of both is meant, by any of its names.

    None: the plan's own where the result is its head office's, else all.
    """
    named = organisations.canonical(branch, view.register) or branch if branch else None
    whose = named or own_branch(plan, result, view.register)
    planned = [s for s in _sentences(_outcomes(plan, view), view) if s.before is None]
    passages = _outcomes(result, view)
    side = _side(_sentences(passages, view), whose, view.register)
    mine = [s for s in planned if speaks_for(s, whose)]
    rows = _matched(mine, side, view)
    if whose and branch is None:
        # What a branch's plan says of its head office is kept by what the head office tells of itself.
        others = [s for s in planned if not speaks_for(s, whose)]
        rows += _matched(others, replace(side, own=side.head, head=(), branch=None), view)
    rows.sort(key=lambda row: row.planned.span.start if row.planned else 0)
    rows, news = _detailed(rows, side, view)
    checked = {s.passage.passage_id for s in side.own}
    return Reconciliation(plan, result, whose, len(checked), len(passages), tuple(_ordered(rows, news)))


def _matched(actions: Sequence[Sentence], side: _Side, view: View) -> list[ReconciledAction]:
    """Each action with the side's own sentences that report it, else with the head office's."""
    pairs = alignment.compare(actions, side.own, view)
    found = _with_left_over(alignment.align(pairs), pairs, side)
    missing = [action for action, columns in zip(actions, found, strict=True) if not columns]
    wider = iter(alignment.nearest(alignment.compare(missing, side.head, view), alignment.MIN_SAME))
    near = alignment.nearest(pairs, alignment.MIN_NEAR)
    rows = []
    for at, (action, columns) in enumerate(zip(actions, found, strict=True)):
        if columns:
            rows.append(
                _action(action, [side.own[c] for c in columns], float(pairs.scores[at, columns[0]]), side, view)
            )
        else:
            row = _missing_action(action, [side.head[c] for c in next(wider)], side, view)
            rows.append(replace(row, nearest=_evidence([side.own[c] for c in near[at]], side, view)))
    return rows


def own_branch(plan: DocumentInfo, result: DocumentInfo, register: Register) -> str | None:
    """The branch whose plan it is, where the result is of the head office above it."""
    own, other = organisations.own(plan.agency, register), organisations.own(result.agency, register)
    return own if own and other and own != other and register.parents.get(own) == other else None


def speaks_for(sentence: Sentence, branch: str | None) -> bool:
    """Whether the branch did it, or every branch, or a figure in it is the branch's."""
    return (
        branch is None
        or sentence.general
        or branch in sentence.branches
        or any(q.branch == branch for q in sentence.quantities)
    )


def _outcomes(document: DocumentInfo, view: View) -> list[Passage]:
    """The passages that say what is or was done; of a report without columns, all that have no role."""
    filters = Filters(source=(document.source,), version=ALL_VERSIONS)
    passages = [p for p in view.passages(filters) if p.document_id == document.document_id]
    return [p for p in passages if p.label == "outcome"] or [p for p in passages if p.label is None]


def _sentences(passages: Iterable[Passage], view: View) -> list[Sentence]:
    """Their sentences, without lines that only announce a list and bare names (「新竹分局：」)."""
    return [s for p in passages for s in sentences_of(p, view) if s.quantities or not _LEAD_IN.fullmatch(s.text)]


def _side(sentences: Sequence[Sentence], branch: str | None, register: Register) -> _Side:
    parts: dict[Span, tuple[Sentence, ...]] = {}
    for sentence in sentences:
        if sentence.before is not None:
            parts[sentence.before.span] = (*parts.get(sentence.before.span, ()), sentence)
    whole = [s for s in sentences if s.before is None]
    own = [s for s in whole if any(speaks_for(one, branch) for one in (s, *parts.get(s.span, ())))]
    mine = {s.span for s in own}
    heads = set(register.heads)
    head = [s for s in whole if s.span not in mine and heads & set(s.branches)] if branch else []
    return _Side(tuple(own), tuple(head), parts, branch)


def _with_left_over(found: list[tuple[int, ...]], pairs: alignment.PairScores, side: _Side) -> list[tuple[int, ...]]:
    """Under a measure with one action and one passage left, the two together, if they are a little alike.

    A little is enough where the passage names the branch: it stands under the measure because the branch's plan does.
    """
    own, branch = side.own, side.branch
    held = {own[c].passage.passage_id for columns in found for c in columns}
    aligned = list(found)
    for row in range(len(found)):
        same = np.flatnonzero(pairs.same_measure[row])
        free = [int(c) for c in same if own[c].passage.passage_id not in held and not own[c].general]
        rivals = [
            at
            for at, columns in enumerate(found)
            if not columns and len(same) and np.array_equal(pairs.same_measure[at], pairs.same_measure[row])
        ]
        if found[row] or rivals != [row] or len({own[c].passage.passage_id for c in free}) != 1:
            continue
        best = free[int(pairs.scores[row, free].argmax())]
        least = alignment.MIN_LEFT_OVER if branch in own[best].branches else alignment.MIN_LEFT_OVER_UNNAMED
        if pairs.scores[row, best] >= least:
            aligned[row] = (best,)
    return aligned


def _action(action: Sentence, found: Sequence[Sentence], score: float, side: _Side, view: View) -> ReconciledAction:
    compared = planned_figures.compare_figures(
        action, [t for s in found for t in _figures(s, side, side.branch, action)]
    )
    fulfilment, reason = _fulfilment(found[0], compared, score, side.branch)
    quotes = _evidence(found, side, view)
    return ReconciledAction(
        fulfilment, reason, action.passage, evidence(action, view), quotes, figures=compared, score=round(score, 4)
    )


def _missing_action(action: Sentence, wider: Sequence[Sentence], side: _Side, view: View) -> ReconciledAction:
    reported = [t for s in wider for t in _figures(s, side, None)]
    compared = tuple(c for c in planned_figures.compare_figures(action, reported) if c.achieved)
    return ReconciledAction(
        "not_mentioned",
        "bureau_only" if wider else "not_found",
        action.passage,
        evidence(action, view),
        wider=_evidence(wider, side, view),
        wider_figures=compared,
    )


def _fulfilment(
    best: Sentence, compared: Sequence[FigureComparison], score: float, branch: str | None
) -> tuple[Fulfilment, Reason]:
    """Figures decide where there are any of one kind; else what the words say."""
    reached = {c.reached for c in compared if c.reached != "not_reported"}
    unreported = any(c.promised and c.reached == "not_reported" for c in compared)
    if reached == {"met"}:
        return ("partly", "figures_short") if unreported else ("met", "figures")
    if reached:
        return ("missed", "figures_missed") if reached == {"missed"} else ("partly", "figures_short")
    if best.status == "denied":
        return "missed", "denied"
    if best.status == "planned":
        return "missed", "still_planned"
    if score < alignment.MIN_SAME:
        return ("met" if branch in best.branches else "partly"), "same_measure"
    return ("partly", "figure_unreported") if unreported else ("met", "words")


def _figures(
    sentence: Sentence, side: _Side, branch: str | None, action: Sentence | None = None
) -> list[ReportedFigure]:
    """The figures of a sentence and its breakdown that are the branch's, of the year that the report is about.

    A figure of all branches together is a branch's only where it is the very value of the plan: 15 項 of every site.
    """
    reported = []
    values = {q.value for q in action.quantities} if action else set()
    for one in (sentence, *side.parts.get(sentence.span, ())):
        joint = one.general or len(one.branches) > 1
        for q in planned_figures.final_figures(one):
            theirs = (
                branch is None
                or q.branch == branch
                or (q.branch is None and not joint)
                or (joint and q.branch is None and q.value in values)
            )
            if theirs and q.year in (None, one.passage.year):
                reported.append(ReportedFigure(q, one))
    return reported


def _detailed(
    rows: Sequence[ReconciledAction], side: _Side, view: View
) -> tuple[list[ReconciledAction], list[ReconciledAction]]:
    """The rows with what else their passages tell, and a row for every passage of the branch that no action has."""
    taken = {(e.passage_id, e.span.start) for row in rows for e in row.found}
    holder: dict[str, int] = {}
    for at, row in enumerate(rows):
        for e in row.found:
            holder.setdefault(e.passage_id, at)
    details: dict[int, list[Sentence]] = {}
    news: dict[str, list[Sentence]] = {}
    for sentence in side.own:
        if (sentence.passage.passage_id, sentence.span.start) in taken or (side.branch and sentence.general):
            continue
        own = holder.get(sentence.passage.passage_id)
        if own is not None:
            details.setdefault(own, []).append(sentence)
        else:
            news.setdefault(sentence.passage.passage_id, []).append(sentence)
    detailed = [replace(row, details=_evidence(details.get(at, ()), side, view)) for at, row in enumerate(rows)]
    new = [
        ReconciledAction("new", "not_planned", group[0].passage, None, _evidence(group, side, view))
        for group in news.values()
    ]
    return detailed, new


def _evidence(sentences: Iterable[Sentence], side: _Side, view: View) -> tuple[Evidence, ...]:
    return tuple(evidence(s, view, side.parts.get(s.span, ())) for s in sentences)


def _ordered(rows: Sequence[ReconciledAction], news: Sequence[ReconciledAction]) -> list[ReconciledAction]:
    """What is new behind the last action of its measure, the rest of it at the end."""
    place: dict[str, int] = {}
    for at, row in enumerate(rows):
        if row.place.measure:
            place[row.place.measure] = at
    homes = {
        name: next((at for own, at in place.items() if same_measure(own, name)), len(rows))
        for name in {row.place.measure for row in news if row.place.measure}
    }
    behind: dict[int, list[ReconciledAction]] = {}
    for row in news:
        behind.setdefault(homes.get(row.place.measure or "", len(rows)), []).append(row)
    ordered = [r for at, row in enumerate(rows) for r in (row, *behind.get(at, ()))]
    return [*ordered, *behind.get(len(rows), ())]
