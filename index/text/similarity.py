"""Which sentences of one report say what those of another say: likeness by words, meaning and place, then pairs.

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

from jixiao.index.text.sentences import Sentence
from jixiao.index.text.tokenizer import fold
from jixiao.index.view import View

# Likeness from which a pair says the same. Source: the best wrong pair under one measure has 0.70 (a laboratory's mail
# and its number of cases), the lowest right one with words of its own 0.80 (pages looked through every season).
SAME = 0.78
# Two sentences left over under one measure, the last of each report: the right ones have 0.41 to 0.55 where the result
# names the branch there, else 0.7 (003 against 000); a wrong one 0.50.
LEFT_OVER, LEFT_OVER_UNNAMED = 0.40, 0.55
# The sentence that comes nearest to one that nothing answers is worth a look from here. Source: a payment by many ways
# told in passing under another measure, 0.37.
NEAR = 0.35
# A sentence that already answers another may answer this one too, where it says so much of it. Source: 桃園 and 新竹
# counters told in one sentence, 0.53; the least wrong one 0.36 (volunteers at another counter).
SHARED = 0.45
# What one measure in common is worth, and what where one of the reports names none.
PLACE, NO_PLACE = 0.3, 0.15
# Bigrams in common from which two measures are one: those of 003 and 004 have 0.9 to 1, others 0.6 at most.
MEASURE = 0.7
# Of a sentence with other sentences that say the same, so many are kept beside the best.
MOST = 3


@dataclass(frozen=True, slots=True)
class Likeness:
    """`scores` and `said` are `(n, m)`: how alike, and the share of each first sentence that the second says.

    `same_measure` is `(n, m)`, true where both stand under one measure.
    """

    scores: NDArray[np.float64]
    said: NDArray[np.float64]
    same_measure: NDArray[np.bool_]


def likeness(first: Sequence[Sentence], second: Sequence[Sentence], view: View) -> Likeness:
    """Every sentence of `first` against every one of `second`.

    The score is half the larger share of words, half the smaller, half the cosine, and the place: 1.8 for the same
    sentence under the same measure.
    """
    shape = (len(first), len(second))
    if not first or not second:
        return Likeness(np.zeros(shape), np.zeros(shape), np.zeros(shape, np.bool_))
    said, told = _shares(first, second, view)
    rows = view.embed([s.text for s in (*first, *second)])
    meaning = (rows[: len(first)] @ rows[len(first) :].T).astype(np.float64)
    place, same = _places(first, second)
    scores = 0.5 * np.maximum(said, told) + 0.5 * np.minimum(said, told) + 0.5 * meaning + place
    return Likeness(scores, said, same)


def _shares(
    first: Sequence[Sentence], second: Sequence[Sentence], view: View
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Share of each first sentence's terms that the second has, and the reverse, by weight.

    A term weighs ln(1 + (N - n + 0.5) / (n + 0.5)) over the sentences of both.
    """
    terms = [set(view.tokens(s.text)) for s in (*first, *second)]
    count = Counter(term for own in terms for term in own)
    weight = {t: math.log1p((len(terms) - n + 0.5) / (n + 0.5)) for t, n in count.items()}
    place = {term: at for at, term in enumerate(count)}
    table = np.zeros((len(terms), len(place)), np.float64)
    for row, own in enumerate(terms):
        for term in own:
            table[row, place[term]] = math.sqrt(weight[term])
    common = table[: len(first)] @ table[len(first) :].T
    whole = np.maximum((table**2).sum(axis=1), 1e-9)
    return common / whole[: len(first), None], common / whole[None, len(first) :]


def _places(first: Sequence[Sentence], second: Sequence[Sentence]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    names = [[s.passage.measure or s.passage.strategy for s in sentences] for sentences in (first, second)]
    alike = {(a, b): bool(a and b and same_words(a, b)) for a in set(names[0]) for b in set(names[1])}
    same = np.array([[alike[a, b] for b in names[1]] for a in names[0]], np.bool_)
    known = np.array([[a is not None and b is not None for b in names[1]] for a in names[0]], np.bool_)
    return np.where(same, PLACE, np.where(known, 0.0, NO_PLACE)), same


def same_words(first: str, second: str) -> bool:
    """Whether two measures are one, however their punctuation is written."""
    a, b = bigrams(first), bigrams(second)
    return 2 * len(a & b) >= MEASURE * (len(a) + len(b))


def bigrams(text: str) -> set[str]:
    """The pairs of neighbouring characters of the folded text, punctuation left out; the text itself where short."""
    told = "".join(c for c in fold(text) if c.isalnum())
    return {told[i : i + 2] for i in range(len(told) - 1)} or {told}


def pairs(alike: Likeness) -> list[tuple[int, ...]]:
    """For each first sentence the seconds that say the same, best first; none where nothing does.

    One to one, the most alike first; then what is taken may be shared by whoever finds most of itself in it, and what
    is free may add to a sentence that has its own already.
    """
    found: list[list[int]] = [[] for _ in range(alike.scores.shape[0])]
    order = np.argwhere(alike.scores >= SAME)
    ranked = sorted(order.tolist(), key=lambda at: (-alike.scores[at[0], at[1]], at))
    taken: set[int] = set()
    for row, column in ranked:
        if not found[row] and column not in taken:
            found[row].append(column)
            taken.add(column)
    for row, column in ranked:
        shares = alike.said[row, column] >= SHARED
        if column not in found[row] and len(found[row]) < MOST and (shares or column not in taken):
            found[row].append(column)
            taken.add(column)
    return [tuple(sorted(own, key=lambda c: -line[c])) for own, line in zip(found, alike.scores, strict=True)]


def nearest(alike: Likeness, least: float) -> list[tuple[int, ...]]:
    """For each first sentence the second that is most alike, none where none scores `least`; any may be named again."""
    best = alike.scores.argmax(axis=1) if alike.scores.size else np.zeros(len(alike.scores), np.int64)
    return [
        (int(column),) if alike.scores.size and alike.scores[row, column] >= least else ()
        for row, column in enumerate(best)
    ]
