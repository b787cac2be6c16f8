"""Bringing the caches (vectors, full text) up to the store's generation."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

from jixiao.extract.records import Passage
from jixiao.index.errors import SearchError
from jixiao.index.storage import checksums, lexical, vectors
from jixiao.index.storage.checksums import Mark
from jixiao.index.storage.lexical import Lexical
from jixiao.index.storage.store import Store, writing
from jixiao.index.storage.vectors import Vectors

STEP = 2000
# What the disk, or the engines on it, say where they can't write.
TROUBLE = (OSError, RuntimeError, ValueError, SearchError)


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
        """Bring what lies on disk up to date and hold it. The caller holds the writer lock.

        Where the disk has no room for them, they are held in memory: they are made of what is safe in the store.
        """
        with self._lock:
            self._read()
            if self._fresh():
                return
            try:
                self._make(on_disk=True)
            except TROUBLE:
                self._read()  # what was changed in memory may be half
                self._make(on_disk=False)

    def renew(self) -> None:
        """Make both anew out of the store, whatever lies on disk."""
        with self._lock:
            self._vectors = self._lexical = None
            try:
                with writing(self._folder):
                    self.forget(self._folder)
                    self.publish()
            except TROUBLE:
                self._make(on_disk=False)

    def damage(self) -> list[tuple[Path, str]]:
        """The files on disk that are not what was written: each with what is wrong."""
        found = []
        for folder, mark in self._marks():
            names = checksums.differing(folder, mark) if mark is not None else []
            found += [(folder / name, "its content is not what was written") for name in names]
        return found

    @staticmethod
    def forget(folder: Path) -> None:
        """Let nothing that lies on disk count any more. Raises OSError."""
        for mark in (folder / vectors.MARK, folder / lexical.NAME / lexical.MARK):
            mark.unlink(missing_ok=True)

    def _marks(self) -> list[tuple[Path, Mark | None]]:
        texts = checksums.read(self._folder / lexical.NAME / lexical.MARK)
        there = self._folder / lexical.NAME / (texts.folder if texts else "")
        return [(self._folder, checksums.read(self._folder / vectors.MARK)), (there, texts)]

    def _renew(self) -> None:
        try:
            with writing(self._folder):
                self.publish()
        except TROUBLE:  # another process writes, or the library may only be read
            self._read()
            if self._vectors is None or self._lexical is None:
                self._make(on_disk=False)

    def _fresh(self) -> bool:
        generation = self._store.generation
        held = (self._vectors, self._lexical)
        return all(cache is not None and cache.generation == generation for cache in held)

    def _read(self) -> None:
        """What another process puts in its place meanwhile is read again."""
        seen: object = None
        while seen != (marks := self._marks()):
            seen = marks
            self._vectors, self._lexical = Vectors.read(self._folder), Lexical.read(self._folder)
            if self._vectors is not None and self._lexical is not None:
                return

    def _make(self, on_disk: bool) -> None:
        vectors = self._caught_up_vectors()
        texts = self._caught_up_lexical() if on_disk else self._lexical_in_memory()
        if on_disk:
            try:
                vectors.write(self._folder)
                texts.publish(self._folder)
            except TROUBLE:
                if texts is not self._lexical:
                    texts.discard()
                raise
        self._vectors, self._lexical = vectors, texts

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

    def _caught_up_lexical(self) -> Lexical:
        """A removal starts a new index: deleted documents would distort BM25's statistics."""
        held = self._lexical if self._lexical is not None and self._replayable(self._lexical.generation) else None
        generation, count = self._store.generation, self._store.count()
        if held is not None:
            ids = self._store.since(held.generation)
            if not ids and len(held) == count:
                held.generation = generation
                return held
            if len(held) + len(ids) == count:
                return self._filled(held.copied(self._folder), ids, generation)
        return self._filled(Lexical.fresh(self._folder), self._store.every(), generation)

    def _lexical_in_memory(self) -> Lexical:
        return self._filled(Lexical(None), self._store.every(), self._store.generation)

    def _filled(self, texts: Lexical, ids: list[int], generation: int) -> Lexical:
        try:
            texts.put(self._read_passages(ids), generation)
        except TROUBLE:
            texts.discard()
            raise
        return texts

    def _replayable(self, generation: int) -> bool:
        return self._store.removed <= generation <= self._store.generation

    def _read_passages(self, ids: list[int]) -> Iterator[tuple[int, Passage]]:
        for start in range(0, len(ids), STEP):
            yield from sorted(self._store.passages(ids[start : start + STEP]).items())

    def _dimension(self) -> int:
        first = self._store.every()[:1]
        return int(self._store.vectors(first).shape[1]) if first else 1
