"""Labels as office programs and browsers write them."""

from __future__ import annotations

import pytest

from jixiao.extract.reading.layout.list_labels import Style, label, numeral


@pytest.mark.parametrize(
    ("number", "style", "told"),
    [
        (3, "decimal", "3"), (3, "padded", "03"), (12, "full", "１２"), (1, "han", "一"), (10, "han", "十"),
        (11, "han", "十一"), (20, "han", "二十"), (21, "han", "二十一"), (101, "han", "一百零一"),
        (110, "han", "一百一十"),
        (1003, "han", "一千零三"), (1, "formal", "壹"), (10, "formal", "壹拾"), (12, "formal", "壹拾貳"),
        (12, "digits", "一二"),
        (2, "stem", "乙"), (11, "stem", "11"), (12, "branch", "亥"), (27, "upper", "AA"), (2, "lower", "b"),
        (4, "lower_roman", "iv"), (1994, "upper_roman", "MCMXCIV"), (10**9, "upper_roman", "1000000000"),
        (20, "circle", "⑳"), (21, "circle", "21"), (2, "paren", "⑵"), (3, "han_paren", "㈢"),
        (0, "lower", "0"), (5, "none", ""),
    ],
)  # fmt: skip
def test_numeral(number: int, style: Style, told: str) -> None:
    assert numeral(number, style) == told


@pytest.mark.parametrize(
    ("text", "told"), [("1.", "1. "), ("一、", "一、"), ("（一）", "（一）"), ("(一)", "(一) "), ("", "")]
)
def test_label(text: str, told: str) -> None:
    assert label(text) == told
