"""Labels of list items, and the places where text may be cut."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jixiao.extract.text.enumeration import cuts, label_at_start, labels, protected


def names(text: str, *, loose: bool = False) -> list[str]:
    return [text[label.start : label.end].strip() for label in labels(text, loose=loose)]


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [
        ("1. 辦理", "dot", 1),
        ("１２、辦理", "dot", 12),
        ("(3) 辦理", "paren", 3),
        ("（4）辦理", "paren", 4),
        ("2)辦理", "half", 2),
        ("A. 衡器", "alpha", 1),
        ("(C)加強", "alpha_paren", 3),
        ("②辦理", "circle", 2),
        ("⑴辦理", "circle", 1),
        ("一、依據", "han", 1),
        ("十二、其他", "han", 12),
        ("（二）服務", "han_paren", 2),
        ("柒、獎勵", "formal", 7),
        ("叁、成效", "formal", 3),
        ("2.1 推行", "multi", 1),
    ],
)
def test_every_style_of_label_is_read(text: str, kind: str, number: int) -> None:
    label = label_at_start(text)
    assert label is not None
    assert (label.kind, label.number) == (kind, number)


@pytest.mark.parametrize(
    "text",
    [
        "線上申辦 2.0 版上線。1.5 倍成長。",
        "取得標章 V1.2。達 95.1％，依 CNS 8088 第 11.1 節辦理。",
        "推動 5S 活動。3C 商品。2 次。",
        "112.3.15 辦理說明會，依商品檢驗法第 3 條第 (2) 款。",
        "依附表(1)辦理，另見附表(2)。",
    ],
)
def test_numbers_in_prose_are_no_labels(text: str) -> None:
    assert names(text) == []


def test_lists_nest_and_close() -> None:
    text = "1.基隆分局：(1)開發系統。(2)預先審查。2.新竹分局：推動。3.臺南分局：(1)甲案。"
    found = [(text[label.start : label.end], label.depth) for label in labels(text)]
    assert found == [("1.", 0), ("(1)", 1), ("(2)", 1), ("2.", 0), ("3.", 0), ("(1)", 1)]


def test_a_list_of_decimals_stays_apart_from_its_points() -> None:
    assert names("2.1 推行簡化。 (1)甲案。 (2)乙案。 2.2 推廣。") == ["2.1", "(1)", "(2)", "2.2"]


def test_a_list_inside_a_sentence_is_left_alone() -> None:
    assert names("共實施(1)自製治具，縮短時間；(2)增購機具等 2 項措施。") == []


def test_points_without_punctuation_go_on() -> None:
    assert names("服務：(A)臨櫃支付(B)錄製影片(C)加強推廣") == ["(A)", "(B)", "(C)"]


def test_quoted_numbers_are_no_labels() -> None:
    assert names("訂定「要點：1.甲 2.乙」。1.推動。") == ["1."]


def test_measures_open_lists_after_white_space_only() -> None:
    assert names("辦理調查 (1) 依特性調查") == []
    assert names("辦理調查 (1) 依特性調查", loose=True) == ["(1)"]


def test_cuts_spare_quotations_brackets_and_numbers() -> None:
    text = "訂定「甲。乙。」要點（含丙。丁等）。共 12,029 件,均完成。另辦理"
    assert [text[:cut][-3:] for cut in cuts(text)] == ["等）。", "完成。"]
    assert all(text[cut - 1 : cut + 1] != ",0" for cut in cuts(text, level=2))


@given(st.text(alphabet="甲乙，。；：「」（）()123.、ABab \n①一二", max_size=120))
def test_labels_are_ordered_and_cuts_stay_outside_quotations(text: str) -> None:
    found = labels(text)
    assert all(left.end <= right.start for left, right in pairwise(found))
    for cut in cuts(text, level=2):
        assert not any(start < cut < end for start, end in protected(text))


def test_a_list_announced_by_a_colon_is_nested_though_its_labels_look_alike() -> None:
    found = labels("1. 作法如下： 1.甲所：延長服務。 2.乙所：假日服務。")
    assert [(label.number, label.depth) for label in found] == [(1, 0), (1, 1), (2, 1)]
