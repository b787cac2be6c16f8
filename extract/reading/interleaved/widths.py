"""How wide the columns of an interleaved table are, told from the widths of its lines alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise, product

from jixiao.extract.reading.interleaved import beam_search, costs
from jixiao.extract.reading.interleaved.beam_search import Place
from jixiao.extract.reading.interleaved.lines import Kind, Line, Table

# Lines on which first guesses are compared, and on which the best is refined. Source: on report 004 longer samples
# led to the same widths.
_GUESS_LINES = 140
_REFINE_LINES = 420
_ROUNDS = 3
# A width is a guess where so many of the wrapped lines lie within one character of it.
_SHARE = 0.04
_GUESSES = 4
# Widths of columns of units and strategies where the lines show none. Source: report 004.
_NARROW = 5.0
# The share of a column's wrapped lines that are no wider than the column's width: hanging punctuation is wider,
# hanging indents and unbreakable words are narrower.
_QUANTILE = 0.8


def marks_paragraphs(lines: Sequence[Line]) -> bool:
    """Whether blanks at line ends tell the ends of paragraphs: some lines have one and more have none."""
    closed = sum(line.closed for line in lines)
    return 0 < closed * 2 < len(lines)


def widths(tables: Sequence[Table], marked: bool) -> list[float]:
    """The widths, in full-width characters, of the columns that `tables` (one header all) share."""
    kinds = tables[0].kinds
    lines = [line for table in tables for line in table.lines]
    sample = lines[:_GUESS_LINES]
    guesses = _guesses(lines, kinds, marked)
    best = (
        min(guesses, key=lambda guess: beam_search.place(sample, kinds, guess, marked, within=True)[0])
        if len(guesses) > 1
        else guesses[0]
    )
    for _ in range(_ROUNDS):
        refined = _measured(lines[:_REFINE_LINES], kinds, best, marked)
        settled = all(abs(old - new) <= 0.5 for old, new in zip(best, refined, strict=True))
        best = refined
        if settled:
            break
    return best


def _guesses(lines: Sequence[Line], kinds: Sequence[Kind], marked: bool) -> list[list[float]]:
    units = _upper([line.width for line in lines if costs.is_unit(line.text)]) or _NARROW
    strategies = _upper([line.width for line in lines if costs.numbers_strategy(line)]) or _NARROW
    wide = _peaks(
        [line.width for line, after in pairwise(lines) if not after.gap and not (marked and line.closed)], units + 1
    )
    if not wide:
        wide = [max(line.width for line in lines)]
    free = [kind for kind in kinds if kind not in ("units", "strategy")]
    result = []
    for choice in product(wide, repeat=len(free)):
        chosen = iter(choice)
        fixed: dict[Kind, float] = {"units": units, "strategy": strategies}
        result.append([fixed[kind] if kind in fixed else next(chosen) for kind in kinds])
    return result


def _peaks(measured: Sequence[float], above: float) -> list[float]:
    """The widths around which most of `measured` lie, the commonest first, all above `above`."""
    counts = Counter(measured)
    near = {width: sum(counts[width + step / 2] for step in (-2, -1, 0, 1, 2)) for width in counts if width > above}
    result: list[float] = []
    for width in sorted(near, key=lambda width: (-near[width], width)):
        if near[width] >= _SHARE * len(measured) and all(abs(width - other) > 1.5 for other in result):
            result.append(width)
    return result[:_GUESSES]


def _upper(measured: Sequence[float]) -> float | None:
    return sorted(measured)[int(len(measured) * _QUANTILE)] if measured else None


def _measured(lines: Sequence[Line], kinds: Sequence[Kind], guess: list[float], marked: bool) -> list[float]:
    """The widths of wrapped lines when `lines` are placed by `guess`."""
    places = beam_search.place(lines, kinds, guess, marked, within=True)[1]
    wrapped: list[list[float]] = [[] for _ in kinds]
    for line, (place, after) in zip(lines, pairwise(places), strict=False):
        if place.column is not None and place.column == after.column and not after.begins:
            wrapped[place.column].append(line.width)
    return [(_upper(found) or old) if len(found) > 2 else old for found, old in zip(wrapped, guess, strict=True)]


def place(tables: Sequence[Table]) -> list[list[Place]]:
    """The placing of the lines of each of `tables`, which share one header."""
    marked = marks_paragraphs([line for table in tables for line in table.lines])
    known = widths(tables, marked)
    return [beam_search.place(table.lines, table.kinds, known, marked)[1] for table in tables]
