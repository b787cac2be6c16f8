"""The same achievement in two reports: linked, so that it is shown once and never added up twice.

Precision before recall: both reports are of one agency or of one above the other, speak of one branch, year and stage,
and either give the same figure in similar words, or are nearly identical.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from weakref import WeakKeyDictionary

from jixiao.extract.names.register import Register
from jixiao.extract.records import Passage, Quantity, Span, Stage
from jixiao.index import labels
from jixiao.index.answers.check.comparable_figures import canonical_unit
from jixiao.index.answers.check.same_achievement import (
    MIN_BIGRAMS,
    MIN_NEARLY_IDENTICAL,
    Link,
    bigrams_of,
    doers,
    figure,
    link,
    one_of_agency,
    owner,
)
from jixiao.index.answers.scoring import quoting
from jixiao.index.export.records import Row
from jixiao.index.labels import Language
from jixiao.index.records import Answer, BranchEntry, Evidence, Filters, ValueEntry
from jixiao.index.text.sentences import Sentence, sentences_of, sentences_of_each
from jixiao.index.text.similarity import containment
from jixiao.index.view import View

# Containment of the one in the other that a Dice coefficient of MIN_NEARLY_IDENTICAL needs at least.
MIN_CONTAINMENT = MIN_NEARLY_IDENTICAL / (2 - MIN_NEARLY_IDENTICAL)
# What is shown of other reports beside one entry.
MOST = 5


@dataclass(slots=True)
class _YearIndex:
    """The passages of one year and stage by their figures (value, unit), their branches, their ids.

    `by_words`: branch -> pair of characters -> passages, made when a branch is first asked for.
    """

    by_figure: dict[tuple[float, str], list[tuple[Passage, Quantity]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    by_branch: dict[str, list[Passage]] = field(default_factory=lambda: defaultdict(list))
    by_words: dict[str, dict[str, list[Passage]]] = field(default_factory=dict)
    by_id: dict[str, Passage] = field(default_factory=dict)


@dataclass(slots=True)
class _Indexes:
    """What one state of a library is looked up in, made as it is asked for."""

    generation: int = -1
    years: dict[tuple[int, Stage | None], _YearIndex] = field(default_factory=dict)
    links: dict[tuple[str, int], tuple[Link, ...]] = field(default_factory=dict)


_kept: WeakKeyDictionary[View, _Indexes] = WeakKeyDictionary()


def links(sentence: Sentence, view: View) -> tuple[Link, ...]:
    """The sentences of other reports on the same achievement, those with most figures in common first."""
    return _links(sentence, _indexes(view), view)


def _links(sentence: Sentence, indexes: _Indexes, view: View) -> tuple[Link, ...]:
    kept, place = indexes.links, (sentence.passage.passage_id, sentence.span.start)
    if place not in kept:
        found = (link(sentence, other, view) for other in _candidates(sentence, indexes, view))
        kept[place] = tuple(sorted((one for one in found if one is not None), key=lambda one: -len(one.figures)))
    return kept[place]


def pairs(passages: Iterable[Passage], view: View) -> Iterator[tuple[Sentence, Link]]:
    """Every sentence of some passages with what it is linked to."""
    indexes = _indexes(view)
    for own in sentences_of_each(list(passages), view):
        for sentence in own:
            yield from ((sentence, one) for one in _links(sentence, indexes, view))


def others(passage: Passage, view: View) -> tuple[Evidence, ...]:
    """The sentences of other reports that a passage is linked to, each place once."""
    return tuple({_place(e): e for e in _linked_evidence(sentences_of(passage, view), view)}.values())


def linked(answer: Answer, view: View) -> Answer:
    """The answer with the linked sentences of other reports beside each entry; linked figures are one entry.

    `found` and the order stay.
    """
    values: list[ValueEntry] = []
    for entry in answer.values:
        linked_places = {_place(e) for e in _linked_to_evidence(entry.evidence, view, _of_figure(entry))}
        same_at = next((at for at, one in enumerate(values) if _same_value(one, entry, linked_places)), None)
        if same_at is None:
            values.append(entry)
        else:
            evidence = tuple(dict.fromkeys((*values[same_at].evidence, *entry.evidence)))
            values[same_at] = replace(values[same_at], evidence=evidence)
    return replace(
        answer,
        branches=tuple(
            replace(
                e,
                linked=_linked_elsewhere(e, _of_branch(e.name, view.register), view),
                quantities=_distinct_quantities(e, view),
            )
            for e in answer.branches
        ),
        values=tuple(replace(v, linked=_linked_elsewhere(v, _of_figure(v), view)) for v in values),
    )


def repeated_in(passages: Iterable[Passage], view: View) -> dict[str, frozenset[str]]:
    """Passage -> those of other reports linked to half of its sentences or more. Ids; only where there are any."""
    found: dict[str, frozenset[str]] = {}
    those, indexes = list(passages), _indexes(view)
    for passage, own in zip(those, sentences_of_each(those, view), strict=True):
        counts = Counter(other for one in own for other in {_id(link) for link in _links(one, indexes, view)})
        if most := frozenset(other for other, count in counts.items() if 2 * count >= len(own)):
            found[passage.passage_id] = most
    return found


def repeats(passages: Iterable[Passage], known: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Of these, the ids of those that repeat one before them; `known` is what `repeated_in` found."""
    before: set[str] = set()
    repeated = set()
    for passage in passages:
        if known.get(passage.passage_id, frozenset()) & before:
            repeated.add(passage.passage_id)
        before.add(passage.passage_id)
    return frozenset(repeated)


def with_links(rows: Iterable[Row], view: View, language: Language) -> Iterator[Row]:
    """The rows of an export, each with the places in other reports that it is linked to."""
    for row in rows:
        near = _linked_evidence(_within(row.passage, row.place, view), view)
        places = (f"{e.source} {labels.place(e.locator, language)}".rstrip() for e in near)
        yield replace(row, also=tuple(dict.fromkeys((*row.also, *places))))


def _id(one: Link) -> str:
    return one.sentence.passage.passage_id


def _of_branch(name: str, register: Register) -> Callable[[Link], bool]:
    """Whether a link is about what this branch did."""
    own = None if name in register.heads else name

    def holds(one: Link) -> bool:
        if any(owner(q, register) == own for q, _ in one.figures):
            return True
        return own in doers(one.sentence, register) if own else not one.figures

    return holds


def _of_figure(entry: ValueEntry) -> Callable[[Link], bool]:
    """Whether a link is about this figure."""
    return lambda one: any(q.value == entry.value and q.year == entry.year for q, _ in one.figures)


def _linked_elsewhere(
    entry: BranchEntry | ValueEntry, meant: Callable[[Link], bool], view: View
) -> tuple[Evidence, ...]:
    """The linked sentences of passages that the entry does not have."""
    have = {e.passage_id for e in entry.evidence}
    return tuple(e for e in _linked_to_evidence(entry.evidence, view, meant) if e.passage_id not in have)[:MOST]


def _distinct_quantities(entry: BranchEntry, view: View) -> tuple[Quantity, ...]:
    """The figures of an entry, linked ones once."""
    links_there = (one for e in entry.evidence for sentence in _sentences_of(e, view) for one in links(sentence, view))
    same = {pair for one in links_there for pair in one.figures}
    kept: list[Quantity] = []
    for quantity in entry.quantities:
        if not any((quantity, other) in same for other in kept):
            kept.append(quantity)
    return tuple(kept)


def _same_value(first: ValueEntry, second: ValueEntry, others: set[tuple[str, Span]]) -> bool:
    same = (
        first.value == second.value
        and first.year == second.year
        and canonical_unit(first.unit) == canonical_unit(second.unit)
    )
    return same and any(_place(e) in others for e in first.evidence)


def _place(evidence: Evidence) -> tuple[str, Span]:
    return evidence.passage_id, evidence.span


def _linked_to_evidence(
    evidence: Iterable[Evidence], view: View, meant: Callable[[Link], bool]
) -> tuple[Evidence, ...]:
    """What the sentences of some evidence are linked to, of the links that are `meant`."""
    found: dict[tuple[str, Span], Evidence] = {}
    for one in evidence:
        for linked_evidence in _linked_evidence(_sentences_of(one, view), view, meant):
            found.setdefault(_place(linked_evidence), linked_evidence)
    return tuple(found.values())


def _sentences_of(evidence: Evidence, view: View) -> list[Sentence]:
    """Those that stand in it; none of a report whose year is not known, or that does not count."""
    passage = None
    if evidence.year is not None:
        passage = _year_index(evidence.year, evidence.stage, _indexes(view), view).by_id.get(evidence.passage_id)
    return _within(passage, evidence.span, view) if passage is not None else []


def _within(passage: Passage, span: Span, view: View) -> list[Sentence]:
    return [s for s in sentences_of(passage, view) if span.start <= s.span.start and s.span.end <= span.end]


def _linked_evidence(
    sentences: Iterable[Sentence], view: View, meant: Callable[[Link], bool] = lambda _: True
) -> Iterator[Evidence]:
    """What some sentences are linked to."""
    for sentence in sentences:
        yield from (quoting.evidence(one.sentence, view) for one in filter(meant, links(sentence, view)))


def _candidates(sentence: Sentence, indexes: _Indexes, view: View) -> Iterator[Sentence]:
    """Sentences of other reports with a figure in common, or with most of its words of the same branch."""
    own, stage, register = sentence.passage, sentence.passage.stage, view.register
    passages: dict[str, Passage] = {}
    for quantity in sentence.quantities:
        if quantity.year is not None:
            for passage, other in _year_index(quantity.year, stage, indexes, view).by_figure.get(figure(quantity), ()):
                owners = owner(other, register), owner(quantity, register)
                if other.year == quantity.year and (owners[0] == owners[1] or not all(owners)):
                    passages[passage.passage_id] = passage
    if own.year is not None:
        index = _year_index(own.year, stage, indexes, view)
        passages |= _similar_passages(bigrams_of(sentence.text), doers(sentence, register), index)
    others = [
        passage
        for passage in passages.values()
        if passage.document_id != own.document_id and one_of_agency(own.agency, passage.agency, register)
    ]
    for found in sentences_of_each(others, view) if others else ():
        yield from found


def _similar_passages(words: frozenset[str], branches: Iterable[str], index: _YearIndex) -> dict[str, Passage]:
    """Passages of these branches that hold so much of the words that a sentence of theirs may be nearly identical.

    Where MIN_CONTAINMENT of the words is shared, so is one of the rarest 1 - MIN_CONTAINMENT of them.
    """
    near: dict[str, Passage] = {}
    for branch in branches if len(words) >= MIN_BIGRAMS else ():
        if branch not in index.by_words:
            held: dict[str, list[Passage]] = defaultdict(list)
            for passage in index.by_branch.get(branch, ()):
                for pair in bigrams_of(passage.text):
                    held[pair].append(passage)
            index.by_words[branch] = dict(held)
        held = index.by_words[branch]
        rare = sorted(words, key=lambda pair: len(held.get(pair, ())))[: int(len(words) * (1 - MIN_CONTAINMENT)) + 1]
        near |= {p.passage_id: p for pair in rare for p in held.get(pair, ())}
    return {name: p for name, p in near.items() if containment(words, bigrams_of(p.text)) >= MIN_CONTAINMENT}


def _indexes(view: View) -> _Indexes:
    kept = _kept.get(view)
    if kept is None or kept.generation != view.generation:
        kept = _kept[view] = _Indexes(view.generation)
    return kept


def _year_index(year: int, stage: Stage | None, indexes: _Indexes, view: View) -> _YearIndex:
    """Made once for each state of the library."""
    kept = indexes.years
    if (year, stage) not in kept:
        index = _YearIndex()
        for passage in view.passages(Filters(year=(year,), stage=(stage,) if stage else ())):
            if passage.label not in ("measure", "strategy") and passage.stage == stage:
                _add(passage, index)
        kept[year, stage] = index
    return kept[year, stage]


def _add(passage: Passage, index: _YearIndex) -> None:
    index.by_id[passage.passage_id] = passage
    for quantity in passage.quantities:
        index.by_figure[figure(quantity)].append((passage, quantity))
    for branch in passage.branches:
        index.by_branch[branch].append(passage)
