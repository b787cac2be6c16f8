"""The tab 問答: a question, and its answer over all passages."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

import gradio as gr

from jixiao.index.errors import SearchError
from jixiao.index.export.records import Cover, Row
from jixiao.index.records import EVERYTHING, KINDS, Answer, Correction, Filters, Language
from jixiao.index.runs.records import needles_of
from jixiao.web.parts import address, answers, filter_panel, question_reading
from jixiao.web.parts.address import Address
from jixiao.web.parts.components import (
    QUIET,
    Page,
    Refresh,
    export_bar,
    failure,
    html_panel,
    notice,
    too_long,
    wire_cards,
    wire_export,
)
from jixiao.web.parts.html import button, escape, tag
from jixiao.web.parts.question_reading import Asking
from jixiao.web.parts.strings import Words
from jixiao.web.tabs import saved

EXAMPLES: dict[Language, tuple[str, ...]] = {
    "zh": (
        "哪些分局做過到府檢定？",
        "107 年新竹分局到府檢定幾具？",
        "107年和108年新竹分局到府檢定有何不同？",
        "108年修正了哪些法規？",
        "各分局跟哪些機關合作？",
    ),
    "en": (
        "which branches did on-site meter inspection",
        "how many people did the phone courtesy tests reach in 2019",
        "compare Taichung and Tainan on phone courtesy tests in 2019",
        "which systems does the Hsinchu branch use",
        "which agencies did the branches cooperate with",
    ),
}


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
    asking, answer = gr.State(Asking()), gr.State(None)
    saved.keeper(page, "ask", [answer, asking], lambda told, asked: saved.shown_answer(told, asked.filters))
    panel = html_panel(notice(words("ask.first")), words("page.busy"), elem_id="answer")

    def ask(text: str | None, asked: Asking, ids: list[str]) -> tuple[Asking, str, Answer | None]:
        now = question_reading.anew(asked, text)
        return now, *told(page, now, ids)

    def correct(asked: Asking, ids: list[str], event: gr.EventData) -> tuple[Asking, str, str, Answer | None]:
        given = event._data or {}
        now = question_reading.corrected(asked, str(given.get("what")), str(given.get("word") or ""))
        return now, limits(page, now.filters), *told(page, now, ids)

    def example(event: gr.EventData) -> str:
        return EXAMPLES[words.language][int(event.example)]

    asked = {"fn": ask, "inputs": [question, asking, page.basket], "outputs": [asking, panel, answer], **QUIET}
    starts = [send.click, question.submit, examples.example(example, None, question, **QUIET).then]
    for start in (*starts, *wire_limits(page, scope, asking)):
        start(**asked)
    panel.correct(correct, [asking, page.basket], [asking, scope, panel, answer], **QUIET)
    wire_address(page, [page.basket], [question, asking, scope, panel, answer])
    wire_cards(page, panel)
    wire_export(page, panel, answer, lambda value: rows(page, value))
    return Refresh(lambda now: limits(page, now.filters), asking, scope)


def wire_limits(page: Page, scope: Any, asking: Any) -> list[Any]:
    """The events of the limits; returns the `then` of each that changes them."""

    def refine(asked: Asking, event: gr.EventData) -> tuple[Asking, str]:
        chosen = filter_panel.read(event.chosen)
        return replace(asked, filters=chosen), limits(page, chosen)

    def clear(asked: Asking) -> tuple[Asking, str]:
        return replace(asked, filters=EVERYTHING), limits(page, EVERYTHING)

    return [
        scope.refine(refine, asking, [asking, scope], **QUIET).then,
        scope.clear_filters(clear, asking, [asking, scope], **QUIET).then,
    ]


def wire_address(page: Page, inputs: list[Any], outputs: list[Any]) -> None:
    """Answer the question in the page's address, corrected as it says; without one, leave all as it is."""

    def restore(there: Address, ids: list[str]) -> tuple[Any, ...]:
        if there.tab != address.FIRST or not there.q:
            return (gr.skip(),) * len(outputs)
        kind = next((kind for kind in KINDS if kind == there.kind), None)
        asking = Asking(there.q, there.filters, Correction(kind, there.without, there.also))
        return there.q, asking, limits(page, asking.filters), *told(page, asking, ids)

    address.follow(page, restore, inputs, outputs)


def told(page: Page, asking: Asking, ids: Collection[str]) -> tuple[str, Answer | None]:
    """The panel with the answer and the address that gives it again."""
    words, correction = page.words, asking.correction
    if not asking.text:
        return notice(words("ask.first")), None
    if refused := too_long(asking.text, words, page.bounds.question):
        return refused, None
    try:
        answer = page.library.ask(page.library.understand(asking.text, asking.filters, correction))
    except SearchError as error:
        return failure(error, words), None
    here = address.marker(
        Address(
            q=asking.text,
            kind=correction.kind or "",
            without=correction.without,
            also=correction.also,
            filters=asking.filters,
        )
    )
    bar = export_bar(words) if answer.found else ""
    return here + answers.panel(answer, words, ids) + bar, answer


def without(text: str, start: int, end: int) -> str:
    """The question without the words that named a filter."""
    return (text[:start] + " " + text[end:]).strip() if text[:start].isascii() else text[:start] + text[end:]


def limits(page: Page, chosen: Filters) -> str:
    """The filters that a question can be limited to, folded away."""
    inner = filter_panel.panel(page.library, chosen, page.words)
    return filter_panel.fold(inner, page.words("ask.scope"), chosen, page.words, open=False)


def rows(page: Page, answer: Answer) -> tuple[list[Row], Cover]:
    """The answer as rows to export."""
    cover = Cover(
        page.words("export.answer"),
        answer.query.text,
        answer.query.filters,
        language=page.words.language,
        needles=needles_of(answer.query),
        answer=answer,
    )
    told = page.library.exports.of_answer(answer)
    return page.library.exports.linked(told, page.words.language), cover


def example_chips(words: Words) -> str:
    """Questions to try, each a button."""
    questions = enumerate(EXAMPLES[words.language])
    told = [button("example", escape(text), {"example": n}, class_="chip ask") for n, text in questions]
    return tag("div", tag("span", escape(words("ask.examples")), class_="label") + "".join(told), class_="examples")
