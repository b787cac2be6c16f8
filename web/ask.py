"""The tab 問答: a question, and its answer over all passages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import gradio as gr

from index.answers import exporting
from index.answers.exporting import Cover, Row
from index.errors import SearchError
from index.records import Answer, Filters
from web import answers, filtering
from web.markup import button, escape, tag
from web.parts import QUIET, Page, Refresh, export_bar, failure, guarded, html_panel, notice, wire_cards, wire_export
from web.words import Words

EXAMPLES = (
    "哪些分局做過到府檢定？",
    "which branches did on-site meter inspection",
    "107 年新竹分局到府檢定幾具？",
    "哪些分局辦理教育訓練？",
    "哪些分局提供多元繳費？",
)
# The question stands in the page's address, so that an answer can be sent on as a link and outlives a reload.
KEEP_IN_ADDRESS = """(question) => {
  const address = new URL(window.location);
  question ? address.searchParams.set('q', question) : address.searchParams.delete('q');
  history.replaceState(null, '', address);
}"""


def build(page: Page) -> Refresh:
    """The tab's components and events; what to do when the library has changed."""
    words = page.words
    with gr.Row(elem_classes="ask-box"):
        question = gr.Textbox(
            label=words("ask.label"), placeholder=words("ask.placeholder"), lines=1, max_lines=1, elem_id="question"
        )
        send = gr.Button(words("ask.button"), variant="primary", elem_id="ask", scale=0)
    examples = html_panel(example_chips(words))
    scope = html_panel(limits(page, Filters()), elem_classes="wide")
    panel = html_panel(notice(words("ask.first")), elem_id="answer")
    filters, answer = gr.State(Filters()), gr.State(None)

    def ask(text: str | None, chosen: Filters, ids: list[str]) -> Iterator[tuple[str, Answer | None]]:
        yield from told(page, text, chosen, ids)

    def example(event: gr.EventData) -> str:
        return EXAMPLES[int(event.example)]

    def drop(text: str, event: gr.EventData) -> str:
        return without(text, int(event.start), int(event.end))

    asked = {"fn": ask, "inputs": [question, filters, page.basket], "outputs": [panel, answer], **QUIET}
    for start in (
        send.click,
        question.submit,
        examples.example(example, None, question, **QUIET).then,
        panel.drop(drop, question, question, **QUIET).then,
        *wire_limits(page, scope, filters),
    ):
        guarded(start, asked, panel, words).then(None, question, None, js=KEEP_IN_ADDRESS)
    wire_address(page, [filters, page.basket], [question, panel, answer])
    wire_cards(page, panel)
    wire_export(page, panel, answer, lambda value: rows(page, value))
    return Refresh(lambda chosen: limits(page, chosen), filters, scope)


def wire_limits(page: Page, scope: Any, filters: Any) -> list[Any]:
    """The events of the limits; returns the `then` of each that changes them."""

    def refine(event: gr.EventData) -> tuple[Filters, str]:
        chosen = filtering.read(event.chosen)
        return chosen, limits(page, chosen)

    def clear() -> tuple[Filters, str]:
        return Filters(), limits(page, Filters())

    return [
        scope.refine(refine, None, [filters, scope], **QUIET).then,
        scope.clear_filters(clear, None, [filters, scope], **QUIET).then,
    ]


def wire_address(page: Page, inputs: list[Any], outputs: list[Any]) -> None:
    """Answer the question in the page's address (?q=…) when it is opened; without one, leave all as it is."""

    def linked(chosen: Filters, ids: list[str], request: gr.Request) -> Iterator[tuple[Any, Any, Any]]:
        text = str(request.query_params.get("q", "")).strip()
        if not text:
            yield gr.skip(), gr.skip(), gr.skip()
            return
        for shown, result in told(page, text, chosen, ids):
            yield text, shown, result

    page.blocks.load(linked, inputs, outputs, **QUIET)


def told(page: Page, text: str | None, chosen: Filters, ids: list[str]) -> Iterator[tuple[str, Answer | None]]:
    """The panel while it looks, then with the answer."""
    words = page.words
    text = (text or "").strip()
    if not text:
        yield notice(words("ask.first")), None
        return
    yield notice(words("page.busy"), "busy"), None
    try:
        answer = page.library.ask(text, chosen)
    except SearchError as error:
        yield failure(error, words), None
        return
    bar = export_bar(words) if answer.found else ""
    yield answers.panel(answer, words, ids) + bar, answer


def without(text: str, start: int, end: int) -> str:
    """The question without the words that named a filter."""
    return (text[:start] + " " + text[end:]).strip() if text[:start].isascii() else text[:start] + text[end:]


def limits(page: Page, chosen: Filters) -> str:
    """The filters that a question can be limited to, folded away."""
    inner = filtering.panel(page.library, chosen, page.words)
    return filtering.fold(inner, page.words("ask.scope"), chosen, page.words, open=False)


def rows(page: Page, answer: Answer) -> tuple[list[Row], Cover]:
    """The answer as rows to export."""
    cover = Cover(page.words("export.answer"), answer.query.text, answer.query.filters, language=page.words.language)
    return exporting.rows_of_answer(answer, page.library.passage), cover


def example_chips(words: Words) -> str:
    """Questions to try, each a button."""
    told = [button("example", escape(text), {"example": n}, class_="chip ask") for n, text in enumerate(EXAMPLES)]
    return tag("div", tag("span", escape(words("ask.examples")), class_="label") + "".join(told), class_="examples")
