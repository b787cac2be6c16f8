"""What people have said of the evidence: accepted passages come first, rejected ones stand apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from extract.records import Passage
from index.answers import wording
from index.answers.exported import Row
from index.answers.wording import Language
from index.marks import of_passage
from index.records import Mark, Verdict

NO_MARKS: Mapping[str, Mark] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Judged:
    """Evidence for one item. `passages` count: the accepted ones first; `rejected` do not, though they were found.

    `marks` are the judgements of both, by passage id.
    """

    passages: tuple[Passage, ...] = ()
    rejected: tuple[Passage, ...] = ()
    marks: Mapping[str, Mark] = field(default_factory=lambda: NO_MARKS)

    def told(self, verdict: Verdict) -> int:
        """Passages of this verdict."""
        return sum(1 for mark in self.marks.values() if mark.verdict == verdict)

    @property
    def changed(self) -> int:
        """Passages whose text is another than when they were judged."""
        return sum(1 for mark in self.marks.values() if mark.standing == "changed")


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


def strength(found: Judged, language: Language) -> list[str]:
    """「採認 2」「不採認 1」「判斷後文字已改 1」, of what there is."""
    counts = {"accepted": found.told("accepted"), "rejected": found.told("rejected"), "changed": found.changed}
    return [wording.say("judging", key, language).format(n=n) for key, n in counts.items() if n]


def told(mark: Mark, language: Language) -> str:
    """「不採認（王小明，2026-11-21）：理由」, with what became of the words since."""
    since = "" if mark.standing in ("same", "moved") else wording.say("judging", f"since_{mark.standing}", language)
    key = "told" if mark.reason else "told_bare"
    line = wording.say("judging", key, language).format(
        verdict=wording.say("verdict", mark.verdict, language), name=mark.name, day=mark.made[:10], reason=mark.reason
    )
    return line + since


def rows_of_passages(
    passages: Iterable[Passage], sha256: Callable[[str], str], marks: Sequence[Mark], item: str | None = None
) -> Iterator[Row]:
    """A row a passage with its judgement; one for each of its items where it was judged for several.

    `item`: only what was said of it for this one.
    """
    for passage in passages:
        own = [m for m in of_passage(marks, passage.passage_id, item) if m.now == passage.passage_id]
        for mark in own or (None,):
            yield Row(passage, sha256(passage.document_id), mark=mark)
