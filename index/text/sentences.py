"""Passages cut into sentences, each with its own figures. Every sentence is a slice of the document's text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from weakref import WeakKeyDictionary

from jixiao.extract.names import organisations
from jixiao.extract.names.register import Register
from jixiao.extract.records import Passage, Quantity, Span, Status
from jixiao.extract.tagging import doers
from jixiao.extract.tagging import status as tagging_status
from jixiao.extract.text import enumeration, normalisation
from jixiao.index.sentences.records import PassageSentences
from jixiao.index.text.tokenizer import fold
from jixiao.index.view import View

# Characters of a label (「高雄分局：」 before the items of a list), which is no sentence.
LABEL_LENGTH = 12
# A quote shorter than this says too little to stand alone; it joins the sentence before it.
SHORT = 8
# Passages whose sentences are kept in memory, some 5 KB each; texts whose spans are.
KEPT_PASSAGES, KEPT_SPANS = 50_000, 20_000
_FIGURES = re.compile(r"[\d,.%％]+")
_HEAD = re.compile(r"^[\s，、；;。:：]+")


@dataclass(frozen=True, slots=True)
class Doers:
    """The branches that did it; `general`: the doer is every branch."""

    branches: tuple[str, ...]
    general: bool


@dataclass(frozen=True, slots=True)
class Sentence:
    """`text` is the document's text at `span`; `quantities` are those that stand in it.

    `folded` is the text as it is matched. `before` is the sentence that a breakdown (「總局 252 基 96 …」, which names
    nothing itself) belongs to, else None. `branches` did what it says; `general` is true where every branch is meant.
    """

    passage: Passage
    span: Span
    text: str
    folded: str
    before: Sentence | None
    branches: tuple[str, ...]
    general: bool
    status: Status
    quantities: tuple[Quantity, ...]


_kept: WeakKeyDictionary[View, tuple[int, dict[str, list[Sentence]]]] = WeakKeyDictionary()


def split(passage: Passage, register: Register) -> list[Sentence]:
    """The sentences of a passage, in order: clauses up to 。；！？, items of a list apart, labels left out."""
    found: list[Sentence] = []
    said = _unsaid(passage, register)
    for span in _spans(passage.text):
        text = passage.text[span.start : span.end]
        at = span.shift(passage.span.start)
        own = tuple(q for q in passage.quantities if at.start <= q.span.start and q.span.end <= at.end)
        folded = fold(text)
        before = _whole(own, found) if is_breakdown(folded, own) else None
        named = _named(passage, span, register)
        said = named or said
        status = tagging_status.status(text, None, passage.stage)
        found.append(Sentence(passage, at, text, folded, before, said.branches, said.general, status, own))
        if named and _speaks_for_another(passage, named, register):
            said = _unsaid(passage, register)
    return found


def restored(passage: Passage, kept: PassageSentences) -> list[Sentence]:
    """The sentences as `split` gives them."""
    found: list[Sentence] = []
    for one in kept.sentences:
        span = Span(one.start, one.end)
        text = passage.text[one.start - passage.span.start : one.end - passage.span.start]
        own = tuple(q for q in passage.quantities if one.start <= q.span.start and q.span.end <= one.end)
        before = None if one.before is None else found[one.before]
        found.append(Sentence(passage, span, text, fold(text), before, one.branches, one.general, one.status, own))
    return found


def sentences_of(passage: Passage, view: View) -> list[Sentence]:
    """As `split`, each passage once for each state of the library: every part of an answer has the same sentences."""
    return sentences_of_each([passage], view)[0]


def sentences_of_each(passages: Sequence[Passage], view: View) -> list[list[Sentence]]:
    """As `sentences_of`, of many passages at once."""
    kept = _kept.get(view)
    if kept is None or kept[0] != view.generation or len(kept[1]) >= KEPT_PASSAGES:
        kept = _kept[view] = (view.generation, {})
    made = kept[1]
    new = [passage for passage in passages if passage.passage_id not in made]
    known = view.sentences([passage.passage_id for passage in new]) if new else {}
    for passage in new:
        own = known.get(passage.passage_id)
        made[passage.passage_id] = split(passage, view.register) if own is None else restored(passage, own)
    return [made[passage.passage_id] for passage in passages]


def texts(passage: Passage) -> list[str]:
    """The texts of its sentences alone."""
    return [passage.text[span.start : span.end] for span in _spans(passage.text)]


def _whole(parts: Sequence[Quantity], found: Sequence[Sentence]) -> Sentence | None:
    """The sentence that a breakdown belongs to: the last that counts the same thing, else the last with a figure."""
    same = {(q.unit, q.of) for q in parts}
    counted = [s for s in reversed(found) if s.quantities]
    alike = [s for s in counted if any((q.unit, q.of) in same for q in s.quantities)]
    return next(iter([*alike, *counted]), None)


def _unsaid(passage: Passage, register: Register) -> Doers:
    """Who did what a sentence says that names nobody and follows none that does; a row of totals is nobody's."""
    if len(passage.branches) == 1 or not passage.agency or passage.columns:
        return Doers(passage.branches, passage.scope == "all")
    own = organisations.own(passage.agency, register)
    return Doers((own,) if own else (), False)


def _named(passage: Passage, span: Span, register: Register) -> Doers | None:
    """Whom the sentence names as doer; its label (「2.新竹分局：」) is read with it."""
    context = doers.Context(passage.agency, passage.year, passage.stage, register=register)
    found = doers.subjects(normalisation.fold(passage.text[span.start : span.end]), context)
    if not found:
        return None
    branches, scope = doers.settled(found, context)
    return Doers(branches, scope == "all")


def _speaks_for_another(passage: Passage, named: Doers, register: Register) -> bool:
    """In a branch's own report, what the head office did is an aside: the next sentence is the branch's again."""
    own, heads = organisations.own(passage.agency, register), register.heads
    return own is not None and own not in heads and set(named.branches) <= set(heads)


def is_label(folded: str) -> bool:
    """Whether a sentence is only the label of what comes behind it."""
    return folded.endswith(":") and len(folded) <= LABEL_LENGTH


def is_breakdown(folded: str, quantities: Sequence[Quantity]) -> bool:
    """Whether a sentence holds several figures and, without them, hardly a word."""
    return len(quantities) >= 3 and len(_FIGURES.sub("", folded)) <= 4 * len(quantities) + 4


@lru_cache(maxsize=KEPT_SPANS)
def _spans(text: str) -> tuple[Span, ...]:
    """Spans in `text`, white space, labels and leading marks trimmed."""
    starts = sorted({0, *(label.start for label in enumeration.labels(text)), *enumeration.cuts(text, level=1)})
    spans: list[Span] = []
    for start, stop in zip(starts, [*starts[1:], len(text)], strict=True):
        label = enumeration.label_at_start(text[start:stop])
        begin = start + label.end if label else start
        head = _HEAD.match(text[begin:stop])
        begin += head.end() if head else 0
        end = begin + len(text[begin:stop].rstrip())
        if end <= begin:
            continue
        if spans and end - begin < SHORT:
            spans[-1] = Span(spans[-1].start, end)
        else:
            spans.append(Span(begin, end))
    return tuple(spans)
