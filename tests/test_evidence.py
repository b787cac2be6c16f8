"""Passages by scoring item."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from library_parts import make_passage

from jixiao.extract.records import Item, Passage
from jixiao.index.answers.evidence.evidence import evidence
from jixiao.index.answers.evidence.records import evidence_lines, evidence_to_json
from jixiao.index.records import EVERYTHING, Filters, Mark


class Shelf:
    """What evidence asks of a library."""

    def __init__(self, passages: Sequence[Passage], marks: Sequence[Mark] = ()) -> None:
        self._passages, self._marks = passages, tuple(marks)

    def marks(self) -> tuple[Mark, ...]:
        return self._marks

    def passages(self, filters: Filters = EVERYTHING) -> list[Passage]:
        return [p for p in self._passages if p.label in filters.role and (not filters.year or p.year in filters.year)]


ROW = make_passage("電話禮貌測試 80 人次。", 0, items=(Item("服務友善", "row"),), branches=("新竹分局",))
WORDS = make_passage("問卷回收 40 份。", 50, items=(Item("服務便捷", "row"), Item("服務友善", "content")), year=112)
PLAN = make_passage("預計測試 80 人次。", 100, items=(Item("服務友善", "row"),), stage="plan")
MEASURE = make_passage("注重電話禮貌。", 150, items=(Item("服務友善", "row"),), label="measure")
SHELF = Shelf([WORDS, PLAN, ROW, MEASURE])


def found(filters: Filters = EVERYTHING) -> dict[str, list[str]]:
    return {one.item.id: [p.text for p in one.passages] for one in evidence(SHELF, filters)}  # type: ignore[arg-type]


def test_every_item_of_the_framework_is_there_with_or_without_evidence() -> None:
    every = found()
    assert len(every) == 11
    assert every["內部作業簡化"] == []


def test_results_of_the_own_row_come_before_plans_and_other_rows() -> None:
    assert found()["服務友善"] == [ROW.text, PLAN.text, WORDS.text]


def test_measures_are_evidence_only_if_asked_for() -> None:
    assert found(Filters(role=("measure",)))["服務友善"] == [MEASURE.text]


def test_items_and_facets_can_be_chosen_and_aliases_are_understood() -> None:
    assert list(found(Filters(item=("服務友善性",)))) == ["服務友善"]
    assert list(found(Filters(facet=(3,)))) == ["內部作業簡化", "服務精進機制"]


def test_an_unknown_item_is_named_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match="服務便捷"):
        found(Filters(item=("員工旅遊",)))


def test_json_says_which_items_have_none() -> None:
    told = evidence_to_json(evidence(SHELF, Filters(year=(112,))))  # type: ignore[arg-type]
    assert "服務友善" not in told["without"]
    assert len(told["without"]) == 9
    friendly = next(one for one in told["items"] if one["item"] == "服務友善")
    assert (friendly["count"], friendly["years"], friendly["branches"]) == (1, {"112": 1}, {})


def test_lines_count_and_show_the_first() -> None:
    lines = list(evidence_lines(evidence(SHELF), shown=1))  # type: ignore[arg-type]
    at = next(n for n, line in enumerate(lines) if "服務友善\t3" in line)
    assert ROW.text in lines[at + 1]
