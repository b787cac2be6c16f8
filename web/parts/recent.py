"""What was last looked for in this browser: kept there only, as the addresses that open it again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gradio as gr

from jixiao.index import labels
from jixiao.web.parts import address
from jixiao.web.parts.components import QUIET, Page, html_panel, notice
from jixiao.web.parts.html import button, chips, escape, tag
from jixiao.web.parts.strings import Words

KEY = "jixiao-recent"
MOST = 30


def build(page: Page, tab: Any) -> None:
    """The list of the last questions and searches, and what keeps it up to date."""
    panel = html_panel(elem_id="recent", elem_classes="saved")

    def visited(before: list[str], event: gr.EventData) -> list[str]:
        return after(before, str(event.address))

    def drawn(kept: list[str]) -> str:
        return listed(kept, page.words)

    page.address.visited(visited, page.recent, page.recent, **QUIET)
    for start in (tab.select, page.recent.change):
        start(drawn, page.recent, panel, **QUIET)
    panel.empty(lambda: [], None, page.recent, **QUIET)


def after(before: Sequence[str], visited: str) -> list[str]:
    """The addresses with the one visited in front; those of a tab alone are not kept."""
    told = address.read(visited)
    if not (told.q or told.s):
        return list(before)
    here = address.write(told)
    return [here, *(one for one in before if one != here)][:MOST]


def listed(kept: Sequence[str], words: Words) -> str:
    """Each as a link that opens it again."""
    head = tag("h3", escape(words("recent.title")), class_="head-line")
    head += tag("p", escape(words("recent.note")), class_="note")
    if not kept:
        return head + notice(words("recent.none"))
    clear = {"confirm": words("recent.confirm")}
    lines = "".join(tag("li", line(one, words)) for one in kept)
    clearing = button("empty", escape(words("recent.clear")), clear, class_="link danger")
    return head + tag("ul", lines, class_="recent-list") + clearing


def line(kept: str, words: Words) -> str:
    """The question or search as a link, and its filters."""
    told = address.read(kept)
    kind = words("saved.ask") if told.q else words("saved.search")
    filters = [f"{name} {values}" for name, values in labels.filters(told.filters, words.language)]
    link = tag("a", escape(told.q or told.s), href=address.write(told), class_="visit")
    return tag("span", escape(kind), class_="badge") + link + chips(filters, "condition")
