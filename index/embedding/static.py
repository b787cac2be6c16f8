"""A static embedding read from its folder: a text is the mean of its tokens' rows.

The same vectors as sentence-transformers gives, without importing it: that takes seconds, this a fraction of one.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jixiao.extract.messages import Message
from jixiao.index.arrays import Embeddings
from jixiao.index.errors import ModelMissingError

WEIGHTS = "model.safetensors"
# The two layouts that sentence-transformers reads, and the types of numbers whose sums come out the same here.
PLAIN = {"embedding.weight": {"F32"}}
FACTORED = {"embeddings": {"I8", "F32"}, "weights": {"F32", "F64"}}
# Texts cut into tokens at a time: enough to keep the tokenizer's threads busy, few enough to hold.
STEP = 512
# Tokens of a text from which on equal ones are counted first: it then needs no more memory than the vocabulary.
LONG = 4096


class Static:
    """A tokenizer and a row for each of its tokens. Safe for several threads."""

    def __init__(self, tokenizer: Any, rows: NDArray[Any], factors: Embeddings) -> None:
        """`rows`: `(tokens, d)` of any number type; `factors`: what each row is multiplied by."""
        self._tokenizer, self._rows, self._factors = tokenizer, rows, factors

    def encode(self, texts: Sequence[str], prompt: str = "") -> Embeddings:
        """`(n, d)` float32, unit rows; a text without tokens gives zeros. `prompt` stands before each text."""
        found = np.zeros((len(texts), self._rows.shape[1]), np.float32)
        for start in range(0, len(texts), STEP):
            part = [prompt + text for text in texts[start : start + STEP]]
            for number, encoding in enumerate(self._tokenizer.encode_batch_fast(part, add_special_tokens=False), start):
                if encoding.ids:
                    found[number] = self._mean(encoding.ids)
        lengths = np.linalg.norm(found, axis=1, keepdims=True)
        rows: Embeddings = np.divide(found, lengths, out=np.zeros_like(found), where=lengths > 0)
        return rows

    def _mean(self, ids: list[int]) -> Embeddings:
        tokens, counts = np.unique(ids, return_counts=True) if len(ids) > LONG else (np.asarray(ids), 1)
        shares = (counts * self._factors[tokens] / len(ids)).astype(np.float32)
        mean: Embeddings = shares @ self._rows[tokens].astype(np.float32)
        return mean


def read(folder: Path) -> Static | None:
    """The model in `folder`; None where it is of another kind. Raises ModelMissingError where it is damaged."""
    place = _place(folder)
    if place is None:
        return None
    from safetensors import SafetensorError
    from tokenizers import Tokenizer

    try:
        read = _rows(place / WEIGHTS)
        tokenizer = Tokenizer.from_file(str(place / "tokenizer.json")) if read else None
    except SafetensorError as error:
        raise ModelMissingError(
            place / WEIGHTS, Message.of("damaged_weights"), Message.of("put_the_file_back_as_it_was")
        ) from error
    except Exception as error:  # what tokenizers raises has no class of its own
        cause = Message.of("no_tokenizer_that_can_be_read")
        raise ModelMissingError(place / "tokenizer.json", cause, Message.of("put_the_file_back_as_it_was")) from error
    if read is None or tokenizer is None:
        return None
    rows, factors = read
    if tokenizer.get_vocab_size() > len(rows) or len(rows) != len(factors):
        cause = Message.of("rows_and_factors_for_tokens", len(rows), len(factors), tokenizer.get_vocab_size())
        raise ModelMissingError(place / WEIGHTS, cause, Message.of("put_weights_and_tokenizer_of_one_model_there"))
    tokenizer.no_padding()
    return Static(tokenizer, rows, factors)


def dimension(folder: Path) -> int | None:
    """Columns of the static embedding in `folder`, read from the head of its weights; None where it tells none."""
    place = _place(folder)
    if place is None:
        return None
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(place / WEIGHTS, framework="numpy") as file:
            key = next(key for key in ("embedding.weight", "embeddings") if key in file.keys())  # noqa: SIM118
            return int(file.get_slice(key).get_shape()[1])
    except (SafetensorError, OSError, StopIteration):
        return None


def is_static(modules: Any) -> bool:
    """Whether `modules` (modules.json) is a static embedding, with or without a normalisation behind it."""
    kinds = [str(module.get("type")).rpartition(".")[2] for module in modules]
    return kinds in (["StaticEmbedding"], ["StaticEmbedding", "Normalize"])


def _place(folder: Path) -> Path | None:
    """Where tokenizer and weights of the static embedding in `folder` lie."""
    try:
        modules = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
        if not is_static(modules):
            return None
        place = folder / str(modules[0].get("path", ""))
    except (OSError, ValueError, TypeError, AttributeError):
        return None  # sentence-transformers knows what to say
    return place if (place / WEIGHTS).is_file() else None


def _rows(path: Path) -> tuple[NDArray[Any], Embeddings] | None:
    """Rows and their factors; None in a layout that is not read here. Raises SafetensorError."""
    from safetensors import safe_open

    with safe_open(path, framework="numpy") as file:
        held = {key: file.get_slice(key).get_dtype() for key in file.keys()}  # noqa: SIM118
        layout = next((known for known in (PLAIN, FACTORED) if held.keys() == known.keys()), None)
        if layout is None or any(held[key] not in kinds for key, kinds in layout.items()):
            return None
        tensors = {key: file.get_tensor(key) for key in held}
    rows = tensors.get("embedding.weight", tensors.get("embeddings"))
    if rows is None or rows.ndim != 2:
        return None
    return rows, tensors.get("weights", np.ones(len(rows))).astype(np.float32)
