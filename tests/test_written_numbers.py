"""Figures as offices write them: large signs, circles for noughts, signs below zero, spaces, unseen characters."""

from __future__ import annotations

import pytest

from jixiao.extract.records import Quantity
from jixiao.extract.tagging.annotation import Context, annotate


def quantities(text: str) -> tuple[Quantity, ...]:
    return annotate([text], [Context(year=108)])[0].quantities


def values(text: str) -> list[float]:
    return [quantity.value for quantity in quantities(text)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("一萬五千億元", 1.5e12),
        ("二萬三千億元", 2.3e12),
        ("十二萬三千億元", 1.23e13),
        ("一百二十萬億元", 1.2e14),
        ("兩兆三千萬億元", 3.002e15),
        ("三千萬億元", 3e15),
        ("十萬億元", 1e13),
        ("3萬5千億元", 3.5e12),
        ("3萬五千億元", 3.5e12),
        ("1,234億5,678萬元", 123456780000),
        ("五千億八百萬元", 500008000000),
        ("兩兆五千億元", 2.5e12),
        ("五百兆元", 5e14),
        ("壹萬伍仟億元", 1.5e12),
        ("壹拾貳兆參仟億元", 1.23e13),
        ("一千零五十億元", 1.05e11),
        ("一二〇萬元", 1200000),
        ("12萬三千元", 123000),
        ("五萬3,000元", 53000),
        ("廿五萬人次", 250000),
        ("一百廿三件", 123),
        ("卅五件", 35),
        ("兩萬五千件", 25000),
        ("三百五十件", 350),
        ("五萬三千餘件", 53000),
        ("三百多萬人次", 3000000),
        ("三點○五億元", 305000000),
        ("貳佰件", 200),
        ("2兆3,000億元", 2.3e12),
        ("服務3.5萬人次", 35000),
    ],
)
def test_a_larger_sign_multiplies_what_stands_before_it(text: str, value: float) -> None:
    assert values(text) == [value]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("一百○五場次", 105),
        ("一百〇五場次", 105),
        ("一百零五場次", 105),
        ("抽查二○○件", 200),
        ("抽查二〇〇件", 200),
        ("二零零件", 200),
        ("參加一○三人次", 103),
        ("三○五件", 305),
        ("九○人", 90),
        ("一千○二十件", 1020),
        ("二◯◯件", 200),
        ("二ＯＯ件", 200),
        ("二OO件", 200),
        ("一O五場", 105),
        ("二00件", 200),
        ("一○八件", 108),
        ("二 ○ ○ 件", 200),
        ("三○五萬元", 3050000),
    ],
)
def test_a_circle_is_a_nought_between_chinese_numerals(text: str, value: float) -> None:
    assert values(text) == [value]


@pytest.mark.parametrize("text", ["○○公司", "○宣導活動", "王○明等人", "第○次會議", "民國○年○月", "A○件"])
def test_a_circle_elsewhere_is_no_number(text: str) -> None:
    assert values(text) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("較上年△3.5%", -3.5),
        ("較107年△3.5%", -3.5),
        ("餘絀△1,200元", -1200),
        ("短絀▲3,456千元", -3456000),
        ("收支餘絀：△1,200元", -1200),
        ("△1,200元", -1200),
        ("成長率△2.1%", -2.1),
        ("衰退△5.2個百分點", -5.2),
        ("社會增加△1,234人", -1234),
        ("餘絀 △ 1,200 元", -1200),
        ("收支差短(1,200)元", -1200),
        ("共計（１，２００）元", -1200),
        ("新臺幣(1,200)元", -1200),
        ("差異(12)件", -12),
        ("毛利(3.5)%", -3.5),
        ("餘絀(1,200元)", -1200),
        ("NT$(1,200)", -1200),
        ("餘絀-1,200元", -1200),
        ("−3.5%", -3.5),
        ("餘絀−1,200元", -1200),
        ("人口增減-123人", -123),
        ("人口增減－123人", -123),
        ("比去年-12件", -12),
        ("-1,200元", -1200),
        ("NT$-1,200", -1200),
        ("-$1,200", -1200),
        ("餘絀 − 1,200 元", -1200),
        ("餘絀為負1,200元", -1200),
        ("負3.5%", -3.5),
        ("零下5度", -5),
        ("差額:-3件", -3),
        ("▼2.1%", -2.1),
    ],
)
def test_a_figure_below_zero(text: str, value: float) -> None:
    assert values(text) == [value]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(1)家庭訪視", []),
        ("參加人員(25)人", []),
        ("(112)年", []),
        ("補助(1,200元)", [1200]),
        ("達成率(95)%", []),
        ("辦理講習(3)場次", []),
        ("新竹分局-3場次", [3]),
        ("臺南分局－12場次", [12]),
        ("第一組-12人", [12]),
        ("10-20件", [10, 20]),
        ("10%-20%", [10, 20]),
        ("3件-5件", [3, 5]),
        ("12人−15人", [12, 15]),
        ("A-123件", []),
        ("-3場說明會", [3]),
        ("△12場說明會", [12]),
        ("▲宣導3場", [3]),
        ("增加▲3.5%", [3.5]),
        ("▲3.5%、▼2.1%", [3.5, -2.1]),
        ("溫差△5℃", [5]),
        ("註:△表示增加。業務量△3.5%", [3.5]),
        ("電話02-2343-1700", []),
        ("108-05-25辦理3場", [3]),
        ("肩負3項任務", [3]),
        ("負擔3項", [3]),
        ("正負3%", [3]),
        ("-5~10℃", [-5, 10]),
        ("由-3.5%提升至2.1%", [-3.5, 2.1]),
        ("1-5名", [1, 5]),
        ("第3-5頁", []),
        ("差短一萬二千元", [12000]),
        ("擴大△12處", [12]),
        ("△宣導活動\n\n△12場說明會", [12]),
        ("(2)元宵節活動", []),
        ("(2019)件", []),
        ("表3-2件數", []),
    ],
)
def test_dashes_triangles_and_brackets_that_are_no_minus(text: str, expected: list[float]) -> None:
    assert values(text) == expected


def test_the_sign_is_part_of_the_surface() -> None:
    assert [quantity.surface for quantity in quantities("餘絀△1,200元，差短(1,200)元")] == ["△1,200元", "(1,200)元"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 234 567元", [1234567]),
        ("計1\u00a0234\u00a0567元", [1234567]),
        ("檢驗12\u2009345件", [12345]),
        ("共1 234件", [1234]),
        ("檢驗1\u202f234件", [1234]),
        ("107 108 109件", [109]),
        ("108 234件", [234]),
        ("基隆 12 345件", [345]),
        ("項次 3 120件", [120]),
        ("108 2019件", [2019]),
        ("5 123 人次", [123]),
        ("108\u00a0234", []),
    ],
)
def test_spaces_part_thousands_where_no_columns_do(text: str, expected: list[float]) -> None:
    assert values(text) == expected


UNSEEN = "\u200b\u200c\u200d\u00ad\u2060\ufeff\ufe0f\u200e\u202c\u180b\u034f\U000e0100\u0007\u2066"


@pytest.mark.parametrize("unseen", UNSEEN, ids=[f"U+{ord(c):04X}" for c in UNSEEN])
def test_what_cannot_be_seen_cuts_no_number_no_date_and_no_name(unseen: str) -> None:
    (tagged,) = annotate([f"臺{unseen}南分局108{unseen}年檢定1{unseen}23具"], [Context()])
    (quantity,) = tagged.quantities
    assert (quantity.value, quantity.surface) == (123, f"1{unseen}23具")
    assert (quantity.branch, quantity.year) == ("臺南分局", 108)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("基隆分局12場次、高雄分局8場次，合計20場次。", [(12, "基隆分局"), (8, "高雄分局"), (20, None)]),
        ("基隆12、高雄8，共20場次", [(12, "基隆分局"), (8, "高雄分局"), (20, None)]),
        ("共20場次(基隆12、高雄8)", [(20, None), (12, "基隆分局"), (8, "高雄分局")]),
        ("1.基隆分局：12場次；2.高雄分局：8場次；3.合計：20場次。", [(12, "基隆分局"), (8, "高雄分局"), (20, None)]),
        ("基隆分局辦理12場次。高雄分局辦理8場次。總計20場次。", [(12, "基隆分局"), (8, "高雄分局"), (20, None)]),
        ("臺南分局辦理宣導5場、訓練6場，合計11場。", [(5, "臺南分局"), (6, "臺南分局"), (11, "臺南分局")]),
        (
            "基隆分局12場次、高雄分局8場次，臺中分局共計20場次",
            [(12, "基隆分局"), (8, "高雄分局"), (20, "臺中分局")],
        ),
        (
            "基隆分局宣導3場、訓練2場，小計5場；高雄分局宣導4場、訓練1場，小計5場；合計10場。",
            [
                (3, "基隆分局"),
                (2, "基隆分局"),
                (5, "基隆分局"),
                (4, "高雄分局"),
                (1, "高雄分局"),
                (5, "高雄分局"),
                (10, None),
            ],
        ),
        ("新竹分局3件、臺中分局4件，全局共7件", [(3, "新竹分局"), (4, "臺中分局"), (7, None)]),
        ("基隆分局\t12場次\n高雄分局\t8場次\n合計\t20場次", [(12, "基隆分局"), (8, "高雄分局"), (20, None)]),
        ("基隆分局2場次、高雄分局8場次，兩分局合計辦理10場次", [(2, "基隆分局"), (8, "高雄分局"), (10, None)]),
        ("花蓮分局8場次，計8場次", [(8, "花蓮分局"), (8, "花蓮分局")]),
        (
            "基隆分局2場次、高雄分局8場次，總計10場次、350人次",
            [(2, "基隆分局"), (8, "高雄分局"), (10, None), (350, None)],
        ),
        (
            "基隆分局2場次、高雄分局8場次，總計10場次，臺中分局另辦3場次",
            [(2, "基隆分局"), (8, "高雄分局"), (10, None), (3, "臺中分局")],
        ),
    ],
)
def test_the_sum_of_several_branches_is_nobodys(text: str, expected: list[tuple[float, str | None]]) -> None:
    assert [(quantity.value, quantity.branch) for quantity in quantities(text)] == expected


def test_the_sum_of_branches_is_not_the_bureaus_figure_either() -> None:
    text = "1.基隆分局：12場次；2.高雄分局：8場次；3.合計：20場次。"
    (tagged,) = annotate([text], [Context(agency="經濟部標準檢驗局", year=108)])
    assert tagged.quantities[-1].branch is None
