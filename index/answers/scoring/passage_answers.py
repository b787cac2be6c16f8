"""Direct answers over all passages that pass the filters: which branches, how many, and where it says so.

Every sentence of every passage is scored; an entry stands on a sentence of its own, quoted as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from weakref import WeakKeyDictionary

import numpy as np

from jixiao.extract.records import Passage, Quantity, Status
from jixiao.index.answers.scoring import figures, quoting, relevance
from jixiao.index.answers.scoring.calibration import Calibration, calibration
from jixiao.index.answers.scoring.relevance import Match, Pool
from jixiao.index.arrays import Embeddings, Floats
from jixiao.index.records import EVERYTHING, Answer, BranchEntry, Evidence, Filters, Kind, Query, ValueEntry
from jixiao.index.search.linear_model import LinearModel
from jixiao.index.text.concepts import Concept, query_concepts
from jixiao.index.text.sentences import Sentence, sentences_of
from jixiao.index.text.tokenizer import fold
from jixiao.index.view import View

# What a page can show; more would be a list of passages, which search gives.
MOST_EVIDENCE = 20
MOST_PER_ENTRY = 5
MOST_VALUES = 8
# Sentences whose figures are scored; those further down have next to nothing of the question.
MOST_SENTENCES = 400
# Passages whose sentences are all scored. Of more (some forty reports) only the nearest passages' sentences are.
MOST_PASSAGES = 4000
# Characters of a label (「高雄分局：」 before the items of a list), which is no sentence.
LABEL_LENGTH = 12
Roles = tuple[str | None, ...]
# Measures and strategies are plans in words that every report repeats: looked at only if asked for.
ROLES: Roles = ("outcome", None)
_STATUS_ORDER: dict[Status, int] = {"done": 0, "planned": 1, "denied": 2}


@dataclass(frozen=True, slots=True)
class Scored:
    """A question against a pool: the score of each sentence, and `rows`, those that pass the filters, best first."""

    query: Query
    concepts: Sequence[Concept]
    pool: Pool
    match: Match
    scores: Floats
    rows: Sequence[int]
    checked: int


def ask(query: Query, view: View, ranked: Sequence[str] = ()) -> Answer:
    """The answer, each of its lists best first; `checked` counts the passages that pass the filters.

    `ranked` are the ids of the passages that search finds, best first.
    """
    scored = score(query, view, ranked)
    answer = answer_from(scored, view)
    if answer.found:
        return answer
    return replace(answer, absence="nothing_found" if view.has_report(query.filters) else "no_report")


def score(query: Query, view: View, ranked: Sequence[str] = ()) -> Scored:
    """Every sentence of the library, scored; of a large one, every sentence of the passages that come nearest."""
    roles = tuple(query.filters.role) or ROLES
    allowed = [p for p in view.passages(query.filters) if p.label in roles]
    if not allowed:
        return _nothing(query)
    found, vector = query_concepts(query), view.embed_query(query.content or query.text)
    pool = pool_of(view, roles)
    if pool is None or not {p.document_id for p in allowed} <= {s.passage.document_id for s in pool.sentences}:
        pool = _nearest(allowed, found, vector, view)  # too many, or older versions of reports are asked for
    match = relevance.match(found, vector, pool, ranked)
    scores = calibration().sentence.scores(match.features, relevance.SENTENCE_FEATURES)
    passed = {p.passage_id for p in allowed}
    rows = [
        row
        for row, sentence in enumerate(pool.sentences)
        if sentence.passage.passage_id in passed and passes(sentence, query.filters)
    ]
    rows.sort(key=lambda row: (-scores[row], pool.sentences[row].passage.passage_id, pool.sentences[row].span))
    return Scored(query, found, pool, match, scores, rows, len(allowed))


def _nothing(query: Query) -> Scored:
    none, embeddings = np.zeros((0, len(relevance.SENTENCE_FEATURES))), np.zeros((0, 0), np.float32)
    return Scored(query, (), Pool((), (), (), embeddings), Match(none, none, np.zeros(0)), np.zeros(0), (), 0)


def answer_from(scored: Scored, view: View) -> Answer:
    """The answer that the scored sentences support; one without entries where they do not answer."""
    numbers, kind = calibration(), scored.query.kind
    empty = Answer(scored.query, scored.checked)
    ranked_figures = ranked(scored, numbers.figure) if kind == "how_many" else []
    if not scored.rows or (kind == "how_many" and not ranked_figures):
        return empty
    if scored.query.items:
        return replace(empty, evidence=_of_items(scored, view))
    if not is_answered(scored, kind, ranked_figures):
        return empty
    if kind == "how_many":
        return replace(empty, values=_values(scored, ranked_figures, numbers.within, view))
    rows = supporting(scored, numbers)
    evidence = tuple(_evidence(scored, row, view) for row in rows[:MOST_EVIDENCE])
    if kind == "passages":
        return replace(empty, evidence=evidence)
    general = [row for row in rows if scored.pool.sentences[row].general]
    return replace(
        empty,
        branches=_branches(scored, rows, view),
        general=tuple(_evidence(scored, row, view) for row in general[:MOST_PER_ENTRY]),
        evidence=evidence,
    )


def _of_items(scored: Scored, view: View) -> tuple[Evidence, ...]:
    """The sentences of a scoring item that is asked for by its name, best first; no doubt that they are meant."""
    wanted = set(scored.query.items)
    rows = [r for r in scored.rows if wanted & {item.id for item in scored.pool.sentences[r].passage.items}]
    return tuple(_evidence(scored, row, view) for row in rows[:MOST_EVIDENCE])


def is_answered(
    scored: Scored, kind: Kind = "passages", ranked_figures: Sequence[tuple[figures.Figure, float]] = ()
) -> bool:
    """Whether the library answers the question at all; `counted` as in `standing`."""
    if not scored.rows:
        return False
    return bool(
        calibration().found[kind].scores(question_features(scored, ranked_figures), relevance.QUESTION_FEATURES)[0] >= 0
    )


def supporting(scored: Scored, numbers: Calibration) -> list[int]:
    """Rows that are good enough, best first, the same words once."""
    min_score = numbers.min_score(float(scored.scores[scored.rows[0]]))
    seen: set[tuple[str, str]] = set()
    rows = []
    for row in scored.rows:
        if scored.scores[row] < min_score:
            break
        key = (scored.pool.sentences[row].folded, scored.pool.sentences[row].passage.document_id)
        if key not in seen:
            seen.add(key)
            rows.append(row)
    return rows


def _branches(scored: Scored, rows: Sequence[int], view: View) -> tuple[BranchEntry, ...]:
    """One entry for a branch and status, in the order of its best sentence; what is done comes first."""
    heads = view.register.heads
    wanted = scored.query.filters.branch
    groups: dict[tuple[str, Status], list[int]] = {}
    for row in rows:
        sentence = scored.pool.sentences[row]
        for branch in sentence.branches:
            asked_for = (
                scored.query.asks_bureau or branch in wanted if branch in heads else not wanted or branch in wanted
            )
            if asked_for:
                groups.setdefault((branch, sentence.status), []).append(row)
    entries = [
        BranchEntry(
            branch,
            status,
            tuple(_evidence(scored, row, view) for row in found[:MOST_PER_ENTRY]),
            _quantities(scored, found[:MOST_PER_ENTRY], branch),
        )
        for (branch, status), found in groups.items()
    ]
    return tuple(sorted(entries, key=lambda entry: _STATUS_ORDER[entry.status]))


def _quantities(scored: Scored, rows: Iterable[int], branch: str) -> tuple[Quantity, ...]:
    """The figures of these sentences that are the branch's own."""
    return tuple(q for row in rows for q in scored.pool.sentences[row].quantities if q.branch in (branch, None))


def question_features(scored: Scored, ranked_figures: Sequence[tuple[figures.Figure, float]] = ()) -> Floats:
    """See `relevance.question_features`; `counted` are the ranked figures of a how-many question."""
    best_sentence, best_figure = float(scored.scores[scored.rows[0]]), ranked_figures[0][1] if ranked_figures else 0.0
    return relevance.question_features(scored.match, scored.concepts, scored.rows, best_sentence, best_figure)


def _values(
    scored: Scored, ranked_figures: Sequence[tuple[figures.Figure, float]], within: float, view: View
) -> tuple[ValueEntry, ...]:
    """The figures whose scores are near the best; the same figure of the same branch and year once."""
    groups: dict[tuple[object, ...], list[figures.Figure]] = {}
    for figure, rank in ranked_figures:
        if rank >= ranked_figures[0][1] - within:
            quantity = figure.quantity
            key = (quantity.value, quantity.unit, quantity.branch, quantity.year)
            groups.setdefault(key, []).append(figure)
    entries = [_value(group, scored, view) for group in groups.values()]
    return tuple(entries[:MOST_VALUES])


def ranked(scored: Scored, model: LinearModel) -> list[tuple[figures.Figure, float]]:
    """The figures of the kind that is asked for with their scores, best first."""
    wanted = figures.asked_unit(scored.query)
    rows = scored.rows[:MOST_SENTENCES]
    found = [
        figure
        for figure in figures.candidates(scored.pool.sentences, rows, scored.query.filters)
        if figures.unit_fit(figure.quantity.unit, wanted)
    ]
    if not found:
        return []
    table = figures.features(found, scored.scores, scored.query, scored.concepts, scored.match.weights)
    scores = model.scores(table, figures.FIGURE_FEATURES)
    beside = figures.beside(found, scored.query)
    known = [float(min(scores[at], scores[beside.get(at, at)])) for at in range(len(found))]
    order = sorted(range(len(found)), key=lambda at: (-known[at], found[at].row, at in beside, found[at].quantity.span))
    return [(found[at], known[at]) for at in order]


def _value(group: Sequence[figures.Figure], scored: Scored, view: View) -> ValueEntry:
    best = group[0].quantity
    evidence = tuple(_evidence(scored, figure.row, view) for figure in group[:MOST_PER_ENTRY])
    return ValueEntry(best.value, best.unit, best.of, best.branch, best.year, best.surface, evidence, best.status)


def _evidence(scored: Scored, row: int, view: View) -> Evidence:
    """The sentence as it stands, with its score."""
    return replace(quoting.evidence(scored.pool.sentences[row], view), score=round(float(scored.scores[row]), 4))


def passes(sentence: Sentence, filters: Filters) -> bool:
    """Whether the sentence itself, not only its passage, is of the branches and years asked for, and no mere label."""
    if sentence.folded.endswith(":") and len(sentence.folded) <= LABEL_LENGTH:
        return False
    quantities = sentence.quantities
    did_it = sentence.general or set(sentence.branches) & set(filters.branch)
    if filters.branch and not did_it and not any(q.branch in filters.branch for q in quantities):
        return False
    if filters.year and sentence.passage.year not in filters.year:
        return any(q.year in filters.year for q in quantities)
    return True


_pools: WeakKeyDictionary[View, dict[Roles, tuple[int, Pool | None]]] = WeakKeyDictionary()


def pool_of(view: View, roles: Roles = ROLES) -> Pool | None:
    """The sentences of the library's passages of these roles, kept until the library changes; None for too many."""
    kept = _pools.setdefault(view, {})
    if roles not in kept or kept[roles][0] != view.generation:
        generation = view.generation
        passages = [p for p in view.passages(EVERYTHING) if p.label in roles]
        kept[roles] = (generation, _pool(passages, view) if len(passages) <= MOST_PASSAGES else None)
    return kept[roles][1]


def _nearest(allowed: Sequence[Passage], concepts: Sequence[Concept], vector: Embeddings, view: View) -> Pool:
    """The sentences of the passages with the highest cosines, and of those with the most concepts."""
    if len(allowed) <= MOST_PASSAGES:
        return _pool(allowed, view)
    cosines = view.vectors([p.passage_id for p in allowed]) @ vector
    coverages = np.array([sum(relevance.coverage(p.text, concepts)) for p in allowed], np.float64)
    half = MOST_PASSAGES // 2
    chosen = {*np.argsort(-cosines)[:half].tolist(), *np.argsort(-(coverages + cosines / 2))[:half].tolist()}
    return _pool([allowed[at] for at in sorted(chosen)], view)


def _context(p: Passage) -> str:
    """The folded text in which the concepts of a question may stand, besides the sentence."""
    return fold("。".join(filter(None, (p.text, p.measure_parent, p.measure, "、".join(p.columns)))))


def _pool(passages: Sequence[Passage], view: View) -> Pool:
    sentences = [sentence for passage in passages for sentence in sentences_of(passage, view)]
    contexts = {p.passage_id: _context(p) for p in passages}
    ids = [s.passage.passage_id for s in sentences]
    # A breakdown (「基 96、新 108」) is embedded with the sentence before it, which says what it counts.
    texts = [s.text if s.before is None else s.before.text + s.text for s in sentences]
    matching_texts = [relevance.matching_text(sentence) for sentence in sentences]
    return Pool(sentences, matching_texts, [relevance.bracket_variants(contexts[i]) for i in ids], view.embed(texts))
