"""python -m bench [FOLDER]: speed on the reports in FOLDER (the sample corpus unless named), as one JSON object.

Figures of one run are for comparing with each other: the machine and what else it does decide the rest.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench import searching
from index.embedding import describe
from index.library import Library

CORPUS = Path(__file__).parents[1] / "corpus" / "reports"


def encoding(texts: list[str], name: str, threads: int) -> dict[str, Any]:
    """`bench.encode` in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.encode", name, str(threads)],
        input="\n".join(text.replace("\n", " ") for text in texts),
        env=os.environ | {"RAYON_NUM_THREADS": str(threads), "OMP_NUM_THREADS": str(threads)},
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def measure(reports: Path) -> dict[str, Any]:
    """Model: size, start-up, speed on one and two threads. Search: milliseconds by mode, and as ratios to lexical."""
    with tempfile.TemporaryDirectory() as folder:
        with Library.create(Path(folder) / "library") as library:
            library.add([reports])
            texts = [passage.text for passage in library.passages()]
        modes = searching.measure(Path(folder) / "library")
    name = os.environ.get("JIXIAO_MODEL") or "default"
    return {
        "passages": len(texts),
        "model": describe(None if name == "default" else name),
        "encoding": [encoding(texts, name, threads) for threads in (1, 2)],
        "search_ms": modes,
        "search_ratio": {mode: round(spent / modes["lexical"], 2) for mode, spent in modes.items()},
    }


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]) if len(sys.argv) > 1 else CORPUS), ensure_ascii=False, indent=2))
