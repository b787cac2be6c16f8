"""The tab 佐證: each scoring item of the framework with its evidence, and the items that have none."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

import gradio as gr

from extract import framework
from index.answers import exporting, wording
from index.answers.exporting import Cover, Row
from index.records import Filters
from web import cards, filtering
from web.markup import button, escape, tag
from web.parts import QUIET, Page, Refresh, digests, export_bar, html_panel, notice, wire_cards, wire_export
from web.words import Words

# Fields to narrow the evidence by; facet and item are what the tab is about.
FIELDS = ("role", "year", "branch", "stage")
# What was done is evidence; strategies and measures only say what was meant.
AT_FIRST = Filters(role=("outcome",))
STEP = 20


def build(page: Page) -> Refresh:
    """The tab's components and events; what to do when the library has changed."""
    words = page.words
    with gr.Row(elem_classes="two"):
        with gr.Column(elem_classes="side"):
            sidebar = html_panel(filtering.fold(narrow(page, AT_FIRST), words("filter.title")))
        with gr.Column(elem_classes="beside"):
            items = html_panel(overview(page, AT_FIRST), elem_id="items")
            panel = html_panel(notice(words("evidence.choose")), elem_id="item-evidence")
    filters = gr.State(AT_FIRST)

    def refine(chosen: Filters, ids: list[str], event: gr.EventData) -> tuple[Filters, str, str, str]:
        return redrawn(page, filtering.read(event.chosen), chosen.item, ids)

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
    wire_export(page, panel, filters, lambda chosen: rows(page, chosen))
    return Refresh(lambda chosen: overview(page, chosen), filters, items)


def narrow(page: Page, chosen: Filters) -> str:
    """The filters that narrow the evidence."""
    return filtering.panel(page.library, chosen, page.words, only=FIELDS)


def redrawn(page: Page, chosen: Filters, item: tuple[str, ...], ids: Collection[str]) -> tuple[Filters, str, str, str]:
    """Filters, filter panel, overview and listing after a choice; the item stays chosen."""
    chosen = replace(chosen, item=item)
    sidebar = filtering.fold(narrow(page, replace(chosen, item=())), page.words("filter.title"))
    return chosen, sidebar, overview(page, chosen), listing(page, chosen, ids, STEP)


def overview(page: Page, chosen: Filters) -> str:
    """The framework's items by facet, each with the number of its passages."""
    words = page.words
    counts = page.library.counts(replace(chosen, item=())).get("item", {})
    parts, have, total = [], 0, 0
    for facet in framework.load().facets:
        have += sum(1 for item in facet.items if counts.get(item.id))
        total += len(facet.items)
        told = "" if facet.points is None else words("evidence.points", n=facet.points)
        title = escape(wording.facet(facet.number, facet.name, words.language)) + tag("span", told, class_="points")
        parts.append(tag("li", tag("h4", title) + "".join(line(i.id, counts, chosen, words) for i in facet.items)))
    told = tag("p", escape(words("evidence.intro")), class_="note")
    told += tag("p", escape(words("evidence.coverage", n=total, have=have)), class_="count", role="status")
    return told + tag("ul", "".join(parts), class_="items")


def line(item: str, counts: Mapping[str, int], chosen: Filters, words: Words) -> str:
    """One scoring item: a button with its number of passages, or the word that it has none."""
    count = counts.get(item, 0)
    share = count / max([*counts.values(), 1])
    told = words("evidence.count", n=f"{count:,}") if count else words("evidence.none")
    inner = tag("span", escape(item), class_="value") + tag("span", escape(told), class_="count")
    inner += tag("span", "", class_="share", style=f"width: {share:.0%}")
    pressed = "true" if chosen.item == (item,) else "false"
    return button("item", inner, {"item": item}, class_="item" if count else "item none", aria_pressed=pressed)


def listing(page: Page, chosen: Filters, ids: Collection[str], shown: int) -> str:
    """The passages of the chosen item."""
    words = page.words
    if not chosen.item:
        return notice(words("evidence.choose"))
    passages = page.library.passages(chosen)
    title = tag("h3", escape(words("evidence.of_item", item=chosen.item[0])), class_="head-line")
    if not passages:
        return title + notice(words("evidence.none"))
    count = tag("p", escape(words("search.found", n=f"{len(passages):,}")), class_="count")
    drawn = "".join(cards.card(p, words, ids) for p in passages[:shown])
    if len(passages) > shown:
        label = words("search.more", n=min(STEP, len(passages) - shown))
        drawn += button("more", escape(label), {"shown": shown}, class_="act more")
    return title + tag("div", count + export_bar(words), class_="results-head") + drawn


def rows(page: Page, chosen: Filters) -> tuple[list[Row], Cover]:
    """All passages of the item as rows to export."""
    cover = Cover(page.words("export.evidence"), None, chosen, language=page.words.language)
    return exporting.rows_of_passages(page.library.passages(chosen), digests(page.library)), cover
