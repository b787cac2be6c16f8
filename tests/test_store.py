"""The store: documents, passages, vectors, facts."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from library_parts import make_passage

from jixiao.extract.names.register import ours
from jixiao.extract.records import Cell, Document, Locator, Quantity, Run, Span, Tag
from jixiao.index.errors import (
    LibraryLockedError,
    LibraryMissingError,
    LibraryStaleError,
    SearchError,
)
from jixiao.index.records import Filters
from jixiao.index.storage.contents import Content
from jixiao.index.storage.facts import Fact, facts
from jixiao.index.storage.schema import SCHEMA
from jixiao.index.storage.store import Store, writing


def make_document(name: str, text: str = "文", **fields: object) -> Document:
    digest = name.ljust(64, "0")
    return Document(digest[:16], digest, f"{name}.txt", text, **fields)  # type: ignore[arg-type]


def fill(store: Store, name: str, count: int, **fields: object) -> list[str]:
    """A document of `count` passages, whose vectors hold their number."""
    document = make_document(name)
    passages = [make_passage(f"第{i}段", 10 * i, document.document_id, **fields) for i in range(count)]
    store.add(document, Content(passages, np.full((count, 4), count, np.float32)), ours())
    return [passage.passage_id for passage in passages]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path, create=True)
    yield opened
    opened.close()


def test_a_document_comes_back_as_it_was(store: Store) -> None:
    place = Locator(table=1, row=2, column=3, line_start=4, line_end=5, heading_path=("壹", "一"))
    cells = (Cell(Span(0, 1), place, "執行成果"), Cell(Span(1, 1), Locator(), None))
    document = make_document("a", "文字", title="報告", agency="總局", year=108, stage="plan", cells=cells)
    document = Document(**{f: getattr(document, f) for f in Document.__slots__} | {"source_map": (Run(0, 3, 2),)})
    store.add(document, Content([], np.zeros((0, 4), np.float32)), ours())
    assert store.document(document.document_id) == document
    assert store.document("unknown") is None


def test_a_passage_comes_back_as_it_was(store: Store) -> None:
    quantity = Quantity("98%", 98.0, "%", "滿意", Span(2, 5), None, None, 111)
    passage = make_passage("有98%滿意", document_id=make_document("a").document_id, quantities=(quantity,))
    store.add(make_document("a"), Content([passage], np.ones((1, 4), np.float32)), ours())
    assert list(store.passages(store.ids()).values()) == [passage]


def test_every_change_raises_the_generation(store: Store) -> None:
    fill(store, "a", 2)
    fill(store, "b", 3)
    assert (store.generation, store.removed, len(store.since(0)), len(store.since(1))) == (2, 0, 5, 3)
    assert store.remove(["a".ljust(16, "0"), "unknown"]) == 1
    assert (store.generation, store.removed, store.count()) == (3, 3, 3)


def test_relations_change_together_or_not_at_all(store: Store) -> None:
    for name in ("a", "b"):
        fill(store, name, 1)
    a, b = ("a".ljust(16, "0"), "b".ljust(16, "0"))
    store.relate((a, b))
    with pytest.raises(SearchError):
        store.relate((a, None), (b, "unknown"))
    assert {d.document_id: d.superseded_by for d in store.documents()} == {a: b, b: None}
    store.relate((a, None), (b, a))
    assert {d.document_id: d.superseded_by for d in store.documents()} == {a: None, b: a}


def test_removing_nothing_changes_nothing(store: Store) -> None:
    assert store.remove(["unknown"]) == 0
    assert store.generation == 0


def test_rows_are_never_used_twice(store: Store) -> None:
    fill(store, "a", 2)
    before = store.ids()
    store.remove(["a".ljust(16, "0")])
    fill(store, "a", 2)
    assert not set(before) & set(store.ids())


def test_a_failing_addition_leaves_nothing_behind(store: Store) -> None:
    twice = [make_passage("同"), make_passage("同")]
    with pytest.raises(SearchError):
        store.add(make_document("a"), Content(twice, np.ones((2, 4), np.float32)), ours())
    assert (store.count(), store.documents(), store.generation) == (0, [], 0)


def test_vectors_come_in_the_order_asked_for(store: Store) -> None:
    fill(store, "a", 1)
    fill(store, "b", 2)
    assert store.vectors(store.ids()[::-1])[:, 0].tolist() == [2.0, 2.0, 1.0]
    with pytest.raises(KeyError):
        store.vectors([999])


def test_filters_are_alternatives_within_and_conditions_across_fields(store: Store) -> None:
    fill(store, "a", 1, year=107, branches=("新竹分局",))
    fill(store, "b", 2, year=112, branches=("臺中分局",))
    fill(store, "c", 3, year=112, branches=("總局", "臺中分局"))
    assert len(store.ids(Filters(year=(107, 112)))) == 6
    assert len(store.ids(Filters(year=(112,), branch=("總局",)))) == 3
    assert len(store.ids(Filters(year=(107,), branch=("總局",)))) == 0
    assert store.values(Filters(year=(112,), branch=("總局",)), "year") == {"112": 3}
    assert store.values(Filters(branch=("新竹分局",)), "branch") == {"新竹分局": 1, "總局": 3, "臺中分局": 5}


def test_what_a_passage_names_passes_its_filters_but_is_not_its_own() -> None:
    quantity = Quantity("288", 288, "人次", None, Span(0, 3), branch="臺南分局", year=107)
    tag = Tag("桃辦處", "office", Span(4, 7), "桃園辦事處")
    found = facts(make_passage("288 桃辦處", branches=("總局",), quantities=(quantity,), tags=(tag,)), ours())
    named = {(f.field, f.value) for f in found if not f.own}
    assert named == {("branch", "臺南分局"), ("branch", "新竹分局"), ("year", "107")}
    assert {Fact("branch", "總局", True), Fact("year", "108", True)} <= found


def test_a_missing_library_is_told_with_its_cure(tmp_path: Path) -> None:
    with pytest.raises(LibraryMissingError, match="jixiao add"):
        Store(tmp_path / "nowhere")


def test_a_newer_schema_is_stale(tmp_path: Path) -> None:
    Store(tmp_path, create=True).close()
    with sqlite3.connect(tmp_path / "library.sqlite3") as db:
        db.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    db.close()
    with pytest.raises(LibraryStaleError, match="newer"):
        Store(tmp_path)


def test_a_damaged_file_is_told_with_its_cure(tmp_path: Path) -> None:
    (tmp_path / "library.sqlite3").write_bytes(b"no database, but long enough to be looked at" * 50)
    with pytest.raises(SearchError, match="jixiao rebuild"):
        Store(tmp_path)


def test_there_is_one_writer(tmp_path: Path) -> None:
    with writing(tmp_path), pytest.raises(LibraryLockedError), writing(tmp_path):
        pass
    with writing(tmp_path):
        pass
