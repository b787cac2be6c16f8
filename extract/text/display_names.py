"""Names as they may be shown: what would hide, reorder or break the text around them is written out."""

from __future__ import annotations

import re
import unicodedata

# Bytes. Source: the file systems of Linux, macOS and Windows.
_LONGEST_NAME = 255
# Control characters, formats without a shape (bidi overrides, joiners), bytes that are no UTF-8, line separators.
_UNSEEN = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))
# What acts on the text around it: control characters, marks and overrides of direction, halves of a character.
UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def shown(name: str) -> str:
    """A file's name, every character of it to be seen: \\u202e for an override, \\xb4 for a byte that is no UTF-8."""
    if name.isprintable():
        return name
    return "".join(_written(c) if unicodedata.category(c) in _UNSEEN else c for c in name)


def file_name(name: str) -> str:
    """The same, as long as a file's name may be; its suffix stays."""
    written = shown(name)
    if len(written.encode()) <= _LONGEST_NAME:
        return written
    stem, dot, suffix = written.rpartition(".")
    end = f"…{dot}{suffix}".encode()
    return (stem.encode()[: _LONGEST_NAME - len(end)] + end).decode(errors="ignore")


def tamed(text: str, kept: str = "\t\n\r") -> str:
    """Running text whose overrides of direction and control characters but `kept` are written out."""
    return UNSAFE.sub(lambda found: found.group() if found.group() in kept else _written(found.group()), text)


def _written(character: str) -> str:
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
