"""Short digests that travel with an export, so that a cell that was changed afterwards is found.

They guard against slips, not against forgers: who knows the rule can make a new code. The quotes need none, since they
are held against their source.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

# Hex digits of the digest of one cell: a changed cell passes by chance once in 16^6 / (cells of a row).
DIGITS = 6


def check_code(cells: Mapping[str, str]) -> str:
    """A digest for each cell with its column's key, in the cells' order, parted by blanks."""
    return " ".join(digest((key, value)) for key, value in cells.items())


def broken(code: str, cells: Mapping[str, str]) -> list[str]:
    """Keys of the cells that the code does not cover; columns may be missing, or stand in another order."""
    known = set(code.split())
    return [key for key, value in cells.items() if digest((key, value)) not in known]


def digest(parts: Iterable[str]) -> str:
    """Of the parts in their order. White space counts as one blank, since spreadsheets and word processors move it."""
    joined = "\x1f".join(" ".join(part.split()) for part in parts)
    return hashlib.blake2b(joined.encode("utf-8", "replace"), digest_size=8).hexdigest()[:DIGITS]
