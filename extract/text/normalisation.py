"""Text as it is matched: NFKC, what can't be seen dropped, white space of a layout too, 台 read as 臺.

Matching never runs on the source's own characters: some PDFs hold compatibility characters (U+F97C 良), digits may be
full-width, a line end or a character that nobody sees (a soft hyphen, U+200B) may stand inside a word, and a circle may
stand for a zero. What is found is carried back through the offset map, so that a surface keeps the source's characters.
`fold` is for running text, `level` where lines and columns count, `plain` and `squash` for short texts without offsets.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from jixiao.extract.records import Span
from jixiao.extract.text import superscripts

_GAP = re.compile(r"\s+")
# Folding these would change what a number says: ① → 1, ² → 2, ½ → 1⁄2.
_KEPT = ("<circle>", "<super>", "<sub>", "<fraction>", "<square>")
_LABEL = re.compile(r"(?:(?<=[。;:\n])|^)\s?\d{1,2}[.、]\s?(?=\D|\d{2,3}年)")
_VARIANTS = str.maketrans({"台": "臺"})
# Radicals that PDFs hold in place of the ideograph and that have no decomposition of their own.
# Source: EquivalentUnifiedIdeograph of Unicode 14, where the ideograph is one of Big5.
_RADICALS = dict(
    zip(
        "⺁⺄⺈⺊⺌⺍⺎⺐⺒⺗⺛⺜⺝⺠⺧⺩⺫⺬⺴⺶⺻⺼⻁⻄⻆⻏⻑⻗⻘⻝⻣⻤⻱",
        "厂乙刀卜小小兀尢巳心旡日月民牛王目示冗羊聿肉虎西角邑長雨青食骨鬼龜",
        strict=True,
    )
)
# What is written for 〇 between Chinese numerals: circles, the letter O, the digit.
_ZERO = re.compile(r"(?<=[一二三四五六七八九十百千萬點])[○◯⭘〇0OΟО]+(?![A-Za-z\d.,:%])")
# Single spaces other than the plain and the ideographic one part thousands: 1 234 567.
_THIN = "\N{NARROW NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True)
class Folded:
    """`text` is what is matched; `starts[i]` and `ends[i]` bound its character i in the source text.

    `matching` has the same length, with variants (台) folded and Latin letters lowered, for look-ups in gazetteers.
    """

    text: str
    matching: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> Span:
        """Code points of the source text behind `text[start:end]`; an empty slice gives an empty span."""
        if start >= end:
            at = self.starts[start] if start < len(self.starts) else (self.ends[-1] if self.ends else 0)
            return Span(at, at)
        return Span(self.starts[start], self.ends[end - 1])


class _Level(dict[int, int | None]):
    """Code point -> the one in its place, None for what can't be seen; filled as characters are met."""

    def __missing__(self, code: int) -> int | None:
        character = chr(code)
        name = unicodedata.name(character, "")
        if unseen(character):
            self[code] = None
        elif name.startswith(("CJK COMPATIBILITY IDEOGRAPH", "KANGXI RADICAL")):
            self[code] = ord(unicodedata.normalize("NFKC", character)[0])
        else:
            self[code] = ord(_RADICALS.get(character, character))
        return self[code]


class _Characters(dict[int, str]):
    """Code point -> what `folded_character` makes of it; filled as characters are met."""

    def __missing__(self, code: int) -> str:
        self[code] = folded_character(chr(code))
        return self[code]


class _Matching(dict[int, str]):
    """Code point -> its variant in lower case, where that is one character; filled as characters are met."""

    def __missing__(self, code: int) -> str:
        character = chr(code).translate(_VARIANTS)
        lower = character.lower()
        self[code] = lower if len(lower) == 1 else character
        return self[code]


_LEVEL, _CHARACTERS, _MATCHING = _Level(), _Characters(), _Matching()


def unseen(character: str) -> bool:
    """Whether a character shows nothing and takes no room: format and control characters, variation selectors, fillers.

    Source: Default_Ignorable_Code_Point of Unicode, by category and name, and the control characters.
    """
    if character.isspace():
        return False
    name = unicodedata.name(character, "")
    hidden = "VARIATION SELECTOR" in name or name.endswith("FILLER") or name == "COMBINING GRAPHEME JOINER"
    return hidden or unicodedata.category(character) in ("Cf", "Cc")


def level(text: str) -> Folded:
    """`text` with compatibility ideographs unified and without what can't be seen; all else as it is."""
    seen = text.translate(_LEVEL)
    at = range(len(text)) if len(seen) == len(text) else [i for i, c in enumerate(text) if _LEVEL[ord(c)] is not None]
    return Folded(seen, seen, tuple(at), tuple(i + 1 for i in at))


def fold(text: str) -> Folded:
    """`text` for matching; marks of notes (123¹件) are dropped.

    White space is dropped except between two ASCII characters (`CNS 11359`, `1. 108年`), where one space stays (a thin
    one where it may part thousands), and where it holds a tab or an empty line (cells, paragraphs) or ends a row of
    cells, which stays as one line feed. Circles and the like that stand for a zero of Chinese numerals are 〇.
    """
    seen = level(superscripts.settled(text))  # what it settles as nothing can't be seen
    rows = "\t" in text
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for gap in _GAP.finditer(seen.text):
        _fold_run(seen, at, gap.start(), parts, starts, ends)
        at = gap.end()
        joint = _joint(gap, rows)
        parts.append(joint)
        starts.extend([seen.starts[gap.start()]] * len(joint))
        ends.extend([seen.ends[at - 1]] * len(joint))
    _fold_run(seen, at, len(seen.text), parts, starts, ends)
    joined = _ZERO.sub(_zeros, "".join(parts))
    return Folded(joined, matching_form(joined), tuple(starts), tuple(ends))


def _fold_run(seen: Folded, start: int, end: int, parts: list[str], starts: list[int], ends: list[int]) -> None:
    """A stretch without white space, folded and put behind what was folded before it."""
    run = seen.text[start:end]
    folded = run.translate(_CHARACTERS)
    parts.append(folded)
    if len(folded) == len(run) and (folded == run or all(len(_CHARACTERS[ord(c)]) == 1 for c in run)):
        starts.extend(seen.starts[start:end])
        ends.extend(seen.ends[start:end])
        return
    for at, character in enumerate(run, start):
        size = len(_CHARACTERS[ord(character)])
        starts.extend([seen.starts[at]] * size)
        ends.extend([seen.ends[at]] * size)


def matching(text: str) -> str:
    """`fold(text).matching` by itself: no offsets are kept, so that it takes a fraction of the time."""
    seen = superscripts.settled(text).translate(_LEVEL)
    rows = "\t" in text
    joined = _GAP.sub(lambda gap: _joint(gap, rows), seen).translate(_CHARACTERS)
    return matching_form(_ZERO.sub(_zeros, joined))


def _zeros(written: re.Match[str]) -> str:
    return "〇" * len(written.group())


def folded_character(character: str) -> str:
    """NFKC of one character; itself where that would make another number of it, or white space."""
    if character.isascii() or unicodedata.decomposition(character).startswith(_KEPT):
        return character
    folded = unicodedata.normalize("NFKC", character)
    return folded if folded and not _GAP.search(folded) else character


def matching_form(text: str) -> str:
    """Variants folded and Latin letters lowered; the same length as `text`."""
    return text.translate(_MATCHING)


def without_labels(text: str) -> str:
    """`text` (folded) with enumeration labels (2. before 「112 年 7 月」) written over by 。; the same length."""
    return _LABEL.sub(lambda label: "。" * len(label.group()), text)


def plain(text: str) -> str:
    """A short text in NFKC without what can't be seen; numbers in circles are numbers here."""
    return unicodedata.normalize("NFKC", text.translate(_LEVEL))


def squash(text: str) -> str:
    """A short text (a unit, a name) in NFKC without white space and without what can't be seen."""
    return _GAP.sub("", "".join(folded_character(c) for c in text.translate(_LEVEL)))


def _joint(found: re.Match[str], rows: bool) -> str:
    """What stays of white space."""
    gap, before, after = (
        found.group(),
        found.string[max(found.start() - 1, 0) : found.start()],
        found.string[found.end() : found.end() + 1],
    )
    if "\t" in gap or gap.count("\n") > (0 if rows else 1):
        return "\n"
    if before and after and before.isascii() and after.isascii():
        thin = len(gap) == 1 and gap != " " and unicodedata.category(gap) == "Zs" and gap != "\u3000"
        return _THIN if thin and (before + after).isdigit() else " "
    return ""
