"""`jixiao names` as it is typed: what it prints, what it refuses, and that other commands follow."""

from __future__ import annotations

from pathlib import Path

import pytest
from library_parts import HashedEmbedder
from sample_reports import TABLE
from test_cli import Run, run  # noqa: F401 - the fixture

from jixiao.index import library as library_module


@pytest.fixture
def filled(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr(library_module, "_model", lambda folder, flag: HashedEmbedder())
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("JIXIAO_LIBRARY", raising=False)
    Path("report.txt").write_text(TABLE, encoding="utf-8")
    assert run("add", "report.txt", "--library", "lib") == 0
    return run


def test_unknown_names_are_listed_and_adopted(filled: Run) -> None:
    assert filled("names", "--unknown", "--library", "lib", "--json") == 0
    found = {one["name"]: one for one in filled.json()}
    assert found["第一分局"]["kind"] == "branch"
    assert found["第一分局"]["source"] == "report.txt"
    assert found["第一分局"]["locator"]["row"]
    assert found["業務科"]["passages"] > 1
    assert filled("names", "add", "第一分局", "--branch", "--alias", "一分局", "--library", "lib", "--json") == 0
    assert filled.json()["trouble"] is None
    assert filled("names", "--unknown", "--library", "lib", "--json") == 0
    assert "第一分局" not in {one["name"] for one in filled.json()}
    assert filled("names", "--library", "lib", "--json") == 0
    (known,) = [one for one in filled.json() if one["name"] == "第一分局"]
    assert (known["kind"], known["aliases"], known["own"]) == ("branch", ["一分局"], True)


def test_a_merge_is_seen_by_the_next_command(filled: Run) -> None:
    assert filled("names", "merge", "第二分局", "第一分局", "--library", "lib") == 0
    assert "passages renamed" in filled.err
    assert filled("search", "到府", "--branch", "第二分局", "--library", "lib", "--json") == 0
    assert filled.json()["filters"] == {"branch": ["第一分局"]}
    assert filled("names", "remove", "第二分局", "--library", "lib") == 0
    assert filled("stats", "--library", "lib", "--json") == 0
    assert "第二分局" in filled.json()["counts"]["branch"]


def test_what_can_not_be_is_refused_in_words(filled: Run) -> None:
    assert filled("names", "add", "火星", "--library", "lib") == 1
    assert "no kind is given" in filled.err
    assert filled("names", "add", "火星", "--branch", "--kind", "unit", "--library", "lib") == 2
    assert filled("names", "remove", "火星", "--library", "lib") == 2
    assert not Path("lib/names.toml").exists()


def test_every_command_tells_of_a_broken_file(filled: Run) -> None:
    Path("lib/names.toml").write_text("[[name]\n", encoding="utf-8")
    assert filled("stats", "--library", "lib") == 0
    assert "names.toml:1" in filled.err
    assert filled("doctor", "--library", "lib") == 1
    assert filled("names", "forbid", "第一分局", "--library", "lib") == 1
    assert "mend" in filled.err
