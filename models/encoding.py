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


@dataclass(frozen=True, slots=True)
class Variation:
    """Other wordings, as token numbers.

    `wrappers`: (before, after) of a question by language, Chinese first. `latin`: 1 for pieces of Latin letters.
    `parts`: the cut of a piece into others. `renderings`: English words for a Chinese piece. The last two by token
    number, empty where there is none.
    """

    wrappers: list[list[tuple[Ids, Ids]]]
    latin: Ids
    parts: list[Ids]
    renderings: list[list[Ids]]


class Collator:
    """Makes a batch from row numbers: the trainer's data collator.

    Anchors are shortened, put as a question or in English; passages are sometimes only a part of themselves; pieces
    are sometimes cut finer. Draws from a generator of its own: batches repeat when asked for in the same order.
    """

    valid_label_columns: tuple[str, ...] = ("label",)

    def __init__(self, anchors: Encoded, positives: Encoded, variation: Variation) -> None:
        self.sides = (anchors, positives)
        self.variation = variation
        self.draw = np.random.default_rng(11)
        self.divisible = np.asarray([len(cut) > 1 for cut in variation.parts])

    def anchor(self, ids: Ids) -> Ids:
        """The anchor's wording, varied."""
        ids = self._shortened(ids)
        if len(ids) and not self.variation.latin[ids[0]] and self.draw.random() < 0.15:
            ids = self._in_english(ids)
        if len(ids) and self.draw.random() < 0.25:
            choices = self.variation.wrappers[int(self.variation.latin[ids[0]])]
            before, after = choices[self.draw.integers(len(choices))]
            ids = np.concatenate([before, ids, after])
        return self._cut(ids)

    def passage(self, ids: Ids) -> Ids:
        """The passage or, in two of five cases, a part of it."""
        if len(ids) > 24 and self.draw.random() < 0.4:
            length = int(self.draw.integers(16, len(ids)))
            start = int(self.draw.integers(0, len(ids) - length + 1))
            ids = ids[start : start + length]
        return self._cut(ids)

    def _shortened(self, ids: Ids) -> Ids:
        """In a quarter of cases two to five words of it, in a quarter without some words."""
        kind = self.draw.random()
        if len(ids) > 5 and kind < 0.25:
            count = int(self.draw.integers(2, 6))
            if kind < 0.125:
                at = int(self.draw.integers(0, len(ids) - count + 1))
                return ids[at : at + count]
            return ids[np.sort(self.draw.choice(len(ids), count, replace=False))]
        if len(ids) > 3 and kind < 0.5:
            kept = ids[self.draw.random(len(ids)) < self.draw.uniform(0.4, 0.8)]
            return kept if len(kept) else ids
        return ids

    def _in_english(self, ids: Ids) -> Ids:
        """Word for word by the lexicon, words it does not know left out; unchanged where it knows fewer than two."""
        known = [choices for number in ids if (choices := self.variation.renderings[number])]
        if len(known) < 2:
            return ids
        return np.concatenate([choices[self.draw.integers(len(choices))] for choices in known])

    def _cut(self, ids: Ids) -> Ids:
        """One piece in twelve cut into its parts, so that the parts learn what the whole means."""
        where = np.flatnonzero(self.divisible[ids] & (self.draw.random(len(ids)) < 1 / 12))
        if not len(where):
            return ids
        found, done = [], 0
        for at in where.tolist():
            found += [ids[done:at], self.variation.parts[ids[at]]]
            done = at + 1
        return np.concatenate([*found, ids[done:]])

    def __call__(self, rows: list[dict[str, Any]]) -> dict[str, Any]:
        """Features of the anchors and the passages, as the static embedding takes them."""
        batch: dict[str, Any] = {}
        for name, side, vary in zip(("anchor", "positive"), self.sides, (self.anchor, self.passage), strict=True):
            texts = [vary(side.text(row[name])) for row in rows]
            lengths = np.asarray([len(text) for text in texts])
            batch[f"{name}_input_ids"] = torch.from_numpy(np.concatenate(texts).astype(np.int64))
            batch[f"{name}_offsets"] = torch.from_numpy(np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype(np.int64))
        return batch
