"""How firmly two Chinese characters stand together in general text: a word (疫苗), or two that only met (的疫)."""

from __future__ import annotations

import lzma
from collections.abc import Mapping
from functools import cache
from pathlib import Path

# Made by tests/count_bonds.py: strengths 1 to 9 are pointwise mutual information up to 5 nats.
DATA = Path(__file__).parents[1] / "data" / "collocations.txt.xz"
LOOSE = 0.05


def bond(bigram: str) -> float:
    """From LOOSE to 1; two characters that general text hardly ever puts together are loose."""
    return _bonds().get(bigram, LOOSE)


@cache
def _bonds() -> Mapping[str, float]:
    found: dict[str, float] = {}
    for line in lzma.decompress(DATA.read_bytes()).decode().splitlines():
        strength, bigrams = line.split("\t")
        found |= {bigrams[at : at + 2]: int(strength) / 9 for at in range(0, len(bigrams), 2)}
    return found
