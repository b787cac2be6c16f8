"""What a cache says of itself: the generation of the store that it holds, and the SHA-256 of each of its files.

A file that has another one is not what was written: the cache is made anew from the store.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from jixiao.index import durable_files


@dataclass(frozen=True, slots=True)
class Mark:
    """`files`: name -> SHA-256. `folder`: which of several folders holds them; empty where there is but one."""

    generation: int
    files: Mapping[str, str] = field(default_factory=dict)
    folder: str = ""


def read(path: Path) -> Mark | None:
    """The mark of a cache; None where it has none that can be read."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return Mark(int(data["generation"]), {str(k): str(v) for k, v in data["files"].items()}, str(data["folder"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def write(path: Path, mark: Mark) -> None:
    """Put the mark in its place, by a rename. Raises OSError."""
    durable_files.write(path, json.dumps(asdict(mark)).encode())


def of(folder: Path) -> dict[str, str]:
    """Name -> SHA-256 of the files of a folder, locks apart. Raises OSError."""
    return {
        path.name: durable_files.digest(path) for path in sorted(folder.iterdir()) if not path.name.endswith(".lock")
    }


def differing(folder: Path, mark: Mark) -> list[str]:
    """The files that are not what the mark says of them, or not there.

    Everything is read, some 0.1 s for each 100 MB: less than the engines take to load them.
    """
    return [name for name, wanted in mark.files.items() if _digest(folder / name) != wanted]


def _digest(path: Path) -> str | None:
    try:
        return durable_files.digest(path)
    except OSError:
        return None
