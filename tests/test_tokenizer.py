"""The terms of full-text search."""

import pytest

from jixiao.index.text.tokenizer import _own_words, fold, terms, version


def test_variants_widths_and_case_are_one_spelling() -> None:
    assert fold("台中Ｅ-ｍａｉｌ祕書") == fold("臺中e-mail秘書")
    assert terms("台中分局") == terms("臺中分局")


def test_chinese_runs_give_bigrams() -> None:
    assert {"到府", "府檢", "檢定"} <= set(terms("到府檢定"))


def test_bigrams_do_not_cross_punctuation() -> None:
    assert "府檢" not in terms("到府，檢定")


def test_white_space_of_a_layout_does_not_part_a_word() -> None:
    assert "檢定" in terms("到府檢\n定")


def test_numbers_and_words_of_other_scripts_stay_whole() -> None:
    assert {"12029", "e-mail", "mail", "2.0"} <= set(terms("１２,０２９ 件，以 E-mail 及線上申辦 2.0"))


@pytest.mark.parametrize("text", ["", " \n", "，。！"])
def test_nothing_to_match_on_gives_no_terms(text: str) -> None:
    assert terms(text) == []


def test_a_term_of_the_gazetteers_is_a_term() -> None:
    longest = max(_own_words(), key=len)
    assert longest in terms(f"提供{longest}等服務")


def test_the_version_follows_the_dictionary(monkeypatch: pytest.MonkeyPatch) -> None:
    before = version()
    monkeypatch.setattr("jixiao.index.text.tokenizer._own_words", lambda: ("報馬仔服務",))
    assert version() != before
