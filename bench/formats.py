"""Speed of reading, format by format, on one and on two cores. The files are made from reports in text.

Formats that need LibreOffice are left out where it is not installed.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from jixiao.extract.pipeline import extract
from jixiao.extract.reading.files import read

ROOT = Path(__file__).parents[1]
CORES = (1, 2)
LEAST_SECONDS = 2
Figures = dict[str, float]


def measure(reports: Path) -> dict[str, Figures]:
    """Format -> characters and files a second on one and two cores, and characters as a ratio to plain text.

    Reading is from the file to its text, in the worker that does it; `whole` goes on to tagged passages.
    """
    sys.path.append(str(ROOT / "tests"))
    import made_files

    forms = [form for form in made_files.FORMATS if form not in made_files.CONVERTED or shutil.which("soffice")]
    texts = sorted(path for path in reports.iterdir() if path.suffix in (".txt", ".md"))
    found: dict[str, Figures] = {}
    with tempfile.TemporaryDirectory() as place:
        for form in ("txt", *forms):
            files = texts
            if form != "txt":
                files = [_made(made_files, text, form, Path(place) / form / text.stem) for text in texts]
            found[form] = _speeds(files)
            plain = found["txt"]
            for key in [key for key in found[form] if key.endswith("characters_per_s")]:
                found[form][f"{key} to text"] = round(found[form][key] / plain[key], 3)
    return found


def _made(made_files, text: Path, form: str, folder: Path) -> Path:  # type: ignore[no-untyped-def]
    folder.mkdir(parents=True)
    made: Path = made_files.make(made_files.parts(text.read_text("utf-8-sig")), form, folder)
    return made


def _speeds(files: Sequence[Path]) -> Figures:
    figures: Figures = {}
    for whole in (False, True):
        for cores in CORES:
            with ProcessPoolExecutor(cores, get_context("spawn")) as pool:
                runs = list(pool.map(_run, [files] * cores, [whole] * cores))
            name = f"{'whole ' if whole else ''}{cores} core{'s' * (cores > 1)}"
            figures[f"{name} characters_per_s"] = round(sum(characters / spent for characters, _, spent in runs))
            figures[f"{name} files_per_s"] = round(sum(number / spent for _, number, spent in runs), 2)
    return figures


def _run(files: Sequence[Path], whole: bool) -> tuple[int, int, float]:
    """Characters and files read in full rounds, and the seconds that took; what must be started is started before."""

    def characters(path: Path) -> int:
        document = extract(path)[0] if whole else read(path).document
        return len(document.text)

    characters(files[0])
    began = time.perf_counter()
    total = rounds = 0
    while not rounds or time.perf_counter() - began < LEAST_SECONDS:
        total += sum(map(characters, files))
        rounds += 1
    return total, rounds * len(files), time.perf_counter() - began
