"""What makes a number one below zero: −5%, △3.5%, 負 3%, 零下 5 度, (1,200)元; words in data/units.toml.

A dash also parts names and ranges, a triangle also heads a list, and brackets hold list numbers and years: a sign
counts where the unit, or what stands before it, can be below zero.
"""

from __future__ import annotations

import re
from functools import cache

from jixiao.extract.text import units

_SIGN = re.compile(r"(?P<sign>[-−△▲▼▽]|負|零下)(?:NT\$|\$)?\s?$")
_TRIANGLES = "△▲▼▽"
# Characters looked at before a figure; more than any pattern below needs.
_NEAR = 24
# What a dash stands between: numbers, codes, amounts, and the name of an office and its figure.
_PARTED = re.compile(r"[\d%~°A-Za-z]$|\d[^\d\s,。;:年]{1,3}$|[局處所署會府組課室站校館隊科市縣區鄉鎮]$")
_LINE_START = re.compile(r"(?:^|[\n。;])\s?$")
_OPENING = re.compile(r"[(,:=、「]\s?$|(?:為|是|達|計|約|僅|由|從|至|到|成)$")
_NO_BURDEN = re.compile(r"[肩擔背勝正欠抱自身]$")
_DEGREES = ("°C", "度C", "度")
_LEGEND = re.compile(
    rf"[{_TRIANGLES}][」』)]?(?:係|則)?(?:表示?|代表|為|指)(?:較?[^,。;:\n]{{0,4}})(?P<said>增|成長|上升|擴大|正)"
)


def below_zero(text: str, start: int, end: int, unit: str) -> int:
    """Characters before the number at `start` (folded; its unit ends at `end`) that make it negative; 0: none do."""
    found = _SIGN.search(text, max(0, start - _NEAR), start)
    if found is None:
        return 0
    at, sign = found.start(), found["sign"]
    if sign == "零下":
        return start - at
    negative = _triangle(text, at, end, unit) if sign in _TRIANGLES else _dash(text, at, end, unit)
    return start - at if negative else 0


def _dash(text: str, at: int, end: int, unit: str) -> bool:
    """Whether the dash or 負 at `at` is a minus."""
    before, sign = text[max(0, at - _NEAR) : at], text[at]
    if sign == "負" and _NO_BURDEN.search(before):
        return False
    if sign != "負" and _PARTED.search(before):
        return False
    if _LINE_START.search(before):
        return _alone(text, end) or (unit in units.rules().signed and not before)
    spoken = bool(_can_be().search(before) or _OPENING.search(before))
    if unit in units.rules().signed:
        return text[at + 1] != " " or spoken
    if unit == "度":
        return before.endswith("攝氏")
    return spoken or sign == "−" or (sign == "負" and unit.endswith("元"))


def _triangle(text: str, at: int, end: int, unit: str) -> bool:
    """Whether the triangle at `at` says that less is left, not that an item begins, or that something grew."""
    before, sign = text[max(0, at - _NEAR) : at], text[at]
    if re.search(r"[\dA-Za-z]$", before) or unit in _DEGREES or _grew(before):
        return False
    if sign in "△▲" and (set(text) & set("▼▽") or _LEGEND.search(text)):
        return False
    if _LINE_START.search(before):
        listed = re.search(rf"(?:^|[\n。;])\s?{sign}\s?[\u4e00-\u9fff]", text)
        return not listed and (_alone(text, end) or unit in units.rules().signed)
    return True


def _grew(before: str) -> bool:
    """Whether the word before a triangle says that something grew; 社會增加 is the name of a figure."""
    grows, may_be = _grows().search(before), _can_be().search(before)
    return grows is not None and (may_be is None or may_be.start() >= grows.start())


def bracketed(text: str, number: re.Match[str]) -> bool:
    """Whether the number in brackets, its unit behind or within them, is a negative amount: (1,200)元, 餘絀(12)件.

    A whole number of few digits may be a list number or a year.
    """
    before, digits = text[max(0, number.start() - _NEAR) : number.start()], number["number"]
    if _can_be().search(before):
        return True
    if number["inner"]:
        return False
    return bool(re.search(r"[,.]|^\d{4,}", digits)) and not re.fullmatch(r"(?:19|20)\d\d", digits)


def _alone(text: str, end: int) -> bool:
    """Whether nothing is said behind the figure: a cell, not an item of a list."""
    return re.match(r"\s?(?:$|[\n,。;:、)])", text[end:]) is not None


@cache
def _can_be() -> re.Pattern[str]:
    words = units.below_zero()
    return re.compile(
        rf"(?:{units.either(words['nouns'])})(?:數|額|率|金額|為|計|達)?[:(]?\s?$|(?:較|比|相較)[^,。;:]{{1,10}}$"
    )


@cache
def _grows() -> re.Pattern[str]:
    return re.compile(rf"(?:{units.either(units.below_zero()['grows'])})$")
