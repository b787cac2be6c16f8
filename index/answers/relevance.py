"""How well each sentence of a library answers a question: coverage of its ideas, meaning, and the two together.

Every figure is relative to the question: its own distribution over all sentences looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.answers.ideas import Idea
from index.answers.sentences import Sentence

Column = NDArray[np.float64]
NAMES = ("said", "known", "own", "around", "sentence", "passage", "sentence_z", "passage_z")
# What an idea counts where the sentence says it in another wording, and where only the passage around it does.
OTHER_WORDING = 0.8


@dataclass(frozen=True, slots=True)
class Pool:
    """The sentences that are looked at, with what the model knows of them: unit rows, one a sentence."""

    sentences: Sequence[Sentence]
    around: Sequence[str]
    rows: NDArray[np.float32]
    passages: NDArray[np.float32]


def features(ideas: Sequence[Idea], query: NDArray[np.float32], pool: Pool) -> NDArray[np.float64]:
    """`(n sentences, len(NAMES))`."""
    here = _spoken([s.folded + (s.before.folded if s.before else "") for s in pool.sentences], ideas)
    near = np.maximum(here, _spoken(pool.around, ideas))
    weights = _weights(near) * np.array([idea.weight for idea in ideas])
    known = weights * (near.max(axis=0) > 0)
    sentence, passage = pool.rows @ query, pool.passages @ query
    columns = (
        _share(here, weights),
        _share(here, known),
        _share(here >= 1.0, weights),
        _share(near, weights),
        sentence,
        passage,
        _standard(sentence),
        _standard(passage),
    )
    return np.stack([np.asarray(c, np.float64) for c in columns], axis=1)


def _spoken(texts: Sequence[str], ideas: Sequence[Idea]) -> NDArray[np.float64]:
    """`(n texts, n ideas)`: 1 said in the question's words, OTHER_WORDING in others, 0 not said."""
    table = np.zeros((len(texts), len(ideas)))
    for column, idea in enumerate(ideas):
        for row, text in enumerate(texts):
            if any(w in text for w in idea.own):
                table[row, column] = 1.0
            elif any(w in text for w in idea.others):
                table[row, column] = OTHER_WORDING
    return table


def _weights(table: NDArray[np.float64]) -> Column:
    """ln(1 + (N - n + 0.5) / (n + 0.5)) of each idea over the texts."""
    n = (table > 0).sum(axis=0)
    return np.log1p((len(table) - n + 0.5) / (n + 0.5))


def _share(table: NDArray[np.generic], weights: Column) -> Column:
    total = float(weights.sum())
    return (np.asarray(table, np.float64) @ weights) / total if total else np.zeros(len(table))


def _standard(column: NDArray[np.float32]) -> NDArray[np.float32]:
    spread = float(column.std())
    return (column - column.mean()) / spread if spread else column * 0
