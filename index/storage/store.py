"""The truth of a library: documents, passages, vectors and facts in SQLite, the original files beside them."""

from __future__ import annotations

import fcntl
import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple, TypeVar

import numpy as np

from jixiao.extract.passage_json import passage_from_json, passage_to_json
from jixiao.extract.records import Document, Passage
from jixiao.index.arrays import Embeddings
from jixiao.index.errors import (
    LibraryLockedError,
    LibraryMissingError,
    LibraryStaleError,
    SearchError,
)
from jixiao.index.records import EVERYTHING, DocumentInfo, Filters
from jixiao.index.storage.document_json import document_from_json, document_to_json
from jixiao.index.storage.facts import facts
from jixiao.index.storage.sql_filters import SUPERSEDED, where

T = TypeVar("T")

# One script per schema version, in order; a script that has shipped is never edited. PRAGMA user_version counts them.
MIGRATIONS = (
    """
    CREATE TABLE meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
    INSERT INTO meta VALUES ('generation', 0), ('removed', 0);
    CREATE TABLE documents (
        document_id TEXT PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE, source TEXT NOT NULL, title TEXT, agency TEXT,
        year INTEGER, stage TEXT, added TEXT NOT NULL, generation INTEGER NOT NULL, body TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE passages (
        id INTEGER PRIMARY KEY AUTOINCREMENT, passage_id TEXT NOT NULL UNIQUE,
        document_id TEXT NOT NULL REFERENCES documents ON DELETE CASCADE, body TEXT NOT NULL
    );
    CREATE INDEX passages_by_document ON passages (document_id);
    CREATE TABLE vectors (id INTEGER PRIMARY KEY REFERENCES passages ON DELETE CASCADE, vector BLOB NOT NULL);
    CREATE TABLE facts (
        field TEXT NOT NULL, value TEXT NOT NULL, id INTEGER NOT NULL REFERENCES passages ON DELETE CASCADE,
        own INTEGER NOT NULL, PRIMARY KEY (field, value, id)
    ) WITHOUT ROWID;
    CREATE INDEX facts_by_passage ON facts (id);
    """,
    """
    CREATE TABLE names (only INTEGER PRIMARY KEY CHECK (only = 1), source TEXT NOT NULL, program TEXT NOT NULL);
    INSERT INTO names VALUES (1, '', '');
    INSERT INTO meta VALUES ('renamed', 0);
    """,
    """
    CREATE TABLE versions (
        older TEXT PRIMARY KEY REFERENCES documents ON DELETE CASCADE,
        newer TEXT NOT NULL REFERENCES documents ON DELETE CASCADE CHECK (newer != older)
    ) WITHOUT ROWID;
    CREATE INDEX versions_by_newer ON versions (newer);
    INSERT INTO meta VALUES ('related', 0);
    """,
)
SCHEMA = len(MIGRATIONS)
NAME = "library.sqlite3"


class Names(NamedTuple):
    """`source` is the text of a names.toml, `program` tells the names that came with the program; empty: not known."""

    source: str = ""
    program: str = ""


class Kept(NamedTuple):
    """What a new store takes over of a document that is made anew: when it was added, and its newer version."""

    document_id: str
    sha256: str
    added: str
    superseded_by: str | None


class Store:
    """One SQLite file. Rows (`id`) are positive, grow in document order, and are never used twice.

    Readers see whole documents only: each is written in a transaction of its own, which raises `generation` by one.
    """

    def __init__(self, folder: Path, create: bool = False, name: str = NAME) -> None:
        """Raises LibraryMissingError, LibraryStaleError (a newer schema), SearchError (damaged)."""
        self.folder, self.path = folder, folder / name
        if not create and not self.path.is_file():
            raise LibraryMissingError(
                folder, "no library in this folder", f"make one: jixiao add PATH --library {folder}"
            )
        self._lock = threading.RLock()
        with self._guard():
            self._db = sqlite3.connect(self.path, check_same_thread=False, isolation_level=None)
            self._db.executescript("PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 10000;")
            self._migrate()
        self._inode = self.path.stat().st_ino

    def _migrate(self) -> None:
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if version > SCHEMA:
            raise LibraryStaleError(
                self.folder, f"schema {version} is newer than this program's", "install the newer jixiao"
            )
        for number in range(version, SCHEMA):
            self._db.executescript(f"BEGIN IMMEDIATE; {MIGRATIONS[number]} PRAGMA user_version = {number + 1}; COMMIT;")

    @contextmanager
    def _guard(self) -> Iterator[None]:
        """One thread at a time; SQLite's own complaints become one that names file and cure."""
        with self._lock:
            try:
                yield
            except sqlite3.DatabaseError as error:
                cure = f"jixiao rebuild --library {self.folder}"
                raise SearchError(self.path, f"the database can't be used ({error})", cure) from error

    def _all(self, sql: str, values: Sequence[object] = ()) -> list[tuple[object, ...]]:
        with self._guard():
            return self._db.execute(sql, values).fetchall()

    def close(self) -> None:
        """Give the file back."""
        with self._lock:
            self._db.close()

    def settle(self) -> None:
        """Bring everything into the one file, and close it."""
        with self._guard():
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self._db.execute("PRAGMA journal_mode = DELETE")
        self.close()

    def replaced(self) -> bool:
        """True when a rebuild by another process has put a new file in this one's place."""
        return not self.path.is_file() or self.path.stat().st_ino != self._inode

    # What changes it

    def add(
        self,
        document: Document,
        passages: Sequence[Passage],
        vectors: Embeddings,
        related: tuple[str, str] | None = None,
        added: str | None = None,
    ) -> None:
        """Write a document with its passages; `vectors` is `(len(passages), d)`. All or nothing.

        `related`: ids of an older and a newer version, one of them this. `added` None: now.
        """
        added = added or datetime.now(UTC).isoformat(timespec="seconds")
        head = (document.document_id, document.sha256, document.source, document.title, document.agency)
        with self._transaction() as generation:
            self._db.execute(
                "INSERT INTO documents VALUES (?,?,?,?,?,?,?,?,?,?)",
                (*head, document.year, document.stage, added, generation, json.dumps(document_to_json(document))),
            )
            for passage, vector in zip(passages, vectors, strict=True):
                self._insert(passage, vector)
            if related is not None:
                self._db.execute("INSERT INTO versions VALUES (?,?)", related)

    def _insert(self, passage: Passage, vector: Embeddings) -> None:
        head = (passage.passage_id, passage.document_id, _body(passage))
        row = self._db.execute("INSERT INTO passages (passage_id, document_id, body) VALUES (?,?,?)", head).lastrowid
        self._db.execute("INSERT INTO vectors VALUES (?,?)", (row, np.ascontiguousarray(vector, np.float32).tobytes()))
        self._insert_facts(row, passage)

    def _insert_facts(self, row: int | None, passage: Passage) -> None:
        rows = [(fact.field, fact.value, row, fact.own) for fact in facts(passage)]
        self._db.executemany("INSERT INTO facts VALUES (?,?,?,?)", rows)

    def rename(self, changed: Mapping[int, Passage], names: Names) -> None:
        """Put other names into these rows, with the names that say so. Texts and vectors stay. All or nothing."""
        with self._guard(), self._changing():
            for row, passage in changed.items():
                self._db.execute("UPDATE passages SET body=? WHERE id=?", (_body(passage), row))
                self._db.execute("DELETE FROM facts WHERE id=?", (row,))
                self._insert_facts(row, passage)
            self._db.execute("UPDATE names SET source=?, program=?", names)
            self._db.execute("UPDATE meta SET value=value+1 WHERE key='renamed'")

    def relate(self, older: str, newer: str | None) -> None:
        """Let `newer` stand for `older`; None: it counts itself again. Both are ids of documents that are there."""
        with self._guard(), self._changing():
            self._db.execute("DELETE FROM versions WHERE older=?", (older,))
            if newer is not None:
                self._db.execute("INSERT INTO versions VALUES (?,?)", (older, newer))
            self._db.execute("UPDATE meta SET value=value+1 WHERE key='related'")

    def remove(self, document_ids: Iterable[str]) -> int:
        """Forget documents with all that hangs on them; returns how many there were.

        What one of them stood for is stood for by its own newer version, else it counts again.
        """
        known = [
            i for i in dict.fromkeys(document_ids) if self._all("SELECT 1 FROM documents WHERE document_id=?", (i,))
        ]
        if known:
            with self._transaction() as generation:
                for name in known:
                    self._db.execute(
                        "UPDATE versions SET newer = (SELECT v.newer FROM versions v WHERE v.older = versions.newer) "
                        "WHERE newer=? AND newer IN (SELECT older FROM versions)",
                        (name,),
                    )
                self._db.executemany("DELETE FROM documents WHERE document_id=?", [(i,) for i in known])
                self._db.execute("UPDATE meta SET value=? WHERE key='removed'", (generation,))
        return len(known)

    @contextmanager
    def _transaction(self) -> Iterator[int]:
        """Yields the new generation; rolls back on any error."""
        with self._guard(), self._changing():
            generation = int(self._db.execute("SELECT value FROM meta WHERE key='generation'").fetchone()[0]) + 1
            self._db.execute("UPDATE meta SET value=? WHERE key='generation'", (generation,))
            yield generation

    @contextmanager
    def _changing(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    # What it holds

    @property
    def generation(self) -> int:
        """Raised by one with every document added and every removal."""
        return self._meta("generation")

    @property
    def removed(self) -> int:
        """The generation of the last removal; 0 when there was none."""
        return self._meta("removed")

    @property
    def renamed(self) -> int:
        """Raised by one with every change of names."""
        return self._meta("renamed")

    @property
    def related(self) -> int:
        """Raised by one with every change of versions that adds and removes nothing."""
        return self._meta("related")

    def names(self) -> Names:
        """The names that its passages go by; empty where they go by ours alone."""
        return Names(*map(str, self._all("SELECT source, program FROM names")[0]))

    def _meta(self, key: str) -> int:
        return int(str(self._all("SELECT value FROM meta WHERE key=?", (key,))[0][0]))

    def documents(self) -> list[DocumentInfo]:
        """By year and source; those without a year first."""
        rows = self._all(
            "SELECT document_id, source, title, agency, year, stage, "
            "(SELECT count(*) FROM passages p WHERE p.document_id = d.document_id), sha256, added, newer "
            "FROM documents d LEFT JOIN versions ON older = document_id ORDER BY year, source, document_id"
        )
        return [DocumentInfo(*row) for row in rows]  # type: ignore[arg-type]

    def kept(self) -> list[Kept]:
        """What a library that is made anew keeps of each document, in the order in which they were added."""
        head = "SELECT document_id, sha256, added, newer FROM documents"
        rows = self._all(f"{head} LEFT JOIN versions ON older = document_id ORDER BY generation")
        return [Kept(*row) for row in rows]  # type: ignore[arg-type]

    def document(self, document_id: str) -> Document | None:
        """With text and cells; None when unknown."""
        rows = self._all("SELECT body FROM documents WHERE document_id=?", (document_id,))
        return document_from_json(json.loads(str(rows[0][0]))) if rows else None

    def digest(self, document_id: str) -> str | None:
        """SHA-256 of the original file; None when unknown."""
        rows = self._all("SELECT sha256 FROM documents WHERE document_id=?", (document_id,))
        return str(rows[0][0]) if rows else None

    def ids(self, filters: Filters = EVERYTHING, own: bool = False) -> list[int]:
        """Rows of the passages that pass, in document order; with `own`, a value merely named does not count."""
        clause, values = where(filters, own)
        return [int(str(row[0])) for row in self._all(f"SELECT id FROM passages WHERE {clause} ORDER BY id", values)]

    def every(self) -> list[int]:
        """All rows, those of superseded reports too, in document order."""
        return [int(str(row[0])) for row in self._all("SELECT id FROM passages ORDER BY id")]

    def superseded(self) -> list[int]:
        """Rows of superseded reports."""
        return [int(str(row[0])) for row in self._all(SUPERSEDED)]

    def passages(self, ids: Sequence[int]) -> dict[int, Passage]:
        """Row -> passage, of the rows that exist."""
        found: dict[int, Passage] = {}
        for part in _parts(ids):
            marks = ",".join("?" * len(part))
            for row, body in self._all(f"SELECT id, body FROM passages WHERE id IN ({marks})", part):
                found[int(str(row))] = passage_from_json(json.loads(str(body)))
        return found

    def passages_of(self, document_id: str) -> list[Passage]:
        """All passages of one document, whether it counts or not, in its order."""
        rows = self._all("SELECT body FROM passages WHERE document_id=? ORDER BY id", (document_id,))
        return [passage_from_json(json.loads(str(body))) for (body,) in rows]

    def rows(self, passage_ids: Sequence[str]) -> dict[str, int]:
        """Passage id -> row, of the passages that exist."""
        found: dict[str, int] = {}
        for part in _parts(passage_ids):
            marks = ",".join("?" * len(part))
            rows = self._all(f"SELECT passage_id, id FROM passages WHERE passage_id IN ({marks})", part)
            found |= {str(name): int(str(row)) for name, row in rows}
        return found

    def since(self, generation: int) -> list[int]:
        """Rows of the passages added after `generation`."""
        sql = "SELECT p.id FROM passages p JOIN documents d USING (document_id) WHERE d.generation > ? ORDER BY p.id"
        return [int(str(row[0])) for row in self._all(sql, (generation,))]

    def vectors(self, ids: Sequence[int]) -> Embeddings:
        """`(len(ids), d)`, in the order of `ids`. Raises KeyError for a row that does not exist."""
        found: dict[int, Embeddings] = {}
        for part in _parts(ids):
            marks = ",".join("?" * len(part))
            for row, vector in self._all(f"SELECT id, vector FROM vectors WHERE id IN ({marks})", part):
                found[int(str(row))] = np.frombuffer(vector, np.float32)  # type: ignore[call-overload]
        return np.stack([found[i] for i in ids]) if ids else np.zeros((0, 0), np.float32)

    def count(self) -> int:
        """Passages in all."""
        return int(str(self._all("SELECT count(*) FROM passages")[0][0]))

    def values(self, filters: Filters, field: str) -> dict[str, int]:
        """Value of `field` -> passages that pass the other fields' filters."""
        clause, values = where(replace(filters, **{field: ()}), own=False)
        sql = f"SELECT value, count(*) FROM facts WHERE field=? AND {clause} GROUP BY value ORDER BY value"
        return {str(value): int(str(count)) for value, count in self._all(sql, [field, *values])}

    def damage(self) -> list[str]:
        """SQLite's own findings, and broken references; empty when sound."""
        found = [str(row[0]) for row in self._all("PRAGMA integrity_check")]
        broken = self._all("PRAGMA foreign_key_check")
        return [line for line in found if line != "ok"] + [f"broken reference in {row[0]}" for row in broken]


def _body(passage: Passage) -> str:
    """What the store alone needs stands beside the contract's fields."""
    return json.dumps(passage_to_json(passage) | {"item_branch": passage.item_branch}, ensure_ascii=False)


def _parts(items: Sequence[T], size: int = 500) -> Iterator[list[T]]:
    """SQLite takes a limited number of values in one statement."""
    for start in range(0, len(items), size):
        yield list(items[start : start + size])


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Hold the library's one writer lock; the system frees it when the process ends. Raises LibraryLockedError."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise LibraryLockedError(folder, "another process is writing to it", "try again when it is done") from error
        yield
