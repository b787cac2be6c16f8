"""Title, agency, year and stage."""

from __future__ import annotations

import pytest

from jixiao.extract.text.metadata import Metadata, describe, roc_year


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("107 年度提升服務效能執行計畫", 107),
        ("中華民國108年度成果", 108),
        ("2019 年成果報告", 108),
        ("一百零七年度執行成果", 107),
        ("一一二年度執行成果", 112),
        ("１１２年度", 112),
        ("提升服務效能執行計畫", None),
        ("2500 年", None),
    ],
)
def test_years_are_roc_years(text: str, year: int | None) -> None:
    assert roc_year(text) == year


def test_everything_stands_in_the_title() -> None:
    told = describe(["經濟部標準檢驗局新竹分局 108 年度提升服務效能執行計畫", "壹、計畫依據"], [])
    assert told == Metadata(
        "經濟部標準檢驗局新竹分局 108 年度提升服務效能執行計畫", "經濟部標準檢驗局新竹分局", 108, "plan"
    )


def test_a_result_of_a_plan_is_a_result() -> None:
    assert describe(["某市政府 112 年度服務計畫執行績效與成果"], []).stage == "result"


def test_the_agency_may_have_a_line_of_its_own() -> None:
    told = describe(["經濟部標準檢驗局臺南分局", "中華民國 110 年", "提升服務效能執行成果"], [])
    assert told == Metadata("提升服務效能執行成果", "經濟部標準檢驗局臺南分局", 110, "result")


def test_content_tells_what_the_title_does_not() -> None:
    lines = ["提升服務效能", "112 年度辦理 3 場", "112 年度共 4 件", "較 111 年度多", "112 年度共 5 件"]
    assert describe(lines, ["執行策略", "執行成果"]) == Metadata(None, None, 112, "result")


def test_what_is_not_told_is_none() -> None:
    assert describe(["今天天氣很好。", "出門散步。"], []) == Metadata(None, None, None, None)


@pytest.mark.parametrize(
    ("lines", "title", "agency", "year", "stage"),
    [
        (["海洋資源部", "112年度施政績效報告"], "海洋資源部112年度施政績效報告", "海洋資源部", 112, "result"),
        (["113年度松原縣衛生局重點工作成果"], "113年度松原縣衛生局重點工作成果", "松原縣衛生局", 113, "result"),
        (["老屋延壽計畫決算評估：內務部建設署"], "老屋延壽計畫決算評估：內務部建設署", "內務部建設署", None, "result"),
        (
            ["公文管理系統", "白鷺市立美術館114年度施政目標"],
            "白鷺市立美術館114年度施政目標",
            "白鷺市立美術館",
            114,
            "plan",
        ),
        (["東嶺地政事務所一百一十二年自評報告"], "東嶺地政事務所一百一十二年自評報告", "東嶺地政事務所", 112, "result"),
    ],
)
def test_titles_of_other_agencies(lines: list[str], title: str, agency: str, year: int | None, stage: str) -> None:
    assert describe(lines, []) == Metadata(title, agency, year, stage)  # type: ignore[arg-type]
