"""Judgements on the page: what cards show, and what the forms do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from library_parts import HashedEmbedder, make_passage
from test_web import HOSTILE, Elements

from jixiao.extract import pipeline
from jixiao.extract.records import Document, Item, Passage
from jixiao.index import durable_files
from jixiao.index.library import Library
from jixiao.index.storage import marks
from jixiao.index.storage import records as storage_records
from jixiao.web.parts.components import Page
from jixiao.web.parts.strings import Words
from jixiao.web.tabs import basket, evidence, marking, matrix
from jixiao.web.tabs.matrix import Chosen

NEAR, NEW = "服務可近性", "創新性"
TEXT = "到府檢定 3 場。\n派員到場說明。\n問卷回收 40 份。"


def reported(path: Path, *_: object, **__: object) -> tuple[Document, tuple[Passage, ...]]:
    """A report of 臺中分局: two passages for NEAR, one for nothing."""
    fields: dict[str, Any] = {"branches": ("臺中分局",), "year": 112, "source": path.name, "status": "done"}
    passages, at = [], 0
    for number, line in enumerate(TEXT.split("\n")):
        items = (Item(NEAR, "row"),) if number < 2 else ()
        passages.append(make_passage(line, at, "a" * 16, items=items, measure="主動服務：到府", **fields))
        at += len(line) + 1
    return Document("a" * 16, durable_files.digest(path), path.name, TEXT, year=112, stage="result"), tuple(passages)


@pytest.fixture(params=["zh", "en"])
def page(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    monkeypatch.setattr(pipeline, "extract", reported)
    (tmp_path / "r.txt").write_text("到府", encoding="utf-8")
    nothing: Any = None
    with Library.create(tmp_path / "library", embedder=HashedEmbedder()) as library:
        library.add([tmp_path / "r.txt"])
        yield Page(library, Words(request.param), nothing, nothing, nothing, nothing, tmp_path)


def given(page: Page, number: int, verdict: str, **changed: str) -> dict[str, str]:
    passage = page.library.passages()[number].passage_id
    return {"passage": passage, "verdict": verdict, "item": NEAR, "reason": "只是宣導", "name": "王小明"} | changed


def listing(page: Page, item: str = NEAR) -> str:
    return evidence.listing(page, replace(evidence.AT_FIRST, item=(item,)), [], evidence.STEP)


def test_what_was_said_stands_on_the_card_escaped(page: Page) -> None:
    told, done = marking.judged(page, given(page, 0, "accepted", reason=HOSTILE, name="<b>王"))
    assert done
    assert "added" in told
    for shown in (listing(page), matrix.cell_panel(page, Chosen(item=NEAR, column="臺中分局"), [])):
        elements = Elements(shown)
        assert HOSTILE in elements.text
        assert f"{NEAR} · <b>王 · " in elements.text
        assert {"img", "script"}.isdisjoint(name for name, _ in elements.found)
        pressed = [
            v.get("aria-pressed") for n, v in elements.found if n == "button" and v.get("data-verdict") == "accepted"
        ]
        assert pressed[0] == "true"


def test_rejected_passages_stand_apart_and_can_be_taken_back(page: Page) -> None:
    marking.judged(page, given(page, 0, "rejected"))
    for shown in (listing(page), matrix.cell_panel(page, Chosen(item=NEAR, column="臺中分局"), [])):
        counted, rejected = shown.split('<section class="rejected">')
        assert Elements(counted).values("data-passage").count(page.library.passages()[0].passage_id) == 0
        assert "只是宣導" in rejected
    assert [row.mark and row.mark.verdict for row in matrix.rows(page, Chosen(), whole=True)[0]] == [None, "rejected"]
    told, done = marking.judged(page, given(page, 0, "withdrawn"))
    assert done, told
    assert 'class="rejected"' not in listing(page)


def test_a_passage_is_accepted_for_another_item_from_the_selection(page: Page) -> None:
    third = page.library.passages()[2].passage_id
    form = Elements(basket.contents(page, [third]))
    assert NEW in form.values("value")
    assert marking.judged(page, given(page, 2, "accepted", item=NEW, reason=""))[1]
    assert third in Elements(listing(page, NEW)).values("data-passage")
    assert f"{NEW} · 王小明" in Elements(basket.contents(page, [third])).text


@pytest.mark.parametrize(
    "changed",
    [{"name": " "}, {"reason": ""}, {"item": ""}, {"item": "員工旅遊"}, {"verdict": "x"}, {"passage": "x:1-2"}],
)
def test_what_is_missing_is_told_and_nothing_is_written(page: Page, changed: dict[str, str]) -> None:
    told, done = marking.judged(page, given(page, 0, "rejected") | changed)
    assert not done
    assert "failed" in told
    assert page.library.view().marks() == ()


def test_changed_text_is_shown_beside_the_judged_one(page: Page) -> None:
    passage = page.library.passages()[0]
    mark = marks.made(passage, "ab" * 32, NEAR, storage_records.Said("accepted", "", "王小明"))
    shown = marking.part(passage, NEAR, replace(mark, quote="到府檢定 2 場。", position="changed"), page.words, {})
    assert Elements(shown).marks == ["2", "3"]
    assert 'role="group"' in shown


def test_judgements_that_lost_their_passage_are_listed_with_their_words(page: Page) -> None:
    marking.judged(page, given(page, 0, "accepted"))
    page.library.remove([page.library.documents()[0].document_id])
    shown = listing(page)
    assert "到府檢定 3 場。" in shown
    verdicts = Elements(shown).values("data-verdict")
    assert verdicts == ["withdrawn"]


def test_damaged_lines_are_told(page: Page) -> None:
    assert marking.trouble(page) == ""
    (page.library.folder / marks.FILE).write_text("{\n", encoding="utf-8")
    assert f"{marks.FILE}:1" in marking.trouble(page)


# In a browser
