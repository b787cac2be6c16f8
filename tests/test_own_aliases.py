"""A library's own names in every capability: an alias asks for what the canonical name asks for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from command_line import jixiao
from library_parts import HashedEmbedder

from jixiao.index.library import Library
from jixiao.index.records import Filters
from jixiao.web.parts import address
from jixiao.web.parts.components import Page
from jixiao.web.parts.strings import Words
from jixiao.web.tabs import assessment, checks, matrix, reconcile, trends

# 竹苗處 is another name of a branch that the program knows; nothing below 翠湖市稅務局 is known to it.
NAMES = """
[[name]]
name = "新竹分局"
aliases = ["竹苗處"]

[[name]]
name = "翠湖市稅務局"
kind = "agency"
short = "稅務局"

[[name]]
name = "湖東分局"
kind = "branch"
parent = "翠湖市稅務局"
aliases = ["湖東所"]
"""
HEAD = "構面一：基礎服務（200 分）\n\n執行策略\t執行方法\t主辦單位\t執行績效與成果\n"
ROWS = (
    "(一) 服務友善性\t1. 強化同仁對法規之熟悉程度。\t各單位\t{training}\n"
    "\t2. 注重電話禮貌，不定期進行禮貌測試。\t各單位\t{calls}\n"
)
PAIRS = [("新竹分局", "竹苗處", "經濟部標準檢驗局新竹分局"), ("湖東分局", "湖東所", "翠湖市稅務局湖東分局")]


def report(agency: str, year: int, kind: str, training: str, calls: str) -> str:
    return f"{agency} {year} 年度提升服務效能執行{kind}\n\n{HEAD}{ROWS.format(training=training, calls=calls)}"


def reports() -> Iterator[tuple[str, str]]:
    for at, (_, _, agency) in enumerate(PAIRS):
        plan = "預計舉辦法規教育訓練 20 場次。", "全年預計辦理電話禮貌測試 60 人次。"
        yield f"plan{at}.txt", report(agency, 109, "計畫", *plan)
        for year, number in ((109, 23), (110, 31)):
            done = f"舉辦法規教育訓練 {number} 場次。", f"辦理電話禮貌測試 {2 * number} 人次。"
            yield f"own{at}-{year}.txt", report(agency, year, "績效與成果", *done)
        again = "舉辦法規教育訓練 29 場次。", "辦理電話禮貌測試 46 人次。"
        yield f"again{at}.txt", report(agency, 109, "績效與成果報告（簡報）", *again)
    for at, (branch, _, agency) in enumerate(PAIRS):
        head = agency.removesuffix(branch)
        told = f"1.{branch}：舉辦法規教育訓練 23 場次。", "全年電話禮貌測試共 600 人次。"
        yield f"head{at}.txt", report(head, 109, "績效與成果", *told)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("aliases")
    for name, text in reports():
        (folder / name).write_text(text, encoding="utf-8")
    with Library.create(folder / "library", embedder=HashedEmbedder()) as made:
        (made.folder / "names.toml").write_text(NAMES, encoding="utf-8")
        made.add(sorted(folder.glob("*.txt")))
        assert made.naming.trouble is None
    return folder


@pytest.fixture
def page(folder: Path, tmp_path: Path) -> Iterator[Page]:
    nothing: Any = None
    with Library.open(folder / "library", embedder=HashedEmbedder()) as library:
        yield Page(library, Words("zh"), nothing, nothing, nothing, nothing, tmp_path)


def told(folder: Path, monkeypatch: pytest.MonkeyPatch, *words: str) -> Any:
    monkeypatch.setattr("jixiao.index.library._model", lambda folder, flag: HashedEmbedder())
    ran = jixiao(folder, *words, "--json")
    assert ran.code == 0, ran.err
    return json.loads(ran.out)


@pytest.mark.parametrize(("branch", "alias"), [pair[:2] for pair in PAIRS])
@pytest.mark.parametrize(
    ("command", "holds"),
    [
        (("reconcile", "plan{at}.txt", "head{at}.txt"), "rows"),
        (("trends", "法規教育訓練"), "series"),
        (("matrix", "--by", "year"), "lines"),
        (("matrix",), "lines"),
        (("check",), "checked"),
        (("sheet", "--year", "109"), "facets"),
        (("evidence",), "items"),
        (("search", "法規教育訓練"), "hits"),
        (("ask", "法規教育訓練幾場次"), "values"),
    ],
)
def test_a_command_understands_an_alias(
    folder: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], holds: str, branch: str, alias: str
) -> None:
    at = next(n for n, pair in enumerate(PAIRS) if branch in pair)
    words = [word.format(at=at) for word in command]
    by_name = told(folder, monkeypatch, *words, "--branch", branch)
    assert by_name[holds], by_name
    assert told(folder, monkeypatch, *words, "--branch", alias) == by_name


def test_a_plan_of_an_own_branch_is_held_against_its_head_offices_report(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for at, (branch, _, _) in enumerate(PAIRS):
        found = told(folder, monkeypatch, "reconcile", f"plan{at}.txt", f"head{at}.txt")
        assert found["branch"] == branch
        row = next(row for row in found["rows"] if "教育訓練" in row["planned"]["quote"])
        assert row["standing"] == "met", row


def test_an_own_head_offices_figures_are_the_bureaus(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = told(folder, monkeypatch, "trends", "電話禮貌測試")
    assert {one["branch"] for one in found["series"]} == {None, *(pair[0] for pair in PAIRS)}


def test_own_branches_stand_in_the_registers_order(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    columns = [one["key"] for one in told(folder, monkeypatch, "matrix")["columns"]]
    assert columns.index("稅務局") < columns.index("新竹分局") < columns.index("湖東分局")


@pytest.mark.parametrize(("branch", "alias"), [pair[:2] for pair in PAIRS])
def test_the_page_understands_an_alias(page: Page, branch: str, alias: str) -> None:
    named, other = Filters(branch=(branch,)), Filters(branch=(alias,))
    assert checks.findings(page, other, ()) == checks.findings(page, named, ())
    for by in ("branch", "year"):
        drawn = [matrix.drawn(page, matrix.Chosen(by=by, filters=filters)) for filters in (other, named)]
        assert drawn[0] == drawn[1]
        assert branch in drawn[0] or by == "year"
    sheets = [assessment.assessment(page, assessment.Entered(one, 109, {})) for one in (alias, branch)]
    assert sheets[0] == sheets[1]
    assert sheets[0].branch == branch
    assert branch in dict.fromkeys(assessment.choices(page)[0])
    asked = [trends.told(page, f"{one}法規教育訓練", None, ()) for one in (alias, branch)]
    assert "31" in asked[0]
    assert asked[0].count("<article") == asked[1].count("<article")
    assert address.found(page, f"?tab=search&s=a&branch={alias}").filters == named


def test_the_page_offers_own_branches_to_reconcile(page: Page) -> None:
    assert "湖東分局" in dict(reconcile.branches(page.library, page.words))
    documents = {d.source: d.document_id for d in page.library.documents()}
    ids = documents["plan1.txt"], documents["head1.txt"]
    by_name, by_alias = (reconcile.told(page, *ids, name, ()) for name in ("湖東分局", "湖東所"))
    assert by_name[1] is not None
    assert by_name[1].found.rows
    assert by_alias[0] == by_name[0]
