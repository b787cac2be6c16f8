"""A full disk: told, no answer and no document is lost, and nothing half is left."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from library_parts import HashedEmbedder, write_reports
from stored_library import DATABASE, again, found, library, plain_extraction  # noqa: F401 - fixtures
from test_cli import Run, filled, run, stand_ins  # noqa: F401 - fixtures

from jixiao.index.errors import (
    UnwritableError,
)
from jixiao.index.library import Library


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
    filled: Run,
    kind: str,
) -> None:
    to = small_disk / f"out.{kind}"
    to.write_text("what was there")
    fill(small_disk)
    assert filled("export", to, "--library", "lib") == 1
    assert filled.err.strip() == f"error: {to}: No space left on device; free some space on the disk"
    assert to.read_text() == "what was there"
    assert {path.name for path in small_disk.iterdir()} == {to.name, "fill"}


def test_a_workbook_on_a_full_disk_leaves_no_traceback(small_disk: Path, filled: Run) -> None:
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
