"""What a search that finds nothing still shows: the nearest passages, told as such wherever they go."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from library_parts import HashedEmbedder, write_reports
from openpyxl import load_workbook
from test_cli import Run, filled, run, stand_ins  # noqa: F401 - fixtures

from jixiao.index.answers.ask.output import search_lines
from jixiao.index.export.export import rows_of_hits
from jixiao.index.json_contract import search_to_json
from jixiao.index.library import Library
from jixiao.index.runs import saved_runs
from jixiao.index.storage import saved as saving
from jixiao.index.storage.saved import Saved

UNANSWERED = "112年核電廠檢定"


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.create(tmp_path / "lib", embedder=HashedEmbedder()) as opened:
        opened.add(write_reports(tmp_path / "reports"))
        yield opened


def test_the_nearest_passages_follow_where_nothing_is_found(library: Library) -> None:
    told = library.search(UNANSWERED, mode="lexical")
    assert (told.found, told.absence) == (False, "nothing_found")
    assert told.hits
    assert next(search_lines(told)) == "查無；最接近的是："
    data = search_to_json(told)
    assert data["found"] is False
    assert [hit["rank"] for hit in data["hits"]] == list(range(1, len(told.hits) + 1))


def test_an_answered_search_has_no_line_above_its_hits(library: Library) -> None:
    assert next(search_lines(library.search("檢定", mode="lexical"))).startswith("1. ")


def test_no_report_has_no_nearest_passage_of_another_year(library: Library) -> None:
    told = library.search("109年檢定", mode="lexical")
    assert (told.hits, told.absence) == ((), "no_report")


def test_every_row_of_the_nearest_says_so(library: Library) -> None:
    digests = {d.document_id: d.sha256 for d in library.documents()}
    nearest = rows_of_hits(library.search(UNANSWERED, mode="lexical"), digests, "zh")
    assert {row.finding for row in nearest} == {"最接近（查無，不是佐證）"}
    found = rows_of_hits(library.search("檢定", mode="lexical"), digests, "zh")
    assert {row.finding for row in found} == {None}


def test_a_saved_search_counts_no_nearest_passage_as_found(library: Library) -> None:
    for text, count in ((UNANSWERED, 0), ("檢定", 1)):
        saving.save(library.folder, Saved(text, "search", text, mode="lexical"))
        kept, _ = saved_runs.run(library, text)
        assert kept.last is not None
        assert min(len(kept.last.places), 1) == count


def test_exports_of_the_nearest_are_verified_and_marked(filled: Run) -> None:
    for name in ("near.csv", "near.jsonl", "near.docx", "near.html", "near.md", "near.xlsx"):
        assert filled("export", name, "--query", "核電廠除役進度", "--library", "lib") == 0
        assert filled("verify", name, "--library", "lib") == 0
    with Path("near.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert rows
    assert {row["狀態"] for row in rows} == {"最接近（查無，不是佐證）"}
    lines = [json.loads(line) for line in Path("near.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {line["export"]["finding"] for line in lines} == {"最接近（查無，不是佐證）"}


def test_a_list_of_searches_counts_no_nearest_passage_as_evidence(filled: Run) -> None:
    Path("list.csv").write_text("查詢\n核電廠除役進度\n", encoding="utf-8")
    assert filled("search", "--batch", "list.csv", "--to", "told.xlsx", "--library", "lib") == 0
    overview, evidence, *_ = load_workbook("told.xlsx").worksheets
    heads, row = (list(line) for line in list(overview.iter_rows(values_only=True))[:2])
    assert dict(zip(heads, row, strict=True))["結果"] == "查無"
    assert not int(dict(zip(heads, row, strict=True))["佐證筆數"] or 0)
    heads, *rows = (list(line) for line in evidence.iter_rows(values_only=True))
    assert {line[heads.index("狀態")] for line in rows} == {"最接近（查無，不是佐證）"}
