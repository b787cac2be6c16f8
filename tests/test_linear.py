"""Work grows with the length of a text, not with its square: ten times the text, ten times the work."""

from __future__ import annotations

import time
from pathlib import Path

import hostile_texts
import pytest

from jixiao.extract import pipeline
from jixiao.extract.reading.files import read_here
from jixiao.extract.segmentation.segmentation import segment

SIZE = 3000
# Of a text ten times as long; what takes less than FLOOR seconds is not measured by a clock.
FACTOR, FLOOR = 25, 0.02


def seconds(path: Path, text: str) -> float:
    """CPU time to read and cut the text."""
    path.write_text(text, encoding="utf-8", newline="")
    began = time.process_time()
    reading = read_here(path)
    segment(pipeline._described(reading.document, reading.properties), reading.source, reading.marks)
    return time.process_time() - began


@pytest.mark.parametrize("name", dict(hostile_texts.texts(0)))
def test_ten_times_the_text_is_no_more_than_its_work(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.txt"
    short, long = (dict(hostile_texts.texts(size))[name] for size in (SIZE, 10 * SIZE))
    seconds(path, short)
    least = min(seconds(path, short) for _ in range(2))
    took = seconds(path, long)
    if took > FACTOR * max(least, FLOOR):  # the machine may have been busy with something else
        took = min(took, seconds(path, long))
    assert took <= FACTOR * max(least, FLOOR), f"{least:.3f} s, then {took:.3f} s"
