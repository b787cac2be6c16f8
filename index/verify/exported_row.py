"""One row of an exported file as it is read back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from jixiao.extract.records import Span
from jixiao.index.labels import Language

PASSAGE_ID = re.compile(r"([0-9a-f]{16}):(\d+)-(\d+)")


@dataclass(frozen=True, slots=True)
class ExportedRow:
    """A row: `row` counts from 1 without headings, in its `sheet` where the file has several.

    `quote` is what it says stands at `span` of the document; None where it quotes nothing (a line about an answer).
    `parts` are further stretches it shows: what they are, their words, their place. `altered` are the headings of the
    cells that were changed since the export, None where the row bears no check code; `kept` says the same of the quote.
    `cells` are column keys and values, by the headings of `table` in `language`. `broken`: the row can't be read.
    """

    row: int
    quote: str | None = None
    document_id: str | None = None
    span: Span | None = None
    sha256: str | None = None
    source: str | None = None
    passage_id: str | None = None
    sheet: str = ""
    parts: tuple[tuple[str, str, Span], ...] = ()
    altered: tuple[str, ...] | None = None
    kept: bool | None = None
    table: str = "column"
    cells: Mapping[str, str] = field(default_factory=dict)
    language: Language = "zh"
    broken: bool = False


def pair(value: str) -> Span | None:
    """`100-118` as a span; None where it is none."""
    found = re.fullmatch(r"\s*(\d+)\s*[-–]\s*(\d+)\s*", value)
    return Span(int(found[1]), int(found[2])) if found else None


def place(passage_id: str, span: str, sha256: str) -> tuple[str | None, Span | None]:
    """Document and place by the cells that tell of them, of what there is; else the passage's own place."""
    found = PASSAGE_ID.fullmatch(passage_id.strip())
    document = found[1] if found else sha256.strip()[:16] or None
    own = Span(int(found[2]), int(found[3])) if found else None
    return document, pair(span) or own
