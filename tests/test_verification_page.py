"""Checking an exported file on the page: what the panel shows, and the same in a real browser."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import CHINESE, downloaded, open_tab, put_question
from library_parts import HashedEmbedder

from jixiao.index.export import export as export_export
from jixiao.index.library import Library
from jixiao.index.records import EVERYTHING
from jixiao.index.runs import export_selection
from jixiao.web.parts.components import Page
from jixiao.web.parts.strings import Words
from jixiao.web.tabs import verification

REPORTS = Path(__file__).parents[1] / "corpus" / "reports"


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    nothing: Any = None
    folder = tmp_path_factory.mktemp("verification")
    with Library.create(folder / "library", embedder=HashedEmbedder()) as library:
        library.add([REPORTS / "hsinchu_108_result.txt"])
        yield Page(library, Words("zh"), nothing, nothing, nothing, nothing, folder)


def edited(path: Path, changes: dict[int, tuple[str, str]]) -> Path:
    """The CSV with cells changed: row -> heading and what is put in."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        heads, *rows = csv.reader(file)
    for number, (heading, value) in changes.items():
        rows[number - 1][heads.index(heading)] = value
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([heads, *rows])
    return path


@pytest.fixture
def exported(opened: Page, tmp_path: Path) -> Path:
    rows, cover = export_selection.select(opened.library, EVERYTHING)
    return export_export.export(rows, "csv", tmp_path / "out.csv", cover)


def test_an_untouched_file_is_said_to_be_exact(opened: Page, exported: Path) -> None:
    panel, shown = verification.checked(opened, str(exported))
    assert shown is not None
    assert "每一列都與原檔逐字相符" in panel
    assert panel.count('class="card verified"') == min(shown.told.checked, verification.STEP)


def test_rows_that_are_not_exact_come_first_and_can_be_opened(opened: Page, exported: Path) -> None:
    passages = opened.library.passages()
    quote = passages[4].text
    changes = {
        5: ("原文", quote[:1] + "錯" + quote[2:]),
        7: ("分局", "<b>臺南分局</b>"),
        9: ("段落編號", "0" * 16 + ":1-9"),
    }
    panel, shown = verification.checked(opened, str(edited(exported, changes)))
    assert shown is not None
    badges = re.findall(r'class="badge verified-(\w+)"', panel)
    assert badges[:4] == ["changed", "changed", "missing", "exact"]
    assert "<mark>錯</mark>" in panel
    assert f'data-passage="{passages[4].passage_id}"' in panel
    only = verification.drawn(verification.Shown("out.csv", shown.told, "missing"), opened)
    assert re.findall(r'class="badge verified-(\w+)"', only) == ["missing"]


def test_what_is_no_export_is_refused_by_name_and_cure(opened: Page, tmp_path: Path) -> None:
    path = tmp_path / "strange.csv"
    path.write_text("甲,乙\n1,2\n", encoding="utf-8")
    panel, shown = verification.checked(opened, str(path))
    assert shown is None
    assert "strange.csv" in panel
    assert str(tmp_path) not in panel
    assert "請重新匯出" in panel


@pytest.mark.browser
def test_an_answer_is_exported_and_checked(page: Any, tmp_path: Path) -> None:
    path = downloaded(page, put_question(page, CHINESE), "html", tmp_path)
    told = path.read_text(encoding="utf-8")
    first = re.search(r"<blockquote[^>]*>(?:<mark[^>]*>)?(.)", told)
    assert first is not None
    path.write_text(told[: first.start(1)] + "甲" + told[first.end(1) :], encoding="utf-8")
    open_tab(page, "basket")
    page.locator("#verify-upload").locator("xpath=..").locator("input[type=file]").set_input_files(path)
    page.locator("#verified .card").first.wait_for()
    assert page.locator("#verified .card .badge").first.inner_text() == "不符"
    assert page.locator("#verified .card mark").first.inner_text() == "甲"
    page.locator("#verified .tally.verified-changed").click()
    page.locator("#verified .tally.verified-changed[aria-pressed=true]").wait_for()
    assert page.locator("#verified .card").count() == 1
    page.locator("#verified [data-event=open_place]").first.click()
    page.locator("dialog[open] mark").first.wait_for()
