"""Files that are there whole or not at all, whatever is killed or loses power: written beside, synced, put in place."""

from __future__ import annotations

import hashlib
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jixiao.index.errors import UnwritableError, cure, said

BLOCK = 1 << 20


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Yields where to write the file that comes to `path` when it is done; on any error that stays as it was.

    Raises OSError.
    """
    new = beside(path)
    try:
        yield new
        with new.open("rb") as file:
            os.fsync(file.fileno())
        move(new, path)
    except BaseException:
        new.unlink(missing_ok=True)
        raise


@contextmanager
def handed_over(path: Path) -> Iterator[Path]:
    """As `whole`, for a file that a person asked for. Raises UnwritableError."""
    try:
        with whole(path) as new:
            yield new
    except OSError as error:
        raise UnwritableError(path, said(error), cure(error)) from error


def write(path: Path, data: bytes) -> None:
    """Put `data` in the file at `path`, by a rename. Raises OSError, and leaves what was there."""
    with whole(path) as new:
        new.write_bytes(data)


def copy(source: Path, path: Path) -> str:
    """Put a copy of `source` at `path`, by a rename; returns the SHA-256 of what was copied. Raises OSError."""
    read = hashlib.sha256()
    with whole(path) as new, source.open("rb") as file, new.open("wb") as copied:
        while block := file.read(BLOCK):
            read.update(block)
            copied.write(block)
        copied.flush()
    return read.hexdigest()


def move(source: Path, path: Path) -> None:
    """Rename within a folder, and wait until the new name is on the disk."""
    source.replace(path)
    settle(path.parent)


def make(folder: Path) -> None:
    """Make a folder, and those above it, whose names are on the disk when this returns."""
    if not folder.is_dir():
        make(folder.parent)
        folder.mkdir(exist_ok=True)
        settle(folder.parent)


def settle(folder: Path) -> None:
    """Wait until the names in a folder are on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def beside(path: Path) -> Path:
    """Where a file is written before it takes its place: hidden, its name short however long the own one is."""
    return path.with_name(f".{zlib.crc32(os.fsencode(path.name)):08x}.new")


def digest(path: Path) -> str:
    """SHA-256 of a file's content. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
