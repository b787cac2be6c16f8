"""The tab 選集: the passages that the reader has put by, to be exported.

Which they are is known to the browser (kept.js); the server is asked only to draw them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from jixiao.extract.records import Passage
from jixiao.index.errors import Message, SearchError, UsageError
from jixiao.index.export.records import Cover, Row
from jixiao.web.parts.components import (
    QUIET,
    Page,
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

    def draw(ids: list[str]) -> str:
        return contents(page, ids)

    label = f"(ids) => jixiao.label(ids, {json.dumps(words('tab.basket'))})"
    for start in (page.basket.change, page.blocks.load):
        start(None, page.basket, tab, js=label, **QUIET)
    emptied = panel.empty(None, None, page.basket, js="() => [jixiao.empty()]", **QUIET).then
    for start in (tab.select, wire_cards(page, panel), emptied):
        start(draw, page.basket, panel, **QUIET)
    marking.wire(page, panel, said, page.basket, [panel], lambda ids, _ids, _given: (contents(page, ids),))
    wire_export(page, panel, page.basket, lambda ids: rows(page, ids))
    verification.build(page)


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
    most = page.bounds.basket
    passages = kept(page, ids[:most])
    gone = len(ids[:most]) - len(passages)
    head = tag("p", escape(words("basket.count", n=len(passages))), class_="count") + export_bar(words)
    head += button("empty", escape(words("basket.clear")), {"confirm": words("basket.confirm")}, class_="link danger")
    told = notice(words("basket.gone", n=gone)) if gone else ""
    told += notice(words("basket.full", n=f"{most:,}"), "failed") if len(ids) > most else ""
    return tag("div", head, class_="results-head") + told + marking.cards_of(passages, page, ids)


def rows(page: Page, ids: Sequence[str]) -> tuple[list[Row], Cover]:
    """The chosen passages as rows to export."""
    if len(ids) > page.bounds.basket:
        raise UsageError(
            Message.of("passages_over_the_limit_of_take_some_out", f"{len(ids):,}", f"{page.bounds.basket:,}")
        )
    cover = Cover(page.words("export.basket"), language=page.words.language)
    return page.library.exports.of_passages(kept(page, ids)), cover
