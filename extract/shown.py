"""Names as they may be shown: what would hide, reorder or break the text around them is written out."""

from __future__ import annotations

import unicodedata

# Control characters, formats without a shape (bidi overrides, joiners), bytes that are no UTF-8, line separators.
_UNSEEN = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))
_BIDI = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C])
_CONTROLS = dict.fromkeys([*range(32), *range(0x7F, 0xA0)])
_SPACES = frozenset("\t\n\r")


def shown(name: str) -> str:
    """A file's name, every character of it to be seen: \\u202e for an override, \\xb4 for a byte that is no UTF-8."""
    if name.isprintable():
        return name
    return "".join(_written(c) if unicodedata.category(c) in _UNSEEN else c for c in name)


def tamed(text: str) -> str:
    """Running text whose overrides of direction and control characters are written out; white space stays."""
    if text.isprintable():
        return text
    return "".join(
        _written(c)
        if c not in _SPACES and (ord(c) in _BIDI or ord(c) in _CONTROLS or unicodedata.category(c) == "Cs")
        else c
        for c in text
    )


def _written(character: str) -> str:
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
