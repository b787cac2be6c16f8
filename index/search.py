"""Query to hits: filter, rank by meaning and by words, fuse, lift by role, and say when nothing is found."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from extract.records import Passage
from index import presence
from index.answers.ideas import ideas
from index.fusion import fuse
from index.presence import Features
from index.records import EVERYTHING, Hit, Mode, Query, SearchResult
from index.state import State
from index.tokenizer import fold, terms

DATA = Path(__file__).parent / "data" / "search.toml"
NOTHING: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Ranked:
    """All that was ranked, best first, as (score, row, passage); each side's rows and the cosines, best first."""

    found: Sequence[tuple[float, int, Passage]]
    dense: Sequence[int]
    lexical: Sequence[int]
    cosines: Sequence[float]


def search(query: Query, k: int, mode: Mode, state: State) -> SearchResult:
    """The best `k` passages that pass the query's filters; none where nothing answers it."""
    ranked = rank(query, mode, state)
    hits = first(ranked, k)
    if hits and presence.present(features(query, ranked, state), mode):
        return SearchResult(query, hits)
    return SearchResult(query, (), "nothing_found" if state.has_report(query.filters) else "no_report")


def rank(query: Query, mode: Mode, state: State, hidden: Collection[int] = NOTHING) -> Ranked:
    """Every passage that either side found. `hidden` rows are as if they were not there (for calibration)."""
    weights = widened_weights(query) if mode == "hybrid" else query_weights(query)
    words = _lexical(query, state, weights, hidden) if mode != "dense" else []
    near = _dense(query, state, hidden) if mode != "lexical" else []
    dense = [row for row, _ in near]
    settings = _settings()["fusion"]
    share = settings[query.language]
    scores = fuse([dense, words], [share["dense"], share["lexical"]], settings["constant"])
    found = _lifted(query, scores, state, hidden)
    return Ranked(found, dense, words, [cosine for _, cosine in near])


def features(query: Query, ranked: Ranked, state: State) -> Features:
    """What `present` decides on."""
    best = [hit.passage for hit in first(ranked, presence.HEARD_IN)]
    return presence.features(ideas(query), best, ranked.cosines, state.idf)


def _lexical(query: Query, state: State, weights: dict[str, float], hidden: Collection[int]) -> list[int]:
    settings = _settings()
    fetch = settings["fusion"]["fetch"] + len(hidden)
    found = state.lexical().search(weights, fetch, query.filters, settings["lexical"]["context"])
    return [row for row, _ in found if row not in hidden]


def _dense(query: Query, state: State, hidden: Collection[int]) -> list[tuple[int, float]]:
    fetch = _settings()["fusion"]["fetch"] + len(hidden)
    allowed = None if query.filters == EVERYTHING else state.store.ids(query.filters)
    found = state.nearest(state.embed_query(query.content or query.text), fetch, allowed)
    return [pair for pair in found if pair[0] not in hidden]


def query_weights(query: Query) -> dict[str, float]:
    """Term -> weight, of the question's own words and, of an English one, of their translations."""
    weights: dict[str, float] = {}
    _enter(weights, query.content, 1.0)
    for idea in ideas(query) if query.language == "en" else ():
        for wording in idea.others:
            _enter(weights, wording, idea.weight)
    return weights


def widened_weights(query: Query) -> dict[str, float]:
    """Those of `query_weights`, and of other wordings of a Chinese question's ideas."""
    weights = query_weights(query)
    for idea in ideas(query) if query.language == "zh" else ():
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


def _lifted(
    query: Query, scores: dict[int, float], state: State, hidden: Collection[int]
) -> list[tuple[float, int, Passage]]:
    """(score, row, passage), best first. Rows of a scoring item that is asked for join even if no word is shared."""
    lift, role = _settings()["item"], _settings()["role"]
    if query.items:
        joined = state.store.ids(replace(query.filters, item=query.items))
        scores = {row: scores.get(row, 0.0) for row in joined if row not in hidden} | scores
    found: list[tuple[float, int, Passage]] = []
    for row, passage in state.by_row(list(scores)).items():
        bases = [lift[item.basis] for item in passage.items if item.id in query.items]
        found.append(((scores[row] + max(bases, default=0.0)) * role[passage.label or "none"], row, passage))
    return sorted(found, key=lambda f: (-f[0], f[2].passage_id))


def first(ranked: Ranked, k: int) -> tuple[Hit, ...]:
    """The first `k`; a strategy or measure that every report repeats comes once."""
    dense = {row: place for place, row in enumerate(ranked.dense, start=1)}
    lexical = {row: place for place, row in enumerate(ranked.lexical, start=1)}
    seen: set[str] = set()
    hits: list[Hit] = []
    for score, row, passage in ranked.found:
        if passage.label in ("measure", "strategy"):
            text = fold(passage.text)
            if text in seen:
                continue
            seen.add(text)
        hits.append(Hit(passage, len(hits) + 1, round(score, 6), dense.get(row), lexical.get(row)))
        if len(hits) == k:
            break
    return tuple(hits)


@cache
def _settings() -> dict[str, Any]:
    with DATA.open("rb") as file:
        return tomllib.load(file)
