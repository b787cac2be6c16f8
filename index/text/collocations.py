"""How firmly two Chinese characters stand together in general text: a word (疫苗), or two that only met (的疫)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from jixiao.index import data_files

# Made by tests/count_bonds.py: strengths 1 to 9 are pointwise mutual information up to 5 nats.
LOOSE = 0.05


def bond(bigram: str) -> float:
    """From LOOSE to 1; two characters that general text hardly ever puts together are loose."""
    return _bonds().get(bigram, LOOSE)


@cache
def _bonds() -> Mapping[str, float]:
    found: dict[str, float] = {}
    for line in data_files.text_lines("collocations"):
        strength, bigrams = line.split("\t")
        found |= {bigrams[at : at + 2]: int(strength) / 9 for at in range(0, len(bigrams), 2)}
    return found
