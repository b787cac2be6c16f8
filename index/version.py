"""The program's version: written once, in pyproject.toml."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import metadata
from pathlib import Path

PROJECT = Path(__file__).parents[1] / "pyproject.toml"


@cache
def version() -> str:
    """Of pyproject.toml where the code is a checkout, else as installed.

    The checkout comes first: an editable installation keeps the number of the day it was made.
    """
    if PROJECT.is_file():
        return str(tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["version"])
    return metadata.version("jixiao")
