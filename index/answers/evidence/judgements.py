"""What people have said of the evidence: accepted passages come first, rejected ones stand apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from jixiao.extract.records import Passage
from jixiao.index import labels
from jixiao.index.export.records import Row
from jixiao.index.labels import Language
from jixiao.index.records import Mark, Verdict
from jixiao.index.storage.marks import CONTEXT, mark_to_json

NO_MARKS: Mapping[str, Mark] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Judged:
    """Evidence for one item. `passages` count: the accepted ones first; `rejected` do not, though they were found.

    `marks` are the judgements of both, by passage id.
    """

    passages: tuple[Passage, ...] = ()
    rejected: tuple[Passage, ...] = ()
    marks: Mapping[str, Mark] = field(default_factory=lambda: NO_MARKS)

    def count(self, verdict: Verdict) -> int:
        """How many passages have this verdict."""
        return sum(1 for mark in self.marks.values() if mark.verdict == verdict)

    @property
    def changed(self) -> int:
        """Passages whose text is another than when they were judged."""
        return sum(1 for mark in self.marks.values() if mark.position == "changed")


def judged(found: Sequence[Passage], looked_at: Iterable[Passage], marks: Mapping[str, Mark]) -> Judged:
    """`found` speak for the item by themselves, best first; of `looked_at`, those accepted for it do so too.

    `marks`: passage id -> judgement for the item.
    """
    own = {p.passage_id for p in found}
    whole = [*found, *(p for p in looked_at if p.passage_id in marks and p.passage_id not in own)]
    there = {p.passage_id: marks[p.passage_id] for p in whole if p.passage_id in marks}

    def said(verdict: Verdict | None) -> list[Passage]:
        return [p for p in whole if (there[p.passage_id].verdict if p.passage_id in there else None) == verdict]

    return Judged((*said("accepted"), *said(None)), tuple(said("rejected")), there)


def accepted(marks: Iterable[Mark]) -> set[str]:
    """Ids of the passages that somebody accepted for whatever item."""
    return {mark.now for mark in marks if mark.verdict == "accepted" and mark.now is not None}


def count_labels(found: Judged, language: Language) -> list[str]:
    """「採認 2」「不採認 1」「判斷後文字已改 1」, of what there is."""
    counts = {"accepted": found.count("accepted"), "rejected": found.count("rejected"), "changed": found.changed}
    return [labels.say("judging", key, language).format(n=n) for key, n in counts.items() if n]


def judgement_text(mark: Mark, language: Language) -> str:
    """「不採認（王小明，2026-11-21）：理由」, with what became of the words since."""
    since = "" if mark.position in ("same", "moved") else labels.say("judging", f"since_{mark.position}", language)
    key = "told" if mark.reason else "told_bare"
    line = labels.say("judging", key, language).format(
        verdict=labels.say("verdict", mark.verdict, language), name=mark.name, day=mark.made[:10], reason=mark.reason
    )
    return line + since


def with_marks(rows: Iterable[Row], marks: Sequence[Mark]) -> Iterator[Row]:
    """The rows with the judgement of their passages; one for each item where a passage was judged for several."""
    own: dict[str | None, list[Mark]] = {}
    for mark in marks:
        own.setdefault(mark.now, []).append(mark)
    for row in rows:
        yield from (replace(row, mark=mark) for mark in own.get(row.passage.passage_id, [row.mark]))


def rows_of_marks(
    marks: Iterable[Mark], passage: Callable[[str], Passage], sha256: Callable[[str], str], language: Language
) -> Iterator[Row]:
    """A row a judgement: the passage as it is now; as it was judged where the library has it no more."""
    for mark in marks:
        if mark.now is None:
            yield Row(_judged_passage(mark), mark.sha256, mark=mark)
            continue
        here = passage(mark.now)
        was = labels.say("judging", "was", language).format(quote=mark.quote)
        yield Row(here, sha256(here.document_id), finding=was if mark.position == "changed" else None, mark=mark)


def _judged_passage(mark: Mark) -> Passage:
    """What a judgement keeps of its passage."""
    document_id = mark.passage_id.split(":")[0]
    context = {name: getattr(mark, name) for name in CONTEXT}
    return Passage(mark.passage_id, document_id, mark.source, mark.quote, mark.span, **context)


def judgement_lines(
    marks: Iterable[Mark], passage: Callable[[str], Passage] | None, language: Language
) -> Iterator[str]:
    """For people: what was said of which words, where they are now, and the present text where it is another.

    `passage` None: decisions of the history, which do not tell where the words are now.
    """
    for mark in marks:
        where = [] if passage is None else [labels.say("words_now", mark.position, language)]
        said = [mark.item, labels.say("verdict", mark.verdict, language), mark.name, mark.made, mark.reason]
        yield "\t".join([*said, *where, mark.now or mark.passage_id, mark.source, " ".join(mark.quote.split())])
        if passage is not None and mark.position == "changed" and mark.now is not None:
            now = " ".join(passage(mark.now).text.split())
            yield "\t" + labels.say("judging", "is_now", language).format(text=now)


def marks_to_json(marks: Iterable[Mark], passage: Callable[[str], Passage]) -> list[dict[str, Any]]:
    """Judgements with `text`, the present one of their passage; null where the library has it no more."""
    return [mark_to_json(m) | {"text": None if m.now is None else passage(m.now).text} for m in marks]
