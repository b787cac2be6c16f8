"""How topical a concept is: a question on a topic that no passage covers is not answered by the rest of its words.

Topical words are bursty: where they occur, they recur. Burstiness of pairs of characters, learned by
models/calibration/topics.py. Source: Church and Gale, Poisson Mixtures, Natural Language Engineering 1(2), 1995.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np

from jixiao.index import data_files
from jixiao.index.arrays import Floats
from jixiao.index.records import Concept

# A concept of the thesaurus is at least this topical. Source: models/calibration/answers.py.
MIN_KNOWN_CONCEPT = 0.5


def burstiness(concept: Concept) -> float:
    """From 0 (occurs once in any text) to 3; of the surface form, or of the first translation of an English one."""
    english = all(form.isascii() for form in concept.surface_forms)
    forms = concept.synonyms[:1] if english else concept.surface_forms
    pairs = [form[at : at + 2] for form in forms for at in range(len(form) - 1)]
    own = max((pair_burstiness().get(pair, 1.0) - 1.0 for pair in pairs), default=0.0)
    return max(own, MIN_KNOWN_CONCEPT) if concept.synonyms and concept.weight == 1.0 else own


def uncovered_topics(concepts: Sequence[Concept], covered: Floats) -> tuple[float, float, float]:
    """How much of a question's topics texts leave uncovered; `covered` is `(texts, concepts)`, 1 covered, 0 not.

    The greatest burstiness of a concept that none of them covers, the sum of these, and the joint gap: the least sum
    that any one text leaves uncovered.
    """
    weights = np.array([burstiness(concept) for concept in concepts], np.float64)
    missing = weights * (1 - covered.max(axis=0, initial=0.0))
    joint_gap = ((1 - covered) @ weights).min(initial=float(weights.sum()))
    return float(missing.max(initial=0.0)), float(missing.sum()), float(joint_gap)


@cache
def pair_burstiness() -> Mapping[str, float]:
    """Pair -> mean occurrences in a stretch of text that has it (1.3 to 4); pairs that are missing occur once."""
    by_pair: dict[str, float] = {}
    for line in data_files.text_lines("topics"):
        level, pairs = line.split(" ")
        by_pair |= dict.fromkeys((pairs[at : at + 2] for at in range(0, len(pairs), 2)), float(level))
    return by_pair
