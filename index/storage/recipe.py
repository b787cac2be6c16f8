"""What a library was made with. Another recipe would give other answers, so a mismatch is an error."""

from __future__ import annotations

import json
from pathlib import Path

from jixiao.index.errors import LibraryStaleError
from jixiao.index.storage.store import SCHEMA
from jixiao.index.text import tokenizer

NAME = "recipe"
# Raise these when the same file would give other passages, or the same passage another embedded text.
EXTRACTOR = 2
CONTEXT = 1


def recipe(model: str, fingerprint: str) -> dict[str, str | int]:
    """The recipe of this program with this model."""
    return {
        "schema": SCHEMA,
        "extractor": EXTRACTOR,
        "tokenizer": tokenizer.version(),
        "context": CONTEXT,
        "model": model,
        "weights": fingerprint,
    }


def write(folder: Path, made: dict[str, str | int]) -> None:
    """Put the recipe in the library, by a rename."""
    new = folder / f"{NAME}.new"
    new.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    new.replace(folder / NAME)


def read(folder: Path) -> dict[str, str | int] | None:
    """The library's recipe; None where it has none that can be read."""
    try:
        made = json.loads((folder / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return made if isinstance(made, dict) else None


def check(folder: Path, wanted: dict[str, str | int]) -> None:
    """Raises LibraryStaleError, naming what differs and the command that mends it."""
    made = read(folder)
    cure = f"jixiao rebuild --library {folder}"
    if made is None:
        raise LibraryStaleError(folder, "its recipe is missing or damaged", cure)
    # The same weights under another name are the same model: its folder may have been moved.
    same = {"model"} if made.get("weights") == wanted["weights"] else set()
    schema = made.get("schema")
    if isinstance(schema, int) and 0 < schema < SCHEMA:
        same.add("schema")  # an older one is migrated where it lies, as the store is opened
    differing = [
        f"{key} {made.get(key)} is not {value}"
        for key, value in wanted.items()
        if key not in same and made.get(key) != value
    ]
    if differing:
        if made.get("model") != wanted["model"] and not same:
            cure += f" --model {wanted['model']}"
        raise LibraryStaleError(folder, f"made by another version or model ({'; '.join(differing)})", cure)
