"""The self-assessment sheet in the tab 佐證: points typed in by a person, their sum and grade, the evidence to take."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from jixiao import labels, settings
from jixiao.index.answers.assessment.records import Assessment, FacetSheet, figure, item_status, most, number
from jixiao.index.errors import UsageError, told
from jixiao.index.library import Library
from jixiao.web.parts.components import QUIET, Page, Refresh, html_panel, notice, offered
from jixiao.web.parts.error_messages import reason
from jixiao.web.parts.html import button, escape, tag
from jixiao.web.parts.strings import Words
from jixiao.web.security.bounds import check_fields

# Points are fields of the form under this prefix and the name of their facet or item.
PREFIX = "points:"
SCORE = "() => document.querySelector('#sheet [data-event=score]')?.click()"


@dataclass(frozen=True, slots=True)
class Entered:
    """What was typed in, as it was typed; `fault` says why it can't be counted."""

    branch: str
    year: int
    points: Mapping[str, str]
    fault: str = ""


def build(page: Page, tab: Any) -> Refresh:
    """The components and events; what to do when the library has changed."""
    panel = html_panel(begun(page), elem_id="sheet")

    def count(event: gr.EventData) -> str:
        return drawn(page, read(page, event._data))

    def save(request: gr.Request, event: gr.EventData) -> tuple[Any, str]:
        entered = read(page, event._data)
        if entered.fault:
            return gr.skip(), drawn(page, entered)
        return offered(page, saved(page, entered, str(event.format)), request), drawn(page, entered)

    panel.score(count, None, panel, **QUIET)
    panel.save(save, None, [page.download, panel], **QUIET)
    # Judgements made in the other views count here too; what was typed in stays.
    tab.select(None, None, None, js=SCORE)
    return Refresh(lambda _: begun(page), page.basket, panel)


def begun(page: Page) -> str:
    """The form of the first report with nothing typed in."""
    branches, years = choices(page)
    if not branches or not years:
        return notice(page.words("page.empty_library"))
    results = [d for d in page.library.documents() if d.year is not None and d.stage == "result"]
    newest = max(results, key=lambda d: d.year or 0, default=None)
    branch = page.library.names.own(newest.agency) if newest else None
    year = newest.year if newest and newest.year is not None else years[-1]
    return drawn(page, Entered(branch if branch in branches else branches[0], year, {}))


def choices(page: Page) -> tuple[list[str], list[int]]:
    """The branches and the years that the library's passages speak of."""
    counts = page.library.counts()
    branches = [*page.library.names.heads(), *page.library.names.branches()]
    there = sorted(counts.get("branch", {}), key=lambda b: (branches.index(b) if b in branches else len(branches), b))
    return there, sorted(int(year) for year in counts.get("year", {}))


def read(page: Page, fields: Mapping[str, Any]) -> Entered:
    """What the form holds; a fault where its points can't be counted."""
    typed = {name.removeprefix(PREFIX): str(v).strip() for name, v in fields.items() if name.startswith(PREFIX)}
    typed = {name: value for name, value in typed.items() if value}
    entered = Entered(str(fields["branch"]), int(fields["year"]), typed)
    try:
        check_fields(typed, typed, page.bounds)
        assessment(page, entered)
    except (UsageError, ValueError) as error:
        return Entered(entered.branch, entered.year, typed, told(error))
    return entered


def assessment(page: Page, entered: Entered) -> Assessment:
    """The sheet with the points typed in, or without where they can't be counted. Raises ValueError for those."""
    points = {} if entered.fault else {name: number(name, value) for name, value in entered.points.items()}
    return page.library.evidence.sheet(entered.branch, entered.year, points, settings.framework())


def saved(page: Page, entered: Entered, format: str) -> Path:
    """The sheet as a file of one of the sheet's formats."""
    sheet = assessment(page, entered)
    path = Path(tempfile.mkdtemp(dir=page.exports)) / f"{entered.branch}_{entered.year}.{format}"
    page.library.evidence.write_sheet(sheet, path, language=page.words.language)
    return path


def drawn(page: Page, entered: Entered) -> str:
    """The form: whose sheet, a field for each facet's and item's points, sum and grade, the files to take."""
    words = page.words
    branches, years = choices(page)
    sheet = assessment(page, entered)
    head = select("branch", [(b, b) for b in branches], entered.branch, words("sheet.branch"))
    named = [(str(y), labels.year(y, words.language)) for y in years]
    head += select("year", named, str(entered.year), words("sheet.year"))
    head += button("score", escape(words("sheet.count")), class_="act")
    told = tag("p", escape(labels.say("sheet", "note", words.language)), class_="note")
    told += tag("div", head, class_="pick-fields")
    if entered.fault:
        told += notice(words("page.failed", reason=reason(entered.fault, words)), "failed")
    if not sheet.reported:
        told += notice(labels.say("sheet", "no_report", words.language))
    told += "".join(facet_fields(one, sheet, entered, words) for one in sheet.facets)
    return tag("form", told + result(sheet, words), data_form=True, class_="assessment")


def select(name: str, options: list[tuple[str, str]], chosen: str, label: str) -> str:
    """A labelled list to choose from."""
    inner = "".join(tag("option", escape(text), value=value, selected=value == chosen) for value, text in options)
    return tag("label", tag("span", escape(label)) + tag("select", inner, name=name))


def facet_fields(one: FacetSheet, sheet: Assessment, entered: Entered, words: Words) -> str:
    """The facet's field, and those of its items with their evidence."""
    name = labels.facet(one.facet.number, one.facet.name, words.language)
    placeholder = figure(one.points)
    legend = tag("strong", escape(name))
    legend += field(str(one.facet.number), name, one.facet.points, entered, words, placeholder)
    lines = []
    for item in one.items:
        inner = tag("span", escape(item.item.id), class_="value")
        inner += tag("span", escape(item_status(item, sheet, words.language)), class_=f"count {item.own.state}")
        inner += field(item.item.id, item.item.id, most(one.facet, item.item), entered, words)
        lines.append(tag("li", inner))
    return tag("fieldset", tag("div", legend, class_="facet-line") + tag("ul", "".join(lines)))


def field(name: str, label: str, limit: int | None, entered: Entered, words: Words, placeholder: str = "") -> str:
    """A field for points; `placeholder` is the sum of the items below."""
    told = words("sheet.points_of", name=label)
    box = f'<input type="number" inputmode="decimal" min="0" step="any" name="{escape(PREFIX + name)}"'
    box += f' aria-label="{escape(told)}" placeholder="{escape(placeholder)}"'
    box += f' value="{escape(entered.points.get(name, ""))}"' + (f' max="{limit}">' if limit is not None else ">")
    of = "" if limit is None else labels.say("sheet", "out_of", words.language).format(n=limit)
    return tag("label", box + tag("span", escape(of), class_="count"), class_="points-field")


def result(sheet: Assessment, words: Words) -> str:
    """Sum and grade, or that points are missing; the files."""
    language = words.language
    if sheet.total is None:
        told = tag("span", escape(labels.say("sheet", "unfinished", language)), class_="count")
    else:
        told = tag("span", escape(labels.say("sheet", "total", language))) + tag("b", figure(sheet.total))
        told += tag("span", escape(labels.say("sheet", "grade", language))) + tag("b", escape(sheet.grade or "—"))
    buttons = "".join(
        button("save", escape(words("sheet.take", format=one.upper())), {"format": one}, class_="act")
        for one in Library.evidence.sheet_formats
    )
    bands = sheet.framework.grades
    grades = [labels.say("sheet", "grades", language).format(name=g.name, lowest=g.lowest) for g in bands]
    note = tag("p", escape(labels.say("cover", "semicolon", language).join(grades)), class_="note")
    return (
        tag("div", tag("p", told, role="status") + tag("div", buttons, class_="actions"), class_="summary total") + note
    )
