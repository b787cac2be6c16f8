"""The records of searching and answering. Knows `extract.records` only."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from extract.records import Label, Locator, Passage, Quantity, Span, Stage, Status

Kind = Literal["which_branch", "how_many", "passages"]
Mode = Literal["hybrid", "lexical", "dense"]
Absence = Literal["no_report", "nothing_found"]
Verdict = Literal["accepted", "rejected"]
Standing = Literal["same", "moved", "changed", "missing"]


@dataclass(frozen=True, slots=True)
class Filters:
    """What a passage must be. An empty field does not filter; values in one field are alternatives, fields add up.

    `year` is ROC. `branch` holds short canonical names (新竹分局, 總局). `role` is a passage's label. `source` is a
    file's base name.
    """

    year: tuple[int, ...] = ()
    branch: tuple[str, ...] = ()
    facet: tuple[int, ...] = ()
    role: tuple[Label, ...] = ()
    stage: tuple[Stage, ...] = ()
    source: tuple[str, ...] = ()
    item: tuple[str, ...] = ()


EVERYTHING = Filters()


@dataclass(frozen=True, slots=True)
class Recognised:
    """A filter read out of the query itself: `field` of `Filters`, its value, and the words that said so."""

    field: str
    value: str | int
    surface: str
    span: Span


@dataclass(frozen=True, slots=True)
class Query:
    """A question as understood.

    `text` is what was asked, `content` what is left to match on when filter words and question words are gone.
    `filters` are all that apply (given and recognised). `terms` are translations that the lexical side adds
    (English questions). `asks_bureau` is true where 單位 or 機關 are asked for, not only branches.
    """

    text: str
    content: str
    kind: Kind = "passages"
    language: Literal["zh", "en"] = "zh"
    filters: Filters = field(default_factory=Filters)
    recognised: tuple[Recognised, ...] = ()
    terms: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    asks_bureau: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found. `rank`, `dense_rank` and `lexical_rank` count from 1; None: not found by that side.

    Order: (-score, passage_id).
    """

    passage: Passage
    rank: int
    score: float
    dense_rank: int | None = None
    lexical_rank: int | None = None


@dataclass(frozen=True, slots=True)
class SearchResult:
    """`found` is false exactly when `hits` is empty; `absence` then says whether any report passes the filters."""

    query: Query
    hits: tuple[Hit, ...]
    absence: Absence | None = None

    @property
    def found(self) -> bool:
        return bool(self.hits)


@dataclass(frozen=True, slots=True)
class Evidence:
    """The source's own words: `quote` is the text at `span` of the document `source`."""

    passage_id: str
    quote: str
    span: Span
    locator: Locator
    source: str
    sha256: str
    title: str | None = None
    year: int | None = None
    stage: Stage | None = None
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class BranchEntry:
    """A branch, what is said of it, and the sentences that say so (best first)."""

    name: str
    status: Status
    evidence: tuple[Evidence, ...]
    quantities: tuple[Quantity, ...] = ()


@dataclass(frozen=True, slots=True)
class ValueEntry:
    """A figure and the sentence it stands in. `surface` is as written, `status` what is said of it."""

    value: float
    unit: str
    of: str | None
    branch: str | None
    year: int | None
    surface: str
    evidence: tuple[Evidence, ...]
    status: Status | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer over all passages that pass the filters, `checked` of them. No evidence, no entry.

    `general` holds what is said of 總局及各分局 as a whole; `evidence` all supporting sentences, best first.
    """

    query: Query
    checked: int
    branches: tuple[BranchEntry, ...] = ()
    values: tuple[ValueEntry, ...] = ()
    general: tuple[Evidence, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    absence: Absence | None = None

    @property
    def kind(self) -> Kind:
        return self.query.kind

    @property
    def found(self) -> bool:
        """True exactly when there is an entry."""
        return bool(self.branches or self.values or self.general or self.evidence)


@dataclass(frozen=True, slots=True)
class Mark:
    """A person's judgement of whether a passage is evidence for a scoring item.

    `quote` is the passage's text when it was judged, at `span` of the document with that `sha256`; `source` is its file.
    `made` is ISO 8601 with the zone. `standing` says how the judged text stands in the library now: at its place, at
    another, in other words, or nowhere; `now` is the id of the passage that holds it, None where none does.
    """

    item: str
    verdict: Verdict
    reason: str
    name: str
    made: str
    passage_id: str
    quote: str
    span: Span
    source: str
    sha256: str
    standing: Standing = "same"
    now: str | None = None


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file that was added. `error` is None where it was taken in."""

    path: str
    document_id: str | None
    passages: int
    state: Literal["added", "unchanged", "failed"]
    error: str | None = None


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """A document of the library, without its text."""

    document_id: str
    source: str
    title: str | None
    agency: str | None
    year: int | None
    stage: Stage | None
    passages: int
    sha256: str
    added: str
