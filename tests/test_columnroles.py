"""Header names, and the units that a cell names."""

from __future__ import annotations

import pytest

from jixiao.extract.text.column_roles import all_units, is_header, leading_units, role_of, roles_of, units


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("第三課 桃園辦事處 秘書室 （總務）", ["第三課", "桃園辦事處", "秘書室（總務）"]),
        ("報驗發證科(資訊)(各單位)", ["報驗發證科(資訊)", "各單位"]),
        ("業務組各分局", ["業務組", "各分局"]),
        ("資訊室 ( 本 局 各 一級單位 各分局)", ["資訊室", "本局各一級單位", "各分局"]),
        ("第一組至 第七組 資料中心", ["第一組至第七組", "資料中心"]),
        ("各一級單 位 各分局", ["各一級單位", "各分局"]),
        ("人事室、主計室", ["人事室", "主計室"]),
        ("", []),
    ],
)
def test_units_are_told_apart(text: str, expected: list[str]) -> None:
    assert units(text) == expected


def test_running_text_names_no_units_alone() -> None:
    assert all_units("檢驗組 量技組 各分局")
    assert not all_units("各單位辦理教育訓練")
    assert not all_units("(2)")


def test_units_before_running_text_are_measured() -> None:
    text = "業務組各分局 訂定作業流程"
    assert text[leading_units(text) :] == "訂定作業流程"
    assert leading_units("總局及各分局主動通知業者") == 0
    assert leading_units("(3) 抽查網站內容") == 0


@pytest.mark.parametrize(
    ("header", "role"),
    [
        ("執行策略", "strategy"),
        ("評核重點", "measure"),
        ("實施方法", "measure"),
        ("承辦單位", "unit"),
        ("執行方法及具體作法", "action"),
        ("112年度執行成果", "outcome"),
        ("辦理情形", "outcome"),
        ("備考", "remark"),
        (None, None),
    ],
)
def test_headers_name_roles(header: str | None, role: str | None) -> None:
    assert role_of(header) == role


def test_actions_are_outcomes_where_no_column_holds_results() -> None:
    assert roles_of(["執行策略", "執行方法", "主辦單位", "具體作法"])[-1] == "outcome"
    assert roles_of(["執行策略", "執行方法", "具體作法", "執行成果"]) == ["strategy", "measure", "action", "outcome"]


def test_a_header_row_is_short_names_only() -> None:
    assert is_header(["執行策略", "", "主辦單位", "執行績效與成果"])
    assert not is_header(["(一) 服務便捷性", "1. 檢討執行方法", "各單位", "提升執行成果。"])
    assert not is_header(["評核構面", "", "評核項目"])
    assert not is_header(["運用多元策略，提升便捷度", "資訊室", "檢討作法，分項辦理"])
    assert is_header(["1.執行策略", "2.執行方法", "主辦單位", "3.執行成果"])
    assert not is_header(["叁、推動成效(100分)", "本項評核重點係專案", "擴大合作", "1.與平臺合作"])
