"""Whether the best hits answer a question at all: how much of it they say, and how near they are in meaning.

A small linear model for each mode; its numbers and what they were learned from stand in data/answerability.toml.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache

import numpy as np

from jixiao.extract.records import Passage
from jixiao.index import data_files
from jixiao.index.arrays import Floats
from jixiao.index.records import Mode
from jixiao.index.search.linear_model import LinearModel
from jixiao.index.storage.context import context
from jixiao.index.text.collocations import bond
from jixiao.index.text.concepts import Idea, says
from jixiao.index.text.tokenizer import fold, terms
from jixiao.index.text.topics import unheard

# What an idea counts where a passage says it in another wording than the question's.
OTHER_WORDING = 0.8
# The most that a wording counts of which a passage has only pairs of characters.
PART = 0.8
_BRACKETS = re.compile(r"[(（][^()（）]{0,12}[)）]")
# Hits that are looked at: an answer further down is one that nobody sees.
LOOKED_AT = 10
# Hits among which a topic of the question is looked for; one that stands further down is not what they are about.
HEARD_IN = 50

Features = dict[str, float]


def features(
    ideas: Sequence[Idea], passages: Sequence[Passage], cosines: Sequence[float], idf: Callable[[str], float]
) -> Features:
    """`said`: the share of the question's ideas, by weight, that the best passage says; `around`: it or its context.

    `top`: the best cosine, 0 without any. All up to 1. Below 0 and more so the worse: `topic`, the greatest topicality
    of an idea that none of the HEARD_IN best passages speaks of; `topics`, the sum of these; `apart`, the sum over the
    ideas that the passage with the fewest of them leaves out. `passages` and `cosines` come best first.
    """
    top = float(cosines[0]) if cosines else 0.0
    shares = _shares(ideas, idf)
    if not shares.sum():
        return {"said": 0.0, "around": 0.0, "top": top, "topic": 0.0, "topics": 0.0, "apart": 0.0}
    heard = passages[:HEARD_IN]
    own, behind = _texts(heard)
    said = _table(ideas, own)
    around = np.maximum(said, _table(ideas, behind))
    topic, topics, apart = unheard(ideas, (around > 0).astype(np.float64))
    return {
        "said": float((said @ shares)[:LOOKED_AT].max(initial=0.0)),
        "around": float((around @ shares)[:LOOKED_AT].max(initial=0.0)),
        "top": top,
        "topic": -topic,
        "topics": -topics,
        "apart": -apart,
    }


def share(ideas: Sequence[Idea], passages: Sequence[Passage], idf: Callable[[str], float]) -> Floats:
    """`(n,)`: the share of the question's ideas, by weight, that each passage or its context says, up to 1."""
    tables = [_table(ideas, texts) for texts in _texts(passages)]
    return np.asarray(np.maximum(*tables) @ _shares(ideas, idf), np.float64)


def present(features: Features, mode: Mode) -> bool:
    """Whether the model of this mode takes the question as answered."""
    return _model(mode).score(features) > 0


def _texts(passages: Sequence[Passage]) -> tuple[list[str], list[str]]:
    """The folded texts of passages, and those of what stands around them."""
    return [fold(p.text) for p in passages], [fold(context(p)) for p in passages]


def _shares(ideas: Sequence[Idea], idf: Callable[[str], float]) -> Floats:
    """What each idea counts; they add up to 1, or are all 0."""
    weights = np.array([idea.weight * _rarity(idea, idf) * _firmness(idea) for idea in ideas], np.float64)
    total = float(weights.sum())
    return weights / total if total else weights


def _table(ideas: Sequence[Idea], texts: Sequence[str]) -> Floats:
    """`(n texts, n ideas)`: 1 said in the question's words, OTHER_WORDING in others, 0 not said; between: in part."""
    table = np.zeros((len(texts), len(ideas)))
    for row, text in enumerate(texts):
        bare = _BRACKETS.sub("", text)
        for column, idea in enumerate(ideas):
            own = max(_said(wording, text, bare) for wording in idea.own)
            others = max((_said(wording, text, bare) for wording in idea.others), default=0.0)
            table[row, column] = max(own, OTHER_WORDING * others)
    return table


def _said(wording: str, text: str, bare: str) -> float:
    """1 where the text has the wording, with or without its brackets (到府（臨場）檢定); else PART of the share of its
    pairs that the text has, if that is the greater part of a long one."""
    if says(text, wording) or says(bare, wording):
        return 1.0
    pairs = (
        [wording[at : at + 2] for at in range(len(wording) - 1)] if len(wording) > 3 and not wording.isascii() else []
    )
    share = sum(pair in text for pair in pairs) / len(pairs) if pairs else 0.0
    return PART * share if share > 0.5 else 0.0


def _rarity(idea: Idea, idf: Callable[[str], float]) -> float:
    """That of its most common wording; a wording is as rare as its rarest term."""
    return min(max(map(idf, terms(wording)), default=0.0) for wording in (*idea.own, *idea.others))


def _firmness(idea: Idea) -> float:
    """A pair of characters that the thesaurus doesn't know may be no word at all; it counts as far as it is one."""
    wording = idea.own[0]
    return bond(wording) if len(wording) == 2 and not wording.isascii() and not idea.others else 1.0


@cache
def _model(mode: Mode) -> LinearModel:
    return LinearModel.read(data_files.toml("answerability")[mode])
