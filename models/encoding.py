"""Texts as token numbers, kept flat; batches of them with the wording varied."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from sources import Pair
from tokenizers import Tokenizer

Ids = np.ndarray[Any, np.dtype[np.int32]]


@dataclass(frozen=True, slots=True)
class Encoded:
    """Text i is `ids[starts[i]:starts[i + 1]]`."""

    ids: Ids
    starts: np.ndarray[Any, np.dtype[np.int64]]

    def text(self, number: int) -> Ids:
        """The token numbers of one text."""
        return self.ids[self.starts[number] : self.starts[number + 1]]


def encode(tokenizer: Tokenizer, texts: list[str]) -> Encoded:
    """Token numbers without the unknown token (number 0)."""
    rows: list[Ids] = []
    for at in range(0, len(texts), 20000):
        for encoding in tokenizer.encode_batch_fast(texts[at : at + 20000], add_special_tokens=False):
            row = np.asarray(encoding.ids, dtype=np.int32)
            rows.append(row[row > 0])
    starts = np.concatenate([[0], np.cumsum([len(row) for row in rows])]).astype(np.int64)
    return Encoded(np.concatenate(rows) if rows else np.zeros(0, np.int32), starts)


def clipped(pairs: list[Pair]) -> list[Pair]:
    """Texts cut to what a passage of a report holds: 200 Han characters, or 500 others."""
    return [tuple(text[: 500 if text[:8].isascii() else 200] for text in pair) for pair in pairs]  # type: ignore[misc]


class Collator:
    """Makes a batch from row numbers: the trainer's data collator.

    The anchor loses words at random, or gets the words of a question before or after it; the passage is sometimes
    only a part of itself. `wrappers`: (before, after) token numbers by language, Chinese first. Draws from a
    generator of its own: batches repeat when they are asked for in the same order.
    """

    valid_label_columns: tuple[str, ...] = ("label",)

    def __init__(self, anchors: Encoded, positives: Encoded, wrappers: list[list[tuple[Ids, Ids]]], latin: Ids) -> None:
        self.sides = (anchors, positives)
        self.wrappers = wrappers
        self.latin = latin
        self.draw = np.random.default_rng(11)

    def anchor(self, ids: Ids) -> Ids:
        """The anchor's wording, varied."""
        if len(ids) > 3 and self.draw.random() < 0.5:
            kept = ids[self.draw.random(len(ids)) < self.draw.uniform(0.3, 0.8)]
            ids = kept if len(kept) else ids
        if self.draw.random() < 0.25:
            choices = self.wrappers[int(self.latin[ids[0]])] if len(ids) else self.wrappers[0]
            before, after = choices[self.draw.integers(len(choices))]
            ids = np.concatenate([before, ids, after])
        return ids

    def passage(self, ids: Ids) -> Ids:
        """The passage or, in two of five cases, a part of it."""
        if len(ids) > 24 and self.draw.random() < 0.4:
            length = int(self.draw.integers(16, len(ids)))
            start = int(self.draw.integers(0, len(ids) - length + 1))
            ids = ids[start : start + length]
        return ids

    def __call__(self, rows: list[dict[str, Any]]) -> dict[str, Any]:
        """Features of the anchors and the passages, as the static embedding takes them."""
        batch: dict[str, Any] = {}
        for name, side, vary in zip(("anchor", "positive"), self.sides, (self.anchor, self.passage), strict=True):
            texts = [vary(side.text(row[name])) for row in rows]
            lengths = np.asarray([len(text) for text in texts])
            batch[f"{name}_input_ids"] = torch.from_numpy(np.concatenate(texts).astype(np.int64))
            batch[f"{name}_offsets"] = torch.from_numpy(np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype(np.int64))
        return batch
