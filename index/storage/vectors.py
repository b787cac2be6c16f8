"""Nearest vectors by inner product, exact, the filter applied before ranking."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jixiao.index import durable_files
from jixiao.index.arrays import Embeddings
from jixiao.index.storage import checksums
from jixiao.index.storage.checksums import Mark

NAME = "vectors.faiss"
MARK = f"{NAME}.generation"


class Vectors:
    """A flat index over the store's rows. A cache: `generation` tells which state of the store it holds."""

    def __init__(self, index: Any, generation: int) -> None:
        self._index, self.generation = index, generation

    @classmethod
    def read(cls, folder: Path) -> Vectors | None:
        """The cache on disk; None where there is none, or it is not what was written."""
        mark = checksums.read(folder / MARK)
        if mark is None or checksums.differing(folder, mark):
            return None
        try:
            return cls(_faiss().read_index(str(folder / NAME)), mark.generation)
        except RuntimeError:
            return None

    @classmethod
    def empty(cls, dimension: int) -> Vectors:
        """Nothing in it yet."""
        return cls(_faiss().IndexIDMap2(_faiss().IndexFlatIP(dimension)), 0)

    def put(self, ids: Sequence[int], rows: Embeddings, generation: int) -> None:
        """Set the vectors of `ids`, replacing what they had; `rows` is `(len(ids), d)`."""
        if ids:
            numbers = np.asarray(ids, np.int64)
            self._index.remove_ids(_faiss().IDSelectorBatch(numbers))
            self._index.add_with_ids(np.ascontiguousarray(rows, np.float32), numbers)
        self.generation = generation

    def write(self, folder: Path) -> None:
        """To disk: vectors first, their mark last, each put in place by a rename. Raises OSError, RuntimeError."""
        new = folder / f"{NAME}.new"
        try:
            _faiss().write_index(self._index, str(new))
            written = {NAME: durable_files.digest(new)}
            new.replace(folder / NAME)
        finally:
            new.unlink(missing_ok=True)
        checksums.write(folder / MARK, Mark(self.generation, written))

    def rows(self) -> list[int]:
        """All rows that it holds, in order."""
        return sorted(map(int, _faiss().vector_to_array(self._index.id_map)))

    def of(self, rows: Sequence[int]) -> Embeddings:
        """`(len(rows), d)`: the vectors of rows that it holds."""
        found: Embeddings = self._index.reconstruct_batch(np.asarray(rows, np.int64))
        return found

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """Columns of a row."""
        return int(self._index.d)

    def search(
        self, query: Embeddings, k: int, allowed: Sequence[int] | None = None, hidden: Sequence[int] = ()
    ) -> list[tuple[int, float]]:
        """(row, inner product), best first, ties by row; `query` is `(d,)`.

        `allowed` None: all rows but the `hidden` ones.
        """
        if not len(self) or k < 1 or (allowed is not None and not len(allowed)):
            return []
        rows = hidden if allowed is None else allowed
        chosen = _faiss().IDSelectorBitmap(_bitmap(rows)) if rows else None
        selector = _faiss().IDSelectorNot(chosen) if chosen and allowed is None else chosen
        parameters = None if selector is None else _faiss().SearchParameters(sel=selector)
        scores, ids = self._index.search(query.reshape(1, -1).astype(np.float32), min(k, len(self)), params=parameters)
        pairs = [(int(i), float(s)) for i, s in zip(ids[0], scores[0], strict=True) if i >= 0]
        return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))


def _bitmap(allowed: Sequence[int]) -> NDArray[np.uint8]:
    """Bit i is set for every allowed row i, least significant bit first."""
    bits = np.zeros(max(allowed) + 1, np.uint8)
    bits[np.asarray(allowed, np.int64)] = 1
    return np.packbits(bits, bitorder="little")


def _faiss() -> Any:
    import faiss

    return faiss
