"""What every tab of the page is built from: the page's shared components, panels of HTML, and their common events."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import gradio as gr

from jixiao.extract.errors import ExtractError
from jixiao.extract.records import Span
from jixiao.index.errors import Message, SearchError, UsageError
from jixiao.index.export import records as export_records
from jixiao.index.export.records import Cover, Format, Row
from jixiao.index.library import Library
from jixiao.web.parts import viewer
from jixiao.web.parts.error_messages import reason
from jixiao.web.parts.html import button, escape, tag
from jixiao.web.parts.jobs import Jobs
from jixiao.web.parts.strings import Words
from jixiao.web.security import file_routes
from jixiao.web.security.bounds import DEFAULT, Bounds
from jixiao.web.security.session_files import Custody

T = TypeVar("T")

# For every event: the page shows its own progress (requests.js), and no event is offered as a programming interface.
# Each is one request that its answer comes back on: of Gradio's queue, whose answers come on one stream for all events
# of a page, some are never heard. So no event can be a generator; what takes long is a job (jobs.py). Nothing that is
# pressed is left out because the one before is still under way.
QUIET: dict[str, Any] = {
    "show_progress": "hidden",
    "api_visibility": "private",
    "queue": False,
    "trigger_mode": "multiple",
}
BASKET = "() => [[...jixiao.basket.list]]"
# What the panel of the last export does besides: it fetches the file whose link it is given.
FETCH = "watch('value', () => element.querySelector('a[download]')?.click());"


@dataclass(frozen=True, slots=True)
class Page:
    """What the tabs share: `basket`, `recent` and `reader` are the browser's own (kept.js): passage ids, the addresses
    of the last questions, and the name for judgements.

    `address` raises the event that the reader went back or forward (address.py). `jobs` are those of all pages of this
    library. `download` shows the link of the last export, which lies in a folder of its own in `exports`;
    `custody` knows whose it is.
    """

    library: Library
    words: Words
    blocks: Any
    basket: Any
    viewer: Any
    download: Any
    exports: Path
    address: Any = None
    recent: Any = None
    reader: Any = None
    jobs: Jobs = field(default_factory=Jobs)
    custody: Custody | None = None

    @property
    def bounds(self) -> Bounds:
        """What a request may carry."""
        return DEFAULT if self.custody is None else self.custody.bounds


@dataclass(frozen=True, slots=True)
class Refresh:
    """How a panel is drawn anew when the library has changed: `fn(value of the component inputs)` -> outputs.

    `opens`: also when the page is opened.
    """

    fn: Callable[[Any], Any]
    inputs: Any
    outputs: Any
    opens: bool = True


@cache
def panel_script() -> str:
    """The JavaScript of a panel."""
    return (Path(__file__).parents[1] / "data" / "panel.js").read_text(encoding="utf-8")


def html_panel(value: str = "", busy: str = "", script: str = "", **options: Any) -> Any:
    """A piece of HTML whose buttons raise events (see panel.js). `busy` is what it says while it is looked for,
    `script` what it does besides.
    """
    return gr.HTML(value, js_on_load=panel_script() + script, apply_default_css=False, busy=busy, **options)


def notice(text: str, kind: str = "") -> str:
    """A line that says how things stand."""
    return tag("p", escape(text), class_=f"notice {kind}".strip(), role="status")


def failure(error: SearchError | UsageError | ExtractError, words: Words) -> str:
    """What went wrong: place, cause and cure."""
    return notice(words("page.failed", reason=reason(error, words)), "failed")


def too_long(text: str, words: Words, most: int = DEFAULT.question) -> str:
    """That no question is that long; empty where it is not."""
    if len(text) <= most:
        return ""
    told = Message.of("characters_over_the_limit_of_ask_a_shorter_question", f"{len(text):,}", f"{most:,}")
    return failure(UsageError(told), words)


def export_bar(words: Words) -> str:
    """A button for each format."""
    buttons = "".join(
        button("save", escape(label), {"format": name}, class_="link") for name, label in export_records.LABELS.items()
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


def wire_cards(page: Page, panel: Any) -> Any:
    """開啟原文 and 加入選集 of the cards in a panel. Returns the `then` of the latter."""
    wire_place(page, panel.open_place)
    return panel.toggle(None, None, page.basket, js=BASKET, **QUIET).then


def wire_export(
    page: Page, panel: Any, shown: Any, rows: Callable[[Any], tuple[list[Row], Cover]], *, judged: bool = False
) -> None:
    """The export bar of a panel: `rows` makes of what is shown (the value of the component `shown`) what is written.

    Rows that are `judged` have the judgements of their scoring item; others get those of every item.
    """

    def save(value: Any, request: gr.Request, event: gr.EventData) -> str:
        wanted: Format = next(f for f in export_records.FORMATS if f == event.format)
        try:
            told, cover = rows(value)
            folder = Path(tempfile.mkdtemp(dir=page.exports))
            path = folder / f"{cover.title}_{date.today():%Y%m%d}.{wanted}"
            written = told if judged else page.library.exports.judged(told)
            return offered(page, page.library.exports.write(written, wanted, path, cover), request)
        except (SearchError, UsageError) as error:
            return failure(error, page.words)

    panel.save(save, shown, page.download, **QUIET)


@contextmanager
def handling(page: Page, paths: Sequence[str]) -> Iterator[None]:
    """Uploaded files are here until they have been dealt with, whatever came of them."""
    try:
        yield
    finally:
        if page.custody is not None:
            page.custody.discard(paths)


def until_handled(page: Page, paths: Sequence[str], steps: Iterator[T]) -> Iterator[T]:
    """The steps of a job on uploaded files, which are here until it ends."""
    with handling(page, paths):
        yield from steps


def offered(page: Page, path: Path, request: gr.Request) -> str:
    """The link to an export, for the reader who had it made. Raises UsageError where it is gone."""
    assert page.custody is not None
    there = file_routes.link(page.custody, request.state.reader, path, page.words)
    told = escape(page.words("export.ready", name=path.name))
    return tag("p", tag("a", told, href=there, download=path.name), class_="notice added", role="status")
