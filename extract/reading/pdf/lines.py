"""From glyphs to lines: runs as the file draws them, then the lines of what stands in one region of the page."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from jixiao.extract.reading.pdf.records import Glyph

# In glyph heights. Source: chosen; what is set between Chinese and Latin is 0.25 wide, the space between columns 0.5
# and more; a blank is BLANK wider than what is between the other letters of its line.
WIDE = 0.3
BLANK = 0.12
LEVEL = 0.5


@dataclass(frozen=True, slots=True)
class Line:
    """Text from left to right, blanks at its two ends left out; `lefts` and `rights` are the sides of each character.

    `top` and `bottom` are those of the ink; `base` is the lower side of the writing, `size` its height. `spaced`: a
    blank follows in the file.
    """

    page: int
    text: str
    lefts: array[float]
    rights: array[float]
    top: float
    bottom: float
    base: float
    size: float
    spaced: bool = False

    @property
    def left(self) -> float:
        return self.lefts[0]

    @property
    def right(self) -> float:
        return self.rights[-1]

    @property
    def middle(self) -> float:
        return self.base - self.size / 2


def runs(page: int, glyphs: Iterable[Glyph], region: Callable[[Glyph], int]) -> Iterator[tuple[int, Line]]:
    """Neighbouring glyphs of one line and region, in the file's order, with the region; blanks alone are dropped."""
    run: list[Glyph] = []
    here = -1
    for glyph in glyphs:
        place = region(glyph)
        if run and (place != here or not _goes_on(run[-1], glyph)):
            if made := _run(page, run):
                yield here, made
            run = []
        here = place
        run.append(glyph)
    if made := _run(page, run):
        yield here, made


def _goes_on(before: Glyph, after: Glyph) -> bool:
    if before.turn != after.turn or (after.added and after.right - after.left > WIDE * (after.bottom - after.top)):
        return False
    if before.turn % 2:
        size = max(before.right - before.left, 1.0)
        level = abs((before.left + before.right) - (after.left + after.right)) / 2
        gap = after.top - before.bottom if before.turn == 1 else before.top - after.bottom
    else:
        size = max(before.bottom - before.top, after.bottom - after.top, 1.0)
        level = abs((before.top + before.bottom) - (after.top + after.bottom)) / 2
        gap = after.left - before.right if before.turn == 0 else before.left - after.right
    return level <= LEVEL * size and -size <= gap <= WIDE * size


def _run(page: int, glyphs: Sequence[Glyph]) -> Line | None:
    glyphs = _spaced(glyphs)
    filled = [at for at, glyph in enumerate(glyphs) if not glyph.text.isspace()]
    if not filled:
        return None
    kept = glyphs[filled[0] : filled[-1] + 1]
    inked = [glyph for glyph in kept if not glyph.text.isspace()]
    return Line(
        page,
        "".join(glyph.text for glyph in kept),
        array("f", (glyph.left for glyph in kept)),
        array("f", (glyph.right for glyph in kept)),
        min(glyph.ink_top for glyph in inked),
        max(glyph.ink_bottom for glyph in inked),
        max(glyph.bottom for glyph in inked),
        max(glyph.bottom - glyph.top for glyph in inked),
        len(glyphs) > filled[-1] + 1,
    )


def _spaced(glyphs: Sequence[Glyph]) -> Sequence[Glyph]:
    """Without those added blanks that are no wider than the gaps of a line that is set wide."""
    if not any(glyph.added for glyph in glyphs):
        return glyphs
    gaps = [after.left - before.right for before, after in pairwise(glyphs) if not before.added and not after.added]
    usual = max(median(gaps), 0.0) if gaps else 0.0
    return [
        glyph
        for glyph in glyphs
        if not glyph.added or glyph.right - glyph.left > usual + BLANK * (glyph.bottom - glyph.top)
    ]


def rows(found: Iterable[Line]) -> list[list[Line]]:
    """Runs that stand side by side together, from top to bottom and left to right."""
    made: list[list[Line]] = []
    for run in sorted(found, key=lambda run: (run.bottom, run.left)):
        row = next((row for row in made[-2:] if _beside(row, run)), None)
        if row is None:
            made.append([run])
        else:
            row.append(run)
    return [sorted(row, key=lambda run: run.left) for row in sorted(made, key=lambda row: row[0].middle)]


def lines(found: Iterable[Line]) -> list[Line]:
    """The lines that runs of one region make up, from top to bottom."""
    return [joined(row) for row in rows(found)]


def _beside(row: Sequence[Line], run: Line) -> bool:
    """Does the run stand in the line that `row` is, beside what is there?"""
    top, bottom = min(other.top for other in row), max(other.bottom for other in row)
    shared = min(bottom, run.bottom) - max(top, run.top)
    over = any(min(run.right, other.right) - max(run.left, other.left) > 0.5 * run.size for other in row)
    return not over and shared > 0.4 * min(max(bottom - top, 1.0), max(run.bottom - run.top, 1.0))


def joined(row: Sequence[Line]) -> Line:
    """Runs of one line, from left to right, as one; a blank where they stand wide apart."""
    if len(row) == 1:
        return row[0]
    spelt = all(len(run.text) == 1 for run in row)
    text, lefts, rights = "", array("f"), array("f")
    before: Line | None = None
    for run in row:
        if before and (before.spaced or (run.left - before.right > WIDE * run.size and not spelt)):
            text += " "
            lefts.append(before.right)
            rights.append(run.left)
        text += run.text
        lefts.extend(run.lefts)
        rights.extend(run.rights)
        before = run
    top, bottom = min(run.top for run in row), max(run.bottom for run in row)
    most = max(row, key=lambda run: len(run.text))
    return Line(row[0].page, text, lefts, rights, top, bottom, most.base, most.size, row[-1].spaced)
