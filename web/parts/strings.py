"""The page's words in one language, from strings.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jixiao.index.records import Language


@cache
def tables() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Table -> key -> language -> words."""
    return tomllib.loads((Path(__file__).parents[1] / "data" / "strings.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Words:
    """`words("ask.button")` is what the page says there. Raises KeyError for a key that strings.toml has not."""

    language: Language

    def __call__(self, key: str, **values: Any) -> str:
        table, name = key.split(".")
        return tables()[table][name][self.language].format(**values)
