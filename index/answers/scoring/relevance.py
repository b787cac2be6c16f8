"""How relevant each sentence of a library is to a question: coverage of its concepts, proximity, cosine, rank.

Every feature is relative to the question's own distribution over all sentences of the pool, or bounded by 0 and 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from jixiao.index.arrays import Embeddings, Floats, Rows
from jixiao.index.records import Concept
from jixiao.index.search.fusion import STEP, fuse
from jixiao.index.sentences.columns import SentenceColumns
from jixiao.index.sentences.occurrences import Occurrences
from jixiao.index.text.concepts import contains
from jixiao.index.text.topics import burstiness, uncovered_topics

# Weight of a pair of characters that neither the library nor a topic has: mostly no word.
# Source: models/calibration/answers.py.
UNKNOWN_PAIR = 0.3
# The features of a sentence, columns of `Match.features`:
SENTENCE_FEATURES = (
    "coverage",  # share of the question's concepts that it expresses, by weight
    "context_coverage",  # the same, with its passage and measure
    "proximity",  # the best coverage of two neighbouring clauses
    "coverage_gap",  # how far `coverage` is below the best of the pool
    "cosine_z",  # standard score of its cosine to the question
    "reciprocal_rank",  # of its passage in search, STEP / (STEP + rank); 0 where search does not find it
)
# The features of a question as a whole, see `question_features`:
QUESTION_FEATURES = (
    "coverage",  # the best of these three among the sentences that pass the filters
    "context_coverage",
    "proximity",
    "best_sentence",  # the best score of a sentence
    "best_figure",  # the best score of a figure; 0 where none is asked for
    "uncovered_topic",  # the greatest burstiness of a concept that no sentence with its context covers
    "uncovered_topics",  # the sum of these
    "joint_gap",  # the least sum over the concepts that one sentence with its context leaves uncovered
    "uncovered_known",  # share by weight of the uncovered concepts that the thesaurus knows
    "uncovered_unknown",  # the same of those that it does not know
)


@dataclass(frozen=True, slots=True)
class Match:
    """A question against a pool of n sentences. `features`: `(n, len(SENTENCE_FEATURES))`.

    `covered`: `(n, concepts)`, 1 where the sentence or its context has the concept; `weights` of the concepts add up to
    1.
    """

    features: Floats
    covered: Floats
    weights: Floats


def match(concepts: Sequence[Concept], query: Embeddings, pool: SentenceColumns, ranked: Sequence[str] = ()) -> Match:
    """Every sentence of the pool against a question's concepts, its embedding `(d,)`, the passage ids of its search."""
    own = _covered(pool.texts, len(pool), concepts)
    covered = np.maximum(own, _covered(pool.contexts, len(pool.rows), concepts)[pool.passages])
    weights = _concept_weights(covered, concepts)
    coverages = own @ weights
    reciprocal_ranks = np.zeros(len(pool.rows))
    for name, share in fuse([ranked], [STEP], STEP).items():
        if name in pool.places:
            reciprocal_ranks[pool.places[name]] = share
    columns = (
        coverages,
        covered @ weights,
        _proximity(pool, concepts, weights),
        coverages.max(initial=0.0) - coverages,
        _z_scores(pool.embeddings @ query),
        reciprocal_ranks[pool.passages],
    )
    return Match(np.stack(columns, axis=1), covered, weights)


def question_features(
    found: Match, concepts: Sequence[Concept], rows: Rows, best_sentence: float, best_figure: float = 0.0
) -> Floats:
    """`(1, len(QUESTION_FEATURES))`; `rows` are the sentences that pass the question's filters, at least one."""
    columns = np.array([SENTENCE_FEATURES.index(name) for name in QUESTION_FEATURES[:3]])
    highest, covered = found.features[np.ix_(rows, columns)].max(axis=0), found.covered[rows]
    uncovered = found.weights * (1 - covered.max(axis=0, initial=0.0))
    known = np.array([bool(concept.synonyms) for concept in concepts], bool)
    shares = uncovered[known].sum(), uncovered[~known].sum()
    return np.array([[*highest, best_sentence, best_figure, *uncovered_topics(concepts, covered), *shares]], np.float64)


def coverage(text: str, concepts: Sequence[Concept]) -> list[float]:
    """Of each concept 1 where the folded text has any of its forms, else 0."""
    return [
        float(any(contains(text, form) for form in (*concept.surface_forms, *concept.synonyms))) for concept in concepts
    ]


def _covered(texts: Occurrences, count: int, concepts: Sequence[Concept]) -> Floats:
    """`(count, concepts)`, 1 where the text has any of the concept's forms."""
    table = np.zeros((count, len(concepts)), np.float64)
    for column, concept in enumerate(concepts):
        table[texts.in_texts((*concept.surface_forms, *concept.synonyms)), column] = 1
    return table


def _concept_weights(covered: Floats, concepts: Sequence[Concept]) -> Floats:
    """Share of each concept: its own weight times ln(1 + (N - n + 0.5) / (n + 0.5)) over the texts; they add up to 1.

    Source: Robertson and Zaragoza, The Probabilistic Relevance Framework (2009). A concept that no text has weighs
    most: a question about something else must not be answered by what is left of it.
    """
    n = (covered > 0).sum(axis=0)
    is_word = [
        bool(m) or concept.weight == 1.0 or burstiness(concept) > 0
        for m, concept in zip(n.tolist(), concepts, strict=True)
    ]
    own = np.array([concept.weight for concept in concepts], np.float64) * np.where(is_word, 1.0, UNKNOWN_PAIR)
    raw = np.log1p((len(covered) - n + 0.5) / (n + 0.5)) * own
    total = float(raw.sum())
    return np.asarray(raw / total if total else raw, np.float64)


def _proximity(pool: SentenceColumns, concepts: Sequence[Concept], weights: Floats) -> Floats:
    """Of each sentence the best coverage, by weight, of two neighbouring clauses together."""
    texts, best = pool.texts, np.zeros(len(pool))
    places = [texts.in_clauses((*concept.surface_forms, *concept.synonyms)) for concept in concepts]
    having = np.unique(np.concatenate([np.zeros(0, np.int64), *places]))
    table = np.zeros((len(having), len(concepts)))
    for column, found in enumerate(places):
        table[np.searchsorted(having, found), column] = 1
    of_text = texts.texts_of_clauses[having]
    np.maximum.at(best, of_text, table @ weights)
    neighbours = np.flatnonzero((np.diff(having) == 1) & (np.diff(of_text) == 0))
    pairs = np.maximum(table[neighbours], table[neighbours + 1]) @ weights
    np.maximum.at(best, of_text[neighbours], pairs)
    return best


def _z_scores(column: Embeddings) -> Floats:
    values = column.astype(np.float64)
    spread = float(values.std()) if len(values) else 0.0
    return (values - values.mean()) / spread if spread else values * 0.0
