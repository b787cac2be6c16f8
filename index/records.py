"""The records of searching and answering. `Filters` has a module of its own and is handed on from here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, get_args

from jixiao.extract.records import Basis, Locator, Passage, Quantity, Span, Stage, Status
from jixiao.index.filters import ALL_VERSIONS as ALL_VERSIONS  # noqa: PLC0414 - handed on
from jixiao.index.filters import EVERYTHING as EVERYTHING  # noqa: PLC0414
from jixiao.index.filters import FIELDS as FIELDS  # noqa: PLC0414
from jixiao.index.filters import Filters as Filters  # noqa: PLC0414

# What kind of answer a question asks for, in the order in which a reader chooses between them. `answers.ask.answering`
# has the function of each, data/question_kinds.toml how it is asked for and what it is called.
Kind = Literal["which_branch", "how_many", "list", "compare", "passages"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Mode = Literal["hybrid", "lexical", "dense"]
Absence = Literal["no_report", "nothing_found"]
# Why two figures may not be subtracted: not of one branch or year, or one of all; what they count is worded otherwise;
# a plan's or a target beside a result's; a sum over years beside one year's; only about so many; a part beside a whole.
Unlike = Literal["scope", "counted", "plan", "cumulative", "approximate", "part"]
Verdict = Literal["accepted", "rejected", "withdrawn"]
MarkPosition = Literal["same", "moved", "changed", "missing"]


@dataclass(frozen=True, slots=True)
class Recognised:
    """A filter read out of the query itself: `field` of `Filters`, its value, and the words that said so."""

    field: str
    value: str | int
    surface: str
    span: Span


@dataclass(frozen=True, slots=True)
class Correction:
    """What a reader corrects of how a question was read.

    `kind` None: as it was read. `without` are words that are not looked for: a surface form, a synonym,
    or those that named a filter, which then does not apply. `also` are words that are looked for besides.
    """

    kind: Kind | None = None
    without: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


UNCORRECTED = Correction()


@dataclass(frozen=True, slots=True)
class Wanted:
    """The names that a list asks for: `kinds` of tags, and a pattern that their names hold, empty for any.

    `of` are the words before the kind (線上申辦 of 哪些線上申辦系統). `partner`: only bodies that something was done
    together with.
    """

    kinds: tuple[str, ...]
    name: str = ""
    of: str = ""
    partner: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """A question as understood.

    `text` is what was asked, `content` what is left to match on when filter words and question words are gone.
    `filters` are all that apply (given and recognised). `terms` are translations that the lexical side adds
    (English questions). `asks_bureau` is true where 單位 or 機關 are asked for, not only branches.

    `wanted` is what a list asks for. `about` is `content` without the words that ask for a list or a comparison
    (哪些系統, 有何不同), empty where nothing else is said. `correction` is the reader's, heeded in all of these.
    `traditional` is the question in traditional characters where it was asked in simplified ones, else empty.
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
    wanted: Wanted | None = None
    about: str = ""
    correction: Correction = UNCORRECTED
    traditional: str = ""


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
    """`hits` answer where `found`; elsewhere they are the nearest, evidence of nothing, and `absence` says why."""

    query: Query
    hits: tuple[Hit, ...]
    absence: Absence | None = None

    @property
    def found(self) -> bool:
        return self.absence is None


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
    """A branch in an answer: its status and the sentences that support it, best first.

    `linked` are sentences of other reports about the same achievement as one of them.
    """

    name: str
    status: Status
    evidence: tuple[Evidence, ...]
    quantities: tuple[Quantity, ...] = ()
    linked: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Unmentioned:
    """A branch of which a report is loaded, none of whose `checked` passages answers."""

    name: str
    checked: int


@dataclass(frozen=True, slots=True)
class Sum:
    """A total and the parts that its own passage gives: (name or None, value), in the total's unit.

    `whole` is false where the text names some parts only: they may add up to less. `matches`: they agree with it.
    """

    total: float
    unit: str
    parts: tuple[tuple[str | None, float], ...]
    added: float
    whole: bool
    matches: bool
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class ValueEntry:
    """A figure in an answer and its sentence. `surface` is as written; `status`: done, planned or denied.

    `sum`: the parts that the text adds up to it; None where it gives none. `linked` are sentences of other reports
    about the same achievement.
    """

    value: float
    unit: str
    of: str | None
    branch: str | None
    year: int | None
    surface: str
    evidence: tuple[Evidence, ...]
    status: Status | None = None
    sum: Sum | None = None
    linked: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class ListedEntry:
    """A name that a list asks for, and the sentences that have it, best first; `passages` counts their passages.

    `branches` are the doers of these; `general`: the doer of one is every branch. `status` is the best of theirs, done
    before planned before denied; None where only strategies and measures name it. `basis` "row": no sentence names
    it, but the column of responsible units does.
    """

    name: str
    kind: str
    status: Status | None
    passages: int
    branches: tuple[str, ...]
    years: tuple[int, ...]
    evidence: tuple[Evidence, ...]
    general: bool = False
    basis: Basis = "content"


@dataclass(frozen=True, slots=True)
class Side:
    """A branch, a year or both that is compared with others; `checked` passages of it were looked at.

    `status` is the best of its sentences (`evidence`, best first), None where there are none: `absence` then says why.
    `only` are those of them to which no other side has a similar one, `names` what they alone name.
    """

    branch: str | None
    year: int | None
    checked: int
    status: Status | None
    evidence: tuple[Evidence, ...] = ()
    only: tuple[Evidence, ...] = ()
    names: tuple[str, ...] = ()
    absence: Absence | None = None


@dataclass(frozen=True, slots=True)
class ComparedFigure:
    """Figures of one thing in one unit: for each side its value, None where it has none.

    `differences` and `ratios` are each side's to the first that has a value (its own are None, and all of them where
    `cautions` say why the values may not be compared).
    """

    of: str | None
    unit: str
    values: tuple[ValueEntry | None, ...]
    differences: tuple[float | None, ...]
    ratios: tuple[float | None, ...]
    cautions: tuple[Unlike, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """`sides` in the order they were asked for; each of `figures` has a value for every side, or None."""

    sides: tuple[Side, ...]
    figures: tuple[ComparedFigure, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer over all passages that pass the filters, `checked` of them. No evidence, no entry.

    `general` holds sentences whose doer is 總局及各分局; `evidence` all supporting sentences, best first. `without`
    are the branches that a question for branches looked at and did not find; `total` counts the library's passages.
    """

    query: Query
    checked: int
    branches: tuple[BranchEntry, ...] = ()
    values: tuple[ValueEntry, ...] = ()
    general: tuple[Evidence, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    absence: Absence | None = None
    listed: tuple[ListedEntry, ...] = ()
    compared: Comparison | None = None
    without: tuple[Unmentioned, ...] = ()
    total: int = 0

    @property
    def kind(self) -> Kind:
        return self.query.kind

    @property
    def found(self) -> bool:
        """True exactly when there is an entry."""
        return bool(self.branches or self.values or self.general or self.evidence or self.listed)


@dataclass(frozen=True, slots=True)
class Mark:
    """A person's judgement of whether a passage is evidence for a scoring item.

    `quote` is the passage's text when it was judged, at `span` of the document with that `sha256`, the file `source`.
    `made` is ISO 8601 with the zone. `position` says where the judged text is in the library now: at its place, at
    another, in other words, or nowhere; `now` is the id of the passage that holds it, None where none does. What
    report and row it stood in is kept with it, since the report may be replaced by a corrected one. `withdrawn`
    stands in the history only: the person took the judgement back.
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
    position: MarkPosition = "same"
    now: str | None = None
    title: str | None = None
    agency: str | None = None
    year: int | None = None
    stage: Stage | None = None
    strategy: str | None = None
    measure: str | None = None


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file that was added. `error` is None where it was taken in.

    `code` tells the kind of failure to programs: an ExtractError's, "io" or "library"; `where` as in ExtractError.
    `supersedes` and `superseded_by` are the file names of another version of the report that was in the library.
    """

    path: str
    document_id: str | None
    passages: int
    state: Literal["added", "unchanged", "failed"]
    error: str | None = None
    supersedes: str | None = None
    superseded_by: str | None = None
    code: str | None = None
    where: str | None = None


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """A document of the library, without its text. `superseded_by` is the id of its newer version; None: it counts."""

    document_id: str
    source: str
    title: str | None
    agency: str | None
    year: int | None
    stage: Stage | None
    passages: int
    sha256: str
    added: str
    superseded_by: str | None = None
