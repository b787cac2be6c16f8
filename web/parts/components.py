"""What every tab of the page is built from: the page's shared components, panels of HTML, and their common events."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import gradio as gr

from jixiao.extract.records import Span
from jixiao.index.answers.evidence.judgements import with_marks
from jixiao.index.errors import SearchError, UsageError
from jixiao.index.export import export as export_export
from jixiao.index.export import formats
from jixiao.index.export.export import Cover, Row
from jixiao.index.export.formats import Format
from jixiao.index.library import Library
from jixiao.index.runs.question_list import LONGEST
from jixiao.web.parts import viewer
from jixiao.web.parts.error_messages import reason
from jixiao.web.parts.html import button, escape, tag
from jixiao.web.parts.strings import Words

# For every event: the page shows its own progress, and no event is offered as a programming interface.
QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "concurrency_limit": 8}
PRESS_DOWNLOAD = "() => setTimeout(() => document.querySelector('#download a, a#download, #download')?.click(), 50)"


@dataclass(frozen=True, slots=True)
class Page:
    """What the tabs share: `basket` is the browser's own list of passage ids, `marker` tells it to panel.js.

    `address` raises the event that the reader went back or forward (see web.parts.address); `recent` is the browser's own
    list of addresses. `reader` is the name that the
    browser keeps for judgements, `reader_name` tells it to panel.js.
    """

    library: Library
    words: Words
    blocks: Any
    basket: Any
    viewer: Any
    marker: Any
    download: Any
    exports: Path
    address: Any = None
    recent: Any = None
    reader: Any = None
    reader_name: Any = None


@dataclass(frozen=True, slots=True)
class Refresh:
    """How a panel is drawn anew when the library has changed: `fn(value of the component inputs)` -> outputs."""

    fn: Callable[[Any], Any]
    inputs: Any
    outputs: Any


@cache
def panel_script() -> str:
    """The JavaScript of a panel."""
    return (Path(__file__).parents[1] / "data" / "panel.js").read_text(encoding="utf-8")


def html_panel(value: str = "", **options: Any) -> Any:
    """A piece of HTML whose buttons raise events (see panel.js)."""
    return gr.HTML(value, js_on_load=panel_script(), apply_default_css=False, **options)


def notice(text: str, kind: str = "") -> str:
    """A line that says how things stand."""
    return tag("p", escape(text), class_=f"notice {kind}".strip(), role="status")


def failure(error: SearchError | UsageError, words: Words) -> str:
    """What went wrong: place, cause and cure."""
    return notice(words("page.failed", reason=reason(error, words)), "failed")


def too_long(text: str, words: Words) -> str:
    """That no question is that long; empty where it is not."""
    if len(text) <= LONGEST:
        return ""
    told = f"{len(text):,} characters, over the limit of {LONGEST:,}; ask a shorter question"
    return failure(UsageError(told), words)


def guarded(start: Any, event: dict[str, Any], panel: Any, words: Words) -> Any:
    """Start an event that fills `panel`; if it fails unforeseen, the panel says so. Returns the event."""
    begun = start(**event)
    begun.failure(lambda: notice(words("page.broken"), "failed"), None, panel, **QUIET)
    return begun


def export_bar(words: Words) -> str:
    """A button for each format."""
    buttons = "".join(
        button("save", escape(label), {"format": name}, class_="link") for name, label in formats.LABELS.items()
    )
    return tag("div", tag("span", escape(words("export.label")), class_="label") + buttons, class_="export")


def wire_place(page: Page, start: Any) -> None:
    """The event `start` shows a passage at its place; of a PDF, the page that the event names."""

    def show(event: gr.EventData) -> str:
        try:
            passage = page.library.passage(event.passage)
            document = page.library.document(passage.document_id)
        except SearchError as error:
            title = tag("h2", escape(page.words("viewer.around")), id="viewer-title")
            inner = viewer.framed(title + failure(error, page.words), "", page.words)
            return viewer.dialog(inner, time.monotonic_ns())
        span = Span(int(event.start), int(event.end)) if "start" in event._data else passage.span
        number = int(event.page) if "page" in event._data else None
        inner = viewer.place(document, passage, span, page.words, page.library.original(document), number)
        return viewer.dialog(inner, time.monotonic_ns())

    start(show, None, page.viewer, **QUIET)


def wire_cards(page: Page, panel: Any) -> None:
    """開啟原文 and 加入選集 of the cards in a panel."""

    def toggle(ids: list[str], event: gr.EventData) -> list[str]:
        return [i for i in ids if i != event.passage] if event.passage in ids else [*ids, event.passage]

    wire_place(page, panel.open_place)
    panel.toggle(toggle, page.basket, page.basket, **QUIET)


def wire_export(
    page: Page, panel: Any, shown: Any, rows: Callable[[Any], tuple[list[Row], Cover]], *, judged: bool = False
) -> None:
    """The export bar of a panel: `rows` makes of what is shown (the value of the component `shown`) what is written.

    Rows that are `judged` have the judgements of their scoring item; others get those of every item.
    """

    def save(value: Any, event: gr.EventData) -> str:
        wanted: Format = next(f for f in formats.FORMATS if f == event.format)
        told, cover = rows(value)
        folder = Path(tempfile.mkdtemp(dir=page.exports))
        path = folder / f"{cover.title}_{date.today():%Y%m%d}.{wanted}"
        written = told if judged else with_marks(told, page.library.view().marks())
        return str(export_export.export(written, wanted, path, cover))

    panel.save(save, shown, page.download, **QUIET).then(None, None, None, js=PRESS_DOWNLOAD)


def digests(library: Library) -> dict[str, str]:
    """Document id -> digest of the original."""
    return {document.document_id: document.sha256 for document in library.documents()}
