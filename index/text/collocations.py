"""Pointwise mutual information of two neighbouring Chinese characters: a word (疫苗), or two that only met (的疫)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from jixiao.index import data_files

# Of two characters that general text hardly ever puts together. The data is made by
# models/calibration/collocations.py: its levels 1 to 9 are pointwise mutual information up to 5 nats.
UNSEEN = 0.05


def pmi(bigram: str) -> float:
    """From UNSEEN to 1, which is 5 nats and more."""
    return _pmi_by_bigram().get(bigram, UNSEEN)


@cache
def _pmi_by_bigram() -> Mapping[str, float]:
    by_bigram: dict[str, float] = {}
    for line in data_files.text_lines("collocations"):
        level, bigrams = line.split("\t")
        by_bigram |= {bigrams[at : at + 2]: int(level) / 9 for at in range(0, len(bigrams), 2)}
    return by_bigram
