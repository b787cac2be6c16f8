"""What is set off inside a line: raised and lowered characters, text struck through, signs of symbol fonts.

The rule for all formats. Struck-through text is deleted text: left out, and told. Raised and lowered digits and signs
are told by Unicode's own characters for them, so that they never fuse with the digits beside them and stay readable:
123¹件, 10³, m², CO₂. Which of them are marks of notes and which are part of what is said, the matching form decides
(`extract.text.superscripts`).

Characters that show nothing are dropped from the reading text of formatted files; plain text keeps all of its own, and
the matching form passes over them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from jixiao.extract.reading.layout import symbol_fonts

Level = Literal["raised", "lowered", None]
_RAISED = str.maketrans("0123456789+-−=()０１２３４５６７８９", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾⁰¹²³⁴⁵⁶⁷⁸⁹")
_LOWERED = str.maketrans("0123456789+-−=()０１２３４５６７８９", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎₀₁₂₃₄₅₆₇₈₉")
# Code points that show nothing: blanks of no width, soft hyphens, marks of byte order.
UNSEEN = dict.fromkeys((0xAD, 0x200B, 0x2060, 0xFEFF, 0x180E))
_SHOWN = 3
_LONGEST_SHOWN = 12
STRUCK = (
    r"<(?P<tag>del|s|strike)\b[^<>]*>[^\n]{0,400}?</(?P=tag)\s*>|(?<![~\d])~~(?=[^\s~])[^~\n]{0,400}?(?<=[^\s~])~~(?!~)"
)
_STRUCK = re.compile(STRUCK, re.IGNORECASE)
_LEFT_OUT = "struck-through text was left out"
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")
_RAISED_TAG = re.compile(r"(<(?P<tag>su[pb])\b[^<>]*>)([^<>\n]{0,20})(?=</(?P=tag)\s*>)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Setting:
    """How a run of text is set; `font` "" where that does not matter."""

    struck: bool = False
    level: Level = None
    font: str = ""


@dataclass(slots=True)
class Inline:
    """The runs of one file; `struck` gathers what was left out."""

    struck: list[str] = field(default_factory=list)

    def text(self, run: str, setting: Setting) -> str:
        """What the reading text holds of a run."""
        if setting.struck:
            self.struck.extend(filter(None, [run.strip()]))
            return ""
        return set_at(symbol_fonts.readable(run, setting.font), setting.level)

    def warnings(self) -> Iterator[str]:
        """What was left out."""
        yield from told(self.struck, _LEFT_OUT)


def set_at(text: str, level: Level) -> str:
    """`text` in raised or lowered characters, as far as Unicode has them; as long as it was."""
    return text if level is None else text.translate(_RAISED if level == "raised" else _LOWERED)


def in_markup(source: str) -> str:
    """The source with raised and lowered characters in the place of what stands between <sup>, <sub> and their ends;
    every code point keeps its place."""
    return _RAISED_TAG.sub(
        lambda match: match[1] + set_at(match[3], "raised" if match["tag"].lower() == "sup" else "lowered"), source
    )


def struck_in(source: str) -> tuple[str, ...]:
    """The warning of a source in which something is struck through by marks (STRUCK)."""
    found = [re.sub(r"^<[^<>]*>|</[^<>]*>$|^~~|~~$", "", match.group()) for match in _STRUCK.finditer(source)]
    return tuple(told(found, _LEFT_OUT))


def unreadable(text: str) -> tuple[str, ...]:
    """The warning of a text with characters that only a font of its own tells."""
    found = _PRIVATE.findall(text)
    kinds = "、".join(f"U+{ord(one):04X}" for one in list(dict.fromkeys(found))[:_SHOWN])
    what = f"{len(found):,} characters of private use, which only their own font tells, stay as they are"
    return (f"{what}: {kinds}{' …' if len(set(found)) > _SHOWN else ''}",) if found else ()


def told(texts: list[str], what: str) -> Iterator[str]:
    """One warning: what happened to the texts, how many characters they have, the first of them."""
    if texts:
        first = "、".join(f"「{text[:_LONGEST_SHOWN]}{'…' * (len(text) > _LONGEST_SHOWN)}」" for text in texts[:_SHOWN])
        more = " …" if len(texts) > _SHOWN else ""
        yield f"{what} ({sum(map(len, texts)):,} characters): {first}{more}"
