"""How the time of each kind of question, of what auditors ask, and of one more file grows with the library.

The reports are made by `bench.reports`; figures are milliseconds of CPU, which other processes disturb least.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench import reports
from jixiao.index.answers.check import contradictions
from jixiao.index.answers.matrix.matrix import matrix
from jixiao.index.answers.trends.trends import trend
from jixiao.index.library import Library
from jixiao.index.search.search import ids

SEED = 1
SIZES = (10, 67)  # reports of some 150 passages
QUESTIONS = {
    "which_branch": ("哪些分局做過到府檢定？", "哪些分局辦過血壓計免費檢測？", "哪些分局到學校宣導商品安全？"),
    "how_many": ("新竹分局 108 年電話禮貌測試幾次？", "居家安檢共幾戶？", "臺中分局辦理教育訓練幾場次？"),
    "passages": ("滿意度調查怎麼做", "如何協助偏遠地區民眾", "櫃台諮詢的作法"),
    "list": ("有哪些系統", "哪些法規跟度量衡有關"),
    "compare": ("比較 107 年和 108 年的到府檢定", "比較新竹分局與臺中分局的教育訓練"),
}
FILTERED = ("108 年哪些分局做過到府檢定？", "高雄分局 110 年的志工服務")
TRENDS = ("電話禮貌測試", "到府檢定", "教育訓練場次")


def measure() -> dict[str, dict[str, float]]:
    """Passages -> what is done -> milliseconds (median), and passages a CPU second for `add`."""
    return dict(_measured(number) for number in SIZES)


def _measured(number: int) -> tuple[str, dict[str, float]]:
    with tempfile.TemporaryDirectory() as folder:
        *files, last = reports.write(Path(folder) / "reports", number + 1, SEED)
        with Library.create(Path(folder) / "library") as library:
            began = time.perf_counter()
            library.add(files)
            spent, count = time.perf_counter() - began, library.stats()["passages"]
            figures = {"add passages_per_s": round(count / spent, 1)} | _asked(library)
            figures["one file more"] = _ms(lambda: library.add([last]))
        return str(count), figures


def _asked(library: Library) -> dict[str, float]:
    figures = {"first question": _ms(lambda: library.ask(QUESTIONS["passages"][0]))}
    for kind, questions in QUESTIONS.items():
        figures[f"ask {kind}"] = _median([_ms(lambda q=q: library.ask(q)) for q in questions])
    every = [question for questions in QUESTIONS.values() for question in questions]
    figures["search hybrid"] = _median([_ms(lambda q=q: library.search(q)) for q in every])
    figures["ask filtered"] = _median([_ms(lambda q=q: library.ask(q)) for q in FILTERED])
    view = library.view()
    figures["matrix"] = _ms(lambda: matrix(view))
    figures["check"] = _ms(lambda: contradictions.check(view))
    asked = [library.understand(what) for what in TRENDS]
    figures["trends"] = _median([_ms(lambda q=q: trend(q, view, None, ids(q, view))) for q in asked])
    return figures


def _ms(run: Callable[[], object]) -> float:
    began = time.process_time()
    run()
    return round(1000 * (time.process_time() - began), 1)


def _median(times: list[float]) -> float:
    return round(statistics.median(times), 1)
