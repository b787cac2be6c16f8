"""Breakdowns by the sign of each branch: 「基、新 28、中 87」, 「總局 252基 96新 108」.

The signs are the `letter` of each branch in the organisation register.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from jixiao.extract.names.register import Register
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


def find(text: str, known: Register) -> list[list[Share]]:
    """Breakdowns of `text` (folded), each with at least two signs of the register."""
    found = []
    text = normalisation.matching_form(text)
    sign, share, row = _patterns(known)
    for whole in row.finditer(text):
        shares = [_share_of(match, sign, known) for match in share.finditer(text, whole.start(), whole.end())]
        branches = {branch for share in shares for branch in share.branches}
        if _believed(whole.group(), branches, known) or (len(branches) > 1 and _adds_up(text, whole, shares)):
            found.append(shares)
    return found


def _share_of(match: re.Match[str], sign: re.Pattern[str], known: Register) -> Share:
    branch_of = {**known.signs, **known.letters}
    signs = sign.findall(match["signs"])
    return Share(match.start(), match.end(), float(match["value"].replace(",", "")), tuple(branch_of[s] for s in signs))


def _adds_up(text: str, whole: re.Match[str], shares: list[Share]) -> bool:
    """Whether the shares add up to the figure right before or behind them: 「基隆 12、高雄 8，共 20 場次」."""
    near = [_TOTAL_BEHIND.match(text, whole.end()), _TOTAL_BEFORE.search(text, 0, whole.start())]
    totals = {float(found["total"].replace(",", "")) for found in near if found}
    return sum(share.value for share in shares) in totals


def _believed(text: str, branches: set[str], known: Register) -> bool:
    """Names of places (基隆 3、新竹 5) are signs only beside the head office's, or with most branches in a row."""
    if any(sign in text for sign in known.signs):
        return bool(branches & set(known.heads)) or len(branches) > len({*known.signs.values()}) / 2
    return len(branches) >= 2


_TOTAL = r"(?P<total>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)"
_TOTAL_BEHIND = re.compile(rf"[,;、)]?(?:合計|總計|共計|小計|總共|總數|共|計)[\u4e00-\u9fff]{{0,4}}?{_TOTAL}(?![\d,.])")
_TOTAL_BEFORE = re.compile(rf"{_TOTAL}[\u4e00-\u9fff]{{1,6}}[(:,]$")
_VALUE = r":?(?P<value>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)(?![\d%])"


@lru_cache(maxsize=4)
def _patterns(known: Register) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """A sign; one share of a breakdown; a whole breakdown."""
    letters = "|".join(sorted(map(re.escape, [*known.letters, *known.signs]), key=len, reverse=True)) or "(?!)"
    share = rf"(?P<signs>(?:(?:{letters})[、及])*(?:{letters}|(?![共計])[\u4e00-\u9fff])){_VALUE}"
    value = _VALUE.replace("?P<value>", "?:")
    unit = rf"(?:(?!{letters})[\u4e00-\u9fff]){{0,2}}"
    one = rf"(?:(?:{letters})[、及])*(?:{letters}){value}"
    other = rf"(?![共計])[\u4e00-\u9fff]{value}"
    between = rf"{unit}[、,;]?\s?"
    whole = rf"(?<![\u4e00-\u9fff])(?:{other}[、,;])?(?:{one}{between}){{2,}}(?:{other}[、,;]?)?"
    return re.compile(letters), re.compile(share), re.compile(whole)
