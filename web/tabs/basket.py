"""The tab 選集: the passages that the reader has put by, to be exported."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import gradio as gr

from jixiao.extract.records import Passage
from jixiao.index.errors import SearchError
from jixiao.index.export import export as export_export
from jixiao.index.export.export import Cover, Row
from jixiao.web.parts.components import (
    QUIET,
    Page,
    digests,
    export_bar,
    html_panel,
    notice,
    wire_cards,
    wire_export,
)
from jixiao.web.parts.html import button, escape, tag
from jixiao.web.tabs import marking, verification


def build(page: Page, tab: Any) -> None:
    """The tab's components and events; `tab` shows the number of passages in its label."""
    words = page.words
    said = html_panel(elem_classes="said")
    panel = html_panel(notice(words("basket.empty")), elem_id="basket")

    def draw(ids: list[str]) -> tuple[str, str, Any]:
        label = words("tab.basket") + (f" {len(ids)}" if ids else "")
        return contents(page, ids), marker(ids), gr.Tab(label=label)

    def empty() -> list[str]:
        return []

    drawn = {"fn": draw, "inputs": page.basket, "outputs": [panel, page.marker, tab], **QUIET}
    page.basket.change(**drawn)
    page.blocks.load(**drawn)
    panel.empty(empty, None, page.basket, **QUIET)
    wire_cards(page, panel)
    marking.wire(page, panel, said, page.basket, [panel], lambda ids, _ids, _given: (contents(page, ids),))
    wire_export(page, panel, page.basket, lambda ids: rows(page, ids))
    verification.build(page)


def marker(ids: Sequence[str]) -> str:
    """The ids for panel.js, which marks the buttons of what is chosen."""
    return tag("span", "", data_basket=json.dumps(list(ids)))


def kept(page: Page, ids: Sequence[str]) -> list[Passage]:
    """The passages that the library still has, in the order they were chosen."""
    found = []
    for passage_id in ids:
        try:
            found.append(page.library.passage(passage_id))
        except SearchError:
            continue
    return found


def contents(page: Page, ids: Sequence[str]) -> str:
    """The chosen passages as cards, under their number and the export bar."""
    words = page.words
    if not ids:
        return notice(words("basket.empty"))
    passages = kept(page, ids)
    gone = len(ids) - len(passages)
    head = tag("p", escape(words("basket.count", n=len(passages))), class_="count") + export_bar(words)
    head += button("empty", escape(words("basket.clear")), {"confirm": words("basket.confirm")}, class_="link danger")
    told = notice(words("basket.gone", n=gone)) if gone else ""
    return tag("div", head, class_="results-head") + told + marking.cards_of(passages, page, ids)


def rows(page: Page, ids: Sequence[str]) -> tuple[list[Row], Cover]:
    """The chosen passages as rows to export."""
    cover = Cover(page.words("export.basket"), language=page.words.language)
    return export_export.rows_of_passages(kept(page, ids), digests(page.library)), cover
