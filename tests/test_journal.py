"""Logs that only grow: what is read back, what damage does, and who may write at once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from jixiao.index.errors import SearchError
from jixiao.index.storage import journal

ROOT = Path(__file__).parents[1]


def test_what_was_appended_is_read_in_order_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    journal.append(path, {"name": "到府檢定\n第二行"}, {"name": "b"})
    journal.append(path, {"name": "c"})
    found = journal.read(path, ["name"])
    assert [(line.number, line.data["name"]) for line in found.lines] == [(1, "到府檢定\n第二行"), (2, "b"), (3, "c")]
    assert found.troubles == ()
    assert "到府檢定" in path.read_text(encoding="utf-8")


def test_no_file_is_an_empty_log(tmp_path: Path) -> None:
    assert journal.read(tmp_path / "log.jsonl", ["name"]) == journal.Journal()


@pytest.mark.parametrize(
    ("damaged", "cause"),
    [
        (b'{"name": "a"', "is no JSON object"),
        (b'["name"]', "is no JSON object"),
        (b'{"other": 1}', "has no name"),
        ('{"name": "名"}'.encode("big5"), "is not in UTF-8"),
    ],
)
def test_a_damaged_line_is_named_and_the_others_count(tmp_path: Path, damaged: bytes, cause: str) -> None:
    path = tmp_path / "log.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"name": "a"}\r\n\n' + damaged + b'\n{"name": "b"}\n')
    found = journal.read(path, ["name"])
    assert [(line.number, line.data["name"]) for line in found.lines] == [(1, "a"), (4, "b")]
    (told,) = found.troubles
    assert told.startswith(f"{path}:3: {cause}")
    assert "mend the line" in told
    before = path.read_bytes()
    journal.append(path, {"name": "c"})
    assert path.read_bytes().startswith(before)


def test_a_line_cut_off_by_a_crash_does_not_swallow_the_next(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    path.write_bytes(b'{"name": "a"}\n{"name": "cut o')
    journal.append(path, {"name": "b"})
    found = journal.read(path, ["name"])
    assert [line.data["name"] for line in found.lines] == ["a", "b"]
    assert len(found.troubles) == 1


def test_several_processes_append_whole_lines(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    code = (
        "import sys; from pathlib import Path; from jixiao.index.storage import journal\n"
        "for n in range(40): journal.append(Path(sys.argv[1]), {'who': sys.argv[2], 'n': n, 'text': '字' * 5000})"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", code, str(path), who], cwd=ROOT, env=os.environ) for who in "abc"
    ]
    assert [process.wait() for process in running] == [0, 0, 0]
    found = journal.read(path, ["who", "n", "text"])
    assert found.troubles == ()
    for who in "abc":
        assert [line.data["n"] for line in found.lines if line.data["who"] == who] == list(range(40))


def test_what_can_not_be_written_leaves_the_log_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    journal.append(path, {"name": "a"})
    before = path.read_bytes()
    with pytest.raises(ValueError, match="JSON"):
        journal.append(path, {"name": "b"}, {"name": float("nan")})
    assert path.read_bytes() == before
    with pytest.raises(SearchError, match="can't be written"):
        journal.append(tmp_path / "none" / "log.jsonl", {"name": "a"})


def test_a_full_disk_leaves_no_half_line(tmp_path: Path) -> None:
    """A limit on the size of files stands for the full disk."""
    path = tmp_path / "log.jsonl"
    journal.append(path, {"name": "a"})
    code = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from jixiao.index.storage import journal; from jixiao.index.errors import *\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try: journal.append(Path(sys.argv[1]), {'name': 'b' * 5000})\n"
        "except SearchError as error: print(error)"
    )
    run = subprocess.run([sys.executable, "-c", code, str(path)], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "nothing was written" in run.stdout
    assert [json.loads(line) for line in path.read_text().splitlines()] == [{"name": "a"}]
