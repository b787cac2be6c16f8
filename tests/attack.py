"""Take in a folder of broken and hostile files with one good one among them, and count what became of them.

`python tests/attack.py [EACH] [SIZE]`: EACH mutated files of every format (30), hostile texts of about SIZE characters
(100,000). Exits 1 where a file is told as a fault of the program or as too slow, or the good one is not taken in.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import hostile_texts
import mutation
from library_parts import HashedEmbedder
from sample_reports import TABLE

from jixiao.index.library import Library
from jixiao.index.records import FileReport

GOOD = "good report.txt"
SEED = 20261


@dataclass
class Told:
    """What became of the files: `outcomes` by state or code of failure; `faults` and `slow` name the files."""

    mutants: int
    texts: int
    good: str = ""
    outcomes: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    slow: list[str] = field(default_factory=list)
    longest: tuple[float, str] = (0.0, "")
    doctor: list[str] = field(default_factory=list)


def taken_in(folder: Path, each: int, size: int) -> Told:
    """All of them, by the library's own way."""
    inside = folder / "in"
    inside.mkdir()
    mutants = dict(mutation.mutants(SEED, each))
    texts = dict(hostile_texts.files(size))
    for name, data in [*mutants.items(), *texts.items(), (GOOD, TABLE.encode())]:
        (inside / name).write_bytes(data)
    told = Told(len(mutants), len(texts))
    last = time.monotonic()

    def progress(report: FileReport) -> None:
        nonlocal last
        now, name = time.monotonic(), Path(report.path).name
        told.longest = max(told.longest, (now - last, name))
        last = now
        told.outcomes[report.code or report.state] += 1
        if report.code not in (None, "unreadable", "limit"):
            told.faults.append(f"{name}: {report.error}")
        if "seconds" in str(report.error) or "ended its reader" in str(report.error):
            told.slow.append(f"{name}: {report.error}")
        if name == GOOD:
            told.good = report.state

    with Library.create(folder / "library", embedder=HashedEmbedder()) as library:
        library.add([inside], progress)
        told.doctor = library.doctor()
    return told


def main(each: int = 30, size: int = 100_000) -> int:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as name:
        told = taken_in(Path(name), each, size)
    print(f"{told.mutants} mutated files, {told.texts} hostile texts: {dict(told.outcomes)}")
    print(f"the longest took {told.longest[0]:.1f} s ({told.longest[1]}); the good report: {told.good}")
    print(*(f"fault: {line}" for line in told.faults), *(f"slow: {line}" for line in told.slow), *told.doctor, sep="\n")
    return bool(told.faults or told.slow or told.doctor or told.good != "added")


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    sys.exit(main(*map(int, sys.argv[1:])))
