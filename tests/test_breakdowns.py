"""Breakdowns by the sign of each branch."""

from __future__ import annotations

import pytest

from jixiao.extract.names.register import ours
from jixiao.extract.tagging import breakdowns
from jixiao.extract.text import normalisation


def shares(text: str) -> list[list[tuple[float, tuple[str, ...]]]]:
    return [[(s.value, s.branches) for s in found] for found in breakdowns.find(normalisation.fold(text).text, ours())]


def test_signs_before_their_numbers() -> None:
    (found,) = shares("(人 53、基、新 28、中 87)")
    assert found == [(53, ()), (28, ("基隆分局", "新竹分局")), (87, ("臺中分局",))]


def test_signs_that_touch_the_numbers_before_them() -> None:
    (found,) = shares("總局 252基 96新 108中 240")
    assert found == [(252, ("總局",)), (96, ("基隆分局",)), (108, ("新竹分局",)), (240, ("臺中分局",))]


@pytest.mark.parametrize("text", ["新增 28 件、中央 3 件", "新 28 件", "高 3 公尺、寬 2 公尺"])
def test_words_that_hold_a_sign_are_no_breakdown(text: str) -> None:
    assert shares(text) == []


def test_names_of_places_are_signs_beside_the_head_offices() -> None:
    (found,) = shares("共320場次（總局50場次、基隆30場次、新竹45場次）")
    assert found == [(50, ("總局",)), (30, ("基隆分局",)), (45, ("新竹分局",))]
    assert shares("於臺中2場、臺南3場、高雄5場") == []
