"""Originals that are gone or changed, databases and caches that are damaged, a full disk: told, and nothing is lost."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from library_parts import HashedEmbedder, extract_lines, write_reports
from test_cli import Run, filled, run, stand_ins  # noqa: F401 - fixtures

from jixiao.extract import pipeline
from jixiao.index import durable_files
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
from jixiao.index.storage.store import NAME, Store, writing

DATABASE = "library.sqlite3"


@pytest.fixture(autouse=True)
def plain_extraction(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "extract", extract_lines)
    monkeypatch.setattr("jixiao.index.library._model", lambda folder, flag: HashedEmbedder(flag or "hashed"))


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.create(tmp_path / "library", embedder=HashedEmbedder()) as made:
        made.add(write_reports(tmp_path / "reports"))
        yield made


def again(library: Library) -> Library:
    return Library.open(library.folder, embedder=HashedEmbedder())


def found(library: Library, text: str, mode: str = "lexical") -> list[str]:
    return [hit.passage.text for hit in library.search(text, mode=mode).hits]  # type: ignore[arg-type]


def original(library: Library, number: int = 0) -> Path:
    return library.original(library.document(library.documents()[number].document_id))


def kept_folders(library: Library) -> set[str]:
    return {path.name for path in (library.folder / "files").iterdir()}


# Originals


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


def test_rebuild_exits_1_where_an_original_is_missing(filled: Run) -> None:  # noqa: F811
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


# A full disk


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 3 MiB."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", place], capture_output=True, check=False
    )  # fmt: skip
    if mounted.returncode:
        pytest.skip("a file system can't be mounted here")
    yield place
    subprocess.run(["umount", "--lazy", place], check=True)


def fill(disk: Path, leaving: int = 0) -> Path:
    path = disk / "fill"
    with path.open("ab", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 4096)
        except OSError:
            pass
    os.truncate(path, path.stat().st_size - leaving)
    return path


@pytest.mark.parametrize("leaving", [0, 4096, 40_960, 200_000])
def test_a_full_disk_costs_no_answer_and_no_document(small_disk: Path, tmp_path: Path, leaving: int) -> None:
    with Library.create(small_disk / "library", embedder=HashedEmbedder()) as made:
        made.add(write_reports(tmp_path / "reports"))
    shutil.rmtree(made.folder / "lexical")
    big = tmp_path / "big.txt"
    big.write_text("\n".join(f"以無人機巡查第 {n} 處，{'字' * 60}。" for n in range(900)), encoding="utf-8")
    before = set((made.folder).iterdir())
    filler = fill(small_disk, leaving)
    with again(made) as opened:
        for mode in ("lexical", "dense", "hybrid"):
            assert found(opened, "電話禮貌測試", mode)
        assert opened.ask("電話禮貌測試").found
        try:
            (report,) = opened.add([big])
            told = str(report.error)
        except UnwritableError as error:
            told = str(error)
        assert "free some space" in told
        with pytest.raises(UnwritableError, match="free some space"):
            opened.rebuild()
        assert len(opened.documents()) == 2
    filler.unlink()
    leftover = {path.name for path in made.folder.iterdir()} - {path.name for path in before}
    assert leftover <= {f"{DATABASE}-wal", f"{DATABASE}-shm", "lexical"}
    with again(made) as opened:
        assert opened.doctor() == []
        assert [report.state for report in opened.add([tmp_path / "reports", big])] == [
            "unchanged",
            "unchanged",
            "added",
        ]


@pytest.mark.parametrize("kind", ["docx", "html", "csv", "jsonl", "md"])
def test_an_export_to_a_full_disk_says_so_and_leaves_nothing_half(
    small_disk: Path,
    filled: Run,  # noqa: F811
    kind: str,
) -> None:
    to = small_disk / f"out.{kind}"
    to.write_text("what was there")
    fill(small_disk)
    assert filled("export", to, "--library", "lib") == 1
    assert filled.err.strip() == f"error: {to}: No space left on device; free some space on the disk"
    assert to.read_text() == "what was there"
    assert {path.name for path in small_disk.iterdir()} == {to.name, "fill"}


def test_a_workbook_on_a_full_disk_leaves_no_traceback(small_disk: Path, filled: Run) -> None:  # noqa: F811
    fill(small_disk)
    to = small_disk / "out.xlsx"
    code = (
        "import sys, cli; from pathlib import Path; from jixiao.index import library as l;"
        f"sys.path.insert(0, {str(Path(__file__).parent)!r}); from library_parts import HashedEmbedder;"
        "l._model = lambda folder, flag: HashedEmbedder();"
        f"sys.argv = ['jixiao', 'export', {str(to)!r}, '--library', 'lib']; cli.main()"
    )
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.strip() == f"error: {to}: No space left on device; free some space on the disk"
    assert not to.exists()


# Several at once


ADD = """
import sys, time
sys.path.insert(0, {tests!r})
from pathlib import Path
from library_parts import HashedEmbedder, extract_lines
from jixiao.extract import pipeline
pipeline.extract = extract_lines
from jixiao.index.errors import LibraryLockedError
from jixiao.index.library import Library
with Library.open(Path({folder!r}), embedder=HashedEmbedder()) as library:
    for number in range(3):
        path = Path({folder!r}).parent / f"{name}_{{number}}.txt"
        path.write_text(f"第 {{number}} 次由{name}巡查。")
        while True:
            try:
                {doing}
                break
            except LibraryLockedError:
                time.sleep(0.01)
"""


def test_several_processes_that_write_at_once_lose_nothing(library: Library) -> None:
    doings = {"甲": "library.add([path])", "乙": "library.add([path])", "丙": "library.rebuild()"}
    codes = [
        ADD.format(folder=str(library.folder), tests=str(Path(__file__).parent), name=name, doing=doing)
        for name, doing in doings.items()
    ]
    root = Path(__file__).parents[1]
    writers = [
        subprocess.Popen([sys.executable, "-c", code], cwd=root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        for code in codes
    ]
    while any(writer.poll() is None for writer in writers):
        assert found(library, "電話禮貌測試")
    assert [writer.communicate()[0].decode() for writer in writers] == ["", "", ""]
    assert len(library.documents()) == 8
    assert library.doctor() == []


def test_a_search_while_a_report_is_removed_finds_the_others(library: Library) -> None:
    with again(library) as reader:
        assert found(reader, "檢定")
        library.remove([next(d.document_id for d in library.documents() if d.year == 112)])
        assert found(reader, "檢定") == ["赴業者處所辦理磅秤檢定共 120 具。"]


def test_there_is_one_writer_at_a_time(library: Library) -> None:
    with writing(library.folder), pytest.raises(LibraryLockedError):
        library.rebuild()
    assert (library.folder / NAME).is_file()
