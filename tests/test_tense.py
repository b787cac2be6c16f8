"""Done, planned, denied."""

from __future__ import annotations

import pytest

from jixiao.extract.records import Span
from jixiao.extract.tagging import status as tagging_status
from jixiao.extract.tagging.annotation import Context, annotate
from jixiao.extract.text import normalisation


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
        # planned
        ("108 年底前將完成系統建置", "planned"),
        ("預定於下半年辦理成果展", "planned"),
        ("未來將擴大服務範圍", "planned"),
        ("後續將納入年度計畫", "planned"),
        ("擬新增行動支付管道", "planned"),
        ("規劃於 109 年開辦夜間門診", "planned"),
        ("線上預約系統建置中", "planned"),
        ("自助查詢機籌設中", "planned"),
        ("明年度將增加兩處據點", "planned"),
        ("將持續推動線上申辦", "planned"),
        ("將邀集相關單位研商", "planned"),
        ("將購置檢測儀器 2 台", "planned"),
        ("已規劃於 109 年辦理", "planned"),
        ("尚待上級核定後實施", "planned"),
        ("預計完成 3 場說明會", "planned"),
        ("計畫辦理 5 場座談會", "planned"),
        # denied
        ("尚未設置哺集乳室", "denied"),
        ("並未接獲民眾申訴", "denied"),
        ("本年度未發生資安事件", "denied"),
        ("因疫情停辦", "denied"),
        ("說明會因疫情取消", "denied"),
        ("暫停辦理臨櫃服務", "denied"),
        ("無法辦理到府服務", "denied"),
        ("迄無申訴案件", "denied"),
        ("不再提供紙本申請", "denied"),
        ("本分署未設置語音客服", "denied"),
        ("未編列相關預算", "denied"),
        ("均無民眾陳情", "denied"),
        # done, though it looks otherwise
        ("將原本 5 天縮短為 3 天", "done"),
        ("將由 5 天縮短為 3 天", "done"),
        ("將申請書表由 5 張簡化為 1 張", "done"),
        ("將檢討結果公告於網站", "done"),
        ("將設置情形公布周知", "done"),
        ("將滿意度調查結果納入改善", "done"),
        ("已規劃完成 3 條動線", "done"),
        ("已完成規劃並上線", "done"),
        ("不僅提供線上申辦，並設置專線", "done"),
        ("不定期辦理抽查", "done"),
        ("未滿 20 歲者免費入場", "done"),
        ("產品不良率降低 2%", "done"),
        ("免費提供諮詢服務", "done"),
        ("免附戶籍謄本", "done"),
        ("無紙化會議推動順利", "done"),
        ("提供無線上網服務", "done"),
        ("汰換未符合標準之設備", "done"),
        ("協助未辦理登記之商家", "done"),
        ("對未提供標示者予以輔導", "done"),
        ("打造未來館互動體驗", "done"),
        ("即將到期案件主動通知", "done"),
        ("參加人數將近 300 人", "done"),
        ("訂定未來發展藍圖", "done"),
        ("預計辦理 3 場，實際辦理 5 場", "done"),
        ("原訂 3 天，已縮短為 1 天", "done"),
        ("不限時段受理申請", "done"),
        ("民眾不需臨櫃即可申辦", "done"),
        ("無障礙坡道設置完成", "done"),
        ("查驗無誤後發證", "done"),
    ],
)
def test_status_of_a_sentence(text: str, status: str) -> None:
    assert tagging_status.status(text) == status


def test_a_span_asks_for_its_own_clause() -> None:
    text = "網站已取得A+標章，108年底前將爭取AA標章"
    at = text.index("108")
    assert tagging_status.status(text, Span(at, at + 3)) == "planned"
    assert tagging_status.status(text, Span(0, 2)) == "done"


def test_an_outlook_does_not_turn_a_long_account_into_a_plan() -> None:
    assert tagging_status.status("與平臺合作，協助賣家瞭解規定，刊登提醒15類，達到警示效果，未來將增加品目") == "done"


def test_in_a_plan_an_action_is_planned_unless_it_is_said_to_be_done() -> None:
    assert tagging_status.status("辦理說明會", None, "plan") == "planned"
    assert tagging_status.status("已完成表單標準化", None, "plan") == "done"
    assert tagging_status.status("辦理說明會", None, "result") == "done"


@pytest.mark.parametrize(
    ("text", "stage", "statuses"),
    [
        ("共辦理 3 場說明會。", "result", ["done"]),
        ("預計辦理 3 場說明會。", "result", ["planned"]),
        ("預計辦理說明會，約 3 場次。", "result", ["planned"]),
        ("預計辦理 3 場，實際辦理 5 場。", "result", ["planned", "done"]),
        ("108 年辦理 3 場；109 年將辦理 5 場。", "result", ["done", "planned"]),
        ("辦理 3 場。未來將增加 2 場。", "result", ["done", "planned"]),
        ("未來將增加 2 場。辦理 3 場。", "result", ["planned", "done"]),
        ("新登錄 16 站，年度目標值 10 站。", "result", ["done", "planned"]),
        ("尚未辦理 2 場說明會。", "result", ["denied"]),
        ("原訂 2 場因疫情取消，改為線上辦理 3 場。", "result", ["denied", "done"]),
        ("將申請時間由 5 天縮短為 3 天。", "result", ["done", "done"]),
        ("已完成 3 場，將再辦理 2 場。", "result", ["done", "planned"]),
        ("辦理 3 場說明會。", "plan", ["planned"]),
        ("已建置 3 套系統。", "plan", ["done"]),
        ("未滿 20 歲者 5 人參加。", "result", ["done", "done"]),
    ],
)
def test_each_figure_has_the_status_of_its_clause(text: str, stage: str, statuses: list[str]) -> None:
    (found,) = annotate([text], [Context(stage=stage)])
    assert [q.status for q in found.quantities] == statuses


def test_a_figure_of_folded_text_needs_no_source() -> None:
    text = normalisation.fold("預計 辦理\n說明會，共 3 場").text
    assert tagging_status.of_figure(text, text.index("3"), None) == "planned"
