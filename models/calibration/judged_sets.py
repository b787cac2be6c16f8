"""The judged questions that the numbers are learned from, their parts, and what a passage has to do with them."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jixiao.extract.records import Passage

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
SETS = {
    "dev": SHARED / "gold" / "queries_dev.jsonl",
    "own": ROOT / "tests" / "gold" / "questions.jsonl",
    "second": ROOT / "tests" / "gold" / "questions_second.jsonl",
    "third": ROOT / "tests" / "gold" / "questions_third.jsonl",
    "away": ROOT / "tests" / "gold" / "questions_away.jsonl",
}
# Figures are those of questions that the numbers were not learned from, in so many parts.
FOLDS = 10


def squash(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", re.sub(r"<[^>]+>", "", text)))


def judged(question: dict[str, Any]) -> list[tuple[str, str]]:
    """The judged places: beginning of the document's name, squashed quote."""
    return [(place["doc"], squash(place["quote"])) for place in question["relevant"]]


def matched(passage: Passage, places: Sequence[tuple[str, str]]) -> list[int]:
    """Which judged places the passage holds, or stands in."""
    text = squash(passage.text)
    return [
        at
        for at, (document, quote) in enumerate(places)
        if passage.source.startswith(document) and (quote in text or (len(text) >= 12 and text in quote))
    ]


def shuffled(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()
