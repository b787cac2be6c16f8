"""Questions in simplified characters, as they are matched with reports in traditional ones.

OpenCC converts them. A question counts as simplified where it has a character that only simplified writing has: 里 and
后 are characters of both.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Literal

# Its repertoire is that of traditional Chinese as Taiwan writes it.
_TRADITIONAL = "cp950"


def traditional(text: str) -> str:
    """`text` in traditional characters, each at its own place: the same length. Itself where it is not simplified."""
    if not _simplified(text):
        return text
    told = str(_converter("s2tw").convert(text))
    return told if len(told) == len(text) else "".join(_one(c) for c in text)


def worded(text: str) -> str:
    """`text` in traditional characters and in Taiwan's words (信息系统 is 資訊系統); the length may change."""
    return str(_converter("s2twp").convert(text)) if _simplified(text) else text


def _simplified(text: str) -> bool:
    return any(not _written_here(c) and _one(c) != c for c in text if c > "\u2e80")


def _written_here(character: str) -> bool:
    try:
        character.encode(_TRADITIONAL)
    except UnicodeEncodeError:
        return False
    return True


def _one(character: str) -> str:
    told = str(_converter("s2tw").convert(character))
    return told if len(told) == 1 else character


@cache
def _converter(name: Literal["s2tw", "s2twp"]) -> Any:
    """OpenCC's; loaded when the first such question comes."""
    import opencc

    return opencc.OpenCC(name)
