"""The tab 已存: saved searches and questions with what is new in them; the last questions; many questions at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import gradio as gr

from jixiao import labels
from jixiao.index.errors import SearchError, UsageError
from jixiao.index.records import EVERYTHING
from jixiao.index.runs.records import Changes
from jixiao.index.storage import records as storage_records
from jixiao.index.storage.records import Figure, Place, Run, Saved
from jixiao.web.parts import address, recent
from jixiao.web.parts.address import Address
from jixiao.web.parts.components import QUIET, Page, html_panel, notice, wire_place
from jixiao.web.parts.error_messages import reason
from jixiao.web.parts.html import button, chips, escape, tag
from jixiao.web.parts.strings import Words
from jixiao.web.security.bounds import check_fields
from jixiao.web.tabs import batch

# Words shown of what came and went; the rest folds away.
SHOWN = 10


def build(page: Page, tab: Any) -> None:
    """The tab's components and events."""
    words = page.words
    said = html_panel("", words("page.busy"), elem_id="saved-said")
    panel = html_panel(elem_id="saved", elem_classes="saved")
    wire_place(page, panel.open_place)

    def drawn() -> tuple[str, str]:
        return "", listed(page)

    def run(who: str, event: gr.EventData) -> tuple[str, str]:
        return ran(page, str(event.subject), who)

    def change(who: str, event: gr.EventData) -> tuple[Any, Any]:
        return changed(page, event._data or {}, who)

    tab.select(drawn, None, [said, panel], **QUIET)
    panel.rerun(run, page.reader, [said, panel], **QUIET)
    panel.keep(change, page.reader, [said, panel], **QUIET)
    recent.build(page, tab)
    batch.build(page)


def ran(page: Page, name: str, who: str) -> tuple[str, str]:
    """Run what is saved under a name: a line that says so, and the list with what is new."""
    words = page.words
    try:
        check_fields({"name": who}, ["name"], page.bounds)
        saved, told = page.library.saved.run(name, who or "")
    except (SearchError, UsageError) as error:
        return notice(words("page.failed", reason=reason(error, words)), "failed"), listed(page)
    key = "saved.first_run" if told.since is None else "saved.changed" if told.any else "saved.nothing_new"
    return notice(words(key, name=name), "added"), listed(page, saved, told)


def changed(page: Page, given: Mapping[str, Any], who: str) -> tuple[Any, Any]:
    """Rename or forget, as a button asks for."""
    words, kept_here = page.words, page.library.saved
    name, new = str(given.get("subject") or ""), str(given.get("called") or "")
    try:
        check_fields({"subject": name, "called": new, "name": who}, ("subject", "called", "name"), page.bounds)
        if given.get("do") == "rename":
            kept_here.rename(name, new, who or "")
            told = words("saved.renamed", name=name, new=" ".join(new.split()))
        else:
            kept_here.forget(name, who or "")
            told = words("saved.forgotten", name=name)
    except (SearchError, UsageError) as error:
        return notice(words("page.failed", reason=reason(error, words)), "failed"), gr.skip()
    return notice(told, "added"), listed(page)


def keeper(page: Page, kind: storage_records.SavedKind, inputs: list[Any], what: Any) -> None:
    """A fold to save what is shown: `what(*inputs)` is it, without a name, None where nothing is shown yet.

    `inputs` are two components.
    """
    words = page.words
    panel = html_panel(form(words), elem_id=f"keep-{kind}", elem_classes="keeper")

    def keep(first: Any, second: Any, who: str, event: gr.EventData) -> str:
        shown = what(first, second)
        if shown is None:
            return form(words) + notice(words("saved.nothing_shown"), "failed")
        name = str((event._data or {}).get("called") or "").strip() or default_name(shown, words)
        return form(words, opened=True) + kept(page, replace(shown, name=name, by=who or ""))

    panel.keep(keep, [*inputs, page.reader], panel, **QUIET)


def kept(page: Page, saved: Saved) -> str:
    """Save it and run it for the first time; what became of it, as a line."""
    try:
        check_fields({"name": saved.by}, ["name"], page.bounds)
        name = page.library.saved.save(saved).name
        page.library.saved.run(name, saved.by)
    except (SearchError, UsageError) as error:
        return notice(page.words("page.failed", reason=reason(error, page.words)), "failed")
    return notice(page.words("saved.kept", name=name), "added")


def default_name(saved: Saved, words: Words) -> str:
    """The query itself, cut to the length of a name; its filters where it has no words."""
    told = saved.text or "；".join(values for _, values in labels.filters(saved.filters, words.language))
    return told[: storage_records.LONGEST_NAME]


def form(words: Words, *, opened: bool = False) -> str:
    """The fold with a name and the button."""
    inner = name_field(words("saved.name"), words("saved.name_hint"))
    inner += button("keep", escape(words("saved.keep")), class_="act", data_enter=True)
    fields = tag("form", inner, class_="fields", data_form=True)
    return tag("details", tag("summary", escape(words("saved.keep_this"))) + fields, open=opened)


def name_field(label: str, hint: str = "") -> str:
    """One line for a name."""
    box = tag("input", "", name="called", maxlength=storage_records.LONGEST_NAME, autocomplete="off", placeholder=hint)
    return tag("label", escape(label) + box.removesuffix("</input>"))


def listed(page: Page, ran: Saved | None = None, told: Changes | None = None) -> str:
    """Everything that is saved, newest first; below the one that `ran`, what is new in it."""
    words = page.words
    try:
        found, troubles = page.library.saved.every()
    except SearchError as error:
        return notice(words("page.failed", reason=reason(error, words)), "failed")
    lines = "".join(notice(trouble, "failed") for trouble in troubles)
    head = tag("h3", escape(words("saved.title")), class_="head-line")
    if not found:
        return lines + head + notice(words("saved.none"))
    cards = ""
    for one in reversed(found.values()):
        new = changes(told, words) if ran is not None and told is not None and ran.name == one.name else ""
        cards += card(one, words, new)
    return lines + head + cards


def card(saved: Saved, words: Words, new: str = "") -> str:
    """One saved search: its words and filters, its last run, what can be done with it; `new` is HTML."""
    kind = tag("span", escape(words("saved.ask" if saved.kind == "ask" else "saved.search")), class_="badge")
    title = tag("header", tag("h4", escape(saved.name)) + kind)
    query = tag("p", escape(saved.text or words("saved.everything")), class_="query") + conditions(saved, words)
    last = words("saved.never") if saved.last is None else summary(saved.last, words)
    acts = tag("a", escape(words("saved.open")), class_="act visit", href=address.write(place(saved)) or "?")
    acts += button("rerun", escape(words("saved.rerun")), {"subject": saved.name}, class_="act")
    confirm = {"subject": saved.name, "do": "forget", "confirm": words("saved.confirm", name=saved.name)}
    acts += button("keep", escape(words("saved.forget")), confirm, class_="link danger")
    folds = tag("details", tag("summary", escape(words("saved.rename"))) + renaming(saved, words))
    if saved.runs:
        label = words("saved.history", n=len(saved.runs))
        folds += tag("details", tag("summary", escape(label)) + history(saved, words), data_group=saved.name)
    inner = title + query + tag("p", escape(last), class_="note") + tag("div", acts, class_="actions") + new + folds
    return tag("article", inner, class_="card saved-one", data_saved=saved.name)


def place(saved: Saved) -> Address:
    """Where it opens in its own tab."""
    if saved.kind == "search":
        return Address("search", s=saved.text, mode=saved.mode, filters=saved.filters)
    told = saved.correction
    return Address(q=saved.text, kind=told.kind or "", without=told.without, also=told.also, filters=saved.filters)


def conditions(saved: Saved, words: Words) -> str:
    """Filters, and how it is matched where that is not as usual."""
    told = [f"{name} {values}" for name, values in labels.filters(saved.filters, words.language)]
    if saved.kind == "search" and saved.text and saved.mode != "hybrid":
        told.append(words(f"search.{saved.mode}"))
    return tag("p", chips(told, "condition")) if told else ""


def summary(run: Run, words: Words) -> str:
    """When it was last run, and what it found."""
    found = words("saved.found", n=f"{len(run.places):,}", checked=f"{run.checked:,}")
    who = words("saved.by", name=run.by) if run.by else ""
    return words("saved.last", time=moment(run.made)) + found + who


def moment(made: str) -> str:
    """`2026-11-21 17:03`."""
    return made[:16].replace("T", " ")


def renaming(saved: Saved, words: Words) -> str:
    """A line for the new name and the button."""
    data = {"subject": saved.name, "do": "rename", "needs": "called"}
    inner = name_field(words("saved.new_name"))
    inner += button("keep", escape(words("saved.rename")), data, class_="act", data_enter=True)
    return tag("form", inner, class_="fields", data_form=True)


def history(saved: Saved, words: Words) -> str:
    """The runs, newest first."""
    lines = []
    for run in reversed(saved.runs):
        told = [summary(run, words)]
        told += [f"{name}（{labels.say('status', status, words.language)}）" for name, status in run.branches]
        told += [*(figure(one, words) for one in run.figures), *run.names]
        lines.append(tag("li", escape("；".join(told))))
    return tag("ul", "".join(lines), class_="runs")


def changes(told: Changes, words: Words) -> str:
    """What is new since the run before: branches, figures, words that came, words that went."""
    if told.since is None:
        return tag("div", notice(words("saved.baseline")), class_="news")
    head = words("saved.since", time=moment(told.since))
    inner = tag("h5", escape(head))
    if told.moved:
        inner += tag("p", escape(words("saved.moved", n=told.moved)), class_="note")
    if not told.any:
        return tag("div", inner + notice(words("saved.unchanged")), class_="news")
    lines = [branch(*one, words) for one in told.branches]
    lines += [sign("+", one) for one in (*told.names_added, *(figure(f, words) for f in told.figures_added))]
    lines += [sign("−", one) for one in (*told.names_gone, *(figure(f, words) for f in told.figures_gone))]
    inner += tag("ul", "".join(lines), class_="signs") if lines else ""
    for key, places in (("saved.added", told.added), ("saved.gone", told.gone), ("saved.dropped", told.dropped)):
        if places:
            inner += tag("h5", escape(words(key, n=len(places)))) + quotes(places, key != "saved.gone", words)
    return tag("div", inner, class_="news")


def branch(name: str, before: tuple[str, ...], now: tuple[str, ...], words: Words) -> str:
    """「＋ 基隆分局：無 → 已執行」."""

    def told(statuses: tuple[str, ...]) -> str:
        return "、".join(labels.say("status", s, words.language) for s in statuses) or words("saved.no_status")

    return sign("~" if before and now else "+" if now else "−", f"{name}：{told(before)} → {told(now)}")


def figure(one: Figure, words: Words) -> str:
    """The figure as it was told, and of what, of whom and when."""
    year = None if one.year is None else labels.year(one.year, words.language)
    return " · ".join(part for part in (one.surface, one.of, one.branch, year) if part)


def sign(mark: str, text: str) -> str:
    return tag("li", tag("b", escape(mark), class_="sign") + escape(text))


def quotes(places: tuple[Place, ...], there: bool, words: Words) -> str:
    """Beginnings of words with their files; those that are still there open at their place."""
    told = []
    for one in places:
        data = {"passage": one.passage_id, "start": one.span.start, "end": one.span.end}
        opener = button("open_place", escape(words("card.open")), data, class_="link") if there else ""
        text = tag("span", escape(one.quote), class_="quote") + tag("span", escape(one.source), class_="file")
        told.append(tag("li", text + opener))
    rest = told[SHOWN:]
    folded = tag("summary", escape(words("saved.more", n=len(rest)))) + tag("ul", "".join(rest), class_="found")
    return tag("ul", "".join(told[:SHOWN]), class_="found") + (tag("details", folded) if rest else "")


def shown_search(found: Any, choice: Any) -> Saved | None:
    """What the search tab shows, to be saved; None where it shows everything there is, or nothing yet."""
    if found is None or (found.result is None and choice.filters == EVERYTHING):
        return None
    text = found.result.query.text if found.result else ""
    return Saved("", "search", text, choice.filters, choice.mode)


def shown_answer(answer: Any, filters: Any) -> Saved | None:
    """What the question tab shows, to be saved; None where nothing was asked yet."""
    if answer is None:
        return None
    return Saved("", "ask", answer.query.text, filters, correction=answer.query.correction)
