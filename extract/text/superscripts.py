"""Raised and lowered characters where text is matched: marks of notes are passed over, powers and units stay.

The rule: raised figures behind a digit, or behind anything that is no unit, are the mark of a note (123¹件, 參訪²),
but behind the number 10 they are its power (10³), and behind a Latin letter or 尺, 分, 釐, 里, 米 they belong to the
unit (m², 公尺²). Lowered figures behind a Latin letter belong to a formula and read as plain ones (CO₂, PM₂.₅); behind
a digit they are a mark too.
"""

from __future__ import annotations

import re

_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_LOWERED = "₀₁₂₃₄₅₆₇₈₉"
_MARK = re.compile(
    rf"(?<=[0-9０-９])(?:[註注]?[(（\[［⁽]?[{_RAISED}]+[)）\]］⁾]?|[{_LOWERED}]+|[*＊†‡※](?=[一-鿿]))"
    rf"|(?<=[一-鿿)）」』%％])(?<![尺分釐里米])[註注]?[(（\[［⁽]?[{_RAISED}]+(?:[,，、⁻][{_RAISED}]+)*[)）\]］⁾]?"
)
_POWER = re.compile(r"(?:^|[^\d.,])(?:10|１０)")
_FORMULA = re.compile(rf"(?<=[A-Za-z])[{_LOWERED}]+(?:\.[{_LOWERED}]+)?(?!\d)")
_PLAIN = str.maketrans(_LOWERED, "0123456789")
_ANY = re.compile(rf"[{_RAISED}{_LOWERED}*＊†‡※]")
NOTHING = "\u2060"  # shows nothing: the matching form drops it


def settled(text: str) -> str:
    """`text` in as many code points: NOTHING for the marks of notes, plain figures for those of formulas."""
    if not _ANY.search(text):
        return text
    text = _FORMULA.sub(lambda match: match.group().translate(_PLAIN), text)
    return _MARK.sub(
        lambda match: match.group() if _is_power(text, match.start()) else NOTHING * len(match.group()), text
    )


def _is_power(text: str, at: int) -> bool:
    """Does the number 10 stand before `at`?"""
    return _POWER.fullmatch(text, max(at - 3, 0), at) is not None
