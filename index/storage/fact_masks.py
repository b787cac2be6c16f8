"""The passages that pass a filter, as arrays: the facts of each value are read once and combined in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from jixiao.index.records import EVERYTHING, FIELDS, Filters
from jixiao.index.storage.facts import wanted
from jixiao.index.storage.store import Store

Mask = NDArray[np.bool_]
Rows = NDArray[np.int64]


@dataclass(slots=True)
class _Held:
    """Of one state of the store: (field, value) -> rows, and which of them have it as their own; what counts."""

    state: tuple[int, ...]
    size: int
    facts: dict[tuple[str, str], tuple[Rows, Mask]] = field(default_factory=dict)
    counting: dict[tuple[object, ...], Mask] = field(default_factory=dict)
    values: dict[str, list[str]] = field(default_factory=dict)


class FactMasks:
    """Bit i of a mask stands for row i. As `Store.ids`, without asking the store again for what was asked before."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._held = _Held((), 0)

    def mask(self, filters: Filters = EVERYTHING, own: bool = False) -> Mask:
        """The rows that pass; with `own`, a value merely named does not count."""
        held = self._now()
        passing = self._counting(held, filters).copy()
        for name, chosen in wanted(filters).items():
            alone, any_of_them = own or name in filters.own, np.zeros(held.size, np.bool_)
            for value in chosen:
                rows, owned = self._fact(held, name, value)
                any_of_them[rows[owned] if alone else rows] = True
            passing &= any_of_them
        return passing

    def ids(self, filters: Filters = EVERYTHING, own: bool = False) -> list[int]:
        """As `Store.ids`."""
        found: list[int] = np.flatnonzero(self.mask(filters, own)).tolist()
        return found

    def of_roles(self, roles: Sequence[str | None]) -> Mask:
        """The rows of these labels; None stands for passages that have none."""
        held = self._now()
        labelled = {label: self._fact(held, "role", label)[0] for label in FIELDS["role"].choices}
        found = np.zeros(held.size, np.bool_)
        if None in roles:
            found[:] = True
            for rows in labelled.values():
                found[rows] = False
        for label, rows in labelled.items():
            if label in roles:
                found[rows] = True
        return found

    def values(self, name: str) -> list[str]:
        """All values of a field, in order."""
        held = self._now()
        if name not in held.values:
            held.values[name] = self._store.values_of(name)
        return held.values[name]

    def owning(self, name: str, value: str) -> list[int]:
        """The rows that have this fact as their own."""
        rows, owned = self._fact(self._now(), name, value)
        found: list[int] = rows[owned].tolist()
        return found

    def _now(self) -> _Held:
        store = self._store
        state = (store.state, store.rebuilt)
        if self._held.state != state:
            self._held = _Held(state, store.last_row() + 1)
        return self._held

    def _fact(self, held: _Held, name: str, value: str) -> tuple[Rows, Mask]:
        if (name, value) not in held.facts:
            found = [pair for pair in self._store.having(name, value) if pair[0] < held.size]
            rows, owned = (np.array(column) for column in zip(*found, strict=True)) if found else ([], [])
            held.facts[name, value] = np.asarray(rows, np.int64), np.asarray(owned, np.bool_)
        return held.facts[name, value]

    def _counting(self, held: _Held, filters: Filters) -> Mask:
        """The rows of the versions that are asked for."""
        key = (filters.version, () if filters.version else filters.source)
        if key not in held.counting:
            rows = np.array(self._store.counting(filters), np.int64)
            mask = np.zeros(held.size, np.bool_)
            mask[rows[rows < held.size]] = True
            held.counting[key] = mask
        return held.counting[key]
