"""python -m bench [encode|search|formats|scale] [FOLDER]: speed on the reports in FOLDER (else the sample corpus).

The figures, as JSON, of one run are for comparing with each other: the machine and what else it does decide the rest.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench import formats, scale, searching, startup
from bench.encode import WAYS
from jixiao.index.embedding.model import DEFAULT
from jixiao.index.holdings.model_catalogue import describe
from jixiao.index.library import Library

CORPUS = Path(__file__).parents[1] / "corpus" / "reports"
PARTS = ("encode", "search", "formats", "scale")


def encoding(texts: list[str], name: str) -> dict[str, Any]:
    """`bench.encode` both ways on one and two threads, each in a process of its own, and the ways as ratios."""
    runs = list(_runs(texts, name))
    pairs = [[run for run in runs if run["threads"] == threads] for threads in (1, 2)]
    ratios = [
        {
            "threads": own["threads"],
            **{f"{key} own/other": round(own[key] / other[key], 3) for key in own if key.endswith(("_s", "_mb"))},
        }
        for own, other in pairs
    ]
    return {"model": asdict(describe(name)), "runs": runs, "ratios": ratios}


def _runs(texts: list[str], name: str) -> Iterator[dict[str, Any]]:
    for threads in (1, 2):
        for way in WAYS:
            done = subprocess.run(
                [sys.executable, "-m", "bench.encode", name, way, str(threads)],
                input="\n".join(text.replace("\n", " ") for text in texts),
                env=os.environ | {"RAYON_NUM_THREADS": str(threads), "OMP_NUM_THREADS": str(threads)},
                stdout=subprocess.PIPE,
                text=True,
                check=True,
            )
            yield json.loads(done.stdout.splitlines()[-1])


def searches(library: Path) -> dict[str, Any]:
    """Milliseconds of a search by mode, and as ratios to lexical; seconds of a whole command."""
    modes = searching.measure(library)
    ratios = {mode: round(spent / modes["lexical"], 2) for mode, spent in modes.items()}
    return {"ms": modes, "ratios": ratios, "command_s": startup.measure(library)}


def measure(reports: Path, parts: tuple[str, ...]) -> dict[str, Any]:
    """The figures of `parts` on the passages of `reports`."""
    found: dict[str, Any] = {}
    if "formats" in parts:
        found["formats"] = formats.measure(reports)
    if "scale" in parts:
        found["scale"] = scale.measure()
    if parts in (("formats",), ("scale",)):
        return found
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "library"
        with Library.create(place) as library:
            library.add([reports])
            texts = [passage.text for passage in library.passages()]
        found["passages"] = len(texts)
        if "encode" in parts:
            found["encode"] = encoding(texts, os.environ.get("JIXIAO_MODEL") or DEFAULT)
        if "search" in parts:
            found["search"] = searches(place)
    return found


if __name__ == "__main__":
    given = sys.argv[1:]
    wanted = (given.pop(0),) if given and given[0] in PARTS else PARTS
    print(json.dumps(measure(Path(given[0]) if given else CORPUS, wanted), ensure_ascii=False, indent=2))
