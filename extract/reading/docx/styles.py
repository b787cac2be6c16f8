"""What a DOCX's styles say of its paragraphs: headings, numbers, hidden text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Literal

from jixiao.extract.reading.archive import child, local, value
from jixiao.extract.reading.layout.inline import Level

_HEADING = re.compile(r"heading ([1-9])")
_OFF = ("0", "false", "off")
_LEVELS: dict[str, Level | Literal[""]] = {"superscript": "raised", "subscript": "lowered", "baseline": ""}
# Half points by which text stands off its line where it is set smaller too. Source: chosen; Word's own step is 3 pt.
_OFF_LINE = 4


@dataclass(frozen=True, slots=True)
class Numbered:
    """The list that numbers a paragraph ("0": none, None: not said) and its level from 0."""

    number: str | None = None
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """How a style or a run sets its text; None where it does not say, `level` "" where it says neither."""

    struck: bool | None = None
    level: Level | Literal[""] = None
    font: str | None = None

    def over(self, below: Look) -> Look:
        """This look on top of another one."""
        return Look(
            below.struck if self.struck is None else self.struck,
            below.level if self.level is None else self.level,
            below.font if self.font is None else self.font,
        )


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    """A style with what it inherits. `level` from 1 where it marks headings; `chain` has its id and its ancestors'."""

    level: int | None = None
    numbered: Numbered = Numbered()
    hidden: bool = False
    contents: bool = False
    chain: tuple[str, ...] = ()
    look: Look = Look()


@dataclass(slots=True)
class Styles:
    """The styles of one document by their ids."""

    elements: dict[str, Any] = field(default_factory=dict)
    default: str = ""
    known: dict[str, ParagraphStyle] = field(default_factory=dict)

    def paragraph(self, style: str) -> ParagraphStyle:
        """The style of that id, the default where there is none."""
        if style not in self.elements:
            style = self.default
        if style not in self.known:
            self.known[style] = self._resolved(style)
        return self.known[style]

    def _resolved(self, style: str) -> ParagraphStyle:
        chain: list[str] = []
        while style in self.elements and style not in chain:
            chain.append(style)
            style = value(child(self.elements[style], "basedOn"), "val")
        found = ParagraphStyle(chain=tuple(chain))
        for name in reversed(chain):
            found = _over(found, self.elements[name])
        return found


def styles(root: Any) -> Styles:
    """Of word/styles.xml; `root` None: no styles."""
    found = Styles()
    for element in () if root is None else root:
        if local(element) == "style":
            found.elements[value(element, "styleId")] = element
            if value(element, "type") == "paragraph" and value(element, "default") in ("1", "true", "on"):
                found.default = value(element, "styleId")
    return found


def number_of(properties: Any) -> Numbered:
    """What w:numPr (None: there is none) says."""
    if properties is None:
        return Numbered()
    number, level = child(properties, "numId"), value(child(properties, "ilvl"), "val")
    return Numbered(None if number is None else value(number, "val"), int(level) if level in set("012345678") else None)


def heading_level(properties: Any) -> int | None:
    """The level from 1 that w:outlineLvl gives, 0 where it says running text, None where it says nothing."""
    level = value(child(properties, "outlineLvl"), "val")
    return None if level not in set("0123456789") else (int(level) + 1) % 10


def is_on(properties: Any, name: str) -> bool | None:
    """A switch such as w:vanish; None where it is not named."""
    found = child(properties, name)
    return None if found is None else value(found, "val") not in _OFF


def look_of(properties: Any) -> Look:
    """What w:rPr (None: there is none) says of the text."""
    if properties is None:
        return Look()
    lines = [on for name in ("strike", "dstrike") if (on := is_on(properties, name)) is not None]
    return Look(any(lines) if lines else None, _level(properties), value(child(properties, "rFonts"), "ascii") or None)


def _level(properties: Any) -> Level | Literal[""]:
    named = _LEVELS.get(value(child(properties, "vertAlign"), "val"))
    by = value(child(properties, "position"), "val")
    if named is None and child(properties, "sz") is not None and re.fullmatch(r"-?\d{1,3}", by):
        return "raised" if int(by) >= _OFF_LINE else "lowered" if int(by) <= -_OFF_LINE else None
    return named


def _over(below: ParagraphStyle, element: Any) -> ParagraphStyle:
    """The style `element` on top of those it is based on."""
    name = value(child(element, "name"), "val").lower()
    properties = child(element, "pPr")
    own = number_of(child(properties, "numPr"))
    named = _HEADING.fullmatch(name)
    outline = heading_level(properties)
    level = outline if outline is not None else int(named[1]) if named else 1 if name == "title" else below.level
    hidden = is_on(child(element, "rPr"), "vanish")
    return ParagraphStyle(
        level=level or None,
        numbered=Numbered(
            own.number if own.number is not None else below.numbered.number,
            own.level if own.level is not None else below.numbered.level,
        ),
        hidden=below.hidden if hidden is None else hidden,
        contents=below.contents or re.match(r"toc \d|table of figures", name) is not None,
        chain=below.chain,
        look=look_of(child(element, "rPr")).over(below.look),
    )
