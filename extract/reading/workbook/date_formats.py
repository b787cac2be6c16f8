"""Days since an epoch and the tokens of a format → the date or time that a cell shows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WEEKDAYS = "一二三四五六日"
_FIRST_ROC_YEAR = 1912


@dataclass(frozen=True, slots=True)
class Token:
    """One part of a number format: `kind` names a group of `numberformats._TOKEN`; `text` is the code, or what a
    literal shows."""

    kind: str
    text: str


def is_date(tokens: Sequence[Token]) -> bool:
    """Does the format show a date or a time?"""
    return any(token.kind == "elapsed" or (token.kind == "date" and token.text[0] not in "gGeE") for token in tokens)


def shown(value: float, tokens: Sequence[Token], *, from_1904: bool) -> str:
    """The date or time; a value that is none is shown as ###, as the cell shows it."""
    # Excel counts a 29 February 1900: days before March 1900 are one later.
    epoch = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 31 if 1 <= value < 60 else 30)
    try:
        moment = epoch + timedelta(seconds=round(value * 86400))
    except (OverflowError, ValueError):
        return "###"
    codes = [token for token in tokens if token.kind in ("date", "elapsed", "noon")]
    parts: list[str] = []
    for token in tokens:
        if token.kind in ("literal", "slash", "comma"):
            parts.append(token.text)
        elif token.kind in ("date", "elapsed", "noon"):
            parts.append(_part(token, moment, value, codes))
    return "".join(parts).strip()


def _part(token: Token, moment: datetime, value: float, codes: Sequence[Token]) -> str:
    code = token.text.lower()
    if token.kind == "noon":
        before, after = token.text.split("/")
        return after if moment.hour >= 12 else before
    if token.kind == "elapsed":
        unit = {"h": 3600, "m": 60, "s": 1}[code[1]]
        return str(round(value * 86400) // unit).zfill(len(code) - 2)
    if code[0] == "m" and _is_minute(token, codes):
        return f"{moment.minute:0{min(len(code), 2)}d}"
    if code[0] == "h" and any(other.kind == "noon" for other in codes):
        return f"{moment.hour % 12 or 12:0{min(len(code), 2)}d}"
    return _plain(code, moment)


def _plain(code: str, moment: datetime) -> str:
    width, kind = len(code), code[0]
    if kind == "y":
        return f"{moment.year:04d}" if width > 2 else f"{moment.year % 100:02d}"
    if kind == "e":
        return str(moment.year - _FIRST_ROC_YEAR + 1) if moment.year >= _FIRST_ROC_YEAR else str(moment.year)
    if kind == "g":
        return "" if moment.year < _FIRST_ROC_YEAR else "中華民國" if width > 2 else "民國"
    if kind == "a":
        return ("星期" if width > 3 else "週") + _WEEKDAYS[moment.weekday()]
    if kind in "md" and width > 2:
        name = _MONTHS[moment.month - 1] if kind == "m" else _DAYS[moment.weekday()]
        return name if width == 4 else name[:1] if width > 4 else name[:3]
    number = {"m": moment.month, "d": moment.day, "h": moment.hour, "s": moment.second}[kind]
    return f"{number:0{min(width, 2)}d}"


def _is_minute(token: Token, codes: Sequence[Token]) -> bool:
    """m after hours or before seconds."""
    at = next(number for number, other in enumerate(codes) if other is token)
    before = next((c.text for c in reversed(codes[:at]) if c.kind != "noon"), "")
    after = next((c.text for c in codes[at + 1 :] if c.kind != "noon"), "")
    return len(token.text) <= 2 and bool(
        re.match(r"\[?h", before, re.IGNORECASE) or re.match("s", after, re.IGNORECASE)
    )
