"""The evidence for scoring items with what people have said of it, and how it reads as JSON, in a terminal, as rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from jixiao.extract.passage_json import passage_to_json
from jixiao.extract.records import Label, Passage, ScoringFacet, ScoringItem
from jixiao.index import labels
from jixiao.index.export.records import Row
from jixiao.index.labels import Language
from jixiao.index.records import Mark, Verdict
from jixiao.index.storage.records import CONTEXT, mark_to_json

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


# What was done is evidence; strategies and measures only say what was meant.
OUTCOMES: tuple[Label, ...] = ("outcome",)


@dataclass(frozen=True, slots=True)
class ItemEvidence:
    """`passages` speak for `item`: the accepted ones, those of its own row, those whose words name it; results first.

    `judged` holds the rejected ones too, `lost` the judgements of passages that the library has no more.
    """

    facet: ScoringFacet
    item: ScoringItem
    judged: Judged
    lost: tuple[Mark, ...] = ()

    @property
    def passages(self) -> tuple[Passage, ...]:
        """What counts as evidence."""
        return self.judged.passages

    @property
    def years(self) -> dict[int, int]:
        """ROC year -> passages, in order of years."""
        return dict(sorted(Counter(p.year for p in self.passages if p.year is not None).items()))

    @property
    def branches(self) -> dict[str, int]:
        """Branch -> passages in which it is a doer, most first."""
        return dict(Counter(branch for p in self.passages for branch in p.branches).most_common())


def evidence_to_json(found: Sequence[ItemEvidence]) -> dict[str, Any]:
    """`items` in the framework's order, each with its passages; `without` names those that have none.

    `marks` are the judgements of `passages` and `rejected`, and those of passages that are gone.
    """
    return {
        "items": [
            {
                "facet": one.facet.number,
                "facet_name": one.facet.name,
                "facet_points": one.facet.points,
                "item": one.item.id,
                "points": one.item.points,
                "criteria": list(one.item.criteria),
                "count": len(one.passages),
                "years": {str(year): count for year, count in one.years.items()},
                "branches": one.branches,
                "passages": [passage_to_json(passage) for passage in one.passages],
                "accepted": one.judged.count("accepted"),
                "rejected": [passage_to_json(passage) for passage in one.judged.rejected],
                "marks": [mark_to_json(mark) for mark in (*one.judged.marks.values(), *one.lost)],
            }
            for one in found
        ],
        "without": [one.item.id for one in found if not one.passages],
    }


def evidence_lines(found: Sequence[ItemEvidence], shown: int = 3) -> Iterator[str]:
    """For people: each item with its number of passages and the first of them; rejected ones with who and why."""
    for one in found:
        counts = count_labels(one.judged, "zh")
        yield "\t".join([f"{one.facet.number} {one.facet.name}", one.item.id, str(len(one.passages)), *counts])
        for passage in (*one.passages[:shown], *one.judged.rejected):
            mark = one.judged.marks.get(passage.passage_id)
            said = [judgement_text(mark, "zh")] if mark else []
            words = " ".join(passage.text.split())
            yield "\t".join(["", passage.source, "、".join(passage.branches), words, *said])
