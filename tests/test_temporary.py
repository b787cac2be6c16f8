"""Temporary folders of programs that were killed go at the next start; those in use stay."""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from jixiao.extract import temporary

ROOT = Path(__file__).parents[1]
HOLD = "from jixiao.extract import temporary; print(temporary.folder(), flush=True); input()"


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(temporary, "_swept", False)
    yield tmp_path
    for made in [made for made in temporary._held if made.parent == tmp_path]:
        temporary.discard(made)


def other(place: Path) -> tuple[subprocess.Popen[str], Path]:
    """Another process that holds a folder."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD],
        cwd=ROOT,
        env={"TMPDIR": str(place)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    return process, Path(process.stdout.readline().strip())


def test_the_folder_of_a_killed_program_goes_at_the_next_start_and_one_in_use_stays(place: Path) -> None:
    (killed, left), (alive, held) = other(place), other(place)
    (left / "export.xlsx").write_text("words")
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    foreign = place / "jixiao-of-somebody"
    foreign.mkdir()
    assert left.is_dir()
    own = temporary.folder()
    assert not left.exists()
    assert held.is_dir()
    assert foreign.is_dir()
    assert own.is_dir()
    alive.communicate("\n")
    assert alive.returncode == 0
    assert not held.exists()  # a program that ends takes its own away


def test_a_discarded_folder_is_gone(place: Path) -> None:
    made = temporary.folder()
    temporary.discard(made)
    assert not made.exists()
    temporary.discard(made)
