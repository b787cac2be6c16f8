"""Temporary folders that outlive no program: each holds a lock, and one whose lock is free belongs to nobody."""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import os
import shutil
import tempfile
import threading
import time
from pathlib import Path

PREFIX = "jixiao-"
LOCK = ".held"
# Tries to take a folder away, and seconds between two. Source: chosen; what was killed is gone within milliseconds.
TRIES, PAUSE = 40, 0.05

_held: dict[Path, int] = {}
_owner = os.getpid()
_lock = threading.Lock()
_swept = False


def folder() -> Path:
    """A new temporary folder, this process's until `discard`, its end or its being killed.

    The first one of a process takes those away that killed ones left behind.
    """
    global _swept  # noqa: PLW0603 - once a process
    with _lock:
        if not _swept:
            _swept = True
            sweep()
        while True:
            made = Path(tempfile.mkdtemp(prefix=PREFIX))
            held = _take(made / LOCK, create=True)
            if held is not None:
                _held[made] = held
                return made


def discard(made: Path) -> None:
    """Take it away; a program that was killed a moment ago may still be putting files into it."""
    for _ in range(TRIES):
        shutil.rmtree(made, ignore_errors=True)
        if not made.exists():
            break
        time.sleep(PAUSE)
    with _lock:
        held = _held.pop(made, None)
    if held is not None:
        os.close(held)


def sweep() -> None:
    """Take away the folders of this user whose lock nobody holds; those without one are somebody else's."""
    for place in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):
            if place.is_symlink() or place.stat().st_uid != os.getuid():
                continue
            held = _take(place / LOCK, create=False)
            if held is not None:
                shutil.rmtree(place, ignore_errors=True)
                os.close(held)


def _take(path: Path, create: bool) -> int | None:
    """The lock of a folder; None where another process holds it, or took the folder away meanwhile."""
    held = os.open(path, os.O_RDWR | os.O_NOFOLLOW | (os.O_CREAT if create else 0), 0o600)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if path.stat().st_ino == os.fstat(held).st_ino:
            return held
    except OSError:
        pass
    os.close(held)
    return None


@atexit.register
def _leave() -> None:
    for made in list(_held) if os.getpid() == _owner else ():  # a forked process has them from its parent
        discard(made)
