"""Many questions at once on the page: a list is uploaded, answered row by row, and given back as one workbook."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Literal

import gradio as gr

from jixiao.extract.reading.row_lists import SUFFIXES
from jixiao.index import labels
from jixiao.index.errors import SearchError, UsageError
from jixiao.index.export.rows import Cover
from jixiao.index.runs import batch_workbook
from jixiao.index.runs import question_list as lists
from jixiao.index.runs.batch_workbook import Count, Result, Way
from jixiao.index.runs.question_list import Batch
from jixiao.web.parts.components import PRESS_DOWNLOAD, QUIET, Page, html_panel, notice
from jixiao.web.parts.error_messages import reason
from jixiao.web.parts.html import button, escape, tag
from jixiao.web.parts.strings import Words

# Rows of one list: on two cores some 0.4 s each, so that this takes minutes, not hours.
MOST = 500
LONGEST = 160  # characters of a cell shown
SHOWN = ("qid", "asked", "state", "branches", "best")


def build(page: Page) -> None:
    """The section's components and events."""
    words = page.words
    html_panel(heading(words))
    with gr.Row(elem_classes="batch-box"):
        kinds: list[tuple[str, str | int | float]] = [(words("saved.ask"), "ask"), (words("saved.search"), "search")]
        kind = gr.Radio(kinds, value="ask", label=words("batch.kind"), elem_id="batch-kind")
        files = gr.UploadButton(words("batch.upload"), file_types=list(SUFFIXES), elem_id="batch", variant="primary")
    panel = html_panel(elem_id="batch-results")
    made = gr.State("")

    def answer(path: str | None, chosen: Literal["ask", "search"]) -> Iterator[tuple[str, str, Any]]:
        if path:
            for told, workbook in answered(page, Path(path), Way("search" if chosen == "search" else "ask")):
                yield told, workbook, gr.skip()
        yield gr.skip(), gr.skip(), None

    files.upload(answer, [files, kind], [panel, made, files], **QUIET)
    panel.save(lambda workbook: workbook, made, page.download, **QUIET).then(None, None, None, js=PRESS_DOWNLOAD)


def heading(words: Words) -> str:
    """What this is for, and how the list must look."""
    note = words("batch.note", kinds=" ".join(SUFFIXES), most=MOST)
    return tag("h3", escape(words("batch.title")), class_="head-line") + tag("p", escape(note), class_="note")


def answered(page: Page, path: Path, way: Way) -> Iterator[tuple[str, str]]:
    """The panel and the workbook's path (empty until it is written), as the questions are answered."""
    words = page.words
    try:
        given = lists.read(path)
        if len(given.entries) > MOST:
            raise UsageError(words("batch.too_many", n=f"{len(given.entries):,}", most=MOST))
        results: list[Result] = []
        for result in batch_workbook.results(page.library, given.entries, way):
            results.append(result)
            yield progress(len(results), given, words), ""
        workbook, count = written(page, results, path.name)
    except (SearchError, UsageError) as error:
        yield notice(words("page.failed", reason=reason(error, words)), "failed"), ""
        return
    yield summary(given, results, count, words), str(workbook)


def written(page: Page, results: list[Result], name: str) -> tuple[Path, Count]:
    """The workbook in a folder of its own."""
    cover = Cover(labels.say("batch", "title", page.words.language), name, language=page.words.language)
    workbook = Path(tempfile.mkdtemp(dir=page.exports)) / f"{cover.title}_{date.today():%Y%m%d}.xlsx"
    return workbook, batch_workbook.write(results, workbook, page.library, cover)


def progress(done: int, given: Batch, words: Words) -> str:
    """How far it is."""
    total = len(given.entries)
    bar = f'<progress value="{done}" max="{total}" aria-label="{escape(words("batch.title"))}"></progress>'
    return notice(words("batch.busy", done=done, all=total), "busy") + bar


def summary(given: Batch, results: list[Result], count: Count, words: Words) -> str:
    """How many were found, the rows that could not be asked, the download, and a line for each question."""
    told = words("batch.done", found=count.found, empty=count.empty, refused=count.refused)
    head = notice(told, "added") + "".join(notice(note) for note in given.notes)
    head += "".join(notice(reason(result.fault, words), "failed") for result in results if result.outcome is None)
    take = button("save", escape(words("batch.take")), class_="act")
    names = labels.columns(words.language, "batch_column")
    heads = "".join(tag("th", escape(names[key]), scope="col") for key in SHOWN)
    lines = "".join(tag("tr", line(result, words)) for result in results if result.outcome is not None)
    table = (
        tag("table", tag("thead", tag("tr", heads)) + tag("tbody", lines), class_="holdings asked-list")
        if lines
        else ""
    )
    return head + tag("p", take, class_="actions") + table


def line(result: Result, words: Words) -> str:
    """One question and what became of it."""
    told = batch_workbook.summary(result, words.language)
    return "".join(tag("td", escape(shortened(told.get(key, "")))) for key in SHOWN)


def shortened(text: str) -> str:
    """As much as a table on the page holds; all of it stands in the workbook."""
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"
