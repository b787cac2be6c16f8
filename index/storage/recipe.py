"""What a library was made with. Another recipe would give other answers, so a mismatch is an error."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from jixiao.index import durable_files
from jixiao.index.errors import LibraryStaleError
from jixiao.index.storage.schema import SCHEMA
from jixiao.index.text import tokenizer

NAME = "recipe"
BEFORE = "recipe.before"
# Raise these when the same file would give other passages, or the same passage another embedded text.
EXTRACTOR = 4
CONTEXT = 1
UNFINISHED = "unfinished"


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
    """Put the recipe in the library. Raises OSError."""
    durable_files.write(folder / NAME, (json.dumps(made, ensure_ascii=False, indent=1) + "\n").encode())


@contextmanager
def taking_over(folder: Path, made: dict[str, str | int]) -> Iterator[None]:
    """While a library of another recipe takes this one's place. Where that is killed, neither may be used.

    The name of the model stays to be read. Raises OSError; then, and on any error within, the recipe is as it was.
    """
    path, before = folder / NAME, folder / BEFORE
    had = read(folder)
    if had is not None and all(had.get(key) == made[key] for key in made.keys() - {"schema", "model"}):
        yield
    else:
        with suppress(FileNotFoundError):
            path.replace(before)  # going back needs no room on the disk
        try:
            write(folder, made | {"weights": UNFINISHED})
            yield
        except BaseException:
            with suppress(FileNotFoundError):
                before.replace(path)
            raise
    write(folder, made)
    before.unlink(missing_ok=True)


def refuse_newer(folder: Path) -> None:
    """Raises LibraryStaleError for a library of a newer schema than this program's, which must never be made anew."""
    schema = (read(folder) or {}).get("schema")
    if isinstance(schema, int) and schema > SCHEMA:
        cause = f"its schema {schema} is newer than this program's {SCHEMA}"
        raise LibraryStaleError(folder, cause, "install the newer jixiao; nothing was changed")


def read(folder: Path) -> dict[str, str | int] | None:
    """The library's recipe; None where it has none that can be read."""
    try:
        made = json.loads((folder / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return made if isinstance(made, dict) else None


def check(folder: Path, wanted: dict[str, str | int]) -> None:
    """Raises LibraryStaleError, naming what differs and what mends it."""
    refuse_newer(folder)
    made = read(folder)
    cure = f"jixiao rebuild --library {folder}"
    if made is None:
        raise LibraryStaleError(folder, "its recipe is missing or damaged", cure)
    if made.get("weights") == UNFINISHED:
        raise LibraryStaleError(folder, "making it anew with another model or version was broken off", cure)
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
