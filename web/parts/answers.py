"""An answer as HTML: branches with what is said of them, figures with their sentences, or why there is nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from jixiao import labels
from jixiao.extract.records import Quantity
from jixiao.index.answers.ask import records as ask_records
from jixiao.index.records import (
    Answer,
    BranchEntry,
    Evidence,
    Query,
    Recognised,
    Unmentioned,
    ValueEntry,
)
from jixiao.index.runs.records import needles_of
from jixiao.web.parts import comparison, name_lists, question_reading
from jixiao.web.parts.cards import also, quote
from jixiao.web.parts.html import button, chips, escape, tag
from jixiao.web.parts.strings import Words

# Draws sentences with their sources.
Drawn = Callable[[Sequence[Evidence]], str]
# Sentences shown at once for one branch; the rest unfolds.
SHOWN = 2


def panel(answer: Answer, words: Words, chosen: Collection[str]) -> str:
    """The whole answer. `chosen`: passage ids in the basket."""
    parts = [question_reading.panel(answer, words)]
    needles = needles_of(answer.query)

    def drawn(evidence: Sequence[Evidence], name: str = "") -> str:
        return quotes(evidence, words, chosen, needles, 1, name)

    if answer.compared:
        parts.append(comparison.panel(answer.compared, drawn, words))
    if not answer.found:
        return "".join([*parts, nothing(answer, words), silent(answer.without, drawn, words)])
    if answer.branches:
        parts.append(branches(answer.branches, words, chosen, needles))
    parts.append(related(answer.without, drawn, words))
    parts.append(silent(answer.without, drawn, words))
    if answer.listed:
        parts.append(name_lists.panel(answer.listed, drawn, words))
    lacking = {"list": not answer.listed, "compare": not answer.compared}.get(answer.kind, False)
    if lacking:
        key = "reading.no_names" if answer.kind == "list" else "reading.no_sides"
        parts.append(tag("p", escape(words(key)), class_="notice"))
    if answer.values:
        parts.append(values(answer.values, words, chosen, needles))
    if answer.general:
        note = tag("p", escape(words("answer.general_note")), class_="note")
        parts.append(section(words("answer.general"), note + quotes(answer.general, words, chosen, needles)))
    told = shown(answer)
    rest = [e for e in answer.evidence if replace(e, score=0.0) not in told]
    if rest:
        others = bool(answer.branches or answer.values or answer.listed or answer.compared)
        title = words("answer.other") if others else words("answer.passages")
        parts.append(section(title, quotes(rest, words, chosen, needles, 3 if others else 10)))
    return "".join(parts)


def shown(answer: Answer) -> set[Evidence]:
    """The sentences that stand under a branch, a name, a side, a figure or the general statements, without scores."""
    of_branches = [e for entry in answer.branches for e in entry.evidence]
    of_names = [e for name in answer.listed for e in name.evidence]
    of_sides = [e for side in (answer.compared.sides if answer.compared else ()) for e in side.evidence]
    of_values = [e for figure in answer.values for e in figure.evidence]
    told = (*of_branches, *of_names, *of_sides, *of_values, *answer.general)
    return {replace(e, score=0.0) for e in told}


def related(without: Sequence[Unmentioned], drawn: Drawn, words: Words) -> str:
    """Sentences of branches without an entry that may answer: to be read, not counted."""
    told = "".join(tag("h4", escape(one.name)) + drawn(one.related) for one in without if one.related)
    note = tag("p", escape(words("reading.related_note")), class_="note")
    return section(words("reading.related"), note + told, "related") if told else ""


def silent(without: Sequence[Unmentioned], drawn: Drawn, words: Words) -> str:
    """The branches that were looked at and not found, each with its passages and its nearest sentence to unfold."""
    told = "".join(_silent_one(one, drawn, words) for one in without if not one.related)
    return section(words("reading.silent"), tag("ul", told), "silent") if told else ""


def _silent_one(one: Unmentioned, drawn: Drawn, words: Words) -> str:
    line = words("reading.silent_one", name=one.name, n=one.checked)
    line += "".join(words(key) for key, holds in _remarks(one) if holds)
    if one.nearest is None:
        return tag("li", escape(line))
    inner = tag("summary", escape(line)) + drawn((one.nearest,))
    return tag("li", tag("details", inner, data_group=f"silent:{one.name}"))


def _remarks(one: Unmentioned) -> list[tuple[str, bool]]:
    return [("reading.of_all", one.general), ("reading.not_loaded", not one.own_report)]


def asked(query: Query, words: Words) -> str:
    """How a search was understood: its filters, to be taken off, and its terms."""
    told = []
    if query.traditional:
        told.append(
            tag("span", escape(words("reading.traditional")), class_="label") + chips([query.traditional], "term")
        )
    if query.misspelt:
        read = [f"{one.written} → {one.meant}" for one in query.misspelt]
        told.append(tag("span", escape(words("reading.misspelt")), class_="label") + chips(read, "term"))
    if query.recognised:
        drops = "".join(taken_off(said, words) for _, said in question_reading.grouped(query.recognised))
        told.append(tag("span", escape(words("answer.recognised")), class_="label") + drops)
    if query.terms:
        told.append(tag("span", escape(words("answer.terms")), class_="label") + chips(query.terms, "term"))
    return tag("div", "".join(tag("div", line) for line in told), class_="asked", role="status") if told else ""


def taken_off(said: Sequence[Recognised], words: Words) -> str:
    """A filter read out of the question, as a button that asks again without its words."""
    recognised = said[0]
    field = labels.say("field", recognised.field, words.language)
    separator = "、" if words.language == "zh" else ", "
    value = separator.join(labels.value(one.field, one.value, words.language) for one in said)
    label = words("answer.drop", surface=recognised.surface)
    span = {"start": recognised.span.start, "end": recognised.span.end}
    inner = escape(f"{field} {value}") + tag("span", "×", aria_hidden="true")
    return button("drop", inner, span, class_="chip drop", title=label, aria_label=label)


def section(title: str, inner: str, class_: str = "") -> str:
    """A titled part of the answer. `inner` is HTML."""
    return tag("section", tag("h3", escape(title)) + inner, class_=f"part {class_}".strip())


def quotes(
    evidence: Sequence[Evidence],
    words: Words,
    chosen: Collection[str],
    needles: Sequence[str],
    at_once: int = SHOWN,
    figure: str = "",
) -> str:
    """Sentences, the first `at_once` open and the rest folded; `figure` is marked in them."""
    told = [quote(e, words, chosen, needles, figure) for e in evidence]
    rest = told[at_once:]
    folded = tag("summary", escape(words("answer.more_evidence", n=len(rest)))) + "".join(rest) if rest else ""
    return "".join(told[:at_once]) + (tag("details", folded, class_="rest") if rest else "")


def status(name: str, words: Words) -> str:
    """已執行, 規劃中 or 未辦理 as a badge."""
    return tag("span", escape(labels.say("status", name, words.language)), class_=f"badge status-{name}")


def branches(entries: Sequence[BranchEntry], words: Words, chosen: Collection[str], needles: Sequence[str]) -> str:
    """A line that names the branches by status, then a row for each: name, status, figures, sentences."""
    rows = "".join(
        tag(
            "div",
            tag("div", tag("h4", escape(e.name)) + status(e.status, words) + figures(e.quantities), class_="who")
            + tag("div", quotes(e.evidence, words, chosen, needles) + also(e.linked, words), class_="what"),
            class_="branch",
            data_branch=e.name,
            data_status=e.status,
        )
        for e in entries
    )
    return section(words("answer.which_branch"), summary(entries, words) + rows, "branches")


def summary(entries: Sequence[BranchEntry], words: Words) -> str:
    """The answer in a line: each status with its branches."""
    lines = []
    for name in dict.fromkeys(e.status for e in entries):
        named = [e.name for e in entries if e.status == name]
        lines.append(status(name, words) + tag("b", escape(("、" if words.language == "zh" else ", ").join(named))))
    return tag("div", "".join(tag("p", line) for line in lines), class_="summary")


def figures(quantities: Sequence[Quantity]) -> str:
    """The figures of a branch, each as its sentence writes it, with what is counted."""
    told = [
        tag("li", tag("b", escape(q.surface)) + (tag("span", escape(q.of)) if q.of else ""), title=year_of(q))
        for q in quantities
    ]
    return tag("ul", "".join(dict.fromkeys(told)), class_="figures") if told else ""


def year_of(quantity: Quantity) -> str | None:
    """The ROC year of a figure, for its title."""
    return None if quantity.year is None else str(quantity.year)


def values(entries: Sequence[ValueEntry], words: Words, chosen: Collection[str], needles: Sequence[str]) -> str:
    """Figures, each large, with what it counts, whose it is, and its sentence."""
    rows = "".join(
        tag(
            "div",
            tag("div", value(entry, words), class_="figure-head")
            + tag(
                "div",
                quotes(entry.evidence, words, chosen, needles, 1, entry.surface)
                + also(entry.linked, words)
                + parts(entry, words),
                class_="what",
            ),
            class_="figure-row",
        )
        for entry in entries
    )
    return section(words("answer.how_many"), rows, "values")


def parts(entry: ValueEntry, words: Words) -> str:
    """The parts that the text adds up to the figure."""
    told = entry.sum
    if told is None:
        return ""
    unnamed = labels.say("answering", "unnamed", words.language)
    terms = "".join(tag("li", escape(f"{name or unnamed} ") + tag("b", f"{n:,g}")) for name, n in told.parts)
    verdict = tag(
        "span", escape(ask_records.sum_verdict(told, words.language)), class_="adds" if told.matches else "differs"
    )
    place = {"passage": told.evidence.passage_id, "start": told.evidence.span.start, "end": told.evidence.span.end}
    opened = button("open_place", escape(words("card.open")), place, class_="link")
    return tag("div", tag("ul", terms, class_="parts") + verdict + opened, class_="sum")


def value(entry: ValueEntry, words: Words) -> str:
    """The figure as it is written, and of what, of whom and when."""
    whose = [entry.branch, None if entry.year is None else labels.year(entry.year, words.language)]
    return (
        tag("p", escape(entry.surface), class_="big", data_value=f"{entry.value:g}", data_unit=entry.unit)
        + (tag("p", escape(entry.of), class_="of") if entry.of else "")
        + tag("p", escape(" · ".join(filter(None, whose))), class_="whose")
    )


def nothing(answer: Answer, words: Words) -> str:
    """Why there is no answer: no such report is loaded, or the reports say nothing of it."""
    return absent(answer.query, answer.absence, answer.checked, words)


def absent(query: Query, absence: str | None, checked: int, words: Words) -> str:
    """The notice for an empty answer or an empty search."""
    if absence == "no_report":
        told = "；".join(values for _, values in labels.filters(query.filters, words.language))
        title = words("answer.no_report", scope=told or words("answer.all_reports"))
        note = words("answer.no_report_note")
    else:
        title, note = words("answer.nothing"), words("answer.nothing_note", n=f"{checked:,}")
    return tag("section", tag("h3", escape(title)) + tag("p", escape(note)), class_=f"absent {absence or ''}".strip())
