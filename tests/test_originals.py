"""Originals that are gone or changed, and changes that were killed: told, and nothing is lost or brought back."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from library_parts import HashedEmbedder, extract_lines
from stored_library import DATABASE, again, found, kept_folders, library, original, plain_extraction  # noqa: F401 - fixtures
from test_cli import Run, filled, run, stand_ins  # noqa: F401 - fixtures

from jixiao.extract import pipeline
from jixiao.index import durable_files
from jixiao.index.library import Library, remake
from jixiao.index.storage.store import Store


def test_a_rebuild_keeps_a_document_whose_original_is_missing_and_names_it(library: Library) -> None:
    before, gone = library.passages(), original(library)
    gone.unlink()
    failed = [report for report in library.rebuild() if report.state == "failed"]
    assert [report.path for report in failed] == [str(gone)]
    assert "the original is missing" in str(failed[0].error)
    assert "is kept" in str(failed[0].error)
    assert library.passages() == before
    assert found(library, "電話禮貌測試")
    assert any(str(gone) in line and "is missing" in line for line in library.doctor())


def test_a_changed_original_is_not_taken_in(library: Library) -> None:
    before, changed = library.passages(), original(library)
    changed.write_text("year=108 branch=新竹分局\n別的內容。\n", encoding="utf-8")
    failed = [report for report in library.rebuild() if report.state == "failed"]
    assert len(failed) == 1
    assert "the original has changed" in str(failed[0].error)
    assert library.passages() == before
    assert any("has changed" in line for line in library.doctor())


def test_an_original_that_can_not_be_read_any_more_keeps_its_document(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = library.passages()

    def refuse(path: Path, *values: object, **named: object) -> object:
        raise durable_error(path)

    def durable_error(path: Path) -> Exception:
        from jixiao.extract.errors import UnreadableDocumentError

        return UnreadableDocumentError(path, "is damaged", "save it anew")

    monkeypatch.setattr(pipeline, "extract", refuse)
    assert [report.state for report in library.rebuild()] == ["failed", "failed"]
    assert library.passages() == before


def test_what_is_carried_over_is_embedded_by_the_model_at_hand(library: Library) -> None:
    original(library).unlink()
    remake(library.folder, "other")
    with Library.open(library.folder, embedder=HashedEmbedder("other")) as opened:
        assert found(opened, "電話禮貌測試", "dense")
        assert len(opened.doctor()) == 1  # the missing original


def test_rebuild_exits_1_where_an_original_is_missing(filled: Run) -> None:
    next(Path("lib/files").glob("*/hsinchu_108.txt")).unlink()
    assert filled("rebuild", "--library", "lib") == 1
    assert "hsinchu_108.txt: the original is missing; put the file back; what the library holds of it is kept" in (
        filled.err
    )
    assert filled("list", "--library", "lib", "--json") == 0
    assert len(filled.json()) == 2


# What was killed


def test_a_removal_killed_before_its_folder_was_gone_is_finished_by_the_next_change(
    library: Library, tmp_path: Path
) -> None:
    gone = library.documents()[0]
    store = Store(library.folder)
    store.remove([gone.document_id])
    store.close()
    assert any("left over" in line for line in library.doctor())
    new = tmp_path / "new.txt"
    new.write_text("以無人機巡查。")
    library.add([new])
    assert gone.sha256 not in kept_folders(library)
    assert library.doctor() == []


def test_a_killed_removal_is_not_brought_back_by_a_rebuild(library: Library) -> None:
    gone = library.documents()[0]
    store = Store(library.folder)
    store.remove([gone.document_id])
    store.close()
    assert [report.state for report in library.rebuild()] == ["added"]
    assert gone.sha256 not in kept_folders(library)
    assert library.doctor() == []


def test_a_killed_addition_leaves_no_original_behind(library: Library) -> None:
    store = Store(library.folder)
    store.expect("a" * 64)
    store.close()
    (library.folder / "files" / ("a" * 64)).mkdir()
    assert [report.state for report in library.rebuild()] == ["added", "added"]
    assert "a" * 64 not in kept_folders(library)


def test_an_original_of_no_document_is_told_and_not_taken_in(library: Library, tmp_path: Path) -> None:
    (tmp_path / "stray.txt").write_text("從來沒有收進來。")
    digest = durable_files.digest(tmp_path / "stray.txt")
    place = library.folder / "files" / digest
    place.mkdir()
    shutil.copy(tmp_path / "stray.txt", place)
    told = [report for report in library.rebuild() if report.state == "failed"]
    assert [Path(report.path).name for report in told] == [digest]
    assert "of no document" in str(told[0].error)
    assert len(library.documents()) == 2
    assert library.add([place / "stray.txt"])[0].state == "added"
    assert library.doctor() == []


def test_a_removed_report_can_be_added_again(library: Library, tmp_path: Path) -> None:
    library.remove([library.documents()[0].document_id])
    assert [r.state for r in library.add([tmp_path / "reports"])] == ["added", "unchanged"]
    assert library.doctor() == []
    assert len(kept_folders(library)) == 2


def test_a_file_that_changes_while_it_is_read_is_not_kept(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = tmp_path / "new.txt"
    new.write_text("以無人機巡查。")

    def meanwhile(path: Path, *values: object, **named: object) -> object:
        told = extract_lines(path)
        path.write_text("另一個內容。")
        return told

    monkeypatch.setattr(pipeline, "extract", meanwhile)
    (report,) = library.add([new])
    assert (report.state, "changed while it was read" in str(report.error)) == ("failed", True)
    assert len(kept_folders(library)) == 2
    assert library.doctor() == []


def test_an_original_is_on_the_disk_before_its_document_is(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    fsync, add = os.fsync, Store.add

    def noted(descriptor: int) -> None:
        synced.append(Path(f"/proc/self/fd/{descriptor}").resolve().name)
        fsync(descriptor)

    def added(*values: object, **named: object) -> None:
        synced.append("the document")
        add(*values, **named)  # type: ignore[arg-type]

    new = tmp_path / "new.txt"
    new.write_text("以無人機巡查。")
    digest = durable_files.digest(new)
    monkeypatch.setattr(os, "fsync", noted)
    monkeypatch.setattr(Store, "add", added)
    library.add([new])
    before = synced[: synced.index("the document")]
    assert before[0] == "files"  # the name of the folder, in the folder of originals
    assert before[1].endswith(".new")  # the content
    assert before[2] == digest  # the name of the file
