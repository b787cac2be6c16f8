"""What a library holds for each scoring item of the framework, and the items for which it holds nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from jixiao.extract import framework as frameworks
from jixiao.extract.messages import Message
from jixiao.extract.records import Framework, Passage, ScoringFacet, ScoringItem
from jixiao.index.answers.evidence import judgements
from jixiao.index.answers.evidence.records import OUTCOMES, ItemEvidence
from jixiao.index.records import EVERYTHING, Filters
from jixiao.index.storage.marks import of_item
from jixiao.index.view import View


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
        raise ValueError(Message.of("scoring_item_unknown_the_framework_has", name, known))
    return item


def _passages_of(passages: Sequence[Passage], item: ScoringItem) -> tuple[Passage, ...]:
    basis = {p.passage_id: own.basis for p in passages for own in p.items if own.id == item.id}
    found = [p for p in passages if p.passage_id in basis]
    return tuple(sorted(found, key=lambda p: (basis[p.passage_id] != "row", p.stage == "plan")))
