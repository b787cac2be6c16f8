"""Where a form stands in many folded texts: every pair of neighbouring characters, with its places, in order.

A form is looked up in the places of its rarest pair, so that it takes no longer in a large library than it has places.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

# Marks that part the clauses of a text. Source: chosen with the proximity of concepts, see scoring/relevance.py.
CLAUSE_MARKS = ",、;:()"
_END, _BEYOND = "\0", 0xFFFF
# Characters behind a place that a look-up may read: the ending of a Latin word.
_MARGIN = "\0" * 4
Places = NDArray[np.int64]


class Occurrences:
    """The places of all forms in `texts`, which are folded. A place is an offset in all of them, one behind another.

    Some 15 bytes a character.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self._whole = _END + "".join(text + _END for text in texts) + _MARGIN
        codes = np.frombuffer(self._whole.encode("utf-32-le", "surrogatepass"), np.uint32)
        self._characters = np.minimum(codes, _BEYOND).astype(np.uint16)
        sizes = np.fromiter((len(text) + 1 for text in texts), np.int64, len(texts))
        self._text_starts = np.cumsum(sizes) - sizes + 1
        apart = np.isin(self._characters, [ord(mark) for mark in _END + CLAUSE_MARKS])
        self._clause_starts = np.flatnonzero(apart[:-1] & ~apart[1:]) + 1
        self.texts_of_clauses = self._texts(self._clause_starts)
        self._order, self._keys = self._sorted()

    def _sorted(self) -> tuple[NDArray[np.int32], NDArray[np.uint32]]:
        """The places by pair of characters, and the pairs: two passes of a radix sort, the second character first."""
        first, second = self._characters[:-1], self._characters[1:]
        order = np.argsort(second, kind="stable").astype(np.int32)
        order = order[np.argsort(first[order], kind="stable")]
        order = order[first[order] != 0]
        return order, (first[order].astype(np.uint32) << 16) | second[order]

    @property
    def clauses(self) -> int:
        """The number of clauses, in the order of the texts."""
        return len(self._clause_starts)

    def in_texts(self, forms: Sequence[str]) -> Places:
        """The texts that have any of the forms, with repeats; a Latin form counts as a word of its own only."""
        return self._texts(self._any(forms))

    def in_clauses(self, forms: Sequence[str]) -> Places:
        """The clauses that have any of the forms, with repeats."""
        places = self._any([form for form in forms if not set(form) & set(CLAUSE_MARKS)])
        return np.searchsorted(self._clause_starts, places, side="right") - 1

    def _texts(self, places: Places) -> Places:
        return np.searchsorted(self._text_starts, places, side="right") - 1

    def _any(self, forms: Sequence[str]) -> Places:
        return np.concatenate([np.zeros(0, np.int64), *map(self._places, forms)])

    def _places(self, form: str) -> Places:
        codes = [min(ord(character), _BEYOND) for character in form]
        if len(codes) == 1:
            low, high = self._range(codes[0] << 16, (codes[0] + 1) << 16)
            found = self._order[low:high].astype(np.int64)
        else:
            pairs = [(first << 16) | second for first, second in pairwise(codes)]
            ranges = [self._range(pair, pair + 1) for pair in pairs]
            at = min(range(len(pairs)), key=lambda n: ranges[n][1] - ranges[n][0])
            found = self._order[slice(*ranges[at])].astype(np.int64) - at
            found = found[found > 0]
            for offset, code in enumerate(codes):
                if offset not in (at, at + 1) and len(found):
                    found = found[self._characters[found + offset] == code]
        if max(codes) == _BEYOND:
            found = np.array([at for at in found.tolist() if self._whole.startswith(form, at)], np.int64)
        return found[self._is_word(found, len(form))] if form.isascii() else found

    def _range(self, low: int, high: int) -> tuple[int, int]:
        ends = np.searchsorted(self._keys, np.array([low, min(high, 0xFFFF_FFFF)], np.uint32))
        return int(ends[0]), int(ends[1])

    def _is_word(self, places: Places, size: int) -> NDArray[np.bool_]:
        """No Latin letter before, and none behind but for a plural's ending; see `concepts.contains`."""

        def letter(offset: int) -> NDArray[np.bool_]:
            near = self._characters[places + offset]
            return np.asarray((near >= ord("a")) & (near <= ord("z")))

        def is_(character: str, offset: int) -> NDArray[np.bool_]:
            return np.asarray(self._characters[places + offset] == ord(character))

        plural = is_("s", size) & ~letter(size + 1)
        long_plural = is_("e", size) & is_("s", size + 1) & ~letter(size + 2)
        return ~letter(-1) & (~letter(size) | plural | long_plural)
