"""English words and what they are in Chinese: a list beside the bundled model; absent, questions go untranslated."""

from __future__ import annotations

import lzma
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from jixiao.index.embedding.model import BUNDLED

PATH = BUNDLED / "lexicon.tsv.xz"
LONGEST = 3
# Source: read off the entries of the lexicon; further translations are mostly other senses.
MOST = 3
_WORD = re.compile(r"[a-z0-9]+(?:[.\-'][a-z0-9]+)*")


def translations(text: str) -> list[str]:
    """Chinese wordings of English `text`: the longest entries from the left, the likeliest few of each."""
    known = entries(PATH)
    words = _WORD.findall(text.lower())
    found: list[str] = []
    at = 0
    while at < len(words) and known:
        size, wordings = next(_matches(words[at : at + LONGEST], known), (1, ()))
        found += wordings
        at += size
    return list(dict.fromkeys(found))


def _matches(words: list[str], known: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[int, tuple[str, ...]]]:
    for size in range(len(words), 0, -1):
        for form in _forms(words[:size]):
            if form in known:
                yield size, known[form]


def _forms(words: list[str]) -> Iterator[str]:
    """As written, then with the last word in the singular or without its ending."""
    yield " ".join(words)
    *before, last = words
    for ending, instead in (("ies", "y"), ("es", ""), ("s", ""), ("ing", ""), ("ing", "e"), ("ed", ""), ("ed", "e")):
        if last.endswith(ending) and len(last) > len(ending) + 2:
            yield " ".join([*before, last.removesuffix(ending) + instead])


@cache
def entries(path: Path) -> Mapping[str, tuple[str, ...]]:
    """English -> Chinese, likeliest first; empty where there is no file. Lines: english, chinese, weight, by tabs."""
    weighted: dict[str, list[tuple[float, str]]] = {}
    if path.is_file():
        with lzma.open(path, "rt", encoding="utf-8") as file:
            for line in file:
                english, chinese, weight = line.rstrip("\n").split("\t")
                weighted.setdefault(english, []).append((-float(weight), chinese))
    return {english: tuple(chinese for _, chinese in sorted(found)[:MOST]) for english, found in weighted.items()}
