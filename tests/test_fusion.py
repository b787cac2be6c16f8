"""Reciprocal rank fusion."""

import pytest

from jixiao.index.search.fusion import fuse


def test_scores_are_sums_of_reciprocal_ranks() -> None:
    scores = fuse([["a", "b"], ["b", "c"]])
    assert scores == {"a": 1 / 61, "b": 1 / 62 + 1 / 61, "c": 1 / 62}


def test_weights_scale_a_ranking_and_absence_adds_nothing() -> None:
    scores = fuse([["a"], ["b"], []], [1.0, 3.0, 9.0], constant=0)
    assert scores == {"a": 1.0, "b": 3.0}


def test_one_weight_for_each_ranking_is_needed() -> None:
    with pytest.raises(ValueError, match="zip"):
        fuse([["a"], ["b"]], [1.0])
