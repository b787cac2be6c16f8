"""Signs of fonts that show others than the codes say (Symbol, Wingdings …) → the characters that the reader sees."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources

_PRIVATE = 0xF000
_UNSHOWN = "\ufffd"


def readable(text: str, font: str) -> str:
    """`text` as the font shows it; as it is where the font is none of these."""
    signs = _fonts().get(re.sub(r"[\s\"']", "", font).lower())
    return text.translate(signs) if signs else text


def of_code(code: int, font: str) -> str:
    """The sign of a code in a font; that of Wingdings for a private code where the font is none of these."""
    shown = readable(chr(code), font)
    return readable(shown, "wingdings") if _PRIVATE <= ord(shown) <= _PRIVATE + 0xFF else shown


@cache
def _fonts() -> dict[str, dict[int, str]]:
    text = resources.files("jixiao.extract").joinpath("data/symbol_fonts.toml").read_text(encoding="utf-8")
    found: dict[str, dict[int, str]] = {}
    for font, rows in tomllib.loads(text).items():
        signs = {int(first, 16) + at: sign for first, row in rows.items() for at, sign in enumerate(row)}
        shown = {code: sign for code, sign in signs.items() if sign != _UNSHOWN}
        found[font] = shown | {_PRIVATE + code: sign for code, sign in shown.items()}
    return found
