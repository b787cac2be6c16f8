"""Texts to vectors. The model is loaded when the first text comes: loading takes seconds."""

from __future__ import annotations

import hashlib
import re
import threading
import tomllib
import warnings
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelMissingError

Rows = NDArray[np.float32]
Side = Literal["query", "passage"]

BUNDLED = Path(__file__).parents[1] / "models" / "default"
DATA = Path(__file__).parent / "data"
# A model's own names for the two sides, as sentence-transformers' encode_query and encode_document look them up.
PROMPT_NAMES: dict[Side, tuple[str, ...]] = {"query": ("query",), "passage": ("document", "passage", "corpus")}


class Embedder(Protocol):
    """What the library asks of a model. Tests bring their own."""

    @property
    def name(self) -> str:
        """What the recipe calls it: a folder, a hub name, or `default`."""

    @property
    def fingerprint(self) -> str:
        """A digest of everything that decides its vectors."""

    def encode(self, texts: Sequence[str], side: Side) -> Rows:
        """`(n, d)` float32, unit rows (a text without any known token gives a row of zeros)."""


class Model:
    """A sentence-transformers model in a folder or on the hub."""

    def __init__(self, name: str | None = None) -> None:
        """`name` is a folder, a hub name, or None for the bundled model. Raises ModelMissingError."""
        self.name = name or "default"
        self._lock = threading.Lock()
        self._loaded: Any = None
        self._place = BUNDLED if self.name == "default" else Path(self.name)
        if self.name == "default" and not (BUNDLED / "modules.json").is_file():
            raise ModelMissingError(
                BUNDLED, "the bundled model is not there", "make it (make model) or name one: --model"
            )

    @property
    def fingerprint(self) -> str:
        """Of the folder's files; of a hub model, the name (its revision is not known before it is loaded)."""
        return _digest(self._place) if self._place.is_dir() else self.name

    def encode(self, texts: Sequence[str], side: Side) -> Rows:
        """`(n, d)` float32, unit rows. Raises ModelMissingError."""
        with self._lock:
            if self._loaded is None:
                self._loaded = self._load()
            prompt = self._prompt(side)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                rows = self._loaded.encode(
                    list(texts),
                    prompt=prompt,
                    normalize_embeddings=True,
                    show_progress_bar=False,
                    convert_to_numpy=True,
                )
        return np.nan_to_num(np.asarray(rows, np.float32)).reshape(len(texts), -1)

    def _load(self) -> Any:
        # Libraries below warn and log of their own matters; stdout and the one-line errors are ours.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from sentence_transformers import SentenceTransformer

            try:
                return SentenceTransformer(str(self._place) if self._place.is_dir() else self.name, device="cpu")
            except Exception as error:
                cause = f"the embedding model can't be loaded ({_first_line(error)})"
                raise ModelMissingError(self.name, cause, "name a model folder or a hub name: --model") from error

    def _prompt(self, side: Side) -> str | None:
        own: dict[str, str] = getattr(self._loaded, "prompts", None) or {}
        said = next((own[name] for name in PROMPT_NAMES[side] if own.get(name)), None)
        return said or _family_prompt(self.name, side) or None


def describe(name: str | None) -> dict[str, str | int | bool]:
    """Name, place, presence and size of the model that `name` (None: the bundled one) stands for; nothing is loaded."""
    place = BUNDLED if name in (None, "default") else Path(str(name))
    if not place.is_dir():
        return {"model": name or "default", "place": "hub" if name else str(BUNDLED), "present": False, "bytes": 0}
    size = sum(path.stat().st_size for path in place.rglob("*") if path.is_file())
    return {"model": name or "default", "place": str(place), "present": True, "bytes": size, "weights": _digest(place)}


def _family_prompt(name: str, side: Side) -> str:
    for family in _families():
        if re.search(family["pattern"], name, re.IGNORECASE):
            return family[side]
    return ""


@cache
def _families() -> list[dict[str, str]]:
    with (DATA / "prompts.toml").open("rb") as file:
        families: list[dict[str, str]] = tomllib.load(file)["family"]
    return families


@cache
def _digest(folder: Path) -> str:
    """Of names and bytes of the model's files; its card and its lexicon don't decide a vector."""
    whole = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        if path.suffix in {".json", ".safetensors", ".bin", ".txt", ".model", ".vocab"}:
            whole.update(path.relative_to(folder).as_posix().encode())
            with path.open("rb") as file:
                whole.update(hashlib.file_digest(file, "sha256").digest())
    return whole.hexdigest()[:16]


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
