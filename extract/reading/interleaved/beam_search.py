"""Which column, row and paragraph each line of an interleaved table belongs to: the cheapest way, by a beam search.

The text gives the cells of a row one after the other, each as lines of its column's width; `columns_costs` tells what
each way for a line to follow the one before costs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from jixiao.extract.reading.interleaved import costs
from jixiao.extract.reading.interleaved.costs import COSTS, Numbers, Scene, Tail, Tails
from jixiao.extract.reading.interleaved.lines import Kind, Line

Event = Literal["line", "paragraph", "cell", "row", "back", "outside"]


@dataclass(frozen=True, slots=True)
class Place:
    """`row` counts from 0; `column` is None for a line that stands outside the table; `begins`: a paragraph begins."""

    row: int
    column: int | None
    begins: bool


# What later costs depend on: column, the cells of the row, first line of the paragraph, numbers of the rows above.
_State = tuple[int, Tails, int, tuple[Numbers, Numbers]]


@dataclass(slots=True)
class _Path:
    cost: float
    event: Event
    begins: bool
    state: _State
    before: _Path | None


@dataclass(slots=True)
class _Option:
    cost: float
    path: _Path
    event: Event
    column: int


def place(
    lines: Sequence[Line], kinds: Sequence[Kind], widths: Sequence[float], marked: bool, *, within: bool = False
) -> tuple[float, list[Place]]:
    """The cost of the cheapest placing of `lines` into columns of `widths` (full-width characters), and the placing.

    `marked` as in `Scene`; `within`: no line is taken to stand outside the table.
    """
    scene = costs.scene(lines, kinds, widths, marked)
    paths = [_first(scene, column) for column in range(len(kinds))]
    for index in range(1, len(lines)):
        options = [option for path in paths for option in _options(scene, path, index)]
        if within:
            options = [option for option in options if option.event != "outside"]
        paths = _kept(scene, sorted(options, key=_cost), index)
    return _finished(scene, paths)


def _cost(option: _Option) -> float:
    return option.cost


def _kept(scene: Scene, options: Sequence[_Option], index: int) -> list[_Path]:
    """The cheapest path to each state, from `options` sorted by cost."""
    bound = options[0].cost + COSTS["margin"]
    kept: dict[_State, _Path] = {}
    for option in options:
        if option.cost > bound or len(kept) >= COSTS["beam"]:
            break
        step = _step(scene, option, index)
        kept.setdefault(step.state, step)
    return list(kept.values())


def _first(scene: Scene, column: int) -> _Path:
    number = scene.numbers[0]
    numbers = (number,) if number else ()
    tails = tuple(Tail(numbers, 0) if other == column else None for other in range(len(scene.kinds)))
    above = (numbers if column < scene.lead else (), numbers if column == scene.lead else ())
    cost = costs.row(scene, ((), ()), 0, column)
    return _Path(cost, "row", True, (column, tails, 0, above), None)


def _finished(scene: Scene, paths: Sequence[_Path]) -> tuple[float, list[Place]]:
    end = len(scene.lines) - 1

    def total(path: _Path) -> float:
        column, tails, first, _ = path.state
        if column == len(scene.kinds):
            return path.cost
        ended = scene.ended[column][end] + costs.closing(scene, column, first, end)
        return path.cost + ended + costs.leaving(scene, tails)

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
        column = step.state[0]
        places.append(Place(row, column if column < len(scene.kinds) else None, step.begins))
    return total(best), places


def _options(scene: Scene, path: _Path, index: int) -> Iterator[_Option]:
    """The ways in which line `index` may follow the last line of `path`."""
    column, tails, first, above = path.state
    count = len(scene.kinds)
    if column == count:
        yield _Option(path.cost + costs.outside(scene, index), path, "outside", count)
        return
    tail = tails[column]
    assert tail is not None
    wrapped = path.cost + scene.full[column][index - 1]
    ended = path.cost + scene.ended[column][index - 1] + costs.closing(scene, column, first, index - 1)
    yield _Option(wrapped + costs.line(scene, column, index), path, "line", column)
    yield _Option(ended + costs.paragraph(scene, column, tail, index), path, "paragraph", column)
    for right in range(column + 1, count):
        yield _Option(ended + costs.cell(scene, column, tails, index, right), path, "cell", right)
    for left in range(column):
        if tails[left]:
            yield _Option(min(ended, wrapped) + costs.back(scene, tails, index, left), path, "back", left)
    left_behind = ended + costs.leaving(scene, tails)
    for start in range(count):
        yield _Option(left_behind + costs.row(scene, above, index, start), path, "row", start)
    yield _Option(left_behind + COSTS["outside"] + costs.outside(scene, index), path, "outside", count)


def _step(scene: Scene, option: _Option, index: int) -> _Path:
    """The path that takes `option` for line `index`."""
    column, event = option.column, option.event
    _, tails, first, above = option.path.state
    if event == "outside":
        begins = option.path.event != "outside"
        return _Path(option.cost, event, begins, (column, (), 0, ((), ())), option.path)
    tail = None if event == "row" else tails[column]
    number = scene.numbers[index]
    resumed = tail is not None and event in ("cell", "back") and costs.broken_off(scene, tail.last, column, index)
    goes_on = event == "line" or resumed
    numbers: Numbers = ()
    if tail is None and number:
        known = above[0] if column < scene.lead else above[1] if event == "row" and column == scene.lead else ()
        numbers = costs.followed(known, number)[1]
    elif tail is not None:
        numbers = tail.numbers if goes_on or number is None else costs.followed(tail.numbers, number)[1]
    here = Tail(numbers, index)
    old: Tails = (None,) * len(scene.kinds) if event == "row" else tails
    strategies, measures = above
    if event == "row" and column < scene.lead:
        measures = ()
    if column < scene.lead:
        strategies = numbers or strategies
    elif column == scene.lead:
        measures = numbers or measures
    began = first if event == "line" else ~index if resumed else index
    state = (column, (*old[:column], here, *old[column + 1 :]), began, (strategies, measures))
    return _Path(option.cost, event, not goes_on, state, option.path)
