"""The parts of one open library, as searching and answering see them (`index.view.View`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from jixiao.extract.records import Passage
from jixiao.index.arrays import Embeddings
from jixiao.index.embedding.model import Embedder
from jixiao.index.errors import LibraryStaleError, SearchError
from jixiao.index.holdings import mark_positions
from jixiao.index.holdings.naming import Naming
from jixiao.index.records import ALL_VERSIONS, EVERYTHING, FIELDS, Filters, Mark
from jixiao.index.storage import marks
from jixiao.index.storage.caches import Caches
from jixiao.index.storage.lexical import Lexical
from jixiao.index.storage.store import Store
from jixiao.index.text.tokenizer import terms

# Passages and sentence vectors kept in memory: some 5 KB and 1 KB each.
KEPT_PASSAGES = 50_000
KEPT_SENTENCES = 50_000


class State:
    """Store, caches and model of a library. Rows are the store's, never used twice: passages hold until renamed."""

    def __init__(self, folder: Path, store: Store, embedder: Embedder, naming: Naming | None = None) -> None:
        """`naming` None: our names alone."""
        self.folder, self.store, self._embedder = folder, store, embedder
        self.naming = naming or Naming(folder)
        self._caches = Caches(store, folder)
        self._passages: dict[int, Passage] = {}
        self._renamed = store.renamed
        self._sentences: dict[str, Embeddings] = {}
        self._marks: tuple[object, tuple[Mark, ...]] = (None, ())

    @property
    def generation(self) -> int:
        """See View."""
        return self.store.generation + self.store.renamed + self.store.related

    @property
    def caches(self) -> Caches:
        """For the one who writes."""
        return self._caches

    def lexical(self) -> Lexical:
        """The full-text index of the present generation."""
        return self._caches.current()[1]

    def nearest(
        self, query: Embeddings, k: int, allowed: Sequence[int] | None, hidden: Sequence[int] = ()
    ) -> list[tuple[int, float]]:
        """(row, cosine), best first; `allowed` None: all rows but the `hidden` ones.

        Raises LibraryStaleError where the model's vectors have another length.
        """
        vectors = self._caches.current()[0]
        if len(vectors) and vectors.dimension != query.shape[-1]:
            cause = f"its vectors have {vectors.dimension} dimensions, the model's {query.shape[-1]}"
            raise LibraryStaleError(self.folder, cause, f"jixiao rebuild --library {self.folder}")
        return vectors.search(query, k, allowed, hidden)

    def by_row(self, rows: Sequence[int]) -> dict[int, Passage]:
        """Row -> passage, in the order given; rows that have gone are left out."""
        renamed = self.store.renamed
        if renamed != self._renamed:
            self._passages, self._renamed = {}, renamed
        missing = [row for row in rows if row not in self._passages]
        if len(self._passages) + len(missing) > KEPT_PASSAGES:
            self._passages = {row: self._passages[row] for row in rows if row in self._passages}
        self._passages |= self.store.passages(missing)
        return {row: self._passages[row] for row in rows if row in self._passages}

    def passages(self, filters: Filters = EVERYTHING) -> list[Passage]:
        """See View."""
        with self.naming.used():
            return list(self.by_row(self.store.ids(filters)).values())

    def vectors(self, passage_ids: Sequence[str]) -> Embeddings:
        """See View. Raises SearchError for an unknown id."""
        rows = self.store.rows(passage_ids)
        unknown = next((i for i in passage_ids if i not in rows), None)
        if unknown is not None:
            raise SearchError(self.folder, f"no passage {unknown}", "ask for passages of this library")
        return self.store.vectors([rows[i] for i in passage_ids])

    def embed(self, texts: Sequence[str]) -> Embeddings:
        """See View."""
        new = list(dict.fromkeys(text for text in texts if text not in self._sentences))
        if len(self._sentences) + len(new) > KEPT_SENTENCES:
            self._sentences = {text: self._sentences[text] for text in texts if text in self._sentences}
        if new:
            self._sentences |= dict(zip(new, self._embedder.encode(new, "passage"), strict=True))
        return np.stack([self._sentences[text] for text in texts]) if texts else np.zeros((0, 0), np.float32)

    def embed_query(self, text: str) -> Embeddings:
        """See View."""
        row: Embeddings = self._embedder.encode([text], "query")[0]
        return row

    def tokens(self, text: str) -> list[str]:
        """See View."""
        return terms(text)

    def is_held(self, term: str) -> bool:
        """Whether the text of any passage has this term of the full-text index."""
        return self.lexical().is_held(term)

    def idf(self, term: str) -> float:
        """See View."""
        return self.lexical().idf(term)

    def sha256(self, document_id: str) -> str:
        """See View. Raises SearchError for an unknown id."""
        digest = self.store.digest(document_id)
        if digest is None:
            raise SearchError(self.folder, f"no document {document_id}", "ask for documents of this library")
        return digest

    def marks(self) -> tuple[Mark, ...]:
        """See View. Raises SearchError where their file can't be read."""
        seen = (marks.seen(self.folder), self.generation)
        if self._marks[0] != seen:
            made = marks.counting(marks.history(self.folder)[0])
            there = self.passages(Filters(version=ALL_VERSIONS)) if made else []
            self._marks = (seen, mark_positions.stand(made, self.store.documents(), there))
        return self._marks[1]

    def has_report(self, filters: Filters) -> bool:
        """See View."""
        reports = replace(filters, **{name: () for name, field in FIELDS.items() if not field.report})
        with self.naming.used():
            return bool(self.store.ids(reports, own=True))
