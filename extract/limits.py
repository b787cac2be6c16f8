"""How much a reader may take before it is stopped: time, memory, and what an archive unpacks to. Standard library only.

`index.settings.limits` fills the record from the settings `limit_seconds`, `limit_megabytes` and so on.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost.

    `file_megabytes` is the largest file (MiB; plain text has a limit of its own). A worker may be silent for `seconds`
    (for one page of a long file) and busy for `total_seconds`, and hold `megabytes` (MiB of address space).
    `unpacked_megabytes` (MiB), `entries` and `ratio` (unpacked to packed) hold for the archives that DOCX, XLSX, ODT
    and ODS are. `characters` (code points of the text), `cells` (of its tables) and `passages` hold for every document.
    """

    file_megabytes: int = 256
    seconds: int = 120
    total_seconds: int = 3600
    megabytes: int = 3072
    unpacked_megabytes: int = 256
    entries: int = 10_000
    ratio: int = 300
    characters: int = 11_000_000
    cells: int = 500_000
    passages: int = 100_000


DEFAULT = Limits()
