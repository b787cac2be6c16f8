"""The data that ships in index/data: word lists, labels, weights. Each file is read once and never changed."""

from __future__ import annotations

import lzma
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "data"


@cache
def toml(name: str) -> dict[str, Any]:
    """The tables of `<name>.toml`."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def text_lines(name: str) -> list[str]:
    """The lines of `<name>.txt.xz`. Not kept: its readers keep what they make of it."""
    return lzma.decompress((FOLDER / f"{name}.txt.xz").read_bytes()).decode().splitlines()
