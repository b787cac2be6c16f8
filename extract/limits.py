"""How much a reader may take before it is stopped: time, memory, and what an archive unpacks to. Standard library only.

`index.settings.limits` fills the record from the settings `limit_seconds`, `limit_megabytes` and so on.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost; `seconds` and `megabytes` (MiB of address space) hold for the worker that reads it.

    `unpacked_megabytes` (MiB), `entries` and `ratio` (unpacked to packed) hold for the archives that DOCX, XLSX, ODT
    and ODS are.
    """

    seconds: int = 300
    megabytes: int = 3072
    unpacked_megabytes: int = 256
    entries: int = 10_000
    ratio: int = 1000


DEFAULT = Limits()
