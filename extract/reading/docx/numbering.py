"""The labels of a DOCX's numbered paragraphs, which stand in no run: counted as the program that shows it counts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from jixiao.extract.reading.archive import child, local, value
from jixiao.extract.reading.docx.styles import Styles, number_of
from jixiao.extract.reading.layout.list_labels import Style, label, numeral

_FORMATS: dict[str, Style] = {
    "decimalZero": "padded", "decimalFullWidth": "full", "decimalFullWidth2": "full",
    "upperLetter": "upper", "lowerLetter": "lower", "upperRoman": "upper_roman", "lowerRoman": "lower_roman",
    "taiwaneseCounting": "han", "taiwaneseCountingThousand": "han", "chineseCounting": "han",
    "chineseCountingThousand": "han", "japaneseCounting": "han", "koreanCounting": "han",
    "ideographDigital": "digits", "taiwaneseDigital": "digits", "japaneseDigitalTenThousand": "digits",
    "koreanDigital2": "digits", "ideographLegalTraditional": "formal", "chineseLegalSimplified": "formal",
    "japaneseLegal": "formal", "ideographTraditional": "stem", "ideographZodiac": "branch",
    "decimalEnclosedCircle": "circle", "decimalEnclosedCircleChinese": "circle", "decimalEnclosedParen": "paren",
    "decimalEnclosedFullstop": "stop", "ideographEnclosedCircle": "han_circle", "none": "none",
}  # fmt: skip
_LEVELS = 9


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list counts. `restarts` False: its numbers run on below the next item of the level above."""

    start: int = 1
    style: Style = "decimal"
    text: str = ""
    bare: bool = False
    legal: bool = False
    restarts: bool = True
    paragraph_style: str = ""


@dataclass(slots=True)
class Lists:
    """The numbering of one document and how far it has counted."""

    styles: Styles
    abstract: dict[str, dict[int, Level]] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, tuple[str, dict[int, int], dict[int, Level]]] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)

    def label(self, properties: Any) -> str:
        """The label of the paragraph that has these properties (w:pPr), "" where it has none; counts it."""
        found = self._numbered(properties)
        if found is None:
            return ""
        number, depth = found
        name, starts, own = self.numbers[number]
        levels = self.abstract.get(name, {}) | own
        level = levels.get(depth)
        if level is None:
            return ""
        counts = self.counts.setdefault(name, {})
        if number not in self.begun:
            self.begun.add(number)
            for at, start in starts.items():
                counts[at] = start - 1
        for upper in range(depth):
            counts.setdefault(upper, levels.get(upper, level).start)
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for lower in range(depth + 1, _LEVELS):
            if levels.get(lower, level).restarts:
                counts.pop(lower, None)
        text = re.sub("%([1-9])", lambda match: _told(int(match[1]) - 1, counts, levels, level), level.text)
        return text if level.bare else label(text)

    def _numbered(self, properties: Any) -> tuple[str, int] | None:
        """The list (w:num) and the level from 0."""
        style = self.styles.paragraph(value(child(properties, "pStyle"), "val"))
        own = number_of(child(properties, "numPr"))
        number = own.number if own.number is not None else style.numbered.number
        if number is None or number not in self.numbers:
            return None
        depth = own.level if own.level is not None else style.numbered.level
        if depth is None:
            name = self.numbers[number][0]
            levels = self.abstract.get(name, {}).items()
            depth = next((at for at, level in levels if level.paragraph_style in style.chain), 0)
        return number, depth


def lists(root: Any, styles: Styles) -> Lists:
    """Of word/numbering.xml; `root` None: no lists."""
    found = Lists(styles)
    for element in () if root is None else root:
        if local(element) == "abstractNum":
            name = value(element, "abstractNumId")
            found.abstract[name] = dict(_levels(element))
            if (link := value(child(element, "numStyleLink"), "val")) != "":
                found.links[name] = link
        elif local(element) == "num":
            starts: dict[int, int] = {}
            own: dict[int, Level] = {}
            for override in element:
                if local(override) == "lvlOverride":
                    own.update(_levels(override))
                    if (start := child(override, "startOverride")) is not None:
                        starts[_number(value(override, "ilvl"), 0)] = _number(value(start, "val"), 1)
            found.numbers[value(element, "numId")] = (value(child(element, "abstractNumId"), "val"), starts, own)
    _follow_links(found)
    return found


def _follow_links(found: Lists) -> None:
    """A list may only name the style that numbers it."""
    for name, link in found.links.items():
        number = found.styles.paragraph(link).numbered.number
        if number in found.numbers and found.numbers[number][0] != name:
            found.abstract[name] = found.abstract.get(found.numbers[number][0], {})


def _levels(container: Any) -> list[tuple[int, Level]]:
    return [(_number(value(element, "ilvl"), 0), _level(element)) for element in container if local(element) == "lvl"]


def _level(element: Any) -> Level:
    kind = value(child(element, "numFmt"), "val", "decimal")
    return Level(
        start=_number(value(child(element, "start"), "val"), 1),
        style=_FORMATS.get(kind, "decimal"),
        text="" if kind == "bullet" else value(child(element, "lvlText"), "val"),
        bare=value(child(element, "suff"), "val") == "nothing",
        legal=child(element, "isLgl") is not None,
        restarts=value(child(element, "lvlRestart"), "val") != "0",
        paragraph_style=value(child(element, "pStyle"), "val"),
    )


def _told(at: int, counts: dict[int, int], levels: dict[int, Level], own: Level) -> str:
    level = levels.get(at, own)
    return numeral(counts.get(at, level.start), "decimal" if own.legal else level.style)


def _number(text: str, default: int) -> int:
    return int(text) if re.fullmatch(r"\d{1,6}", text) else default
