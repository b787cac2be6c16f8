"""The formats of exports. Their writers stand in `export.WRITERS`, what reads them back in `verify.reading_back`."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from jixiao.index.errors import UsageError

Format = Literal["xlsx", "docx", "html", "csv", "jsonl", "md"]
# Format, which is the suffix of its files -> what the page calls it, in the page's order.
LABELS: dict[Format, str] = {
    "xlsx": "XLSX",
    "docx": "DOCX",
    "html": "HTML",
    "csv": "CSV",
    "jsonl": "JSONL",
    "md": "Markdown",
}
FORMATS: tuple[Format, ...] = tuple(LABELS)
# For help texts: `.xlsx, .docx …`.
SUFFIXES = ", ".join(f".{name}" for name in FORMATS)


def format_of(path: Path) -> Format:
    """The format that a file's name asks for. Raises UsageError for one that can't be written."""
    suffix = path.suffix.removeprefix(".").lower()
    found = next((name for name in FORMATS if name == suffix), None)
    if found is None:
        raise UsageError(f"{path}: unknown kind of file; name one of {SUFFIXES}")
    return found
