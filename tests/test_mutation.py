"""Broken and hostile files: each gives a clear error or what can be read of it, and nothing is ever fetched."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import attack
import mutation
import pytest
from sample_reports import check_places

from jixiao.extract.errors import ExtractError
from jixiao.extract.limits import Limits
from jixiao.extract.reading.files import read
from jixiao.extract.segmentation.segmentation import segment

pytestmark = pytest.mark.slow

EACH = 30  # of each of the ten formats
SEED = 20260


def outcome(folder: Path, name: str, data: bytes) -> str:
    """What reading the file gives: "read", or the error, which must name file, cause and cure, and be no crash."""
    path = folder / name
    path.write_bytes(data)
    told: ExtractError | None = None
    try:
        reading = read(path, Limits(seconds=60))
    except ExtractError as error:
        told = error
    if told is not None:
        assert str(told) == f"{path}: {told.cause}; {told.cure}"
        assert told.cause.strip()
        assert told.cure.strip()
        assert "ended its reader" not in told.cause, told
        assert "seconds" not in told.cause, told
        return str(told)
    assert reading.document.text.strip()
    passages = [one.passage for one in segment(reading.document, reading.source, reading.marks)]
    check_places(reading.document, passages, reading.source)
    return "read"


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """The address of a server, and what it was asked for."""
    found: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.append(self.path)
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", found
    server.shutdown()
    server.server_close()
    thread.join()


def test_samples_are_read_whole(tmp_path: Path) -> None:
    for suffix, data in mutation.samples().items():
        path = tmp_path / f"good{suffix}"
        path.write_bytes(data)
        text = "".join(read(path).document.text.split())
        assert "更新座椅40張。" in text, suffix
        assert "2,345件" in text, suffix


def test_broken_files_give_a_clear_error_or_a_part(tmp_path: Path) -> None:
    told = [outcome(tmp_path, name, data) for name, data in mutation.mutants(SEED, EACH)]
    assert len(told) == EACH * 10
    assert 0 < told.count("read") < len(told)


def test_hostile_files_do_no_harm(tmp_path: Path, asked: tuple[str, list[str]]) -> None:
    address, requests = asked
    secret = tmp_path / "secret"
    secret.write_text("topsecret")
    count = 0
    for name, data in mutation.hostile(secret, address):
        told = outcome(tmp_path, name, data)
        count += 1
        if told == "read":
            text = read(tmp_path / name).document.text
            assert "topsecret" not in text, name
            assert text.count("lol") < 1000, name
        if name.startswith(("ratio", "entries")):
            assert "over the limit" in told, name
        if name.startswith("encrypted") and not name.endswith((".txt", ".md", ".csv", ".tsv", ".html")):
            assert "password" in told or name.endswith(".pdf"), told
        if name.startswith(("link", "macros")):
            assert told == "read", name
        if name.startswith(("empty", "zeros", "noise", "ole")):
            assert told != "read", name
    assert count >= 90
    assert requests == []


def test_a_folder_of_hostile_files_loses_none_of_the_others(tmp_path: Path) -> None:
    told = attack.taken_in(tmp_path, each=2, size=3000)
    assert told.texts >= 50
    assert told.good == "added"
    assert told.faults == []
    assert told.slow == []
    assert told.doctor == []
