"""Score `ask` on tests/gold/questions_fourth.jsonl: 40 questions, half of them lists and comparisons, judged by hand.

`python tests/score_questions.py LIBRARY [QUESTIONS]` prints every miss and the counts: false 「查無」, answers where
there is none, wrong first figures, branches missing and too many, names of lists found, comparisons right. LIBRARY
holds the five reports of `shared/`. A comparison is right where one row has each side's figure and the difference.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from jixiao.index.answers.scoring.figures import interchangeable_units  # noqa: E402
from jixiao.index.library import Library  # noqa: E402
from jixiao.index.records import Answer, ComparedFigure  # noqa: E402
from jixiao.index.text.tokenizer import fold  # noqa: E402

QUESTIONS = ROOT / "tests" / "gold" / "questions_fourth.jsonl"


def score(question: dict[str, Any], found: Answer) -> tuple[Counter[str], str]:
    """What is counted of one answer, and what is wrong with it in words; empty for nothing."""
    kind, wanted = question["type"], question["answer"]
    if kind == "none":
        return Counter(none=1, false_answers=found.found), "answered" if found.found else ""
    counts = Counter(questions=1, false_nothing=not found.found)
    if kind == "how_many":
        first = found.values[0] if found.values else None
        right = first is not None and _is(first.value, first.unit, wanted["value"], wanted["unit"])
        told = first and f"{first.value:g} {first.unit}"
        return counts + Counter(figures=1, wrong_first=not right), "" if right else f"first figure {told}"
    if kind == "which_branch":
        done = {entry.name for entry in found.branches if entry.status == "done"}
        missing, extra = set(wanted["branches"]) - done, done - set(wanted["branches"])
        counts += Counter(branches=len(wanted["branches"]), missing=len(missing), extra=len(extra))
        return counts, f"missing {missing or '-'} extra {extra or '-'}" if missing or extra else ""
    if kind == "list":
        names = [fold(entry.name) for entry in found.listed]
        missing_names = [name for name in wanted["names"] if not _named(name, names)]
        counts += Counter(names=len(wanted["names"]), names_found=len(wanted["names"]) - len(missing_names))
        return counts, f"missing {missing_names} of {names[:6]}" if missing_names else ""
    rows = found.compared.figures if found.compared else ()
    right = any(_compared(row, wanted) for row in rows)
    shown = [[value and value.value for value in row.values] for row in rows[:3]]
    return counts + Counter(comparisons=1, compared=right), "" if right else f"{found.kind} {shown}"


def _named(wanted: str, names: Sequence[str]) -> bool:
    """Whether a name holds any of the wordings of the wanted one, between |."""
    return any(fold(wording) in one for wording in wanted.split("|") for one in names)


def _is(value: float, unit: str, wanted: float, wanted_unit: str) -> bool:
    return value == wanted and fold(unit) in interchangeable_units(fold(wanted_unit))


def _compared(row: ComparedFigure, wanted: dict[str, Any]) -> bool:
    values = [value.value if value else None for value in row.values]
    if fold(row.unit) not in interchangeable_units(fold(wanted["unit"])) or sorted(
        v for v in values if v is not None
    ) != sorted(wanted["values"]):
        return False
    told = [abs(one) for one in row.differences if one is not None]
    return wanted["difference"] is None or abs(wanted["difference"]) in told


def main() -> None:
    path = Path(sys.argv[2]) if len(sys.argv) > 2 else QUESTIONS
    whole: Counter[str] = Counter()
    with Library.open(Path(sys.argv[1])) as library:
        for line in path.read_text(encoding="utf-8").splitlines():
            question = json.loads(line)
            counts, wrong = score(question, library.ask(question["query"]))
            whole.update(counts)
            if wrong:
                print(question["qid"], question["query"], wrong)
    print(json.dumps(whole))


if __name__ == "__main__":
    main()
