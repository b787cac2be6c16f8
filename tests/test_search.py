"""Ranking: roles, repeated measures, scoring items, other wordings, order."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from library_parts import HashedEmbedder, make_passage

from jixiao.extract.names.register import ours
from jixiao.extract.records import Document, Item, Passage
from jixiao.index.holdings.state import State
from jixiao.index.records import Hit, Mode
from jixiao.index.search.query import understand
from jixiao.index.search.search import search
from jixiao.index.storage.contents import Content
from jixiao.index.storage.store import Store

Fill = Callable[[list[Passage]], None]


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    store = Store(tmp_path, create=True)
    yield State(tmp_path, store, HashedEmbedder())
    store.close()


@pytest.fixture
def fill(state: State) -> Fill:
    def fill(passages: list[Passage]) -> None:
        vectors = HashedEmbedder().encode([p.text for p in passages], "passage")
        for document_id in dict.fromkeys(p.document_id for p in passages):
            chosen = [n for n, p in enumerate(passages) if p.document_id == document_id]
            document = Document(document_id, document_id.ljust(64, "0"), f"{document_id}.txt", "文")
            state.store.add(document, Content([passages[n] for n in chosen], vectors[chosen]), ours())

    return fill


def hits(state: State, text: str, mode: Mode = "hybrid", k: int = 10) -> tuple[Hit, ...]:
    return search(understand(text), k, mode, state).hits


def made(texts: list[str], **fields: Any) -> list[Passage]:
    return [make_passage(text, 100 * n, **fields) for n, text in enumerate(texts)]


FILLER = [f"第{n}項其他業務的說明文字。" for n in "一二三四五六七八九十"]


@pytest.mark.parametrize("mode", ["lexical", "dense", "hybrid"])
def test_an_outcome_comes_before_the_measure_it_follows(state: State, fill: Fill, mode: Mode) -> None:
    measure = make_passage("辦理電話禮貌測試", 5000, label="measure")
    strategy = make_passage("電話禮貌測試", 6000, label="strategy")
    fill([measure, strategy, make_passage("辦理電話禮貌測試 80 人次"), *made(FILLER, document_id="f" * 16)])
    texts = [hit.passage.text for hit in hits(state, "電話禮貌測試", mode, k=20)]
    assert texts[0] == "辦理電話禮貌測試 80 人次"
    assert texts.index(measure.text) < texts.index(strategy.text)


def test_a_measure_that_reports_repeat_comes_once_an_outcome_each_time(state: State, fill: Fill) -> None:
    ids = ["a" * 16, "b" * 16]
    fill([make_passage("辦理電話禮貌測試", 0, i, label="measure") for i in ids])
    fill([make_passage("電話禮貌測試良好", 50, i.replace(i[0], i[0].upper()), label="outcome") for i in ids])
    assert [hit.passage.label for hit in hits(state, "電話禮貌測試")] == ["outcome", "outcome", "measure"]


def test_equal_passages_are_ordered_by_their_id(state: State, fill: Fill) -> None:
    ids = ["c" * 16, "a" * 16, "b" * 16]
    fill([make_passage("電話禮貌測試", 0, i) for i in ids])
    lexical = hits(state, "電話禮貌測試", "lexical")
    assert [hit.rank for hit in lexical] == [1, 2, 3]
    assert lexical == tuple(sorted(lexical, key=lambda hit: (-hit.score, hit.passage.passage_id)))


def test_an_item_lifts_its_evidence_and_cuts_nothing_out(state: State, fill: Fill) -> None:
    own = make_passage("派員前往說明。", 5000, items=(Item("服務可近性", "row"),))
    same = make_passage("派員前往說明。", 4000)
    other = make_passage("服務可近性的說明文字。", 6000)
    fill([own, same, other, *made(FILLER, document_id="f" * 16)])
    found = [hit.passage for hit in hits(state, "評核項目「服務可近性」的佐證", k=100)]
    assert found.index(own) < found.index(same)
    assert len(found) > 2


def test_k_cuts_the_list(state: State, fill: Fill) -> None:
    fill(made(["電話禮貌測試"] * 30))
    assert len(hits(state, "電話禮貌測試", k=7)) == 7


def test_both_ranks_stay_on_the_hit(state: State, fill: Fill) -> None:
    fill([make_passage("辦理電話禮貌測試 80 人次"), *made(FILLER, document_id="f" * 16)])
    best = hits(state, "電話禮貌測試")[0]
    assert (best.dense_rank, best.lexical_rank) == (1, 1)


def test_an_english_question_finds_chinese_words(state: State, fill: Fill) -> None:
    fill([make_passage("新增電話禮貌抽測。"), *made(FILLER, document_id="f" * 16)])
    assert hits(state, "telephone courtesy", "lexical")[0].passage.text == "新增電話禮貌抽測。"
