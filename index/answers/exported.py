"""What every export holds, whatever its format: rows with their cells, and what the file says of itself.

Text from documents is data here, never a formula or markup: see `inert` and `plain`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from extract.records import Passage, Quantity, Span, Status
from index.answers import wording
from index.answers.wording import Language
from index.records import EVERYTHING, Filters, Mark

Format = Literal["xlsx", "csv", "docx", "jsonl", "md"]
FORMATS: tuple[Format, ...] = get_args(Format)
# Characters that XML 1.0 can't hold, and so neither XLSX nor DOCX.
UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of an export: a passage, or the sentence `quote` of it, at `span` of the document.

    `sha256` is the digest of the original file. `branch` and `status` are what an answer says of the sentence; without
    an answer both are the passage's. `finding` is what a comparison says of it, in the reader's words;
    it stands where the status stands. `mark` is a person's judgement of the passage; `also` names where the same
    achievement is told too.
    """

    passage: Passage
    sha256: str
    quote: str | None = None
    span: Span | None = None
    branch: str | None = None
    status: Status | None = None
    finding: str | None = None
    mark: Mark | None = None
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cover:
    """What an export says of itself. `filters` are those that the rows passed."""

    title: str
    question: str | None = None
    filters: Filters = EVERYTHING
    made: date | None = None
    language: Language = "zh"

    def lines(self, rows: int) -> list[tuple[str, str]]:
        """Name and value of everything to be said; today where `made` is None."""
        say = wording.say
        colon, semicolon = say("cover", "colon", self.language), say("cover", "semicolon", self.language)
        chosen = semicolon.join(name + colon + values for name, values in wording.filters(self.filters, self.language))
        told = {
            "title": self.title,
            "question": self.question,
            "filters": chosen or say("cover", "no_filters", self.language),
            "made": (self.made or date.today()).isoformat(),
            "rows": str(rows),
            "note": say("cover", "words", self.language),
        }
        return [(say("cover", key, self.language), value) for key, value in told.items() if value]


def cells(row: Row, number: int, language: Language) -> dict[str, str]:
    """Column key -> what stands there, keys as in data/wording.toml."""
    passage, span = row.passage, row.span or row.passage.span
    status = row.status or (passage.status if row.quote is None else None)
    where = passage.locator
    return {
        "number": str(number),
        "branch": row.branch or wording.doers(passage, language),
        "year": "" if passage.year is None else str(passage.year),
        "stage": wording.say("stage", passage.stage, language) if passage.stage else "",
        "status": row.finding or (wording.say("status", status, language) if status else ""),
        "role": wording.role(passage.label, language),
        "facet": wording.facet(passage.facet, passage.facet_name, language),
        "strategy": passage.strategy or "",
        "measure": passage.measure or "",
        "text": text(row),
        "quantities": "；".join(dict.fromkeys(q.surface for q in quantities(row))),
        "source": passage.source,
        "page": "" if where.page is None else str(where.page),
        "table": "" if where.table is None else str(where.table),
        "row": "" if where.row is None else str(where.row),
        "lines": wording.lines(where),
        "passage_id": passage.passage_id,
        "span": f"{span.start}-{span.end}",
        "sha256": row.sha256,
    }


def text(row: Row) -> str:
    """The quote, or the whole passage."""
    return row.passage.text if row.quote is None else row.quote


def quantities(row: Row) -> list[Quantity]:
    """The quantities that stand in the row's text."""
    span = row.span or row.passage.span
    return [q for q in row.passage.quantities if span.start <= q.span.start and q.span.end <= span.end]


def inert(value: str) -> str:
    """The value with an apostrophe before it where a spreadsheet would take it for a formula or a command."""
    first = unicodedata.normalize("NFKC", value[:1])
    after_blanks = unicodedata.normalize("NFKC", value.lstrip()[:1])
    runs = first in ("\t", "\r", "\n") or after_blanks in ("=", "+", "-", "@")
    return "'" + value if value and runs else value


def plain(value: str) -> str:
    """The value without the characters that XML can't hold."""
    return UNWRITABLE.sub("", value)


def heading_of(row: Row, number: int, language: Language) -> str:
    """「3. 新竹分局 · 108 年度 · 成果 · 已執行」."""
    told = cells(row, number, language)
    year = "" if row.passage.year is None else wording.year(row.passage.year, language)
    parts = (told["branch"] or row.passage.agency, year, told["stage"], told["role"], told["status"])
    return f"{number}. " + " · ".join(part for part in parts if part)


def notes_of(row: Row, number: int, language: Language) -> list[str]:
    """The lines below a quote: context, figures, place, passage and digest, of what there is."""
    told = cells(row, number, language)
    colon, comma = wording.say("cover", "colon", language), wording.say("cover", "comma", language)
    names = wording.columns(language)
    notes = [
        (wording.say("cover", "context", language), [told["facet"], told["strategy"], told["measure"]], " › "),
        (names["quantities"], [told["quantities"]], ""),
        (
            wording.say("cover", "place", language),
            [told["source"], wording.place(row.passage.locator, language)],
            comma,
        ),
        (names["passage_id"], [told["passage_id"]], ""),
        (names["span"], [told["span"]], ""),
        (names["sha256"], [told["sha256"]], ""),
    ]
    return [name + colon + joint.join(filter(None, values)) for name, values, joint in notes if any(values)]


def by_branch(rows: Sequence[Row], language: Language) -> list[tuple[str, str, str, str]]:
    """Branch, status, figures and number of rows, for the rows of an answer that have a status; in their order."""
    groups: dict[tuple[str, Status], list[Row]] = {}
    for row in rows:
        if row.branch and row.status:
            groups.setdefault((row.branch, row.status), []).append(row)
    separator = wording.say("cover", "semicolon", language)
    return [
        (
            branch,
            wording.say("status", status, language),
            separator.join(dict.fromkeys(q.surface for row in group for q in quantities(row))),
            str(len(group)),
        )
        for (branch, status), group in groups.items()
    ]


def sources_of(rows: Sequence[Row], language: Language) -> list[str]:
    """A line for each file: its name, title and digest."""
    comma = wording.say("cover", "comma", language)
    told = (comma.join(filter(None, [r.passage.source, r.passage.title, f"SHA-256 {r.sha256}"])) for r in rows)
    return list(dict.fromkeys(told))
