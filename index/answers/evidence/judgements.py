"""What people have said of the evidence: accepted passages come first, rejected ones stand apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from jixiao.extract.records import Passage
from jixiao.index.answers.evidence.records import Judged
from jixiao.index.records import Mark, Verdict


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
