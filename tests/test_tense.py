"""Done, planned, denied."""

from __future__ import annotations

import pytest

from extract import tense
from extract.records import Span


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("預計在 108 年取得標章", "planned"),
        ("108年底前將爭取無障礙認證", "planned"),
        ("年度預計舉辦26場次", "planned"),
        ("規劃辦理2次活動", "planned"),
        ("將於內部會議中宣導", "planned"),
        ("擬辦理說明會", "planned"),
        ("共規劃15項資訊目錄", "done"),
        ("申辦動線規劃妥適", "done"),
        ("將原本一併放置之樣品分別放置", "done"),
        ("即時將案件進度傳送至申請人", "done"),
        ("擬定市場監督原則", "done"),
        ("即將證書寄送申請人", "done"),
        ("尚未辦理", "denied"),
        ("本年度無相關案件", "denied"),
        ("網頁未有引用他人資料情形", "denied"),
        ("不定期檢視維護", "done"),
        ("未抽中案件由系統放行", "done"),
        ("防制未符合檢驗規定之商品", "done"),
        ("輔導未提供服務之廠商", "done"),
        ("設置無障礙坡道", "done"),
        ("督導不合格廠商改善", "done"),
        ("免臨櫃繳費", "done"),
        ("共辦理 3 場次", "done"),
    ],
)
def test_status_of_a_sentence(text: str, status: str) -> None:
    assert tense.status(text) == status


def test_a_span_asks_for_its_own_clause() -> None:
    text = "網站已取得A+標章，108年底前將爭取AA標章"
    at = text.index("108")
    assert tense.status(text, Span(at, at + 3)) == "planned"
    assert tense.status(text, Span(0, 2)) == "done"


def test_an_outlook_does_not_turn_a_long_account_into_a_plan() -> None:
    assert tense.status("與平臺合作，協助賣家瞭解規定，刊登提醒15類，達到警示效果，未來將增加品目") == "done"


def test_in_a_plan_an_action_is_planned_unless_it_is_said_to_be_done() -> None:
    assert tense.status("辦理說明會", None, "plan") == "planned"
    assert tense.status("已完成表單標準化", None, "plan") == "done"
    assert tense.status("辦理說明會", None, "result") == "done"
