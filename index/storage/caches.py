"""Bringing the caches (vectors, full text) up to the store's generation."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

from jixiao.extract.records import Passage
from jixiao.index.errors import LibraryLockedError
from jixiao.index.storage.lexical import Lexical
from jixiao.index.storage.store import Store, writing
from jixiao.index.storage.vectors import Vectors

STEP = 2000


class Caches:
    """Both caches of a library at one generation."""

    def __init__(self, store: Store, folder: Path) -> None:
        self._store, self._folder = store, folder
        self._lock = threading.RLock()
        self._vectors: Vectors | None = None
        self._lexical: Lexical | None = None

    def current(self) -> tuple[Vectors, Lexical]:
        """Of the store's present generation; made anew where the disk has none that fits.

        While another process writes, what it last published is used, if it still fits: passages that have gone are
        dropped by whoever reads them from the store.
        """
        with self._lock:
            if not self._fresh():
                self._renew()
            assert self._vectors is not None
            assert self._lexical is not None
            return self._vectors, self._lexical

    def publish(self) -> None:
        """Bring what lies on disk up to date and hold it. The caller holds the writer lock."""
        with self._lock:
            self._read()
            if not self._fresh():
                self._make(on_disk=True)

    def _renew(self) -> None:
        try:
            with writing(self._folder):
                self.publish()
        except LibraryLockedError:
            self._read()
            if self._vectors is None or self._lexical is None:
                self._make(on_disk=False)
        except OSError:
            self._make(on_disk=False)  # a library that may only be read

    def _fresh(self) -> bool:
        generation = self._store.generation
        held = (self._vectors, self._lexical)
        return all(cache is not None and cache.generation == generation for cache in held)

    def _read(self) -> None:
        self._vectors, self._lexical = Vectors.read(self._folder), Lexical.read(self._folder)

    def _make(self, on_disk: bool) -> None:
        vectors = self._caught_up_vectors()
        lexical = self._caught_up_lexical(on_disk)
        if on_disk:
            vectors.write(self._folder)
            lexical.publish(self._folder)
        self._vectors, self._lexical = vectors, lexical

    def _caught_up_vectors(self) -> Vectors:
        """A removal empties it: what is left is put in again."""
        vectors = self._vectors
        if vectors is None or not self._replayable(vectors.generation):
            vectors = None
        generation, count = self._store.generation, self._store.count()
        ids = self._store.since(vectors.generation if vectors else 0)
        if vectors is not None and len(vectors) + len(ids) < count:
            vectors, ids = None, self._store.every()
        vectors = vectors or Vectors.empty(self._dimension())
        for start in range(0, len(ids), STEP):
            part = ids[start : start + STEP]
            vectors.put(part, self._store.vectors(part), generation)
        vectors.generation = generation
        return vectors

    def _caught_up_lexical(self, on_disk: bool) -> Lexical:
        """A removal starts a new index: deleted documents would distort BM25's statistics."""
        lexical = self._lexical if on_disk else None
        if lexical is None or not self._replayable(lexical.generation):
            lexical = Lexical.fresh(self._folder) if on_disk else Lexical(None)
        generation, count = self._store.generation, self._store.count()
        lexical.put(self._read_passages(self._store.since(lexical.generation)), generation)
        if len(lexical) != count:
            lexical = Lexical.fresh(self._folder) if on_disk else Lexical(None)
            lexical.put(self._read_passages(self._store.every()), generation)
        return lexical

    def _replayable(self, generation: int) -> bool:
        return self._store.removed <= generation <= self._store.generation

    def _read_passages(self, ids: list[int]) -> Iterator[tuple[int, Passage]]:
        for start in range(0, len(ids), STEP):
            yield from sorted(self._store.passages(ids[start : start + STEP]).items())

    def _dimension(self) -> int:
        first = self._store.every()[:1]
        return int(self._store.vectors(first).shape[1]) if first else 1
