"""Texts to vectors. The model is loaded when the first text comes: loading may take seconds."""

from __future__ import annotations

import hashlib
import re
import threading
import warnings
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Protocol

import numpy as np

from jixiao.extract.errors import LOG
from jixiao.extract.messages import Message
from jixiao.index.arrays import Embeddings
from jixiao.index.embedding import static
from jixiao.index.embedding.prompts import Side, prompts
from jixiao.index.errors import ModelMissingError

Encode = Callable[[Sequence[str], Side], Embeddings]

BUNDLED = Path(__file__).parents[2] / "models" / "default"
DEFAULT = "default"
# A name on the hub: an owner and a model, or a model of sentence-transformers' own.
HUB_NAME = re.compile(r"[\w-][\w.-]*(/[\w-][\w.-]*)?")
CURE = Message.of("name_another_model_or_a_folder_model_the_bundled")
# The optional dependencies of pyproject.toml that run any model but a static one.
EXTRA = "pip install 'jixiao[models]'"


class Embedder(Protocol):
    """What the library asks of a model. Tests bring their own."""

    @property
    def name(self) -> str:
        """What the recipe calls it: a folder, a hub name, or `default`."""

    @property
    def fingerprint(self) -> str:
        """A digest of everything that decides its vectors."""

    def encode(self, texts: Sequence[str], side: Side) -> Embeddings:
        """`(n, d)` float32, unit rows (a text without any known token gives a row of zeros)."""


class Model:
    """A sentence-transformers model in a folder or on the hub."""

    def __init__(self, name: str | None = None) -> None:
        """`name` is a folder, a hub name, or None for the bundled model. Raises ModelMissingError."""
        self.name, self._place = located(name)
        self._lock = threading.Lock()
        self._encode: Encode | None = None

    @property
    def fingerprint(self) -> str:
        """Of the folder's files; of a hub model, the name (its revision is not known before it is loaded)."""
        return self.name if self._place is None else digest(self._place)

    def encode(self, texts: Sequence[str], side: Side) -> Embeddings:
        """`(n, d)` float32, unit rows. Raises ModelMissingError."""
        encode = self.load()
        with self._lock:
            return encode(texts, side)

    def load(self) -> Encode:
        """Ready to encode; done once. Raises ModelMissingError."""
        with self._lock:
            if self._encode is None:
                self._encode = _load(self.name, self._place)
            return self._encode


def _load(name: str, folder: Path | None) -> Encode:
    from jixiao.index.embedding import hub

    place = folder or hub.fetch(name)
    if not (place / "modules.json").is_file():
        raise ModelMissingError(place, Message.of("no_sentence_transformers_model_in_this_folder_it_has"), CURE)
    said = prompts(place, name)
    found = static.read(place)
    if found is not None:
        return lambda texts, side: found.encode(texts, said[side])
    return _transformer(place, said)


def _transformer(place: Path, said: dict[Side, str]) -> Encode:
    """Any model, as sentence-transformers loads and runs it. Raises ModelMissingError, also where that is not there."""
    # Libraries below warn and log of their own matters; stdout and the one-line errors are ours.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            from sentence_transformers import SentenceTransformer
        except ModuleNotFoundError as error:
            cause = Message.of("a_model_of_this_kind_needs_which_is_not", error.name)
            raise ModelMissingError(place, cause, Message.of("install_it_or", EXTRA, CURE)) from error
        try:
            # Only local files: a folder that names a model of the hub in passing is not to wait for the network.
            model = SentenceTransformer(str(place), device="cpu", local_files_only=True)
        except Exception as error:
            LOG.debug("%s: %s", place, error)
            cause = Message.of("the_embedding_model_cant_be_loaded")
            raise ModelMissingError(place, cause, Message.of("put_its_files_back_as_they_were_or", CURE)) from error

    def encode(texts: Sequence[str], side: Side) -> Embeddings:
        run = model.encode_query if side == "query" else model.encode_document
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            rows = run(list(texts), prompt=said[side], normalize_embeddings=True, show_progress_bar=False)
        return np.nan_to_num(np.asarray(rows, np.float32)).reshape(len(texts), -1)

    return encode


def located(name: str | None) -> tuple[str, Path | None]:
    """The model's name as the recipe has it, and its folder; None for one of the hub. Raises ModelMissingError.

    A folder is known by its whole path, so that a library can be opened from anywhere.
    """
    folder = BUNDLED if name in (None, "", DEFAULT) else Path(str(name)).expanduser()
    if folder.resolve() == BUNDLED.resolve():
        if not (BUNDLED / "modules.json").is_file():
            cause = Message.of("the_bundled_model_is_not_there")
            raise ModelMissingError(BUNDLED, cause, Message.of("make_it_make_model_or_name_one_model"))
        return DEFAULT, BUNDLED
    if folder.is_dir():
        return str(folder.resolve()), folder.resolve()
    if folder.exists() or not HUB_NAME.fullmatch(str(name)):
        cause = Message.of("a_file_not_a_models_folder") if folder.exists() else Message.of("no_such_folder")
        raise ModelMissingError(str(name), cause, Message.of("put_the_model_there_or", CURE))
    return str(name), None


@cache
def digest(folder: Path) -> str:
    """Of names and bytes of the model's files; its card and its lexicon don't decide a vector."""
    whole = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        if path.suffix in {".json", ".safetensors", ".bin", ".txt", ".model", ".vocab"}:
            whole.update(path.relative_to(folder).as_posix().encode())
            with path.open("rb") as file:
                whole.update(hashlib.file_digest(file, "sha256").digest())
    return whole.hexdigest()[:16]
