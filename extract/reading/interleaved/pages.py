"""On which page a line of raw PDF text stands: told by repeated headers, page marks, form feeds and indents."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from jixiao.extract.reading.interleaved import lines as interleaved_lines
from jixiao.extract.reading.interleaved.lines import Line, Turn

# A page holds at least this many lines: closer page starts are taken for indented lines. Source: the shortest page
# of report 004 has 22.
_PAGE_LINES = 10


@dataclass(frozen=True, slots=True)
class Header:
    """Names of columns on lines `first` to before `after`."""

    first: int
    after: int
    names: tuple[str, ...]


def paged(found: Sequence[Line], heads: Sequence[Header], furniture: set[int], above: Collection[int]) -> list[Line]:
    """`found` with `turn` and `page`. `above`: first lines of the headers that have headings above them, which may
    stand in the middle of a page."""
    starts = _starts(found, heads, furniture, above)
    numbers = _numbers(found, starts)
    result: list[Line] = []
    current = -1
    fresh: Turn = "no"
    for index, line in enumerate(found):
        if index in starts:
            current += 1
            fresh = "yes" if starts[index] else "maybe"
        loose: Turn = "maybe" if line.turn == "no" and line.indent and (not line.gap or line.indent > 1) else line.turn
        result.append(replace(line, turn=loose if fresh == "no" else fresh, page=numbers[current]))
        if index not in furniture:
            fresh = "no"
    return result


def _starts(
    found: Sequence[Line], heads: Sequence[Header], furniture: set[int], above: Collection[int]
) -> dict[int, bool]:
    """Index of the line that begins a page → whether that is sure."""
    names = {head.first: head.names for head in heads}
    sure = {0} | {index for index, line in enumerate(found) if line.turn == "yes"}
    seen: set[tuple[str, ...]] = set()
    repeated = []
    for group in _groups(furniture):
        here = {names[index] for index in group if index in names}
        again = bool(here & seen) and not set(group) & set(above)
        marked = any(interleaved_lines.match("page_marks", found[index]) for index in group)
        if again or marked or sure & set(group):
            sure = sure - set(group) | {group[0]}
        if again and not marked:
            repeated.append(found[group[0]])
        seen |= here
    starts = dict.fromkeys(sure, True)
    if len(repeated) >= 2 and 2 * sum(_abuts(line) for line in repeated) > len(repeated):
        starts |= dict.fromkeys(_unsure(found, sure), False)
    return dict(sorted(starts.items()))


def _abuts(line: Line) -> bool:
    """Whether `line` looks as page starts do in texts that set them off by an indent instead of a blank line."""
    return line.indent > 0 and not line.gap


def _unsure(found: Sequence[Line], sure: set[int]) -> list[int]:
    """Lines that look like page starts and are far enough from the others."""
    result: list[int] = []
    for index, line in enumerate(found):
        near = range(index - _PAGE_LINES + 1, index + _PAGE_LINES)
        if _abuts(line) and not any(other in sure for other in near) and not set(result[-1:]) & set(near):
            result.append(index)
    return result


def _groups(furniture: set[int]) -> list[list[int]]:
    """Furniture that no text stands between."""
    groups: list[list[int]] = []
    for index in sorted(furniture):
        if groups and index == groups[-1][-1] + 1:
            groups[-1].append(index)
        else:
            groups.append([index])
    return groups


def _numbers(found: Sequence[Line], starts: dict[int, bool]) -> list[int | None]:
    """The page number of each page start; None where marks and starts do not agree.

    A mark stands at the top of its page, or, where all marks are one less than the count, at the foot.
    """
    order = list(starts)
    anchors = []
    totals = set()
    for index, line in enumerate(found):
        if mark := interleaved_lines.match("page_marks", line):
            place = max(number for number, start in enumerate(order) if start <= index)
            anchors.append((place, int(mark["page"])))
            totals.add(mark.groupdict().get("total"))
    if all(page == place for place, page in anchors):
        anchors = [(place, page + 1) for place, page in anchors]
    anchors = [(0, 1), *anchors]
    total = totals.pop() if len(totals) == 1 else None
    if total:
        anchors.append((len(order) - 1, int(total)))
    result: list[int | None] = [None] * len(order)
    for (left, first), (right, last) in pairwise(anchors):
        if right - left == last - first:
            result[left : right + 1] = range(first, last + 1)
    if total is None:
        place, page = anchors[-1]
        sure = next((later for later in range(place + 1, len(order)) if not starts[order[later]]), len(order))
        result[place:sure] = range(page, page + sure - place)
    return result
