"""What was understood of a report and what was not."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from sample_reports import TABLE, write

from jixiao.extract import pipeline
from jixiao.extract.coverage import records as coverage_records
from jixiao.extract.coverage import report
from jixiao.extract.coverage.unread_text import leftovers
from jixiao.extract.reading.files import read

ROOT = Path(__file__).parents[1]
SEEDS = ROOT.parent / "shared" / "seeds"


def told(path: Path) -> coverage_records.Report:
    reading = read(path)
    document, passages = pipeline.of_reading(reading)
    return report.report(document, passages, reading.source)


def kinds(found: coverage_records.Report) -> dict[str, str]:
    return {warning.kind: warning.detail for warning in found.warnings}


def test_rows_are_counted_by_facet(tmp_path: Path) -> None:
    found = told(write(tmp_path, TABLE))
    rows = {facet.number: facet.rows for facet in found.facets}
    assert rows == {None: 0, 1: 4, 2: 3}
    assert found.passages == sum(sum(facet.passages.values()) for facet in found.facets)


def test_columns_are_told_with_the_roles_read_into_them(tmp_path: Path) -> None:
    roles = {column.header: column.role for column in told(write(tmp_path, TABLE)).columns if column.table == 1}
    assert roles == {"執行策略": "strategy", "執行方法": "measure", "主辦單位": "unit", "執行績效與成果": "outcome"}


def test_facets_that_are_missing_are_named(tmp_path: Path) -> None:
    details = [w.detail for w in told(write(tmp_path, TABLE)).warnings if w.kind == "facet_missing"]
    assert details == ["構面三", "構面四", "構面五"]
    assert str(coverage_records.Warning("facet_missing", "構面五")) == "構面五 missing"


def test_every_character_is_accounted_for(tmp_path: Path) -> None:
    path = write(tmp_path, TABLE)
    coverage = told(path).coverage
    assert coverage.text + sum(coverage.left.values()) == coverage.characters
    assert coverage.characters == sum(not c.isspace() for c in path.read_text(encoding="utf-8"))


def test_what_a_passage_held_is_lost_without_it(tmp_path: Path) -> None:
    reading = read(write(tmp_path, TABLE))
    document, passages = pipeline.of_reading(reading)
    whole, _ = leftovers(document, passages, reading.source)
    kept = [passage for passage in passages if "增設綠牆" not in passage.text]
    coverage, left = leftovers(document, kept, reading.source)
    assert whole.left["lost"] == 0
    assert any("增設綠牆" in one.text and one.why == "lost" and one.line == 10 for one in left)
    assert coverage.share < whole.share


def test_leftovers_say_why(tmp_path: Path) -> None:
    reading = read(write(tmp_path, TABLE))
    document, passages = pipeline.of_reading(reading)
    why = {one.text: one.why for one in leftovers(document, passages, reading.source)[1]}
    assert why["<p>"] == "markup"
    assert why["執行策略"] == "head"
    assert why["構面一：基礎服務（200 分）"] == "context"
    assert why["總務科 秘書室 （研考）"] == "context"
    assert why["(一)"] == "number"


def test_a_jump_in_the_numbers_of_measures_is_told(tmp_path: Path) -> None:
    gap = TABLE.replace("(3) 定期檢查設施", "(5) 定期檢查設施")
    assert kinds(told(write(tmp_path, gap)))["number_gap"].startswith("2 → 5")
    assert "number_gap" not in kinds(told(write(tmp_path, TABLE)))


def test_text_without_a_table_is_told(tmp_path: Path) -> None:
    found = told(write(tmp_path, "本處 110 年辦理說明會 3 場。\n\n參加 50 人。\n"))
    assert "no_table" in kinds(found)
    assert "no_agency" in kinds(found)
    assert found.quantities == 2


def test_what_the_reader_could_not_do_is_a_warning(tmp_path: Path) -> None:
    reading = read(write(tmp_path, TABLE))
    document, passages = pipeline.of_reading(reading)
    warned = replace(document, warnings=("page 3 holds no text",))
    found = report.report(warned, passages, reading.source)
    assert str(found.warnings[0]) == "page 3 holds no text"


@pytest.mark.parametrize("arguments", [["--report"], ["--report", "--json"]])
def test_the_command_prints_the_report(tmp_path: Path, arguments: list[str]) -> None:
    path = write(tmp_path, TABLE)
    run = subprocess.run(
        [sys.executable, str(ROOT / "cli.py"), "extract", str(path), *arguments],
        capture_output=True,
        text=True,
        check=True,
    )
    if "--json" in arguments:
        data = json.loads(run.stdout)
        assert data["share"] == 1.0
        assert [w["text"] for w in data["warnings"]] == ["構面三 missing", "構面四 missing", "構面五 missing"]
    else:
        assert "warning\t構面五 missing" in run.stdout


@pytest.mark.reports
def test_nothing_of_the_reports_is_lost() -> None:
    if not SEEDS.is_dir():
        pytest.skip("the reports are not beside the repository")
    found = {path.name[:3]: told(path) for path in sorted(SEEDS.glob("*.txt"))}
    assert {name: one.coverage.share >= coverage_records.LEAST_SHARE for name, one in found.items()} == dict.fromkeys(
        found, True
    )
    assert kinds(found["004"])["facet_missing"] == "構面五"
