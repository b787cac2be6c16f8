"""Similarity of texts by their bigrams, the linear model, and sentences that are cut once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from library_parts import make_passage

from jixiao.extract.names.register import ours
from jixiao.index.search.linear_model import LinearModel
from jixiao.index.text.sentences import sentences_of
from jixiao.index.text.similarity import bigrams, containment, dice, jaccard, overlap, same_measure

SETS = st.frozensets(st.sampled_from("abcdefgh"))


def test_the_four_measures_of_two_sets() -> None:
    first, second = set("abcd"), set("cdefgh")
    assert dice(first, second) == pytest.approx(4 / 10)
    assert overlap(first, second) == pytest.approx(2 / 4)
    assert containment(second, first) == pytest.approx(2 / 6)
    assert jaccard(first, second) == pytest.approx(2 / 8)


@given(SETS, SETS)
def test_measures_stay_within_their_bounds(first: frozenset[str], second: frozenset[str]) -> None:
    for measure in (dice, overlap, jaccard):
        assert 0 <= measure(first, second) == measure(second, first) <= 1
    assert jaccard(first, second) <= dice(first, second) <= overlap(first, second)
    assert containment(first, second) <= overlap(first, second)


def test_measures_are_one_however_they_are_punctuated() -> None:
    assert bigrams("台灣，服務") == bigrams("臺灣服務")
    assert same_measure("主動到府，提供檢定服務。", "主動到府提供檢定服務")
    assert not same_measure("主動到府提供檢定服務", "縮短申辦案件的處理時間")


def test_a_linear_model_scores_one_case_as_it_scores_a_table() -> None:
    model = LinearModel.read({"intercept": -1, "weights": {"b": 2, "a": 0.5}})
    assert model.score({"a": 2.0, "b": 1.0, "c": 9.0}) == 2.0
    assert model.scores(np.array([[2.0, 1.0, 9.0]]), ("a", "b", "c")).tolist() == [2.0]
    with pytest.raises(KeyError):
        model.score({"a": 1.0})


class Library:
    """As much of a View as sentences need."""

    generation = 1
    register = ours()

    def sentences(self, passage_ids: Sequence[str]) -> dict[str, object]:
        return {}


def test_a_passage_is_cut_into_sentences_once_for_each_state_of_the_library() -> None:
    passage, library = make_passage("辦理到府檢定 12 場。另辦理電話禮貌測試 30 次。"), Library()
    view: Any = library
    first = sentences_of(passage, view)
    assert [sentence.text for sentence in first] == ["辦理到府檢定 12 場。", "另辦理電話禮貌測試 30 次。"]
    assert sentences_of(passage, view) is first
    library.generation = 2
    assert sentences_of(passage, view) is not first
