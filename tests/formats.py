"""Score the reports in every format: `python tests/formats.py [FORMAT …]`, or `make formats`.

The files are made from the reports' text, by LibreOffice where the format needs it; a report that has no gold is held
against what its text gives. The reports, the gold and its scorer stand beside the repository in `shared/`; without them
there is nothing to score, which is said. Exits 1 where a figure is more than 0.02 under that of the text.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import made_files  # noqa: E402

from jixiao.extract.passage_json import passage_to_json  # noqa: E402
from jixiao.extract.pipeline import extract  # noqa: E402
from jixiao.extract.records import Passage  # noqa: E402

SHARED = ROOT.parent / "shared"
REPORTS = ("000", "001", "002", "003", "004")
FIGURES = ("rows", "outcome_f1", "units_f1", "doers_f1", "quantity_f1")
MARGIN = 0.02


def seed(number: str) -> Path:
    """The text of a report."""
    (found,) = (SHARED / "seeds").glob(f"{number}_*.txt")
    return found


def scored(number: str, path: Path, folder: Path) -> dict[str, float]:
    """score_extract.py on the passages of a file that holds the report."""
    passages = folder / "passages.jsonl"
    lines = (json.dumps(passage_to_json(one), ensure_ascii=False) for one in extract(path)[1])
    passages.write_text("\n".join(lines), encoding="utf-8")
    gold = SHARED / "gold" / f"rows_{number}.jsonl"
    if not gold.exists():
        gold = folder / "gold.jsonl"
        gold.write_text("\n".join(map(json.dumps, read_rows(extract(seed(number))[1]))), encoding="utf-8")
    command = [sys.executable, SHARED / "eval" / "score_extract.py", gold, passages, "--json"]
    figures: dict[str, float] = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    return {name: figures[name] for name in FIGURES}


def read_rows(passages: Iterable[Passage]) -> Iterator[dict[str, object]]:
    """The rows that passages make up, as gold has them."""
    rows: dict[tuple[int | None, str | None, str], list[Passage]] = {}
    for passage in passages:
        if passage.measure:
            rows.setdefault((passage.facet, passage.strategy, passage.measure), []).append(passage)
    for number, ((facet, strategy, measure), held) in enumerate(rows.items(), 1):
        outcomes = [passage for passage in held if passage.label == "outcome"]
        yield {
            "n": number,
            "facet": facet,
            "strategy": strategy,
            "measure": measure,
            "units": held[0].units,
            "outcome": "".join(passage.text for passage in outcomes),
            "branches": sorted({branch for passage in outcomes for branch in passage.branches}),
            "quantities": [
                {"value": one.value, "unit": one.unit} for passage in outcomes for one in passage.quantities
            ],
        }


def report(number: str) -> list[made_files.Paragraph | made_files.Table]:
    """The paragraphs and tables of a report: as its text has them, else (raw text of a PDF) as they were read."""
    text = seed(number).read_text("utf-8")
    return made_files.parts(text) if "\t" in text else made_files.parts_read(extract(seed(number))[0])


def made(number: str, form: str, folder: Path) -> dict[str, float]:
    """The figures of the report as a file of format `form` (`txt`: as it is)."""
    path = seed(number) if form == "txt" else made_files.make(report(number), form, folder)
    return scored(number, path, folder)


def main(forms: list[str]) -> int:
    """Prints the table; the exit code."""
    if not (SHARED / "gold").is_dir():
        print(f"nothing to score: {SHARED} holds no gold")
        return 0
    if not shutil.which("soffice"):
        forms = [form for form in forms if form not in made_files.CONVERTED]
        print("LibreOffice (soffice) is not installed: only", *forms)
    print("report", "format".ljust(12), *FIGURES, sep="\t")
    low = False
    for number in REPORTS:
        floors: dict[str, float] = {}
        for form in ("txt", *forms):
            with tempfile.TemporaryDirectory() as folder:
                figures = made(number, form, Path(folder))
            floors = floors or figures
            marks = ["" if figures[name] >= floors[name] - MARGIN else " <" for name in FIGURES]
            low = low or any(marks)
            told = [f"{figures[name]:.3f}{mark}" for name, mark in zip(FIGURES, marks, strict=True)]
            print(number, form.ljust(12), *told, sep="\t", flush=True)
    return int(low)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or list(made_files.FORMATS)))
