"""What was last looked for in this browser: kept there only (kept.js), as the addresses that open it again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jixiao import labels
from jixiao.web.parts import address
from jixiao.web.parts.components import QUIET, Page, html_panel, notice
from jixiao.web.parts.html import button, chips, escape, tag
from jixiao.web.parts.strings import Words

KEY = "jixiao-recent"
ADOPT = "(kept) => [jixiao.recent.adopt(kept)]"
EMPTY = "() => [(jixiao.recent.set([]), [])]"


def build(page: Page, tab: Any) -> None:
    """The list of the last questions and searches, drawn when its tab is opened."""
    panel = html_panel(elem_id="recent", elem_classes="saved")

    def drawn(kept: list[str]) -> str:
        return listed(kept, page.words)

    for start in (page.blocks.load, page.address.visited):
        start(None, page.recent, page.recent, js=ADOPT, **QUIET)
    for start in (tab.select, panel.empty(None, None, page.recent, js=EMPTY, **QUIET).then):
        start(drawn, page.recent, panel, **QUIET)


def listed(kept: Sequence[str], words: Words) -> str:
    """Each as a link that opens it again."""
    head = tag("h3", escape(words("recent.title")), class_="head-line")
    head += tag("p", escape(words("recent.note")), class_="note")
    if not kept:
        return head + notice(words("recent.none"))
    clear = {"confirm": words("recent.confirm")}
    lines = "".join(tag("li", line(one, words)) for one in kept if len(one) <= address.LONGEST)
    clearing = button("empty", escape(words("recent.clear")), clear, class_="link danger")
    return head + tag("ul", lines, class_="recent-list") + clearing


def line(kept: str, words: Words) -> str:
    """The question or search as a link, and its filters."""
    told = address.read(kept)
    kind = words("saved.ask") if told.q else words("saved.search")
    filters = [f"{name} {values}" for name, values in labels.filters(told.filters, words.language)]
    link = tag("a", escape(told.q or told.s), href=address.write(told), class_="visit")
    return tag("span", escape(kind), class_="badge") + link + chips(filters, "condition")
