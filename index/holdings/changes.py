"""What changed from one version of a report to the next: passages that stayed, were reworded, are new or are gone."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from jixiao.extract.records import Passage
from jixiao.index.holdings.records import Change, Kind
from jixiao.index.text.similarity import bigrams
from jixiao.index.text.tokenizer import fold

# Bigrams in common from which two passages are one that was reworded.
MIN_SAME_PASSAGE = 0.5


def changes(old: Sequence[Passage], new: Sequence[Passage]) -> tuple[Change, ...]:
    """In the order of `new`; what was removed stands behind what it followed."""
    partner = _paired(old, new)
    back = {there: here for here, there in partner.items()}
    found: list[Change] = []
    gone = {at for at in range(len(old)) if at not in partner}

    def removed_after(at: int) -> Iterator[Change]:
        while at in gone:
            yield Change("removed", old[at], None)
            at += 1

    found += removed_after(0)
    for here, passage in enumerate(new):
        at = back.get(here)
        if at is None:
            found.append(Change("added", None, passage))
            continue
        kind: Kind = "same" if fold(old[at].text) == fold(passage.text) else "changed"
        found.append(Change(kind, old[at], passage))
        found += removed_after(at + 1)
    return tuple(found)


def coverage(old: Sequence[Passage], new: Sequence[Passage]) -> float:
    """Share of `old`, by its bigrams, that stands in `new` as it was or nearly so, up to 1; 0 where there is nothing.

    Outcomes count, and passages without a role: measures and strategies are the same in reports of several years.
    """
    first, second = ([p for p in side if p.label not in ("measure", "strategy")] for side in (old, new))
    sizes = [len(bigrams(p.text)) for p in first]
    return sum(sizes[at] for at in _paired(first, second)) / max(sum(sizes), 1)


def _paired(old: Sequence[Passage], new: Sequence[Passage]) -> dict[int, int]:
    """Place in `old` -> place in `new`, one to one: the same text first, then the most alike of one role."""
    places: dict[tuple[str | None, str], deque[int]] = defaultdict(deque)
    for at, passage in enumerate(new):
        places[passage.label, fold(passage.text)].append(at)
    found: dict[int, int] = {}
    for at, passage in enumerate(old):
        if same := places[passage.label, fold(passage.text)]:
            found[at] = same.popleft()
    taken = set(found.values())
    left = [at for at in range(len(old)) if at not in found]
    free = [at for at in range(len(new)) if at not in taken]
    alike = _alike([old[at] for at in left], [new[at] for at in free])
    rows, columns = np.nonzero(alike >= MIN_SAME_PASSAGE)
    for pair in np.lexsort((columns, rows, -alike[rows, columns])).tolist():
        here, there = left[rows[pair]], free[columns[pair]]
        if here not in found and there not in taken:
            found[here] = there
            taken.add(there)
    return found


def _alike(first: Sequence[Passage], second: Sequence[Passage]) -> NDArray[np.float32]:
    """`(n, m)`: twice the bigrams in common over those of both, 0 for passages of two roles."""
    own, others = [bigrams(p.text) for p in first], [bigrams(p.text) for p in second]
    holders: dict[str, list[int]] = defaultdict(list)
    for at, pairs in enumerate(others):
        for pair in pairs:
            holders[pair].append(at)
    sizes = np.array([len(pairs) for pairs in others], np.float32)
    table = np.zeros((len(first), len(second)), np.float32)
    for row, pairs in enumerate(own):
        held = [holders[pair] for pair in pairs if pair in holders]
        if held:
            common = np.bincount(np.concatenate(held), minlength=len(second))
            same_role = np.array([p.label == first[row].label for p in second])
            table[row] = np.where(same_role, 2 * common / (len(pairs) + sizes), 0)
    return table
