"""What is kept beside the reports: judgements as they are made, searches as they are saved and run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from jixiao.extract.records import Span
from jixiao.index.records import EVERYTHING, UNCORRECTED, Correction, Filters, Mark, Mode, Verdict

LONGEST_NAME = 80


SavedKind = Literal["search", "ask"]


@dataclass(frozen=True, slots=True)
class Place:
    """Words that a run found: their passage, span in its document and file, their beginning, and a digest of them all.

    The same words at another place have the same digest.
    """

    passage_id: str
    span: Span
    source: str
    quote: str
    digest: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of an answer, as it was told."""

    surface: str
    value: float
    unit: str
    of: str | None = None
    branch: str | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """What one run found. `made` is ISO 8601 with the zone.

    `checked` counts the passages that pass the filters. `full`: there were as many hits as may be asked for, so that
    others may have been crowded out. `branches` are names with statuses, `names` those that a list asked for.
    """

    made: str
    by: str
    checked: int
    places: tuple[Place, ...] = ()
    full: bool = False
    branches: tuple[tuple[str, str], ...] = ()
    figures: tuple[Figure, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Saved:
    """A search or question under a name, and its runs, oldest first.

    `correction` is what a person corrected of how a question is read.
    """

    name: str
    kind: SavedKind
    text: str
    filters: Filters = EVERYTHING
    mode: Mode = "hybrid"
    correction: Correction = UNCORRECTED
    made: str = ""
    by: str = ""
    runs: tuple[Run, ...] = ()

    @property
    def last(self) -> Run | None:
        return self.runs[-1] if self.runs else None


NEEDED = ("item", "verdict", "reason", "name", "made", "passage_id", "quote", "span", "source", "sha256")


CONTEXT = ("title", "agency", "year", "stage", "strategy", "measure")


@dataclass(frozen=True, slots=True)
class Said:
    """What a person says of a passage, and who. A rejection needs a reason."""

    verdict: Verdict
    reason: str
    name: str


def mark_to_json(one: Mark) -> dict[str, Any]:
    """A line of the file, with the position as `standing` (same, moved, changed, missing), and `now` (id or null)."""
    return _line(one) | {"standing": one.position, "now": one.now}


def _line(one: Mark) -> dict[str, Any]:
    told = {name: getattr(one, name) for name in (*NEEDED, *CONTEXT)}
    return told | {"span": [one.span.start, one.span.end]}
