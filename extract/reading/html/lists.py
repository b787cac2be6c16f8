"""The numbers that a browser shows before the items of an ordered list."""

from __future__ import annotations

import re
from typing import Any

from jixiao.extract.reading.layout.list_labels import Style, label, numeral

_TYPES: dict[str, Style] = {"1": "decimal", "a": "lower", "A": "upper", "i": "lower_roman", "I": "upper_roman"}
_STYLES: dict[str, Style] = {
    "decimal": "decimal", "decimal-leading-zero": "padded", "lower-alpha": "lower", "lower-latin": "lower",
    "upper-alpha": "upper", "upper-latin": "upper", "lower-roman": "lower_roman", "upper-roman": "upper_roman",
    "cjk-ideographic": "han", "trad-chinese-informal": "han", "simp-chinese-informal": "han", "cjk-decimal": "digits",
    "japanese-informal": "han", "trad-chinese-formal": "formal", "cjk-heavenly-stem": "stem",
    "cjk-earthly-branch": "branch", "none": "none", "disc": "none", "circle": "none", "square": "none",
}  # fmt: skip
_WIDE = ("han", "digits", "formal", "stem", "branch")
_STYLE = re.compile(r"list-style(?:-type)?\s*:([^;]*)", re.IGNORECASE)


def labels(element: Any) -> dict[Any, str]:
    """The label of each li of an ol."""
    items = list(element.iterchildren("li"))
    step = -1 if element.get("reversed") is not None else 1
    number = _number(element.get("start"), len(items) if step < 0 else 1)
    found: dict[Any, str] = {}
    for item in items:
        number = _number(item.get("value"), number)
        style = _style(item) or _style(element) or "decimal"
        if style != "none":
            told = numeral(number, style)
            found[item] = f"{told}、" if style in _WIDE else label(f"{told}.")
        number += step
    return found


def _style(element: Any) -> Style | None:
    declared = _STYLE.search(element.get("style", ""))
    for word in declared[1].lower().split() if declared else ():
        if word in _STYLES:
            return _STYLES[word]
    return _TYPES.get(element.get("type", ""))


def _number(text: str | None, default: int) -> int:
    return int(text) if text and re.fullmatch(r"\s*-?\d{1,6}\s*", text) else default
