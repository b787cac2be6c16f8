"""Where a text too long for one passage is cut: at sentences, else clauses, phrases, words, and last by its length."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

from jixiao.extract.text.enumeration import cuts

# Code points. Source: LONGEST is the length asked for of outcome passages, GOOD chosen by reading those of reports
# 000-004: with these and the sizes in items.py, 407 of the 408 judged places of the development questions stand
# whole in one passage.
LONGEST = 300
GOOD = 250
# Code points a cut by length may move back so as not to stand inside a word. Source: chosen; half a passage.
_BACK = GOOD // 2

_OPENING = "「『（(《〈【〔〖［[｛{“‘"
_CLOSING = "」』）)》〉】〕〗］]｝}”’、，。；：！？,.;:!?%％"
# From the best place to cut on: where nothing better is near, the next kind counts. A space behind a figure parts it
# from its unit, so it is none.
_FINER = (
    re.compile("、"),
    re.compile(
        rf"(?<![\d\s])\s+|[：:／|｜‧·・•→]+(?![\d／/])|([.…‥．_—－=~～*\-])\1+(?!\1)"
        rf"|[{re.escape(_CLOSING)}](?=[{re.escape(_OPENING)}])|[」』）)》〉】〕”](?![{re.escape(_CLOSING)}])"
    ),
)
_NUMERAL = frozenset("零〇○一二兩三四五六七八九十百千萬億兆")
_IN_ADDRESS = frozenset(".,:/?&=%_#@+~$!*'-")
_AFTER_IN_ADDRESS = frozenset("/?&=#_-+.,:")
_JOINERS = frozenset("\u200d\u2060\ufeff")


def groups(body: str, shortest: int) -> list[int]:
    """Offsets that cut `body` into parts of about equal size, none longer than LONGEST code points.

    The last part has `shortest` code points at least, where a place to cut is that far from the end.
    """
    ends = _ends(body)
    target = len(body) / -(-len(body) // GOOD)
    chosen: list[int] = []
    for end, after in pairwise([*ends, len(body)]):
        start = chosen[-1] if chosen else 0
        if after - start > LONGEST or end - start >= target - (after - end) / 2:
            chosen.append(end)
    if chosen and len(body) - chosen[-1] < shortest:
        start = chosen[-2] if len(chosen) > 1 else 0
        if len(body) - start <= LONGEST:
            chosen.pop()
        else:
            far = (end for end in reversed(ends) if start < end <= len(body) - shortest)
            chosen[-1] = next(far, chosen[-1])
    return chosen


def _ends(body: str) -> list[int]:
    """Where the text may be cut; what lies between two of these places is never longer than LONGEST."""
    ends: list[int] = []
    for level in range(3):
        ends = cuts(body, level=level)
        if _longest(body, ends) <= LONGEST:
            return ends
    for pattern in _FINER:
        ends = sorted({*ends, *_inside_long(body, ends, pattern)})
    return sorted({*ends, *_by_length(body, ends)})


def _longest(body: str, ends: list[int]) -> int:
    return max(after - before for before, after in pairwise([0, *ends, len(body)]))


def _long(body: str, ends: list[int]) -> Iterator[tuple[int, int]]:
    """The stretches between two places that are too long."""
    return ((start, end) for start, end in pairwise([0, *ends, len(body)]) if end - start > LONGEST)


def _inside_long(body: str, ends: list[int], pattern: re.Pattern[str]) -> Iterator[int]:
    for start, end in _long(body, ends):
        yield from (m.end() for m in pattern.finditer(body, start, end) if start < m.end() < end)


def _by_length(body: str, ends: list[int]) -> Iterator[int]:
    for start, end in _long(body, ends):
        at = start
        while end - at > LONGEST:
            left = end - at
            at = _place(body, at, at + -(-left // -(-left // GOOD)))
            yield at


def _place(body: str, start: int, wanted: int) -> int:
    """The last place from `start` to `wanted` that cuts the least that belongs together."""
    for parts in (_apart, _apart_in_address, _apart_numbers, _apart_characters):
        found = next((at for at in range(wanted, max(start, wanted - _BACK), -1) if parts(body[at - 1], body[at])), 0)
        if found:
            return found
    return wanted  # one character under a heap of marks


def _apart(before: str, after: str) -> bool:
    """Does a cut here leave words, numbers, addresses and brackets whole?"""
    if before in _OPENING or after in _CLOSING:
        return False
    return not (_of_word(before) and _of_word(after)) and _apart_numbers(before, after)


def _apart_in_address(before: str, after: str) -> bool:
    """The same where an address fills all: behind one of its marks."""
    return before in _AFTER_IN_ADDRESS and after not in _AFTER_IN_ADDRESS and not (before in ",." and after.isdecimal())


def _apart_numbers(before: str, after: str) -> bool:
    if before in _NUMERAL and after in _NUMERAL:
        return False
    figures = (before.isdecimal() or before in ",.") and (after.isdecimal() or after in ",.")
    return not figures and _apart_characters(before, after)


def _apart_characters(before: str, after: str) -> bool:
    """Does the character after begin anew, not a mark on the one before or joined to it?"""
    return not (unicodedata.category(after).startswith("M") or before in _JOINERS or after in _JOINERS)


def _of_word(character: str) -> bool:
    """Is it one of a Latin word, a number or an address? Han characters are words of their own."""
    if character in _IN_ADDRESS:
        return True
    return character.isalnum() and not "\u2e80" <= character <= "\uffdc" and character < "\U00020000"
