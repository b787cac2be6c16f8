"""The lines of a plain text file, with the pages that form feeds part."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """Line `number` (from 1) of the file, code points `start` to `end` without its line end; `page` from 1 or None."""

    number: int
    start: int
    end: int
    page: int | None


def lines(source: str) -> Iterator[Line]:
    """The lines of `source`. Pages are told only where form feeds part them; a form feed ends no line."""
    page = 1 if "\f" in source else None
    number = 1
    for match in re.finditer(r"[^\r\n\f]*(\r\n|[\r\n\f]|$)", source):
        if match.end() > match.start():
            yield Line(number, match.start(), match.start(1), page)
        if page and match.group(1) == "\f":
            page += 1
        else:
            number += 1
