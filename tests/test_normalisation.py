"""Folding: what is matched, and the way back to the source's characters."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jixiao.extract.text import normalisation

TEXT = st.text(alphabet=st.sampled_from("臺台局處１２3,.、（）①²良輪 \n\t　Aa%％每共…㎡，。"), max_size=60)


@given(TEXT)
def test_the_offset_map_covers_the_source_in_order(text: str) -> None:
    folded = normalisation.fold(text)
    assert len(folded.text) == len(folded.matching) == len(folded.starts) == len(folded.ends)
    assert all(0 <= a < b <= len(text) for a, b in zip(folded.starts, folded.ends, strict=True))
    assert list(folded.starts) == sorted(folded.starts)


@given(TEXT)
def test_every_character_folds_from_the_source_behind_it(text: str) -> None:
    folded = normalisation.fold(text)
    for i, character in enumerate(folded.text):
        source = text[folded.starts[i] : folded.ends[i]]
        assert source.isspace() if character in " \n" else character in unicodedata.normalize("NFKC", source) + source


@given(st.text(max_size=40))
def test_any_text_can_be_folded(text: str) -> None:
    folded = normalisation.fold(text)
    assert folded.span(0, len(folded.text)).end <= len(text)


def test_compatibility_characters_match_their_plain_form() -> None:
    assert normalisation.fold("優\uf97c量計").text == "優良量計"


def test_digits_are_narrowed_but_circled_and_raised_ones_stay() -> None:
    assert normalisation.fold("①１２件 10²").text == "①12件10²"


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("12 萬 4,093\n元", "12萬4,093元"),
        ("CNS 11359", "CNS 11359"),
        ("1. 108年", "1. 108年"),
        ("組別\t人數", "組別\n人數"),
        ("前段\n\n後段", "前段\n後段"),
        ("續\n行", "續行"),
    ],
)
def test_only_white_space_that_parts_something_stays(text: str, folded: str) -> None:
    assert normalisation.fold(text).text == folded


def test_the_variant_of_a_character_is_folded_for_matching_only() -> None:
    folded = normalisation.fold("台南 LINE")
    assert (folded.text, folded.matching) == ("台南LINE", "臺南line")


def test_labels_are_written_over_at_the_same_length() -> None:
    text = "2.112年7月4日赴廠。3.辦理2.5小時"
    without = normalisation.without_labels(text)
    assert len(without) == len(text)
    assert without == "。。112年7月4日赴廠。。。辦理2.5小時"
