"""The truth of a library: documents, passages, vectors and facts in SQLite, the original files beside them."""

from __future__ import annotations

import fcntl
import json
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

import numpy as np

from jixiao.extract.messages import Message
from jixiao.extract.names.register import Register
from jixiao.extract.passage_json import passage_to_json
from jixiao.extract.records import Document, Passage
from jixiao.index.arrays import Embeddings
from jixiao.index.errors import LibraryLockedError, UnwritableError
from jixiao.index.sentences import records
from jixiao.index.sentences.records import PassageSentences
from jixiao.index.storage.connection import Connection
from jixiao.index.storage.contents import Content, Contents, Names, SentencesWithVectors
from jixiao.index.storage.document_json import document_to_json
from jixiao.index.storage.facts import facts

NAME = "library.sqlite3"
# Seconds that a change waits for another one: a reader that brings the caches up to date holds the lock for a moment.
# Source: chosen; a cache of 10,000 passages takes less, and whoever waits for a long addition should be told.
PATIENCE = 2.0


class Store(Contents):
    """One SQLite file. Rows (`id`) are positive, grow in document order, and are never used twice.

    Readers see whole documents only: each is written in a transaction of its own, which raises `generation` by one.
    """

    def __init__(self, folder: Path, create: bool = False, name: str = NAME) -> None:
        """Raises LibraryMissingError, LibraryStaleError (a newer schema), LibraryDamagedError, UnwritableError."""
        self.folder, self.path = folder, folder / name
        self._db = Connection(self.path, create)
        self._rebuilt = self.rebuilt
        self._rows_before: dict[str, int] = {}

    def close(self) -> None:
        """Give the file back."""
        self._db.close()

    def settle(self) -> None:
        """Bring everything into the one file, on the disk, and close it."""
        self._db.settle()

    def replaced(self) -> bool:
        """True when the library was made anew since this was opened, or lies there as another file."""
        return self._db.changed() or self.rebuilt != self._rebuilt

    # Made anew

    def follow(self, old: Store) -> None:
        """Go on counting where `old` is, and give its rows to the same passages, as long as they come in its order.

        So whoever is reading while this takes its place goes on with the same passages, and takes none for another.
        """
        self._rows_before = old.row_by_passage()
        with self._db.changing():
            for key in ("generation", "removed", "renamed", "related", "rebuilt"):
                next_one = (old.generation if key == "removed" else old._meta(key)) + 1
                self._db.run("UPDATE meta SET value=? WHERE key=?", (next_one, key))
            last = old._db.all("SELECT seq FROM sqlite_sequence WHERE name='passages'")
            self._db.run("INSERT INTO sqlite_sequence VALUES ('passages', ?)", last[0] if last else (0,))
            self._db.run_many("INSERT INTO strays VALUES (?)", [(digest,) for digest in old.strays()])

    def become(self, new: Store) -> None:
        """Hold what `new` holds: whoever reads has the one or the other. Raises UnwritableError, with the old kept."""
        self._db.become(new._db)

    # Originals without a document

    def strays(self) -> list[str]:
        """Digests of originals that are not to stay: their document was removed, or was never put in."""
        known = "SELECT sha256 FROM documents"
        return [str(row[0]) for row in self._db.all(f"SELECT sha256 FROM strays WHERE sha256 NOT IN ({known})")]

    def expect(self, digest: str) -> None:
        """Before an original is kept: it is a stray until its document is in."""
        with self._db.changing():
            self._db.run("INSERT OR IGNORE INTO strays VALUES (?)", (digest,))

    def swept(self, digests: Iterable[str]) -> None:
        """These originals are gone."""
        with self._db.changing():
            self._db.run_many("DELETE FROM strays WHERE sha256=?", [(digest,) for digest in digests])

    # What changes it

    def add(
        self,
        document: Document,
        content: Content,
        register: Register,
        related: tuple[str, str] | None = None,
        added: str | None = None,
    ) -> None:
        """Write a document with its passages. All or nothing.

        `register` holds the names that the passages go by. `related`: ids of an older and a newer version, one of them
        this. `added` None: now.
        """
        added = added or datetime.now(UTC).isoformat(timespec="seconds")
        head = (document.document_id, document.sha256, document.source, document.title, document.agency)
        with self._transaction() as generation:
            self._db.run(
                "INSERT INTO documents VALUES (?,?,?,?,?,?,?,?,?,?)",
                (*head, document.year, document.stage, added, generation, json.dumps(document_to_json(document))),
            )
            rows = self._same_rows(content.passages)
            each = zip(rows, content.passages, content.vectors, strict=True)
            found = [self._insert(row, passage, vector, register) for row, passage, vector in each]
            kept = [(row, *_sentences_row(one)) for row, one in zip(found, content.sentences, strict=False)]
            self._db.run_many("INSERT INTO sentences VALUES (?,?,?,?)", kept)
            if related is not None:
                self._db.run("INSERT INTO versions VALUES (?,?)", related)
            self._db.run("DELETE FROM strays WHERE sha256=?", (document.sha256,))

    def _same_rows(self, passages: Sequence[Passage]) -> list[int | None]:
        """The rows that they had before; new ones (None) from the first document on that is another now."""
        rows = [self._rows_before.get(passage.passage_id) for passage in passages]
        if None in rows:
            self._rows_before = {}
        return rows if None not in rows else [None] * len(rows)

    def _insert(self, row: int | None, passage: Passage, vector: Embeddings, register: Register) -> int | None:
        body = (row, passage.passage_id, passage.document_id, _body(passage))
        row = self._db.run("INSERT INTO passages (id, passage_id, document_id, body) VALUES (?,?,?,?)", body)
        self._db.run("INSERT INTO vectors VALUES (?,?)", (row, np.ascontiguousarray(vector, np.float32).tobytes()))
        self._insert_facts(row, passage, register)
        return row

    def _insert_facts(self, row: int | None, passage: Passage, register: Register) -> None:
        rows = [(fact.field, fact.value, row, fact.own) for fact in facts(passage, register)]
        self._db.run_many("INSERT INTO facts VALUES (?,?,?,?)", rows)

    def rename(
        self,
        changed: Mapping[int, Passage],
        names: Names,
        register: Register,
        sentences: Mapping[int, PassageSentences] | None = None,
    ) -> None:
        """Put other names into these rows, and other doers into the `sentences` of those that have any, with the names
        that say so. Texts and vectors stay. All or nothing.
        """
        with self._db.changing():
            for row, passage in changed.items():
                self._db.run("UPDATE passages SET body=? WHERE id=?", (_body(passage), row))
                self._db.run("DELETE FROM facts WHERE id=?", (row,))
                self._insert_facts(row, passage, register)
            told = [(_told(one), row) for row, one in (sentences or {}).items()]
            self._db.run_many("UPDATE sentences SET body=? WHERE id=?", told)
            self._db.run("UPDATE names SET source=?, program=?", names)
            self._db.run("UPDATE meta SET value=value+1 WHERE key='renamed'")

    def relate(self, *pairs: tuple[str, str | None]) -> None:
        """(older, newer): let the one stand for the other; None: it counts itself again. All or nothing.

        All are ids of documents that are there.
        """
        with self._db.changing():
            for older, newer in pairs:
                self._db.run("DELETE FROM versions WHERE older=?", (older,))
                if newer is not None:
                    self._db.run("INSERT INTO versions VALUES (?,?)", (older, newer))
            self._db.run("UPDATE meta SET value=value+1 WHERE key='related'")

    def remove(self, document_ids: Iterable[str]) -> int:
        """Forget documents with all that hangs on them; returns how many there were.

        What one of them stood for is stood for by its own newer version, else it counts again.
        """
        known = [
            i for i in dict.fromkeys(document_ids) if self._db.all("SELECT 1 FROM documents WHERE document_id=?", (i,))
        ]
        if known:
            with self._transaction() as generation:
                for name in known:
                    self._db.run(
                        "UPDATE versions SET newer = (SELECT v.newer FROM versions v WHERE v.older = versions.newer) "
                        "WHERE newer=? AND newer IN (SELECT older FROM versions)",
                        (name,),
                    )
                gone = [(name,) for name in known]
                self._db.run_many("INSERT OR IGNORE INTO strays SELECT sha256 FROM documents WHERE document_id=?", gone)
                self._db.run_many("DELETE FROM documents WHERE document_id=?", gone)
                self._db.run("UPDATE meta SET value=? WHERE key='removed'", (generation,))
        return len(known)

    @contextmanager
    def _transaction(self) -> Iterator[int]:
        """Yields the new generation; rolls back on any error."""
        with self._db.changing():
            generation = self.generation + 1
            self._db.run("UPDATE meta SET value=? WHERE key='generation'", (generation,))
            yield generation


def _body(passage: Passage) -> str:
    """What the store alone needs stands beside the contract's fields."""
    return json.dumps(passage_to_json(passage) | {"item_branch": passage.item_branch}, ensure_ascii=False)


def _sentences_row(one: SentencesWithVectors) -> tuple[str, bool, bytes]:
    breakdown = any(sentence.before is not None for sentence in one.kept.sentences)
    return _told(one.kept), breakdown, records.packed(one.vectors)


def _told(kept: PassageSentences) -> str:
    return json.dumps(records.to_json(kept), ensure_ascii=False)


@contextmanager
def writing(folder: Path, patience: float = 0.0) -> Iterator[None]:
    """Hold the library's one writer lock; the system frees it when the process ends.

    Waits `patience` seconds for another one that writes. Raises LibraryLockedError, UnwritableError.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        held = (folder / "lock").open("w")
    except OSError as error:
        raise UnwritableError.of(folder, error) from error
    last = time.monotonic() + patience
    with held as file:
        while not _locked(file):
            if time.monotonic() >= last:
                raise LibraryLockedError(
                    folder, Message.of("another_process_is_writing_to_it"), Message.of("try_again_when_it_is_done")
                )
            time.sleep(0.02)
        yield


def _locked(file: TextIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
