"""Saved searches and questions: what is kept, what is new since the run before, and the commands."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from library_parts import HashedEmbedder, write_reports
from test_cli import Run, filled, run, stand_ins  # noqa: F401 - fixtures

from jixiao.extract.records import Span
from jixiao.index.errors import UsageError
from jixiao.index.library import Library
from jixiao.index.records import Correction, Filters
from jixiao.index.runs import records as runs_records
from jixiao.index.runs import saved_runs
from jixiao.index.storage import records as storage_records
from jixiao.index.storage import saved as saving
from jixiao.index.storage.records import Figure, Place, Saved

SEARCH = Saved("禮貌", "search", "電話禮貌測試", Filters(year=(108,)), "lexical", by="王小明")
QUESTION = Saved("到府", "ask", "哪些分局辦理檢定？", correction=Correction("which_branch", ("磅秤",), ("地磅",)))
MORE = "year=109 branch=臺南分局\n辦理電話禮貌測試 95 人次。\n到府檢定磅秤 300 具。\n"


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.create(tmp_path / "lib", embedder=HashedEmbedder()) as opened:
        opened.add(write_reports(tmp_path / "reports"))
        yield opened


def place(text: str, start: int = 0, document: str = "d" * 16) -> Place:
    return saved_runs._place(f"{document}:{start}-{start + 9}", Span(start, start + 9), "a.txt", text)


def test_what_is_saved_is_read_back(tmp_path: Path) -> None:
    for one in (SEARCH, QUESTION):
        saving.save(tmp_path, one)
    listed, troubles = saving.read(tmp_path)
    assert troubles == []
    assert [replace(one, made="") for one in listed.values()] == [SEARCH, QUESTION]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (replace(SEARCH, name=" "), "0 characters"),
        (replace(SEARCH, name="長" * 81), "81 characters"),
        (replace(SEARCH, name=" 禮貌 "), "already"),
        (Saved("空", "ask", " "), "nothing to look for"),
        (Saved("空", "search", ""), "nothing to look for"),
    ],
)
def test_what_can_not_be_saved_is_told_and_not_written(tmp_path: Path, wrong: Saved, said: str) -> None:
    saving.save(tmp_path, SEARCH)
    before = (tmp_path / saving.FILE).read_bytes()
    with pytest.raises(UsageError, match=said):
        saving.save(tmp_path, wrong)
    assert (tmp_path / saving.FILE).read_bytes() == before


def test_a_renamed_search_keeps_its_history_and_a_forgotten_one_leaves_the_list(library: Library) -> None:
    folder = library.folder
    saving.save(folder, SEARCH)
    saved_runs.run(library, "禮貌")
    saving.rename(folder, "禮貌", "電話")
    assert len(saving.named(folder, "電話").runs) == 1
    with pytest.raises(UsageError, match="nothing is saved"):
        saving.named(folder, "禮貌")
    saving.forget(folder, "電話")
    assert saving.read(folder) == ({}, [])
    saving.save(folder, replace(SEARCH, name="電話"))
    assert saving.named(folder, "電話").runs == ()


@pytest.mark.parametrize(
    "damage",
    [
        '{"event": "saved", "name": "x", "made": "", "kind": "sing", "text": "", "mode": "hybrid", "filters": {}}',
        '{"event": "saved", "name": "x", "made": "", "kind": "ask", "mode": "hybrid", "filters": {"no": [1]}}',
        '{"event": "saved", "name": "x", "made": "", "kind": "ask", "text": "", "mode": "lexical", "filters": []}',
        '{"event": "run", "name": "禮貌", "made": "", "checked": "many"}',
        '{"event": "run", "name": "禮貌", "made": "", "checked": 1, "places": [{"span": [1]}]}',
        '{"event": "sung", "name": "禮貌", "made": ""}',
        '{"event": "run", "name"',
    ],
)
def test_a_damaged_line_is_named_with_its_cure_and_nothing_is_lost(library: Library, damage: str) -> None:
    saving.save(library.folder, SEARCH)
    path = library.folder / saving.FILE
    with path.open("a", encoding="utf-8") as file:
        file.write(damage + "\n")
    saved_runs.run(library, "禮貌")
    listed, troubles = saving.read(library.folder)
    assert [(name, len(one.runs)) for name, one in listed.items()] == [("禮貌", 1)]
    (told,) = troubles
    assert told.startswith(f"{path}:2: ")
    assert "mend the line or delete it" in told
    assert told in library.doctor()
    assert damage in path.read_text(encoding="utf-8")


def test_the_first_run_has_nothing_new_and_an_unchanged_library_neither(library: Library) -> None:
    saving.save(library.folder, SEARCH)
    ran, first = saved_runs.run(library, "禮貌", "王")
    assert first == runs_records.Changes(None)
    size = (library.folder / saving.FILE).stat().st_size
    ran, second = saved_runs.run(library, "禮貌", "李")
    assert (second.since, second.any) == (ran.runs[0].made, False)
    assert [one.by for one in ran.runs] == ["王", "李"]
    assert ran.runs[0].places == ran.runs[1].places != ()
    assert (library.folder / saving.FILE).stat().st_size - size < 200


def test_a_new_report_is_new_and_a_removed_one_is_gone(library: Library, tmp_path: Path) -> None:
    saving.save(library.folder, replace(SEARCH, filters=Filters(role=("outcome",))))
    saved_runs.run(library, "禮貌")
    (tmp_path / "new.txt").write_text(MORE, encoding="utf-8")
    (report,) = library.add([tmp_path / "new.txt"])
    _, told = saved_runs.run(library, "禮貌")
    assert "辦理電話禮貌測試 95 人次。" in [p.quote for p in told.added]
    assert (told.gone, told.dropped, told.moved) == ((), (), 0)
    assert {p.source for p in told.added} == {"new.txt"}
    assert report.document_id is not None
    library.remove([report.document_id])
    _, told = saved_runs.run(library, "禮貌")
    assert {p.source for p in told.gone} == {"new.txt"}
    assert (told.added, told.dropped) == ((), ())


def test_the_same_words_in_a_newer_file_are_neither_new_nor_gone(library: Library, tmp_path: Path) -> None:
    saving.save(library.folder, Saved("全部", "search", "", Filters(branch=("新竹分局",))))
    ran, _ = saved_runs.run(library, "全部")
    old = next(d for d in library.documents() if d.source == "hsinchu_108.txt")
    text = (tmp_path / "reports" / "hsinchu_108.txt").read_text(encoding="utf-8")
    (tmp_path / "corrected.txt").write_text(text.replace("80 人次", "81 人次"), encoding="utf-8")
    library.add([tmp_path / "corrected.txt"])
    library.remove([old.document_id])
    _, told = saved_runs.run(library, "全部")
    assert told.moved == len(ran.runs[0].places) - 1 > 0
    assert [p.quote for p in told.added] == ["辦理電話禮貌測試 81 人次。"]
    assert [p.quote for p in told.gone] == ["辦理電話禮貌測試 80 人次。"]


def test_branches_and_figures_that_come_go_and_change_are_told() -> None:
    before = storage_records.Run(
        "2026-01-01T00:00:00+08:00", "", 9, branches=(("甲分局", "planned"), ("乙分局", "done"))
    )
    after = storage_records.Run(
        "2026-02-01T00:00:00+08:00", "", 9, branches=(("丙分局", "done"), ("甲分局", "planned"), ("甲分局", "done"))
    )
    old, new = (
        Figure("80 人次", 80, "人次", "測試", "甲分局", 108),
        Figure("81 人次", 81, "人次", "測試", "甲分局", 109),
    )
    told = saved_runs.changes(
        replace(before, figures=(old,)), replace(after, figures=(new, new)), there=lambda passage_id: True
    )
    assert told.branches == (
        ("丙分局", (), ("done",)),
        ("甲分局", ("planned",), ("done", "planned")),
        ("乙分局", ("done",), ()),
    )
    assert (told.figures_added, told.figures_gone) == ((new,), (old,))
    assert told.since == before.made


def test_a_hit_that_is_crowded_out_is_told_apart_from_one_that_is_gone() -> None:
    kept, crowded, gone, new = place("一二三", 0), place("四五六", 10), place("七八九", 20, "e" * 16), place("十", 30)
    before = storage_records.Run("t", "", 9, (kept, crowded, gone), full=True)
    after = storage_records.Run("t", "", 9, (kept, new), full=True)
    told = saved_runs.changes(before, after, lambda passage_id: passage_id.startswith("d"))
    assert (told.added, told.dropped, told.gone) == ((new,), (crowded,), (gone,))


def test_a_rebuild_and_a_copy_of_the_folder_keep_what_is_saved(filled: Run, tmp_path: Path) -> None:
    assert filled("save", "到府", "哪些分局辦理到府檢定？", "--ask", "--library", "lib") == 0
    before = (tmp_path / "lib" / saving.FILE).read_bytes()
    assert filled("rebuild", "--library", "lib") == 0
    shutil.copytree("lib", "copy")
    assert (tmp_path / "copy" / saving.FILE).read_bytes() == before
    assert filled("run", "到府", "--library", "copy", "--json") == 0
    told = filled.json()
    assert (told["name"], told["runs"], told["changes"]["added"], told["changes"]["gone"]) == ("到府", 2, [], [])
    assert "passage_id" not in told["last"]


def test_commands_save_list_run_and_forget(filled: Run, tmp_path: Path) -> None:
    lib = ("--library", "lib")
    assert filled("save", "禮貌", "電話禮貌測試", "--year", "2019", "--mode", "lexical", "--by", "王小明", *lib) == 0
    assert "first run" in filled.out
    assert filled("save", "禮貌", "別的", *lib) == 2
    assert "already" in filled.err
    (tmp_path / "new.txt").write_text(MORE.replace("109", "108"), encoding="utf-8")
    filled("add", "new.txt", *lib)
    assert filled("run", "禮貌", *lib) == 0
    assert "+ 「辦理電話禮貌測試 95 人次。」" in filled.out
    assert filled("run", *lib) == 2
    assert filled("run", "--all", *lib) == 0
    assert "nothing new" in filled.out
    assert filled("run", "禮貌", "沒有", *lib) == 1
    assert "error: 沒有: nothing is saved under this name" in filled.err
    assert filled("saved", *lib, "--json") == 0
    (one,) = filled.json()
    assert (one["name"], one["filters"], one["mode"], one["by"], one["runs"]) == (
        "禮貌",
        {"year": [108]},
        "lexical",
        "王小明",
        4,
    )
    assert filled("history", "禮貌", *lib, "--json") == 0
    hits = [one["hits"] for one in filled.json()["runs"]]
    assert len(hits) == 4
    assert hits[1] > hits[0]
    assert filled("forget", "禮貌", *lib) == 0
    assert filled("saved", *lib) == 0
    assert filled.out == ""
    assert filled("history", "禮貌", *lib) == 2
    assert filled("saved", "--library", "none") == 3
