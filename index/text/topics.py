"""How much a word is one of a topic: a question about a topic that no passage speaks of is not answered by the rest.

Pairs of characters and how often they come again in one stretch of text, learned by tests/learn_topics.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np

from jixiao.index import data_files
from jixiao.index.arrays import Floats
from jixiao.index.text.concepts import Idea

# An idea that the thesaurus knows is a topic's at least as much as this. Source: tests/calibrate.py.
KNOWN_IDEA = 0.5


def topicality(idea: Idea) -> float:
    """From 0 (any text may have it) to 3; of what the question says, or of its first translation."""
    told = idea.others[:1] if all(wording.isascii() for wording in idea.own) else idea.own
    own = max((bursts().get(w[at : at + 2], 1.0) - 1.0 for w in told for at in range(len(w) - 1)), default=0.0)
    return max(own, KNOWN_IDEA) if idea.others and idea.weight == 1.0 else own


def unheard(ideas: Sequence[Idea], heard: Floats) -> tuple[float, float, float]:
    """What texts leave unsaid of a question's topics; `heard` is `(n texts, n ideas)`, 1 said, 0 not.

    The greatest topicality of an idea that none of them says, the sum of these, and the least sum that one text omits.
    """
    topical = np.array([topicality(idea) for idea in ideas], np.float64)
    missing = topical * (1 - heard.max(axis=0, initial=0.0))
    apart = ((1 - heard) @ topical).min(initial=float(topical.sum()))
    return float(missing.max(initial=0.0)), float(missing.sum()), float(apart)


@cache
def bursts() -> Mapping[str, float]:
    """Pair -> times that it comes in a stretch which has it (1.3 to 4); pairs that are not in it come once."""
    found: dict[str, float] = {}
    for line in data_files.text_lines("topics"):
        level, pairs = line.split(" ")
        found |= dict.fromkeys((pairs[at : at + 2] for at in range(0, len(pairs), 2)), float(level))
    return found
