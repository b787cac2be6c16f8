"""The tab 計畫對照: each action of a plan beside what the report of the year tells of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import gradio as gr

from jixiao import labels
from jixiao.index.answers.reconcile import records as reconcile_records
from jixiao.index.answers.reconcile.records import ReconciledAction, Reconciliation
from jixiao.index.errors import SearchError
from jixiao.index.export.records import Cover
from jixiao.index.export.records import Row as ExportRow
from jixiao.index.library import Library
from jixiao.index.records import DocumentInfo, Evidence
from jixiao.web.parts import cards
from jixiao.web.parts.components import (
    QUIET,
    Page,
    Refresh,
    export_bar,
    failure,
    html_panel,
    notice,
    wire_cards,
    wire_export,
)
from jixiao.web.parts.html import button, escape, tag
from jixiao.web.parts.strings import Words

# Actions drawn before a button for more.
STEP = 40


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands in the panel: only rows of `standing` where one was chosen, `most` of them."""

    found: Reconciliation
    standing: str = ""
    most: int = STEP


def build(page: Page) -> Refresh:
    """The tab's components and events; what to do when the library has changed."""
    words = page.words
    plans, results = choices(page.library, words)
    with gr.Row(elem_classes="ask-box pick"):
        plan = gr.Dropdown(plans, label=words("reconcile.plan"), elem_id="plan", filterable=False)
        result = gr.Dropdown(results, label=words("reconcile.result"), elem_id="result", filterable=False)
        branch = gr.Dropdown(branches(page.library, words), value="", label=words("reconcile.branch"), filterable=False)
        send = gr.Button(words("reconcile.button"), variant="primary", elem_id="reconcile", scale=0)
    panel = html_panel(notice(words("reconcile.first")), words("reconcile.busy"), elem_id="reconciled")
    shown = gr.State(None)

    def compare(first: str | None, second: str | None, whose: str, ids: list[str]) -> tuple[str, Any]:
        return told(page, first, second, whose, ids)

    def only(value: Shown, ids: list[str], event: gr.EventData) -> tuple[str, Shown]:
        chosen = "" if event.item == value.standing else str(event.item)
        kept = Shown(value.found, chosen)
        return drawn(kept, words, ids), kept

    def more(value: Shown, ids: list[str]) -> tuple[str, Shown]:
        longer = Shown(value.found, value.standing, value.most + STEP)
        return drawn(longer, words, ids), longer

    send.click(compare, [plan, result, branch, page.basket], [panel, shown], **QUIET)
    panel.item(only, [shown, page.basket], [panel, shown], **QUIET)
    panel.more(more, [shown, page.basket], [panel, shown], **QUIET)
    wire_cards(page, panel)
    wire_export(page, panel, shown, lambda value: rows(page, value))
    return Refresh(lambda _: updates(page), page.basket, [plan, result, branch])


def updates(page: Page) -> tuple[Any, Any, Any]:
    """The lists anew, with the pair that belongs together chosen: names may have changed too."""
    plans, results = choices(page.library, page.words)
    first, second = pair(page.library.documents(), page.library)
    named = gr.Dropdown(branches(page.library, page.words))
    return gr.Dropdown(plans, value=first), gr.Dropdown(results, value=second), named


def choices(
    library: Library, words: Words
) -> tuple[list[tuple[str, str | int | float]], list[tuple[str, str | int | float]]]:
    """(name, id) of the reports for either side: plans first on the one, results first on the other."""
    counting = [d for d in library.documents() if d.superseded_by is None]
    named = [(name(d, library, words), d.document_id, d.stage == "plan") for d in counting]
    plans = sorted(named, key=lambda one: not one[2])
    results = sorted(named, key=lambda one: one[2])
    return [(label, own) for label, own, _ in plans], [(label, own) for label, own, _ in results]


def name(document: DocumentInfo, library: Library, words: Words) -> str:
    """Year, agency and stage: enough to tell reports apart; the file where none is known."""
    year = "" if document.year is None else labels.year(document.year, words.language)
    stage = labels.say("stage", document.stage, words.language) if document.stage else ""
    own = library.names.own(document.agency) or ""
    return " ".join(filter(None, [year, own, stage])) + f" · {document.source}"


def branches(library: Library, words: Words) -> list[tuple[str, str | int | float]]:
    """The branches to choose from; at first whose plan it is."""
    return [(words("reconcile.own"), ""), *((own, own) for own in library.names.branches())]


def pair(documents: Sequence[DocumentInfo], library: Library) -> tuple[str | None, str | None]:
    """The first plan with a result of its year and agency, or of the office above it; else any result of its year."""
    counting = [d for d in documents if d.superseded_by is None]
    plans = [d for d in counting if d.stage == "plan"]
    results = [d for d in counting if d.stage == "result"]
    ranked = [
        ((b.year == a.year) * 4 + (b.agency == a.agency) * 2 + (library.names.own_branch(a, b) is not None), a, b)
        for a in plans
        for b in results
    ]
    if not ranked:
        return None, None
    _, plan, result = max(ranked, key=lambda one: one[0])
    return plan.document_id, result.document_id


def told(
    page: Page, first: str | None, second: str | None, branch: str, ids: Collection[str]
) -> tuple[str, Shown | None]:
    """The panel with the rows."""
    words = page.words
    documents = {d.document_id: d for d in page.library.documents()}
    if first not in documents or second not in documents or first == second:
        return notice(words("reconcile.first")), None
    try:
        found = page.library.comparisons.plan_with_result(documents[first], documents[second], branch or None)
    except SearchError as error:
        return failure(error, words), None
    shown = Shown(found)
    return drawn(shown, words, ids), shown


def drawn(shown: Shown, words: Words, ids: Collection[str]) -> str:
    """Counts to choose by, then the actions under their measures."""
    found = shown.found
    whose = found.branch or words("reconcile.everyone")
    note = words("reconcile.checked", branch=whose, n=found.checked, all=found.passages)
    head = tag("p", escape(note), class_="count", role="status") + export_bar(words)
    rows = [row for row in found.rows if shown.standing in ("", row.fulfilment)]
    parts = [tag("div", head, class_="results-head"), tally(shown, words)]
    numbered = [(found.rows.index(row) + 1, row) for row in rows[: shown.most]]
    for measure, group in groupby(numbered, key=lambda one: cards.context(one[1].place, words)):
        parts.append(tag("section", measure + "".join(action(n, r, found, words, ids) for n, r in group)))
    if len(rows) > shown.most:
        label = words("search.more", n=min(STEP, len(rows) - shown.most))
        parts.append(button("more", escape(label), class_="act more"))
    return "".join(parts)


def tally(shown: Shown, words: Words) -> str:
    """A button for each standing with its number of rows."""
    buttons = []
    for standing, count in shown.found.counts.items():
        inner = tag("b", str(count)) + tag("span", escape(labels.say("standing", standing, words.language)))
        pressed = "true" if shown.standing == standing else "false"
        buttons.append(button("item", inner, {"item": standing}, class_=f"tally {standing}", aria_pressed=pressed))
    return tag("div", "".join(buttons), class_="tallies")


def action(number: int, row: ReconciledAction, found: Reconciliation, words: Words, ids: Collection[str]) -> str:
    """One action: what became of it and why, the plan's words, the result's words."""
    language = words.language
    badge = tag(
        "span", escape(labels.say("standing", row.fulfilment, language)), class_=f"badge standing-{row.fulfilment}"
    )
    figures = "".join(
        tag("li", escape(reconcile_records.figures_text(one, language)), class_=f"reached-{one.reached}")
        for one in row.figures
    )
    wider = "".join(
        tag("li", escape(words("reconcile.wider", told=reconcile_records.reported_text(one))), class_="wider")
        for one in row.wider_figures
    )
    verdict = badge + tag("span", f"{number}", class_="rank")
    verdict += tag("p", escape(reconcile_records.why(row, found, language)), class_="note")
    verdict += tag("ul", figures + wider, class_="compared") if figures or wider else ""
    planned = quoted("planned", [row.planned] if row.planned else [], words, ids)
    planned = planned or tag("p", escape(words("reconcile.unplanned")), class_="note")
    result = quoted("found", row.found, words, ids) + folded("details", row, words, ids)
    result += quoted("wider", row.wider, words, ids) + folded("nearest", row, words, ids)
    sides = tag("div", verdict, class_="verdict") + tag("div", planned, class_="side-plan")
    sides += tag("div", result or tag("p", escape(words("reconcile.nothing")), class_="note"), class_="side-result")
    return tag("article", sides, class_=f"action {row.fulfilment}")


def quoted(part: str, evidence: Sequence[Evidence], words: Words, ids: Collection[str]) -> str:
    """Quotes under the name of what they are."""
    if not evidence:
        return ""
    name = tag("h4", escape(labels.say("reconciling", part, words.language)))
    return name + "".join(cards.quote(one, words, ids) for one in evidence)


def folded(part: str, row: ReconciledAction, words: Words, ids: Collection[str]) -> str:
    """Quotes that need not be read at once."""
    evidence = getattr(row, part)
    if not evidence:
        return ""
    title = f"{labels.say('reconciling', part, words.language)} {len(evidence)}"
    inner = "".join(cards.quote(one, words, ids) for one in evidence)
    return tag("details", tag("summary", escape(title)) + inner, class_="rest")


def rows(page: Page, shown: Shown) -> tuple[list[ExportRow], Cover]:
    """Everything that was compared, as rows to export."""
    language = page.words.language
    question = f"{shown.found.plan.source} → {shown.found.result.source}"
    cover = Cover(labels.say("reconciling", "title", language), question, language=language)
    return reconcile_records.rows_to_export(shown.found, page.library.passage, language), cover
