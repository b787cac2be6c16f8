"""What every export holds, whatever its format: rows with their cells, what the file says of itself, its formats.

Text from documents is data here, never a formula or markup: see `inert` and `plain`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from jixiao.extract.messages import Message
from jixiao.extract.records import Passage, Quantity, Span, Status
from jixiao.index import labels
from jixiao.index.errors import UsageError
from jixiao.index.export import check_codes
from jixiao.index.labels import Language
from jixiao.index.records import EVERYTHING, Answer, Filters, Mark
from jixiao.index.version import version

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
        raise UsageError(Message.of("unknown_kind_of_file_name_one_of", path, SUFFIXES))
    return found


# Characters that XML 1.0 can't hold, and so none of XLSX, DOCX and HTML.
UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of an export: a passage, or the sentence `quote` of it, at `span` of the document.

    `sha256` is the digest of the original file. `branch` and `status` are those that an answer gives to the sentence;
    without an answer both are the passage's. `finding` is the result of a comparison, in the reader's words, and stands
    in the place of the status. `mark` is a person's judgement of the passage; `also` names where the same
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

    @property
    def place(self) -> Span:
        """Where the row's text stands in the document."""
        return self.span or self.passage.span


@dataclass(frozen=True, slots=True)
class Cover:
    """What an export says of itself. `filters` are those that the rows passed.

    `needles` are the terms that found them, to be marked; `answer` is the answer whose evidence they are.
    """

    title: str
    question: str | None = None
    filters: Filters = EVERYTHING
    made: date | None = None
    language: Language = "zh"
    needles: tuple[str, ...] = ()
    answer: Answer | None = None

    def lines(self, rows: int | None = None) -> list[tuple[str, str]]:
        """Name and value of everything to be said; the number of rows is left out where it is not known yet."""
        values = {
            "title": self.title,
            "question": self.question or "",
            "filters": self.chosen() or labels.say("cover", "no_filters", self.language),
            "made": self.day(),
            "version": version(),
            "rows": "" if rows is None else str(rows),
            "note": labels.say("cover", "words", self.language),
        }
        return [(labels.say("cover", key, self.language), value) for key, value in values.items() if value]

    def chosen(self) -> str:
        """The filters as a person reads them; empty where there are none."""
        colon, semicolon = (labels.say("cover", key, self.language) for key in ("colon", "semicolon"))
        return semicolon.join(name + colon + values for name, values in labels.filters(self.filters, self.language))

    def day(self) -> str:
        """ISO date of the export; today where `made` is None."""
        return (self.made or date.today()).isoformat()


def cells(row: Row, number: int, cover: Cover) -> dict[str, str]:
    """Column key -> text, keys and order as in data/labels.toml; the last is the check code of the others."""
    language, passage, where = cover.language, row.passage, row.passage.locator
    found = {
        "number": str(number),
        "branch": row.branch or labels.doers(passage, language),
        "year": _text_of(passage.year),
        "stage": labels.say("stage", passage.stage, language) if passage.stage else "",
        "status": status(row, language),
        "role": labels.role(passage.label, language),
        "facet": labels.facet(passage.facet, passage.facet_name, language),
        "strategy": passage.strategy or "",
        "measure": passage.measure or "",
        "text": text(row),
        "quantities": "；".join(dict.fromkeys(q.surface for q in quantities(row))),
        "source": passage.source,
        "page": _text_of(where.page),
        "table": _text_of(where.table),
        "row": _text_of(where.row),
        "lines": labels.lines(where),
        "passage_id": passage.passage_id,
        "span": f"{row.place.start}-{row.place.end}",
        "sha256": row.sha256,
        "column": _text_of(where.column),
        "sheet": where.sheet or "",
        "cell": where.cell or "",
        "heading": " › ".join(where.heading_path or ()),
        **_judged(row.mark, language),
        "also": "\n".join(row.also),
        "question": cover.question or "",
        "filters": cover.chosen(),
        "version": version(),
        "made": cover.day(),
    }
    found = {key: plain(value) for key, value in found.items()}
    return found | {"seal": check_codes.check_code(found)}


def _text_of(value: int | None) -> str:
    return "" if value is None else str(value)


def _judged(mark: Mark | None, language: Language) -> dict[str, str]:
    """What a person said of the passage, for which item, and whether the words are still those that were judged."""
    if mark is None:
        return dict.fromkeys(("verdict", "item", "reason", "judged_by", "judged", "words_now"), "")
    return {
        "verdict": labels.say("verdict", mark.verdict, language),
        "item": mark.item,
        "reason": mark.reason,
        "judged_by": mark.name,
        "judged": mark.made,
        "words_now": labels.say("words_now", mark.position, language),
    }


def status(row: Row, language: Language) -> str:
    """The finding or status of the row's text; the passage's status only where the row is the whole passage."""
    own = row.status or (row.passage.status if row.quote is None else None)
    return row.finding or (labels.say("status", own, language) if own else "")


def text(row: Row) -> str:
    """The quote, or the whole passage."""
    return row.passage.text if row.quote is None else row.quote


def quantities(row: Row) -> list[Quantity]:
    """The quantities that stand in the row's text."""
    span = row.place
    return [q for q in row.passage.quantities if span.start <= q.span.start and q.span.end <= span.end]


def inert(value: str) -> str:
    """The value with an apostrophe before it where a spreadsheet would take it for a formula or a command.

    So has one that is such a value behind apostrophes of its own, that `active` can undo it.
    """
    bare = value.lstrip("'")
    first = unicodedata.normalize("NFKC", bare[:1])
    after_blanks = unicodedata.normalize("NFKC", bare.lstrip()[:1])
    runs = first in ("\t", "\r", "\n") or after_blanks in ("=", "+", "-", "@")
    return "'" + value if bare and runs else value


def active(value: str) -> str:
    """The inverse of `inert`."""
    return value[1:] if value.startswith("'") and inert(value) != value else value


def plain(value: str) -> str:
    """The value without the characters that XML can't hold."""
    return UNWRITABLE.sub("", value)


def heading_of(row: Row, cover: Cover) -> str:
    """「新竹分局 · 108 年度 · 成果報告 · 成果 · 已執行」."""
    language, passage = cover.language, row.passage
    parts = (
        row.branch or labels.doers(passage, language) or passage.agency,
        "" if passage.year is None else labels.year(passage.year, language),
        labels.say("stage", passage.stage, language) if passage.stage else "",
        labels.role(passage.label, language),
        status(row, language),
    )
    return " · ".join(part for part in parts if part)


def context_of(row: Row, cover: Cover) -> str:
    """「構面二 服務遞送 › 服務可近性 › 到府服務」, of what there is."""
    passage = row.passage
    facet = labels.facet(passage.facet, passage.facet_name, cover.language)
    return " › ".join(filter(None, [facet, passage.strategy, passage.measure]))


def notes_of(row: Row, cover: Cover) -> list[tuple[str, str]]:
    """Name and value of what stands below a quote: context, figures, judgement, and where the same is told too."""
    names, language = labels.columns(cover.language), cover.language
    judged = _judged(row.mark, language)
    said = [judged[key] for key in ("verdict", "item", "reason", "judged_by", "judged", "words_now")]
    comma = labels.say("cover", "comma", language)
    notes = [
        (labels.say("cover", "context", language), context_of(row, cover)),
        (names["quantities"], "；".join(dict.fromkeys(q.surface for q in quantities(row)))),
        (labels.say("cover", "judgement", language), comma.join(filter(None, said))),
        (names["also"], "；".join(row.also)),
    ]
    return [(name, value) for name, value in notes if value]


def place_of(row: Row, cover: Cover) -> str:
    """「report.txt，第 3 頁，表 2，第 5 列；0123456789abcdef:100-118；字元 100-111」, to be checked by."""
    comma, semicolon = (labels.say("cover", key, cover.language) for key in ("comma", "semicolon"))
    where = comma.join(filter(None, [row.passage.source, labels.place(row.passage.locator, cover.language)]))
    span = labels.say("cover", "characters", cover.language).format(f"{row.place.start}-{row.place.end}")
    return semicolon.join([where, row.passage.passage_id, span])


# The shortest run of Chinese characters that is marked as a match: one character alone is in every passage.
SHORTEST_MATCH = 2


def fold(text: str) -> str:
    """The text for matching, of the same length: compatibility and case variants and 台/臺 are made one."""
    return "".join(folded if len(folded := unicodedata.normalize("NFKC", c).lower()) == 1 else c for c in text).replace(
        "台", "臺"
    )


def matches(text: str, needles: Sequence[str]) -> list[tuple[int, int]]:
    """Half-open stretches of `text`, in order, that stand in one of the needles too: words, or runs of characters."""
    folded, sought = fold(text), [fold(needle) for needle in needles if needle]
    found: list[tuple[int, int]] = []
    start = 0
    while start < len(folded):
        end = start
        while end < len(folded) and folded[end].isalnum() and any(folded[start : end + 1] in n for n in sought):
            end += 1
        if end - start >= SHORTEST_MATCH and whole_words(folded, start, end):
            found.append((start, end))
            start = end
        else:
            start += 1
    return found


def whole_words(text: str, start: int, end: int) -> bool:
    """Whether the stretch cuts no word or number of Latin script."""
    before = start > 0 and text[start - 1].isascii() and text[start - 1].isalnum() and text[start].isascii()
    after = end < len(text) and text[end].isascii() and text[end].isalnum() and text[end - 1].isascii()
    return not before and not after
