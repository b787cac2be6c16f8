"""What a request may carry: each bound is a setting, what is over it is refused in words, and nothing of it is kept."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from library_parts import HashedEmbedder
from served_page import API, Reader, file_data, running, targeted

from jixiao.extract.temporary import LOCK
from jixiao.index.library import Library
from jixiao.index.records import EVERYTHING
from jixiao.web.parts import address, filter_panel, question_reading
from jixiao.web.parts.components import Page
from jixiao.web.parts.question_reading import Asking
from jixiao.web.parts.strings import Words
from jixiao.web.security.bounds import DEFAULT, Bounds, bounds
from jixiao.web.security.session_files import Custody, base_name
from jixiao.web.tabs import basket, marking, names, saved, trends

REPORTS = Path(__file__).parents[1] / "corpus" / "reports"
TIGHT = {"JIXIAO_BOUND_FILE_MEGABYTES": "1", "JIXIAO_BOUND_PENDING_MEGABYTES": "2", "JIXIAO_BOUND_FILES": "3"}
TIGHT |= {"JIXIAO_BOUND_ALL_PENDING_MEGABYTES": "3", "JIXIAO_BOUND_EVENT_KILOBYTES": "64"}
MEBIBYTE = 1 << 20


@pytest.fixture(scope="module")
def served(result_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Path]]:
    """The page with tight bounds, and the folder in which its temporary files are."""
    folder = tmp_path_factory.mktemp("bounds")
    temporary = folder / "temporary"
    temporary.mkdir()
    with running(shutil.copytree(result_library, folder / "library"), TMPDIR=str(temporary), **TIGHT) as port:
        yield port, temporary


@pytest.fixture
def reader(served: tuple[int, Path]) -> Iterator[Reader]:
    reader = Reader(served[0], "en/")
    reader.http.get(reader.home)
    yield reader
    reader.http.close()


def kept(temporary: Path) -> list[Path]:
    """Files that lie about in the server's own folder."""
    own = temporary.glob("jixiao-*")
    return [Path(folder) / name for one in own for folder, _, files in os.walk(one) for name in files if name != LOCK]


@pytest.mark.parametrize(
    ("files", "status", "said"),
    [
        ([("big.txt", MEBIBYTE + 1)], 413, "1 MiB"),
        ([("a.txt", MEBIBYTE), ("b.txt", MEBIBYTE), ("c.txt", MEBIBYTE)], 413, "2 MiB"),
        ([(f"{n}.txt", 10) for n in range(4)], 400, "nothing was kept"),
        ([("a.txt", 10), ("program.exe", 10)], 413, "program.exe"),
        ([("nothing", 10)], 413, "nothing"),
        ([], 400, "nothing was kept"),
    ],
)
def test_upload_over_a_bound_is_refused_and_nothing_of_it_is_kept(
    reader: Reader, served: tuple[int, Path], files: list[tuple[str, int]], status: int, said: str
) -> None:
    form = [("files", (name, b"x" * size)) for name, size in files]
    answer = reader.http.post(f"{reader.home}{API}upload", files=form or [("other", ("a.txt", b"x"))])
    assert answer.status_code == status
    assert said in answer.text
    assert kept(served[1]) == []


def test_upload_that_hides_its_length_is_stopped(reader: Reader, served: tuple[int, Path]) -> None:
    def body() -> Iterator[bytes]:
        yield b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n'
        for _ in range(64):
            yield b"x" * MEBIBYTE

    kind = {"Content-Type": "multipart/form-data; boundary=b"}
    assert reader.http.post(f"{reader.home}{API}upload", content=body(), headers=kind).status_code == 413
    assert kept(served[1]) == []


def test_pending_uploads_are_bounded_for_one_reader_and_in_all(served: tuple[int, Path]) -> None:
    readers = [Reader(served[0], "en/") for _ in range(3)]
    full = b"x" * (MEBIBYTE - 5000)
    answers = [reader.upload("a.csv", full) for reader in readers for _ in range(2)]
    paths = [path for answer in answers if answer.status_code == 200 for path in answer.json()]
    refused = readers[0].upload("a.txt", full)
    assert [answer.status_code for answer in answers] == [200, 200, 200, 413, 413, 413]
    assert refused.status_code == 413
    assert "room for 0 MiB" in refused.text
    event = targeted(readers[0].config(), "verify-upload", "upload")
    for reader, path in zip((readers[0], readers[0], readers[1]), paths, strict=True):
        reader.join(event["id"], [file_data(path)])
        reader.result()
    assert kept(served[1]) == []
    for reader in readers:
        reader.http.close()


def test_event_that_is_too_large_is_refused(reader: Reader) -> None:
    event = targeted(reader.config(), "trend", "item")
    answer = reader.join(event["id"], [], event_data={"item": "字" * 65_000})
    assert answer.status_code == 413
    assert "64 KiB" in answer.json()["detail"]


def test_bounds_are_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    assert bounds() == DEFAULT
    for number, name in enumerate(asdict(DEFAULT), 1):
        monkeypatch.setenv(f"JIXIAO_BOUND_{name.upper()}", str(number))
    assert list(asdict(bounds()).values()) == list(range(1, len(asdict(DEFAULT)) + 1))


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    nothing: Any = None
    folder = tmp_path_factory.mktemp("page")
    with Library.create(folder / "library", embedder=HashedEmbedder()) as library:
        library.add([REPORTS / "hsinchu_108_result.txt"])
        custody = Custody(folder / "files", Bounds(basket=3))
        yield Page(library, Words("zh"), *(nothing,) * 5, custody.exports, custody=custody)


def test_every_field_that_is_too_long_is_refused_in_words_and_nothing_is_written(page: Page) -> None:
    before = {path: path.read_bytes() for path in page.library.folder.iterdir() if path.is_file()}
    passage, item = page.library.passages()[0].passage_id, "服務可近性"
    judged = {"passage": passage, "item": item, "verdict": "accepted", "reason": "可", "name": "王小明"}
    added = {"do": "add", "subject": "臺中分局", "aliases": "中分局"}
    long = {"reason": "理" * 1001, "aliases": "名" * 1001}
    tried = [
        *(marking.judged(page, judged | {key: long.get(key, "字" * 201)})[0] for key in ("reason", "name", "item")),
        *(names.changed(page, added | {key: long.get(key, "字" * 201)}) for key in ("subject", "aliases", "parent")),
        trends.told(page, "字" * 1001, "", ()),
        trends.told(page, "志工", "字" * 201, ()),
        saved.changed(page, {"subject": "a", "do": "rename", "called": "字" * 201}, "")[0],
        saved.changed(page, {"subject": "a", "do": "forget"}, "字" * 201)[0],
        saved.ran(page, "a", "字" * 201)[0],
    ]
    for told in tried:
        assert "超過上限" in told, told
        assert "failed" in told
    assert {path: path.read_bytes() for path in page.library.folder.iterdir() if path.is_file()} == before


def test_selection_that_is_too_large_is_told_and_not_exported(page: Page) -> None:
    ids = [passage.passage_id for passage in page.library.passages()[:4]]
    assert "選集最多 3 段" in basket.contents(page, ids)
    assert basket.contents(page, ids).count("<article") == 3
    assert "選集最多" not in basket.contents(page, ids[:3])
    with pytest.raises(Exception, match="over the limit of 3"):
        basket.rows(page, ids)


def test_what_only_a_program_would_send_is_left_out() -> None:
    assert address.read("?q=" + "a" * address.LONGEST) == address.Address()
    assert len(filter_panel.read({"branch": ["甲"] * 9000}).branch) == filter_panel.MOST
    assert filter_panel.read({"branch": ["甲" * 256]}) == EVERYTHING
    asking = Asking("哪些")
    assert question_reading.corrected(asking, "without", "字" * 201) == asking
    for n in range(300):
        asking = question_reading.corrected(asking, "without", f"字{n}")
    assert len(asking.correction.without) <= question_reading.MOST + 1


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\a.txt", "a.txt"),
        ("..", "upload"),
        ("", "upload"),
        ("a\0b.txt", "ab.txt"),
        ("報告（修正版）.txt", "報告（修正版）.txt"),
    ],
)
def test_upload_keeps_its_name_and_no_folder(name: str, kept: str) -> None:
    assert base_name(name) == kept


def test_long_name_keeps_its_suffix() -> None:
    told = base_name("報" * 300 + ".docx")
    assert told.endswith("報.docx")
    assert len(told.encode()) <= 255


def test_files_go_when_their_time_is_over(tmp_path: Path) -> None:
    now = [1_900_000_000.0]
    custody = Custody(tmp_path, Bounds(minutes=1), lambda: now[0])
    with (REPORTS / "hsinchu_108_result.txt").open("rb") as file:
        path = custody.keep("a", "a.txt", file)
    export = custody.exports / "b" / "out.csv"
    export.parent.mkdir()
    export.write_text("x")
    os.utime(export.parent, (now[0], now[0]))
    token = custody.offer("a", export)
    assert custody.owns("a", str(path))
    assert not custody.owns("b", str(path))
    assert custody.fetch("a", token) == export
    assert custody.fetch("b", token) is None
    now[0] += 61
    assert not custody.owns("a", str(path))
    assert custody.fetch("a", token) is None
    assert list(custody.uploads.iterdir()) == list(custody.exports.iterdir()) == []
