"""Which systems, regulations, partners …: every name of a kind in the passages, under a condition or without one.

A name is listed for a sentence that supports the answer and covers the condition near the name; without a condition,
for every passage that has it. Each comes with its sentences.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from jixiao.extract.records import Basis, Passage, Span, Status, Tag
from jixiao.index import data_files
from jixiao.index.answers.ask import titles
from jixiao.index.answers.scoring import passage_answers, quoting
from jixiao.index.answers.scoring.calibration import calibration
from jixiao.index.answers.scoring.passage_answers import Scored
from jixiao.index.answers.scoring.relevance import SENTENCE_FEATURES, coverage
from jixiao.index.records import Evidence, Filters, ListedEntry, Query, Wanted
from jixiao.index.text.concepts import query_concepts
from jixiao.index.text.matching import bracket_variants
from jixiao.index.text.sentences import Sentence, sentences_of
from jixiao.index.text.tokenizer import fold
from jixiao.index.view import View

# Least coverage of the condition by a name's clause and its neighbours, relative to the best such window: in a
# sentence that supports the answer, and in another that may; and the least coverage at all. Source: set on
# thirty-two questions over five reports, whose names were read one by one with their sentences.
MIN_RELATIVE_COVERAGE, MIN_RELATIVE_COVERAGE_UNSURE = 0.6, 0.9
MIN_COVERAGE = 0.3
_CLAUSE = re.compile(r"[^，,。；;！？\n]+")
_STATUS_ORDER: dict[Status | None, int] = {"done": 0, "planned": 1, "denied": 2, None: 3}


@dataclass(frozen=True, slots=True)
class NameOccurrence:
    """One occurrence of a name. `sentence` None: the passage as a whole counts, or its label or heading has the name.

    `coverage` is that of the condition by the clauses around it, 1 without a condition; `score` is the sentence's.
    `basis` "row": a responsible unit, which only the row's own column names.
    """

    tag: Tag
    passage: Passage
    sentence: Sentence | None
    coverage: float = 1.0
    score: float = 0.0
    basis: Basis = "content"


def list_names(
    query: Query, view: View, search: Callable[[Query], Sequence[str]] = lambda query: ()
) -> tuple[tuple[ListedEntry, ...], int]:
    """The names, best first, and how many passages were looked at; `search` gives the ids that it finds for a query.

    Without a condition those of most passages come first.
    """
    wanted = query.wanted or Wanted(())
    condition = replace(query, kind="passages", content=query.about)
    if query.about and query_concepts(condition):
        scored = passage_answers.score(condition, view, search(condition))
        found = list(_under_condition(scored, wanted)) if passage_answers.is_answered(scored) else []
        checked = scored.checked
    else:
        passages = view.passages(query.filters)
        found = [one for p in passages for one in _all(p, query, wanted, view)]
        checked = len(passages)
    return _entries(_matching_names(found, wanted), view), checked


def _under_condition(scored: Scored, wanted: Wanted) -> Iterator[NameOccurrence]:
    """The names in sentences that support the answer, or that cover the condition around the name."""
    supporting = set(passage_answers.supporting(scored, calibration()))
    likely = scored.rows[(scored.scores[scored.rows] > 0) | np.isin(scored.rows, list(supporting))].tolist()
    found = [
        NameOccurrence(
            tag, sentence.passage, sentence, _clause_coverage(scored, sentence, tag), float(scored.scores[row])
        )
        for row in likely
        for sentence in (scored.sentences[row],)
        for tag in _names_in(sentence, wanted)
        if not wanted.partner or _is_partner(sentence, tag)
    ]
    best = max((one.coverage for one in found), default=0.0)
    supports = {id(scored.sentences[row]) for row in supporting}
    for one in found:
        least = MIN_RELATIVE_COVERAGE if id(one.sentence) in supports else MIN_RELATIVE_COVERAGE_UNSURE
        if one.coverage >= max(least * best, MIN_COVERAGE):
            yield one
    coverages = scored.match.features[:, SENTENCE_FEATURES.index("coverage")]
    for row in supporting:
        sentence, score = scored.sentences[row], float(scored.scores[row])
        units = (
            _units(sentence, wanted)
            if coverages[row] >= max(MIN_RELATIVE_COVERAGE * coverages[scored.rows].max(), MIN_COVERAGE)
            else []
        )
        yield from (NameOccurrence(unit, sentence.passage, sentence, 1.0, score, "row") for unit in units)


def _clause_coverage(scored: Scored, sentence: Sentence, tag: Tag) -> float:
    """Coverage of the condition by the name's clause together with the clause on either side."""
    clauses = [match.span() for match in _CLAUSE.finditer(sentence.text)]
    at = tag.span.start - sentence.span.start
    own = next((n for n, (start, end) in enumerate(clauses) if start <= at < end), None)
    if own is None:
        return 0.0
    start, end = clauses[max(0, own - 1)][0], clauses[min(len(clauses) - 1, own + 1)][1]
    window = bracket_variants(fold(sentence.text[start:end]))
    return float(np.dot(coverage(window, scored.concepts), scored.match.weights))


def _all(passage: Passage, query: Query, wanted: Wanted, view: View) -> Iterator[NameOccurrence]:
    """Every name in the passage's sentences that pass the filters; those outside of all sentences too."""
    tags = _tags(passage, wanted, passage.span)
    if not tags and not (passage.units and "unit" in wanted.kinds):
        return
    if _is_uniform(passage, query.filters) and not wanted.partner and "unit" not in wanted.kinds:
        yield from (NameOccurrence(tag, passage, None) for tag in tags)
        return
    sentences = sentences_of(passage, view)
    for tag in tags:
        own = next((s for s in sentences if _within(tag, s)), None)
        if own is not None and not passage_answers.passes(own, query.filters):
            continue
        if wanted.partner and (own is None or not _is_partner(own, tag)):
            continue
        yield NameOccurrence(tag, passage, own)
    for sentence in sentences[:1]:
        if passage_answers.passes(sentence, query.filters):
            yield from (NameOccurrence(unit, passage, sentence, basis="row") for unit in _units(sentence, wanted))


def _is_uniform(passage: Passage, filters: Filters) -> bool:
    """Whether all its sentences have one doer and year and pass the filters as it does: no need to split it."""
    of_branch = not filters.branch or bool(set(passage.branches) & set(filters.branch))
    return len(passage.branches) <= 1 and of_branch and (not filters.year or passage.year in filters.year)


def _tags(passage: Passage, wanted: Wanted, within: Span) -> list[Tag]:
    """The wanted names in this stretch; not the report's own agency."""
    return [
        tag
        for tag in passage.tags
        if tag.kind in wanted.kinds
        and within.start <= tag.span.start
        and tag.span.end <= within.end
        and tag.canonical != passage.agency
        and (not wanted.name or any(re.search(wanted.name, fold(name)) for name in (tag.canonical, tag.surface)))
    ]


def _names_in(sentence: Sentence, wanted: Wanted) -> list[Tag]:
    """The wanted names in a sentence, those that stand in a row with one of them too; the titles of a thing."""
    if wanted.kinds == ("title",):
        return titles.of_thing(sentence, wanted.of)
    tags = _tags(sentence.passage, wanted, sentence.span)
    known = {tag.span.start for tag in tags}
    beside = [one for tag in tags for one in titles.siblings(sentence, tag) if one.span.start not in known]
    return [*tags, *dict.fromkeys(beside)]


def _units(sentence: Sentence, wanted: Wanted) -> list[Tag]:
    """The responsible units of the sentence's row, where units are asked for."""
    units = sentence.passage.units if "unit" in wanted.kinds and not wanted.name else ()
    return [Tag(unit, "unit", sentence.span, unit) for unit in units]


def _is_partner(sentence: Sentence, tag: Tag) -> bool:
    """Whether the name's clause says that something was done together with its bearer."""
    at = tag.span.start - sentence.span.start
    clause = next((m for m in _CLAUSE.finditer(sentence.text) if m.start() <= at < m.end()), None)
    if clause is None or _words("authority").search(fold(sentence.text[clause.start() : at])):
        return False
    clause_text = fold(clause.group())
    return bool(_words("together").search(clause_text) or _words("joined").search(clause_text))


def _matching_names(found: Sequence[NameOccurrence], wanted: Wanted) -> list[NameOccurrence]:
    """Of 線上申辦系統 those whose names contain 線上申辦, where there are any; else all."""
    folded_words = fold(wanted.of)
    matching = [one for one in found if folded_words and folded_words in fold(f"{one.tag.canonical} {one.tag.surface}")]
    return matching or list(found)


def _entries(found: Sequence[NameOccurrence], view: View) -> tuple[ListedEntry, ...]:
    groups: dict[tuple[str, str], list[NameOccurrence]] = {}
    for one in found:
        groups.setdefault((one.tag.canonical, one.tag.kind), []).append(one)
    ranked = sorted(groups.items(), key=lambda pair: _order(*pair))
    return tuple(_entry(name, kind, group, view) for (name, kind), group in ranked)


def _order(name: tuple[str, str], group: Sequence[NameOccurrence]) -> tuple[int, float, int, str]:
    """Done before planned before denied, by the best sentence, then by the number of passages."""
    status = min(_STATUS_ORDER[_status(one)] for one in group)
    return status, -max(one.score for one in group), -len({one.passage.passage_id for one in group}), name[0]


def _entry(name: str, kind: str, group: Sequence[NameOccurrence], view: View) -> ListedEntry:
    best = sorted(
        group, key=lambda one: (_STATUS_ORDER[_status(one)], -one.score, one.passage.passage_id, one.tag.span)
    )
    status = _status(best[0])
    sentences = [one.sentence for one in best if one.sentence]
    own = [s.branches for s in sentences if not s.general] + [one.passage.branches for one in best if not one.sentence]
    evidence = tuple(dict.fromkeys(_evidence(one, view) for one in best[: 2 * passage_answers.MOST_PER_ENTRY]))
    return ListedEntry(
        name=name,
        kind=kind,
        status=status,
        passages=len({one.passage.passage_id for one in group}),
        branches=tuple(dict.fromkeys(branch for branches in own for branch in branches)),
        years=tuple(sorted({one.passage.year for one in group if one.passage.year is not None})),
        evidence=evidence[: passage_answers.MOST_PER_ENTRY],
        general=any(s.general for s in sentences)
        or any(one.passage.scope == "all" for one in best if not one.sentence),
        basis="content" if any(one.basis == "content" for one in group) else "row",
    )


def _status(one: NameOccurrence) -> Status | None:
    if one.passage.label in ("measure", "strategy"):
        return None
    return one.sentence.status if one.sentence else one.passage.status


def _evidence(one: NameOccurrence, view: View) -> Evidence:
    """The sentence; of a name outside of all, its passage."""
    sentence = one.sentence or next((s for s in sentences_of(one.passage, view) if _within(one.tag, s)), None)
    quote = quoting.evidence(sentence, view) if sentence else quoting.quoted(one.passage, one.passage.span, view)
    return replace(quote, score=round(one.score, 4))


def _within(tag: Tag, sentence: Sentence) -> bool:
    return sentence.span.start <= tag.span.start < sentence.span.end


@cache
def _words(name: str) -> re.Pattern[str]:
    return re.compile(data_files.toml("name_lists")[name])
