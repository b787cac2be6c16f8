"""How well each sentence of a library answers a question: its ideas, its meaning, and how close together they stand.

Every column is relative to the question's own distribution over all sentences of the pool, or bounded by 0 and 1.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from jixiao.index.arrays import Embeddings, Floats
from jixiao.index.search.fusion import STEP, fuse
from jixiao.index.text.concepts import Idea, says
from jixiao.index.text.sentences import Sentence
from jixiao.index.text.topics import topicality, unheard

_BRACKETED = re.compile(r"\([^()]{1,8}\)")
_CLAUSE = re.compile(r"[^,、;:()]+")
# A pair of characters that neither the library nor a topic has is mostly none of a word. Source: tests/calibrate.py.
CHANCE = 0.3
# The columns of `features`, all of a sentence:
COLUMNS = (
    "said",  # share of the question's ideas that it says, by weight
    "around",  # the same, with the passage and its measure
    "close",  # the best share that two neighbouring clauses say
    "behind",  # how far `said` is below the best of the pool
    "meaning",  # standard score of its cosine to the question
    "ranked",  # by the rank r of its passage in search: STEP / (STEP + r); 0 where search does not find it
)


@dataclass(frozen=True, slots=True)
class Pool:
    """The sentences looked at, and what does not change from one question to the next.

    `own` is what each one says, as `said` gives it; `around` its folded passage with its measure, brackets read both
    ways; rows are unit vectors.
    """

    sentences: Sequence[Sentence]
    own: Sequence[str]
    around: Sequence[str]
    rows: Embeddings


# What is known of a question as a whole:
STANDING = (
    "said",  # the best of these columns among the sentences that pass the filters
    "around",
    "close",
    "best",  # the best score of a sentence
    "figure",  # the best score of a figure; 0 where none is asked for
    "topic",  # the greatest topicality of an idea that none of them says, nor its passage
    "topics",  # the sum of these
    "apart",  # the sum over the ideas that no single passage says together with the most of the others
    "unsaid",  # share of the ideas, by weight, that the thesaurus knows and none of them says, nor its passage
    "unknown",  # the same of those that it does not know
)


@dataclass(frozen=True, slots=True)
class Match:
    """`features`: `(n, len(COLUMNS))`; `around`: `(n, ideas)`, what each passage says; `weights` of the ideas."""

    features: Floats
    around: Floats
    weights: Floats


def match(ideas: Sequence[Idea], query: Embeddings, pool: Pool, ranked: Sequence[str] = ()) -> Match:
    """Every sentence of the pool against the question: its ideas, its vector `(d,)`, the passage ids of its search."""
    here = _spoken(pool.own, ideas)
    around = np.maximum(here, _spoken(pool.around, ideas))
    weights = _weights(around, ideas)
    share = here @ weights
    steps = fuse([ranked], [STEP], STEP)
    columns = (
        share,
        around @ weights,
        _close(pool.own, here, ideas, weights),
        share.max(initial=0.0) - share,
        _standard(pool.rows @ query),
        np.array([steps.get(s.passage.passage_id, 0.0) for s in pool.sentences]),
    )
    return Match(np.stack(columns, axis=1), around, weights)


def standing(found: Match, ideas: Sequence[Idea], rows: Sequence[int], best: float, figure: float = 0.0) -> Floats:
    """`(1, len(STANDING))` of a question; `rows` are the sentences that pass its filters, at least one."""
    place = [COLUMNS.index(name) for name in STANDING[:3]]
    highest, around = found.features[np.ix_(rows, place)].max(axis=0), found.around[rows]
    silent = found.weights * (1 - around.max(axis=0, initial=0.0))
    known = np.array([bool(idea.others) for idea in ideas], bool)
    shares = silent[known].sum(), silent[~known].sum()
    return np.array([[*highest, best, figure, *unheard(ideas, around), *shares]], np.float64)


def said(sentence: Sentence) -> str:
    """What a sentence says, folded; a breakdown says what the sentence before it says."""
    return unbracketed(sentence.folded if sentence.before is None else f"{sentence.before.folded}。{sentence.folded}")


def unbracketed(text: str) -> str:
    """`text`, with brackets again without them, and without what is in them: 到府(臨場)檢定 says 到府檢定 too."""
    if "(" not in text:
        return text
    return "。".join((text, _BRACKETED.sub("", text), text.replace("(", "").replace(")", "")))


def spoken(text: str, ideas: Sequence[Idea]) -> list[float]:
    """Of each idea: 1 said, in any of its wordings, 0 not said. `text` is folded."""
    return [float(any(says(text, wording) for wording in (*idea.own, *idea.others))) for idea in ideas]


def _spoken(texts: Sequence[str], ideas: Sequence[Idea]) -> Floats:
    known: dict[str, list[float]] = {}
    for text in texts:
        if text not in known:
            known[text] = spoken(text, ideas)
    return np.array([known[text] for text in texts], np.float64).reshape(len(texts), len(ideas))


def _weights(table: Floats, ideas: Sequence[Idea]) -> Floats:
    """Share of each idea: its own weight times ln(1 + (N - n + 0.5) / (n + 0.5)) over the texts; they add up to 1.

    Source: Robertson and Zaragoza, The Probabilistic Relevance Framework (2009). An idea that no text says weighs most:
    a question about something else must not be answered by what is left of it.
    """
    n = (table > 0).sum(axis=0)
    words = [bool(m) or idea.weight == 1.0 or topicality(idea) > 0 for m, idea in zip(n.tolist(), ideas, strict=True)]
    own = np.array([idea.weight for idea in ideas], np.float64) * np.where(words, 1.0, CHANCE)
    raw = np.log1p((len(table) - n + 0.5) / (n + 0.5)) * own
    total = float(raw.sum())
    return np.asarray(raw / total if total else raw, np.float64)


def _close(own: Sequence[str], here: Floats, ideas: Sequence[Idea], weights: Floats) -> Floats:
    best = np.zeros(len(own))
    for at in map(int, np.flatnonzero(here.any(axis=1))):
        clauses = [spoken(clause, ideas) for clause in _CLAUSE.findall(own[at])]
        table = np.array(clauses, np.float64).reshape(len(clauses), len(ideas))
        pairs = np.maximum(table[:-1], table[1:]) if len(table) > 1 else table
        best[at] = float((pairs @ weights).max(initial=0.0))
    return best


def _standard(column: Embeddings) -> Floats:
    wide = column.astype(np.float64)
    spread = float(wide.std()) if len(wide) else 0.0
    return (wide - wide.mean()) / spread if spread else wide * 0.0
