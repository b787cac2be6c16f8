"""The tab 檢核: figures that contradict each other side by side, and totals with the parts that the text gives."""

from __future__ import annotations

from collections.abc import Collection

import gradio as gr

from jixiao import labels
from jixiao.index.answers.check.records import ComparableFigure, Contradiction, StatedTotal
from jixiao.index.library import Library
from jixiao.index.records import Filters
from jixiao.web.parts import cards, filter_panel
from jixiao.web.parts.components import QUIET, Page, Refresh, html_panel, wire_cards
from jixiao.web.parts.html import escape, tag
from jixiao.web.parts.strings import Words

FIELDS = ("year", "branch", "source")


def build(page: Page) -> Refresh:
    """The tab's components and events; what to do when the library has changed."""
    with gr.Row(elem_classes="two"):
        with gr.Column(elem_classes="side"):
            sidebar = html_panel(narrow(page, Filters()))
        with gr.Column(elem_classes="beside"):
            panel = html_panel(findings(page, Filters(), ()), elem_id="checks")
    filters = gr.State(Filters())

    def refine(ids: list[str], event: gr.EventData) -> tuple[Filters, str, str]:
        chosen = filter_panel.read(event.chosen)
        return chosen, narrow(page, chosen), findings(page, chosen, ids)

    def clear(ids: list[str]) -> tuple[Filters, str, str]:
        return Filters(), narrow(page, Filters()), findings(page, Filters(), ids)

    outputs = [filters, sidebar, panel]
    sidebar.refine(refine, page.basket, outputs, **QUIET)
    sidebar.clear_filters(clear, page.basket, outputs, **QUIET)
    wire_cards(page, panel)
    return Refresh(lambda chosen: findings(page, chosen, ()), filters, panel)


def narrow(page: Page, chosen: Filters) -> str:
    """The filters that narrow what is held against each other."""
    inner = filter_panel.panel(page.library, chosen, page.words, only=FIELDS)
    return filter_panel.fold(inner, page.words("filter.title"), chosen, page.words)


def findings(page: Page, chosen: Filters, ids: Collection[str]) -> str:
    """Contradictions first, then sums that do not add up, then those that do in a fold."""
    words, library = page.words, page.library
    found = library.comparisons.figures(chosen)
    adds = [one for one in found.sums if one.matches]
    counts = {"pairs": len(found.contradictions), "sums": len(found.sums), "ok": len(adds)}
    told = words("checks.told", n=f"{found.checked:,}", **counts)
    head = tag("p", escape(words("checks.intro")), class_="note") + tag(
        "p", escape(told), class_="count", role="status"
    )
    drawn = "".join(contradiction(pair, library, words, ids) for pair in found.contradictions)
    drawn += "".join(addition(one, library, words, ids) for one in found.failed)
    if not drawn:
        drawn = tag("p", escape(words("checks.none")), class_="notice")
    if adds:
        title = tag("summary", escape(words("checks.adds_up", n=len(adds))))
        drawn += tag("details", title + "".join(addition(one, library, words, ids) for one in adds), class_="rest")
    return head + drawn


def contradiction(pair: Contradiction, library: Library, words: Words, ids: Collection[str]) -> str:
    """What is counted, by whom and when, and both quotes with the figure marked."""
    quantity = pair.first.quantity
    year = "" if quantity.year is None else labels.year(quantity.year, words.language)
    whose = quantity.branch or pair.first.passage.agency or ""
    title = tag("h3", escape(" · ".join(part for part in (quantity.of or "", whose, year) if part)))
    notes = {"same": "", "joined": words("checks.joined"), "linked": words("checks.linked")}
    joined = notes[pair.basis]
    place = words("checks.within") if pair.place == "within" else words("checks.between")
    why = tag("p", escape(place + joined), class_="note")
    sides = "".join(side(figure, library, words, ids) for figure in (pair.first, pair.second))
    return tag("section", title + why + tag("div", sides, class_="sides"), class_="part contradiction")


def side(figure: ComparableFigure, library: Library, words: Words, ids: Collection[str]) -> str:
    """One of the two quotes under its figure."""
    surface = figure.quantity.surface
    quoted = library.comparisons.quoted(figure.passage, figure.sentence.span)
    return tag("div", tag("strong", escape(" ".join(surface.split()))) + cards.quote(quoted, words, ids, (), surface))


def addition(one: StatedTotal, library: Library, words: Words, ids: Collection[str]) -> str:
    """A total, its parts and what they add up to, with the quote."""
    told = " + ".join(f"{escape(name or '—')} {value:,g}" for name, value in one.parts)
    sign = "=" if one.added == one.total.value else "≤" if one.matches else "≠"
    line = f"{told} = {one.added:,g} {sign} {escape(one.total.surface)}"
    title = tag("h3", escape(words("checks.adds" if one.matches else "checks.differs")))
    quoted = cards.quote(library.comparisons.quoted(one.passage, one.span), words, ids, (), one.total.surface)
    return tag("section", title + tag("p", line, class_="sum") + quoted, class_="part sum-check")
