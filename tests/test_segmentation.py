"""Passages of whole reports: roles, context, places."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sample_reports import TABLE, check_places, write

from jixiao.extract.reading.files import read
from jixiao.extract.records import Passage
from jixiao.extract.segmentation.segmentation import segment


def passages(folder: Path, text: str = TABLE) -> list[Passage]:
    reading = read(write(folder, text))
    found = [one.passage for one in segment(replace(reading.document, title="題"), reading.source)]
    check_places(reading.document, found, reading.source)
    return found


def told(found: list[Passage], label: str | None) -> list[str]:
    return [passage.text for passage in found if passage.label == label]


def test_strategies_and_measures_are_told_once(tmp_path: Path) -> None:
    found = passages(tmp_path)
    assert told(found, "strategy") == ["服務友善性", "服務便捷性"]
    assert told(found, "measure") == [
        "美化大廳與候車空間。",
        "標示清楚正確。",
        "定期檢查設施",
        "版面清楚。",
        "檢討流程：檢討既有流程。",
        "一次辦好。",
        "到府服務。",
    ]


def test_outcomes_carry_their_row(tmp_path: Path) -> None:
    found = {passage.text: passage for passage in passages(tmp_path) if passage.label == "outcome"}
    third = found["(3) 每季檢查一次，全年 4 次。"]
    assert (third.facet, third.facet_name, third.strategy) == (1, "基礎服務", "服務友善性")
    assert (third.measure_parent, third.measure) == ("改善環境", "定期檢查設施")
    assert third.units == ("各單位",)
    fourth = found["(1) 網站改版，導入響應式網頁。"]
    assert (fourth.strategy, fourth.measure_parent, fourth.units) == ("服務友善性", "改善網站", ("資訊科",))


def test_units_in_the_outcome_cell_are_taken_out(tmp_path: Path) -> None:
    found = [passage for passage in passages(tmp_path) if passage.facet == 2 and passage.label == "outcome"]
    assert found[0].text == "每月檢討一次，共提出 12 項建議"
    assert found[0].units == ("業務科", "各課室")
    assert found[1].text == "全年受理 2,345 件，均於 3 日內完成，並免附影本。"
    assert found[1].measure_parent == "單一窗口"


def test_item_labels_name_branches(tmp_path: Path) -> None:
    reading = read(write(tmp_path, TABLE))
    branches = [one.item_branch for one in segment(reading.document, reading.source) if one.item_branch]
    assert branches == ["第一分局", "第二分局"]


def test_other_sections_are_passages_with_their_heading(tmp_path: Path) -> None:
    found = [passage for passage in passages(tmp_path) if passage.label is None]
    assert [passage.locator.heading_path for passage in found[-1:]] == [("參、獎勵方式",)]
    assert found[-1].text == "參、獎勵方式：成績優良者予以獎勵。"
    assert all(passage.facet is None for passage in found)


def test_places_are_those_of_the_file(tmp_path: Path) -> None:
    lines = TABLE.splitlines()
    for passage in passages(tmp_path):
        first, last = passage.locator.line_start, passage.locator.line_end
        assert first is not None
        assert last is not None
        assert passage.text[:4] in lines[first - 1]
        assert passage.text[-4:] in lines[last - 1].replace("</p> <p>", "\n")


def test_measures_and_outcomes_of_one_cell_come_apart_in_parallel(tmp_path: Path) -> None:
    source = (
        "構面四：服務評價\n\n執行策略\t主辦單位\t執行成果\n"
        "<p>(二)回應意見</p> <p>有效處理意見：</p> <p>1. 建置機制。</p> <p>2. 後續追蹤。</p>\t"
        "<p>秘書室</p> <p>各單位</p>\t<p>訂有處理要點並公告。</p> <p>處理 31 件，均已回復。</p>\n"
    )
    found = [passage for passage in passages(tmp_path, source) if passage.label == "outcome"]
    assert [(p.measure_parent, p.measure, p.units, p.text) for p in found] == [
        ("有效處理意見", "建置機制。", ("秘書室",), "訂有處理要點並公告。"),
        ("有效處理意見", "後續追蹤。", ("各單位",), "處理 31 件，均已回復。"),
    ]


def test_actions_stand_under_the_measure_where_results_have_a_column(tmp_path: Path) -> None:
    source = (
        "專案名稱：強化監督\n主辦單位：第五組\n\n執行策略\t評核重點\t執行方法及具體作法\t執行績效與成果\n"
        "壹、問題分析（200 分）\t說明下列重點：1. 背景。2. 對象。\t蒐集各界意見並分析。\t1.辦理檢查 60 件。\n"
    )
    found = {passage.text: passage for passage in passages(tmp_path, source)}
    measure = "說明下列重點：1. 背景。2. 對象。"
    assert [(p.label, p.strategy, p.measure) for p in found.values() if p.label] == [
        ("strategy", "問題分析", None),
        ("measure", "問題分析", measure),
        ("measure", "問題分析", measure),
        ("outcome", "問題分析", measure),
    ]
    assert found["1.辦理檢查 60 件。"].units == ("第五組",)
    assert found["1.辦理檢查 60 件。"].facet is None


def test_a_report_without_tables_becomes_passages(tmp_path: Path) -> None:
    lines = [
        "112 年度服務成果",
        "壹、緣起",
        "本所為提升服務，辦理多項措施。",
        "貳、作法",
        "(一) 到府服務 20 次，並提供諮詢。",
    ]
    source = "\n\n".join(lines)
    found = passages(tmp_path, source)
    assert {passage.label for passage in found} == {None, "strategy", "outcome"}  # 緣起 tells of nothing done
    assert [(p.text[:5], p.locator.heading_path) for p in found[1:]] == [
        ("本所為提升", ("壹、緣起",)),
        ("貳、作法", ("貳、作法",)),
        ("(一) 到", ("貳、作法",)),
    ]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(lines=st.lists(st.sampled_from(TABLE.splitlines()), max_size=25), end=st.sampled_from(["\n", "\r\n"]))
def test_any_order_of_lines_keeps_spans_true(tmp_path: Path, lines: list[str], end: str) -> None:
    passages(tmp_path, end.join([*lines, "本所提升服務。"]))
