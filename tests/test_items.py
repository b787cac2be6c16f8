"""Outcomes cut into items of readable size."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jixiao.extract.segmentation.cutting import LONGEST
from jixiao.extract.segmentation.items import SHORTEST, itemise


def pieces(text: str) -> list[str]:
    return [text[part.start : part.end] for part in itemise(text)]


LONG = "辦理轄區業者說明會並蒐集各界意見，作為日後修正相關規定之參考，同時提供業者線上申辦輔導服務"


def test_branch_items_stand_alone_and_lend_their_branch_to_points() -> None:
    text = f"總局統籌辦理，另所屬分局執行情形：1.基隆分局：(1){LONG}甲。(2){LONG}乙。2.新竹分局：{LONG}。"
    parts = itemise(text)
    assert [(part.branch, text[part.start : part.start + 5]) for part in parts] == [
        (None, "總局統籌辦"),
        ("基隆分局", "1.基隆分"),
        ("基隆分局", f"(2){LONG[:2]}"),
        ("新竹分局", "2.新竹分"),
    ]


def test_a_known_branch_as_subject_names_the_item() -> None:
    text = f"6.高雄分局於說明會時發放問卷：(1){LONG}。(2){LONG}。"
    assert {part.branch for part in itemise(text)} == {"高雄分局"}
    assert itemise(f"3. 實施跨分局執行代取樣，{LONG}。")[0].branch is None


def test_a_short_lead_stands_with_its_first_point() -> None:
    found = pieces(f"1. 客製化服務作法如下： (1) {LONG}甲。 (2) {LONG}乙。")
    assert len(found) == 2
    assert found[0].startswith("1. 客製化服務作法如下： (1)")


def test_short_points_stay_in_one_item() -> None:
    text = "7. 配合新規定修訂方式： (1) 走動式服務 7 家。 (2) 電話解說 12 家。 (3) 文件預審 24 件。"
    assert pieces(text) == [text]


def test_long_text_is_cut_at_sentences_in_even_parts() -> None:
    text = "".join(f"{LONG}第{n}次。" for n in "一二三四五六七八九十")
    found = pieces(text)
    assert "".join(found) == text
    assert all(piece.endswith("。") and len(piece) <= LONGEST for piece in found)
    assert max(map(len, found)) < 2 * min(map(len, found))


def test_a_sentence_without_end_is_cut_at_clauses_outside_quotations() -> None:
    text = "；".join(f"{LONG}「甲；乙」" for _ in range(9)) + "。"
    for piece in pieces(text):
        assert len(piece) <= LONGEST
        assert piece.count("「") == piece.count("」")


def test_a_breakdown_line_stays_with_its_sentence() -> None:
    assert len(pieces("共測試 1,161 人次。\n總局 252 基 96 新 108")) == 1


text_strategy = st.lists(
    st.sampled_from(
        [
            *("1.", "2.", "(1)", "(2)", "A.", "。", "；", "，", "：", "\n", " ", "「", "」", "（", "）"),
            *("基隆分局：", "新竹分局", LONG, "12,029 件", "2.0", "95.1%", "如下"),
        ]
    ),
    max_size=60,
).map("".join)


@given(text_strategy)
def test_nothing_is_lost_and_nothing_overlaps(text: str) -> None:
    parts = itemise(text)
    assert re.sub(r"\s", "", "".join(text[part.start : part.end] for part in parts)) == re.sub(r"\s", "", text)
    assert all(left.end <= right.start for left, right in pairwise(parts))
    for part in parts:
        piece = text[part.start : part.end]
        assert piece
        assert piece == piece.strip()


ANYTHING = st.one_of(
    st.text(max_size=900),
    st.lists(
        st.one_of(
            st.text(min_size=1, max_size=3),
            st.sampled_from(
                ["臺灣公司、", "https://a.tw/b?c=d&e=", "12,345,678.9", "é́́", "．" * 40, "...", "\t", "甲" * 120]
            ),
            st.sampled_from(
                ["1.", "(1)", "。", "：", "\n", "「", "」", "（", "基隆分局：", LONG, "word ", "一百二十三"]
            ),
        ),
        max_size=40,
    ).map(lambda parts: "".join(parts) * 3),
)


@given(ANYTHING)
def test_any_text_is_cut_to_a_readable_size(text: str) -> None:
    parts = itemise(text)
    assert re.sub(r"\s", "", "".join(text[part.start : part.end] for part in parts)) == re.sub(r"\s", "", text)
    assert all(left.end <= right.start for left, right in pairwise(parts))
    assert all(0 < part.end - part.start <= LONGEST for part in parts)


FIRMS = "、".join(f"臺灣第{n}精密儀器股份有限公司" for n in "一二三四五六七八九十" * 5)
UNBROKEN = {
    "names": (FIRMS, lambda piece, rest: piece.endswith("、") or not rest),
    "address": ("https://www.bsmi.gov.tw/" + "/".join(f"path{n}?q={n}{n}" for n in range(90)), None),
    "digits": ("1234567890" * 70, None),
    "figures": ("".join(f"甲乙丙丁 {n},345,678.9 元 " for n in range(60)), None),
    "leader dots": ("".join(f"第{n}章{'…' * 40}{n}" for n in range(20)), None),
    "words": ("evaluation of services " * 40, lambda piece, rest: piece.endswith("services") or rest[:1].isspace()),
    "han": ("績效" * 400, None),
    "marks": (("e" + "\u0301" * 20) * 60, lambda piece, rest: rest[:1] in ("", "e")),
    "brackets": ("(甲乙丙丁戊)" * 90, lambda piece, rest: piece.endswith(")")),
}


@pytest.mark.parametrize("name", UNBROKEN)
def test_text_without_sentences_is_cut_where_it_harms_least(name: str) -> None:
    text, good = UNBROKEN[name]
    parts = itemise(text)
    sizes = [part.end - part.start for part in parts]
    assert max(sizes) <= LONGEST
    assert len(parts) <= 3 + len(text) // 125
    assert min(sizes) >= SHORTEST
    for part in parts:
        piece, rest = text[part.start : part.end], text[part.end :]
        assert good is None or good(piece, rest), piece[-20:]
        if name != "digits":
            assert re.fullmatch(r"\d[\d,.]|[,.]\d", piece[-1] + rest[:1]) is None, piece[-20:]


def test_lists_in_lists_are_bounded() -> None:
    text = "作法：" + "".join("1.作法：" for _ in range(3000)) + LONG
    assert re.sub(r"\s", "", "".join(pieces(text))) == text
    assert max(map(len, pieces(text))) <= LONGEST


@given(text_strategy)
def test_no_number_is_cut(text: str) -> None:
    for part in itemise(text):
        around = text[max(part.end - 1, 0) : part.end + 1]
        assert re.fullmatch(r"\d[\d,.]|[,.]\d", around) is None or part.end - part.start < SHORTEST
