"""Many questions at once on the page: a list is uploaded, answered row by row, and given back as one workbook."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal

import gradio as gr

from jixiao import labels
from jixiao.index.errors import SearchError, UsageError
from jixiao.index.export.records import Cover
from jixiao.index.library import Library
from jixiao.index.runs import records as runs_records
from jixiao.index.runs.records import Batch, Count, Result, Way
from jixiao.web.parts import job_panel
from jixiao.web.parts.components import QUIET, Page, failure, html_panel, notice, offered, until_handled
from jixiao.web.parts.error_messages import reason
from jixiao.web.parts.html import button, escape, tag
from jixiao.web.parts.jobs import Job
from jixiao.web.parts.strings import Words

# Rows of one list: on two cores some 0.4 s each, so that this takes minutes, not hours.
MOST = 500
LONGEST = 160  # characters of a cell shown
SHOWN = ("qid", "asked", "state", "branches", "best")
LANE = "asking"


@dataclass(frozen=True, slots=True)
class Told:
    """How far a list is: questions done, of how many; at the end what came of it, as HTML, and the workbook's path."""

    done: int = 0
    total: int = 1
    fault: Exception | None = None
    summary: str = ""
    table: str = ""
    workbook: str = ""


def build(page: Page) -> None:
    """The section's components and events."""
    words = page.words
    html_panel(heading(words))
    with gr.Row(elem_classes="batch-box"):
        kinds: list[tuple[str, str | int | float]] = [(words("saved.ask"), "ask"), (words("saved.search"), "search")]
        kind = gr.Radio(kinds, value="ask", label=words("batch.kind"), elem_id="batch-kind")
        files = gr.UploadButton(
            words("batch.upload"), file_types=list(page.library.exports.lists), elem_id="batch", variant="primary"
        )
    panel = html_panel(elem_id="batch-results")

    def draw(job: Job) -> tuple[str, str]:
        return drawn(job, words)

    def answer(path: str | None, chosen: Literal["ask", "search"], ids: str) -> tuple[Any, None]:
        if not path:
            return gr.skip(), None
        way = Way("search" if chosen == "search" else "ask")
        job = page.jobs.start(until_handled(page, [path], answered(page, Path(path), way)), LANE, Told())
        return job_panel.begun(page, job, ids, draw), None

    def save(request: gr.Request, event: gr.EventData) -> str:
        try:
            for job in page.jobs.known([str(event.job)]):
                return offered(page, Path(job.told.workbook), request)
            return notice(words("jobs.gone"), "failed")
        except UsageError as error:
            return failure(error, words)

    own = f"(file, kind) => [file, kind, {job_panel.own_jobs(LANE)}]"
    files.upload(answer, [files, kind, panel], [panel, files], js=own, **QUIET)
    job_panel.wire(page, panel, LANE, draw)
    panel.save(save, None, page.download, **QUIET)


def heading(words: Words) -> str:
    """What this is for, and how the list must look."""
    note = words("batch.note", kinds=" ".join(Library.exports.lists), most=MOST)
    return tag("h3", escape(words("batch.title")), class_="head-line") + tag("p", escape(note), class_="note")


def answered(page: Page, path: Path, way: Way) -> Iterator[Told]:
    """The questions of a list answered, each a step; last the workbook, or why there is none."""
    words = page.words
    try:
        given = page.library.exports.read_list(path)
        if len(given.entries) > MOST:
            raise UsageError(words("batch.too_many", n=f"{len(given.entries):,}", most=MOST))
        results: list[Result] = []
        for result in page.library.exports.results(given.entries, way):
            results.append(result)
            yield Told(len(results), len(given.entries))
        workbook, count = written(page, results, path.name)
    except (SearchError, UsageError) as error:
        yield Told(fault=error)
        return
    told = Told(len(results), len(given.entries), workbook=str(workbook))
    yield replace(told, summary=summary(given, results, count, words), table=table(results, words))


def drawn(job: Job, words: Words) -> tuple[str, str]:
    """What came of it, and how far it is."""
    told: Told = job.told
    if told.fault is not None:
        return notice(words("page.failed", reason=reason(told.fault, words)), "failed"), ""
    if told.summary:
        take = button("save", escape(words("batch.take")), {"job": job.job_id}, class_="act")
        return told.summary + tag("p", take, class_="actions") + told.table, ""
    return "", progress(told, words)


def written(page: Page, results: list[Result], name: str) -> tuple[Path, Count]:
    """The workbook in a folder of its own."""
    cover = Cover(labels.say("batch", "title", page.words.language), name, language=page.words.language)
    workbook = Path(tempfile.mkdtemp(dir=page.exports)) / f"{cover.title}_{date.today():%Y%m%d}.xlsx"
    return workbook, page.library.exports.write_results(results, workbook, cover)


def progress(told: Told, words: Words) -> str:
    """How far it is."""
    bar = f'<progress value="{told.done}" max="{told.total}" aria-label="{escape(words("batch.title"))}"></progress>'
    return notice(words("batch.busy", done=told.done, all=told.total), "busy") + bar


def summary(given: Batch, results: list[Result], count: Count, words: Words) -> str:
    """How many were found, and the rows that could not be asked."""
    told = words("batch.done", found=count.found, empty=count.empty, refused=count.refused)
    head = notice(told, "added") + "".join(notice(note) for note in given.notes)
    return head + "".join(notice(reason(r.fault, words), "failed") for r in results if r.outcome is None)


def table(results: list[Result], words: Words) -> str:
    """A line for each question."""
    names = labels.columns(words.language, "batch_column")
    heads = "".join(tag("th", escape(names[key]), scope="col") for key in SHOWN)
    lines = "".join(tag("tr", line(result, words)) for result in results if result.outcome is not None)
    if not lines:
        return ""
    return tag("table", tag("thead", tag("tr", heads)) + tag("tbody", lines), class_="holdings asked-list")


def line(result: Result, words: Words) -> str:
    """One question and what became of it."""
    told = runs_records.summary(result, words.language)
    return "".join(tag("td", escape(shortened(told.get(key, "")))) for key in SHOWN)


def shortened(text: str) -> str:
    """As much as a table on the page holds; all of it stands in the workbook."""
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"
