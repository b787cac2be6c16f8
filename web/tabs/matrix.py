"""The matrix in the tab 佐證: items over branches or years; a cell opens its passages beside the item's wording."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

import gradio as gr

from jixiao import labels, settings
from jixiao.index.answers.evidence.records import OUTCOMES
from jixiao.index.answers.matrix import records as matrix_records
from jixiao.index.answers.matrix.records import By, Matrix, MatrixCell, MatrixLine, cell_of
from jixiao.index.export.records import Cover, Row
from jixiao.index.records import Filters
from jixiao.web.parts import filter_panel
from jixiao.web.parts.components import (
    QUIET,
    Page,
    Refresh,
    export_bar,
    html_panel,
    notice,
    wire_cards,
    wire_export,
)
from jixiao.web.parts.html import button, escape, tag
from jixiao.web.parts.strings import Words
from jixiao.web.tabs import marking

FIELDS = ("role", "year", "branch", "stage")
# Depths of colour of a cell that has passages, and passages shown before a button for more.
DEPTHS, STEP = 4, 20
AT_FIRST = Filters(role=OUTCOMES)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the reader sees: `item`, `criterion` and `column` name the open cell, empty at first."""

    filters: Filters = AT_FIRST
    by: By = "branch"
    parts: bool = False
    item: str = ""
    criterion: str = ""
    column: str = ""
    shown: int = STEP


def build(page: Page, tab: Any) -> Refresh:
    """The components and events; what to do when the library has changed."""
    first = Chosen()
    with gr.Row(elem_classes="two"):
        with gr.Column(elem_classes="side"):
            sidebar = html_panel(narrow(page, first.filters))
        with gr.Column(elem_classes="beside"):
            grid = html_panel(drawn(page, first), elem_id="matrix")
            said = html_panel(marking.trouble(page), elem_classes="said")
            panel = html_panel(notice(page.words("matrix.choose")), elem_id="matrix-cell")
    state = gr.State(first)
    outputs = [state, sidebar, grid, panel]

    def redrawn(chosen: Chosen, ids: Collection[str]) -> tuple[Chosen, str, str, str]:
        return chosen, narrow(page, chosen.filters), drawn(page, chosen), cell_panel(page, chosen, ids)

    def refine(chosen: Chosen, ids: list[str], event: gr.EventData) -> tuple[Chosen, str, str, str]:
        return redrawn(replace(chosen, filters=filter_panel.read(event.chosen)), ids)

    def clear(chosen: Chosen, ids: list[str]) -> tuple[Chosen, str, str, str]:
        return redrawn(replace(chosen, filters=Filters()), ids)

    def over(chosen: Chosen, ids: list[str], event: gr.EventData) -> tuple[Chosen, str, str, str]:
        by: By = "year" if event.by == "year" else "branch"
        parts = event.parts == "true"
        if by != chosen.by:
            chosen = replace(chosen, item="", criterion="", column="")
        return redrawn(replace(chosen, by=by, parts=parts), ids)

    def cell(chosen: Chosen, ids: list[str], event: gr.EventData) -> tuple[Chosen, str, str]:
        item, criterion, column = str(event.item), str(event.criterion), str(event.column)
        chosen = replace(chosen, item=item, criterion=criterion, column=column, shown=STEP)
        return chosen, drawn(page, chosen), cell_panel(page, chosen, ids)

    def more(chosen: Chosen, ids: list[str]) -> tuple[Chosen, str]:
        chosen = replace(chosen, shown=chosen.shown + STEP)
        return chosen, cell_panel(page, chosen, ids)

    inputs = [state, page.basket]
    sidebar.refine(refine, inputs, outputs, **QUIET)
    sidebar.clear_filters(clear, inputs, outputs, **QUIET)
    grid.by(over, inputs, outputs, **QUIET)
    grid.cell(cell, inputs, [state, grid, panel], **QUIET)
    panel.more(more, inputs, [state, panel], **QUIET)
    wire_cards(page, panel)
    wire_export(page, panel, state, lambda chosen: rows(page, chosen, whole=False), judged=True)
    wire_export(page, grid, state, lambda chosen: rows(page, chosen, whole=True), judged=True)

    def judged(chosen: Chosen, ids: list[str], _: Mapping[str, Any]) -> tuple[str, str]:
        return drawn(page, chosen), cell_panel(page, chosen, ids)

    marking.wire(page, panel, said, state, [grid, panel], judged)
    marking.follow(page, tab, state, [grid, panel], judged)
    return Refresh(lambda chosen: drawn(page, chosen), state, grid)


def narrow(page: Page, filters: Filters) -> str:
    """The filters of the matrix."""
    inner = filter_panel.panel(page.library, filters, page.words, only=FIELDS)
    return filter_panel.fold(inner, page.words("filter.title"), filters, page.words)


def found_of(page: Page, chosen: Chosen) -> Matrix:
    """The matrix under the reader's filters."""
    return page.library.evidence.matrix(chosen.by, chosen.filters, settings.framework())


def drawn(page: Page, chosen: Chosen) -> str:
    """The switches and the table."""
    words = page.words
    found = found_of(page, chosen)
    if not found.columns:
        return notice(words("page.empty_library"))
    lines = [line for line in found.lines if chosen.parts or line.criterion is None]
    told = tag("p", escape(labels.say("matrix", "note", words.language)), class_="note")
    told += tag("div", switches(chosen, words) + export_bar(words), class_="results-head")
    caption = words("matrix.caption", items=len({line.item.id for line in lines}), n=f"{found.checked:,}")
    head = tag("th", escape(labels.say("matrix", "item", words.language)), scope="col")
    for column in found.columns:
        n = tag("span", escape(words("matrix.checked", n=f"{column.checked:,}")), class_="count")
        head += tag("th", escape(matrix_records.heading(column, found.by, words.language)) + n, scope="col")
    most = max([len(cell.counted) for line in found.lines for cell in line.cells], default=0) or 1
    body, facet = "", None
    for line in lines:
        if line.facet is not facet:
            facet = line.facet
            name = tag("th", escape(labels.facet(facet.number, facet.name, words.language)), scope="rowgroup")
            body += tag("tr", name + tag("td", "", colspan=len(found.columns)), class_="facet")
        body += table_row(line, found, chosen, most, words)
    table = tag("caption", escape(caption)) + tag("thead", tag("tr", head)) + tag("tbody", body)
    box = tag("table", table, class_="matrix")
    return told + tag("div", box, class_="scrollbox", tabindex="0", role="region", aria_label=caption)


def switches(chosen: Chosen, words: Words) -> str:
    """What the columns are, and whether criteria are shown."""
    told = []
    for by, key in (("branch", "matrix.by_branch"), ("year", "matrix.by_year")):
        data = {"by": by, "parts": str(chosen.parts).lower()}
        pressed = "true" if chosen.by == by else "false"
        told.append(button("by", escape(words(key)), data, class_="act", aria_pressed=pressed))
    data = {"by": chosen.by, "parts": str(not chosen.parts).lower()}
    pressed = "true" if chosen.parts else "false"
    told.append(button("by", escape(words("matrix.parts")), data, class_="act", aria_pressed=pressed))
    return tag("div", "".join(told), class_="actions")


def table_row(line: MatrixLine, found: Matrix, chosen: Chosen, most: int, words: Words) -> str:
    """An item or criterion and its cells."""
    name = tag("th", escape(line.criterion or line.item.id), scope="row")
    cells = "".join(tag("td", cell_button(line, cell, found, chosen, most, words)) for cell in line.cells)
    return tag("tr", name + cells, class_="part-row" if line.criterion else "item-row")


def cell_button(line: MatrixLine, cell: MatrixCell, found: Matrix, chosen: Chosen, most: int, words: Words) -> str:
    """The counts of a cell, deeper in colour the more passages it has; what it says stands in words too."""
    told = matrix_records.cell_labels(cell, words.language)
    depth = -(-len(cell.counted) * DEPTHS // most)
    here = (line.item.id, line.criterion or "", cell.column.key)
    named = f"{line.criterion or line.item.id}, {matrix_records.heading(cell.column, found.by, words.language)}: "
    inner = tag("b", escape(told[0])) + "".join(tag("span", escape(one)) for one in told[1:])
    return button(
        "cell",
        inner,
        {"item": here[0], "criterion": here[1], "column": here[2]},
        class_=f"cell {cell.state} depth-{depth}",
        aria_label=named + ", ".join(told),
        aria_pressed="true" if here == (chosen.item, chosen.criterion, chosen.column) else "false",
    )


def cell_panel(page: Page, chosen: Chosen, ids: Collection[str]) -> str:
    """The passages of the open cell beside the wording of its item."""
    words = page.words
    found = found_of(page, chosen)
    here = cell_of(found, chosen.item, chosen.criterion or None, chosen.column)
    if here is None:
        return notice(words("matrix.choose"))
    line, cell = here
    name = f"{line.item.id} · {matrix_records.heading(cell.column, found.by, words.language)}"
    drawn, rejected = marking.judged_cards(cell.judged, line.item.id, chosen.shown, page, ids)
    drawn = drawn or absent(cell, words)
    if len(cell.passages) > chosen.shown:
        label = words("search.more", n=min(STEP, len(cell.passages) - chosen.shown))
        drawn += button("more", escape(label), class_="act more")
    counts = " · ".join(matrix_records.cell_labels(cell, words.language))
    head = tag("p", escape(counts), class_="count", role="status") + (
        export_bar(words) if cell.passages or rejected else ""
    )
    right = tag("div", head, class_="results-head") + drawn + rejected
    sides = tag("div", wording_of(line, words), class_="part item-wording") + tag("div", right)
    return tag("h3", escape(name), class_="head-line") + tag("div", sides, class_="beside-item")


def absent(cell: MatrixCell, words: Words) -> str:
    """That nothing was found, told apart from that there was nothing to look at."""
    key = "matrix.no_report" if cell.state == "no_report" else "matrix.none"
    return tag("div", tag("p", escape(words(key, n=cell.column.checked))), class_=f"absent {cell.state}")


def wording_of(line: MatrixLine, words: Words) -> str:
    """Facet, points, item, its criteria (the open one marked) and its other names."""
    facet = labels.facet(line.facet.number, line.facet.name, words.language)
    points = "" if line.facet.points is None else words("evidence.points", n=line.facet.points)
    told = tag("p", escape(" · ".join(filter(None, [facet, points]))), class_="note") + tag("h4", escape(line.item.id))
    criteria = "".join(
        tag("li", tag("mark", escape(one)) if one == line.criterion else escape(one)) for one in line.item.criteria
    )
    told += tag("p", escape(words("matrix.criteria")), class_="label") + tag("ul", criteria) if criteria else ""
    if line.item.aliases:
        names = "、".join(line.item.aliases)
        told += tag("p", escape(words("matrix.aliases", names=names)), class_="note")
    return told


def rows(page: Page, chosen: Chosen, *, whole: bool) -> tuple[list[Row], Cover]:
    """The passages of the open cell, or of the whole matrix, as rows to export."""
    language, view = page.words.language, page.library.view()
    found = found_of(page, chosen)
    cover = Cover(labels.say("matrix", "title", language), found.framework, found.filters, language=language)
    here = None if whole else cell_of(found, chosen.item, chosen.criterion or None, chosen.column)
    told: Any = matrix_records.matrix_rows(found, view.sha256, language) if whole else []
    if here is not None:
        told = matrix_records.rows_of_cell(*here, found.by, view.sha256, language)
    return page.library.exports.linked(told, language), cover
