"""Files that the server keeps for a reader for a while: what was uploaded, and exports that wait to be fetched.

Each belongs to the reader (see web.security.sessions) who brought it or had it made, and is nobody else's.
"""

from __future__ import annotations

import contextlib
import secrets
import shutil
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from typing import BinaryIO

from jixiao.index.errors import Message, UsageError
from jixiao.web.security.bounds import DEFAULT, MEBIBYTE, Bounds

# A file name in bytes on the usual file systems. Source: NAME_MAX of Linux.
LONGEST_NAME = 255
COPIED = 1 << 20


@dataclass(frozen=True, slots=True)
class Kept:
    """A file in a folder of its own; `size` is bytes, `since` seconds since the epoch."""

    reader: str
    path: Path
    size: int
    since: float


class Custody:
    """`folder` is the server's own and private; uploads lie under `uploads`, exports under `exports`."""

    def __init__(self, folder: Path, bounds: Bounds = DEFAULT, clock: Callable[[], float] = time.time) -> None:
        self.bounds = bounds
        self.uploads, self.exports = folder / "uploads", folder / "exports"
        for inner in (self.uploads, self.exports):
            inner.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._clock = clock
        self._lock = RLock()
        self._uploaded: dict[str, Kept] = {}
        self._offered: dict[str, Kept] = {}

    def room(self, reader: str) -> int:
        """Bytes that this reader may still upload."""
        self.sweep()
        with self._lock:
            every = list(self._uploaded.values())
        own = self.bounds.pending_megabytes * MEBIBYTE - sum(kept.size for kept in every if kept.reader == reader)
        return max(0, min(own, self.bounds.all_pending_megabytes * MEBIBYTE - sum(kept.size for kept in every)))

    def keep(self, reader: str, name: str, file: BinaryIO) -> Path:
        """Take in an upload; its path is what `owns` knows it by. Raises OSError where it can't be written."""
        home = self.uploads / secrets.token_hex(16)
        home.mkdir(mode=0o700)
        path = home / base_name(name)
        try:
            with path.open("xb") as written:
                shutil.copyfileobj(file, written, COPIED)
        except OSError:
            shutil.rmtree(home, ignore_errors=True)
            raise
        with self._lock:
            self._uploaded[str(path)] = Kept(reader, path, path.stat().st_size, self._clock())
        return path

    def owns(self, reader: str, path: str) -> bool:
        """Whether this reader uploaded the file of exactly this path, and it is still here."""
        self.sweep()
        with self._lock:
            kept = self._uploaded.get(path)
        return kept is not None and kept.reader == reader and kept.path.is_file()

    def discard(self, paths: Iterable[str | Path]) -> None:
        """Uploads that have been dealt with go; a path that is none is left alone."""
        with self._lock:
            gone = [self._uploaded.pop(str(path), None) for path in paths]
        for kept in gone:
            if kept is not None:
                shutil.rmtree(kept.path.parent, ignore_errors=True)
        # Gradio makes an empty file for each upload that an event takes, and leaves it.
        for stray in self.uploads.iterdir():
            if stray.is_file():
                stray.unlink(missing_ok=True)

    def offer(self, reader: str, path: Path) -> str:
        """An unguessable name under which `reader`, and nobody else, may fetch an export.

        Raises UsageError where it is gone.
        """
        self.sweep()
        if not path.is_file():
            raise UsageError(Message.of("is_kept_no_longer_make_it_anew", path.name))
        token = secrets.token_urlsafe(32)
        with self._lock:
            self._offered[token] = Kept(reader, path, path.stat().st_size, self._clock())
        return token

    def fetch(self, reader: str, token: str) -> Path | None:
        """The export of this name; None where there is none for this reader."""
        self.sweep()
        with self._lock:
            kept = self._offered.get(token)
        return kept.path if kept is not None and kept.reader == reader and kept.path.is_file() else None

    def sweep(self) -> None:
        """Remove what has waited longer than the bound."""
        oldest = self._clock() - self.bounds.minutes * 60
        with self._lock:
            self.discard([path for path, kept in self._uploaded.items() if kept.since < oldest])
            self._offered = {token: kept for token, kept in self._offered.items() if kept.since >= oldest}
            wanted = {kept.path.parent for kept in self._offered.values()}
        for home in set(self.exports.iterdir()) - wanted:
            with contextlib.suppress(FileNotFoundError):
                if home.stat().st_mtime < oldest:
                    shutil.rmtree(home, ignore_errors=True)


def base_name(name: str) -> str:
    """The name without folders, as long as a file system takes: cut before its suffix."""
    told = name.replace("\\", "/").rpartition("/")[2].replace("\0", "").strip()
    if told in ("", ".", ".."):
        return "upload"
    stem, dot, suffix = told.rpartition(".")
    if not dot:
        stem, suffix = told, ""
    ending = (dot + suffix).encode("utf-8", "replace")[:32]
    start = stem.encode("utf-8", "replace")[: LONGEST_NAME - len(ending)]
    return start.decode("utf-8", "ignore") + ending.decode("utf-8", "ignore")
