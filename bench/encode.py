"""One model, one process: start-up, encoding speed and memory, as JSON. python -m bench.encode MODEL THREADS < TEXTS.

Texts stand one a line. The number of threads must be in RAYON_NUM_THREADS as well: the tokenizer reads it there.
"""

from __future__ import annotations

import json
import resource
import statistics
import sys
import time

REPEATS = 5
LEAST = 2000


def measure(name: str, threads: int, texts: list[str]) -> dict[str, float]:
    """Seconds from start to the first vector, passages and characters a second (median of runs), peak memory in MB."""
    began = time.perf_counter()
    import torch

    from index.embedding import Model

    torch.set_num_threads(threads)
    model = Model(None if name == "default" else name)
    first = model.encode(texts[:1], "query")
    ready = time.perf_counter() - began
    texts = texts * -(-LEAST // len(texts))
    runs = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        model.encode(texts, "passage")
        runs.append(time.perf_counter() - start)
    spent = statistics.median(runs)
    return {
        "threads": threads,
        "dimension": first.shape[1],
        "ready_s": round(ready, 2),
        "passages_per_s": round(len(texts) / spent),
        "characters_per_s": round(sum(map(len, texts)) / spent),
        "spread": round((max(runs) - min(runs)) / spent, 2),
        "memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


if __name__ == "__main__":
    lines = [line.strip() for line in sys.stdin if line.strip()]
    print(json.dumps(measure(sys.argv[1], int(sys.argv[2]), lines)))
