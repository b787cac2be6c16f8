"""The tab 趨勢: one figure over the years, each branch with its chart, every point and value opening its sentence."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import gradio as gr

from jixiao import labels
from jixiao.index.answers.trends import records as trends_records
from jixiao.index.answers.trends.records import Point, Series, Trend, Value
from jixiao.index.errors import SearchError, UsageError
from jixiao.web.parts import cards, chart
from jixiao.web.parts.components import (
    QUIET,
    Page,
    Refresh,
    failure,
    html_panel,
    notice,
    too_long,
    wire_cards,
)
from jixiao.web.parts.html import button, escape, tag
from jixiao.web.parts.strings import Words
from jixiao.web.security.bounds import check_fields

# Suggestions shown before the rest folds away.
SHOWN = 12


def build(page: Page) -> Refresh:
    """The tab's components and events; what to do when the library has changed."""
    words = page.words
    with gr.Row(elem_classes="ask-box"):
        what = gr.Textbox(
            label=words("trends.label"), placeholder=words("trends.placeholder"), lines=1, max_lines=1, elem_id="what"
        )
        unit = gr.Textbox(label=words("trends.unit"), placeholder=words("trends.any_unit"), max_lines=1, elem_id="unit")
        send = gr.Button(words("trends.button"), variant="primary", elem_id="follow", scale=0)
    ideas = html_panel(suggestions(page), elem_id="suggestions")
    panel = html_panel(notice(words("trends.first")), words("page.busy"), elem_id="trend")

    def follow(text: str | None, in_unit: str | None, ids: list[str]) -> str:
        return told(page, text, in_unit, ids)

    def example(event: gr.EventData) -> tuple[str, str]:
        return str(event.what), str(event.unit)

    def other(event: gr.EventData) -> str:
        return str(event.item)

    event: dict[str, Any] = {"fn": follow, "inputs": [what, unit, page.basket], "outputs": panel, **QUIET}
    for start in (
        send.click,
        what.submit,
        unit.submit,
        ideas.example(example, None, [what, unit], **QUIET).then,
        panel.item(other, None, unit, **QUIET).then,
    ):
        start(**event)
    wire_cards(page, panel)
    return Refresh(lambda _: suggestions(page), page.basket, ideas)


def suggestions(page: Page) -> str:
    """The figures that are told in several years, each a button."""
    words = page.words
    found = page.library.comparisons.recurring_figures()
    if not found:
        return notice(words("trends.no_suggestions"))
    chips = []
    for one in found:
        inner = escape(one.what) + tag("span", escape(f"{one.unit} · {one.years[0]}–{one.years[-1]}"))
        chips.append(button("example", inner, {"what": one.what, "unit": one.unit}, class_="chip ask figure-idea"))
    more = ""
    if len(chips) > SHOWN:
        summary = tag("summary", escape(words("trends.more", n=len(chips) - SHOWN)))
        more = tag("details", summary + "".join(chips[SHOWN:]), class_="ideas")
    label = tag("span", escape(words("trends.suggested")), class_="label")
    return tag("div", label + "".join(chips[:SHOWN]) + more, class_="examples")


def told(page: Page, text: str | None, unit: str | None, ids: Collection[str]) -> str:
    """The panel with the series."""
    words = page.words
    text = (text or "").strip()
    if not text:
        return notice(words("trends.first"))
    if refused := too_long(text, words, page.bounds.question):
        return refused
    try:
        check_fields({"unit": unit}, ["unit"], page.bounds)
        found = page.library.comparisons.over_years(text, (unit or "").strip() or None)
    except (SearchError, UsageError) as error:
        return failure(error, words)
    return drawn(found, words, ids)


def drawn(found: Trend, words: Words, ids: Collection[str]) -> str:
    """Series of several years with their charts, then those of a single year."""
    if not found.series:
        return notice(words("trends.nothing", what=found.what, n=f"{found.checked:,}"))
    title = words("trends.title", what=found.what, unit=found.unit or "")
    parts = [tag("h3", escape(title), class_="head-line")]
    parts.append(tag("p", escape(words("trends.checked", n=f"{found.checked:,}")), class_="count", role="status"))
    if found.other_units:
        others = "".join(
            button("item", escape(f"{unit} · {'、'.join(map(str, years))}"), {"item": unit}, class_="chip ask")
            for unit, years in found.other_units.items()
        )
        parts.append(tag("p", tag("span", escape(words("trends.other_units")), class_="label") + others))
    parts += [series(one, found, words, ids) for one in found.series]
    return "".join(parts)


def series(one: Series, found: Trend, words: Words, ids: Collection[str]) -> str:
    """A branch: its cautions, its chart where there are two years, its table."""
    language = words.language
    head = tag("h4", escape(trends_records.series_name(one, language)))
    cautions = [trends_records.caution_text(c, language) for c in found.cautions if c.branch == one.branch]
    warned = "".join(tag("li", escape(text)) for text in cautions)
    inner = head + (tag("ul", warned, class_="cautions") if warned else "")
    if len(one.years) > 1:
        inner += chart.chart(one, words)
    return tag("article", inner + table(one, words, ids), class_="card series")


def table(one: Series, words: Words, ids: Collection[str]) -> str:
    """Year, figure, and the sentence; further figures of a year in a fold."""
    return tag("div", "".join(year(point, words, ids) for point in one.points), class_="years")


def year(point: Point, words: Words, ids: Collection[str]) -> str:
    """One year as its report (or plan) tells it."""
    head = tag("span", escape(labels.year(point.year, words.language)), class_="year")
    if point.stage == "plan":
        head += tag("span", escape(labels.say("stage", "plan", words.language)), class_="badge plan")
    head += figure(point.best, words)
    body = "".join(cards.quote(e, words, ids, (), point.best.surface) for e in point.best.evidence[:1])
    rest = [(point.best, e) for e in point.best.evidence[1:]]
    rest += [(value, e) for value in point.others for e in value.evidence[:1]]
    if rest:
        inner = "".join(figure(value, words) + cards.quote(e, words, ids, (), value.surface) for value, e in rest)
        summary = tag("summary", escape(words("trends.others", n=len(rest))))
        body += tag("details", summary + inner, class_="rest")
    return tag("div", tag("div", head, class_="when") + tag("div", body), class_="figure-row")


def figure(value: Value, words: Words) -> str:
    """The figure, what is counted, and what is to be known of it."""
    marks = trends_records.flag_labels(value, words.language)
    if value.scope != "branch":
        marks.append(labels.say("extent", value.scope, words.language))
    if value.change is not None:
        marks.append(f"{value.change.before:,g} → {value.change.after:,g}")
    told = tag("b", escape(trends_records.figure_text(value))) + tag("span", escape(value.of or ""), class_="of")
    return tag("div", told + "".join(tag("span", escape(m), class_="chip") for m in marks), class_="told")
