"""The words that a model wants before a query and before a passage."""

from __future__ import annotations

import json
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Literal

Side = Literal["query", "passage"]
DATA = Path(__file__).parents[1] / "data" / "prompts.toml"
CONFIG = "config_sentence_transformers.json"


def prompts(folder: Path, name: str) -> dict[Side, str]:
    """What stands before a text of each side; empty where nothing does.

    The model's own configuration decides: its prompt for the side, else its default prompt unless that is the other
    side's. A model that tells nothing gets what its family wants, going by its name.
    """
    own, default = _configured(folder)
    found = {side: next((own[n] for n in _data()["names"][side] if own.get(n)), "") for side in ("query", "passage")}
    if not any(own.values()):
        return {"query": _family(name, "query"), "passage": _family(name, "passage")}
    general = "" if default in {n for names in _data()["names"].values() for n in names} else own.get(default, "")
    return {"query": found["query"] or general, "passage": found["passage"] or general}


def _configured(folder: Path) -> tuple[dict[str, str], str]:
    """Prompts by name, and the name of the default one (empty: none), as the folder's configuration has them."""
    try:
        config = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
        found = {str(name): str(text or "") for name, text in (config.get("prompts") or {}).items()}
        return found, str(config.get("default_prompt_name") or "")
    except (OSError, ValueError, AttributeError):
        return {}, ""


def _family(name: str, side: Side) -> str:
    """By the last part of the name: the folders above it say nothing of the model."""
    last = re.split(r"[/\\]", name.rstrip("/\\"))[-1]
    for family in _data()["family"]:
        if re.search(family["pattern"], last, re.IGNORECASE):
            return str(family[side])
    return ""


@cache
def _data() -> dict[str, Any]:
    with DATA.open("rb") as file:
        return tomllib.load(file)
