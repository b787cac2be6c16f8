"""Several rankings into one."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)

# Source: Cormack, Clarke and Büttcher, Reciprocal Rank Fusion outperforms Condorcet and individual rank learning
# methods (SIGIR 2009), who found 60 on TREC collections.
CONSTANT = 60.0
# Ours. Source: a sweep of fusion by ranks on the judged sets.
STEP = 30.0


def fuse(
    rankings: Sequence[Sequence[Key]], weights: Sequence[float] | None = None, constant: float = CONSTANT
) -> dict[Key, float]:
    """Score of each key: the sum over rankings of weight / (constant + rank), ranks from 1; absent adds nothing.

    Higher is better. Without weights every ranking counts 1. Raises ValueError where their numbers differ.
    """
    scores: dict[Key, float] = {}
    for ranking, weight in zip(rankings, weights or [1.0] * len(rankings), strict=True):
        for rank, key in enumerate(ranking, start=1):
            scores[key] = scores.get(key, 0.0) + weight / (constant + rank)
    return scores
