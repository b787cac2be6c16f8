"""Time of one search by mode, over a library that is open already."""

from __future__ import annotations

import statistics
import time
from pathlib import Path
from typing import get_args

from jixiao.index.library import Library
from jixiao.index.records import Mode

REPEATS = 7
QUESTIONS = (
    "哪些分局做過到府檢定？",
    "電話禮貌測試的結果",
    "滿意度調查怎麼做",
    "網路申辦 件數",
    "which branch did on-site inspection",
    "customer satisfaction survey",
)


def measure(folder: Path) -> dict[str, float]:
    """Mode -> milliseconds a search (median over questions and runs; the modes take turns)."""
    spent: dict[str, list[float]] = {mode: [] for mode in get_args(Mode)}
    with Library.open(folder) as library:
        for run in range(REPEATS + 1):
            for question in QUESTIONS:
                for mode in get_args(Mode):
                    start = time.perf_counter()
                    library.search(question, 20, mode)
                    if run:  # the first run fills caches
                        spent[mode].append(1000 * (time.perf_counter() - start))
    return {mode: round(statistics.median(times), 2) for mode, times in spent.items()}
