"""Databases and caches that are damaged: told, mended by a rebuild, and nothing is lost."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from library_parts import HashedEmbedder
from stored_library import DATABASE, again, found, library, plain_extraction  # noqa: F401 - fixtures

from jixiao.index.errors import (
    LibraryDamagedError,
    LibraryLockedError,
    LibraryMissingError,
    LibraryStaleError,
    SearchError,
    UnwritableError,
)
from jixiao.index.library import Library, remake
from jixiao.index.storage import recipe
from jixiao.index.storage.schema import SCHEMA
from jixiao.index.storage.store import Store

# Databases


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:10_000])


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-10])


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def another(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE other (one INTEGER)")
    db.close()


def garbage(path: Path) -> None:
    path.write_bytes(b"no database " * 5000)


@pytest.mark.parametrize("harm", [emptied, truncated, cut_short, another, garbage])
def test_a_damaged_database_is_told_and_a_rebuild_mends_it(library: Library, harm: Callable[[Path], None]) -> None:
    before = sorted(passage.passage_id for passage in library.passages())
    library.close()
    harm(library.folder / DATABASE)
    with pytest.raises(LibraryDamagedError, match=r"damaged.*jixiao rebuild"):
        again(library)
    with pytest.raises(SearchError, match="jixiao rebuild"):
        Library.create(library.folder, embedder=HashedEmbedder())
    assert [report.state for report in remake(library.folder)] == ["added", "added"]
    with again(library) as opened:
        assert sorted(passage.passage_id for passage in opened.passages()) == before
        assert opened.doctor() == []
    assert (library.folder / f"{DATABASE}.damaged").exists()


def test_a_database_that_is_gone_is_not_replaced_by_an_empty_one(library: Library) -> None:
    library.close()
    (library.folder / DATABASE).unlink()
    for way in (Library.open, Library.create):
        with pytest.raises(LibraryMissingError, match=r"its database is missing.*jixiao rebuild"):
            way(library.folder, embedder=HashedEmbedder())
    remake(library.folder)
    with again(library) as opened:
        assert len(opened.documents()) == 2


def test_pages_damaged_inside_are_mended_by_a_rebuild(library: Library) -> None:
    library.close()
    path = library.folder / DATABASE
    data = bytearray(path.read_bytes())
    data[4096 * 3 : 4096 * 6] = os.urandom(4096 * 3)
    path.write_bytes(data)
    remake(library.folder)
    with again(library) as opened:
        assert len(opened.documents()) == 2
        assert opened.doctor() == []


def test_a_newer_library_is_never_made_anew_by_an_older_program(library: Library) -> None:
    library.close()
    with sqlite3.connect(library.folder / DATABASE) as db:
        db.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    db.close()
    before = (library.folder / DATABASE).read_bytes()
    for doing in (
        lambda: remake(library.folder),
        lambda: again(library),
        lambda: Library.create(library.folder, embedder=HashedEmbedder()),
    ):
        with pytest.raises(LibraryStaleError, match=r"newer than this program's.*install the newer"):
            doing()
    made = recipe.read(library.folder) or {}
    recipe.write(library.folder, made | {"schema": SCHEMA + 1})
    for doing in (lambda: remake(library.folder), lambda: again(library)):
        with pytest.raises(LibraryStaleError, match="install the newer"):
            doing()
    assert (library.folder / DATABASE).read_bytes() == before


def test_a_rebuild_with_another_model_that_is_killed_as_it_takes_over_is_told(library: Library) -> None:
    before = recipe.read(library.folder)
    with recipe.taking_over(library.folder, recipe.recipe("other", "other-64")):
        with pytest.raises(LibraryStaleError, match=r"broken off; jixiao rebuild"):
            again(library)
        shutil.copytree(library.folder, library.folder.parent / "killed")
    assert recipe.read(library.folder) == recipe.recipe("other", "other-64") != before
    remake(library.folder.parent / "killed", "other")
    with Library.open(library.folder.parent / "killed", embedder=HashedEmbedder("other")) as opened:
        assert opened.doctor() == []


def test_a_rebuild_with_another_model_that_can_not_take_over_leaves_all_as_it_was(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise UnwritableError("disk", "is full", "free some space")

    with monkeypatch.context() as patched:
        patched.setattr(Store, "become", refuse)
        with pytest.raises(UnwritableError):
            remake(library.folder, "other")
    with again(library) as opened:
        assert opened.doctor() == []


POLL = """
import sys
sys.path.insert(0, {tests!r})
from pathlib import Path
from library_parts import HashedEmbedder
from jixiao.index.library import Library
with Library.open(Path({folder!r}), embedder=HashedEmbedder()) as library:
    print("ready", flush=True)
    seen = set()
    stop = Path({folder!r}).parent / "stop"
    while not stop.exists():
        found = [hit.passage.text for hit in library.search("電話禮貌測試", mode="lexical").hits]
        seen.add((len(library.documents()), len(library.passages()), "辦理電話禮貌測試 80 人次。" in found))
    print(sorted(seen))
"""


def rebuilt(library: Library) -> None:
    """Made anew; the other process may be bringing the caches up to date just now."""
    while True:
        try:
            library.rebuild()
            return
        except LibraryLockedError:
            continue


def test_readers_see_the_old_or_the_new_while_it_is_made_anew(library: Library, tmp_path: Path) -> None:
    """Another process asks all the while; every answer is a whole one."""
    code = POLL.format(folder=str(library.folder), tests=str(Path(__file__).parent))
    root = Path(__file__).parents[1]
    reader = subprocess.Popen([sys.executable, "-c", code], cwd=root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert reader.stdout is not None
    assert reader.stdout.readline() == b"ready\n"
    for _ in range(8):
        rebuilt(library)
        assert found(library, "電話禮貌測試")
    (tmp_path / "stop").touch()
    assert reader.communicate()[0].decode().strip() == "[(2, 5, True)]"


# Caches


def test_vectors_that_are_not_what_was_written_are_made_anew_and_told(library: Library) -> None:
    before = found(library, "電話禮貌測試", "dense")
    path = library.folder / "vectors.faiss"
    data = bytearray(path.read_bytes())
    at = data.rindex(library.view().vectors([library.passages()[0].passage_id]).tobytes())
    data[at : at + 64 * 4] = data[at : at + 64 * 4][::-1]
    path.write_bytes(data)
    with again(library) as opened:
        assert any(str(path) in line and "made anew" in line for line in opened.doctor())
        assert found(opened, "電話禮貌測試", "dense") == before
        assert opened.doctor() == []


def test_a_changed_byte_of_the_full_text_is_noticed(library: Library) -> None:
    before = found(library, "電話禮貌測試")
    path = next((library.folder / "lexical").glob("*/*.idx"))
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)
    with again(library) as opened:
        assert found(opened, "電話禮貌測試") == before
        assert opened.doctor() == []


def test_vectors_that_are_not_those_of_the_database_are_told(library: Library) -> None:
    """Written whole, but of other passages: no checksum tells."""
    from jixiao.index.storage.vectors import Vectors

    held = Vectors.read(library.folder)
    assert held is not None
    rows = held.rows()
    held.put(rows, held.of(rows)[::-1], held.generation)
    held.write(library.folder)
    with again(library) as opened:
        assert any("not those of the database" in line for line in opened.doctor())
    with again(library) as opened:
        assert opened.doctor() == []


def test_what_is_published_is_never_changed(library: Library, tmp_path: Path) -> None:
    (place,) = [path for path in (library.folder / "lexical").iterdir() if path.is_dir()]
    shutil.copytree(place, tmp_path / "kept", copy_function=os.link)
    before = {path.name: path.read_bytes() for path in (tmp_path / "kept").iterdir()}
    new = tmp_path / "new.txt"
    new.write_text("以無人機巡查。")
    library.add([new])
    assert {path.name: path.read_bytes() for path in (tmp_path / "kept").iterdir()} == before
    assert found(library, "無人機") == ["以無人機巡查。"]
