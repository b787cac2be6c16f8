"""The parts of one open library, as searching and answering see them (`index.view.View`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

import numpy as np

from jixiao.extract.messages import Message
from jixiao.extract.names.register import Register
from jixiao.extract.records import Passage
from jixiao.index.arrays import Embeddings, Rows
from jixiao.index.embedding.model import Embedder
from jixiao.index.errors import LibraryStaleError, SearchError
from jixiao.index.holdings import mark_positions, sentence_entries
from jixiao.index.holdings.naming import Naming
from jixiao.index.records import ALL_VERSIONS, EVERYTHING, FIELDS, Filters, Mark
from jixiao.index.sentences.columns import SentenceColumns, built
from jixiao.index.sentences.records import PassageSentences
from jixiao.index.storage import marks
from jixiao.index.storage.caches import Caches
from jixiao.index.storage.fact_masks import FactMasks, Mask
from jixiao.index.storage.facts import canonical
from jixiao.index.storage.lexical import Lexical
from jixiao.index.storage.store import Store
from jixiao.index.text.tokenizer import terms

# Passages and sentence vectors kept in memory: some 5 KB and 1 KB each.
KEPT_PASSAGES = 50_000
KEPT_SENTENCES = 50_000
# Sets of columns kept: of the roles that questions ask for. Some 3 KB a passage.
KEPT_COLUMNS = 3


class State:
    """Store, caches and model of a library. Rows are the store's, never used twice: passages hold until renamed."""

    def __init__(self, folder: Path, store: Store, embedder: Embedder, naming: Naming | None = None) -> None:
        """`naming` None: our names alone."""
        self.folder, self.store, self._embedder = folder, store, embedder
        self.naming = naming or Naming(folder)
        self._caches = Caches(store, folder)
        self.facts = FactMasks(store)
        self._passages: dict[int, Passage] = {}
        self._renamed = store.renamed
        self._sentences: dict[str, Embeddings] = {}
        self._columns: dict[tuple[object, ...], SentenceColumns] = {}
        self._marks: tuple[object, tuple[Mark, ...]] = (None, ())

    @property
    def generation(self) -> int:
        """See View."""
        return self.store.state

    @property
    def register(self) -> Register:
        """See View."""
        return self.naming.register

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
            cause = Message.of("its_vectors_have_dimensions_the_models", vectors.dimension, query.shape[-1])
            raise LibraryStaleError(self.folder, cause, Message.of("jixiao_rebuild_library", self.folder))
        return vectors.search(query, k, allowed, hidden)

    def by_row(self, rows: Sequence[int]) -> dict[int, Passage]:
        """Row -> passage, in the order given; rows that have gone are left out."""
        renamed = self.store.renamed
        if renamed != self._renamed:
            self._passages, self._renamed = {}, renamed
        kept = self._passages
        found = {row: kept[row] for row in rows if row in kept}
        new = self.store.passages([row for row in rows if row not in found])
        if new:
            whole = kept | new  # the oldest go, whatever is asked for
            self._passages = dict(islice(whole.items(), max(len(whole) - KEPT_PASSAGES, 0), None))
            found |= new
        return {row: found[row] for row in rows if row in found}

    def passages(self, filters: Filters = EVERYTHING) -> list[Passage]:
        """See View."""
        return list(self.by_row(self.facts.ids(self._canonical(filters))).values())

    def count(self, filters: Filters = EVERYTHING, roles: Sequence[str | None] | None = None) -> int:
        """See View."""
        return int(self._passing(filters, roles).sum())

    def doers(self, filters: Filters = EVERYTHING) -> list[str]:
        """See View."""
        passing, known = self._passing(filters), self.facts.values("branch")
        alone = (replace(EVERYTHING, branch=(name,), version=ALL_VERSIONS) for name in known)
        return [name for name, one in zip(known, alone, strict=True) if (passing & self.facts.mask(one, True)).any()]

    def agencies(self, years: Sequence[int] = ()) -> list[str]:
        """See View."""
        return self.store.agencies(years)

    def years(self, filters: Filters = EVERYTHING) -> list[int]:
        """See View."""
        passing = self._passing(filters)
        every = (int(year) for year in self.facts.values("year"))
        alone = {year: Filters(year=(year,), version=ALL_VERSIONS) for year in every}
        return sorted(year for year, one in alone.items() if (passing & self.facts.mask(one, True)).any())

    def rows(self, filters: Filters = EVERYTHING, roles: Sequence[str | None] | None = None) -> Rows:
        """See View."""
        return np.flatnonzero(self._passing(filters, roles))

    def _passing(self, filters: Filters, roles: Sequence[str | None] | None = None) -> Mask:
        passing = self.facts.mask(self._canonical(filters))
        return passing if roles is None else passing & self.facts.of_roles(roles)

    def _canonical(self, filters: Filters) -> Filters:
        return canonical(filters, self.register)

    def by_id(self, passage_ids: Sequence[str]) -> dict[str, Passage]:
        """See View."""
        return {p.passage_id: p for p in self.by_row(list(self.store.rows(passage_ids).values())).values()}

    def sentence_columns(self, filters: Filters, roles: Sequence[str | None]) -> SentenceColumns:
        """See View."""
        key = (self.generation, filters, tuple(roles))
        if key not in self._columns:
            rows = self.rows(filters, roles).tolist()
            made = built(sentence_entries.entries(rows, self.store, self.facts, self.register, self._embedder))
            held = {k: v for k, v in self._columns.items() if k[0] == key[0]}
            self._columns = dict(list(held.items())[1 - KEPT_COLUMNS :]) | {key: made}
        return self._columns[key]

    def sentences(self, passage_ids: Sequence[str]) -> dict[str, PassageSentences]:
        """See View."""
        names = {row: name for name, row in self.store.rows(passage_ids).items()}
        return {names[row]: kept for row, kept in self.store.sentence_records(list(names)).items()}

    def vectors(self, passage_ids: Sequence[str]) -> Embeddings:
        """See View. Raises SearchError for an unknown id."""
        rows = self.store.rows(passage_ids)
        unknown = next((i for i in passage_ids if i not in rows), None)
        if unknown is not None:
            raise SearchError(
                self.folder, Message.of("no_passage", unknown), Message.of("ask_for_passages_of_this_library")
            )
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
            raise SearchError(
                self.folder, Message.of("no_document", document_id), Message.of("ask_for_documents_of_this_library")
            )
        return digest

    def marks(self) -> tuple[Mark, ...]:
        """See View. Raises SearchError where their file can't be read."""
        seen = (marks.seen(self.folder), self.generation)
        if self._marks[0] != seen:
            made = marks.counting(marks.history(self.folder)[0])
            there = self.passages(Filters(version=ALL_VERSIONS)) if made else []
            self._marks = (seen, mark_positions.stand(made, self.store.documents(), there, self.register))
        return self._marks[1]

    def has_report(self, filters: Filters) -> bool:
        """See View."""
        reports = replace(filters, **{name: () for name, field in FIELDS.items() if not field.report})
        return bool(self.facts.mask(self._canonical(reports), own=True).any())
