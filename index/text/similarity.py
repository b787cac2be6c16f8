"""How similar two texts are by the pairs of neighbouring characters (bigrams) that they have in common."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet

from jixiao.index.text.tokenizer import fold

_PUNCTUATION = re.compile(r"[\W_]+")  # all that `str.isalnum` is false for

# Dice coefficient from which two measures of a table are one, however they are punctuated. Source: those of reports
# 003 and 004 that are one have 0.9 to 1, others 0.6 at most.
MIN_SAME_MEASURE = 0.7

Bigrams = AbstractSet[str]


def bigrams(text: str) -> set[str]:
    """The pairs of neighbouring characters of the folded text, punctuation left out; the text itself where short."""
    letters = _PUNCTUATION.sub("", fold(text))
    return {letters[i : i + 2] for i in range(len(letters) - 1)} or {letters}


def dice(first: Bigrams, second: Bigrams) -> float:
    """2 |A ∩ B| / (|A| + |B|), 0 to 1; 0 where both are empty.

    Source: Dice, Measures of the Amount of Ecologic Association Between Species, Ecology 26(3), 1945.
    """
    return 2 * len(first & second) / max(len(first) + len(second), 1)


def overlap(first: Bigrams, second: Bigrams) -> float:
    """|A ∩ B| / min(|A|, |B|), 0 to 1: how much of the smaller one the other has; 0 where either is empty."""
    return len(first & second) / max(min(len(first), len(second)), 1)


def containment(part: Bigrams, whole: Bigrams) -> float:
    """|A ∩ B| / |A|, 0 to 1: how much of `part` is in `whole`; 0 where `part` is empty."""
    return len(part & whole) / max(len(part), 1)


def jaccard(first: Bigrams, second: Bigrams) -> float:
    """|A ∩ B| / |A ∪ B|, 0 to 1; 0 where both are empty."""
    return len(first & second) / max(len(first | second), 1)


def same_measure(first: str, second: str) -> bool:
    """Whether two measures are one, however their punctuation is written."""
    return dice(bigrams(first), bigrams(second)) >= MIN_SAME_MEASURE
