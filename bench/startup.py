"""Time of a whole `jixiao search`, from the start of the process to its end."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
REPEATS = 5
# A process that only starts Python, and one that loads what reads a model of any kind: what to compare with.
COMMANDS = {
    "python": [sys.executable, "-c", ""],
    "search": [sys.executable, str(ROOT / "cli.py"), "search", "到府檢定", "--json", "--library"],
    "import sentence_transformers": [sys.executable, "-c", "import sentence_transformers"],
}


def measure(library: Path) -> dict[str, float]:
    """Command -> seconds (median of runs; the commands take turns; the first run fills the caches of the disk)."""
    spent: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for run in range(REPEATS + 1):
        for name, command in COMMANDS.items():
            start = time.perf_counter()
            whole = [*command, str(library)] if name == "search" else command
            subprocess.run(whole, check=True, capture_output=True)
            if run:
                spent[name].append(time.perf_counter() - start)
    return {name: round(statistics.median(times), 2) for name, times in spent.items()}
