"""Which stretches of a text are marked as what was looked for."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

# The shortest run of Chinese characters that is marked as a match: one character alone is in every passage.
SHORTEST_MATCH = 2


def fold(text: str) -> str:
    """The text for matching, of the same length: compatibility and case variants and 台/臺 are made one."""
    return "".join(folded if len(folded := unicodedata.normalize("NFKC", c).lower()) == 1 else c for c in text).replace(
        "台", "臺"
    )


def matches(text: str, needles: Sequence[str]) -> list[tuple[int, int]]:
    """Half-open stretches of `text`, in order, that stand in one of the needles too: words, or runs of characters."""
    folded, sought = fold(text), [fold(needle) for needle in needles if needle]
    found: list[tuple[int, int]] = []
    start = 0
    while start < len(folded):
        end = start
        while end < len(folded) and folded[end].isalnum() and any(folded[start : end + 1] in n for n in sought):
            end += 1
        if end - start >= SHORTEST_MATCH and whole_words(folded, start, end):
            found.append((start, end))
            start = end
        else:
            start += 1
    return found


def whole_words(text: str, start: int, end: int) -> bool:
    """Whether the stretch cuts no word or number of Latin script."""
    before = start > 0 and text[start - 1].isascii() and text[start - 1].isalnum() and text[start].isascii()
    after = end < len(text) and text[end].isascii() and text[end].isalnum() and text[end - 1].isascii()
    return not before and not after
