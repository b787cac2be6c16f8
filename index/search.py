"""Query to hits: filter, rank by meaning and by words, fuse, lift by role, and say when nothing is found."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from extract.records import Passage
from index.answers.ideas import ideas
from index.fusion import fuse
from index.records import Filters, Hit, Mode, Query, SearchResult
from index.state import State
from index.tokenizer import fold, terms

DATA = Path(__file__).parent / "data" / "search.toml"


@dataclass(frozen=True, slots=True)
class Ranking:
    """Rows, best first, and each row's score on its side's own scale."""

    rows: list[int]
    scores: dict[int, float]


def search(query: Query, k: int, mode: Mode, state: State) -> SearchResult:
    """The best `k` passages that pass the query's filters; none where nothing answers it."""
    none = Ranking([], {})
    lexical = _lexical(query, state, query_weights(query)) if mode != "dense" else none
    dense = _dense(query, state) if mode != "lexical" else none
    widened = _lexical(query, state, widened_weights(query)) if mode == "hybrid" and query.language == "zh" else none
    share = _settings()["fusion"][query.language]
    rankings = {"dense": dense, "lexical": lexical, "widened": widened}
    weights = [share[name] for name in rankings]
    scores = fuse([ranking.rows for ranking in rankings.values()], weights, _settings()["fusion"]["constant"])
    lifted = _lifted(query, scores, state)
    hits = _hits(lifted, dense, lexical, k)
    if not hits:
        return SearchResult(query, (), "nothing_found" if state.has_report(query.filters) else "no_report")
    return SearchResult(query, hits)


def _lexical(query: Query, state: State, weights: dict[str, float]) -> Ranking:
    settings = _settings()
    found = state.lexical().search(weights, settings["fusion"]["fetch"], query.filters, settings["lexical"]["context"])
    return Ranking([row for row, _ in found], dict(found))


def query_weights(query: Query) -> dict[str, float]:
    """Term -> weight, of the question's own words and of their translations."""
    share = _settings()["lexical"]
    weights: dict[str, float] = {}
    _enter(weights, query.content, 1.0)
    for translation in query.terms:
        _enter(weights, translation, share["translation"])
    return weights


def widened_weights(query: Query) -> dict[str, float]:
    """Term -> weight, of the question's own words and of other wordings of its ideas."""
    weights = query_weights(query)
    for idea in ideas(query):
        for wording in idea.others:
            _enter(weights, wording, _settings()["lexical"]["wording"])
    return weights


def _enter(weights: dict[str, float], text: str, weight: float) -> None:
    share = _settings()["lexical"]
    for term in terms(text):
        weights[term] = max(weights.get(term, 0.0), weight * share[_shape(term)])


def _shape(term: str) -> str:
    if term[0].isascii():
        return "word"
    return {1: "single", 2: "bigram"}.get(len(term), "word")


def _dense(query: Query, state: State) -> Ranking:
    allowed = state.store.ids(query.filters) if query.filters != Filters() else None
    found = state.nearest(state.embed_query(query.content or query.text), _settings()["fusion"]["fetch"], allowed)
    return Ranking([row for row, _ in found], dict(found))


def _lifted(query: Query, scores: dict[int, float], state: State) -> list[tuple[float, int, Passage]]:
    """(score, row, passage), best first. Rows of a scoring item that is asked for join even if no word is shared."""
    lift, role = _settings()["item"], _settings()["role"]
    if query.items:
        joined = state.store.ids(_with_items(query.filters, query.items))
        scores = scores | {row: scores.get(row, 0.0) for row in joined}
    found: list[tuple[float, int, Passage]] = []
    for row in scores:
        for passage in state.by_row([row]):
            bases = [lift[item.basis] for item in passage.items if item.id in query.items]
            score = (scores[row] + max(bases, default=0.0)) * role[passage.label or "none"]
            found.append((score, row, passage))
    return sorted(found, key=lambda f: (-f[0], f[2].passage_id))


def _with_items(filters: Filters, items: Sequence[str]) -> Filters:
    values = {name: getattr(filters, name) for name in Filters.__dataclass_fields__}
    return Filters(**values | {"item": tuple(items)})


def _hits(found: list[tuple[float, int, Passage]], dense: Ranking, lexical: Ranking, k: int) -> tuple[Hit, ...]:
    """The first `k`; a strategy or measure that every report repeats comes once."""
    dense_rank = {row: rank for rank, row in enumerate(dense.rows, start=1)}
    lexical_rank = {row: rank for rank, row in enumerate(lexical.rows, start=1)}
    seen: set[str] = set()
    hits: list[Hit] = []
    for score, row, passage in found:
        if passage.label in ("measure", "strategy"):
            text = fold(passage.text)
            if text in seen:
                continue
            seen.add(text)
        hits.append(Hit(passage, len(hits) + 1, round(score, 6), dense_rank.get(row), lexical_rank.get(row)))
        if len(hits) == k:
            break
    return tuple(hits)


@cache
def _settings() -> dict[str, Any]:
    with DATA.open("rb") as file:
        return tomllib.load(file)
