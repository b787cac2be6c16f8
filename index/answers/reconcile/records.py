"""A plan held against a report, and how it reads as JSON, in a terminal, as rows to export."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from jixiao.extract.passage_json import quantity_to_json
from jixiao.extract.records import Passage, Quantity
from jixiao.index import labels
from jixiao.index.export.records import Row as ExportRow
from jixiao.index.json_contract import evidence_to_json
from jixiao.index.labels import Language
from jixiao.index.records import DocumentInfo, Evidence
from jixiao.index.text.sentences import Sentence

Reached = Literal["met", "short", "missed", "not_reported"]


@dataclass(frozen=True, slots=True)
class ReportedFigure:
    """A figure of a result in its sentence or breakdown."""

    quantity: Quantity
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class FigureComparison:
    """A planned figure and the one of the same kind that was reported.

    `reached`: `met`; `short`, a part of what is counted; `missed`, a share or a limit not kept, or none at all;
    `not_reported`, nothing of the kind (same unit, same thing counted) is told. `promised` is false for a figure that
    the plan only describes something with: it counts where it is reported, but need not be.
    """

    planned: Quantity
    reached: Reached
    promised: bool
    achieved: ReportedFigure | None = None

    @property
    def share(self) -> float | None:
        """Achieved of planned, None where nothing is reported or planned is 0."""
        if self.achieved is None or not self.planned.value:
            return None
        return self.achieved.quantity.value / self.planned.value


Fulfilment = Literal["met", "partly", "missed", "not_mentioned", "new"]


FULFILMENTS: tuple[Fulfilment, ...] = ("met", "partly", "missed", "not_mentioned", "new")


# Why, in one word; what each means to a reader stands in data/labels.toml.
Reason = Literal[
    "figures",  # every figure of the same kind was reached; the other promises of the sentence are told in words
    "words",  # told as done; the plan promises no figure
    "figures_short",  # some figure is lower than planned, or a promised one is not reported beside one that was reached
    "figure_unreported",  # told as done, but the promised figure is not
    "figures_missed",  # shares or limits not kept, or nothing at all
    "same_measure",  # the only thing told under the same measure, in other words: to be judged by a reader
    "still_planned",  # the report only plans it, too
    "denied",  # the report says that it was not done
    "not_found",  # nothing of the branch tells of it
    "bureau_only",  # the head office tells it of itself; nothing of the branch does
    "not_planned",  # told in the result only
]


@dataclass(frozen=True, slots=True)
class ReconciledAction:
    """One action. `planned` is None where `standing` is `new`; `found` are the result's sentences, best first.

    `details` are further sentences of the passages in `found`. Where nothing of the branch reports it, `wider` are the
    head office's sentences on it, `wider_figures` its figures beside the plan's, and `nearest` the sentence of the
    branch that comes nearest: for a reader to look at, they decide nothing.
    `score`: that of the best sentence in the alignment, up to 1.8; 0 where there is none.
    """

    fulfilment: Fulfilment
    reason: Reason
    place: Passage
    planned: Evidence | None = None
    found: tuple[Evidence, ...] = ()
    details: tuple[Evidence, ...] = ()
    wider: tuple[Evidence, ...] = ()
    nearest: tuple[Evidence, ...] = ()
    figures: tuple[FigureComparison, ...] = ()
    wider_figures: tuple[FigureComparison, ...] = ()
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """`rows` in the plan's order, what is new behind the actions of its measure. `branch` None: of all.

    `checked` passages of the result speak for the branch and were looked at, of `passages` in all.
    """

    plan: DocumentInfo
    result: DocumentInfo
    branch: str | None
    checked: int
    passages: int
    rows: tuple[ReconciledAction, ...]

    @property
    def counts(self) -> dict[Fulfilment, int]:
        """Fulfilment -> number of actions, for all of them."""
        counted = Counter(row.fulfilment for row in self.rows)
        return {fulfilment: counted[fulfilment] for fulfilment in FULFILMENTS}


# The parts of an action in the order in which they are shown.
PARTS = ("found", "details", "wider", "nearest")


def reconciliation_to_json(found: Reconciliation, language: Language = "zh") -> dict[str, Any]:
    """`{"plan", "result": {"document_id", "source", "title", "agency", "year"}, "branch": str|null,
    "checked", "passages", "counts": {standing: rows}, "rows": [{"standing", "reason", "why", "facet", "strategy",
    "measure", "planned": evidence|null, "found", "details", "wider", "nearest": [evidence],
    "figures", "wider_figures": [{"planned": quantity, "achieved": quantity|null, "reached", "promised", "share"}],
    "score"}]}`.

    Standings: met, partly, missed, not_mentioned, new. `reached`: met, short, missed, not_reported. `reason` is one
    word (see `reconciliation.Reason`), `why` says it to a reader. Evidence and quantities as in `ask` and `extract`.
    """
    return {
        "plan": _document(found.plan),
        "result": _document(found.result),
        "branch": found.branch,
        "checked": found.checked,
        "passages": found.passages,
        "counts": found.counts,
        "rows": [_action_to_json(row, found, language) for row in found.rows],
    }


def why(row: ReconciledAction, found: Reconciliation, language: Language) -> str:
    """The reason in words."""
    whose = found.branch or labels.say("reason", "all", language)
    return labels.say("reason", row.reason, language).format(n=found.checked, branch=whose)


def figures_text(one: FigureComparison, language: Language) -> str:
    """「計畫 26 場次，成果 28 場次」."""
    achieved = labels.say("reconciling", "unreported", language)
    if one.achieved is not None:
        achieved = reported_text(one)
    planned = " ".join(one.planned.surface.split())
    return labels.say("reconciling", "compared", language).format(planned=planned, achieved=achieved)


def reported_text(one: FigureComparison) -> str:
    """The reported figure; out of a breakdown (「新 28」) it has value and unit."""
    if one.achieved is None:
        return ""
    quantity = one.achieved.quantity
    surface = " ".join(quantity.surface.split())
    return surface if quantity.unit in surface else f"{quantity.value:,g} {quantity.unit}"


def reconciliation_lines(found: Reconciliation, language: Language = "zh") -> Iterator[str]:
    """For people: the counts, then each row with its quotes below."""
    whose = f" · {found.branch}" if found.branch else ""
    yield f"{found.plan.source} → {found.result.source}{whose}"
    yield "  ".join(f"{labels.say('standing', name, language)} {count}" for name, count in found.counts.items())
    for number, row in enumerate(found.rows, 1):
        yield f"{number}. {labels.say('standing', row.fulfilment, language)}：{why(row, found, language)}"
        if row.planned:
            yield _quoted("planned", row.planned, language)
        for one in (*row.figures, *row.wider_figures):
            yield f"   {figures_text(one, language)}"
        for part in PARTS:
            for evidence in getattr(row, part):
                yield _quoted(part, evidence, language)


def rows_to_export(
    found: Reconciliation, passage: Callable[[str], Passage], language: Language = "zh"
) -> list[ExportRow]:
    """One row a quote: the planned sentence of an action, then what tells of it. The finding numbers the actions."""
    rows = []
    for number, row in enumerate(found.rows, 1):
        quotes: Sequence[tuple[str, Evidence]] = [
            *([("planned", row.planned)] if row.planned else []),
            *((part, evidence) for part in PARTS for evidence in getattr(row, part)),
        ]
        for at, (part, evidence) in enumerate(quotes):
            rows.append(
                ExportRow(
                    passage(evidence.passage_id),
                    evidence.sha256,
                    evidence.quote,
                    evidence.span,
                    found.branch,
                    None,
                    _finding(number, row, part if at else "", found, language),
                )
            )
    return rows


def _finding(number: int, row: ReconciledAction, part: str, found: Reconciliation, language: Language) -> str:
    """On the first quote of an action its fulfilment and why; on the others what they are to it."""
    if part:
        return f"{number} {labels.say('reconciling', part, language)}"
    colon, semicolon = labels.say("cover", "colon", language), labels.say("cover", "semicolon", language)
    figures = [figures_text(one, language) for one in (*row.figures, *row.wider_figures)]
    fulfilment = labels.say("standing", row.fulfilment, language)
    return f"{number} {fulfilment}{colon}{semicolon.join([why(row, found, language), *figures])}"


def _action_to_json(row: ReconciledAction, found: Reconciliation, language: Language) -> dict[str, Any]:
    place = row.place
    return {
        "standing": row.fulfilment,
        "reason": row.reason,
        "why": why(row, found, language),
        "facet": place.facet,
        "strategy": place.strategy,
        "measure": place.measure,
        "planned": evidence_to_json(row.planned) if row.planned else None,
        **{part: [evidence_to_json(e) for e in getattr(row, part)] for part in PARTS},
        "figures": [_figures_to_json(one) for one in row.figures],
        "wider_figures": [_figures_to_json(one) for one in row.wider_figures],
        "score": row.score,
    }


def _figures_to_json(one: FigureComparison) -> dict[str, Any]:
    return {
        "planned": quantity_to_json(one.planned),
        "achieved": quantity_to_json(one.achieved.quantity) if one.achieved else None,
        "reached": one.reached,
        "promised": one.promised,
        "share": one.share,
    }


def _document(info: DocumentInfo) -> dict[str, Any]:
    names = ("document_id", "source", "title", "agency", "year")
    return {name: getattr(info, name) for name in names}


def _quoted(part: str, evidence: Evidence, language: Language) -> str:
    quote = " ".join(evidence.quote.split())
    place = f"{evidence.source} {evidence.span.start}-{evidence.span.end}"
    return f"   {labels.say('reconciling', part, language)}「{quote}」 {place}"
