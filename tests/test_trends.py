"""One figure over the years, of made-up reports and the learned numbers; what a trend can be asked of; its chart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from library_parts import HashedEmbedder

from jixiao.index.answers.trends import records as trends_records
from jixiao.index.answers.trends.records import Caution, Recurring, Series, Trend, Value
from jixiao.index.answers.trends.suggestions import recurring
from jixiao.index.answers.trends.trends import trend
from jixiao.index.library import Library
from jixiao.index.records import Filters
from jixiao.index.search.search import ids
from jixiao.web.parts import chart
from jixiao.web.parts.strings import Words

SEEDS = Path(__file__).parents[2] / "shared" / "seeds"
HEAD = "構面一：基礎服務（200 分）\n\n執行策略\t執行方法\t主辦單位\t{column}\n"
BRANCH, BUREAU = "經濟部標準檢驗局新竹分局", "經濟部標準檢驗局"
REPORTS = {
    "a109.txt": (
        f"{BRANCH} 109 年度提升服務效能執行績效與成果",
        "辦理法規教育訓練 20 場次。",
        "電話禮貌測試 40 人次。",
    ),
    "a110p.txt": (
        f"{BRANCH} 110 年度提升服務效能執行計畫",
        "預計辦理法規教育訓練 24 場次。",
        "持續辦理電話禮貌測試。",
    ),
    "a110.txt": (
        f"{BRANCH} 110 年度提升服務效能執行績效與成果",
        "辦理法規教育訓練 26 場次，其中線上教育訓練 9 場次。",
        "電話禮貌測試計 3 次。",
    ),
    "a111.txt": (
        f"{BRANCH} 111 年度提升服務效能執行績效與成果",
        "自開辦以來累計辦理法規教育訓練 95 場。",
        "電話禮貌測試 55 人次。",
    ),
    "b111.txt": (
        f"{BUREAU} 111 年度提升服務效能執行績效與成果",
        "各單位辦理法規教育訓練共 90 場次。\n(總局 30、基 15、新 25、中 20)",
        "總局及各分局電話禮貌測試計 600 人次。",
    ),
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("trends")
    for name, (title, *cells) in REPORTS.items():
        column = "具體作法" if "計畫" in title else "執行績效與成果"
        rows = "".join(
            f"{strategy}\t{measure}\t各單位\t{cell}\n"
            for (strategy, measure), cell in zip(
                (("(一) 服務友善性", "1. 提高服務人員專業度。"), ("", "2. 注重電話禮貌。")), cells, strict=True
            )
        )
        (folder / name).write_text(f"{title}\n\n{HEAD.format(column=column)}{rows}", encoding="utf-8")
    with Library.create(folder / "library", embedder=HashedEmbedder()) as made:
        made.add(sorted(folder.glob("*.txt")))
        yield made


def follow(library: Library, what: str, unit: str | None = None, filters: Filters | None = None) -> Trend:
    asked, view = library.understand(what, filters or Filters()), library.view()
    return trend(asked, view, unit, ids(asked, view))


def of(found: Trend, branch: str | None) -> Series:
    return next(series for series in found.series if series.branch == branch)


def cautioned(found: Trend, kind: str, branch: str | None) -> tuple[str, ...]:
    return next(c.told for c in found.cautions if c.kind == kind and c.branch == branch)


def values(found: Trend) -> list[Value]:
    points = [point for series in found.series for point in series.points]
    return [value for point in points for value in (point.best, *point.others)]


def test_a_branchs_years_stand_in_order_with_plans_apart(library: Library) -> None:
    series = of(follow(library, "法規教育訓練"), "新竹分局")
    told = [(p.year, p.stage, p.best.value) for p in series.points]
    assert told[:3] == [(109, "result", 20), (110, "plan", 24), (110, "result", 26)]
    assert series.years == (109, 110, 111)


def test_other_figures_of_a_year_are_kept_beside_the_best_and_not_added(library: Library) -> None:
    found = follow(library, "法規教育訓練")
    point = next(p for p in of(found, "新竹分局").points if (p.year, p.stage) == (110, "result"))
    assert [(v.value, "part" in v.flags) for v in point.others] == [(9, True)]
    assert "110" in cautioned(found, "several", "新竹分局")
    assert 35 not in [v.value for v in values(found)]


def test_a_total_and_its_parts_are_series_of_their_own(library: Library) -> None:
    found = follow(library, "法規教育訓練")
    assert [p.best.value for p in of(found, None).points] == [90]
    point = next(p for p in of(found, "新竹分局").points if p.year == 111)
    assert {25.0, 95.0} == {v.value for v in (point.best, *point.others)}


def test_what_changes_between_the_years_is_told(library: Library) -> None:
    found = follow(library, "法規教育訓練", "場次")
    flags = {v.value: v.flags for v in values(found)}
    assert "cumulative" in flags[95]
    assert "target" in flags[24]
    assert cautioned(found, "one_year", None) == ("111",)


def test_the_unit_of_most_years_is_taken_and_the_others_are_named(library: Library) -> None:
    found = follow(library, "電話禮貌測試")
    assert found.unit == "人次"
    assert found.other_units == {"次": (110,)}
    assert follow(library, "電話禮貌測試", "次").unit == "次"


def test_each_value_is_in_its_quote(library: Library) -> None:
    for what in ("法規教育訓練", "電話禮貌測試"):
        for value in values(follow(library, what)):
            for e in value.evidence:
                text = library.document(e.passage_id.split(":")[0]).text
                assert text[e.span.start : e.span.end] == e.quote
                assert value.surface in e.quote


def test_filters_narrow_and_nothing_found_is_said(library: Library) -> None:
    found = follow(library, "法規教育訓練", filters=Filters(branch=("臺中分局",)))
    assert [series.branch for series in found.series if series.branch] == ["臺中分局"]
    nothing = follow(library, "游泳池水質抽驗")
    assert (nothing.series, nothing.unit) == ((), None)
    assert nothing.checked > 0
    assert trends_records.trend_to_json(nothing)["found"] is False


def test_figures_told_in_several_years_are_suggested(library: Library) -> None:
    found = recurring(library.view())
    assert Recurring("法規教育訓練", "場次", (109, 110, 111), ("新竹分局",), 5) == found[0]
    assert all(len(one.years) > 1 for one in found)


def test_json_and_lines_tell_every_value(library: Library) -> None:
    found = follow(library, "法規教育訓練")
    data = trends_records.trend_to_json(found, "en")
    told = [v["value"] for s in data["series"] for p in s["points"] for v in (p["value"], *p["others"])]
    assert sorted(told) == sorted(v.value for v in values(found))
    assert {c["words"] for c in data["cautions"]} >= {"111 only"}
    lines = "\n".join(trends_records.trend_lines(found))
    assert all(trends_records.figure_text(value) in lines for value in values(found))


def test_scopes_that_differ_are_told_in_words() -> None:
    assert trends_records.caution_text(Caution("scope", None, ("head", "all")), "zh") == "範圍不一：總局、總局及各分局"


def test_every_point_of_the_chart_opens_its_sentence(library: Library) -> None:
    series = of(follow(library, "法規教育訓練"), "新竹分局")
    drawn = chart.chart(series, Words("zh"))
    shown = sum(1 + len(point.others) for point in series.points)
    assert len(re.findall(r'<button[^>]*data-event="open_place"', drawn)) == shown
    assert 'class="dot plan"' in drawn
    assert all(0 <= float(y) <= 100 for y in re.findall(r"top: ([\d.]+)%", drawn))


@pytest.mark.parametrize(("value", "top"), [(0, 1), (0.3, 0.5), (7, 10), (28, 50), (101, 200), (1161, 2000)])
def test_the_scale_ends_at_a_round_number(value: float, top: float) -> None:
    assert chart.ceiling(value) == pytest.approx(top)


@pytest.mark.reports
def test_telephone_tests_of_the_real_reports(tmp_path: Path) -> None:
    paths = sorted(SEEDS.glob("00[04]_*.txt"))
    if len(paths) != 2:
        pytest.skip("the real reports are not beside the repository")
    with Library.create(tmp_path / "library") as made:
        made.add(paths)
        found = follow(made, "電話禮貌測試", "人次")
    told = [(p.year, p.stage, p.best.value) for p in of(found, "新竹分局").points]
    assert told == [(107, "result", 80), (108, "result", 108)]
    assert [(p.year, p.best.value) for p in of(found, None).points] == [(108, 1161)]
