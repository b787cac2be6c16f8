"""Extraction and evidence search for government performance reports in Traditional Chinese.

`from jixiao import Library` is the door: open or create a library, add reports, search, ask. Its records are those of
the modules called `records`, its errors those called `errors`. `labels` has the words that people read for them in both
languages, `settings` what is set for the program as a whole.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jixiao.index import labels as labels
    from jixiao.index import settings as settings
    from jixiao.index.library import Library

    __version__: str

__all__ = ["Library", "__version__", "labels", "settings"]


def __getattr__(name: str) -> Any:
    """Imported when first asked for: the command line starts without them."""
    if name == "Library":
        from jixiao.index.library import Library

        return Library
    if name in ("labels", "settings"):
        return import_module(f"jixiao.index.{name}")
    if name == "__version__":
        from jixiao.index.version import version

        return version()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
