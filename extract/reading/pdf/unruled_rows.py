"""The rows of an unruled table: told by level rules, by white space across all columns, else by where lines begin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from jixiao.extract.reading.pdf.lines import Line
from jixiao.extract.text.enumeration import label_at_start

# In heights of the writing. Source: chosen on pages of Word and LibreOffice; as LOOSE of pdf_flow.
LOOSE = 0.35
LEVEL = 0.4
LARGEST = 2.2
# Letters: a line that leaves room for as many ends a paragraph, whatever mark it ends with. Source: chosen.
ROOM = 4.0
_ENDED = ("。", "；", "！", "？")


@dataclass(frozen=True, slots=True)
class Held:
    """The lines of a column, from top to bottom, and how far to the right they may reach."""

    lines: Sequence[Line]
    limit: float


def starts(columns: Sequence[Held], lead: int, rules: Sequence[float]) -> list[float]:
    """The heights at which rows begin, the first included. `lead` is the column in which a row is told best; `rules`
    are the heights of level rules between the lines."""
    everything = sorted((line for column in columns for line in column.lines), key=lambda line: line.middle)
    if len(rules) > 1:
        inside = [at for at in rules if everything[0].middle < at < everything[-1].middle]
        return [everything[0].top, *inside]
    found = {band[0] for band in _bands(columns, everything)}
    found |= {_top(line) for line in everything if _begins(columns, lead, line)}
    size = median(line.size for line in everything)
    kept: list[float] = []
    for at in sorted(found):
        if not kept or at - kept[-1] > LEVEL * size:
            kept.append(at)
    return kept


def _top(line: Line) -> float:
    return line.middle - line.size / 2


def _step(column: Sequence[Line]) -> list[float]:
    return [after.middle - before.middle for before, after in pairwise(column) if after.middle > before.middle]


def _bands(columns: Sequence[Held], everything: Sequence[Line]) -> list[tuple[float, float]]:
    """Stretches from top to bottom with no more white between their lines than lines of one cell have."""
    size = median(line.size for line in everything)
    steps = [step for column in columns for step in _step(column.lines)]
    usual = min(sorted(steps)[len(steps) // 10], LARGEST * size) if steps else 1.5 * size
    bands: list[tuple[float, float]] = []
    last = None
    for line in everything:
        if last is not None and line.middle - last <= usual + LOOSE * size:
            bands[-1] = (bands[-1][0], line.base)
        else:
            bands.append((_top(line), line.base))
        last = line.middle
    return bands


def _begins(columns: Sequence[Held], lead: int, line: Line) -> bool:
    """Does a row begin at the height of `line`, which stands in some column?"""
    level: dict[int, int] = {}
    for at, column in enumerate(columns):
        for number, other in enumerate(column.lines):
            if abs(other.middle - line.middle) <= LEVEL * line.size:
                level[at] = number
            elif other.top < line.middle < other.bottom:
                return False
    fresh = {at for at, number in level.items() if _is_fresh(columns[at].lines, number)}
    if any(not _has_ended(columns[at], number) for at, number in level.items() if at not in fresh):
        return False
    if any(at <= lead for at in fresh) or len(fresh) > 1:
        return True
    if lead not in level or len(level) == 1:
        return False
    labelled = label_at_start(columns[lead].lines[level[lead]].text) is not None
    return labelled or _is_short(columns[lead], level[lead] - 1, ROOM)


def _is_fresh(column: Sequence[Line], number: int) -> bool:
    """Does the line stand further below the one above it than lines of a paragraph do?"""
    if not number:
        return True
    size = column[number].size
    usual = min([*_step(column), LARGEST * size])
    return column[number].middle - column[number - 1].middle > usual + LOOSE * size


def _has_ended(column: Held, number: int) -> bool:
    """Is the line above the end of a sentence, or short?"""
    return column.lines[number - 1].text.endswith(_ENDED) or _is_short(column, number - 1, 1.0)


def _is_short(column: Held, number: int, free: float) -> bool:
    """Does the line leave room for `free` more letters?"""
    line = column.lines[number]
    return line.right < column.limit - free * line.size
