"""The words around a passage that say what it is about: its facet, strategy, measure and branches."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from jixiao.extract.records import Passage
from jixiao.index.arrays import Embeddings
from jixiao.index.embedding.model import Embedder

CONTEXT_WEIGHT = 0.3


def context(passage: Passage) -> str:
    """From the general to the particular, separated by full stops; empty where the passage has none."""
    columns = "、".join(filter(None, passage.columns))
    named = "、".join(passage.branches)
    parts = [passage.facet_name, passage.strategy, passage.measure_parent, passage.measure, columns, named]
    return "。".join(part for part in dict.fromkeys(parts) if part and part not in passage.text)


def embedded(passages: Sequence[Passage], embedder: Embedder) -> Embeddings:
    """`(n, d)` float32, unit rows: each passage's own text and its context, the context with CONTEXT_WEIGHT."""
    texts = embedder.encode([passage.text for passage in passages], "passage")
    contexts = [context(passage) for passage in passages]
    around = embedder.encode(contexts, "passage")
    around[[not words for words in contexts]] = 0  # a model may have a vector for no words at all
    rows = texts + CONTEXT_WEIGHT * around
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: Embeddings = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)
    return unit
