"""What it costs to read a line of an interleaved table as one thing or another. Figures in data/interleaved.toml.

Costs add up like negative logarithms of likelihoods. A line goes on with its paragraph ("line"), begins a paragraph of
the same cell ("paragraph"), is in a cell at the right ("cell"), begins a row ("row"), or goes on, on a new page, with a
cell at the left ("back").
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from jixiao.extract.reading.interleaved import lines as interleaved_lines
from jixiao.extract.reading.interleaved.lines import Kind, Line
from jixiao.extract.text.column_roles import all_units

# A label's kind and number; the lists that are open in a cell, outermost first.
Number = tuple[str, int]
Numbers = tuple[Number, ...]

# Code points of a line or paragraph of units. Source: the longest of the five reports is 本局各一級單位各分局.
_LONGEST_UNITS = 16
# Lines of a unit's name. Source: report 004 breaks names over 2.
_UNIT_LINES = 3
# Kinds of label that number strategies: （一） 壹、 一、
_STRATEGY_LABELS = ("han_paren", "formal", "han")
_TERMINAL = tuple("。！？；：:;!?")
_HANGING = tuple("，。、；：！？）」』")

COSTS: dict[str, float] = interleaved_lines.data()["costs"]
_WIDTHS: dict[str, float] = interleaved_lines.data()["widths"]


@dataclass(frozen=True, slots=True)
class Tail:
    """Where a cell stands: its open lists and the index of its last line."""

    numbers: Numbers
    last: int


Tails = tuple[Tail | None, ...]


@dataclass(frozen=True, slots=True)
class Scene:
    """The lines of a table and what is known beforehand.

    `full[c][i]`, `ended[c][i]`: what line i costs in column c inside a paragraph and at its end, by width; `marked`:
    the text marks the ends of its paragraphs; `lead`: the column of measures, in which a row begins that belongs to
    the strategy above.
    """

    lines: tuple[Line, ...]
    kinds: tuple[Kind, ...]
    numbers: tuple[Number | None, ...]
    full: list[list[float]]
    ended: list[list[float]]
    widest: float
    marked: bool
    lead: int


def scene(lines: Sequence[Line], kinds: Sequence[Kind], widths: Sequence[float], marked: bool) -> Scene:
    """`lines` in columns of `kinds` that are `widths` full-width characters wide."""
    bare = [line.width - (1 if line.text.endswith(_HANGING) else 0) for line in lines]
    full = [[_full(line.width, least, width) for line, least in zip(lines, bare, strict=True)] for width in widths]
    ended = [[math.log(width) + _over(least, width) for least in bare] for width in widths]
    numbers = tuple((line.label.kind, line.label.number) if line.label else None for line in lines)
    lead = list(kinds).index("measure") if "measure" in kinds else 0
    return Scene(tuple(lines), tuple(kinds), numbers, full, ended, max(widths), marked, lead)


def _over(width: float, column: float) -> float:
    return min(_WIDTHS["limit"], max(0.0, width - column - _WIDTHS["over"]) * _WIDTHS["over_cost"])


def _full(width: float, bare: float, column: float) -> float:
    """`bare`: the width without punctuation that may hang over the margin."""
    under = max(0.0, column - width)
    cost = under * _WIDTHS["indent_cost"] + max(0.0, under - _WIDTHS["under"]) * _WIDTHS["under_cost"]
    return _WIDTHS["full"] + min(_WIDTHS["under_limit"], cost) + _over(bare, column)


def followed(numbers: Numbers, number: Number) -> tuple[float, Numbers]:
    """What it costs that `number` follows where the lists `numbers` are open, and the lists open then."""
    for depth in range(len(numbers) - 1, -1, -1):
        if numbers[depth][0] == number[0]:
            return _counting(number[1] - numbers[depth][1]), (*numbers[:depth], number)
    return _counting(number[1]), (*numbers, number)


def _counting(step: int) -> float:
    return 0.0 if step == 1 else COSTS["skipped_number"] if step == 2 else COSTS["misnumbered"]


def broken_off(scene: Scene, last: int, column: int, index: int) -> bool:
    """Whether line `index` may go on with the paragraph of line `last`, which the end of a page cut."""
    line = scene.lines[last]
    if scene.marked and not line.closed:
        return True
    if scene.numbers[index] or (scene.kinds[column] == "units" and is_unit(line.text)):
        return False
    return not line.text.endswith(_TERMINAL) and (not scene.marked or scene.full[column][last] < 1.0)


def line(scene: Scene, column: int, index: int) -> float:
    """Line `index` goes on with the paragraph of the line before."""
    before, this = scene.lines[index - 1], scene.lines[index]
    wrapped = scene.marked and not before.closed
    cost = 0.0 if wrapped else _closed(scene, before, this)
    cost += COSTS["wrapped"] if wrapped else 0.0
    if this.label:
        cost += COSTS["label_wrapped"] if wrapped else COSTS["label_closed"]
    if this.gap and this.turn == "no":
        cost += COSTS["gap"]
    units = "units" in scene.kinds and is_unit(this.text)
    if units and scene.kinds[column] == "units":
        cost += COSTS["gap"] if is_unit(before.text) else 0.0
    elif units and this.gap:
        cost += COSTS["unit_elsewhere"]
    return cost


def _closed(scene: Scene, before: Line, this: Line) -> float:
    """The line before is not known to be wrapped."""
    if not scene.marked:
        return COSTS["unmarked"] + (COSTS["unmarked_stop"] if before.text.endswith(_TERMINAL) else 0.0)
    if before.text[-1].isascii() and before.text[-1].isalnum():
        return COSTS["closed_latin"]
    return COSTS["closed_turn"] if this.turn != "no" and not before.text.endswith(_TERMINAL) else COSTS["closed"]


def paragraph(scene: Scene, column: int, tail: Tail, index: int) -> float:
    """Line `index` begins a paragraph in the cell that `tail` describes, on the same page or the next."""
    before, this = scene.lines[index - 1], scene.lines[index]
    kind, number = scene.kinds[column], scene.numbers[index]
    cost = COSTS["paragraph"] if this.turn == "no" else COSTS["paragraph_turn"]
    units = kind == "units" and is_unit(before.text) and is_unit(this.text)
    if scene.marked and not before.closed and not units:
        cost += COSTS["paragraph_wrapped"]
    if kind == "strategy":
        cost += COSTS["misnumbered"] if number else COSTS["plain"]
    elif kind != "units" and not before.text.endswith(_TERMINAL):
        cost += COSTS["unfinished"]
    if number:
        return cost + followed(tail.numbers, number)[0]
    if kind == "units" or before.text.endswith(("：", ":")):
        return cost
    return cost + (COSTS["unlabelled"] if tail.numbers else COSTS["plain"])


def cell(scene: Scene, column: int, tails: Tails, index: int, to: int) -> float:
    """Line `index` is in the cell of column `to`, at the right of the line before in `column`."""
    before, this = scene.lines[index - 1], scene.lines[index]
    cost = COSTS["cell"] + COSTS["skipped_column"] * (to - column - 1)
    if scene.marked and not before.closed:
        units = scene.kinds[to] == "units" and this.gap and is_unit(this.text)
        cost += COSTS["cell_wrapped_units"] if units else COSTS["cell_wrapped"]
    if not this.gap and this.turn == "no":
        cost += COSTS["cell_abutting"]
    return cost + (_resuming(scene, tails, to, index) if tails[to] else opening(scene, to, index, tails))


def back(scene: Scene, tails: Tails, index: int, to: int) -> float:
    """Line `index` goes on with the cell of column `to`, at the left of the line before."""
    turn = scene.lines[index].turn
    cost = COSTS["back"] if turn == "yes" else COSTS["back_maybe"] if turn == "maybe" else COSTS["back_elsewhere"]
    return cost + _resuming(scene, tails, to, index)


def _resuming(scene: Scene, tails: Tails, column: int, index: int) -> float:
    """Line `index` goes on with the cell of `column` on a new page."""
    tail, number = tails[column], scene.numbers[index]
    assert tail is not None
    if broken_off(scene, tail.last, column, index):
        sure = scene.marked and not scene.lines[tail.last].closed
        return COSTS["resumed"] if sure and not number else COSTS["resumed_perhaps"]
    if scene.kinds[column] == "units" and is_unit(scene.lines[index].text):
        return COSTS["resumed_units"]
    furthest = not any(tails[column + 1 :])
    cost = COSTS["resumed_furthest"] if furthest else COSTS["resumed_complete"]
    if number:
        return cost + followed(tail.numbers, number)[0]
    return cost + (COSTS["unlabelled"] if tail.numbers else 0.0)


def row(scene: Scene, above: tuple[Numbers, Numbers], index: int, to: int) -> float:
    """Line `index` begins a row in column `to`; `above`: the numbers of the strategies and of the measures so far."""
    this, number = scene.lines[index], scene.numbers[index]
    cost = COSTS["row"] + (COSTS["row_beginning"] if to > scene.lead else 0.0)
    if not this.gap and this.turn == "no":
        cost += COSTS["row_abutting"]
    if to > scene.lead:
        return cost + opening(scene, to, index, ())
    if number is None:
        if to < scene.lead:
            return cost + opening(scene, to, index, ())
        return cost + (COSTS["opening_plain_row"] if scene.lead else COSTS["opening_plain"])
    if (to < scene.lead) != (scene.lead > 0 and number[0] in _STRATEGY_LABELS):
        return cost + COSTS["misnumbered"]
    if to < scene.lead and number[1] == 1:
        return cost + COSTS["restarted"]
    counted = followed(above[0] if to < scene.lead else above[1], number)[0]
    return cost + (counted or COSTS["opening_next"])


def leaving(scene: Scene, tails: Tails) -> float:
    """The row ends as `tails` tell."""
    reached = max(column for column, tail in enumerate(tails) if tail)
    cut = sum(1 for tail in tails if tail and scene.marked and not scene.lines[tail.last].closed)
    last = max(tail.last for tail in tails if tail)
    colon = COSTS["row_colon"] if scene.lines[last].text.endswith(("：", ":")) else 0.0
    return colon + COSTS["row_missing"] * (len(scene.kinds) - 1 - reached) + COSTS["row_wrapped"] * cut


def opening(scene: Scene, column: int, index: int, tails: Tails) -> float:
    """A cell of `column` begins with line `index`; `tails`: the cells of the row so far."""
    kind, number = scene.kinds[column], scene.numbers[index]
    if number is None:
        return COSTS["strategy_unlabelled"] if kind == "strategy" else COSTS["opening_plain"]
    if kind == "units" or (kind == "strategy" and number[0] not in _STRATEGY_LABELS):
        return COSTS["misnumbered"]
    if number[1] == 1 or kind == "strategy":
        return 0.0
    same = any(number in tail.numbers for tail in tails if tail)
    return COSTS["opening_plain"] if same else COSTS["opening_late"]


def closing(scene: Scene, column: int, first: int, last: int) -> float:
    """The paragraph of lines `first` to `last` stands in `column`, by its form.

    A negative `first` (its complement) is that of a paragraph which began on the page before.
    """
    kind = scene.kinds[column]
    if first < 0:
        return 0.0
    if last - first > _UNIT_LINES and kind != "strategy":
        return COSTS["not_unit"] if kind == "units" else 0.0
    text = "".join(line.text for line in scene.lines[first : last + 1])
    if kind == "units":
        if is_unit(text):
            return COSTS["unit"]
        cut = scene.marked and not scene.lines[last].closed and not re.search("[，。；：]", text)
        return COSTS["unit_cut"] if cut else COSTS["not_unit"]
    if kind == "strategy":
        return COSTS["strategy_sentence"] if re.search("[，。；：]", text) else 0.0
    return COSTS["unit_elsewhere"] if "units" in scene.kinds and is_unit(text) else 0.0


def outside(scene: Scene, index: int) -> float:
    """Line `index` stands below the table."""
    wide = scene.lines[index].width > scene.widest + 2
    return COSTS["outside_wide"] if wide else COSTS["outside_narrow"]


def numbers_strategy(line: Line) -> bool:
    """Whether `line` begins with a number as strategies have it."""
    return line.label is not None and line.label.kind in _STRATEGY_LABELS


@cache
def is_unit(text: str) -> bool:
    """Whether `text` reads as responsible units; brackets may open or close outside it."""
    bare = "".join(text.split())
    if bare.count("(") + bare.count("（") != bare.count(")") + bare.count("）"):
        bare = bare.strip("()（）")
    elif bare.startswith(("(", "（")) and bare.endswith((")", "）")):
        bare = bare[1:-1]
    return len(bare) <= _LONGEST_UNITS and all_units(bare)
