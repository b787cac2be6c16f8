"""The tab of the names: what it shows, and what its buttons do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from library_parts import HashedEmbedder
from sample_reports import TABLE

from jixiao.index.library import Library
from jixiao.web import page
from jixiao.web.parts.components import Page
from jixiao.web.parts.strings import Words
from jixiao.web.tabs import names


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Page]:
    (tmp_path / "report.txt").write_text(TABLE, encoding="utf-8")
    with Library.create(tmp_path / "library", embedder=HashedEmbedder()) as library:
        library.add([tmp_path / "report.txt"])
        nothing: Any = None
        yield Page(library, Words("zh"), nothing, nothing, nothing, nothing, tmp_path)


def row(html: str, name: str) -> str:
    return next(part for part in html.split("<tr>") if f"<strong>{name}</strong>" in part)


def test_an_unknown_name_is_adopted_with_one_press(opened: Page) -> None:
    line = row(names.drawn(opened), "第一分局")
    (data,) = re.findall(r'data-event="name" data-subject="(第一分局)" data-do="add" data-kind="branch"', line)
    assert "已更新" in names.changed(opened, {"do": "add", "subject": data, "kind": "branch"})
    assert "取消自訂" in row(names.drawn(opened), "第一分局")


def test_a_merge_and_a_new_name_count_in_the_filters(opened: Page) -> None:
    names.changed(opened, {"do": "merge", "subject": "第二分局", "into": "第一分局"})
    assert "第二分局" not in opened.library.counts()["branch"]
    names.changed(opened, {"do": "rename", "subject": "第一分局", "into": "東區分局", "year": "民國 112 年"})
    assert "東區分局" in opened.library.counts()["branch"]
    names.changed(opened, {"do": "add", "subject": "東區分局", "aliases": "一分局、東分局", "english": "East, First"})
    line = row(names.drawn(opened), "東區分局")
    assert all(word in line for word in ("東分局", "east", "first"))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"do": "add", "subject": ""}, "名稱：沒有填；請寫名稱"),
        ({"do": "add", "subject": "火星"}, "也沒有說是哪一種"),
        ({"do": "rename", "subject": "第一分局", "into": "東區分局", "year": "明年"}, "年度 明年：不是年度"),
        ({"do": "remove", "subject": "火星"}, "沒有提到「火星」"),
    ],
)
def test_what_can_not_be_is_told(opened: Page, given: dict[str, str], said: str) -> None:
    told = names.changed(opened, given)
    assert said in told
    assert "failed" in told


def test_a_broken_file_is_told_at_the_top_of_the_page(opened: Page) -> None:
    assert "沿用先前的名稱" not in page.head(opened.library, opened.words)
    (opened.library.folder / "names.toml").write_text("[[name]\n", encoding="utf-8")
    assert "names.toml:1" in page.head(opened.library, opened.words)


def test_names_are_escaped(opened: Page) -> None:
    names.changed(opened, {"do": "add", "subject": "<b>系統", "kind": "system"})
    assert "<b>系統" not in names.drawn(opened)
