"""The order of what both sides found: a small linear model over meaning, words, and what kind of passage it is.

Its numbers and what they were learned from stand in data/reranking.toml.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache

import numpy as np

from jixiao.extract.records import Passage
from jixiao.index import data_files
from jixiao.index.arrays import Embeddings, Floats
from jixiao.index.holdings.state import State
from jixiao.index.records import Query
from jixiao.index.search import answerability
from jixiao.index.search.fusion import STEP
from jixiao.index.search.linear_model import LinearModel
from jixiao.index.text.concepts import query_concepts
from jixiao.index.text.sentences import texts

FEATURES = (
    "cosine_gap",  # cosine to the question, less the best one: 0 and below
    "sentence_rank",  # reciprocal rank of its best sentence by cosine
    "bm25",  # share of the best full-text score
    "bm25_rank",  # reciprocal rank by full-text score; 0 where no term is shared
    "context_coverage",  # share of the question's concepts that it or its context covers, by weight
    "strategy",  # 1 for a passage of this role
    "measure",
    "none",
    "item_row",  # 1 where it is evidence for a scoring item that is asked for, by its row
    "item_content",  # the same, by its own words
    "figure_count",  # ln(1 + its figures)
    "planned",  # 1 in a plan
)
ROLES = ("strategy", "measure", "none")


def order(
    query: Query, passages: Mapping[int, Passage], bm25: Mapping[int, float], state: State
) -> list[tuple[float, int, Passage]]:
    """(score, row, passage), best first, ties by passage_id; scores between 0 and 1 rank within one question only.

    `bm25` holds the full-text scores of those rows that have one.
    """
    table = features(query, passages, bm25, state)
    scores = _model().scores(table, FEATURES).tolist()
    found = [(1 / (1 + math.exp(-s)), row, p) for s, (row, p) in zip(scores, passages.items(), strict=True)]
    return sorted(found, key=lambda f: (-f[0], f[2].passage_id))


def features(query: Query, passages: Mapping[int, Passage], bm25: Mapping[int, float], state: State) -> Floats:
    """`(n, len(COLUMNS))`, a row for each passage in order."""
    if not passages:
        return np.zeros((0, len(FEATURES)))
    rows, texts_ = list(passages), list(passages.values())
    asked = state.embed_query(query.content or query.text)
    cosine = (state.store.vectors(rows) @ asked).astype(np.float64)
    words = np.array([bm25.get(row, 0.0) for row in rows])
    named = [{item.basis for item in passage.items if item.id in query.items} for passage in texts_]
    return np.stack(
        [
            cosine - cosine.max(),
            _reciprocal_ranks(_best_sentence_cosines(passages, asked, state)),
            words / (words.max() or 1.0),
            np.where(words > 0, _reciprocal_ranks(words), 0.0),
            answerability.context_coverage(query_concepts(query), texts_, state.idf),
            *(np.array([(p.label or "none") == role for p in texts_], np.float64) for role in ROLES),
            *(np.array([basis in bases for bases in named], np.float64) for basis in ("row", "content")),
            np.log1p([len(p.quantities) for p in texts_]),
            np.array([p.stage == "plan" for p in texts_], np.float64),
        ],
        axis=1,
    )


def _best_sentence_cosines(passages: Mapping[int, Passage], asked: Embeddings, state: State) -> Floats:
    """The best cosine of each passage's sentences."""
    found = {row: own for row, own in state.store.sentence_vectors(list(passages), len(asked)).items() if len(own)}
    left = {row: texts(passage) or [passage.text] for row, passage in passages.items() if row not in found}
    embedded = state.embed([text for own in left.values() for text in own])
    for row, own in left.items():
        found[row], embedded = embedded[: len(own)], embedded[len(own) :]
    cosines = np.concatenate([found[row] for row in passages]) @ asked
    ends = np.cumsum([len(found[row]) for row in passages])
    return np.maximum.reduceat(cosines.astype(np.float64), [0, *ends[:-1]])


def _reciprocal_ranks(scores: Floats) -> Floats:
    """STEP / (STEP + rank), ranks from 1, best first; equal scores share the best rank."""
    ranks = np.searchsorted(np.sort(-scores), -scores) + 1
    return np.asarray(STEP / (STEP + ranks), np.float64)


@cache
def _model() -> LinearModel:
    return LinearModel.read(data_files.toml("reranking"))
