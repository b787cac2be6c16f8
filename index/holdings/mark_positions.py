"""Where judged passages stand in the library now: at their place, at another, in other words, or nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from jixiao.extract.names.register import Register
from jixiao.extract.records import Passage, Span
from jixiao.extract.text.normalisation import squash
from jixiao.index.holdings.versions import same_report
from jixiao.index.records import DocumentInfo, Mark, MarkPosition
from jixiao.index.text.similarity import bigrams, containment, dice, same_measure

# Dice coefficient of the bigrams from which a passage is taken for the judged one in other words: in the same row, and
# elsewhere. Source: the 488 outcomes of reports 000-004, each with a fifth of its characters changed at random: at
# least 0.59 with itself before; with another passage of its row at most 0.54. Elsewhere reports tell the same thing
# again: one passage in twenty-five has more than 0.8 there.
MIN_SAME_ROW, MIN_ELSEWHERE = 0.55, 0.8
# Share of a passage's bigrams from which a longer one of its row holds it, where two were joined into one. Source: of
# the 2820 pairs of different passages in one row of reports 000-004, three have more: a regulation quoted twice, and
# two sentences that say the same.
MIN_HELD = 0.7

Found = tuple[MarkPosition, str | None]


@dataclass(frozen=True, slots=True)
class Place:
    """A passage that was judged, or stood beside one: its text, and the row of its table."""

    span: Span
    text: str
    row: tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Told:
    """A passage of the library as it is compared: its id, text without blanks, row, and bigrams."""

    name: str
    text: str
    row: tuple[str, str]
    words: set[str]


def stand(
    marks: Sequence[Mark], documents: Sequence[DocumentInfo], passages: Iterable[Passage], register: Register
) -> tuple[Mark, ...]:
    """The marks, in their order, as they stand among these documents and all their passages, in document order.

    A passage of a superseded report, or of one that is gone, is looked for in the version that counts. Two judged
    passages of one report never stand in the same passage, unless it holds the words of both.
    """
    there: dict[str, list[Passage]] = {document.document_id: [] for document in documents}
    for passage in passages:
        there[passage.document_id].append(passage)
    found: dict[tuple[str, Span], Found] = {}
    for digest in dict.fromkeys(mark.sha256 for mark in marks):
        group = [mark for mark in marks if mark.sha256 == digest]
        found |= {(digest, span): told for span, told in _in_report(group, documents, there, register).items()}
    told = [(mark, *found[mark.sha256, mark.span]) for mark in marks]
    return tuple(replace(mark, position=position, now=now) for mark, position, now in told)


def _in_report(
    marks: Sequence[Mark],
    documents: Sequence[DocumentInfo],
    passages: Mapping[str, Sequence[Passage]],
    register: Register,
) -> dict[Span, Found]:
    """The places of marks on one document."""
    own = next((document for document in documents if document.sha256 == marks[0].sha256), None)
    places = {mark.span: Place(mark.span, squash(mark.quote), _row(mark)) for mark in marks}
    if own is not None and own.superseded_by is None:
        return _within(places, passages[own.document_id])
    current = _current(own or _document(marks[0]), documents, register)
    there = [passage for document in current for passage in passages[document.document_id]]
    # What the old version says elsewhere is not what the judged passage became, where the new one still says it.
    beside = {p.span: Place(p.span, squash(p.text), _row(p)) for p in (passages[own.document_id] if own else ())}
    return {span: told for span, told in _matched(beside | places, there).items() if span in places}


def _within(places: Mapping[Span, Place], there: Sequence[Passage]) -> dict[Span, Found]:
    """In the same document, which may have been cut anew: its words have not changed."""
    texts = {passage.passage_id: squash(passage.text) for passage in there}
    found: dict[Span, Found] = {}
    for span, place in places.items():
        here = next((p for p in there if p.span == span and texts[p.passage_id] == place.text), None)
        if here is not None:
            found[span] = ("same", here.passage_id)
            continue
        holding = [p for p in there if place.text in texts[p.passage_id]]
        nearest = min(holding, key=lambda p: (len(p.text), abs(p.span.start - span.start)), default=None)
        if nearest is not None:
            found[span] = ("moved", nearest.passage_id)
    left = {span: place for span, place in places.items() if span not in found}
    taken = {now for _, now in found.values()}
    return found | _matched(left, [p for p in there if p.passage_id not in taken])


def _matched(places: Mapping[Span, Place], there: Sequence[Passage]) -> dict[Span, Found]:
    """Each place with the passage of the same text, else with the one most like it, else with one that holds it.

    A passage answers one place only, but for the last way.
    """
    told = [_Told(p.passage_id, squash(p.text), _row(p), bigrams(p.text)) for p in there]
    found = _equal(places, told)
    taken = {now for _, now in found.values()}
    left = [place for span, place in sorted(places.items()) if span not in found]
    pairs = list(_alike(left, told))
    for _, span, now in sorted(pairs, key=lambda pair: (-pair[0], pair[1])):
        if span not in found and now not in taken:
            found[span] = ("changed", now)
            taken.add(now)
    for place in left:
        words = bigrams(place.text)
        near = [one for one in told if place.span not in found and _one_row(place.row, one.row)]
        best = max(near, key=lambda one: containment(words, one.words), default=None)
        if best is not None and containment(words, best.words) >= MIN_HELD:
            found[place.span] = ("moved" if best.text == place.text else "changed", best.name)
    return {span: found.get(span, ("missing", None)) for span in places}


def _equal(places: Mapping[Span, Place], told: Sequence[_Told]) -> dict[Span, Found]:
    """The places whose text stands word for word elsewhere, in the same row rather than in another, in order."""
    found: dict[Span, Found] = {}
    free = list(told)
    for same_row in (True, False):
        for span, place in sorted(places.items()):
            equal = (one for one in free if one.text == place.text and (not same_row or one.row == place.row))
            one = None if span in found else next(equal, None)
            if one is not None:
                found[span] = ("moved", one.name)
                free.remove(one)
    return found


def _alike(places: Iterable[Place], told: Iterable[_Told]) -> Iterator[tuple[float, Span, str]]:
    """Similarity, place and passage of the pairs that may be one; those of one row count for more."""
    for place in places:
        words = bigrams(place.text)
        for one in told:
            similarity = dice(words, one.words)
            here = _one_row(place.row, one.row)
            if similarity >= (MIN_SAME_ROW if here else MIN_ELSEWHERE):
                yield similarity + here, place.span, one.name


def _current(document: DocumentInfo, documents: Sequence[DocumentInfo], register: Register) -> list[DocumentInfo]:
    """The versions of a report that count; its own newer version where it is known."""
    known = {one.document_id: one for one in documents}
    newer = document
    while newer.superseded_by is not None and newer.superseded_by in known:
        newer = known[newer.superseded_by]
    if newer is not document:
        return [newer]
    return [one for one in documents if one.superseded_by is None and same_report(document, one, register)]


def _document(mark: Mark) -> DocumentInfo:
    """What a mark keeps of its report."""
    document_id = mark.passage_id.split(":")[0]
    told = (mark.title, mark.agency, mark.year, mark.stage)
    return DocumentInfo(document_id, mark.source, *told, passages=0, sha256=mark.sha256, added=mark.made)


@lru_cache(maxsize=10_000)
def _one_row(first: tuple[str, str], second: tuple[str, str]) -> bool:
    """Whether strategy and measure are the same, the measure but for small changes."""
    if first[0] != second[0] or not (first[1] and second[1]):
        return first == second
    return same_measure(first[1], second[1])


def _row(one: Mark | Passage) -> tuple[str, str]:
    return squash(one.strategy or ""), squash(one.measure or "")
