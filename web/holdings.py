"""The tab 文件庫: the reports that are in the library; adding and removing them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from extract.reading.files import READERS
from index.answers import wording
from index.errors import SearchError
from index.records import DocumentInfo, FileReport
from web.extraction import extraction
from web.markup import button, escape, tag
from web.parts import QUIET, Page, failure, html_panel, notice
from web.words import Words

KINDS = sorted(READERS)


def build(page: Page) -> list[Any]:
    """The tab's components and events. Returns the `then` of each event that changes the library."""
    words = page.words
    files = gr.UploadButton(
        words("library.upload"), file_count="multiple", file_types=KINDS, elem_id="upload", variant="primary"
    )
    html_panel(tag("p", escape(words("library.kinds", kinds=" ".join(KINDS))), class_="note"))
    reports = html_panel(elem_id="reports")
    table = html_panel(documents(page.library.documents(), words), elem_id="documents")
    read = html_panel(elem_id="extraction")

    def add(paths: list[str] | None) -> Iterator[tuple[str, str, Any]]:
        done: list[str] = []
        names = [Path(path) for path in paths or []]
        for number, path in enumerate(names):
            busy = notice(words("library.adding", done=number, all=len(names), name=path.name), "busy")
            bar = f'<progress value="{number}" max="{len(names)}"></progress>'
            yield "".join(done) + busy + bar, gr.skip(), gr.skip()
            done.append(taken(page, path))
        yield "".join(done), documents(page.library.documents(), words), None

    def remove(event: gr.EventData) -> tuple[str, str]:
        try:
            page.library.remove([event.document])
        except SearchError as error:
            return failure(error, words), documents(page.library.documents(), words)
        return notice(words("library.removed", name=event.name)), documents(page.library.documents(), words)

    def inspect(event: gr.EventData) -> str:
        return extraction(page.library, event.document, words)

    table.inspect(inspect, None, read, **QUIET)
    page.blocks.load(lambda: documents(page.library.documents(), words), None, table, **QUIET)
    return [
        files.upload(add, files, [reports, table, files], **QUIET).then,
        table.remove(remove, None, [reports, table], **QUIET).then,
    ]


def taken(page: Page, path: Path) -> str:
    """Add one uploaded file; what became of it, as a line."""
    try:
        return "".join(report(told, path.name, page.words) for told in page.library.add([path]))
    except SearchError as error:
        return failure(error, page.words)


def report(told: FileReport, name: str, words: Words) -> str:
    """What became of one file."""
    states = {
        "added": words("library.added", n=told.passages),
        "unchanged": words("library.unchanged"),
        "failed": f"{words('library.failed')}：{told.error}",
    }
    return notice(f"{name}　{states[told.state]}", told.state)


def documents(infos: Sequence[DocumentInfo], words: Words) -> str:
    """The reports as a table, each with a button to remove it."""
    if not infos:
        return notice(words("page.empty_library"))
    heads = [
        words("library.name"),
        words("library.agency"),
        wording.say("field", "year", words.language),
        wording.say("field", "stage", words.language),
        words("library.passages"),
        words("library.added_on"),
        "",
    ]
    top = tag("thead", tag("tr", "".join(tag("th", escape(head), scope="col") for head in heads)))
    body = tag("tbody", "".join(line(info, heads, words) for info in infos))
    title = tag("h3", escape(words("library.documents")), class_="head-line")
    return title + tag("table", top + body, class_="holdings")


def line(info: DocumentInfo, heads: Sequence[str], words: Words) -> str:
    """One report of the table."""
    name = info.title or info.source
    values = [
        tag("strong", escape(name)) + tag("span", escape(info.source), class_="file"),
        escape(info.agency or ""),
        "" if info.year is None else escape(wording.year(info.year, words.language)),
        escape(wording.say("stage", info.stage, words.language)) if info.stage else "",
        f"{info.passages:,}",
        escape(info.added.replace("T", " ")[:16]),
        button("inspect", escape(words("library.inspect")), {"document": info.document_id}, class_="link")
        + button(
            "remove",
            escape(words("library.remove")),
            {"document": info.document_id, "name": name, "confirm": words("library.confirm", name=name)},
            class_="link danger",
        ),
    ]
    told = [tag("td", value, data_heading=head) for head, value in zip(heads, values, strict=True)]
    return tag("tr", "".join(told), data_document=info.document_id)
