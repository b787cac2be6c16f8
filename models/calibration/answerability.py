"""Learn when a search says that nothing was found: the numbers of index/data/answerability.toml.

`python models/calibration/answerability.py` prints what was measured; with `--write` it writes the file. The
five reports and the other judged questions stand beside the repository in `shared/`.

Three kinds of cases: questions with judged places (found), questions without any (not found), and the first put to the
library without their judged places (mostly not found: at a lower weight). The figures are those of questions that the
numbers were not learned from, in FOLDS parts.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from judged_sets import FOLDS, ROOT, SETS, SHARED, judged, matched, shuffled
from numpy.typing import NDArray

from jixiao.index.holdings.state import State
from jixiao.index.library import Library
from jixiao.index.records import Mode
from jixiao.index.search import answerability, search

PENALTY = 1.0
# A question without its answers may still be answered by what was not judged.
REMOVED_WEIGHT = 0.3
# Refusing an answerable question is worse than answering an unanswerable one: at most 1 in 20.
ANSWERED = 0.95
COLUMNS: dict[Mode, tuple[str, ...]] = {
    "hybrid": ("coverage", "context_coverage", "best_cosine", *answerability.GAPS, "english"),
    "lexical": ("coverage", "context_coverage", *answerability.GAPS, "english"),
    "dense": ("coverage", "context_coverage", "best_cosine", *answerability.GAPS, "english"),
}
Table = NDArray[np.float64]


@dataclass(frozen=True)
class Case:
    """`kind`: 1 answerable, 0 without an answer, -1 answerable with its answers taken away."""

    name: str
    part: str
    kind: int
    features: dict[str, float]


def answers(question: dict[str, Any], state: State) -> set[int]:
    """Rows of the passages that hold a judged place, or stand in one."""
    places = judged(question)
    return {row for row, passage in state.by_row(state.store.ids()).items() if matched(passage, places)}


def features(text: str, mode: Mode, library: Library, hidden: Collection[int]) -> dict[str, float]:
    state = library.view()
    query = library.understand(text)
    ranked = search.rank(query, mode, state, hidden)
    return search.features(query, ranked, state)


def cases(mode: Mode, library: Library) -> list[Case]:
    found = []
    for part, path in SETS.items():
        for line in path.read_text(encoding="utf-8").splitlines():
            question = json.loads(line)
            name, text = part + question["qid"], question["query"]
            kind = 1 if question["relevant"] else 0
            found.append(Case(name, part, kind, features(text, mode, library, ())))
            if kind:
                found.append(Case(name, part, -1, features(text, mode, library, answers(question, library.view()))))
    return found


def learn(table: Table, kinds: NDArray[np.int64]) -> tuple[Table, float]:
    """Weights (none below 0) and intercept of a penalised logistic regression, by Newton steps."""
    columns = list(range(table.shape[1]))
    while True:
        weights, intercept = _newton(table[:, columns], kinds)
        if not columns or weights.min() >= 0:
            break
        del columns[int(weights.argmin())]
    whole = np.zeros(table.shape[1])
    whole[columns] = weights
    return whole, intercept


def _newton(table: Table, kinds: NDArray[np.int64]) -> tuple[Table, float]:
    mean, spread = table.mean(axis=0), table.std(axis=0) + 1e-6
    scaled = np.c_[(table - mean) / spread, np.ones(len(table))]
    wanted = (kinds == 1).astype(float)
    balance = (kinds == 1).sum() / max(1, (kinds == 0).sum()) / 2
    share = np.where(kinds == 1, 1.0, np.where(kinds == 0, balance, REMOVED_WEIGHT))
    ridge = np.diag([PENALTY] * table.shape[1] + [0.0])
    weights = np.zeros(scaled.shape[1])
    for _ in range(50):
        likely = 1 / (1 + np.exp(-scaled @ weights))
        slope = scaled.T @ (share * (likely - wanted)) + ridge @ weights
        weights -= np.linalg.solve((scaled.T * (share * likely * (1 - likely))) @ scaled + ridge, slope)
    own = weights[:-1] / spread
    return own, float(weights[-1] - own @ mean)


def threshold(scores: Table, kinds: NDArray[np.int64]) -> float:
    """The highest that still answers ANSWERED of the answerable questions."""
    return float(np.quantile(scores[kinds == 1], 1 - ANSWERED)) - 1e-6


def held_out(table: Table, kinds: NDArray[np.int64], names: Sequence[str]) -> Table:
    """Score of each case by numbers learned without its question, less the threshold learned with them."""
    order = {name: at % FOLDS for at, name in enumerate(sorted(set(names), key=shuffled))}
    part = np.array([order[name] for name in names])
    scores = np.zeros(len(table))
    for fold in range(FOLDS):
        known = part != fold
        weights, intercept = learn(table[known], kinds[known])
        least = threshold(table[known] @ weights + intercept, kinds[known])
        scores[~known] = table[~known] @ weights + intercept - least
    return scores


def main() -> None:
    lines = [
        "# When a search says that nothing was found: log-odds of features of index/search/answerability.py;",
        "# above 0 is found.",
        "# Source: models/calibration/answerability.py on the five reports and the judged sets; held out in 10 parts:",
    ]
    tables: list[str] = []
    with tempfile.TemporaryDirectory() as folder, Library.create(Path(folder) / "library") as library:
        library.add([SHARED / "seeds"])
        lines.append(f"# model {library.embedder.fingerprint}")
        for mode, columns in COLUMNS.items():
            known = cases(mode, library)
            table = np.array([[case.features[column] for column in columns] for case in known])
            kinds = np.array([case.kind for case in known])
            lines += figures(mode, held_out(table, kinds, [case.name for case in known]), known)
            weights, intercept = learn(table, kinds)
            least = threshold(table @ weights + intercept, kinds)
            tables += ["", f"[{mode}]", f"intercept = {intercept - least:.3f}", "", f"[{mode}.weights]"]
            tables += [f"{column} = {weight:.3f}" for column, weight in zip(columns, weights, strict=True) if weight]
    print("\n".join(lines + tables))
    if "--write" in sys.argv:
        (ROOT / "index" / "data" / "answerability.toml").write_text("\n".join(lines + tables) + "\n", encoding="utf-8")


def figures(mode: Mode, scores: Table, known: Sequence[Case]) -> list[str]:
    told = []
    for part in SETS:
        shares = []
        for kind, name in ((1, "answered"), (0, "honest"), (-1, "honest without the answers")):
            found = [s > 0 for s, case in zip(scores, known, strict=True) if (case.part, case.kind) == (part, kind)]
            if not found:
                continue  # questions about something else altogether have no answers to take away
            share = sum(found) / len(found)
            shares.append(f"{name} {share if kind == 1 else 1 - share:.2f} of {len(found)}")
        told.append(f"# {mode}, {part}: {', '.join(shares)}")
    return told


if __name__ == "__main__":
    main()
