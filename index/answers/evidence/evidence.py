"""What a library holds for each scoring item of the framework, and the items for which it holds nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from jixiao.extract import framework as frameworks
from jixiao.extract.framework import Framework, ScoringFacet, ScoringItem
from jixiao.extract.passage_json import passage_to_json
from jixiao.extract.records import Label, Passage
from jixiao.index.answers.evidence import judgements
from jixiao.index.answers.evidence.judgements import Judged
from jixiao.index.records import EVERYTHING, Filters, Mark
from jixiao.index.storage.marks import mark_to_json, of_item
from jixiao.index.view import View

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


def evidence(view: View, filters: Filters = EVERYTHING, framework: Framework | None = None) -> tuple[ItemEvidence, ...]:
    """Every item of the framework in its order (only those of `filters.item` and `filters.facet` where given).

    Passages pass the other filters too; without a role, outcomes are meant. With a `framework` their items are found
    anew, whichever one the library was made with. Raises ValueError for an unknown item.
    """
    chosen = chosen_items(framework or frameworks.load(), filters)
    passages, marks = scored(view, filters, framework), view.marks()
    found = []
    for facet, item in chosen:
        judged = judgements.judged(_passages_of(passages, item), passages, of_item(marks, item.id))
        lost = tuple(mark for mark in marks if mark.item == item.id and mark.now is None)
        found.append(ItemEvidence(facet, item, judged, lost))
    return tuple(found)


def scored(view: View, filters: Filters, framework: Framework | None) -> list[Passage]:
    """The passages that pass the filters but for item and facet, with the items of `framework` where one is given.

    Without a role: outcomes, and what somebody accepted as evidence whatever it is.
    """
    free = replace(filters, item=(), facet=())
    passages = view.passages(replace(free, role=filters.role or OUTCOMES))
    others = set() if filters.role else judgements.accepted(view.marks()) - {p.passage_id for p in passages}
    if others:
        passages += [p for p in view.passages(free) if p.passage_id in others]
    return passages if framework is None else frameworks.rescored(framework, passages)


def chosen_items(framework: Framework, filters: Filters) -> list[tuple[ScoringFacet, ScoringItem]]:
    """The items that `filters.item` and `filters.facet` leave, in order. Raises ValueError for an unknown item."""
    wanted = {_named(framework, name).id for name in filters.item}
    return [
        (facet, item)
        for facet in framework.facets
        for item in facet.items
        if (not wanted or item.id in wanted) and (not filters.facet or facet.number in filters.facet)
    ]


def item_id(name: str, framework: Framework | None = None) -> str:
    """The id of the scoring item that goes by this name. Raises ValueError for an unknown one."""
    return _named(framework or frameworks.load(), name).id


def _named(framework: Framework, name: str) -> ScoringItem:
    item = frameworks.item_named(framework, name)
    if item is None:
        known = "、".join(item.id for facet in framework.facets for item in facet.items)
        raise ValueError(f"scoring item {name}: unknown; the framework has {known}")
    return item


def _passages_of(passages: Sequence[Passage], item: ScoringItem) -> tuple[Passage, ...]:
    basis = {p.passage_id: own.basis for p in passages for own in p.items if own.id == item.id}
    found = [p for p in passages if p.passage_id in basis]
    return tuple(sorted(found, key=lambda p: (basis[p.passage_id] != "row", p.stage == "plan")))


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
        counts = judgements.count_labels(one.judged, "zh")
        yield "\t".join([f"{one.facet.number} {one.facet.name}", one.item.id, str(len(one.passages)), *counts])
        for passage in (*one.passages[:shown], *one.judged.rejected):
            mark = one.judged.marks.get(passage.passage_id)
            said = [judgements.judgement_text(mark, "zh")] if mark else []
            words = " ".join(passage.text.split())
            yield "\t".join(["", passage.source, "、".join(passage.branches), words, *said])
