"""A reconciliation as JSON, as lines for a terminal, as rows to export."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from jixiao.extract.passage_json import quantity_to_json
from jixiao.extract.records import Passage
from jixiao.index import labels
from jixiao.index.answers.reconcile.planned_figures import FigureComparison
from jixiao.index.answers.reconcile.reconciliation import ReconciledAction, Reconciliation
from jixiao.index.export.export import Row as ExportRow
from jixiao.index.json_contract import evidence_to_json
from jixiao.index.labels import Language
from jixiao.index.records import DocumentInfo, Evidence

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
