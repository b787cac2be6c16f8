"""Which sentences of one report say what those of another say: a score for each pair, then an alignment.

Every number here was set on plan 108 of 新竹分局 (003) against the bureau's result 108 (004), 85 sentences of the one
against 111 of the other, read one by one.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jixiao.index.arrays import Floats
from jixiao.index.text.sentences import Sentence
from jixiao.index.text.similarity import same_measure
from jixiao.index.view import View

# Score from which a pair says the same. Source: the best wrong pair under one measure has 0.70 (a laboratory's mail
# and its number of cases), the lowest right one with words of its own 0.80 (pages looked through every season).
MIN_SAME = 0.78
# Two sentences left over under one measure, the last of each report. Source: the right ones have 0.41 to 0.55 where
# the result names the branch there, else 0.7 (003 against 000); a wrong one 0.50.
MIN_LEFT_OVER, MIN_LEFT_OVER_UNNAMED = 0.40, 0.55
# The sentence that comes nearest to one that nothing answers is worth a look from here. Source: a payment by many ways
# mentioned in passing under another measure, 0.37.
MIN_NEAR = 0.35
# Coverage from which a sentence that already answers another may answer this one too. Source: 桃園 and 新竹 counters in
# one sentence, 0.53; the least wrong one 0.36 (volunteers at another counter).
MIN_SHARED_COVERAGE = 0.45
# What one measure in common adds to a score, and what it adds where one of the reports names none.
SAME_MEASURE, UNKNOWN_MEASURE = 0.3, 0.15
# Sentences that are kept for one, its best included.
MOST = 3


@dataclass(frozen=True, slots=True)
class PairScores:
    """Of every first sentence and every second one, each array `(n, m)`.

    `scores`: how much they say the same, up to 1.8. `coverage`: the share of the first one's terms, by weight, that the
    second has. `same_measure`: whether both stand under one measure.
    """

    scores: Floats
    coverage: Floats
    same_measure: NDArray[np.bool_]


def compare(first: Sequence[Sentence], second: Sequence[Sentence], view: View) -> PairScores:
    """Every sentence of `first` against every one of `second`.

    The score is half the larger coverage, half the smaller, half the cosine, and what the measure adds: 1.8 for the
    same sentence under the same measure.
    """
    shape = (len(first), len(second))
    if not first or not second:
        return PairScores(np.zeros(shape), np.zeros(shape), np.zeros(shape, np.bool_))
    coverage, reverse = _coverages(first, second, view)
    embeddings = view.embed([s.text for s in (*first, *second)])
    cosine = (embeddings[: len(first)] @ embeddings[len(first) :].T).astype(np.float64)
    bonus, same = _measures(first, second)
    scores = 0.5 * np.maximum(coverage, reverse) + 0.5 * np.minimum(coverage, reverse) + 0.5 * cosine + bonus
    return PairScores(scores, coverage, same)


def _coverages(first: Sequence[Sentence], second: Sequence[Sentence], view: View) -> tuple[Floats, Floats]:
    """Share of each first sentence's terms that the second has, and the reverse, by weight.

    A term weighs ln(1 + (N - n + 0.5) / (n + 0.5)) over the sentences of both.
    """
    terms = [set(view.tokens(s.text)) for s in (*first, *second)]
    count = Counter(term for own in terms for term in own)
    weight = {t: math.log1p((len(terms) - n + 0.5) / (n + 0.5)) for t, n in count.items()}
    column = {term: at for at, term in enumerate(count)}
    table = np.zeros((len(terms), len(column)), np.float64)
    for row, own in enumerate(terms):
        for term in own:
            table[row, column[term]] = math.sqrt(weight[term])
    common = table[: len(first)] @ table[len(first) :].T
    whole = np.maximum((table**2).sum(axis=1), 1e-9)
    return common / whole[: len(first), None], common / whole[None, len(first) :]


def _measures(first: Sequence[Sentence], second: Sequence[Sentence]) -> tuple[Floats, NDArray[np.bool_]]:
    """What the measures of each pair add to its score, and whether they are one."""
    names = [[s.passage.measure or s.passage.strategy for s in sentences] for sentences in (first, second)]
    one = {(a, b): bool(a and b and same_measure(a, b)) for a in set(names[0]) for b in set(names[1])}
    same = np.array([[one[a, b] for b in names[1]] for a in names[0]], np.bool_)
    known = np.array([[a is not None and b is not None for b in names[1]] for a in names[0]], np.bool_)
    return np.where(same, SAME_MEASURE, np.where(known, 0.0, UNKNOWN_MEASURE)), same


def align(pairs: PairScores) -> list[tuple[int, ...]]:
    """For each first sentence the seconds that say the same, best first; none where nothing does.

    One to one, the highest scores first; then a second that is taken may serve again where it covers as much as
    MIN_SHARED_COVERAGE of a first, and one that is free may join a first that has its own already.
    """
    found: list[list[int]] = [[] for _ in range(pairs.scores.shape[0])]
    order = np.argwhere(pairs.scores >= MIN_SAME)
    ranked = sorted(order.tolist(), key=lambda at: (-pairs.scores[at[0], at[1]], at))
    taken: set[int] = set()
    for row, column in ranked:
        if not found[row] and column not in taken:
            found[row].append(column)
            taken.add(column)
    for row, column in ranked:
        shares = pairs.coverage[row, column] >= MIN_SHARED_COVERAGE
        if column not in found[row] and len(found[row]) < MOST and (shares or column not in taken):
            found[row].append(column)
            taken.add(column)
    return [tuple(sorted(own, key=lambda c: -line[c])) for own, line in zip(found, pairs.scores, strict=True)]


def nearest(pairs: PairScores, least: float) -> list[tuple[int, ...]]:
    """For each first sentence the second of the highest score, none where that is below `least`; any may come again."""
    best = pairs.scores.argmax(axis=1) if pairs.scores.size else np.zeros(len(pairs.scores), np.int64)
    return [
        (int(column),) if pairs.scores.size and pairs.scores[row, column] >= least else ()
        for row, column in enumerate(best)
    ]
