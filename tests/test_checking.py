"""Figures that contradict each other, and parts that do not add up."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from jixiao.extract import pipeline
from jixiao.extract.names.register import ours
from jixiao.extract.records import Locator, Passage, Quantity, Span
from jixiao.extract.tagging.annotation import Context, annotate
from jixiao.index.answers.check import contradictions, totals

SEEDS = Path(__file__).parents[2] / "shared" / "seeds"


def told(
    text: str, *, number: int = 1, document: str = "a", year: int = 112, agency: str = "標準檢驗局臺中分局"
) -> Passage:
    """An outcome of a report, tagged as the product tags it; it begins at 1,000 × `number`."""
    (found,) = annotate([text], [Context(agency, year, "result", None)])
    start = 1000 * number
    return Passage(
        f"{document}:{start}-{start + len(text)}",
        document,
        f"{document}.txt",
        text,
        Span(start, start + len(text)),
        agency=agency,
        year=year,
        stage="result",
        label="outcome",
        branches=found.branches,
        scope=found.scope,
        locator=Locator(line_start=number),
        tags=tuple(replace(tag, span=tag.span.shift(start)) for tag in found.tags),
        quantities=tuple(replace(q, span=q.span.shift(start)) for q in found.quantities),
    )


def pairs(*texts: str) -> list[set[float]]:
    passages = [told(text, number=at) for at, text in enumerate(texts, 1)]
    return [
        {pair.first.quantity.value, pair.second.quantity.value}
        for pair in contradictions.contradictions(passages, ours())
    ]


@pytest.mark.parametrize(
    ("first", "second", "values"),
    [
        ("112 年共受理 17 件傳真申請。", "112 年度受理傳真申請 37 件。", {17, 37}),
        ("全年網路申辦案件計 19,352 件。", "112 年網路申辦 18,249 批。", {19352, 18249}),
        ("線上報名系統使用率達 95.2%。", "線上報名系統使用率為 93.1%。", {95.2, 93.1}),
        ("證照換發及補發線上申辦率 60.34%。", "證照換發線上申辦率 66.8%。", {60.34, 66.8}),
        ("夜間服務櫃檯服務 1,024 人次。", "夜間服務櫃檯共服務 1,240 人次。", {1024, 1240}),
        ("夜市攤商磅秤宣導活動共辦理 12 場次。", "辦理夜市攤商磅秤宣導活動 15 場。", {12, 15}),
        ("行動檢定車到府檢定 512 具。", "行動檢定車到府檢定計 521 具。", {512, 521}),
        ("核發型式認可證書 340 張。", "型式認可證書核發 430 張。", {340, 430}),
        ("臺南分局受理傳真申請 12 件。", "傳真申請 15 件由臺南分局受理，臺南分局受理傳真申請 15 件。", {12, 15}),
    ],
)
def test_two_figures_of_one_thing_contradict(first: str, second: str, values: set[float]) -> None:
    assert pairs(first, second) == [values]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("受理傳真申請 17 件。", "受理傳真申請 17 件。"),
        ("受理傳真申請 17 件。", "受理傳真申請 37 人次。"),
        ("受理傳真申請 17 件。", "111 年受理傳真申請 37 件。"),
        ("受理傳真申請 17 件。", "112 年 3 月受理傳真申請 3 件。"),
        ("受理傳真申請 17 件。", "112 年上半年受理傳真申請 8 件。"),
        ("臺中分局受理傳真申請 17 件。", "臺南分局受理傳真申請 37 件。"),
        ("受理傳真申請 17 件。", "其中急件傳真申請 5 件。"),
        ("受理傳真申請 17 件。", "每月受理傳真申請 3 件。"),
        ("受理傳真申請 17 件。", "平均受理傳真申請 3 件。"),
        ("受理傳真申請 17 件。", "預計受理傳真申請 30 件。"),
        ("受理傳真申請 17 件。", "傳真申請目標值 30 件。"),
        ("受理傳真申請 17 件。", "未受理傳真申請 30 件。"),
        ("受理傳真申請 17 件。", "傳真申請較去年增加 5 件。"),
        ("受理傳真申請 37 件。", "受理傳真申請逾 30 件。"),
        ("受理傳真申請 37 件。", "受理傳真申請 30 餘件。"),
        ("受理傳真申請 37 件。", "受理傳真申請約 38 件。"),
        ("受理傳真申請 37 件。", "受理傳真申請 30 件以上。"),
        ("服務旅客 35,213 人次。", "服務旅客 3.5 萬人次。"),
        ("線上申辦使用率 99.23%。", "線上申辦使用率 99.2%。"),
        ("受理傳真申請 17 件。", "退件之傳真申請 3 件。"),
        ("查核加油站 223 站。", "新增加油站 18 站。"),
        ("辦理說明會 3 場。", "辦理說明會 5 場。"),
        ("辦理校園宣導活動 3 場。", "辦理社區宣導活動 5 場。"),
        ("共 43 家廠商參加。", "通知 620 家廠商。"),
        ("線上申辦率由 60% 提升至 80%。", "線上申辦率達 80%。"),
        ("累計核發型式認可證書 3,400 張。", "核發型式認可證書 430 張。"),
        ("核發型式認可證書 340 張(含換發型式認可證書 12 張)。", "核發型式認可證書 340 張。"),
        ("112 年 4 月 25 日座談會問卷回收 12 份。", "112 年 11 月 13 日座談會問卷回收 40 份。"),
        ("油量計檢定合格率 99%。", "計程車計費表檢定合格率 97%。"),
    ],
)
def test_figures_that_may_both_be_true_do_not(first: str, second: str) -> None:
    assert pairs(first, second) == []


def test_a_pair_is_told_once_though_its_words_are_repeated() -> None:
    assert pairs("受理傳真申請 17 件。", "受理傳真申請 37 件。", "受理傳真申請 17 件。") == [{17, 37}]


def test_a_word_of_many_values_is_no_one_thing() -> None:
    assert pairs(*(f"受理傳真申請 {n} 件。" for n in (3, 5, 7, 9))) == []


def test_a_later_report_may_give_another_figure_for_the_year_before() -> None:
    now = told("辦理到府檢定服務計 1,350 具，較 111 年度 1,250 具增加 8%。", document="b")
    then = told("辦理到府檢定服務計 1,204 具。", document="a", year=111)
    (pair,) = contradictions.contradictions([then, now], ours())
    assert pair.place == "between"
    assert {pair.first.quantity.value, pair.second.quantity.value} == {1204, 1250}


def test_plans_contradict_nothing() -> None:
    plan = replace(told("受理傳真申請 30 件。", document="b"), stage="plan")
    assert not list(contradictions.contradictions([told("受理傳真申請 17 件。"), plan], ours()))


def test_a_quantity_and_its_rounding_are_compatible_both_ways() -> None:
    exact, rounded = (
        Quantity(s, v, "人次", None, Span(0, 1)) for s, v in (("35,213 人次", 35213), ("3.5 萬人次", 35000))
    )
    assert contradictions.compatible(exact, rounded)
    assert contradictions.compatible(rounded, exact)
    assert not contradictions.compatible(exact, replace(rounded, surface="3.4 萬人次", value=34000))


def test_parts_by_the_signs_of_branches_are_added_up() -> None:
    right = told("總局及各分局共測試 1,161 人次。總局 252 基 96 新 108 中 240 南 288 高 117 花 60")
    wrong = told("總局及各分局共測試 1,171 人次。總局 252 基 96 新 108 中 240 南 288 高 117 花 60")
    assert [one.matches for one in totals.stated_totals([right, wrong], ours())] == [True, False]
    (one,) = totals.stated_totals([wrong], ours())
    assert (one.total.value, one.added, len(one.parts)) == (1171, 1161, 7)
    start = wrong.span.start
    assert wrong.text[one.span.start - start : one.span.end - start].startswith("1,171 人次")


@pytest.mark.parametrize(
    ("text", "matches"),
    [
        ("共檢定 1,204 具(地秤 312 具、計費表 892 具)。", [True]),
        ("共檢定 1,204 具（地秤 312 具、計費表 802 具）。", [False]),
        ("輔導 7 家(其中食品 2 家、機械 4 家)。", [True]),
        ("輔導 7 家(其中食品 4 家、機械 4 家)。", [False]),
        ("受理 12 件(較去年 10 件增加 2 件)。", []),
        ("受理 12 件(5 場、3 場)。", []),
        ("受理 12 件(目標值 10 件、20 件)。", []),
        ("受理 12 件(5 件)。", []),
    ],
)
def test_parts_in_brackets_are_added_up(text: str, matches: list[bool]) -> None:
    assert [one.matches for one in totals.stated_totals([told(text)], ours())] == matches


@pytest.mark.reports
def test_the_known_contradictions_of_the_reports_are_listed_and_hardly_another() -> None:
    if not SEEDS.is_dir():
        pytest.skip("the reports are not beside the repository")
    passages = [p for path in sorted(SEEDS.glob("*.txt")) for p in pipeline.extract(path)[1]]
    found = [
        {pair.first.quantity.value, pair.second.quantity.value}
        for pair in contradictions.contradictions(passages, ours())
    ]
    assert all(pair in found for pair in ({17, 37}, {19352, 18249}, {60.34, 66.8}))
    assert len(found) <= 5
    assert all(one.matches for one in totals.stated_totals(passages, ours()))
