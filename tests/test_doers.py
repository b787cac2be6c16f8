"""Who did it: the subject of a sentence, not everyone mentioned."""

from __future__ import annotations

import pytest

from jixiao.extract.records import Span, Tag
from jixiao.extract.tagging import doers
from jixiao.extract.tagging.doers import Context
from jixiao.extract.text import normalisation

BUREAU = Context("經濟部標準檢驗局", 108, "result")
HSINCHU = Context("經濟部標準檢驗局新竹分局", 107, "result")
POLICE = Context("臺南市政府警察局", 112, "result")


@pytest.mark.parametrize(
    ("context", "text", "branches", "scope"),
    [
        (BUREAU, "臺中分局赴轄區醫院檢測；臺南分局辦理行走檢定", ("臺中分局", "臺南分局"), None),
        (BUREAU, "5. 新竹分局主動退樣", ("新竹分局",), None),
        (BUREAU, "另高雄分局於會中宣導", ("高雄分局",), None),
        (BUREAU, "108 年 4 月 25 日基隆分局辦理說明會", ("基隆分局",), None),
        (BUREAU, "總局及各分局網站已取得標章", ("總局",), "all"),
        (BUREAU, "各分局配合總局資料開放策略", (), "all"),
        (BUREAU, "整合本局及所屬各分局人力", ("總局",), None),
        (BUREAU, "C.基隆分局、花蓮分局－臉書專頁", ("基隆分局", "花蓮分局"), None),
        (BUREAU, "設置臺中港口辦事處及員林辦事處，就近檢定", ("臺中分局",), None),
        (BUREAU, "員林辦事處提供領證合一作業", ("臺中分局",), None),
        (BUREAU, "辦理說明會(臺南分局)。", ("臺南分局",), None),
        (BUREAU, "與各分局檢驗單位洽商", ("總局",), None),
        (BUREAU, "基隆、新竹及高雄分局辦理說明會", ("基隆分局", "新竹分局", "高雄分局"), None),
        (BUREAU, "臺南、高雄等2分局設置服務站", ("臺南分局", "高雄分局"), None),
        (BUREAU, "本局第三組及臺南分局合作辦理", ("總局", "臺南分局"), None),
        (BUREAU, "其中以臺南分局 288 人次最多", ("臺南分局",), None),
        (BUREAU, "花蓮分局之展示館提供導覽", ("花蓮分局",), None),
        (BUREAU, "臺中、臺南地區民眾申辦", ("總局",), None),
        (BUREAU, "訂有「臺南分局作業要點」", ("總局",), None),
        (BUREAU, "檢討作業流程", ("總局",), None),
        (BUREAU, "共舉辦 287 場次(人 53、基、新 28、中 87)", ("總局", "基隆分局", "新竹分局", "臺中分局"), None),
        (HSINCHU, "運用臺南分局建置之臉書上傳訊息", ("新竹分局",), None),
        (HSINCHU, "並配合總局簡化書表政策", ("新竹分局",), None),
        (HSINCHU, "協助總局辦理說明會", ("新竹分局",), None),
        (HSINCHU, "由總局每2年辦理調查", ("總局",), None),
        (HSINCHU, "(1) 總局針對主要業務辦理調查", ("總局",), None),
        (HSINCHU, "依總局「作業程序」辦理", ("新竹分局",), None),
        (HSINCHU, "另於本局全球資訊網提供查詢", ("新竹分局",), None),
        (HSINCHU, "桃辦處設有志工", ("新竹分局",), None),
        (HSINCHU, "辦理宣導", ("新竹分局",), None),
        (POLICE, "由第三分局辦理宣導，各派出所配合", ("第三分局",), None),
        (POLICE, "白河分局與衛生所合作", ("白河分局",), None),
        (POLICE, "於玉井分局辦理演練", ("臺南市政府警察局",), None),
        (Context(None, None), "新竹分局辦理檢定", ("新竹分局",), None),
        (Context(None, None), "辦理檢定", (), None),
    ],
)
def test_the_one_who_acts(context: Context, text: str, branches: tuple[str, ...], scope: str | None) -> None:
    assert doers.doers(text, context) == (branches, scope)


def test_the_branch_of_the_item_did_it_whoever_else_is_named() -> None:
    item = Context("經濟部標準檢驗局", 108, "result", "高雄分局")
    assert doers.doers("另總局於5月9日舉辦會議", item) == (("高雄分局",), None)


def test_an_office_as_item_counts_as_its_branch_and_what_is_no_branch_does_not() -> None:
    assert doers.doers("辦理檢定", Context("經濟部標準檢驗局", 108, None, "桃園辦事處")) == (("新竹分局",), None)
    assert doers.doers("辦理檢定", Context("經濟部標準檢驗局", 108, None, "實施跨分局")) == (("總局",), None)


def told(text: str, context: Context) -> list[tuple[str, ...]]:
    return [doing.branches for doing in doers.doings(normalisation.fold(text), context)]


def test_a_sentence_without_doer_goes_on_with_the_one_before_up_to_the_next_item() -> None:
    text = "4.臺中分局提供意見信箱。共赴廠 181 次。5.建置專區。"
    assert told(text, BUREAU) == [("臺中分局",), ("臺中分局",), ("總局",)]


def test_an_item_that_opens_with_a_branch_is_that_branchs() -> None:
    text = "檢討流程：1.基隆分局：(1)辦理檢定。(2)另總局辦理會議。2.花蓮分局：協助民眾。"
    assert told(text, BUREAU) == [("總局",), *[("基隆分局",)] * 3, ("花蓮分局",)]


def test_what_the_head_office_did_is_an_aside_in_a_branchs_report() -> None:
    assert told("總局辦理調查。持續加強訓練。", HSINCHU) == [("總局",), ("新竹分局",)]


def test_a_regulation_that_names_a_branch_is_passed_over() -> None:
    text = "臺南分局服務要點已公告"
    title = Tag("臺南分局服務要點", "regulation", Span(0, 8), "臺南分局服務要點")
    assert doers.doers(text, BUREAU, [title]) == (("總局",), None)
