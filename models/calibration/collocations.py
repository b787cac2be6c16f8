"""Count how firmly two Chinese characters stand together: the numbers of index/data/collocations.txt.xz.

`python models/calibration/collocations.py FOLDER` reads general Traditional Chinese text (questions to offices,
speeches in parliament, city news, audit reports) and writes the file: a line for each strength from 1 to 9, and its
bigrams.
"""

from __future__ import annotations

import json
import lzma
import math
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

TARGET = Path(__file__).parents[2] / "index" / "data" / "collocations.txt.xz"
# File, keys of the text, records read at most.
SOURCES = (
    ("pdis_transcripts/qa_turns.jsonl.xz", ("query", "positive"), 15_000),
    ("ly_gazette/qa_turns.jsonl.xz", ("query", "positive"), 8_000),
    ("ly_gazette/speech_passages.jsonl.xz", ("text",), 20_000),
    ("taipei_faq/faq.jsonl.xz", ("query", "positive"), 2_000),
    ("tainan_city_news/news.jsonl.xz", ("title", "text"), 15_000),
    ("taiwan_md/docs_zh.jsonl.xz", ("text",), 5_000),
    ("audit_reports/passages.jsonl.xz", ("text",), 8_000),
)
PIECE = 400
# A bigram in fewer pieces than this says nothing. At this many nats of pointwise mutual information a bond is full.
FEWEST = 40
FULL = 5.0


def pieces(folder: Path) -> Iterator[str]:
    for name, keys, most in SOURCES:
        with lzma.open(folder / name, "rt", encoding="utf-8") as file:
            for _, line in zip(range(most), file, strict=False):
                record = json.loads(line)
                text = " ".join(str(record.get(key) or "") for key in keys).replace("台", "臺")
                yield from (text[at : at + PIECE] for at in range(0, len(text), PIECE))


def main() -> None:
    characters: Counter[str] = Counter()
    bigrams: Counter[str] = Counter()
    held: Counter[str] = Counter()
    for piece in pieces(Path(sys.argv[1])):
        inside: list[str] = []
        for run in re.findall(r"[\u3400-\u9fff]+", piece):
            characters.update(run)
            inside += [run[at : at + 2] for at in range(len(run) - 1)]
        bigrams.update(inside)
        held.update(set(inside))
    all_characters, all_bigrams = characters.total(), bigrams.total()
    lines: dict[int, list[str]] = {strength: [] for strength in range(1, 10)}
    for bigram in sorted(b for b, count in held.items() if count >= FEWEST):
        alone = characters[bigram[0]] / all_characters * characters[bigram[1]] / all_characters
        strength = min(9, round(9 * math.log(bigrams[bigram] / all_bigrams / alone) / FULL))
        if strength >= 1:
            lines[strength].append(bigram)
    text = "".join(f"{strength}\t{''.join(found)}\n" for strength, found in lines.items())
    TARGET.write_bytes(lzma.compress(text.encode(), preset=9))
    print({strength: len(found) for strength, found in lines.items()}, TARGET.stat().st_size)


if __name__ == "__main__":
    main()
