"""Extraction and evidence search for government performance reports in Traditional Chinese.

`from jixiao import Library` is the door: open or create a library, add reports, search, ask. Its records are those of
`jixiao.extract.records` and `jixiao.index.records`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jixiao.index.library import Library

    __version__: str

__all__ = ["Library", "__version__"]


def __getattr__(name: str) -> Any:
    """Library and version, imported when first asked for: the command line starts without them."""
    if name == "Library":
        from jixiao.index.library import Library

        return Library
    if name == "__version__":
        from jixiao.index.version import version

        return version()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
