"""The scoring framework: its data, a user's own, and the items of passages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from jixiao.extract.errors import UnreadableDocumentError
from jixiao.extract.framework import grade, item_asked, item_named, items, load
from jixiao.extract.records import Passage, Span

PLAN = Path(__file__).parents[2] / "shared/gold/framework_003.json"


def passage(text: str, strategy: str | None, facet: int | None = 1) -> Passage:
    return Passage("d:0-1", "d", "a.txt", text, Span(0, len(text)), label="outcome", strategy=strategy, facet=facet)


def test_the_bundled_framework_is_that_of_the_award() -> None:
    if not PLAN.exists():
        pytest.skip("needs the gold framework beside the repository")
    gold = json.loads(PLAN.read_text("utf-8"))
    framework = load()
    assert framework.points == gold["total_points"]
    assert [
        {"facet": facet.number, "name": facet.name, "points": facet.points, "items": [item.id for item in facet.items]}
        for facet in framework.facets
    ] == gold["scoring_items"]
    assert {band.name: [band.lowest, band.highest] for band in framework.grades} == gold["grades"]


def test_five_facets_make_a_thousand_points() -> None:
    framework = load()
    assert sum(facet.points or 0 for facet in framework.facets) == framework.points == 1000
    assert sum(len(facet.items) for facet in framework.facets) == 11


@pytest.mark.parametrize(
    ("strategy", "item"),
    [
        ("(一) 提高服務滿意度", "服務滿意情形"),
        ("服務機制精進", "服務精進機制"),
        ("積極回應民眾意見", "意見回應處理情形"),
        ("服務一致及正確性。", "服務一致及正確"),
        ("創新服務", "創新性"),
        ("安全管理", None),
    ],
)
def test_strategies_lead_to_items(strategy: str, item: str | None) -> None:
    found = item_named(load(), strategy)
    assert (found.id if found else None) == item


def test_words_add_items_of_other_rows() -> None:
    found = items(load(), passage("安排首長辦理企業關懷活動，並調查民眾滿意度分析。", "開放參與", 5))
    assert found[0].id == "開放參與"
    assert found[0].basis == "row"
    assert ("服務精進機制", "content") in [(one.id, one.basis) for one in found]


def test_nothing_outside_framework_tables_is_scored() -> None:
    assert items(load(), passage("提供到府服務。", None)) == ()
    assert items(load(), passage("提供到府服務。", "服務可近性", None)) == ()


def test_a_question_names_an_item_and_its_criterion() -> None:
    found = item_asked(load(), "評核項目「服務可近性─主動服務」有哪些佐證？")
    assert found is not None
    assert (found[0].id, found[1]) == ("服務可近性", "主動服務")
    assert item_asked(load(), "夜市攤販租金") is None


def test_points_earn_grades() -> None:
    told = {points: grade(load(), points) for points in (1000, 900, 899.5, 599, 0)}
    assert {points: band.name if band else None for points, band in told.items()} == {
        1000: "優", 900: "優", 899.5: "甲", 599: "丁", 0: "丁",
    }  # fmt: skip


def test_a_users_own_framework_takes_its_place(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(
        'name="自訂"\n[[facets]]\nnumber=1\nname="甲"\npoints=60\n[[facets.items]]\nid="乙"\naliases=["服務"]\n',
        "utf-8",
    )
    own = load(path)
    assert own.points == 60
    assert [one.id for one in items(own, passage("文字", "服務"))] == ["乙"]


@pytest.mark.parametrize("text", ["not toml [", 'name="甲"\n', 'name="甲"\n[[facets]]\nnumber=1\n'])
def test_a_bad_framework_file_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(UnreadableDocumentError, match=r"bad\.toml"):
        load(path)
