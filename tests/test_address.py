"""The page's address: what it says, what it is written as, and that nothing in it is an error."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jixiao.index.records import Filters
from jixiao.web.parts import address
from jixiao.web.parts.address import Address

FULL = Address(
    "search",
    s="電話 禮貌 & 50%+",
    mode="lexical",
    filters=Filters((107, 108), ("臺南分局",), (1,), ("outcome",), ("result",), ("報告 #1.txt",), ("服務可近性",)),
)


@pytest.mark.parametrize(
    "told", [FULL, Address(), Address("trends"), Address(q="哪些分局？", kind="passages", without=("year", "branch"))]
)
def test_an_address_is_read_as_it_was_written(told: Address) -> None:
    assert address.read(address.write(told)) == told


def test_what_is_as_usual_is_left_out() -> None:
    assert address.write(Address()) == ""
    assert address.write(Address("search", s="a", mode="hybrid")) == "?tab=search&s=a"


def test_an_address_written_by_hand_is_understood() -> None:
    told = address.read("s=禮貌&year=2019&year=abc&branch=台中分局&stage=later&mode=best&facet=2&role=outcome&x=1")
    assert told == Address("search", s="禮貌", filters=Filters((108,), ("台中分局",), (2,), ("outcome",)))
    assert address.read("?q=1&s=2").tab == "ask"
    assert address.read("?year=" + "9" * 5000).filters == Filters()


@given(st.text())
def test_nothing_in_an_address_is_an_error(search: str) -> None:
    told = address.read(search)
    assert address.read(address.write(told)) == told


def test_the_marker_can_not_break_out_of_its_attribute() -> None:
    told: Any = address.marker(Address("search", s='"><script>alert(1)</script>'))
    assert "<script" not in told
    assert 'data-tab="search"' in told
