"""What every reader is given and what it hands back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from jixiao.extract.limits import DEFAULT, Limits
from jixiao.extract.reading.layout.blocks import Block
from jixiao.extract.records import Document, Mark

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
    """The decoded file, its blocks (pieces point into `source`), and what the reader could not do, one line each.

    `marks`: where in the file each stretch of `source` stands, in order; empty where that is told by its lines.
    """

    source: str
    blocks: Sequence[Block]
    warnings: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A document (title, agency, year and stage not yet told) and the decoded file that its source map points into.

    `marks` as in Content. `properties` are what the file's own properties say of its title and author.
    """

    document: Document
    source: str
    marks: tuple[Mark, ...] = ()
    properties: tuple[str, ...] = ()


Reader = Callable[[Given], Content]
