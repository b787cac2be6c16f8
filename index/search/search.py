"""Query to hits: filter, find by meaning and by words, rank both together, and say when nothing is found."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from jixiao.extract.records import Passage
from jixiao.index import data_files
from jixiao.index.holdings.state import State
from jixiao.index.records import EVERYTHING, Hit, Mode, Query, SearchResult
from jixiao.index.search import answerability, reranking
from jixiao.index.search.answerability import Features
from jixiao.index.search.fusion import STEP, fuse
from jixiao.index.text.concepts import query_concepts
from jixiao.index.text.tokenizer import fold, terms

NO_ROWS: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Ranked:
    """All that was ranked, best first, as (score, row, passage); each side's rows and the cosines, best first."""

    found: Sequence[tuple[float, int, Passage]]
    dense: Sequence[int]
    lexical: Sequence[int]
    cosines: Sequence[float]


def search(query: Query, k: int, mode: Mode, state: State) -> SearchResult:
    """The best `k` passages that pass the query's filters; the nearest ones where nothing answers it."""
    ranked = rank(query, mode, state)
    hits = first(ranked, k)
    if hits and answerability.is_answerable(features(query, ranked, state), mode):
        return SearchResult(query, hits)
    return SearchResult(query, hits, "nothing_found" if state.has_report(query.filters) else "no_report")


def rank(query: Query, mode: Mode, state: State, hidden: Collection[int] = NO_ROWS) -> Ranked:
    """Every passage that either side found. `hidden` rows are as if they were not there (for calibration)."""
    lexical = dict(words(query, mode, state, hidden) if mode != "dense" else [])
    dense = dict(_dense(query, state, hidden) if mode != "lexical" else [])
    if mode == "hybrid":
        found = reranking.order(query, candidates(query, dense, lexical, state, hidden), lexical, state)
    else:
        share = _settings()["fetch"]["share"][mode]
        found = _boosted(query, fuse([list(dense or lexical)], [share], STEP), state, hidden)
    return Ranked(found, list(dense), list(lexical), list(dense.values()))


def ids(query: Query, state: State) -> list[str]:
    """The ids of all passages that a hybrid search finds, best first."""
    return [passage.passage_id for _, _, passage in rank(query, "hybrid", state).found]


def candidates(
    query: Query, dense: Iterable[int], lexical: Iterable[int], state: State, hidden: Collection[int] = NO_ROWS
) -> dict[int, Passage]:
    """What either side found, and the rows of a scoring item that is asked for, even if no word is shared."""
    of_items = state.store.ids(replace(query.filters, item=query.items)) if query.items else []
    return state.by_row([row for row in dict.fromkeys((*dense, *lexical, *of_items)) if row not in hidden])


def features(query: Query, ranked: Ranked, state: State) -> Features:
    """What `present` decides on; `english`: 1 for such a question, which is always further from Chinese passages."""
    best = [hit.passage for hit in first(ranked, answerability.TOPIC_DEPTH)]
    found = answerability.features(query_concepts(query), best, ranked.cosines, state.idf)
    return found | {"english": float(query.language == "en")}


def words(query: Query, mode: Mode, state: State, hidden: Collection[int] = NO_ROWS) -> list[tuple[int, float]]:
    """(row, full-text score), best first; in hybrid search, synonyms of the question's concepts count too."""
    settings = _settings()
    weights = widened_weights(query) if mode == "hybrid" else query_weights(query)
    fetch = settings["fetch"]["ranks"] + len(hidden)
    allowed, superseded = _allowed(query, state, bool(query.filters.branch or query.filters.own))
    share = settings["lexical"]["context"]
    found = state.lexical().search(weights, fetch, query.filters, allowed, share, superseded)
    return [pair for pair in found if pair[0] not in hidden]


def _dense(query: Query, state: State, hidden: Collection[int]) -> list[tuple[int, float]]:
    fetch = _settings()["fetch"]["ranks"] + len(hidden)
    allowed, superseded = _allowed(query, state, query.filters != EVERYTHING)
    found = state.nearest(state.embed_query(query.content or query.text), fetch, allowed, superseded)
    return [pair for pair in found if pair[0] not in hidden]


def _allowed(query: Query, state: State, filtered: bool) -> tuple[list[int] | None, list[int]]:
    """The only rows to look at, or None and those to leave out: where nothing else is `filtered`, the old versions."""
    superseded = state.store.superseded()
    if filtered or query.filters.version or (superseded and query.filters.source):
        return state.store.ids(query.filters), []
    return None, superseded


def query_weights(query: Query) -> dict[str, float]:
    """Term -> weight, of the question's own words and, of an English one, of their translations."""
    weights: dict[str, float] = {}
    _add_terms(weights, query.content, 1.0)
    for concept in query_concepts(query) if query.language == "en" else ():
        for wording in concept.synonyms:
            _add_terms(weights, wording, concept.weight)
    return weights


def widened_weights(query: Query) -> dict[str, float]:
    """Those of `query_weights`, and of the synonyms of a Chinese question's concepts."""
    weights = query_weights(query)
    for concept in query_concepts(query) if query.language == "zh" else ():
        for wording in concept.synonyms:
            _add_terms(weights, wording, _settings()["lexical"]["wording"])
    return weights


def _add_terms(weights: dict[str, float], text: str, weight: float) -> None:
    share = _settings()["lexical"]
    for term in terms(text):
        weights[term] = max(weights.get(term, 0.0), weight * share[_term_shape(term)])


def _term_shape(term: str) -> str:
    if term[0].isascii():
        return "word"
    return {1: "single", 2: "bigram"}.get(len(term), "word")


def _boosted(
    query: Query, scores: dict[int, float], state: State, hidden: Collection[int]
) -> list[tuple[float, int, Passage]]:
    """(score, row, passage), best first: the score times that of the passage's role, plus that of its items."""
    lift, role = _settings()["item"], _settings()["role"]
    found: list[tuple[float, int, Passage]] = []
    for row, passage in candidates(query, scores, (), state, hidden).items():
        bases = [lift[item.basis] for item in passage.items if item.id in query.items]
        score = scores.get(row, 0.0) + max(bases, default=0.0)
        found.append((score * role[passage.label or "none"], row, passage))
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


def _settings() -> dict[str, Any]:
    return data_files.toml("search")
