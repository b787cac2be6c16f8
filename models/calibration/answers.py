"""Learn the numbers of index/data/calibration.toml from judged questions, leaving one question out at a time.

`python models/calibration/answers.py` prints what was measured; with `--write` it writes the file, learned from all
questions. The five reports and the other judged questions stand beside the repository in `shared/`.

Figures are those of answers to questions that the numbers were not learned from: each question is answered with
weights and thresholds learned from all other questions. `removed` are the same questions put to the library without the
passages that hold their judged places: what is then found is mostly not an answer.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from judged_sets import ROOT, SETS, SHARED
from numpy.typing import NDArray

from jixiao.index.answers.scoring import (
    calibration,
    figures,
    passage_answers,
    relevance,
)
from jixiao.index.answers.scoring.calibration import Calibration
from jixiao.index.answers.scoring.passage_answers import Scored
from jixiao.index.holdings.state import State
from jixiao.index.records import Answer, Kind, Query
from jixiao.index.search import search
from jixiao.index.search.linear_model import LinearModel
from jixiao.index.text.tokenizer import fold
from jixiao.index.view import View

Table = NDArray[np.float64]
KINDS: tuple[Kind, ...] = ("which_branch", "how_many", "passages")
SPLITS = 10
# The share of answerable questions that may be refused, of those that the numbers are learned from; True: how many.
# A wrong figure does more harm than a sentence beside the point.
REFUSED = {False: 0.04, True: 0.06}
# Figures further below the best one are not shown.
WITHIN = 3.0
# What a column must mean, whatever a small set says.
DOWN = (
    "coverage_gap",
    "score_gap",
    "part",
    "no_branch",
    "uncovered_topic",
    "uncovered_topics",
    "joint_gap",
    "uncovered_known",
    "uncovered_unknown",
)
SIGNS = {
    column: -1 if column in DOWN else 1
    for column in (*relevance.SENTENCE_FEATURES, *figures.FIGURE_FEATURES, *relevance.QUESTION_FEATURES)
}


@dataclass(frozen=True)
class Case:
    """A judged question; `grades` of every sentence of the pool (0 for what is not judged)."""

    question: dict[str, Any]
    query: Query
    scored: Scored
    grades: NDArray[np.int64]

    @property
    def answerable(self) -> bool:
        return bool(self.question["relevant"])


def questions() -> list[dict[str, Any]]:
    """All judged sets; `split`: `given` of the set beside the repository, the others by the age of our own."""
    lines = [line for file in SETS.values() for line in file.read_text(encoding="utf-8").splitlines()]
    return [{"split": "given"} | json.loads(line) for line in lines if line.strip()]


def cases(view: State, asked: Sequence[tuple[dict[str, Any], Query]]) -> list[Case]:
    """Every question scored (with the present weights, which learning replaces)."""
    found = []
    for question, asked_for in asked:
        listed = asked_for.kind in ("list", "compare")  # their sentences are found as those of any other question
        query = replace(asked_for, kind="passages") if listed else asked_for
        scored = passage_answers.score(query, view, search.ids(query, view))
        if len(scored.rows):  # where no report passes the filters there is nothing to judge
            found.append(Case(question, query, scored, grades(question, scored)))
    return found


def grades(question: dict[str, Any], scored: Scored) -> NDArray[np.int64]:
    """A judged quote and a sentence meet when one holds the other, or they share ten characters."""
    texts = [re.sub(r"\s+", "", s.folded) for s in scored.sentences]
    marks = np.zeros(len(texts), np.int64)
    for place in question["relevant"]:
        quote = re.sub(r"\s+", "", fold(place["quote"]))
        mine = [i for i, s in enumerate(scored.sentences) if s.passage.source[:3] == place["doc"]]
        on = [i for i in mine if quote in texts[i] or (len(texts[i]) >= 6 and texts[i] in quote)]
        if not on:
            pieces = [quote[k : k + 10] for k in range(0, max(1, len(quote) - 9), 3)]
            on = [i for i in mine if any(piece in texts[i] for piece in pieces)]
        marks[on] = np.maximum(marks[on], place["grade"])
    return marks


def logistic(table: Table, marks: Table, weights: Table, penalty: float) -> tuple[float, Table]:
    """Intercept and weights (on the raw columns) of an L2-penalised logistic regression, by Newton's method."""
    # A column that hardly varies is not blown up.
    middle, spread = np.average(table, axis=0, weights=weights), np.maximum(table.std(axis=0), 0.15)
    x = np.hstack([(table - middle) / spread, np.ones((len(table), 1))])
    ridge = np.diag([penalty] * table.shape[1] + [0.0])
    beta = np.zeros(x.shape[1])
    for _ in range(30):
        p = 1 / (1 + np.exp(-np.clip(x @ beta, -30, 30)))
        slope = x.T @ (weights * (p - marks)) + ridge @ beta
        curve = (x * (weights * p * (1 - p))[:, None]).T @ x + ridge + 1e-9 * np.eye(x.shape[1])
        step = np.linalg.solve(curve, slope)
        beta -= step
        if np.abs(step).max() < 1e-6:
            break
    raw = beta[:-1] / spread
    return float(beta[-1] - raw @ middle), raw


def signed(
    table: Table, marks: Table, weights: Table, signs: Sequence[int], penalty: float = 1.0
) -> tuple[float, Table]:
    """As `logistic`; a column whose weight comes out with the wrong sign says nothing by itself and is left out."""
    kept = list(range(table.shape[1]))
    while True:
        intercept, raw = logistic(table[:, kept], marks, weights, penalty)
        wrong = [at for at, column in enumerate(kept) if raw[at] * signs[column] < 0]
        if not wrong:
            whole = np.zeros(table.shape[1])
            whole[kept] = raw
            return intercept, whole
        del kept[min(wrong, key=lambda at: raw[at] * signs[kept[at]])]


def sentence_model(learned: Sequence[Case]) -> LinearModel:
    """From the sentences that pass each question's filters; every question weighs the same."""
    tables, marks, weights = [], [], []
    for case in learned:
        rows = np.array(case.scored.rows, np.int64)
        grade = case.grades[rows]
        if not len(rows) or (case.answerable and not grade.any()):
            continue
        share = np.where(grade == 2, 1.0, 0.5) * (grade > 0)
        tables.append(case.scored.match.features[rows])
        marks.append((grade > 0).astype(float))
        weights.append(np.where(grade > 0, share / max(share.sum(), 1e-9), 3.0 / max(1, (grade == 0).sum())))
    signs = [SIGNS[column] for column in relevance.SENTENCE_FEATURES]
    intercept, raw = signed(np.concatenate(tables), np.concatenate(marks), np.concatenate(weights), signs)
    return LinearModel(intercept, dict(zip(relevance.SENTENCE_FEATURES, map(float, raw), strict=True)))


def figure_model(learned: Sequence[Case], sentence: LinearModel) -> LinearModel:
    """From the figures of the kind that each how-many question asks for; without an answer all are wrong."""
    tables, marks, weights = [], [], []
    for case in learned:
        answer = case.question.get("answer") or {}
        if case.query.kind != "how_many" or (case.answerable and answer.get("value") is None):
            continue
        one = with_model(case, sentence)
        found = [figure for figure, _ in passage_answers.ranked(one, FIRST)]
        right = np.array(
            [(f.quantity.value, f.quantity.unit) == (answer.get("value"), answer.get("unit")) for f in found]
        )
        if not found or (case.answerable and not right.any()):
            continue
        tables.append(figures.features(found, one.scores, one.query, one.concepts, one.match.weights))
        marks.append(right.astype(float))
        weights.append(np.where(right, 1 / max(1, right.sum()), 3.0 / max(1, (~right).sum())))
    signs = [SIGNS[column] for column in figures.FIGURE_FEATURES]
    # Fewer questions than sentences have: held shorter.
    intercept, raw = signed(np.concatenate(tables), np.concatenate(marks), np.concatenate(weights), signs, 3.0)
    return LinearModel(intercept, dict(zip(figures.FIGURE_FEATURES, map(float, raw), strict=True)))


# Any order will do to collect figures.
FIRST = LinearModel(0.0, {"sentence_score": 1.0})


def rescored(case: Case, sentence: LinearModel) -> Table:
    return sentence.scores(case.scored.match.features, relevance.SENTENCE_FEATURES)


def with_model(case: Case, sentence: LinearModel) -> Scored:
    scores = rescored(case, sentence)
    rows = sorted(case.scored.rows, key=lambda row: (-scores[row], row))
    return replace(case.scored, scores=scores, rows=rows)


def f1(gold: set[str], got: set[str]) -> float:
    return 2 * len(gold & got) / (len(gold) + len(got)) if gold or got else 1.0


def named(scored: Scored, least: float, share: float) -> set[str]:
    """The branches that an answer names as having done it, without its evidence."""
    if not len(scored.rows):
        return set()
    best = float(scored.scores[scored.rows[0]])
    floor = min(best, least + share * max(best, 0.0))
    sentences = (scored.sentences[r] for r in scored.rows if scored.scores[r] >= floor)
    return {b for s in sentences if s.status == "done" for b in s.branches if b != "總局"}


def without_words(learned: Sequence[tuple[Case, Scored]]) -> tuple[float, float]:
    """`least` and `share` with the best mean F1 over branches."""
    grid = [(least, share) for least in np.arange(-2, 2.1, 0.25) for share in np.arange(0, 0.81, 0.1)]
    wanted = [(c, s) for c, s in learned if c.question["type"] == "which_branch"]
    mean = [np.mean([f1(set(c.question["answer"]["branches"]), named(s, *g)) for c, s in wanted]) for g in grid]
    # The middle of the good ones, not the very best: less learned by heart.
    good = np.array([g for g, m in zip(grid, mean, strict=True) if m >= max(mean) - 0.01])
    middle = np.median(good, axis=0)
    least, share = good[np.abs(good - middle).sum(axis=1).argmin()]
    return float(least), float(share)


def found_models(learned: Sequence[tuple[Case, Scored]], figure: LinearModel) -> dict[Kind, LinearModel]:
    """Whether a question has an answer: weights from all questions; an intercept by kind, so that few are refused.

    A question that asks for a figure has its best figure's score beside what every question has.
    """
    tables, marks, counting = [], [], []
    for case, one in learned:
        counts = case.query.kind == "how_many"
        counted = passage_answers.ranked(one, figure) if counts else []
        if case.question["type"] != "scoring_item" and one.rows and (counted or not counts):
            tables.append(passage_answers.question_features(one, counted)[0])
            marks.append(float(case.answerable))
            counting.append(counts)
    table, mark, counted_ones = np.array(tables), np.array(marks), np.array(counting)
    both = np.hstack([table, counted_ones[:, None]])
    weights = np.where(mark > 0, 1 / max(1.0, mark.sum()), 1 / max(1.0, (1 - mark).sum())) * len(mark) / 4
    _, raw = signed(both, mark, weights, [*(SIGNS[column] for column in relevance.QUESTION_FEATURES), 0])
    scores = table @ raw[:-1]
    floors = [
        float(np.quantile(scores[(mark > 0) & (counted_ones == counts)], REFUSED[counts])) for counts in (False, True)
    ]
    told = dict(zip(relevance.QUESTION_FEATURES, map(float, raw[:-1]), strict=True))
    return {kind: LinearModel(-floors[kind == "how_many"], told) for kind in KINDS}


def learn(learned: Sequence[Case]) -> Calibration:
    """All numbers, from these questions."""
    sentence = sentence_model(learned)
    figure = figure_model(learned, sentence)
    scored = [(case, with_model(case, sentence)) for case in learned]
    return Calibration(sentence, figure, found_models(scored, figure), *without_words(scored), WITHIN)


def answer(case: Case, numbers: Calibration, view: View) -> Answer:
    """As `passage_answers.ask` does, with these numbers."""
    kept = calibration.calibration
    try:
        calibration.calibration = passage_answers.calibration = lambda: numbers  # type: ignore[assignment,attr-defined]
        return passage_answers.answer_from(with_model(case, numbers.sentence), view)
    finally:
        calibration.calibration = passage_answers.calibration = kept  # type: ignore[attr-defined]


def measure(pairs: Sequence[tuple[Case, Answer]]) -> dict[str, float]:
    """The figures of shared/eval/score_ask.py that depend on judgement."""
    sums: dict[str, list[float]] = {}
    for case, got in pairs:
        gold, kind = case.question.get("answer") or {}, case.question["type"]
        sums.setdefault("answered" if case.answerable else "honest", []).append(got.found == case.answerable)
        if case.answerable and kind == "which_branch":
            named = {entry.name for entry in got.branches if entry.status == "done"}
            sums.setdefault("branch_f1", []).append(f1(set(gold["branches"]), named))
        if case.answerable and kind == "how_many":
            want = (round(float(gold["value"]), 4), gold["unit"])
            values = [(round(v.value, 4), v.unit) for v in got.values]
            sums.setdefault("value@1", []).append(values[:1] == [want])
            sums.setdefault("value@3", []).append(want in values[:3])
    return {name: round(float(np.mean(values)), 3) for name, values in sorted(sums.items())}


def removed(case: Case) -> Case:
    """The same question without the passages that hold its judged places."""
    held = {case.scored.sentences[i].passage.passage_id for i in map(int, np.flatnonzero(case.grades))}
    rows = [r for r in case.scored.rows if case.scored.sentences[r].passage.passage_id not in held]
    gone = replace(case, question=case.question | {"relevant": []}, grades=np.zeros_like(case.grades))
    return replace(gone, scored=replace(case.scored, rows=rows))


def report(all_cases: Sequence[Case], view: View, misses: bool = False) -> None:
    """Leave-out figures by split, and of the removed ones."""
    order = np.random.default_rng(0).permutation(len(all_cases))
    parts = [[all_cases[i] for i in order[k::SPLITS]] for k in range(SPLITS)]
    pairs, gone = [], []
    for k, part in enumerate(parts):
        numbers = learn([c for j, other in enumerate(parts) if j != k for c in other])
        pairs += [(case, answer(case, numbers, view)) for case in part]
        gone += [(removed(c), answer(removed(c), numbers, view)) for c in part if c.answerable]
    for split in ("given", "dev", "test", "late", "second", "third", "away"):
        print(split, measure([(c, a) for c, a in pairs if c.question["split"] == split]))
    print("all", measure(pairs))
    print("removed", measure(gone))
    learned = [c for c in all_cases if c.question["split"] != "test"]
    held = [c for c in all_cases if c.question["split"] == "test"]
    numbers = learn(learned)
    print("learned without test, on test", measure([(c, answer(c, numbers, view)) for c in held]))
    if misses:
        _misses(pairs)


def _misses(pairs: Sequence[tuple[Case, Answer]]) -> None:
    for case, got in sorted(pairs, key=lambda pair: pair[0].question["qid"]):
        gold, kind, q = case.question.get("answer") or {}, case.question["type"], case.question
        if got.found != case.answerable:
            top = [(e.quote[:30], e.score) for e in got.evidence[:1] or [v.evidence[0] for v in got.values[:1]]]
            print("FOUND" if got.found else "REFUSED", q["qid"], q["query"], top)
        elif kind == "which_branch" and case.answerable:
            named = {entry.name for entry in got.branches if entry.status == "done"}
            if named != set(gold["branches"]):
                print(
                    "BRANCH",
                    q["qid"],
                    q["query"],
                    "-",
                    set(gold["branches"]) - named,
                    "+",
                    named - set(gold["branches"]),
                )
        elif kind == "how_many" and case.answerable:
            values = [(v.value, v.unit) for v in got.values[:3]]
            if values[:1] != [(gold["value"], gold["unit"])]:
                print("VALUE", q["qid"], q["query"], gold["value"], gold["unit"], values)


def main() -> int:
    from jixiao.index.library import Library

    with tempfile.TemporaryDirectory() as folder, Library.create(Path(folder)) as library:
        library.add([SHARED / "seeds"])
        asked = [(q, library.understand(q["query"])) for q in questions()]
        found = cases(library.view(), asked)
        report(found, library.view(), "--misses" in sys.argv)
        if "--write" in sys.argv:
            write(learn(found))
    return 0


def write(numbers: Calibration) -> None:
    """calibration.toml, as `index/answers/scoring/calibration.py` reads it."""
    models = {"sentence": numbers.sentence, "figure": numbers.figure}
    models |= {f"found.{kind}": model for kind, model in numbers.found.items()}
    lines = [HEAD]
    for name, model in models.items():
        lines += [f"[{name}]", f"intercept = {model.intercept:.4f}", "", f"[{name}.weights]"]
        lines += [f"{column} = {weight:.4f}" for column, weight in model.weights.items() if weight] + [""]
    lines += ["[cut]", *(f"{name} = {getattr(numbers, name):.4f}" for name in ("least", "share", "within")), ""]
    (ROOT / "index" / "data" / "calibration.toml").write_text("\n".join(lines), encoding="utf-8")


HEAD = """# How sentences and figures are judged. Source: `python models/calibration/answers.py --write` on the judged
# questions of tests/gold/questions.jsonl and of the five reports' own set, with the bundled model; calibrate anew for
# another model.
# A score is a log-odds; `found` is shifted so that few answerable questions fall below 0. Sentences follow the best one
# down to `least` + `share` x its score, figures down to `within` below the best.
"""

if __name__ == "__main__":
    sys.exit(main())
