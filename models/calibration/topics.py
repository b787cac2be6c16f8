"""Learn which pairs of characters are words of a topic: index/data/topics.txt.xz.

`python models/calibration/topics.py DATA` reads the folder of public texts that the bundled model is made from
(`models/sources.py` names them), and counts, for each pair of Chinese characters, how often it stands in a stretch of
400 characters that has it at all. Words of a topic come again (捷運, 水庫, 疫苗); words of telling don't (省得, 半夜).
Source of the measure: Church and Gale, Poisson Mixtures, Natural Language Engineering 1(2), 1995 (burstiness).
"""

from __future__ import annotations

import json
import lzma
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

TARGET = Path(__file__).parents[2] / "index" / "data" / "topics.txt.xz"
# Public texts of government bodies, with the fields that hold running text; records at most.
TEXTS: dict[str, tuple[tuple[str, ...], int]] = {
    "tainan_city_news/news": (("title", "text"), 20000),
    "tainan_council_news/news": (("title", "text"), 5000),
    "president_news/news": (("title", "text"), 6000),
    "audit_reports/passages": (("text",), 40000),
    "ly_gazette/qa_turns": (("query", "positive"), 8000),
    "ly_gazette/speech_passages": (("text",), 30000),
    "taipei_faq/faq": (("query", "positive"), 2000),
    "pdis_transcripts/qa_turns": (("query", "positive"), 15000),
}
STRETCH = 400
# Pairs in fewer stretches are chance; those that come again less often than 1.3 times are most of the language.
LEAST_STRETCHES, LEAST_BURST = 15, 1.3
_RUN = re.compile(r"[\u3400-\u9fff]+")


def stretches(data: Path) -> Iterator[str]:
    for name, (keys, most) in TEXTS.items():
        with lzma.open(data / f"{name}.jsonl.xz", "rt", encoding="utf-8") as file:
            for line, _ in zip(file, range(most), strict=False):
                record = json.loads(line)
                text = " ".join(str(record.get(key) or "") for key in keys).replace("台", "臺")
                yield from (text[at : at + STRETCH] for at in range(0, len(text), STRETCH))


def bursts(texts: Iterator[str]) -> dict[str, float]:
    """Pair -> times in a stretch that has it, for those of a topic."""
    times: Counter[str] = Counter()
    having: Counter[str] = Counter()
    for text in texts:
        pairs = [run[at : at + 2] for run in _RUN.findall(text) for at in range(len(run) - 1)]
        times.update(pairs)
        having.update(set(pairs))
    found = {pair: times[pair] / n for pair, n in having.items() if n >= LEAST_STRETCHES}
    return {pair: burst for pair, burst in found.items() if burst >= LEAST_BURST}


def main() -> int:
    if len(sys.argv) != 2:
        print("usage: topics.py DATA", file=sys.stderr)
        return 2
    found = bursts(stretches(Path(sys.argv[1])))
    # One line a tenth: the burst, then its pairs without anything between them.
    levels: dict[str, list[str]] = {}
    for pair, burst in found.items():
        levels.setdefault(f"{min(burst, 4.0):.1f}", []).append(pair)
    text = "".join(f"{level} {''.join(sorted(levels[level]))}\n" for level in sorted(levels))
    TARGET.write_bytes(lzma.compress(text.encode(), preset=9))
    print(f"{len(found)} pairs, {TARGET.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
