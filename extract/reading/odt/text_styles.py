"""How OpenDocument's styles set the text inside lines: struck through, raised or lowered, in symbol fonts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jixiao.extract.reading.archive import child, local, value
from jixiao.extract.reading.layout.inline import Level, Setting

_LINE = ("text-line-through-style", "text-line-through-type")
_FONTS = ("font-name", "font-family")


@dataclass(frozen=True, slots=True)
class Look:
    """What a style says of its text; None where it says nothing."""

    struck: bool | None = None
    position: str | None = None
    font: str | None = None

    def over(self, below: Look) -> Look:
        """This look on top of another one."""
        return Look(
            below.struck if self.struck is None else self.struck,
            below.position if self.position is None else self.position,
            below.font if self.font is None else self.font,
        )

    def setting(self) -> Setting:
        """As runs are set."""
        return Setting(bool(self.struck), _level(self.position or ""), self.font or "")


def styles_of(*roots: Any) -> dict[str, Any]:
    """The styles of content.xml and styles.xml by name; those of the last root count first."""
    found: dict[str, Any] = {}
    for root in roots:
        for container in () if root is None else root:
            if local(container) in ("styles", "automatic-styles"):
                found.update({value(one, "name"): one for one in container if local(one) == "style"})
    return found


def chain(styles: Mapping[str, Any], style: str) -> list[Any]:
    """The style and those that it is based on."""
    found: list[Any] = []
    while style in styles and styles[style] not in found:
        found.append(styles[style])
        style = value(found[-1], "parent-style-name")
    return found


def look(styles: Mapping[str, Any], style: str) -> Look:
    """What a style, with what it inherits, says of its text."""
    found = Look()
    for one in chain(styles, style):
        found = found.over(_own(child(one, "text-properties")))
    return found


def _own(properties: Any) -> Look:
    if properties is None:
        return Look()
    lines = [kind for name in _LINE if (kind := value(properties, name))]
    fonts = [font for name in _FONTS if (font := value(properties, name))]
    struck = all(kind != "none" for kind in lines) if lines else None
    return Look(struck, value(properties, "text-position") or None, fonts[0] if fonts else None)


def _level(position: str) -> Level:
    """`super 58%`, `33% 58%` (raised by a third), `-33% 58%`, `sub`."""
    first = position.split(" ", maxsplit=1)[0]
    if first in ("super", "sub"):
        return "raised" if first == "super" else "lowered"
    share = re.fullmatch(r"(-?)(\d+(?:\.\d+)?)%", first)
    if share is None or not float(share[2]):
        return None
    return "lowered" if share[1] else "raised"
