"""The tab 檢索: passages by words, meaning and filters; without a query, all that pass the filters.

What is shown stands in the page's address (web.parts.address), and is found again when it is opened.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

import gradio as gr

from jixiao.extract.records import Passage
from jixiao.index.answers.check.linking import with_links
from jixiao.index.errors import SearchError
from jixiao.index.export import export as export_export
from jixiao.index.export.export import Cover, Row
from jixiao.index.records import EVERYTHING, Filters, Mode, SearchResult
from jixiao.index.runs.export_selection import needles_of
from jixiao.web.parts import address, answers, cards, filter_panel
from jixiao.web.parts.address import HERE, Address
from jixiao.web.parts.components import (
    QUIET,
    Page,
    Refresh,
    digests,
    export_bar,
    failure,
    html_panel,
    notice,
    too_long,
    wire_cards,
    wire_export,
)
from jixiao.web.parts.html import button, escape, tag
from jixiao.web.tabs import saved
from jixiao.web.tabs.ask import without

# Passages asked for, and cards drawn at once.
MOST, STEP = 100, 20


@dataclass(frozen=True, slots=True)
class Found:
    """What the results panel shows the first cards of. `result` is None when browsing without a query."""

    passages: tuple[Passage, ...]
    filters: Filters
    result: SearchResult | None


@dataclass(frozen=True, slots=True)
class Choice:
    """What is ticked in the filter panel."""

    filters: Filters = EVERYTHING
    mode: Mode = "hybrid"


def build(page: Page, tab: Any) -> list[Refresh]:
    """The tab's components and events; what to do when the library has changed. `tab` is the tab itself."""
    words = page.words
    with gr.Row(elem_classes="ask-box"):
        query = gr.Textbox(
            label=words("search.label"), placeholder=words("search.placeholder"), lines=1, max_lines=1, elem_id="query"
        )
        send = gr.Button(words("search.button"), variant="primary", elem_id="search", scale=0)
    choice, found = gr.State(Choice()), gr.State(None)
    saved.keeper(page, "search", [found, choice], saved.shown_search)
    with gr.Row(elem_classes="two"):
        sidebar = html_panel(side(page, Choice()), elem_id="filters", elem_classes="side")
        panel = html_panel("", words("page.busy"), elem_id="results", elem_classes="beside")

    def drop(text: str, event: gr.EventData) -> str:
        return without(text, int(event.start), int(event.end))

    def more(told: Found, ids: list[str], event: gr.EventData) -> str:
        return results(page, told, ids, int(event.shown) + STEP)

    starts = [send.click, query.submit, panel.drop(drop, query, query, **QUIET).then]
    wire_look(page, [*starts, *wire_choice(page, sidebar, choice)], [query, choice, page.basket], [panel, found])
    wire_address(page, tab, [found, query, choice, page.basket], [query, choice, sidebar, panel, found])
    panel.more(more, [found, page.basket], panel, **QUIET)
    wire_cards(page, panel)
    wire_export(page, panel, found, lambda value: rows(page, value))
    return [
        Refresh(lambda chosen: side(page, chosen), choice, sidebar),
        Refresh(lambda _: None, choice, found, opens=False),
    ]


def wire_choice(page: Page, sidebar: Any, choice: Any) -> list[Any]:
    """The events of the filter panel; returns the `then` of each that changes the choice."""

    def refine(before: Choice, event: gr.EventData) -> tuple[Choice, str]:
        filters = replace(filter_panel.read(event.chosen), item=before.filters.item)
        chosen = Choice(filters, filter_panel.read_mode(event.chosen))
        return chosen, side(page, chosen)

    def clear(chosen: Choice) -> tuple[Choice, str]:
        return Choice(mode=chosen.mode), side(page, Choice(mode=chosen.mode))

    return [
        sidebar.refine(refine, choice, [choice, sidebar], **QUIET).then,
        sidebar.clear_filters(clear, choice, [choice, sidebar], **QUIET).then,
    ]


def wire_look(page: Page, starts: list[Any], inputs: list[Any], outputs: list[Any]) -> None:
    """Look when asked to."""

    def look(text: str | None, chosen: Choice, ids: list[str]) -> tuple[str, Found | None]:
        return looked(page, text, chosen, ids)

    for start in starts:
        start(look, inputs, outputs, **QUIET)


def wire_address(page: Page, tab: Any, inputs: list[Any], outputs: list[Any]) -> None:
    """Look for what the address says, and browse when the tab is opened with nothing found yet."""

    def restore(there: Address, _: Found | None, *now: Any) -> tuple[Any, ...]:
        if there.tab != "search":
            return (gr.skip(),) * len(outputs)
        chosen = Choice(there.filters, there.mode)
        return there.s, chosen, side(page, chosen), *looked(page, there.s, chosen, now[-1])

    def first(search: str, told: Found | None, *now: Any) -> tuple[Any, ...]:
        there = address.found(page, search)
        if told is not None:
            return (gr.skip(),) * len(outputs)
        if there.tab == "search" and (there.s or there.filters != EVERYTHING):
            return restore(there, told, *now)
        return gr.skip(), gr.skip(), gr.skip(), *looked(page, *now)

    address.follow(page, restore, inputs, outputs)
    tab.select(first, [page.address, *inputs], outputs, js=HERE, **QUIET)


def looked(page: Page, text: str | None, chosen: Choice, ids: Collection[str]) -> tuple[str, Found | None]:
    """The panel with what was found and the address that finds it again."""
    words, text = page.words, (text or "").strip()
    if refused := too_long(text, words, page.bounds.question):
        return refused, None
    try:
        told = find(page, text, chosen)
    except SearchError as error:
        return failure(error, words), None
    here = address.marker(Address("search", s=text, mode=chosen.mode, filters=chosen.filters))
    return here + results(page, told, ids, STEP), told


def side(page: Page, chosen: Choice) -> str:
    """The filter panel."""
    item = ("item",) if chosen.filters.item else ()
    inner = filter_panel.panel(page.library, chosen.filters, page.words, chosen.mode, (*filter_panel.PANEL, *item))
    return filter_panel.fold(inner, page.words("filter.title"), chosen.filters, page.words)


def find(page: Page, text: str, chosen: Choice) -> Found:
    """The best passages for a query; all that pass the filters where there is none."""
    if not text:
        return Found(tuple(page.library.passages(chosen.filters)), chosen.filters, None)
    result = page.library.search(text, MOST, chosen.mode, chosen.filters)
    return Found(tuple(hit.passage for hit in result.hits), result.query.filters, result)


def results(page: Page, found: Found, ids: Collection[str], shown: int) -> str:
    """How the query was understood, the number found or that these are only the nearest, export bar, first cards."""
    words, result = page.words, found.result
    told = answers.asked(result.query, words) if result else ""
    if not found.passages:
        if result is None:
            return told + notice(words("page.empty_library" if not page.library.documents() else "answer.nothing"))
        checked = len(page.library.passages(found.filters))
        return told + answers.absent(result.query, result.absence, checked, words)
    count = len(found.passages)
    key = "search.found_best" if result and count == MOST else "search.found"
    if result and not result.found:
        told += answers.absent(result.query, result.absence, len(page.library.passages(found.filters)), words)
        key = "search.nearest"
    head = tag("p", escape(words(key, n=f"{count:,}")), class_="count", role="status") + export_bar(words)
    needles = needles_of(result.query) if result else []
    drawn = "".join(
        cards.card(passage, words, ids, needles, rank if result else 0)
        for rank, passage in enumerate(found.passages[:shown], 1)
    )
    if count > shown:
        label = words("search.more", n=min(STEP, count - shown))
        drawn += button("more", escape(label), {"shown": shown}, class_="act more")
    return told + tag("div", head, class_="results-head") + drawn


def rows(page: Page, found: Found) -> tuple[list[Row], Cover]:
    """All passages found, not only those drawn, as rows to export."""
    query = found.result.query if found.result else None
    cover = Cover(
        page.words("export.results"),
        query.text if query else None,
        found.filters,
        language=page.words.language,
        needles=needles_of(query) if query else (),
    )
    held = digests(page.library)
    told = (
        export_export.rows_of_hits(found.result, held, page.words.language)
        if found.result
        else export_export.rows_of_passages(found.passages, held)
    )
    return list(with_links(told, page.library.view(), page.words.language)), cover
