"""The vector cache."""

from pathlib import Path

import numpy as np
import pytest

from jixiao.index.storage.vectors import Vectors


@pytest.fixture
def axes() -> Vectors:
    vectors = Vectors.empty(4)
    vectors.put([1, 5, 900], np.eye(4, dtype=np.float32)[:3], generation=1)
    return vectors


QUERY = np.array([0.9, 0.5, 0.3, 0.0], np.float32)


def test_rows_come_best_first_with_their_inner_product(axes: Vectors) -> None:
    assert [row for row, _ in axes.search(QUERY, 5)] == [1, 5, 900]
    assert axes.search(QUERY, 1)[0][1] == pytest.approx(0.9)


def test_a_filter_holds_before_ranking(axes: Vectors) -> None:
    assert [row for row, _ in axes.search(QUERY, 1, allowed=[5, 900])] == [5]
    assert axes.search(QUERY, 5, allowed=[]) == []
    assert axes.search(QUERY, 5, allowed=[7]) == []


def test_equal_scores_are_ordered_by_row() -> None:
    vectors = Vectors.empty(2)
    vectors.put([9, 3], np.ones((2, 2), np.float32), generation=1)
    assert [row for row, _ in vectors.search(np.ones(2, np.float32), 2)] == [3, 9]


def test_a_row_that_is_put_again_is_replaced(axes: Vectors) -> None:
    axes.put([5], np.eye(4, dtype=np.float32)[3:], generation=2)
    assert len(axes) == 3
    assert dict(axes.search(QUERY, 5))[5] == 0.0


def test_it_is_read_as_it_was_written(axes: Vectors, tmp_path: Path) -> None:
    axes.write(tmp_path)
    again = Vectors.read(tmp_path)
    assert again is not None
    assert (again.generation, again.dimension, again.search(QUERY, 5)) == (1, 4, axes.search(QUERY, 5))


@pytest.mark.parametrize("name", ["vectors.faiss", "vectors.faiss.generation"])
def test_a_damaged_or_missing_cache_is_none(axes: Vectors, tmp_path: Path, name: str) -> None:
    assert Vectors.read(tmp_path) is None
    axes.write(tmp_path)
    (tmp_path / name).write_bytes(b"\x00broken")
    assert Vectors.read(tmp_path) is None
