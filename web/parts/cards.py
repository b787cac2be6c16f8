"""A passage as a card: its role, context, words, names, figures, and source."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from jixiao import labels as index_labels
from jixiao.extract.records import Locator, Passage, Span
from jixiao.index.export.records import matches
from jixiao.index.records import Evidence
from jixiao.web.parts.html import button, chips, escape, marked, tag
from jixiao.web.parts.strings import Words


def card(
    passage: Passage,
    words: Words,
    chosen: Collection[str],
    needles: Sequence[str] = (),
    rank: int = 0,
    extra: str = "",
) -> str:
    """The card of one passage. `chosen`: ids in the basket; `needles`: what to mark; `rank` 0 is not told.

    `extra` is HTML below the passage's names and figures.
    """
    doers = escape(index_labels.doers(passage, words.language) or passage.agency or "")
    number = tag("span", escape(words("card.rank", rank=rank)), class_="rank") if rank else ""
    parts = [
        tag("header", badge(passage, words) + planned(passage.stage, words) + tag("strong", doers) + number),
        context(passage, words),
        tag("p", marked(passage.text, matches(passage.text, needles), "hit"), class_="quote"),
        labels(passage, words),
        extra,
        tag(
            "footer",
            source_line(passage.source, passage.title, passage.year, passage.locator, words)
            + actions(passage.passage_id, None, words, chosen),
        ),
    ]
    return tag("article", "".join(parts), class_="card", data_passage=passage.passage_id)


def badge(passage: Passage, words: Words) -> str:
    """The passage's role, coloured by it."""
    return tag(
        "span", escape(index_labels.role(passage.label, words.language)), class_=f"badge role-{passage.label or 'none'}"
    )


def context(passage: Passage, words: Words) -> str:
    """構面 › 策略 › 措施, of what there is."""
    facet = index_labels.facet(passage.facet, passage.facet_name, words.language)
    measure = passage.measure if passage.label != "measure" else passage.measure_parent
    steps = [facet, passage.strategy if passage.label != "strategy" else None, measure]
    told = [tag("span", escape(step), title=step) for step in steps if step]
    return tag("p", "<i>›</i>".join(told), class_="path") if told else ""


def labels(passage: Passage, words: Words) -> str:
    """Names and figures as chips, dates left to the text."""
    kinds = {t.canonical: t.kind for t in passage.tags if t.kind != "date"}
    names = "".join(
        tag("span", escape(name), class_="chip name", title=index_labels.kind(kind, words.language))
        for name, kind in kinds.items()
    )
    figures = [f"{q.of} {q.surface}" if q.of and q.of not in q.surface else q.surface for q in passage.quantities]
    groups = [(words("card.figures"), chips(figures, "figure")), (words("card.entities"), names)]
    told = [tag("span", escape(label) + " ", class_="label") + inner for label, inner in groups if inner]
    return tag("div", "".join(tag("div", line) for line in told), class_="labels") if told else ""


def source_line(source: str, title: str | None, year: int | None, locator: Locator, words: Words) -> str:
    """Title (or file) and year, then the file and the place in it."""
    place = index_labels.place(locator, words.language)
    told = [tag("span", escape(title), class_="report", title=title)] if title else []
    if year is not None:
        told.append(tag("span", escape(index_labels.year(year, words.language)), class_="year"))
    told += [tag("span", escape(source), class_="file", title=source)]
    told += [tag("span", escape(place), class_="place")] if place else []
    return tag("div", "".join(told), class_="source")


def actions(passage_id: str, quote: Span | None, words: Words, chosen: Collection[str]) -> str:
    """The buttons 開啟原文 and 加入選集. `quote`: what to mark when opened, the whole passage where None."""
    data: dict[str, object] = {"passage": passage_id}
    if quote is not None:
        data |= {"start": quote.start, "end": quote.end}
    inside = passage_id in chosen
    put, out = words("card.put"), words("card.chosen")
    return tag(
        "div",
        button("open_place", escape(words("card.open")), data, class_="act")
        + button(
            "toggle",
            escape(out if inside else put),
            {"passage": passage_id, "put": put, "chosen": out},
            class_="act choose",
            aria_pressed="true" if inside else "false",
        ),
        class_="actions",
    )


def quote(
    evidence: Evidence, words: Words, chosen: Collection[str], needles: Sequence[str] = (), figure: str = ""
) -> str:
    """A sentence of an answer with its source and buttons; the `figure` it is quoted for is marked whole."""
    start = evidence.quote.find(figure) if figure else -1
    end = start + len(figure) if start >= 0 else -1
    stretches = [m for m in matches(evidence.quote, needles) if m[1] <= start or m[0] >= end]
    stretches += [(start, end)] if start >= 0 else []
    told = [
        tag("blockquote", marked(evidence.quote, sorted(stretches), "hit"), class_="quote"),
        tag(
            "footer",
            planned(evidence.stage, words)
            + source_line(evidence.source, evidence.title, evidence.year, evidence.locator, words)
            + actions(evidence.passage_id, evidence.span, words, chosen),
        ),
    ]
    return tag("div", "".join(told), class_="evidence", data_passage=evidence.passage_id)


def also(evidence: Sequence[Evidence], words: Words) -> str:
    """Where other reports tell the same achievement: each opens at its place."""
    told = [
        button(
            "open_place",
            escape(" · ".join(filter(None, [e.title or e.source, index_labels.place(e.locator, words.language)]))),
            {"passage": e.passage_id, "start": e.span.start, "end": e.span.end},
            class_="link",
            title=e.quote,
        )
        for e in evidence
    ]
    label = tag("span", escape(words("card.also")), class_="label")
    return tag("p", label + "".join(told), class_="also") if told else ""


def planned(stage: str | None, words: Words) -> str:
    """A badge on what stands in a plan."""
    return (
        tag("span", escape(index_labels.say("stage", "plan", words.language)), class_="badge plan")
        if stage == "plan"
        else ""
    )
