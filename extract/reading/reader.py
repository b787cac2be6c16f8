"""What every reader is given and what it hands back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from extract.limits import DEFAULT, Limits
from extract.reading.layout import Block

Progress = Callable[[int, int], None]  # pages (sheets, parts) done, and of how many


def silent(done: int, total: int) -> None:
    """The Progress of those who don't ask."""


@dataclass(frozen=True, slots=True)
class Given:
    """A file's bytes; `path` is for messages and its suffix. `progress` may be called as often as pages are done."""

    data: bytes
    path: Path
    limits: Limits = DEFAULT
    progress: Progress = silent


@dataclass(frozen=True, slots=True)
class Content:
    """The decoded file, its blocks (pieces point into `source`), and what the reader could not do, one line each."""

    source: str
    blocks: Sequence[Block]
    warnings: tuple[str, ...] = ()


Reader = Callable[[Given], Content]
