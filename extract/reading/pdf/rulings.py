"""Ruled lines of a page: from drawn outlines to straight lines, the pieces of one line put together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

Point = tuple[float, float]
# Points. Source: chosen on pages of Word, LibreOffice and ReportLab. Borders are up to 3 pt thick, double ones lie up
# to 3 pt apart, rows are at least 8 pt high; dotted borders have gaps of up to 3 pt.
THICKEST = 3.0
NEAR = 3.0
SHORTEST = 8.0


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line from `start` to `end` (start <= end) at `at`: x from left to right at height y, or, `upright`,
    y from top to bottom at x."""

    upright: bool
    at: float
    start: float
    end: float


def stroked(outline: Sequence[Point]) -> Iterator[Rule]:
    """The level and upright lines that a drawn outline holds."""
    for (x0, y0), (x1, y1) in pairwise(outline):
        if abs(y1 - y0) <= 0.5 < abs(x1 - x0):
            yield Rule(False, (y0 + y1) / 2, min(x0, x1), max(x0, x1))
        elif abs(x1 - x0) <= 0.5 < abs(y1 - y0):
            yield Rule(True, (x0 + x1) / 2, min(y0, y1), max(y0, y1))


def filled(outline: Sequence[Point]) -> Iterator[Rule]:
    """The line that a filled outline is where it is thin; a surface is none."""
    if len(outline) < 4:
        return
    left, right = min(x for x, _ in outline), max(x for x, _ in outline)
    top, bottom = min(y for _, y in outline), max(y for _, y in outline)
    if bottom - top <= THICKEST:
        yield Rule(False, (top + bottom) / 2, left, right)
    if right - left <= THICKEST:
        yield Rule(True, (left + right) / 2, top, bottom)


def merged(rules: Iterable[Rule]) -> list[Rule]:
    """`rules` with those that lie on one line and touch made one; short remains are dropped."""
    found: list[Rule] = []
    for upright in (False, True):
        lanes: list[list[Rule]] = []
        for rule in sorted((rule for rule in rules if rule.upright == upright), key=lambda rule: rule.at):
            if lanes and rule.at - lanes[-1][0].at <= NEAR:
                lanes[-1].append(rule)
            else:
                lanes.append([rule])
        for lane in lanes:
            found.extend(_joined(lane))
    return [rule for rule in found if rule.end - rule.start >= SHORTEST]


def _joined(lane: Sequence[Rule]) -> Iterator[Rule]:
    at = sum(rule.at for rule in lane) / len(lane)
    start = end = None
    for rule in sorted(lane, key=lambda rule: rule.start):
        if start is None or end is None:
            start, end = rule.start, rule.end
        elif rule.start - end <= NEAR:
            end = max(end, rule.end)
        else:
            yield Rule(lane[0].upright, at, start, end)
            start, end = rule.start, rule.end
    if start is not None and end is not None:
        yield Rule(lane[0].upright, at, start, end)
