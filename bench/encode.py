"""One model, one process: start-up, encoding speed and memory, as JSON.

python -m bench.encode MODEL WAY THREADS < TEXTS, one text a line. WAY: own (as the library reads the model) or
sentence-transformers. The number of threads must be in RAYON_NUM_THREADS as well: the tokenizer reads it there.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from pathlib import Path
from typing import Any

REPEATS = 5
LEAST = 2000
WAYS = ("own", "sentence-transformers")


def measure(name: str, way: str, threads: int, texts: list[str]) -> dict[str, Any]:
    """Seconds from start to the first vector, passages and characters a second (median of runs), memory in MB."""
    began = time.perf_counter()
    encode = _encoder(name, way, threads)
    first = encode(texts[:1], "query")
    ready, memory = time.perf_counter() - began, _megabytes()
    texts = texts * -(-LEAST // len(texts))
    runs = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        encode(texts, "passage")
        runs.append(time.perf_counter() - start)
    spent = statistics.median(runs)
    return {
        "way": way,
        "threads": threads,
        "dimension": first.shape[1],
        "ready_s": round(ready, 2),
        "ready_mb": memory,
        "passages_per_s": round(len(texts) / spent),
        "characters_per_s": round(sum(map(len, texts)) / spent),
        "spread": round((max(runs) - min(runs)) / spent, 2),
        "peak_mb": _megabytes(),
    }


def _encoder(name: str, way: str, threads: int) -> Any:
    from jixiao.index.embedding import model as embedding_model

    model = embedding_model.Model(name)
    if way == "own":
        return model.encode
    import torch

    torch.set_num_threads(threads)
    place = embedding_model.located(name)[1]
    assert place is not None, "a folder, for this way"
    return embedding_model._transformer(place, {"query": "", "passage": ""})


def _megabytes() -> int:
    """The most that this process has held (Linux). getrusage would count what its parent held as well."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return round(int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024)


if __name__ == "__main__":
    lines = [line.strip() for line in sys.stdin if line.strip()]
    print(json.dumps(measure(sys.argv[1], sys.argv[2], int(sys.argv[3]), lines)))
