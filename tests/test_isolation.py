"""Files that crash, hang or fill their reader. The worker finds the readers of these tests on its path."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from library_parts import HashedEmbedder
from sample_reports import TABLE

from jixiao.extract import pipeline
from jixiao.extract.errors import (
    ExtractError,
    LimitExceededError,
    ProgramFaultError,
    UnreadableDocumentError,
)
from jixiao.extract.limits import Limits
from jixiao.extract.names.merged_register import amended
from jixiao.extract.reading import files, isolation, tab_separated
from jixiao.extract.reading.files import read_here
from jixiao.extract.reading.layout.contract import silent
from jixiao.extract.segmentation import segmentation
from jixiao.extract.tagging import annotation
from jixiao.index.holdings import ingestion
from jixiao.index.storage.store import Store

# Python runs sitecustomize when it starts.
READERS = """
import os, signal, time
from pathlib import Path
from jixiao.extract.errors import UnreadableDocumentError
from jixiao.extract.reading import files; from jixiao.extract.reading import tab_separated as flat
from jixiao.extract.reading.files import read_here
from jixiao.extract.reading.layout.blocks import Paragraph, Piece
from jixiao.extract.reading.layout.contract import Content
from jixiao.extract.records import Locator

def content(text):
    return Content(text, [Paragraph((Piece(0, len(text)),), Locator())])

def hang(given):
    time.sleep(60)

def crash(given):
    os.kill(os.getpid(), signal.SIGSEGV)

def fill(given):
    held = [bytearray(2**26) for _ in range(1000)]

def recurse(given):
    return recurse(given)

def leave(given):
    os._exit(3)

def refuse(given):
    raise UnreadableDocumentError(given.path, "is locked", "unlock it")

def tell(given):
    return content(f"{os.getpid()} {given.data.decode()}")

def turn(given):
    for page in range(1, 31):
        time.sleep(0.15)
        given.progress(page, 30)
    return content("thirty pages")

def litter(given):
    import tempfile
    Path(tempfile.mkdtemp(), "left").touch()
    (given.path.parent / "where").write_text(tempfile.gettempdir())
    time.sleep(60)

def start(given):
    import subprocess
    child = subprocess.Popen(["sleep", "60"])
    (given.path.parent / "child").write_text(str(child.pid))
    child.wait()

for reader in (hang, crash, fill, recurse, leave, refuse, tell, turn, litter, start):
    files.READERS["." + reader.__name__] = reader
"""
SMALL = Limits(seconds=60, total_seconds=120, megabytes=512)


@pytest.fixture(autouse=True)
def _readers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    place = tmp_path / "path"
    place.mkdir()
    (place / "sitecustomize.py").write_text(READERS)
    monkeypatch.syspath_prepend(str(place))
    isolation.close()
    yield
    isolation.close()


def file(folder: Path, kind: str, text: str = "words") -> Path:
    path = folder / f"a.{kind}"
    path.write_text(text)
    return path


def text(path: Path, limits: Limits = SMALL) -> str:
    return isolation.run(read_here, path, limits, silent).document.text


def worker_of(path: Path) -> int:
    return int(text(path).split()[0])


def is_gone(pid: int) -> bool:
    """No such process, or one that waits to be buried."""
    try:
        return "\nState:\tZ" in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return True


def test_one_worker_reads_many_files(tmp_path: Path) -> None:
    path = file(tmp_path, "tell")
    assert text(path).endswith(" words")
    assert worker_of(path) == worker_of(path) != os.getpid()


@pytest.mark.parametrize("kind", ["crash", "leave"])
def test_a_file_that_ends_its_reader_is_named_and_the_next_is_read(tmp_path: Path, kind: str) -> None:
    path = file(tmp_path, kind)
    before = worker_of(file(tmp_path, "tell"))
    with pytest.raises(UnreadableDocumentError, match=f"a.{kind}: ended its reader .*; open it"):
        text(path)
    assert worker_of(file(tmp_path, "tell")) != before


def test_a_file_that_hangs_is_given_up_in_time(tmp_path: Path) -> None:
    with pytest.raises(LimitExceededError, match="more than 1 seconds; split it, or raise limit_seconds"):
        text(file(tmp_path, "hang"), Limits(seconds=1))
    assert text(file(tmp_path, "tell")).endswith("words")


def test_a_file_that_fills_the_memory_is_given_up(tmp_path: Path) -> None:
    with pytest.raises(LimitExceededError, match=r"needs more than 512 MiB of memory; .*limit_megabytes"):
        text(file(tmp_path, "fill"))
    assert text(file(tmp_path, "tell")).endswith("words")


def test_endless_recursion_is_a_damaged_file(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocumentError, match="is damaged, or of a kind") as caught:
        text(file(tmp_path, "recurse"))
    assert str(caught.value.where).startswith("RecursionError at ")
    assert "Error" not in str(caught.value)


def test_what_the_reader_says_comes_back_whole(tmp_path: Path) -> None:
    path = file(tmp_path, "refuse")
    before = worker_of(file(tmp_path, "tell"))
    with pytest.raises(UnreadableDocumentError) as caught:
        text(path)
    assert (caught.value.path, caught.value.cause, caught.value.cure) == (str(path), "is locked", "unlock it")
    assert worker_of(file(tmp_path, "tell")) == before


def test_pages_are_told_and_each_may_take_the_time(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    reading = isolation.run(read_here, file(tmp_path, "turn"), Limits(seconds=3), lambda *pages: told.append(pages))
    assert reading.document.text == "thirty pages"
    assert told == [(page, 30) for page in range(1, 31)]


def test_all_pages_together_have_a_limit(tmp_path: Path) -> None:
    with pytest.raises(LimitExceededError, match=r"more than 1 seconds; .*limit_total_seconds"):
        text(file(tmp_path, "turn"), Limits(seconds=1, total_seconds=1))


def test_what_asks_for_progress_may_stop_the_reading(tmp_path: Path) -> None:
    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        isolation.run(read_here, file(tmp_path, "turn"), SMALL, stop)
    assert text(file(tmp_path, "tell")).endswith("words")


def test_a_worker_that_died_between_files_is_replaced(tmp_path: Path) -> None:
    path = file(tmp_path, "tell")
    pid = worker_of(path)
    os.kill(pid, 9)
    assert worker_of(path) != pid


def test_threads_have_workers_of_their_own(tmp_path: Path) -> None:
    path = file(tmp_path, "turn")
    found: list[str] = []
    together = threading.Barrier(3)

    def meet(done: int, total: int) -> None:
        if done == 1:
            together.wait(60)  # not before each of the three has turned a page

    def run() -> None:
        found.append(isolation.run(read_here, path, SMALL, meet).document.text)

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["thirty pages"] * 3


def test_programs_and_temporary_files_leave_with_the_worker(tmp_path: Path) -> None:
    for kind in ("start", "litter"):
        with pytest.raises(LimitExceededError):
            text(file(tmp_path, kind), Limits(seconds=3))
    assert not Path((tmp_path / "where").read_text()).exists()
    child = int((tmp_path / "child").read_text())
    deadline = time.monotonic() + 5
    while not is_gone(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert is_gone(child)


def test_a_worker_tidies_up_after_who_started_it_is_gone(tmp_path: Path) -> None:
    path = file(tmp_path, "tell")
    pid = worker_of(path)
    (worker,) = isolation._idle
    isolation._idle.clear()
    worker.link.close()  # as the end of this process would
    worker.process.wait(60)
    assert is_gone(pid)
    assert not worker.folder.exists()


def test_a_file_that_ends_its_reader_costs_the_library_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(files.READERS, ".crash", files.READERS[".xlsx"])
    inside = tmp_path / "in"
    inside.mkdir()
    file(inside, "crash")
    for name in ("a.csv", "b.csv"):
        (inside / name).write_text(f"執行策略,執行績效與成果\n(一) 服務,全年受理 {name} 3 件\n", encoding="utf-8")
    store, told = Store(tmp_path, create=True), []
    place = ingestion.Place(tmp_path, store, HashedEmbedder(), pages=lambda *page: told.append(page))
    for report in ingestion.take_in([inside], place):
        told.append(report.state)
    store.close()
    assert told == ["failed", "added", "added"]


def test_errors_can_be_sent_between_processes() -> None:
    import pickle

    error = pickle.loads(pickle.dumps(LimitExceededError("a", "b", "c")))
    assert isinstance(error, LimitExceededError)
    assert isinstance(error, ExtractError)
    assert (str(error), error.cure) == ("a: b; c", "c")


@pytest.mark.parametrize(
    ("limits", "cause"),
    [
        (Limits(characters=100), r"characters of text, over the limit of 100; .*limit_characters"),
        (Limits(cells=10), r"cells of tables, over the limit of 10; .*limit_cells"),
        (Limits(passages=3), r"passages, over the limit of 3; .*limit_passages"),
    ],
)
def test_text_cells_and_passages_have_limits(tmp_path: Path, limits: Limits, cause: str) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TABLE, encoding="utf-8")
    with pytest.raises(LimitExceededError, match=cause):
        pipeline.extract(path, limits=limits)


def test_plain_text_is_read_cut_and_tagged_by_the_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TABLE, encoding="utf-8")

    def here(*_: object, **__: object) -> None:
        raise AssertionError("in this process")

    for module, name in ((tab_separated, "blocks"), (segmentation, "segment"), (annotation, "annotate")):
        monkeypatch.setattr(module, name, here)
    assert any(passage.quantities for passage in pipeline.extract(path)[1])


def test_a_fault_in_the_work_leaves_the_worker_alive(tmp_path: Path) -> None:
    path = file(tmp_path, "tell")
    before = worker_of(path)
    with pytest.raises(ProgramFaultError, match=r"fault of this program \(UnpicklingError at jixiao.extract"):
        isolation.run(
            partial(pipeline._extract_here, framework=None, known=b"no pickle", columns={}), path, SMALL, silent
        )
    assert worker_of(path) == before


def test_the_users_names_reach_the_worker(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("翠湖站辦理說明會 3 場，參加 40 人。\n", encoding="utf-8")
    own = amended('[[name]]\nname = "臺中分局"\naliases = ["翠湖站"]\n', "names.toml")
    assert pipeline.extract(path, register=own)[1][0].branches == ("臺中分局",)
    assert pipeline.extract(path)[1][0].branches != ("臺中分局",)
