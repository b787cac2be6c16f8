"""The tab 佐證: each scoring item of the framework with its evidence, and the items that have none."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from itertools import groupby
from typing import Any

import gradio as gr

from jixiao import labels, settings
from jixiao.index.answers.evidence import records as evidence_records
from jixiao.index.answers.evidence.records import OUTCOMES, ItemEvidence
from jixiao.index.export.records import Cover, Row
from jixiao.index.records import Filters
from jixiao.web.parts import filter_panel
from jixiao.web.parts.components import (
    QUIET,
    Page,
    Refresh,
    export_bar,
    html_panel,
    notice,
    wire_cards,
    wire_export,
)
from jixiao.web.parts.html import button, chips, escape, tag
from jixiao.web.parts.strings import Words
from jixiao.web.tabs import marking

# Fields to narrow the evidence by; facet and item are what the tab is about.
FIELDS = ("role", "year", "branch", "stage")
AT_FIRST = Filters(role=OUTCOMES)
STEP = 20


def build(page: Page, tab: Any) -> Refresh:
    """The tab's components and events; what to do when the library has changed."""
    words = page.words
    with gr.Row(elem_classes="two"):
        with gr.Column(elem_classes="side"):
            sidebar = html_panel(narrow(page, AT_FIRST))
        with gr.Column(elem_classes="beside"):
            items = html_panel(overview(page, AT_FIRST), elem_id="items")
            said = html_panel(marking.trouble(page), elem_classes="said")
            panel = html_panel(notice(words("evidence.choose")), elem_id="item-evidence")
    filters = gr.State(AT_FIRST)

    def refine(chosen: Filters, ids: list[str], event: gr.EventData) -> tuple[Filters, str, str, str]:
        return redrawn(page, filter_panel.read(event.chosen), chosen.item, ids)

    def clear(chosen: Filters, ids: list[str]) -> tuple[Filters, str, str, str]:
        return redrawn(page, Filters(), chosen.item, ids)

    def item(chosen: Filters, ids: list[str], event: gr.EventData) -> tuple[Filters, str, str, str]:
        return redrawn(page, chosen, (event.item,), ids)

    def more(chosen: Filters, ids: list[str], event: gr.EventData) -> str:
        return listing(page, chosen, ids, int(event.shown) + STEP)

    outputs = [filters, sidebar, items, panel]
    sidebar.refine(refine, [filters, page.basket], outputs, **QUIET)
    sidebar.clear_filters(clear, [filters, page.basket], outputs, **QUIET)
    items.item(item, [filters, page.basket], outputs, **QUIET)
    panel.more(more, [filters, page.basket], panel, **QUIET)
    wire_cards(page, panel)
    wire_export(page, panel, filters, lambda chosen: rows(page, chosen), judged=True)

    def judged(chosen: Filters, ids: list[str], given: Mapping[str, Any]) -> tuple[str, str]:
        return overview(page, chosen), listing(page, chosen, ids, int(given.get("shown", STEP)))

    marking.wire(page, panel, said, filters, [items, panel], judged)
    marking.follow(page, tab, filters, [items, panel], judged)
    return Refresh(lambda chosen: overview(page, chosen), filters, items)


def narrow(page: Page, chosen: Filters) -> str:
    """The filters that narrow the evidence."""
    inner = filter_panel.panel(page.library, chosen, page.words, only=FIELDS)
    return filter_panel.fold(inner, page.words("filter.title"), chosen, page.words)


def redrawn(page: Page, chosen: Filters, item: tuple[str, ...], ids: Collection[str]) -> tuple[Filters, str, str, str]:
    """Filters, filter panel, overview and listing after a choice; the item stays chosen."""
    chosen = replace(chosen, item=item)
    return chosen, narrow(page, replace(chosen, item=())), overview(page, chosen), listing(page, chosen, ids, STEP)


def overview(page: Page, chosen: Filters) -> str:
    """The framework's items by facet, each with the number of its passages."""
    words = page.words
    found = page.library.evidence.items(replace(chosen, item=()), settings.framework())
    most = max([len(one.passages) for one in found], default=1) or 1
    parts = []
    for facet, items in groupby(found, key=lambda one: one.facet):
        points = "" if facet.points is None else words("evidence.points", n=facet.points)
        title = escape(labels.facet(facet.number, facet.name, words.language)) + tag("span", points, class_="points")
        parts.append(tag("li", tag("h3", title) + "".join(line(one, most, chosen, words) for one in items)))
    have = sum(1 for one in found if one.passages)
    told = tag("p", escape(words("evidence.intro")), class_="note")
    told += tag("p", escape(words("evidence.coverage", n=len(found), have=have)), class_="count", role="status")
    return told + tag("ul", "".join(parts), class_="items")


def line(one: ItemEvidence, most: int, chosen: Filters, words: Words) -> str:
    """One scoring item: a button with its number of passages, or the word that it has none."""
    count = len(one.passages)
    told = words("evidence.count", n=f"{count:,}") if count else words("evidence.none")
    inner = tag("span", escape(one.item.id), class_="value") + tag("span", escape(told), class_="count")
    inner += tag("span", "", class_="share", style=f"width: {count / most:.0%}")
    pressed = "true" if chosen.item == (one.item.id,) else "false"
    return button("item", inner, {"item": one.item.id}, class_="item" if count else "item none", aria_pressed=pressed)


def listing(page: Page, chosen: Filters, ids: Collection[str], shown: int) -> str:
    """The passages of the chosen item, best first, under their number by branch and year."""
    words = page.words
    if not chosen.item:
        return notice(words("evidence.choose"))
    (one,) = page.library.evidence.items(chosen, settings.framework())
    title = tag("h3", escape(words("evidence.of_item", item=one.item.id)), class_="head-line")
    gone = marking.lost(one.lost, words)
    if not one.passages and not one.judged.rejected:
        return title + notice(words("evidence.none")) + gone
    total = len(one.passages)
    head = tag("p", escape(words("search.found", n=f"{total:,}")), class_="count") + export_bar(words)
    spread = [f"{branch} {count:,}" for branch, count in one.branches.items()]
    spread += [f"{labels.year(year, words.language)} {count:,}" for year, count in one.years.items()]
    spread += evidence_records.count_labels(one.judged, words.language)
    drawn, rejected = marking.judged_cards(one.judged, one.item.id, shown, page, ids)
    if total > shown:
        label = words("search.more", n=min(STEP, total - shown))
        drawn += button("more", escape(label), {"shown": shown}, class_="act more")
    return title + tag("div", head, class_="results-head") + tag("p", chips(spread, "spread")) + drawn + rejected + gone


def rows(page: Page, chosen: Filters) -> tuple[list[Row], Cover]:
    """All passages of the item as rows to export, those that were rejected last."""
    found = page.library.evidence.items(chosen, settings.framework())
    cover = Cover(page.words("export.evidence"), None, chosen, language=page.words.language)
    sha256 = page.library.digests()
    told = [
        Row(p, sha256[p.document_id], mark=one.judged.marks.get(p.passage_id))
        for one in found
        for p in (*one.passages, *one.judged.rejected)
    ]
    return told, cover
