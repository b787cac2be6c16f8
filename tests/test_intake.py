"""What one file's failure costs: that file. What it leaves behind: nothing. Names that no terminal should be given."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from command_line import jixiao
from library_parts import HashedEmbedder, write_reports
from sample_reports import TABLE

from jixiao.extract import pipeline
from jixiao.extract.errors import ProgramFaultError, where
from jixiao.extract.text.display_names import file_name, shown, tamed
from jixiao.index.arrays import Embeddings
from jixiao.index.embedding.model import Side
from jixiao.index.errors import LibraryLockedError
from jixiao.index.library import Library, remake
from jixiao.index.storage.store import Store, writing
from jixiao.web.parts.html import escape, tag

ROOT = Path(__file__).parents[1]
SECRET = "密件內容"


class Watched(HashedEmbedder):
    """Does something while a file is taken in, once."""

    def __init__(self, act: Callable[[], object]) -> None:
        super().__init__()
        self.act: Callable[[], object] | None = act

    def encode(self, texts: Sequence[str], side: Side) -> Embeddings:
        act, self.act = self.act, None
        if act is not None:
            act()
        return super().encode(texts, side)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "library"


@pytest.fixture
def reports(tmp_path: Path) -> list[Path]:
    return write_reports(tmp_path / "reports")


@pytest.fixture
def stored(folder: Path, reports: list[Path]) -> Iterator[Library]:
    with Library.create(folder, embedder=HashedEmbedder()) as library:
        yield library


def fail() -> None:
    raise ZeroDivisionError(SECRET)


def originals(folder: Path) -> list[str]:
    return sorted(place.name for place in (folder / "files").glob("*"))


def test_any_error_is_the_failure_of_that_file_alone(folder: Path, reports: list[Path]) -> None:
    with Library.create(folder, embedder=Watched(fail)) as library:
        first, second = library.add(reports)
        assert (first.state, first.code) == ("failed", "fault")
        assert str(first.where).startswith("ZeroDivisionError at jixiao.index.storage.context:")
        assert str(first.where) in str(first.error)
        assert SECRET not in str(first)
        assert second.state == "added"
        assert [d.source for d in library.documents()] == [reports[1].name]


def test_no_original_stays_of_a_document_that_was_not_stored(
    stored: Library, reports: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(Store, "_insert", lambda *_: fail())
        assert [r.state for r in stored.add(reports)] == ["failed", "failed"]
    assert originals(stored.folder) == []
    assert stored.documents() == []
    assert [r.state for r in stored.add(reports)] == ["added", "added"]
    assert originals(stored.folder) == sorted(d.sha256 for d in stored.documents())


def test_rebuild_names_what_fails_and_keeps_its_original(
    stored: Library, reports: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    stored.add(reports)
    kept, read = originals(stored.folder), pipeline.extract

    def extract(path: Path, **options: object) -> object:
        fail() if any(path.glob("hsinchu*")) or path.name.startswith("hsinchu") else None
        return read(path, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(pipeline, "extract", extract)
    assert sorted(r.state for r in stored.rebuild()) == ["added", "failed"]
    assert originals(stored.folder) == kept


def test_a_file_that_changes_while_it_is_read_is_not_taken_in(folder: Path, reports: list[Path]) -> None:
    act = Watched(lambda: reports[0].write_text("別的內容\n", encoding="utf-8"))
    with Library.create(folder, embedder=act) as library:
        first, second = library.add(reports)
        assert "has changed while it was read" in str(first.error)
        assert second.state == "added"
        assert originals(folder) == [d.sha256 for d in library.documents()]


def test_others_write_while_a_file_is_read(folder: Path, reports: list[Path]) -> None:
    free: list[bool] = []

    def write() -> None:
        with writing(folder):
            free.append(True)

    with Library.create(folder, embedder=Watched(write)) as library:
        assert [r.state for r in library.add(reports)] == ["added", "added"]
    assert free == [True]


def test_a_file_that_another_adds_meanwhile_is_in_once(folder: Path, reports: list[Path]) -> None:
    def add() -> None:
        with Library.open(folder, embedder=HashedEmbedder()) as other:
            assert [r.state for r in other.add(reports[:1])] == ["added"]

    with Library.create(folder, embedder=Watched(add)) as library:
        assert [r.state for r in library.add(reports)] == ["unchanged", "added"]
        assert len(library.documents()) == 2
        assert library.doctor() == []


def test_a_rebuild_meanwhile_loses_nothing(folder: Path, reports: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jixiao.index.library._model", lambda *_: HashedEmbedder())
    with Library.create(folder, embedder=Watched(lambda: remake(folder))) as library:
        assert [r.state for r in library.add(reports)] == ["added", "added"]
    with Library.open(folder, embedder=HashedEmbedder()) as library:
        assert len(library.documents()) == 2
        assert library.doctor() == []


def test_a_locked_library_is_no_files_failure(
    stored: Library, reports: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jixiao.index.library.PATIENCE", 0)
    with writing(stored.folder), pytest.raises(LibraryLockedError):
        stored.add(reports)


def command(*arguments: str | bytes | Path, library: Path) -> subprocess.CompletedProcess[bytes]:
    given = [sys.executable, ROOT / "cli.py", *arguments, "--library", library]
    done = subprocess.run(given, capture_output=True, cwd=ROOT, env=os.environ | {"LC_ALL": "C.UTF-8"}, check=False)
    assert b"Traceback" not in done.stderr, done.stderr
    return done


def test_names_that_are_no_utf8_or_turn_the_line_round_are_taken_in_and_written_out(
    tmp_path: Path, folder: Path
) -> None:
    inside = tmp_path / "in"
    inside.mkdir()
    names = [
        "績效".encode("cp950") + b".txt",
        "甲\u202etxt.fdp\u202c.txt".encode(),
        b"a\x1b[2J\rb.txt",
        b"\xff" * 251 + b".txt",
    ]
    for number, name in enumerate(names):
        Path(os.fsdecode(bytes(inside) + b"/" + name)).write_text(f"{TABLE}\n第 {number} 份\n", encoding="utf-8")
    Path(os.fsdecode(bytes(inside) + b"/\xff.zip")).write_bytes(b"PK")
    done = command("add", inside, library=folder)
    assert done.returncode == 1
    assert done.stderr.endswith(b"4 added, 0 unchanged, 1 failed\n"), done.stderr
    assert not {b"\x1b", "\u202e".encode()} & {done.stderr[at : at + 1] for at in range(len(done.stderr))}
    listed = json.loads(command("list", "--json", library=folder).stdout)
    sources = {one["source"] for one in listed}
    assert {r"\xc1Z\xae\xc4.txt", r"甲\u202etxt.fdp\u202c.txt", r"a\x1b[2J\x0db.txt"} < sources
    assert all(shown(name) == name and len(name.encode()) <= 255 for name in sources)
    words = ("search", "改善環境", "--source", r"\xc1Z\xae\xc4.txt", "--json", "--library", str(folder))
    found = json.loads(jixiao(tmp_path, *words).out)
    assert {hit["passage"]["source"] for hit in found["hits"]} == {r"\xc1Z\xae\xc4.txt"}
    for words in (("doctor",), ("rebuild",), ("export", "all.xlsx"), ("verify", "all.xlsx")):
        done = jixiao(tmp_path, *words, "--library", str(folder))
        assert done.code == 0, done.err
        assert words != ("doctor",) or done.out == ""
    assert json.loads(jixiao(tmp_path, "list", "--json", "--library", str(folder)).out) == listed


def test_what_a_name_hides_is_written_out() -> None:
    assert shown("甲\u202etxt\x07\udcb4\u200b.pdf") == r"甲\u202etxt\x07\xb4\u200b.pdf"
    assert shown("一般　名稱 (1).pdf") == "一般　名稱 (1).pdf"
    assert file_name("\udcff" * 251 + ".txt").endswith("….txt")
    assert tamed("a\tb\r\n\u202ec\u200d") == "a\tb\r\n\\u202ec\u200d"
    assert escape("<\u2067\x1b>") == r"&lt;\u2067\x1b&gt;"
    assert tag("a", "", title="\u202e", data_name="\u202e") == '<a title="\\u202e" data-name="\u202e"></a>'


def test_a_fault_is_told_by_its_place_and_not_by_the_documents_words() -> None:
    with pytest.raises(ValueError, match=SECRET) as caught:
        escape(Unspeakable())
    assert where(caught.value).startswith("ValueError at jixiao.web.parts.html:")
    told = ProgramFaultError.of("甲.txt", caught.value)
    assert SECRET not in str(told)
    assert where(caught.value) in str(told)


class Unspeakable:
    """Has no text."""

    def __str__(self) -> str:
        raise ValueError(SECRET)
