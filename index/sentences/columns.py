"""All sentences of a library, as columns: what a question is judged on, without a record for each of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from jixiao.index.arrays import Embeddings
from jixiao.index.filters import Filters
from jixiao.index.sentences.occurrences import Occurrences
from jixiao.index.sentences.records import PassageSentences

T = TypeVar("T")
Ids = NDArray[np.int64]
Mask = NDArray[np.bool_]


class Entry(NamedTuple):
    """A passage with what is kept of its sentences; `vectors` is `(its sentences, d)`, `row` its row in the store."""

    row: int
    passage_id: str
    year: int | None
    kept: PassageSentences
    vectors: Embeddings


@dataclass(frozen=True, slots=True)
class SentenceColumns:
    """n sentences of p passages, in document order.

    `rows` `(p,)` are the passages' rows, growing; `places`: passage id -> its place in `rows`. `passages` `(n,)` tells
    the passage of each sentence by its place in `rows`, `numbers` its place among that passage's sentences. `order`
    `(n,)`: its place among all by passage id. `texts` are the sentences' matching texts, `contexts` the passages'.
    `branches`, `figure_branches`, `figure_years`: value -> the sentences that have it.
    """

    rows: Ids
    places: Mapping[str, int]
    years: Ids
    passages: Ids
    numbers: Ids
    order: Ids
    general: Mask
    labels: Mask
    branches: Mapping[str, Ids]
    figure_branches: Mapping[str, Ids]
    figure_years: Mapping[int, Ids]
    texts: Occurrences
    contexts: Occurrences
    embeddings: Embeddings

    def __len__(self) -> int:
        return len(self.passages)

    def passing(self, filters: Filters) -> Mask:
        """Whether each sentence itself, not only its passage, is of the branches and years asked for, and no label."""
        passing = ~self.labels
        if filters.branch:
            passing &= self.general | self.naming(filters.branch)
        if filters.year:
            of_year = np.isin(self.years, filters.year)[self.passages]
            passing &= of_year | self._any(self.figure_years, filters.year)
        return passing

    def naming(self, branches: Iterable[str]) -> Mask:
        """The sentences of which one of the branches is a doer, or a figure's."""
        wanted = tuple(branches)
        return self._any(self.branches, wanted) | self._any(self.figure_branches, wanted)

    def _any(self, held: Mapping[T, Ids], values: Iterable[T]) -> Mask:
        found = np.zeros(len(self), np.bool_)
        for value in values:
            if value in held:
                found[held[value]] = True
        return found


def built(entries: Iterable[Entry]) -> SentenceColumns:
    """The columns of some passages, which come by row."""
    held = list(entries)
    sentences = [one for entry in held for one in entry.kept.sentences]
    sizes = np.array([len(entry.kept.sentences) for entry in held], np.int64)
    passages = np.repeat(np.arange(len(held)), sizes)
    numbers = np.arange(len(sentences)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    place = np.empty(len(held), np.int64)
    place[np.array(sorted(range(len(held)), key=lambda at: held[at].passage_id), np.int64)] = np.arange(len(held))
    order = np.empty(len(sentences), np.int64)
    order[np.lexsort((numbers, place[passages]))] = np.arange(len(sentences))
    vectors = [entry.vectors for entry in held if len(entry.kept.sentences)]
    return SentenceColumns(
        rows=np.array([entry.row for entry in held], np.int64),
        places={entry.passage_id: at for at, entry in enumerate(held)},
        years=np.array([-1 if entry.year is None else entry.year for entry in held], np.int64),
        passages=passages,
        numbers=numbers,
        order=order,
        general=np.array([one.general for one in sentences], np.bool_),
        labels=np.array([one.label for one in sentences], np.bool_),
        branches=_postings(one.branches for one in sentences),
        figure_branches=_postings(one.figure_branches for one in sentences),
        figure_years=_postings(one.figure_years for one in sentences),
        texts=Occurrences([one.text for one in sentences]),
        contexts=Occurrences([entry.kept.context for entry in held]),
        embeddings=np.concatenate(vectors) if vectors else np.zeros((0, 0), np.float32),
    )


def _postings(values: Iterable[Iterable[T]]) -> dict[T, Ids]:
    found: dict[T, list[int]] = defaultdict(list)
    for at, own in enumerate(values):
        for value in own:
            found[value].append(at)
    return {value: np.array(places, np.int64) for value, places in found.items()}
