"""Which column, row and paragraph each line of an interleaved table belongs to: the cheapest way through a beam search.

The text gives the cells of a row one after the other, each as lines of its column's width. A line goes on with its
paragraph, begins another, begins the next cell to the right, begins a row, or, where a page has been turned, goes
back to a cell on its left. What each costs is in data/columns.toml.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from extract.columnroles import all_units
from extract.enumeration import Label
from extract.reading import columns_lines
from extract.reading.columns_lines import Kind, Line

Event = Literal["line", "paragraph", "cell", "row", "back", "outside"]

_TERMINAL = tuple("。！？；：:;!?")
# Code points of a line or paragraph of units. Source: 秘書室(總務)、第一組至第七組 in the five reports stay under it.
_LONGEST_UNITS = 16
# Kinds of label that number strategies: （一） 壹、 一、
_STRATEGY_LABELS = ("han_paren", "formal", "han")
_COSTS: dict[str, float] = columns_lines.data()["costs"]
_WIDTHS: dict[str, float] = columns_lines.data()["widths"]


@dataclass(frozen=True, slots=True)
class Place:
    """`row` counts from 0; `column` is None for a line that stands outside the table; `begins`: a paragraph begins."""

    row: int
    column: int | None
    begins: bool


@dataclass(frozen=True, slots=True)
class _Tail:
    """Where a cell stands: its open numbered lists, outermost first, and its last line."""

    labels: tuple[Label, ...]
    last: int


@dataclass(frozen=True, slots=True)
class _State:
    column: int
    tails: tuple[_Tail | None, ...]
    paragraph: int
    above: tuple[tuple[Label, ...], tuple[Label, ...]]


@dataclass(slots=True)
class _Path:
    cost: float
    event: Event
    begins: bool
    state: _State
    before: _Path | None


@dataclass(frozen=True, slots=True)
class _Scene:
    """What the search looks at. `full[c][i]`, `last[c][i]`: cost of line i in column c inside and at the end of a
    paragraph; `marked`: the text marks the ends of its paragraphs; `lead`: the column of measures, in which a row
    begins that goes on with the strategy above."""

    lines: tuple[Line, ...]
    kinds: tuple[Kind, ...]
    full: list[list[float]]
    last: list[list[float]]
    widest: float
    marked: bool
    lead: int


def place(
    lines: Sequence[Line], kinds: Sequence[Kind], widths: Sequence[float], marked: bool, *, within: bool = False
) -> tuple[float, list[Place]]:
    """The cost of the cheapest placing of `lines` into columns of `widths` (full-width characters), and the placing.

    `within`: no line is taken to stand outside the table.
    """
    scene = _scene(lines, kinds, widths, marked)
    count = len(kinds) if within else len(kinds) + 1
    paths = [_first(scene, column) for column in range(len(kinds))]
    for index in range(1, len(lines)):
        best: dict[_State, _Path] = {}
        for path in paths:
            for follower in _followers(scene, path, index):
                if follower.state.column >= count:
                    continue
                known = best.get(follower.state)
                if known is None or follower.cost < known.cost:
                    best[follower.state] = follower
        bound = min(path.cost for path in best.values()) + _COSTS["margin"]
        paths = sorted((path for path in best.values() if path.cost <= bound), key=_cost)[: int(_COSTS["beam"])]
    return _finished(scene, paths)


def _cost(path: _Path) -> float:
    return path.cost


def _scene(lines: Sequence[Line], kinds: Sequence[Kind], widths: Sequence[float], marked: bool) -> _Scene:
    full = [[_full_cost(line.width, width) for line in lines] for width in widths]
    last = [[_last_cost(line.width, width) for line in lines] for width in widths]
    lead = kinds.index("measure") if "measure" in kinds else 0
    return _Scene(tuple(lines), tuple(kinds), full, last, max(widths), marked, lead)


def _over_cost(width: float, column: float) -> float:
    return min(_WIDTHS["limit"], max(0.0, width - column - _WIDTHS["over"]) * _WIDTHS["over_cost"])


def _full_cost(width: float, column: float) -> float:
    under = max(0.0, column - width)
    cost = under * _WIDTHS["indent_cost"] + max(0.0, under - _WIDTHS["under"]) * _WIDTHS["under_cost"]
    return 0.75 + min(_WIDTHS["limit"], cost) + _over_cost(width, column)


def _last_cost(width: float, column: float) -> float:
    return math.log(column) + _over_cost(width, column)


def _first(scene: _Scene, column: int) -> _Path:
    line = scene.lines[0]
    labels = (line.label,) if line.label else ()
    tails = tuple(_Tail(labels, 0) if other == column else None for other in range(len(scene.kinds)))
    above = (labels if column < scene.lead else (), labels if column == scene.lead else ())
    cost = _opening_cost(scene, column, 0, None) + (_COSTS["row_beginning"] if column > scene.lead else 0.0)
    return _Path(cost, "row", True, _State(column, tails, 0, above), None)


def _finished(scene: _Scene, paths: Sequence[_Path]) -> tuple[float, list[Place]]:
    end = len(scene.lines) - 1

    def total(path: _Path) -> float:
        if path.state.column == len(scene.kinds):
            return path.cost
        return (
            path.cost
            + scene.last[path.state.column][end]
            + _closing_cost(scene, path.state, end)
            + _leaving_cost(scene, path.state)
        )

    best = min(paths, key=total)
    steps: list[_Path] = []
    step: _Path | None = best
    while step:
        steps.append(step)
        step = step.before
    places: list[Place] = []
    row = -1
    for step in reversed(steps):
        row += step.event == "row"
        column = step.state.column if step.state.column < len(scene.kinds) else None
        places.append(Place(row, column, step.begins))
    return total(best), places


def _followers(scene: _Scene, path: _Path, index: int) -> Iterator[_Path]:
    """The ways in which line `index` may follow the last line of `path`."""
    state = path.state
    count = len(scene.kinds)
    if state.column == count:
        yield _Path(path.cost + _outside_cost(scene, index), "outside", True, state, path)
        return
    column = state.column
    yield _step(scene, path, index, column, "line", scene.full[column][index - 1] + _line_cost(scene, column, index))
    ended = scene.last[column][index - 1] + _closing_cost(scene, state, index - 1)
    yield _step(scene, path, index, column, "paragraph", ended + _paragraph_cost(scene, state, index))
    for right in range(column + 1, count):
        yield _step(scene, path, index, right, "cell", ended + _cell_cost(scene, state, index, right))
    broken = min(ended, scene.full[column][index - 1])
    for left in range(column):
        if state.tails[left]:
            yield _step(scene, path, index, left, "back", broken + _back_cost(scene, state, index, left))
    leaving = ended + _leaving_cost(scene, state)
    for left in range(count):
        yield _step(scene, path, index, left, "row", leaving + _row_cost(scene, state, index, left))
    yield _Path(
        path.cost + leaving + _COSTS["outside"] + _outside_cost(scene, index),
        "outside",
        True,
        _State(count, (), index, ((), ())),
        path,
    )


def _step(scene: _Scene, path: _Path, index: int, column: int, event: Event, cost: float) -> _Path:
    state = path.state
    label = scene.lines[index].label
    tails = [None] * len(scene.kinds) if event == "row" else list(state.tails)
    tail = tails[column]
    resumes = event == "line" or (
        event in ("cell", "back") and tail is not None and _broken_off(scene, tail.last, column, index)
    )
    if tail is None:
        labels = (label,) if label else ()
    else:
        labels = tail.labels if resumes or label is None else _numbered(tail.labels, label)[1]
    tails[column] = _Tail(labels, index)
    strategies, measures = state.above
    if event == "row" and column < scene.lead:
        measures = ()
    if column < scene.lead:
        strategies = labels or strategies
    elif column == scene.lead:
        measures = labels or measures
    paragraph = state.paragraph if resumes and event == "line" else index
    after = _State(column, tuple(tails), paragraph, (strategies, measures))
    return _Path(path.cost + cost, event, not resumes, after, path)


def _numbered(labels: tuple[Label, ...], label: Label) -> tuple[float, tuple[Label, ...]]:
    """What it costs that `label` follows in a cell with the open lists `labels`, and the lists open then."""
    for depth in range(len(labels) - 1, -1, -1):
        if labels[depth].kind == label.kind:
            step = label.number - labels[depth].number
            cost = 0.0 if step == 1 else _COSTS["skipped_number"] if step == 2 else _COSTS["misnumbered"]
            return cost, (*labels[:depth], label)
    cost = 0.0 if label.number == 1 else _COSTS["skipped_number"] if label.number == 2 else _COSTS["misnumbered"]
    return cost, (*labels, label)


def _same(label: Label, other: Label) -> bool:
    return (label.kind, label.number) == (other.kind, other.number)


def _ends_open(scene: _Scene, index: int) -> bool:
    """Whether line `index` breaks off inside a sentence, as far as it shows by itself."""
    line = scene.lines[index]
    if scene.marked and not line.closed:
        return True
    return not scene.marked and not line.text.endswith(_TERMINAL)


def _broken_off(scene: _Scene, last: int, column: int, index: int) -> bool:
    """Whether line `index` may go on with a paragraph that a new page cut after line `last`."""
    line = scene.lines[last]
    if scene.marked and not line.closed:
        return True
    if scene.lines[index].label or (scene.kinds[column] == "units" and is_unit(line.text)):
        return False
    if _ends_open(scene, last):
        return True
    return not scene.lines[last].text.endswith(_TERMINAL) and scene.full[column][last] < 1.0


def _line_cost(scene: _Scene, column: int, index: int) -> float:
    before, line = scene.lines[index - 1], scene.lines[index]
    turned = line.turn != "no"
    if not scene.marked:
        cost = _COSTS["unmarked"] + (_COSTS["paragraph"] if before.text.endswith(_TERMINAL) else 0.0)
    elif not before.closed:
        cost = _COSTS["wrapped"]
    elif before.text[-1].isascii() and before.text[-1].isalnum():
        cost = _COSTS["closed_latin"]
    else:
        cost = _COSTS["closed_turn"] if turned and not before.text.endswith(_TERMINAL) else _COSTS["closed"]
    if line.label:
        cost += _COSTS["label_wrapped"] if scene.marked and not before.closed else _COSTS["label_closed"]
    if line.gap and not turned:
        cost += _COSTS["gap"]
    if scene.kinds[column] == "units" and is_unit(before.text) and is_unit(line.text):
        cost += _COSTS["gap"]
    return cost


def _paragraph_cost(scene: _Scene, state: _State, index: int) -> float:
    before, line = scene.lines[index - 1], scene.lines[index]
    kind = scene.kinds[state.column]
    tail = state.tails[state.column]
    assert tail is not None
    cost = _COSTS["paragraph"] if line.turn == "no" else _COSTS["paragraph_turn"]
    units = kind == "units" and is_unit(before.text) and is_unit(line.text)
    if scene.marked and not before.closed and not units:
        cost += _COSTS["paragraph_wrapped"]
    if kind == "strategy":
        cost += _COSTS["plain"]
    if kind in ("measure", "outcome") and not before.text.endswith(_TERMINAL):
        cost += _COSTS["unfinished"]
    if line.label:
        return cost + _numbered(tail.labels, line.label)[0]
    if kind == "units" or before.text.endswith(("：", ":")):
        return cost
    return cost + (_COSTS["unlabelled"] if tail.labels else _COSTS["plain"])


def _cell_cost(scene: _Scene, state: _State, index: int, column: int) -> float:
    before, line = scene.lines[index - 1], scene.lines[index]
    cost = _COSTS["cell"] + _COSTS["skipped_column"] * (column - state.column - 1)
    if scene.marked and not before.closed:
        cost += _COSTS["cell_wrapped"]
    if not line.gap and line.turn == "no":
        cost += _COSTS["cell_abutting"]
    tail = state.tails[column]
    return cost + (
        _opening_cost(scene, column, index, state) if tail is None else _resuming_cost(scene, tail, column, index)
    )


def _back_cost(scene: _Scene, state: _State, index: int, column: int) -> float:
    tail = state.tails[column]
    assert tail is not None
    turn = scene.lines[index].turn
    cost = _COSTS["back"] if turn == "yes" else _COSTS["back_maybe"] if turn == "maybe" else _COSTS["back_elsewhere"]
    return cost + _resuming_cost(scene, tail, column, index)


def _resuming_cost(scene: _Scene, tail: _Tail, column: int, index: int) -> float:
    line = scene.lines[index]
    if _broken_off(scene, tail.last, column, index):
        return _COSTS["resumed"]
    if line.label:
        return _COSTS["resumed_complete"] + _numbered(tail.labels, line.label)[0]
    return _COSTS["resumed_complete"] + (_COSTS["unlabelled"] if tail.labels else 0.0)


def _row_cost(scene: _Scene, state: _State, index: int, column: int) -> float:
    line = scene.lines[index]
    cost = _COSTS["row"] + (_COSTS["row_beginning"] if column > scene.lead else 0.0)
    if not line.gap and line.turn == "no":
        cost += _COSTS["row_abutting"]
    strategies, measures = state.above
    if column == scene.lead:
        if line.label is None:
            return cost + (_COSTS["opening_plain_row"] if scene.lead else _COSTS["opening_plain"])
        number = _numbered(measures, line.label)[0]
        return cost + (number if number else _COSTS["opening_next"])
    if column < scene.lead and line.label and strategies:
        number = _numbered(strategies, line.label)[0]
        return cost + (number if number else _COSTS["opening_next"])
    return cost + _opening_cost(scene, column, index, None)


def _leaving_cost(scene: _Scene, state: _State) -> float:
    """What it costs that the row ends with `state`."""
    reached = max(column for column, tail in enumerate(state.tails) if tail)
    missing = len(scene.kinds) - 1 - reached
    cut = sum(1 for tail in state.tails if tail and scene.marked and not scene.lines[tail.last].closed)
    return _COSTS["row_missing"] * missing + _COSTS["row_wrapped"] * cut


def _opening_cost(scene: _Scene, column: int, index: int, state: _State | None) -> float:
    """What it costs that a cell of `column` begins with line `index`."""
    label = scene.lines[index].label
    if label is None:
        return _COSTS["strategy_unlabelled"] if scene.kinds[column] == "strategy" else _COSTS["opening_plain"]
    if scene.kinds[column] == "units":
        return _COSTS["misnumbered"]
    if label.number == 1 or (scene.kinds[column] == "strategy" and label.kind in _STRATEGY_LABELS):
        return 0.0
    others = [tail.labels for tail in state.tails if tail] if state else []
    return (
        _COSTS["opening_plain"]
        if any(_same(label, other) for labels in others for other in labels)
        else _COSTS["opening_late"]
    )


def _closing_cost(scene: _Scene, state: _State, last: int) -> float:
    """What the paragraph that ends with line `last` costs in its column, by its form."""
    kind = scene.kinds[state.column]
    if last - state.paragraph > 3 and kind != "strategy":
        return _COSTS["not_unit"] if kind == "units" else 0.0
    text = "".join(line.text for line in scene.lines[state.paragraph : last + 1])
    if kind == "units":
        return _COSTS["unit"] if is_unit(text) else _COSTS["not_unit"]
    if kind == "strategy":
        return _COSTS["strategy_sentence"] if re.search("[，。；]", text) else 0.0
    return _COSTS["unit_elsewhere"] if "units" in scene.kinds and is_unit(text) else 0.0


def _outside_cost(scene: _Scene, index: int) -> float:
    wide = scene.lines[index].width > scene.widest + 2
    return _COSTS["outside_wide"] if wide else _COSTS["outside_narrow"]


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
