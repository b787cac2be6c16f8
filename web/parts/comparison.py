"""Sides side by side, as HTML: what each is said to have done, and their figures in one table."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from jixiao import labels
from jixiao.index.answers.ask import records as ask_records
from jixiao.index.records import ComparedFigure, Comparison, Evidence, Side, ValueEntry
from jixiao.web.parts.html import button, chips, escape, tag
from jixiao.web.parts.strings import Words

Quotes = Callable[[Sequence[Evidence]], str]


def panel(told: Comparison, quotes: Quotes, words: Words) -> str:
    """`quotes` draws the sentences of one side."""
    title = tag("h3", escape(words("reading.compared")))
    sides = "".join(tag("div", side(one, quotes, words), class_="compared-side") for one in told.sides)
    parts = title + tag("div", sides, class_="compared-sides")
    return tag("section", parts, class_="part compared-part") + (figures(told, words) if told.figures else "")


def side(one: Side, quotes: Quotes, words: Words) -> str:
    """Name, status or why there is none, sentences: those that it alone says first, then names that it alone has."""
    language = words.language
    standing = tag(
        "span", escape(ask_records.side_status(one, language)), class_=f"badge status-{one.status or 'none'}"
    )
    head = tag("h4", escape(ask_records.side_name(one, language))) + standing
    if one.status:
        head += tag("span", escape(words("reading.side_checked", n=f"{one.checked:,}")), class_="note")
    drawn = tag("div", head, class_="side-head")
    shared = [e for e in one.evidence if e not in one.only]
    if one.only:
        label = labels.say("answering", "only", language)
        drawn += tag("p", escape(label), class_="label only") + quotes(one.only)
    if shared:
        label = words("reading.shared") if one.only else ""
        drawn += (tag("p", escape(label), class_="label only") if label else "") + quotes(shared)
    if one.names:
        label = tag("span", escape(words("reading.own_names")), class_="label")
        drawn += tag("p", label + chips(one.names, "name"), class_="own-names")
    return drawn


def figures(told: Comparison, words: Words) -> str:
    """A row for what is counted, a column for a side; every figure opens its sentence."""
    language = words.language
    names = [ask_records.side_name(one, language) for one in told.sides]
    heads = "".join(tag("th", escape(name), scope="col") for name in (words("reading.counted"), *names))
    rows = "".join(_row(row, words) for row in told.figures)
    table = tag("table", tag("thead", tag("tr", heads)) + tag("tbody", rows), class_="compared-figures")
    note = tag("p", escape(words("reading.figures_note")), class_="note")
    box = tag("div", table, class_="scrollbox", tabindex="0", role="region", aria_label=words("reading.figures"))
    return tag("section", tag("h3", escape(words("reading.figures"))) + note + box, class_="part")


def _row(row: ComparedFigure, words: Words) -> str:
    cells = "".join(tag("td", _cell(row, at, words)) for at in range(len(row.values)))
    unlike = ask_records.caution_text(row, words.language)
    caution = tag("p", escape(unlike), class_="unlike") if row.cautions else ""
    head = tag("b", escape(row.of or row.unit)) + tag("span", escape(row.unit if row.of else ""), class_="unit-name")
    return tag("tr", tag("th", head + caution, scope="row") + cells)


def _cell(row: ComparedFigure, at: int, words: Words) -> str:
    value = row.values[at]
    if value is None:
        return tag("span", escape(words("reading.no_figure")), class_="note")
    changed = ask_records.difference_text(row, at, words.language)
    told = _opened(value, words)
    if value.status in ("planned", "denied"):
        badge = labels.say("status", value.status, words.language)
        told += tag("span", escape(badge), class_=f"badge status-{value.status}")
    whose = [value.branch, None if value.year is None else labels.year(value.year, words.language)]
    told += tag("span", escape(" · ".join(filter(None, whose))), class_="whose")
    return told + (tag("span", escape(changed), class_="changed") if changed else "")


def _opened(value: ValueEntry, words: Words) -> str:
    """The figure as a button that opens its sentence."""
    surface = " ".join(value.surface.split())
    shown = surface if value.unit in surface else f"{value.value:,g} {value.unit}"
    quote = value.evidence[0]
    data = {"passage": quote.passage_id, "start": quote.span.start, "end": quote.span.end}
    return button("open_place", escape(shown), data, class_="figure-link", title=words("card.open"))
