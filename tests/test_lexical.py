"""The full-text index."""

from pathlib import Path

import pytest
from library_parts import make_passage

from jixiao.index.records import Filters
from jixiao.index.storage.lexical import Lexical
from jixiao.index.text.tokenizer import terms

PASSAGES = {
    1: make_passage("提供到府檢定服務，共 58 具。", year=107, branches=("新竹分局",), facet=2),
    2: make_passage("到府檢定地磅共 1,980 件。", year=112, branches=("臺中分局",), facet=2),
    3: make_passage("辦理電話禮貌測試。", year=112, branches=("總局",), strategy="到府檢定的策略", facet=1),
}


@pytest.fixture
def index() -> Lexical:
    lexical = Lexical(None)
    lexical.put(PASSAGES.items(), generation=1)
    return lexical


def rows(lexical: Lexical, text: str, filters: Filters | None = None) -> list[int]:
    return [row for row, _ in lexical.search(dict.fromkeys(terms(text), 1.0), 10, filters or Filters())]


def test_text_counts_more_than_context(index: Lexical) -> None:
    assert rows(index, "到府檢定")[-1] == 3
    assert set(rows(index, "到府檢定")) == {1, 2, 3}


def test_filters_hold_inside_the_engine(index: Lexical) -> None:
    assert rows(index, "到府檢定", Filters(year=(112,))) == [2, 3]
    assert set(rows(index, "到府檢定", Filters(year=(112, 107), role=("outcome",)))) == {1, 2, 3}
    assert rows(index, "到府檢定", Filters(facet=(5,))) == []


def test_only_the_rows_given_are_looked_at(index: Lexical) -> None:
    weights = dict.fromkeys(terms("到府檢定"), 1.0)
    free, limited = dict(index.search(weights, 10)), dict(index.search(weights, 10, rows=[1, 3]))
    assert limited == {row: pytest.approx(free[row]) for row in (1, 3)}
    assert index.search(weights, 10, rows=[]) == []


def test_a_filter_adds_nothing_to_the_score(index: Lexical) -> None:
    weights = dict.fromkeys(terms("到府檢定"), 1.0)
    free = dict(index.search(weights, 10))
    assert dict(index.search(weights, 10, Filters(year=(107,))))[1] == pytest.approx(free[1])


def test_a_row_that_is_put_again_is_replaced(index: Lexical) -> None:
    index.put([(3, make_passage("到府檢定三次"))], generation=2)
    assert len(index) == 3
    assert set(rows(index, "到府檢定")) == {1, 2, 3}
    assert rows(index, "電話禮貌") == []


def test_a_rare_term_weighs_more(index: Lexical) -> None:
    assert index.idf("地磅") > index.idf("檢定")
    assert index.idf("沒有") >= index.idf("地磅")


def test_words_of_the_query_that_look_like_syntax_are_words(index: Lexical) -> None:
    assert rows(index, '") OR text:(* AND 到府') != []


def test_it_is_read_as_it_was_published(index: Lexical, tmp_path: Path) -> None:
    kept = Lexical.fresh(tmp_path)
    kept.put(PASSAGES.items(), generation=7)
    kept.publish(tmp_path)
    again = Lexical.read(tmp_path)
    assert again is not None
    assert (again.generation, rows(again, "到府檢定")) == (7, rows(index, "到府檢定"))


def test_a_damaged_index_is_none(tmp_path: Path) -> None:
    kept = Lexical.fresh(tmp_path)
    kept.put(PASSAGES.items(), generation=1)
    kept.publish(tmp_path)
    for path in (tmp_path / "lexical").rglob("meta.json"):
        path.write_text("{broken")
    assert Lexical.read(tmp_path) is None
