"""The labels of an ODT's numbered paragraphs, which stand in no text: counted as the program that shows it counts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from jixiao.extract.reading.archive import local, value
from jixiao.extract.reading.layout.list_labels import Style, label, numeral

# The first sign of style:num-format (「一, 二, 三, ...」) tells how it counts.
_FORMATS: dict[str, Style] = {
    "1": "decimal", "0": "padded", "i": "lower_roman", "I": "upper_roman", "a": "lower", "A": "upper", "一": "han",
    "壹": "formal", "甲": "stem", "子": "branch", "①": "circle", "１": "full",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list counts: `shown` levels, this one the last, between `before` and `after`."""

    style: Style = "none"
    before: str = ""
    after: str = ""
    start: int = 1
    shown: int = 1
    bare: bool = False


Levels = dict[int, Level]
OUTLINE = "text:outline-style"


@dataclass(slots=True)
class Count:
    """How far a list has counted, by level from 1."""

    numbers: dict[int, int] = field(default_factory=dict)

    def label(self, levels: Levels, at: int, start: int | None = None) -> str:
        """The label of the next item of level `at`, whose number is `start` if that is given."""
        level = levels.get(at, Level())
        self.numbers[at] = start if start is not None else self.numbers.get(at, level.start - 1) + 1
        for lower in [lower for lower in self.numbers if lower > at]:
            del self.numbers[lower]
        told = [self._number(levels, upper) for upper in range(max(at - level.shown, 0) + 1, at + 1)]
        text = level.before + ".".join(filter(None, told)) + level.after
        return text if level.bare else label(text)

    def _number(self, levels: Levels, at: int) -> str:
        level = levels.get(at, Level())
        return numeral(self.numbers.setdefault(at, level.start), level.style)


def list_styles(*roots: Any) -> dict[str, Levels]:
    """The list styles of content.xml and styles.xml by name; OUTLINE is that of headings."""
    found: dict[str, Levels] = {}
    for root in roots:
        for container in () if root is None else root:
            for element in container if local(container) in ("styles", "automatic-styles") else ():
                if local(element) == "list-style":
                    found[value(element, "name")] = _levels(element)
                elif local(element) == "outline-style":
                    found[OUTLINE] = _levels(element)
    return found


def number(text: str, default: int) -> int:
    """An attribute's whole number."""
    return int(text) if re.fullmatch(r"\d{1,6}", text) else default


def _levels(element: Any) -> Levels:
    return {number(value(level, "level"), 1): _level(level) for level in element}


def _level(element: Any) -> Level:
    if local(element) not in ("list-level-style-number", "outline-level-style"):
        return Level()
    sign = value(element, "num-format")[:1]
    style = _FORMATS.get(sign, "decimal") if sign else "none"
    start, shown = number(value(element, "start-value"), 1), number(value(element, "display-levels"), 1)
    bare = any(value(one, "label-followed-by") == "nothing" for one in element.iter())
    return Level(style, value(element, "num-prefix"), value(element, "num-suffix"), start, shown, bare)


def continued(element: Any, counts: dict[str, Count], last: dict[str, Count]) -> Count:
    """The count with which an outermost text:list begins; `counts` by the lists' ids, `last` by their styles."""
    style, name, above = (value(element, of) for of in ("style-name", "id", "continue-list"))
    before = counts.get(above) if above else None
    if before is None and value(element, "continue-numbering") == "true":
        before = last.get(style)
    count = before or Count()
    counts[name] = last[style] = count
    return count
