"""The trained model as a small folder that sentence-transformers loads as it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import save_file
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import StaticEmbedding
from tokenizers import Tokenizer

Floats = np.ndarray[Any, np.dtype[np.float32]]
Counts = np.ndarray[Any, np.dtype[np.int64]]


def completed(rows: Floats, counts: Counts, cuts: list[list[int]], weight: float) -> Floats:
    """Rows of pieces that training seldom saw, filled up from their parts.

    A piece seen n times keeps n shares of its own row and gets `weight` shares of the sum of its parts' rows; one
    that was never seen and has no parts, and the unknown token (row 0), become zeros.
    """
    found = rows.copy()
    found[counts == 0] = 0.0
    for piece in range(1, len(cuts)):
        if cuts[piece]:
            parts = rows[[part for part in cuts[piece] if counts[part]]].sum(0)
            found[piece] = (counts[piece] * found[piece] + weight * parts) / (counts[piece] + weight)
    found[0] = 0.0
    return found


def weighted(rows: Floats, counts: Counts, constant: float) -> Floats:
    """Rows times a / (a + p), p being the piece's share of all pieces: frequent words say less.

    Source: Arora, Liang, Ma, A Simple but Tough-to-Beat Baseline for Sentence Embeddings, ICLR 2017; `constant` (a)
    from the ablation in default/README.md.
    """
    shares = counts / counts.sum()
    found: Floats = (rows * (constant / (constant + shares))[:, None]).astype(np.float32)
    return found


def quantise(rows: Floats) -> tuple[np.ndarray[Any, np.dtype[np.int8]], Floats]:
    """Each row as whole numbers -127..127 and the factor that undoes it (0 for a row of zeros)."""
    factors = (np.abs(rows).max(1) / 127.0).astype(np.float32)
    return np.rint(rows / np.maximum(factors, 1e-12)[:, None]).astype(np.int8), factors


def save(tokenizer: Tokenizer, rows: Floats, place: Path) -> None:
    """Write the model folder.

    The weights stand as int8 rows ("embeddings") with one factor a row ("weights"), a layout that
    StaticEmbedding.load multiplies out to float32.
    """
    place.mkdir(parents=True, exist_ok=True)
    card = place / "README.md"
    held = card.read_text(encoding="utf-8") if card.is_file() else ""
    static = StaticEmbedding(tokenizer, embedding_weights=np.zeros_like(rows[:, :1]))
    SentenceTransformer(modules=[static], device="cpu", similarity_fn_name="cosine").save(
        str(place), create_model_card=False
    )
    if held:
        card.write_text(held, encoding="utf-8")
    small, factors = quantise(rows)
    weights = next(place.rglob("model.safetensors"))
    save_file({"embeddings": small, "weights": factors}, str(weights))
    weights.chmod(0o644)  # the library writes it for the owner alone
