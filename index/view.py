"""What answering sees of a library: passages, vectors, words. For reading only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from jixiao.extract.names.register import Register
from jixiao.extract.records import Passage
from jixiao.index.arrays import Embeddings, Rows
from jixiao.index.records import EVERYTHING, Filters, Mark
from jixiao.index.sentences.columns import SentenceColumns
from jixiao.index.sentences.records import PassageSentences


class View(Protocol):
    """One state of a library. Vectors are unit rows, so that a dot product is the cosine."""

    @property
    def generation(self) -> int:
        """Grows with every change of the library: a key for caches."""

    @property
    def register(self) -> Register:
        """The names that count in the library: the program's, with its own."""

    def passages(self, filters: Filters = EVERYTHING) -> list[Passage]:
        """All passages that pass the filters, in document order."""

    def count(self, filters: Filters = EVERYTHING, roles: Sequence[str | None] | None = None) -> int:
        """How many passages pass the filters; `roles`: of these labels only, None standing for no label."""

    def doers(self, filters: Filters = EVERYTHING) -> list[str]:
        """The branches that did what any passage tells that passes the filters, in order."""

    def agencies(self, years: Sequence[int] = ()) -> list[str]:
        """The agencies of the reports of these years, or of all."""

    def years(self, filters: Filters = EVERYTHING) -> list[int]:
        """The years of the passages that pass the filters, in order."""

    def rows(self, filters: Filters = EVERYTHING, roles: Sequence[str | None] | None = None) -> Rows:
        """The rows of the passages that `count` counts, in document order."""

    def by_row(self, rows: Sequence[int]) -> dict[int, Passage]:
        """Row -> passage, in the order given; rows that have gone are left out."""

    def by_id(self, passage_ids: Sequence[str]) -> dict[str, Passage]:
        """Passage id -> passage, of those that are there."""

    def sentence_columns(self, filters: Filters, roles: Sequence[str | None]) -> SentenceColumns:
        """The sentences of the passages that pass the filters and have one of these labels."""

    def sentences(self, passage_ids: Sequence[str]) -> dict[str, PassageSentences]:
        """Passage id -> what is kept of its sentences, of those of which anything is."""

    def vectors(self, passage_ids: Sequence[str]) -> Embeddings:
        """`(n, d)` float32: the stored vectors (passage with its context), in the order of the ids."""

    def embed(self, texts: Sequence[str]) -> Embeddings:
        """`(n, d)` float32: texts (sentences) as the passage side of the model; those seen before come from memory."""

    def embed_query(self, text: str) -> Embeddings:
        """`(d,)` float32: the query side of the model."""

    def tokens(self, text: str) -> list[str]:
        """The terms of the full-text index (words and character bigrams), in the text's order, with repeats."""

    def idf(self, term: str) -> float:
        """ln(1 + (N - n + 0.5) / (n + 0.5)) over all passages of the library; highest for a term that none holds."""

    def sha256(self, document_id: str) -> str:
        """The digest of the original file."""

    def has_report(self, filters: Filters) -> bool:
        """Whether any report speaks for the filters' years, branches, stages and sources in its own name."""

    def marks(self) -> tuple[Mark, ...]:
        """The judgements that count, in the order they were made, each as it stands in the library now."""
