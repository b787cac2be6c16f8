"""Numbers that count something, and numbers that do not."""

from __future__ import annotations

import json
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jixiao.extract.tagging import quantities
from jixiao.extract.text import dates, normalisation

GOLD = Path(__file__).parents[2] / "shared" / "gold"


def find(text: str, year: int | None = None) -> tuple[str, list[quantities.Found]]:
    folded = normalisation.fold(text).text
    return folded, quantities.find(folded, [(date.start, date.end) for date in dates.find(folded, year)])


def pairs(text: str) -> list[tuple[float, str]]:
    return [(found.value, found.unit) for found in find(text)[1]]


def counted(text: str) -> list[str | None]:
    folded, found = find(text)
    return [folded[q.of[0] : q.of[1]] if q.of else None for q in found]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("共有 12,029 件書審案件", 12029, "件"),
        ("完成１２件", 12, "件"),
        ("完成 12,\n029 件", 12029, "件"),
        ("換算共12萬 4,093 元", 124093, "元"),
        ("服務 2.3 萬名駕駛", 23000, "名"),
        ("處理 1 萬 3,147 件", 13147, "件"),
        ("淨增 4億2千8百餘萬元", 428000000, "元"),
        ("申辦率為 67.84%", 67.84, "%"),
        ("比率 95.1％", 95.1, "%"),
        ("百分之九十五", 95, "%"),
        ("百分之百", 100, "%"),
        ("三處服務場所", 3, "處"),
        ("一千五百件", 1500, "件"),
        ("等十一項", 11, "項"),
        ("每二年辦理", 2, "年"),
        ("每2年辦理一次調查", 2, "年"),
        ("超過美金一千元", 1000, "美金元"),
        ("新臺幣 30 萬元", 300000, "元"),
        ("共通知 551 家(次)", 551, "家(次)"),
        ("節省 0.32 人力天", 0.32, "人力天"),
        ("機械強度250N試驗", 250, "N"),
        ("14 天內完成", 14, "天"),
        ("5 日內結案", 5, "日"),
        ("7成7受訪者", 7.7, "成"),
        ("成長率-5.3%", -5.3, "%"),
        ("新增市場 18 家", 18, "家"),
        ("加油站，5處量販店", 5, "處"),
    ],
)
def test_a_number_with_its_unit(text: str, value: float, unit: str) -> None:
    assert (value, unit) in pairs(text)


@pytest.mark.parametrize(
    "text",
    [
        "1.本分局辦理", "(3) 個人資料保護", "第 10790002560 號函", "CNS 8088 第 11.1 節", "IEC 60335-1 規定",
        "第18條第1項第6款", "0800-007123 免付費服務專線", "02-23431700", "108 年 5 月 9 日", "1~12 月", "112 學年度",
        "3C 產品", "5S 活動", "線上申辦 2.0", "無障礙 2.0AA 標章", "第 1 季", "第一課", "一致性", "一般基本設施",
        "單一窗口", "一站式服務", "一目瞭然", "統一格式", "三大業務", "二次鋰電池", "一氧化碳", "1樓大廳",
        "CI99999999 商品", "IMP-400-002", "一次辦理完成", "一處收件全程服務", "第104條或105條", "前三名", "促參案件",
        "三倍券", "四處宣導", "今(12)日", "106 年度",
    ],
)  # fmt: skip
def test_names_ordinals_and_idioms_count_nothing(text: str) -> None:
    assert pairs(text) == []


def test_one_is_counted_where_it_is_a_frequency_or_a_sum() -> None:
    assert pairs("每2年辦理一次顧客滿意度調查") == [(2, "年"), (1, "次")]
    assert pairs("至少一場") == [(1, "場")]


def test_both_ends_of_a_range_are_quantities() -> None:
    assert pairs("每季 3~5 件") == [(3, "件"), (5, "件")]


def test_a_label_before_a_number_is_no_decimal() -> None:
    assert pairs("1.5家廠商參加") == [(5, "家")]
    assert pairs("縮短 1.5 小時") == [(1.5, "小時")]


def test_a_change_stands_on_its_later_end() -> None:
    _, found = find("辦結率由 26.8%提升至 52.3%")
    assert [(q.value, q.before) for q in found] == [(26.8, None), (52.3, 26.8)]


@pytest.mark.parametrize(
    ("text", "qualifier"),
    [
        ("約 32 件", "約"),
        ("達99%以上", "以上"),
        ("預計舉辦26場次", "預計"),
        ("未逾五件", "未逾"),
        ("10 餘件", "餘"),
        ("12 件", None),
    ],
)
def test_the_qualifier_is_the_texts_own_word(text: str, qualifier: str | None) -> None:
    assert find(text)[1][0].qualifier == qualifier


@pytest.mark.parametrize(
    ("text", "of"),
    [
        ("108年共有12,029件書審案件", "書審案件"),
        ("驗證登錄線上申辦率為 67.84%", "驗證登錄線上申辦率"),
        ("提供地秤等度量衡器到府檢定服務共 58,336 具", "度量衡器到府檢定服務"),
        ("辦理商品安全推廣活動,112年共辦理112場次", "商品安全推廣活動"),
        ("設置志工 2 位", "志工"),
        ("共16位廠商參加", "廠商"),
        ("辦理2次5S活動", "5S活動"),
        ("共提供290件預約申請案", "預約申請案"),
        ("發布新聞稿 59 則", "新聞稿"),
        ("無障礙車位2格", "無障礙車位"),
        ("接種率達85%", "接種率"),
    ],
)
def test_what_is_counted(text: str, of: str) -> None:
    assert counted(text) == [of]


def test_a_bracket_is_no_part_of_what_is_compared() -> None:
    text = "辦理到府檢定服務計1,204具(地秤312具、計費表892具),較109年度1,010具增加19.2%"
    assert counted(text) == ["到府檢定服務", "地秤", "計費表", "到府檢定服務", "到府檢定服務"]


def test_both_ends_of_a_change_count_what_stands_before_it() -> None:
    assert counted("滿意度由109年之92.3%提升至110年之95.6%") == ["滿意度", "滿意度"]


def test_a_compared_figure_counts_the_same_thing() -> None:
    assert counted("反映案件數 504 件,較 106 年增加 201 件") == ["反映案件數", "反映案件數"]


@given(
    st.text(alphabet=st.sampled_from("共計約12,.3萬一二十百件家%年日由至提升()。、:第元美金新臺幣件數"), max_size=40)
)
def test_quantities_lie_in_order_inside_the_text(text: str) -> None:
    folded, found = find(text)
    assert all(0 <= q.start < q.end <= len(folded) for q in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(q.of is None or 0 <= q.of[0] < q.of[1] <= len(folded) for q in found)


@pytest.mark.reports
@pytest.mark.parametrize("report", ["000", "002", "003"])
def test_the_gold_rows_are_matched(report: str) -> None:
    path = GOLD / f"rows_{report}.jsonl"
    if not path.is_file():
        pytest.skip("the gold rows are not beside the repository")
    want: Counter[tuple[float, str]] = Counter()
    got: Counter[tuple[float, str]] = Counter()
    year = {"000": 107, "002": 112, "003": 108}[report]
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        want.update((float(q["value"]), normalisation.squash(q["unit"])) for q in row["quantities"])
        got.update((q.value, normalisation.squash(q.unit)) for q in find(row["outcome"], year)[1])
    assert want == got
