"""The matrix and the self-assessment sheet on the page, and from the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from library_parts import HashedEmbedder, make_passage
from openpyxl import load_workbook
from test_matrix import OWN
from test_web import HOSTILE, Elements
from typer.testing import CliRunner

from jixiao import cli
from jixiao.extract import pipeline
from jixiao.extract.records import Document, Item, Passage
from jixiao.index import durable_files, labels
from jixiao.index.errors import UsageError
from jixiao.index.library import Library
from jixiao.index.records import Filters
from jixiao.web.parts.components import Page
from jixiao.web.parts.strings import Words
from jixiao.web.tabs import assessment, evidence, matrix
from jixiao.web.tabs.assessment import PREFIX, Entered
from jixiao.web.tabs.matrix import Chosen

NEAR = "服務可近性"


def reported(path: Path, *_: object, **__: object) -> tuple[Document, tuple[Passage, ...]]:
    """A report of 臺中分局: one passage for NEAR, one for nothing, its own text hostile to a page."""
    text = f"到府 3 場。{HOSTILE}\n問卷。"
    fields: dict[str, Any] = {"branches": ("臺中分局",), "year": 112, "source": path.name, "status": "done"}
    first, second = text.split("\n")
    passages = (
        make_passage(first, 0, "a" * 16, items=(Item(NEAR, "row"),), measure="主動服務：到府", **fields),
        make_passage(second, len(first) + 1, "a" * 16, **fields),
    )
    digest = durable_files.digest(path)
    return Document("a" * 16, digest, path.name, text, year=112, stage="result", agency="臺中分局"), passages


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(pipeline, "extract", reported)
    (tmp_path / "r.txt").write_text("到府", encoding="utf-8")
    with Library.create(tmp_path / "library", embedder=HashedEmbedder()) as made:
        made.add([tmp_path / "r.txt"])
    return tmp_path / "library"


@pytest.fixture(params=["zh", "en"])
def page(request: pytest.FixtureRequest, folder: Path, tmp_path: Path) -> Iterator[Page]:
    nothing: Any = None
    with Library.open(folder, embedder=HashedEmbedder()) as library:
        yield Page(library, Words(request.param), nothing, nothing, nothing, nothing, tmp_path)


def test_every_cell_is_a_button_that_says_in_words_what_its_colour_means(page: Page) -> None:
    elements = Elements(matrix.drawn(page, Chosen()))
    cells = [told for name, told in elements.found if name == "button" and told.get("data-event") == "cell"]
    assert len(cells) == 11
    near = next(told for told in cells if told["data-item"] == NEAR)
    assert "found" in str(near["class"])
    assert str(near["aria-label"]).startswith(f"{NEAR}, 臺中分局: ")
    assert {"row", "col", "rowgroup"} == set(elements.values("scope"))
    assert (elements.values("role")[-1], elements.values("tabindex")[0]) == ("region", "0")
    parts = Elements(matrix.drawn(page, Chosen(parts=True)))
    assert "主動服務" in parts.values("data-criterion")


def test_cell_opens_its_passages_beside_the_wording_of_the_item(page: Page) -> None:
    chosen = Chosen(item=NEAR, criterion="主動服務", column="臺中分局")
    elements = Elements(matrix.cell_panel(page, chosen, []))
    assert "主動服務" in elements.marks
    assert len(elements.values("data-passage")) > 0
    assert {"img", "script"}.isdisjoint(name for name, _ in elements.found)
    rows, cover = matrix.rows(page, chosen, whole=False)
    assert ([row.branch for row in rows], cover.filters) == (["臺中分局"], matrix.AT_FIRST)
    assert len(matrix.rows(page, chosen, whole=True)[0]) == 1


def test_empty_cells_say_whether_there_was_anything_to_look_at(page: Page) -> None:
    none = matrix.cell_panel(page, Chosen(item="創新性", column="臺中分局"), [])
    assert 'class="absent none"' in none
    missing = Chosen(filters=Filters(branch=("花蓮分局",)), item=NEAR, column="花蓮分局")
    assert 'class="absent no_report"' in matrix.cell_panel(page, missing, [])
    assert matrix.rows(page, replace(missing, column="", item=""), whole=False)[0] == []


def test_sheet_keeps_what_was_typed_and_counts_it(page: Page) -> None:
    fields = {"branch": "臺中分局", "year": "112", **{f"{PREFIX}{n}": v for n, v in zip("12345", "97531", strict=True)}}
    entered = assessment.read(page, fields)
    assert (entered.fault, entered.points["1"]) == ("", "9")
    elements = Elements(assessment.drawn(page, entered))
    assert "25" in elements.text
    assert "丁" in elements.text
    assert [v for v in elements.values("value") if len(v) == 1] == list("97531")


def test_points_above_the_maximum_are_told_and_nothing_is_lost(page: Page) -> None:
    entered = assessment.read(page, {"branch": "臺中分局", "year": "112", f"{PREFIX}1": "201", f"{PREFIX}2": "7"})
    assert "above its maximum of 200" in entered.fault
    elements = Elements(assessment.drawn(page, entered))
    assert ("超過滿分" if page.words.language == "zh" else "above its maximum") in elements.text
    assert "201" in elements.values("value")


def test_sheet_is_saved_in_both_kinds(page: Page) -> None:
    entered = Entered("臺中分局", 112, {"1": "180"})
    book = load_workbook(assessment.saved(page, entered, "xlsx"))
    assert {labels.say("sheet", key, page.words.language) for key in ("detail", "summary")} <= set(book.sheetnames)
    assert assessment.saved(page, entered, "docx").stat().st_size > 0
    assert assessment.choices(page) == (["臺中分局"], [112])
    assert Elements(assessment.begun(page)).values("name")[:2] == ["branch", "year"]


def run(folder: Path, *arguments: str) -> Any:
    return CliRunner().invoke(cli.app, [*arguments, "--library", str(folder)])


def test_commands_write_the_matrix_and_the_sheet(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = Library.open
    monkeypatch.setattr(Library, "open", lambda path, model=None: opened(path, embedder=HashedEmbedder()))
    told = run(folder, "matrix", "--item", NEAR, "--json", "--to", str(tmp_path / "m.xlsx"))
    assert json.loads(told.stdout)["lines"][0]["cells"][0]["count"] == 1
    assert (tmp_path / "m.xlsx").is_file()
    made = run(
        folder, "sheet", "--branch", "臺中分局", "--year", "112", "--points", "1=180", "--to", str(tmp_path / "s.docx")
    )
    assert made.exit_code == 0
    assert "總分\t未填" in made.stdout
    assert (tmp_path / "s.docx").is_file()
    for wrong in (
        ("matrix", "--item", "員工旅遊"),
        ("matrix", "--to", "m.png"),
        ("sheet", "--branch", "臺中分局", "--year", "112", "--points", "1=999"),
        ("sheet", "--branch", "臺中分局", "--year", "112", "--to", "s.pdf"),
    ):
        assert isinstance(run(folder, *wrong).exception, UsageError)


def test_page_follows_a_framework_of_ones_own(page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "own.toml").write_text(OWN, encoding="utf-8")
    monkeypatch.setenv("JIXIAO_FRAMEWORK", str(tmp_path / "own.toml"))
    assert "走出去" in Elements(matrix.drawn(page, Chosen())).values("data-item")
    assert "走出去" in evidence.overview(page, evidence.AT_FIRST)
    fields = {"branch": "臺中分局", "year": "112", f"{PREFIX}走出去": "51"}
    assert "above its maximum of 50" in assessment.read(page, fields).fault
