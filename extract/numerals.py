"""Numbers as reports write them: 12,029 · 12 萬 4,093 · 2.3 萬 · 一千五百 · 二十一."""

from __future__ import annotations

import re

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "兩": 2}
_DIGITS |= {c: i for i, c in enumerate("零壹貳參肆伍陸柒捌玖")} | {"叁": 3}
_SMALL = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_LARGE = {"萬": 10**4, "億": 10**8, "兆": 10**12}

_PLAIN = r"(?:\d{1,3}(?:,\s?\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)"
_SCALED = rf"(?:{_PLAIN}\s?[百千]?[萬億兆]\s?)"
ARABIC = rf"(?:{_SCALED}*{_PLAIN}(?:[百千](?![萬億兆]))?|{_SCALED}+)"
"""Arabic numerals, with 萬 億 兆 behind and between them where there are any."""

CHINESE = r"[零〇一二三四五六七八九十百千萬億兩壹貳參叁肆伍陸柒捌玖拾佰仟]+"

_PART = re.compile(rf"({_PLAIN})\s?([百千]?)([萬億兆]?)")
_WRITTEN = re.compile(CHINESE)


def value(text: str) -> float | None:
    """The number that `text` (NFKC) writes, whole numbers as whole floats; None where it writes none."""
    text = text.strip()
    if not text:
        return None
    return _arabic(text) if text[0].isdigit() else _chinese(text)


def _arabic(text: str) -> float | None:
    total = 0.0
    at = 0
    for part in _PART.finditer(text):
        if text[at : part.start()].strip():
            return None
        number = float(re.sub(r"[,\s]", "", part[1]))
        total += number * _SMALL.get(part[2], 1) * _LARGE.get(part[3], 1)
        at = part.end()
    return None if not at or text[at:].strip() else round(total, 6)


def _chinese(text: str) -> float | None:
    if not _WRITTEN.fullmatch(text):
        return None
    if len(text) > 1 and all(c in _DIGITS for c in text):
        return None if len(set(text) & set("〇零")) == 0 else float("".join(str(_DIGITS[c]) for c in text))
    total = section = digit = 0
    seen = False
    for c in text:
        if c in _DIGITS:
            if seen and digit:
                return None
            digit, seen = _DIGITS[c], True
        elif c in _SMALL:
            if not seen and c not in "十拾":
                return None
            section += (digit or 1) * _SMALL[c]
            digit, seen = 0, True
        else:
            if not seen:
                return None
            total = (
                (total + section + digit) * _LARGE[c] if section + digit == 0 else total + (section + digit) * _LARGE[c]
            )
            section = digit = 0
    return float(total + section + digit)
