"""Learn the order of hits: the numbers of index/data/reranking.toml.

`python models/calibration/reranking.py` prints what was measured; with `--write` it writes the file. The five
reports and the other judged questions stand beside the repository in `shared/`.

A linear model whose softmax over a question's candidates is to agree with their gains (2^grade - 1). Source: Cao et al.
Learning to Rank: From Pairwise Approach to Listwise Approach (ICML 2007). The figures are those of questions that the
numbers were not learned from, in FOLDS parts.
"""

from __future__ import annotations

import json
import math
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from judged_sets import FOLDS, ROOT, SETS, SHARED, judged, matched, shuffled
from numpy.typing import NDArray
from scipy.optimize import minimize

from jixiao.index.holdings.state import State
from jixiao.index.library import Library
from jixiao.index.search import (
    reranking,
    search,
)

# Source: of 0.3, 1, 3 and 10, the held-out nDCG@10 of all sets together; 1 and 3 are level.
PENALTY = 3.0
Table = NDArray[np.float64]


@dataclass(frozen=True)
class Case:
    """`table`: `(n, columns)`; `grades` of the candidates; `places`: each one's judged places; `ideal` grades."""

    name: str
    part: str
    table: Table
    grades: NDArray[np.int64]
    places: Sequence[frozenset[int]]
    ideal: Sequence[int]


def case(part: str, question: dict[str, Any], library: Library, state: State) -> Case:
    query = library.understand(question["query"])
    ranked = search.rank(query, "hybrid", state)
    words = dict(search.words(query, "hybrid", state))
    passages = search.candidates(query, ranked.dense, ranked.lexical, state)
    wanted, worth = judged(question), [int(place["grade"]) for place in question["relevant"]]
    places = [frozenset(matched(passage, wanted)) for passage in passages.values()]
    grades = np.array([max((worth[at] for at in found), default=0) for found in places])
    ideal = sorted(worth, reverse=True)
    table = reranking.features(query, passages, words, state)
    return Case(part + question["qid"], part, table, grades, places, ideal)


def learn(cases: Sequence[Case]) -> Table:
    """Weights of the columns, in their own units."""
    spread = np.concatenate([one.table for one in cases]).std(axis=0) + 1e-9
    lists = [(one.table / spread, 2.0**one.grades - 1) for one in cases if one.grades.any()]

    def loss(weights: Table) -> tuple[float, Table]:
        total, slope = PENALTY * float(weights @ weights), 2 * PENALTY * weights
        for table, gains in lists:
            scores = table @ weights
            likely = np.exp(scores - scores.max())
            likely /= likely.sum()
            wanted = gains / gains.sum()
            total -= float(wanted @ np.log(likely + 1e-12))
            slope = slope - table.T @ (wanted - likely)
        return total, slope

    found = minimize(loss, np.zeros(len(reranking.FEATURES)), jac=True, method="L-BFGS-B")
    return np.asarray(found.x / spread, np.float64)


def ndcg(one: Case, scores: Table) -> float:
    """nDCG@10; a judged place counts once."""
    left = set(range(len(one.ideal)))
    gains = []
    for at in np.argsort(-scores, kind="stable")[:10]:
        found = one.places[at] & left
        gains.append(int(one.grades[at]) if found else 0)
        left -= found
    return min(1.0, _dcg(gains) / _dcg(one.ideal[:10]))


def _dcg(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / math.log2(at + 2) for at, grade in enumerate(grades))


def held_out(cases: Sequence[Case]) -> list[float]:
    """nDCG@10 of each case by weights learned without it."""
    order = {name: at % FOLDS for at, name in enumerate(sorted({one.name for one in cases}, key=shuffled))}
    learned = [learn([one for one in cases if order[one.name] != fold]) for fold in range(FOLDS)]
    return [ndcg(one, one.table @ learned[order[one.name]]) for one in cases]


def main() -> None:
    lines = [
        "# The order of hits: weights of the features of index/search/reranking.py.",
        "# Source: models/calibration/reranking.py on the five reports and the judged sets; nDCG@10, held out:",
    ]
    with tempfile.TemporaryDirectory() as folder, Library.create(Path(folder) / "library") as library:
        library.add([SHARED / "seeds"])
        lines.append(f"# model {library.embedder.fingerprint}")
        questions = [(p, json.loads(q)) for p, path in SETS.items() for q in path.read_text("utf-8").splitlines()]
        state = library.view()
        cases = [case(part, question, library, state) for part, question in questions if question["relevant"]]
    found = held_out(cases)
    for part in SETS:
        own = [value for value, one in zip(found, cases, strict=True) if one.part == part]
        if own:  # questions about something else altogether have no order
            lines.append(f"# {part}: {sum(own) / len(own):.3f} of {len(own)}")
    lines += ["", "[weights]"]
    lines += [f"{name} = {weight:.4f}" for name, weight in zip(reranking.FEATURES, learn(cases), strict=True)]
    print("\n".join(lines))
    if "--write" in sys.argv:
        (ROOT / "index" / "data" / "reranking.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
