"""Where a quote that is not at its place is instead: elsewhere, or in similar words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from jixiao.extract.records import Span

# Characters of a stretch that is looked up, and shown about a difference.
GRAM, AROUND = 4, 10
# Share of common characters from which a stretch is shown as the changed quote. Source: quotes of the five reports with
# a fifth of their characters changed share 0.65 and more with themselves, with two fifths changed 99 in 100 share 0.53;
# 99 in 100 pairs of two quotes share no more than 0.25.
MIN_SIMILARITY = 0.5
# Characters of a quote that are compared in full; the time grows with their square.
MAX_COMPARED = 2_000


@dataclass(frozen=True, slots=True)
class Difference:
    """The first character in which two texts differ, from 1, and what stands about it in either."""

    at: int
    ours: str
    theirs: str


def elsewhere(quote: str, text: str, near: int) -> tuple[Span | None, int]:
    """The place nearest to `near` where the quote stands, and how many there are; None and 0 where there is none."""
    places = list(_places(quote, text)) if quote else []
    if not places:
        return None, 0
    start = min(places, key=lambda at: abs(at - near))
    return Span(start, start + len(quote)), len(places)


def _places(quote: str, text: str) -> Iterator[int]:
    at = text.find(quote)
    while at >= 0:
        yield at
        at = text.find(quote, at + 1)


def nearest(quote: str, text: str) -> tuple[Span, float] | None:
    """The stretch of the text that is most like the quote, and how like (0 to 1); None where nothing is like it.

    Stretches of GRAM characters that both have vote for where the quote would begin.
    """
    votes: Counter[int] = Counter()
    for at in range(len(quote) - GRAM + 1):
        for found in _places(quote[at : at + GRAM], text):
            votes[found - at] += 1
    best: tuple[Span, float] | None = None
    for start, _ in votes.most_common(5):
        span = Span(max(start, 0), min(max(start, 0) + len(quote), len(text)))
        share = similarity(quote, text[span.start : span.end])
        if share >= MIN_SIMILARITY and (best is None or share > best[1]):
            best = span, share
    return best


def similarity(one: str, other: str) -> float:
    """Share of common characters, in their order, of the beginnings that are compared."""
    return SequenceMatcher(None, one[:MAX_COMPARED], other[:MAX_COMPARED], autojunk=False).ratio()


def aligned(one: str, other: str) -> bool:
    """Whether most characters of the two are the same, place by place: one is the other with some exchanged."""
    same = sum(a == b for a, b in zip(one, other, strict=False))
    return 2 * same > max(len(one), len(other))


def difference(ours: str, theirs: str) -> Difference:
    """The first one; the texts must differ."""
    pairs = enumerate(zip(ours, theirs, strict=False))
    at = next((at for at, (one, other) in pairs if one != other), min(len(ours), len(theirs)))
    first = max(0, at - AROUND)
    return Difference(at + 1, _shown(ours, first, at), _shown(theirs, first, at))


def _shown(text: str, first: int, at: int) -> str:
    before, after = "…" if first else "", "…" if at + AROUND < len(text) else ""
    return before + " ".join(text[first : at + AROUND].split()) + after
