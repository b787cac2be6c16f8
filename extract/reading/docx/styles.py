"""What a DOCX's styles say of its paragraphs: headings, numbers, hidden text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from jixiao.extract.reading.archive import child, local, value

_HEADING = re.compile(r"heading ([1-9])")
_OFF = ("0", "false", "off")


@dataclass(frozen=True, slots=True)
class Numbered:
    """The list that numbers a paragraph ("0": none, None: not said) and its level from 0."""

    number: str | None = None
    level: int | None = None


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    """A style with what it inherits. `level` from 1 where it marks headings; `chain` has its id and its ancestors'."""

    level: int | None = None
    numbered: Numbered = Numbered()
    hidden: bool = False
    contents: bool = False
    chain: tuple[str, ...] = ()


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
    )
