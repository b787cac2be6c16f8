"""Whether the best hits answer a question at all: how much of it they cover, and their cosines to it.

A small linear model for each mode; its numbers and what they were learned from stand in data/answerability.toml.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache, lru_cache

import numpy as np

from jixiao.extract.records import Passage
from jixiao.index import data_files
from jixiao.index.arrays import Floats
from jixiao.index.records import Concept, Mode
from jixiao.index.search.linear_model import LinearModel
from jixiao.index.storage.context import context
from jixiao.index.text.collocations import pmi
from jixiao.index.text.concepts import contains
from jixiao.index.text.tokenizer import fold, terms
from jixiao.index.text.topics import uncovered_topics

# Coverage of a concept of which a passage has a synonym only.
SYNONYM_COVERAGE = 0.8
# The highest coverage of a form of which a passage has only pairs of characters.
MAX_PARTIAL_COVERAGE = 0.8
_BRACKETS = re.compile(r"[(（][^()（）]{0,12}[)）]")
# Hits whose coverage counts: an answer further down is one that nobody sees.
COVERAGE_DEPTH = 10
# Hits among which a topic of the question is looked for: further down it is not what they are about.
TOPIC_DEPTH = 50

Features = dict[str, float]
GAPS = ("uncovered_topic", "uncovered_topics", "joint_gap")


def features(
    concepts: Sequence[Concept], passages: Sequence[Passage], cosines: Sequence[float], idf: Callable[[str], float]
) -> Features:
    """`coverage`: the best share, by weight, of the question's concepts that one passage covers; `context_coverage`:
    that a passage or its context covers; `best_cosine`: 0 without any. All up to 1.

    GAPS are 0 or below, the lower the worse: `uncovered_topic`, the greatest burstiness of a concept that none of the
    TOPIC_DEPTH best passages covers; `uncovered_topics`, the sum of these; `joint_gap`, the least sum that one of them
    leaves uncovered. `passages` and `cosines` come best first.
    """
    best_cosine = float(cosines[0]) if cosines else 0.0
    weights = _concept_weights(concepts, idf)
    if not weights.sum():
        return dict.fromkeys(GAPS, 0.0) | {"coverage": 0.0, "context_coverage": 0.0, "best_cosine": best_cosine}
    best = passages[:TOPIC_DEPTH]
    texts, contexts = _folded(best)
    covered = _coverages(concepts, texts)
    covered_with_context = np.maximum(covered, _coverages(concepts, contexts))
    topic, topics, joint_gap = uncovered_topics(concepts, (covered_with_context > 0).astype(np.float64))
    return {
        "coverage": float((covered @ weights)[:COVERAGE_DEPTH].max(initial=0.0)),
        "context_coverage": float((covered_with_context @ weights)[:COVERAGE_DEPTH].max(initial=0.0)),
        "best_cosine": best_cosine,
        "uncovered_topic": -topic,
        "uncovered_topics": -topics,
        "joint_gap": -joint_gap,
    }


def context_coverage(concepts: Sequence[Concept], passages: Sequence[Passage], idf: Callable[[str], float]) -> Floats:
    """`(n,)`: the share of the question's concepts, by weight, that each passage or its context covers, up to 1."""
    tables = [_coverages(concepts, texts) for texts in _folded(passages)]
    return np.asarray(np.maximum(*tables) @ _concept_weights(concepts, idf), np.float64)


def is_answerable(features: Features, mode: Mode) -> bool:
    """Whether the hits answer the question, by the model of this mode."""
    return _model(mode).score(features) > 0


def _folded(passages: Sequence[Passage]) -> tuple[list[str], list[str]]:
    """The folded texts of passages, and those of their contexts."""
    return [fold(p.text) for p in passages], [fold(context(p)) for p in passages]


def _concept_weights(concepts: Sequence[Concept], idf: Callable[[str], float]) -> Floats:
    """The weights of the concepts; they add up to 1, or are all 0."""
    weights = np.array([concept.weight * _idf(concept, idf) * _pmi_weight(concept) for concept in concepts], np.float64)
    total = float(weights.sum())
    return weights / total if total else weights


def _coverages(concepts: Sequence[Concept], texts: Sequence[str]) -> Floats:
    """`(texts, concepts)`: 1 a surface form, SYNONYM_COVERAGE a synonym, 0 neither; between: part of a form."""
    table = np.zeros((len(texts), len(concepts)))
    bare = [_BRACKETS.sub("", text) for text in texts]
    whole = "\0".join((*texts, *bare))
    for column, concept in enumerate(concepts):
        for forms, share in ((concept.surface_forms, 1.0), (concept.synonyms, SYNONYM_COVERAGE)):
            for form in forms:
                if _occurs(form, whole):
                    own = share * _coverage_by_text(form, texts, bare)
                    np.maximum(table[:, column], own, out=table[:, column])
    return table


def _coverage_by_text(form: str, texts: Sequence[str], bare: Sequence[str]) -> Floats:
    """`(texts,)`: see `_coverage`."""
    both = zip(texts, bare, strict=True)
    if form.isascii() or _pairs(form):
        return np.array([_coverage(form, text, without) for text, without in both], np.float64)
    return np.array([form in text or form in without for text, without in both], np.float64)


def _occurs(form: str, whole: str) -> bool:
    """Whether any of many texts, looked at as one, may have something of the form: most forms are in none."""
    pairs = _pairs(form)
    return form in whole or 2 * sum(pair in whole for pair in pairs) > len(pairs)


def _coverage(form: str, text: str, bare: str) -> float:
    """1 where the text has the form, with or without its brackets (到府（臨場）檢定); else the share of its pairs of
    characters that the text has, times MAX_PARTIAL_COVERAGE, if that is more than half of a long form's."""
    if contains(text, form) or contains(bare, form):
        return 1.0
    pairs = _pairs(form)
    share = sum(pair in text for pair in pairs) / len(pairs) if pairs else 0.0
    return MAX_PARTIAL_COVERAGE * share if share > 0.5 else 0.0


@lru_cache(maxsize=20_000)
def _pairs(form: str) -> tuple[str, ...]:
    """The pairs of characters of a form that is long enough to be found in part."""
    return tuple(form[at : at + 2] for at in range(len(form) - 1)) if len(form) > 3 and not form.isascii() else ()


def _idf(concept: Concept, idf: Callable[[str], float]) -> float:
    """That of its most common form; a form has that of its rarest term."""
    return min(max(map(idf, terms(form)), default=0.0) for form in (*concept.surface_forms, *concept.synonyms))


def _pmi_weight(concept: Concept) -> float:
    """Below 1 for a pair of characters that the thesaurus doesn't know: it may be no word at all."""
    form = concept.surface_forms[0]
    return pmi(form) if len(form) == 2 and not form.isascii() and not concept.synonyms else 1.0


@cache
def _model(mode: Mode) -> LinearModel:
    return LinearModel.read(data_files.toml("answerability")[mode])
