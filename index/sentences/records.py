"""What is kept of a passage's sentences, so that no question cuts, reads or embeds them again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from jixiao.extract.records import Status
from jixiao.index.arrays import Embeddings


class SentenceRecord(NamedTuple):
    """As a `Sentence`, by numbers: `start` and `end` in the document's text, `before` the place of a sentence in its
    passage.

    `text` is the one that it is matched by; `label`: it is no sentence but a label. `figure_branches` and
    `figure_years` are those of its figures.
    """

    start: int
    end: int
    before: int | None
    branches: tuple[str, ...]
    general: bool
    status: Status
    text: str
    label: bool
    figure_branches: tuple[str, ...]
    figure_years: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PassageSentences:
    """The sentences of one passage; `context` is its own matching text, with its measure."""

    context: str
    sentences: tuple[SentenceRecord, ...]


def to_json(kept: PassageSentences) -> list[Any]:
    """As JSON values."""
    return [kept.context, *kept.sentences]


def from_json(data: Sequence[Any]) -> PassageSentences:
    """What `to_json` told."""
    context, *rows = data
    return PassageSentences(
        context,
        tuple(
            SentenceRecord(
                start, end, before, tuple(branches), general, status, text, label, tuple(named), tuple(years)
            )
            for start, end, before, branches, general, status, text, label, named, years in rows
        ),
    )


def packed(vectors: Embeddings) -> bytes:
    """Half precision: a cosine is off by some 1e-4 at most."""
    return np.ascontiguousarray(vectors, np.float16).tobytes()


def unpacked(data: bytes, dimension: int = -1, *, count: int = -1) -> Embeddings:
    """`(count, dimension)` float32 of what `packed` made; one of the two is enough. No rows where there are none."""
    if not data:
        return np.zeros((0, max(dimension, 0)), np.float32)
    return np.frombuffer(data, np.float16).reshape(count, dimension).astype(np.float32)
