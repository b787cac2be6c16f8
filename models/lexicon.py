"""A bilingual lexicon learned from parallel text: which Chinese words an English term is rendered by.

Words are aligned with IBM model 1 run in both directions over titles, articles and sentences; a pair's weight is the
geometric mean of the two translation probabilities. Terms of two or three words are weighed by the Dice coefficient.
Source: Brown et al., The Mathematics of Statistical Machine Translation, Computational Linguistics 19(2), 1993;
Dice, Measures of the Amount of Ecologic Association Between Species, Ecology 26(3), 1945.
"""

from __future__ import annotations

import lzma
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse  # type: ignore[import-untyped]
from sources import Pair
from tokenizers import Tokenizer
from vocabulary import EDGES

Entry = tuple[str, str, float]
Floats = np.ndarray[Any, np.dtype[np.float64]]
HAN = re.compile(r"[\u4e00-\u9fff]+")
WORD = re.compile(r"[a-z][a-z'-]*[a-z]")
# Two pieces that only stand side by side (「我們跑」) are no word unless they are a usual rendering.
# Source: entries for the words of questions about reports, read with and without.
JOINED = 0.25
GRAMMAR = """
the of and or to in a an by for on with as be is are shall may any its it at from that this which who whom such other
not has have been was were will if under upon into their his her he she they them than one two following herein
thereof pursuant accordance provided provisions paragraph article subparagraph item
"""
SMALL = frozenset(GRAMMAR.split())


def stem(word: str) -> str:
    """The singular or bare form of a regular English word, roughly (meters → meter, branches → branch)."""
    for ending, put in (("ies", "y"), ("sses", "ss"), ("ches", "ch"), ("shes", "sh"), ("xes", "x")):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            return word[: -len(ending)] + put
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3 else word


def english_words(text: str) -> list[str]:
    """Stems in order, words of grammar as an empty string."""
    return ["" if word in SMALL else stem(word) for word in WORD.findall(text.lower())]


def phrases(words: list[str]) -> set[str]:
    """Runs of two and three words without a word of grammar between."""
    runs = [words[at : at + length] for length in (2, 3) for at in range(len(words) - length + 1)]
    return {" ".join(run) for run in runs if all(run)}


def incidence(rows: list[set[str]], floor: int) -> tuple[sparse.csr_matrix, list[str]]:
    """Which row holds which word (words in `floor` rows or more), and the words."""
    counts = Counter(word for row in rows for word in row if word)
    words = sorted(word for word, count in counts.items() if count >= floor)
    number = {word: at for at, word in enumerate(words)}
    columns = [[number[word] for word in sorted(row) if word in number] for row in rows]
    starts = np.concatenate([[0], np.cumsum([len(row) for row in columns])])
    flat = np.fromiter((at for row in columns for at in row), dtype=np.int32, count=int(starts[-1]))
    return sparse.csr_matrix((np.ones(len(flat), np.float32), flat, starts), (len(rows), len(words))), words


def align(source: sparse.csr_matrix, target: sparse.csr_matrix, rounds: int) -> sparse.csr_matrix:
    """t(target word | source word) of IBM model 1 after `rounds` rounds, (source words, target words)."""
    table = sparse.csr_matrix(source.T @ target)
    table.sort_indices()
    keys = np.repeat(np.arange(table.shape[0], dtype=np.int64), np.diff(table.indptr)) * table.shape[1] + table.indices
    table.data[:] = 1.0
    for _ in range(rounds):
        counts = np.zeros(len(keys))
        for row in range(source.shape[0]):
            left = source.indices[source.indptr[row] : source.indptr[row + 1]].astype(np.int64)
            right = target.indices[target.indptr[row] : target.indptr[row + 1]]
            if len(left) and len(right):
                at = np.searchsorted(keys, left[:, None] * table.shape[1] + right[None, :])
                share = table.data[at]
                counts[at] += share / share.sum(0, keepdims=True)
        sums = np.add.reduceat(np.append(counts, 0.0), table.indptr[:-1])
        sums[np.diff(table.indptr) == 0] = 1.0
        table.data = (counts / np.repeat(np.maximum(sums, 1e-12), np.diff(table.indptr))).astype(np.float32)
    return table


def dice(left: sparse.csr_matrix, right: sparse.csr_matrix) -> sparse.coo_matrix:
    """2 both / (left + right) by pair of words."""
    both = sparse.coo_matrix(left.T @ right)
    sizes = np.asarray(left.sum(0)).ravel(), np.asarray(right.sum(0)).ravel()
    both.data = 2 * both.data / (sizes[0][both.row] + sizes[1][both.col])
    return both


def chinese_words(tokenizer: Tokenizer, text: str) -> list[str]:
    """The tokenizer's pieces of two characters or more, and neighbours of them joined, words of grammar aside."""
    encoding = tokenizer.encode(text, add_special_tokens=False)
    pieces = [(token, *span) for token, span in zip(encoding.tokens, encoding.offsets, strict=True)]
    single = [token for token, _, _ in pieces if len(token) > 1]
    joined = [a + b for (a, _, end), (b, start, _) in pairwise(pieces) if end == start and 3 <= len(a + b) <= 6]
    return [
        word for word in (*single, *joined) if HAN.fullmatch(word) and word[0] not in EDGES and word[-1] not in EDGES
    ]


def learn(tokenizer: Tokenizer, pairs: list[Pair]) -> list[Entry]:
    """Entries (English term, Chinese word, weight 0..1) from parallel pairs (English, Chinese)."""
    english = [english_words(en) for en, _ in pairs]
    chinese = [set(chinese_words(tokenizer, zh)) for _, zh in pairs]
    right, right_words = incidence(chinese, 3)
    left, left_words = incidence([set(words) for words in english], 3)
    forth, back = align(left, right, 4), align(right, left, 4)
    weight = sparse.coo_matrix(forth.multiply(back.T).sqrt())
    pieces = frozenset(tokenizer.get_vocab())
    entries = [
        (left_words[e], right_words[z], float(w))
        for e, z, w in zip(weight.row, weight.col, weight.data, strict=True)
        if w >= (0.04 if right_words[z] in pieces else JOINED)
    ]
    runs, run_words = incidence([phrases(words) for words in english], 5)
    strength = dice(runs, right)
    entries += [
        (run_words[e], right_words[z], float(w))
        for e, z, w in zip(strength.row, strength.col, strength.data, strict=True)
        if w >= 0.25
    ]
    return entries


def from_synsets(synsets: list[tuple[list[str], list[str]]], known: frozenset[str]) -> list[Entry]:
    """Entries from lists of names (English, Chinese) of one meaning; Chinese names that are not `known` words go.

    The weight says how many of the English term's meanings have that Chinese name, at most 0.3: below a rendering
    that is usual in the parallel texts, above their chance meetings.
    """
    meanings, shared = Counter[str](), Counter[tuple[str, str]]()
    for english, chinese in synsets:
        held = {word for word in chinese if word in known and len(word) > 1}
        for name in {name.lower() for name in english}:
            term = " ".join(stem(word) for word in name.split())
            if len(term.split()) <= 3 and held:
                meanings[term] += 1
                shared.update((term, word) for word in held)
    return [(term, word, 0.3 * count / meanings[term]) for (term, word), count in shared.items()]


def merged(learnt: list[Entry], listed: list[Entry]) -> list[Entry]:
    """Both; the weights of a pair that both have are added (at most 1), one that is only listed counts half where
    the parallel texts know other renderings of the term."""
    weights = {(term, word): weight for term, word, weight in learnt}
    seen = {term for term, _ in weights}
    for term, word, weight in listed:
        alone = (term, word) not in weights and term in seen
        weights[term, word] = min(1.0, weights.get((term, word), 0.0) + (weight / 2 if alone else weight))
    return [(term, word, weight) for (term, word), weight in sorted(weights.items())]


def best(entries: list[Entry], most: int, least: float) -> list[Entry]:
    """The `most` heaviest renderings of each term, sorted; those under `least` or a quarter of the heaviest go."""
    by_term: dict[str, list[tuple[float, str]]] = {}
    for term, word, weight in entries:
        by_term.setdefault(term, []).append((-weight, word))
    found = []
    for term, held in sorted(by_term.items()):
        held.sort()
        floor = max(least, -held[0][0] / 4)
        kept: list[str] = []
        for weight, word in held:
            # a longer string that only adds to a heavier rendering says no more than it
            if -weight >= floor and len(kept) < most and not any(other in word for other in kept):
                kept.append(word)
                found.append((term, word, -weight))
    return found


def write(entries: list[Entry], place: Path) -> None:
    """One entry a line, tab-separated, xz."""
    lines = "".join(f"{term}\t{word}\t{weight:.3f}\n" for term, word, weight in entries)
    place.write_bytes(lzma.compress(lines.encode(), preset=9))
