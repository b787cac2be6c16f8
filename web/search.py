"""The tab 檢索: passages by words, meaning and filters; without a query, all that pass the filters."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

import gradio as gr

from extract.records import Passage
from index.answers import exporting
from index.answers.exporting import Cover, Row
from index.errors import SearchError
from index.records import EVERYTHING, Filters, Mode, SearchResult
from web import answers, cards, filtering
from web.ask import without
from web.markup import button, escape, tag
from web.parts import (
    QUIET,
    Page,
    Refresh,
    digests,
    export_bar,
    failure,
    guarded,
    html_panel,
    notice,
    wire_cards,
    wire_export,
)

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
    with gr.Row(elem_classes="two"):
        sidebar = html_panel(side(page, Choice()), elem_id="filters", elem_classes="side")
        panel = html_panel(elem_id="results", elem_classes="beside")
    choice, found = gr.State(Choice()), gr.State(None)

    def drop(text: str, event: gr.EventData) -> str:
        return without(text, int(event.start), int(event.end))

    def more(told: Found, ids: list[str], event: gr.EventData) -> str:
        return results(page, told, ids, int(event.shown) + STEP)

    wire_look(
        page,
        [
            send.click,
            query.submit,
            panel.drop(drop, query, query, **QUIET).then,
            *wire_choice(page, sidebar, choice),
        ],
        tab,
        [query, choice, page.basket],
        [panel, found],
    )
    panel.more(more, [found, page.basket], panel, **QUIET)
    wire_cards(page, panel)
    wire_export(page, panel, found, lambda value: rows(page, value))
    return [Refresh(lambda chosen: side(page, chosen), choice, sidebar), Refresh(lambda _: None, choice, found)]


def wire_choice(page: Page, sidebar: Any, choice: Any) -> list[Any]:
    """The events of the filter panel; returns the `then` of each that changes the choice."""

    def refine(event: gr.EventData) -> tuple[Choice, str]:
        chosen = Choice(filtering.read(event.chosen), filtering.read_mode(event.chosen))
        return chosen, side(page, chosen)

    def clear(chosen: Choice) -> tuple[Choice, str]:
        return Choice(mode=chosen.mode), side(page, Choice(mode=chosen.mode))

    return [
        sidebar.refine(refine, None, [choice, sidebar], **QUIET).then,
        sidebar.clear_filters(clear, choice, [choice, sidebar], **QUIET).then,
    ]


def wire_look(page: Page, starts: list[Any], tab: Any, inputs: list[Any], outputs: list[Any]) -> None:
    """Look when asked to, and when the tab is opened with nothing found yet."""
    panel, found = outputs
    words = page.words

    def look(text: str | None, chosen: Choice, ids: list[str]) -> Iterator[tuple[str, Found | None]]:
        yield notice(words("page.busy"), "busy"), None
        try:
            told = find(page, (text or "").strip(), chosen)
        except SearchError as error:
            yield failure(error, words), None
            return
        yield results(page, told, ids, STEP), told

    def first(told: Found | None, text: str, chosen: Choice, ids: list[str]) -> Iterator[tuple[Any, Any]]:
        yield from look(text, chosen, ids) if told is None else [(gr.skip(), gr.skip())]

    for start in starts:
        guarded(start, {"fn": look, "inputs": inputs, "outputs": outputs, **QUIET}, panel, words)
    guarded(tab.select, {"fn": first, "inputs": [found, *inputs], "outputs": outputs, **QUIET}, panel, words)


def side(page: Page, chosen: Choice) -> str:
    """The filter panel."""
    inner = filtering.panel(page.library, chosen.filters, page.words, chosen.mode)
    return filtering.fold(inner, page.words("filter.title"), chosen.filters, page.words)


def find(page: Page, text: str, chosen: Choice) -> Found:
    """The best passages for a query; all that pass the filters where there is none."""
    if not text:
        return Found(tuple(page.library.passages(chosen.filters)), chosen.filters, None)
    result = page.library.search(text, MOST, chosen.mode, chosen.filters)
    return Found(tuple(hit.passage for hit in result.hits), result.query.filters, result)


def results(page: Page, found: Found, ids: Collection[str], shown: int) -> str:
    """How the query was understood, the number found, the export bar and the first cards."""
    words, result = page.words, found.result
    told = answers.asked(result.query, words) if result else ""
    if not found.passages:
        if result is None:
            return told + notice(words("page.empty_library" if not page.library.documents() else "answer.nothing"))
        checked = len(page.library.passages(found.filters))
        return told + answers.absent(result.query, result.absence, checked, words)
    count = len(found.passages)
    key = "search.found_best" if result and count == MOST else "search.found"
    head = tag("p", escape(words(key, n=f"{count:,}")), class_="count", role="status") + export_bar(words)
    needles = answers.needles_of(result.query) if result else []
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
    question = found.result.query.text if found.result else None
    cover = Cover(page.words("export.results"), question, found.filters, language=page.words.language)
    return exporting.rows_of_passages(found.passages, digests(page.library)), cover
