"""Below the selection: an exported file is uploaded and each of its rows held against the library's originals."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from jixiao import labels
from jixiao.extract.records import Span
from jixiao.index.errors import SearchError
from jixiao.index.verify.records import Finding, Verification
from jixiao.web.parts import cards
from jixiao.web.parts.components import QUIET, Page, failure, handling, html_panel, notice, wire_place
from jixiao.web.parts.html import button, escape, marked, tag
from jixiao.web.parts.strings import Words

# Rows drawn before a button for more, and exact rows that are kept to be looked at.
STEP, EXACT = 30, 200


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands in the panel: only rows of `state` where one was chosen, `most` of them."""

    name: str
    told: Verification
    state: str = ""
    most: int = STEP


def build(page: Page) -> None:
    """The upload and what came of it."""
    words = page.words
    head = tag("h2", escape(words("verify.title")), class_="head-line")
    html_panel(head + tag("p", escape(words("verify.about")), class_="note"), elem_id="verify-about")
    files = gr.UploadButton(
        words("verify.upload"), file_types=list(page.library.exports.read_back), elem_id="verify-upload"
    )
    panel = html_panel("", words("verify.busy"), elem_id="verified")
    shown = gr.State(None)

    def check(path: str | None) -> tuple[str, Any, Any]:
        with handling(page, [path] if path else []):
            return *checked(page, path), None

    def only(value: Shown, event: gr.EventData) -> tuple[str, Shown]:
        chosen = "" if event.item == value.state else str(event.item)
        kept = Shown(value.name, value.told, chosen)
        return drawn(kept, page), kept

    def more(value: Shown) -> tuple[str, Shown]:
        longer = Shown(value.name, value.told, value.state, value.most + STEP)
        return drawn(longer, page), longer

    files.upload(check, files, [panel, shown, files], **QUIET)
    panel.item(only, shown, [panel, shown], **QUIET)
    panel.more(more, shown, [panel, shown], **QUIET)
    wire_place(page, panel.open_place)


def checked(page: Page, path: str | None) -> tuple[str, Shown | None]:
    """The panel with the rows, held against the originals."""
    words = page.words
    if not path:
        return "", None
    file = Path(path)
    try:
        shown = Shown(file.name, page.library.exports.verify(file, exact=EXACT))
    except SearchError as error:
        named = error if error.path != path else SearchError(file.name, error.cause, error.cure)
        return failure(named, words), None
    return drawn(shown, page), shown


def drawn(shown: Shown, page: Page) -> str:
    """How many rows of each state, then the rows, those that are not exact first."""
    words, told = page.words, shown.told
    head = tag(
        "p", escape(words("verify.count", name=shown.name, n=f"{told.checked:,}")), class_="count", role="status"
    )
    parts = [tag("div", head, class_="results-head"), tally(shown, words)]
    if not told.findings:
        parts.append(notice(words("verify.all_exact"), "added"))
    if told.unchecked:
        parts.append(notice(words("verify.unchecked", n=told.unchecked)))
    rows = [one for one in (*told.findings, *told.exact) if shown.state in ("", one.state)]
    parts += [row(one, page) for one in rows[: shown.most]]
    if len(rows) > shown.most:
        label = words("search.more", n=min(STEP, len(rows) - shown.most))
        parts.append(button("more", escape(label), class_="act more"))
    elif shown.state in ("", "exact") and told.states["exact"] > len(told.exact):
        parts.append(notice(words("verify.rest", n=f"{told.states['exact'] - len(told.exact):,}")))
    return "".join(parts)


def tally(shown: Shown, words: Words) -> str:
    """A button for each state with its number of rows."""
    buttons = []
    for state, count in shown.told.states.items():
        inner = tag("b", f"{count:,}") + tag("span", escape(labels.say("verified", state, words.language)))
        pressed = "true" if shown.state == state else "false"
        buttons.append(button("item", inner, {"item": state}, class_=f"tally verified-{state}", aria_pressed=pressed))
    return tag("div", "".join(buttons), class_="tallies")


def row(one: Finding, page: Page) -> str:
    """A row of the file: its state and why, its words, and the place that they are held against."""
    words, exported = page.words, one.exported
    number = words("verify.row", sheet=exported.sheet, n=exported.row).strip()
    state = escape(labels.say("verified", one.state, words.language))
    badge = tag("span", state, class_=f"badge verified-{one.state}") + tag("strong", escape(number))
    parts = [tag("header", badge)]
    fault = one.fault(words.language)
    if fault:
        parts.append(tag("p", escape(fault), class_="fault"))
    if exported.quote:
        parts.append(tag("p", marked(exported.quote, first_difference(one)), class_="quote"))
    parts.append(tag("footer", where(one, page)))
    return tag("article", "".join(parts), class_="card verified")


def first_difference(one: Finding) -> list[tuple[int, int]]:
    """The first character of the quote that is not the source's, where it is one."""
    at = next((int(values["at"]) for _, values in one.reasons if "at" in values), 0)
    return [(at - 1, at)] if 0 < at <= len(one.exported.quote or "") else []


def where(one: Finding, page: Page) -> str:
    """The source, and a button that opens it at the row's place, or at what is now most like it."""
    exported = one.exported
    try:
        passage = page.library.passage(exported.passage_id or "")
    except SearchError:
        return tag("div", escape(exported.source or ""), class_="source")
    span = one.now or exported.span or passage.span
    line = cards.source_line(passage.source, passage.title, passage.year, passage.locator, page.words)
    return line + opener(passage.passage_id, span, page.words)


def opener(passage_id: str, span: Span, words: Words) -> str:
    """The button 開啟原文."""
    data = {"passage": passage_id, "start": span.start, "end": span.end}
    return tag("div", button("open_place", escape(words("card.open")), data, class_="act"), class_="actions")
