"""Score the program on the hand-made gold and hold the figures against the floors of tests/gate.toml.

`python tests/gate.py` prints every figure with its floor, and exits 1 when one is below. The questions on the sample
corpus are always scored. The five reports, their gold and its scorers stand beside the repository in `shared/`; without
them only the sample corpus is scored, which is said.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

import scores

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
REPORTS = ("000", "002", "003")
CORPUS = ROOT / "corpus" / "reports"
GOLD = ROOT / "tests" / "gold"
MODES = ("hybrid", "lexical", "dense")


def command(*arguments: str | Path) -> str:
    """What a command of this project prints; its errors go to stderr."""
    return subprocess.run(
        [sys.executable, *map(str, arguments)], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    ).stdout


def score(script: str, *arguments: str | Path) -> dict[str, float]:
    """The figures of one scorer."""
    figures: dict[str, float] = json.loads(command(SHARED / "eval" / script, *arguments, "--json"))
    return figures


def extraction(folder: Path) -> dict[str, dict[str, float]]:
    """score_extract.py on each report that has gold."""
    figures = {}
    for number in REPORTS:
        (source,) = (SHARED / "seeds").glob(f"{number}_*.txt")
        passages = folder / f"{number}.jsonl"
        passages.write_text(command("cli.py", "extract", source, "--format", "jsonl"), encoding="utf-8")
        figures[f"extract.{number}"] = score(
            "score_extract.py", SHARED / "gold" / f"rows_{number}.jsonl", passages, source
        )
    return figures


def asked(library: Path, questions: Path, folder: Path) -> dict[str, Path]:
    """Files of what `search` finds, by mode, and of what `ask` answers."""
    given = ("--batch", questions, "--library", library, "--json")
    told = {mode: command("cli.py", "search", *given, "-k", "20", "--mode", mode) for mode in MODES}
    told["ask"] = command("cli.py", "ask", *given)
    files = {name: folder / f"{questions.stem}.{name}.jsonl" for name in told}
    for name, file in files.items():
        file.write_text(told[name], encoding="utf-8")
    return files


def corpus(folder: Path) -> dict[str, dict[str, float]]:
    """The questions on the sample corpus."""
    library, questions = folder / "corpus", GOLD / "questions_corpus.jsonl"
    command("cli.py", "add", CORPUS, "--library", library)
    files = asked(library, questions, folder)
    given, told = records(questions), {name: records(file) for name, file in files.items()}
    figures = {f"search.corpus.{mode}": scores.search_figures(given, told[mode]) for mode in MODES}
    return figures | {"ask.corpus": scores.ask_figures(given, told["ask"], CORPUS)}


def records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def answers(folder: Path) -> dict[str, dict[str, float]]:
    """score_search.py by mode, and score_ask.py, over all reports; the judged questions and the project's own."""
    library = folder / "library"
    command("cli.py", "add", SHARED / "seeds", "--library", library)
    sets = {"judged": SHARED / "gold" / "queries_dev.jsonl", "own": GOLD / "questions.jsonl"}
    figures = {}
    for name, questions in sets.items():
        files = asked(library, questions, folder)
        for mode in MODES:
            figures[f"search.{name}.{mode}"] = score("score_search.py", questions, files[mode])
        figures[f"ask.{name}"] = score("score_ask.py", questions, files["ask"], SHARED / "seeds")
    return figures


def report(figures: dict[str, dict[str, float]], floors: dict[str, dict[str, float]]) -> int:
    """Print each figure beside its floor; the number of figures below."""
    below = 0
    for group, values in figures.items():
        for name, value in values.items():
            floor = floors.get(group, {}).get(name)
            mark = "" if floor is None else f"  floor {floor:.4f}" + ("  BELOW" if value < floor else "")
            below += mark.endswith("BELOW")
            print(f"{group:24} {name:14} {value:10.4f}{mark}")
    missing = {(g, n) for g, v in floors.items() for n in v} - {(g, n) for g, v in figures.items() for n in v}
    for group, name in sorted(missing):
        print(f"{group:24} {name:14} not measured  BELOW")
    return below + len(missing)


def flatten(table: dict[str, Any], prefix: str = "") -> dict[str, dict[str, float]]:
    """TOML tables by dotted name."""
    groups: dict[str, dict[str, float]] = {}
    values = {k: float(v) for k, v in table.items() if not isinstance(v, dict)}
    if values:
        groups[prefix] = values
    for key, value in table.items():
        if isinstance(value, dict):
            groups |= flatten(value, f"{prefix}.{key}" if prefix else key)
    return groups


def main() -> int:
    floors = flatten(tomllib.loads((ROOT / "tests" / "gate.toml").read_text(encoding="utf-8")))
    with tempfile.TemporaryDirectory() as name:
        figures = corpus(Path(name))
        if SHARED.is_dir():
            figures |= extraction(Path(name)) | answers(Path(name))
        else:
            print(f"gate: the sample corpus alone: {SHARED} is absent (five reports, gold and scorers)")
            floors = {group: values for group, values in floors.items() if group in figures}
    below = report(figures, floors)
    print(f"gate: {below} below their floor" if below else "gate: all floors held")
    return 1 if below else 0


if __name__ == "__main__":
    sys.exit(main())
