"""Whether the best hits answer a question at all: how much of it they say, and how far they stand out in meaning.

A small linear model for each mode; its numbers and what they were learned from stand in data/presence.toml.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from extract.records import Passage
from index.answers.ideas import Idea
from index.context import context
from index.records import Mode
from index.tokenizer import fold, terms

DATA = Path(__file__).parent / "data" / "presence.toml"
# What an idea counts where a passage says it in another wording than the question's.
OTHER_WORDING = 0.8
# Hits that are looked at; and the ranks of the whole library's nearest vectors that the best one is compared with.
LOOKED_AT = 10
BEHIND = slice(20, 200)

Features = dict[str, float]


def coverage(ideas: Sequence[Idea], passages: Sequence[Passage], idf: Callable[[str], float]) -> Features:
    """`said`: the share of the question's ideas, by weight, that the best passage says; `around`: it or its context.

    `together`: what all of them say; `known`: ideas of which the library has a wording at all; `rarest`: whether the
    heaviest idea is said by any. All from 0 to 1.
    """
    weights = np.array([idea.weight * _rarity(idea, idf) for idea in ideas])
    if not len(weights) or not weights.sum():
        return dict.fromkeys(("said", "around", "together", "known", "rarest"), 0.0)
    shares = weights / weights.sum()
    texts = [fold(p.text) for p in passages]
    said = _table(ideas, texts)
    around = np.maximum(said, _table(ideas, [fold(context(p)) for p in passages]))
    known = np.array([any(_is_known(w, idf) for w in (*idea.own, *idea.others)) for idea in ideas])
    return {
        "said": float((said @ shares).max(initial=0.0)),
        "around": float((around @ shares).max(initial=0.0)),
        "together": float(around.max(axis=0, initial=0.0) @ shares),
        "known": float(known @ shares),
        "rarest": float(around[:, int(weights.argmax())].max(initial=0.0)),
    }


def standing(cosines: Sequence[float], everywhere: Sequence[float]) -> Features:
    """`top`: the best cosine; `rise`: how far it, `lead`: how far the best three stand above the rest of the library.

    `cosines` are those that pass the filters, `everywhere` those of the whole library, both best first.
    """
    if not cosines:
        return dict.fromkeys(("top", "rise", "lead"), 0.0)
    rest = np.array(everywhere[BEHIND] or everywhere or [0.0])
    spread = float(rest.std()) + 0.02
    best = np.array(cosines[:3])
    return {
        "top": float(best[0]),
        "rise": float((best[0] - rest.mean()) / spread),
        "lead": float((best.mean() - rest.mean()) / spread),
    }


def present(features: Features, mode: Mode) -> bool:
    """Whether the model of this mode takes the question as answered."""
    model = _models()[mode]
    return bool(model["intercept"] + sum(weight * features[name] for name, weight in model["weights"].items()) > 0)


def _table(ideas: Sequence[Idea], texts: Sequence[str]) -> Any:
    """`(n texts, n ideas)`: 1 said in the question's words, OTHER_WORDING in others, 0 not said."""
    table = np.zeros((len(texts), len(ideas)))
    for row, text in enumerate(texts):
        for column, idea in enumerate(ideas):
            if any(wording in text for wording in idea.own):
                table[row, column] = 1.0
            elif any(wording in text for wording in idea.others):
                table[row, column] = OTHER_WORDING
    return table


def _rarity(idea: Idea, idf: Callable[[str], float]) -> float:
    """That of its most common wording; a wording is as rare as its rarest term."""
    return min(max(map(idf, terms(wording)), default=0.0) for wording in (*idea.own, *idea.others))


def _is_known(wording: str, idf: Callable[[str], float]) -> bool:
    found = terms(wording)
    return bool(found) and all(idf(term) < idf("\0") for term in found)


@cache
def _models() -> Mapping[str, Any]:
    with DATA.open("rb") as file:
        return tomllib.load(file)
