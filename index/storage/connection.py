"""One SQLite file: opened, used by one thread at a time, its complaints turned into ours."""

from __future__ import annotations

import errno
import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from jixiao.extract.messages import Message
from jixiao.index import durable_files
from jixiao.index.errors import (
    LibraryDamagedError,
    LibraryLockedError,
    LibraryMissingError,
    LibraryStaleError,
    SearchError,
    UnwritableError,
)
from jixiao.index.storage.schema import MIGRATIONS, SCHEMA

Row = tuple[object, ...]
PATIENCE = 10  # seconds that a statement waits for another process. Source: chosen; each transaction is one document
# SQLite's codes by what they mean to us. Source: sqlite.org/rescode.html, the primary codes (the low byte).
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_UNWRITABLE = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN}
_LOCKED = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


class Connection:
    """A database of the present schema. `only_read`: nothing can be written beside it, so that it stays as it is.

    A full disk, or one that may not be written to, has no room for the files that several readers share; the database
    is then read as it lies there, and opened anew by whoever sees that it has `changed`.
    """

    def __init__(self, path: Path, create: bool) -> None:
        """Raises LibraryMissingError, LibraryStaleError (a newer schema), LibraryDamagedError, UnwritableError."""
        self.path, self._folder = path, path.parent
        self._cure = f"jixiao rebuild --library {self._folder}"
        self._lock = threading.RLock()
        if not create:
            self._look()
        with self.guard():
            try:
                self._db, self.only_read = self._opened(str(path)), False
            except sqlite3.OperationalError as error:
                if create or _primary(error) not in _UNWRITABLE:
                    raise
                self._db, self.only_read = self._as_it_lies(), True
            try:
                if not create:
                    self._measure()
                self._migrate(create)
            except BaseException:
                self._db.close()
                raise
        self._seen = self._signs()

    def _look(self) -> None:
        """That the file is there and not empty, which SQLite takes for a new database.

        It is never opened by other means than SQLite's: closing it would free the locks that this process holds on it,
        and the log that it is reading would be taken away. Source: sqlite.org/howtocorrupt.html, 2.2.
        """
        try:
            size = self.path.stat().st_size
        except FileNotFoundError:
            cure = Message.of("make_one_jixiao_add_path_library", self._folder)
            raise LibraryMissingError(self._folder, Message.of("no_library_in_this_folder"), cure) from None
        except OSError as error:
            raise SearchError(
                self.path, Message.of("cant_be_read", error.strerror), Message.of("check_its_rights")
            ) from error
        if not size:
            raise self._damaged(Message.of("it_is_empty"))

    def _measure(self) -> None:
        """That the file is as long as it says; looked at twice, since another process may just be lengthening it."""
        short = self._short()
        if short is not None and short == self._short():
            raise self._damaged(Message.of("it_is_cut_off_after_bytes", f"{short[1]:,}"))

    def _short(self) -> tuple[int, int] | None:
        """The bytes that its pages should have and those that it has, where there are fewer and no log has the rest."""
        count, page = (int(self._db.execute(f"PRAGMA page_{name}").fetchone()[0]) for name in ("count", "size"))
        if self._has_log():
            return None
        size = self.path.stat().st_size
        return (count * page, size) if size < count * page else None

    def _has_log(self) -> bool:
        """Whether something was committed that is not in the file itself yet."""
        log = self.path.with_name(f"{self.path.name}-wal")
        return log.is_file() and log.stat().st_size > 0

    def _opened(self, place: str, before: str = "") -> sqlite3.Connection:
        is_address = place.startswith("file:")
        db = sqlite3.connect(place, PATIENCE, check_same_thread=False, isolation_level=None, uri=is_address)
        try:
            db.executescript(
                f"{before}PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;"
            )
            db.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.DatabaseError:
            db.close()
            raise
        return db

    def _as_it_lies(self) -> sqlite3.Connection:
        """Without a file beside it; what is committed in its log can be read by one process at a time only."""
        if self._has_log():
            return self._opened(str(self.path), "PRAGMA locking_mode = EXCLUSIVE; ")
        return self._opened(f"{self.path.absolute().as_uri()}?immutable=1")

    def _migrate(self, create: bool) -> None:
        version = self._version()
        if version > SCHEMA:
            cause = Message.of("its_schema_is_newer_than_this_programs", version, SCHEMA)
            raise LibraryStaleError(self._folder, cause, Message.of("install_the_newer_jixiao_nothing_was_changed"))
        if not version and not create:
            raise self._damaged(Message.of("it_holds_no_library"))
        for number in range(version, SCHEMA):
            script = f"BEGIN IMMEDIATE; {MIGRATIONS[number]} PRAGMA user_version = {number + 1}; COMMIT;"
            try:
                self._db.executescript(script)
            except sqlite3.OperationalError:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                if self._version() <= number:  # else another process was quicker
                    raise

    def _version(self) -> int:
        return int(self._db.execute("PRAGMA user_version").fetchone()[0])

    def changed(self) -> bool:
        """Whether another file lies in its place, or one that can't be followed has another content."""
        now = self._signs()
        return now[0] != self._seen[0] or (self.only_read and now != self._seen)

    def _signs(self) -> tuple[object, ...]:
        try:
            state = self.path.stat()
        except OSError:
            return (None,)
        return state.st_ino, state.st_mtime_ns, state.st_size, self._has_log()

    # Reading and writing

    def all(self, sql: str, values: Sequence[object] = ()) -> list[Row]:
        """The rows of a query."""
        with self.guard():
            return self._db.execute(sql, values).fetchall()

    def run(self, sql: str, values: Sequence[object] = ()) -> int | None:
        """One statement; the number of the row put in."""
        with self.guard():
            return self._db.execute(sql, values).lastrowid

    def run_many(self, sql: str, values: Iterable[Sequence[object]]) -> None:
        """One statement for each of the values."""
        with self.guard():
            self._db.executemany(sql, values)

    @contextmanager
    def changing(self) -> Iterator[None]:
        """A transaction: all of it or, on any error, nothing."""
        with self.guard():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:  # SQLite itself takes some back
                    self._db.execute("ROLLBACK")
                raise

    def become(self, other: Connection) -> None:
        """Hold what the other holds, in one transaction: whoever reads sees the one or the other, never neither."""
        with other.guard(), self.guard():
            other._db.backup(self._db)
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def settle(self) -> None:
        """Bring everything into the one file, on the disk, and close it."""
        with self.guard():
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self._db.execute("PRAGMA journal_mode = DELETE")
        self.close()
        with self.path.open("rb") as file:
            os.fsync(file.fileno())
        durable_files.settle(self._folder)

    def close(self) -> None:
        """Give the file back."""
        with self._lock:
            self._db.close()

    @contextmanager
    def guard(self) -> Iterator[None]:
        """One thread at a time; SQLite's own complaints become one that names file and cure."""
        with self._lock:
            try:
                yield
            except sqlite3.DatabaseError as error:
                raise self._told(error) from error

    def _told(self, error: sqlite3.DatabaseError) -> SearchError:
        kind = _primary(error)
        if kind == sqlite3.SQLITE_FULL:
            return UnwritableError.of(self.path, OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))
        if kind in _UNWRITABLE:
            cure = Message.of("free_some_space_on_the_disk_or_check_its")
            return UnwritableError(self.path, Message.of("cant_be_read_or_written", error), cure)
        if kind in _LOCKED:
            return LibraryLockedError(
                self._folder, Message.of("another_process_is_writing_to_it"), Message.of("try_again_when_it_is_done")
            )
        if kind in _DAMAGED:
            return self._damaged(str(error))
        return SearchError(self.path, Message.of("the_database_cant_be_used", error), self._cure)

    def _damaged(self, how: str) -> LibraryDamagedError:
        return LibraryDamagedError(self.path, Message.of("the_database_is_damaged", how), self._cure)


def _primary(error: sqlite3.Error) -> int:
    """The low byte of SQLite's code; -1 where Python itself complains."""
    return (getattr(error, "sqlite_errorcode", None) or -1) & 0xFF
