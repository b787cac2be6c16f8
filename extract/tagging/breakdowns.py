"""Breakdowns by the sign of each branch: 「基、新 28、中 87」, 「總局 252基 96新 108」.

The signs are the `letter` of each branch in the organisation register.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from jixiao.extract.names.register import Register, register
from jixiao.extract.text import normalisation


@dataclass(frozen=True, slots=True)
class Share:
    """One number of a breakdown at `start` to `end` of the folded text (sign included).

    `branches` are those of its signs, in order; the number belongs to the last, the one next to it, unless the text
    says more. Empty where the sign is nobody's in the register (人: a unit of the reporting office).
    """

    start: int
    end: int
    value: float
    branches: tuple[str, ...]


def find(text: str) -> list[list[Share]]:
    """Breakdowns of `text` (folded), each with at least two signs of the register."""
    found = []
    text = normalisation.matching_form(text)
    sign, share, row = _patterns(register())
    for whole in row.finditer(text):
        shares = [_share_of(match, sign) for match in share.finditer(text, whole.start(), whole.end())]
        if _believed(whole.group(), {branch for share in shares for branch in share.branches}):
            found.append(shares)
    return found


def _share_of(match: re.Match[str], sign: re.Pattern[str]) -> Share:
    known = {**register().signs, **register().letters}
    signs = sign.findall(match["signs"])
    return Share(match.start(), match.end(), float(match["value"].replace(",", "")), tuple(known[s] for s in signs))


def _believed(text: str, branches: set[str]) -> bool:
    """Names of places (基隆 3、新竹 5) are signs only beside the head office's, or with most branches in a row."""
    if any(sign in text for sign in register().signs):
        return bool(branches & set(register().heads)) or len(branches) > len({*register().signs.values()}) / 2
    return len(branches) >= 2


_VALUE = r":?(?P<value>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)(?![\d%])"


@lru_cache(maxsize=4)
def _patterns(known: Register) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """A sign; one share of a breakdown; a whole breakdown."""
    letters = "|".join(sorted(map(re.escape, [*known.letters, *known.signs]), key=len, reverse=True)) or "(?!)"
    share = rf"(?P<signs>(?:(?:{letters})[、及])*(?:{letters}|[\u4e00-\u9fff])){_VALUE}"
    value = _VALUE.replace("?P<value>", "?:")
    unit = rf"(?:(?!{letters})[\u4e00-\u9fff]){{0,2}}"
    one = rf"(?:(?:{letters})[、及])*(?:{letters}){value}"
    other = rf"[\u4e00-\u9fff]{value}"
    between = rf"{unit}[、,;]?\s?"
    whole = rf"(?<![\u4e00-\u9fff])(?:{other}[、,;])?(?:{one}{between}){{2,}}(?:{other}[、,;]?)?"
    return re.compile(letters), re.compile(share), re.compile(whole)
