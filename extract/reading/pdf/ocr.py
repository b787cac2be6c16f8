"""Pages that are pictures, read by Tesseract where it is installed: glyphs and ruled lines as a PDF's own would be.

Tesseract is a program of its own (Debian: tesseract-ocr, tesseract-ocr-chi-tra), called for one page after the other.
"""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from statistics import mean
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jixiao.extract.reading.pdf import page as pdf_page
from jixiao.extract.reading.pdf import rulings
from jixiao.extract.reading.pdf.records import Glyph, Page
from jixiao.extract.reading.pdf.rulings import Rule

LANGUAGE = "chi_tra"
CURE = (
    "install Tesseract with Traditional Chinese (Debian, Ubuntu: apt install tesseract-ocr tesseract-ocr-chi-tra; "
    "macOS: brew install tesseract tesseract-lang; Windows: the Tesseract installer, with chi_tra chosen among its "
    "languages), or make the file searchable in another program, and add it again"
)
# Source: 300 dots an inch is what Tesseract's manual asks for. The others are chosen: a line is dark over 40 pt, which
# is longer than strokes of letters; a page takes 2 to 20 s.
DPI = 300
DARK = 140
LONG = 40.0
SECONDS = 120
# Source: chosen; a page with less text than a page number and a stamp leave, and pictures, or shapes for letters.
FEWEST_GLYPHS = 12
PICTURED = 0.25
SHAPES = 300
UNMAPPED = 0.5


@dataclass(frozen=True, slots=True)
class Scan:
    """A page as Tesseract read it; `confidence` is the mean over its characters, from 0 to 100."""

    page: Page
    confidence: float


def is_picture(page: Page) -> bool:
    """Has the page text that only shows in its picture?"""
    inked = sum(not glyph.text.isspace() for glyph in page.glyphs)
    if inked < FEWEST_GLYPHS:
        return page.pictured >= PICTURED or page.drawn >= SHAPES
    return page.unmapped >= UNMAPPED


@cache
def program() -> str | None:
    """Where Tesseract lies; None where it or its Traditional Chinese is not installed."""
    found = shutil.which("tesseract")
    if found is None:
        return None
    try:
        told = subprocess.run([found, "--list-langs"], capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return found if LANGUAGE in (told.stdout + told.stderr).split() else None


def scan(document: Any, page: Page) -> Scan | None:
    """What Tesseract reads on the page; None where it is not installed, or fails."""
    tesseract = program()
    if tesseract is None:
        return None
    picture = pdf_page.greys(document, page.number, DPI)
    scale = page.width / picture.shape[1]
    rules, clean = _unruled(picture, scale)
    told = _told(tesseract, clean)
    if told is None:
        return None
    words = list(_closed(list(_words(told))))
    glyphs = tuple(glyph for word in words for glyph in _glyphs(word, scale))
    sure = [word.confidence for word in words for _ in word.text]
    return Scan(replace(page, glyphs=glyphs, rules=tuple(rules)), mean(sure) if sure else 0.0)


def _told(tesseract: str, picture: NDArray[np.uint8]) -> str | None:
    """Tesseract's table of words."""
    height, width = picture.shape
    given = b"P5\n%d %d\n255\n" % (width, height) + picture.tobytes()
    command = [tesseract, "stdin", "stdout", "-l", LANGUAGE, "--dpi", str(DPI), "--psm", "4", "tsv"]
    try:
        done = subprocess.run(
            command,
            input=given,
            capture_output=True,
            timeout=SECONDS,
            check=True,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class _Word:
    """A word in pixels; `line` holds the top and bottom of its line."""

    text: str
    left: int
    top: int
    right: int
    bottom: int
    line: tuple[int, int]
    confidence: float


def _words(told: str) -> Iterator[_Word]:
    line = (0, 0)
    for row in csv.DictReader(io.StringIO(told), delimiter="\t", quoting=csv.QUOTE_NONE):
        left, top, width, height = (int(row[name]) for name in ("left", "top", "width", "height"))
        if row["level"] == "4":
            line = (top, top + height)
        elif row["level"] == "5" and (row["text"] or "").strip():
            yield _Word(row["text"].strip(), left, top, left + width, top + height, line, float(row["conf"]))


def _closed(words: Sequence[_Word]) -> Iterator[_Word]:
    """The words, each reaching to the next one of its line where only a usual gap parts them."""
    for word, after in zip(words, [*words[1:], None], strict=True):
        if after is None or after.line != word.line or (word.text[-1].isascii() and after.text[0].isascii()):
            yield word
            continue
        usual = 0 < after.left - word.right < word.line[1] - word.line[0]
        yield replace(word, right=after.left) if usual else word


def _glyphs(word: _Word, scale: float) -> Iterator[Glyph]:
    """The characters of a word, each with its share of the word's width, in points."""
    step = (word.right - word.left) / len(word.text)
    top, bottom = word.line if word.line[1] - word.line[0] < 2 * (word.bottom - word.top) else (word.top, word.bottom)
    for at, character in enumerate(word.text):
        left, right = word.left + at * step, word.left + (at + 1) * step
        high, low = top * scale, bottom * scale
        yield Glyph(character, left * scale, high, right * scale, low, high, low)


def _unruled(picture: NDArray[np.uint8], scale: float) -> tuple[list[Rule], NDArray[np.uint8]]:
    """The ruled lines of a picture, in points, and the picture without them."""
    dark = picture < DARK
    length = int(LONG / scale)
    level = _lines(dark, length)
    upright = _lines(dark.T, length).T
    clean = picture.copy()
    clean[level | upright] = 255
    rules = [Rule(False, at * scale, start * scale, end * scale) for at, start, end in _spans(level)]
    rules += [Rule(True, at * scale, start * scale, end * scale) for at, start, end in _spans(upright.T)]
    return rulings.merged(rules), clean


def _lines(dark: NDArray[np.bool_], length: int) -> NDArray[np.bool_]:
    """Which pixels lie in a dark stretch of at least `length` along their row, small gaps allowed."""
    height, width = dark.shape
    found = np.zeros((height, width + 1), np.int32)
    if width > length:
        sums = np.zeros((height, width + 1), np.int32)
        np.cumsum(dark, axis=1, out=sums[:, 1:])
        full = sums[:, length:] - sums[:, :-length] >= 0.97 * length
        found[:, : full.shape[1]] += full
        found[:, length : length + full.shape[1]] -= full
    return np.asarray(np.cumsum(found, axis=1)[:, :width] > 0)


def _spans(lines: NDArray[np.bool_]) -> Iterator[tuple[int, int, int]]:
    """(row, start, end) of each stretch of a row."""
    for row in np.flatnonzero(lines.any(axis=1)):
        edges = np.flatnonzero(np.diff(np.concatenate(([False], lines[row], [False])).astype(np.int8)))
        for start, end in zip(edges[::2], edges[1::2], strict=True):
            yield int(row), int(start), int(end)


def warning(scans: Sequence[Scan], total: int) -> str:
    """How sure the reading of pictures is."""
    sure = mean(scan.confidence for scan in scans)
    least = sorted(scans, key=lambda scan: scan.confidence)[:5]
    named = "、".join(f"{scan.page.number} ({scan.confidence:.0f}%)" for scan in least)
    return f"{len(scans)} of {total} pages are pictures, read by Tesseract, {sure:.0f}% sure; least sure: page {named}"
