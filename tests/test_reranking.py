"""The learned order of hits: what its columns say of a passage, and how they rank."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from library_parts import HashedEmbedder, make_passage

from jixiao.extract.names.register import ours
from jixiao.extract.records import Document, Item, Passage
from jixiao.index.holdings.state import State
from jixiao.index.search import reranking
from jixiao.index.search.query import understand
from jixiao.index.search.reranking import FEATURES, features, order
from jixiao.index.storage.contents import Content
from jixiao.index.storage.store import Store

QUESTION = "評核項目「服務可近性」的電話禮貌測試"


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    store = Store(tmp_path, create=True)
    yield State(tmp_path, store, HashedEmbedder())
    store.close()


def filled(state: State, passages: list[Passage]) -> dict[int, Passage]:
    """The passages by their rows."""
    vectors = HashedEmbedder().encode([p.text for p in passages], "passage")
    state.store.add(Document("d" * 16, "d" * 64, "report.txt", "文"), Content(passages, vectors), ours())
    return state.by_row(state.store.ids())


def column(name: str, passages: dict[int, Passage], state: State, bm25: dict[int, float] | None = None) -> list[float]:
    table = features(understand(QUESTION), passages, bm25 or {}, state)
    assert table.shape == (len(passages), len(FEATURES))
    return [round(float(value), 6) for value in table[:, FEATURES.index(name)]]


def test_roles_items_and_stage_are_told_by_ones(state: State) -> None:
    passages = filled(
        state,
        [
            make_passage("一、辦理測試。", 0, label="strategy", items=(Item("服務可近性", "row"),)),
            make_passage("二、辦理測試。", 20, label="measure", items=(Item("服務可近性", "content"),)),
            make_passage("三、辦理測試。", 40, label=None, stage="plan"),
            make_passage("四、辦理測試。", 60),
        ],
    )
    assert column("strategy", passages, state) == [1, 0, 0, 0]
    assert column("measure", passages, state) == [0, 1, 0, 0]
    assert column("none", passages, state) == [0, 0, 1, 0]
    assert column("item_row", passages, state) == [1, 0, 0, 0]
    assert column("item_content", passages, state) == [0, 1, 0, 0]
    assert column("planned", passages, state) == [0, 0, 1, 0]


def test_full_text_is_told_by_share_and_rank(state: State) -> None:
    passages = filled(state, [make_passage(f"{n}辦理測試。", 20 * n) for n in range(3)])
    first, second, third = passages
    bm25 = {second: 8.0, third: 2.0}
    assert column("bm25", passages, state, bm25) == [0.0, 1.0, 0.25]
    assert column("bm25_rank", passages, state, bm25) == [0.0, round(30 / 31, 6), round(30 / 32, 6)]
    assert first not in bm25


def test_a_long_passage_is_as_near_as_its_best_sentence(state: State) -> None:
    said = "辦理電話禮貌測試。"
    around = "。".join(f"第{n}項說明其他業務的推動情形與檢討" for n in "一二三四五六七八九") + "。"
    passages = filled(state, [make_passage(around + said + around, 0), make_passage(around, 1000)])
    assert column("sentence_rank", passages, state) == [round(30 / 31, 6), round(30 / 32, 6)]


def test_the_nearest_passage_has_no_distance(state: State) -> None:
    passages = filled(state, [make_passage("電話禮貌測試", 0), make_passage("商品檢驗座談會", 20)])
    cosines = column("cosine_gap", passages, state)
    assert cosines[0] == 0.0
    assert cosines[1] < 0.0


def test_scores_fall_and_ties_go_by_id(state: State) -> None:
    passages = filled(state, [make_passage("電話禮貌測試", 20 * n) for n in (2, 0, 1)])
    found = order(understand(QUESTION), passages, {}, state)
    assert [p.passage_id for *_, p in found] == sorted(p.passage_id for p in passages.values())
    assert all(0 < score < 1 for score, *_ in found)


def test_nothing_gives_nothing(state: State) -> None:
    assert order(understand(QUESTION), {}, {}, state) == []


def test_every_weight_has_its_column() -> None:
    weights = reranking._model().weights
    assert set(weights) == set(FEATURES)
    assert weights["context_coverage"] > 0 > weights["strategy"]
    assert np.isfinite(list(weights.values())).all()
