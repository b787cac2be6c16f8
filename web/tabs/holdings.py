"""The tab 文件庫: the reports that are in the library; adding and removing them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gradio as gr

from jixiao import labels
from jixiao.index.errors import SearchError
from jixiao.index.holdings import records as holdings_records
from jixiao.index.library import Library
from jixiao.index.records import DocumentInfo
from jixiao.web.parts.components import QUIET, Page, failure, html_panel, notice, wire_place
from jixiao.web.parts.html import button, escape, tag
from jixiao.web.parts.strings import Words
from jixiao.web.tabs import uploads
from jixiao.web.tabs.extraction import extraction
from jixiao.web.tabs.uploads import in_turn
from jixiao.web.tabs.versions import compared

KINDS = list(Library.files.suffixes)


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

    def remove(event: gr.EventData) -> tuple[str, str]:
        try:
            in_turn(page, lambda: page.library.remove([event.document]))
        except SearchError as error:
            return failure(error, words), documents(page.library.documents(), words)
        return notice(words("library.removed", name=event.name)), documents(page.library.documents(), words)

    def inspect(event: gr.EventData) -> str:
        return extraction(page.library, event.document, words)

    def restore(event: gr.EventData) -> tuple[str, str]:
        try:
            in_turn(page, lambda: page.library.supersede(event.document, None))
        except SearchError as error:
            return failure(error, words), documents(page.library.documents(), words)
        told = notice(words("versions.restored", name=event.name))
        return told, documents(page.library.documents(), words)

    def changes(event: gr.EventData) -> str:
        return compared(page.library, event.older, event.newer, words)

    table.inspect(inspect, None, read, **QUIET)
    table.changes(changes, None, read, **QUIET)
    wire_place(page, read.open_place)
    page.blocks.load(lambda: documents(page.library.documents(), words), None, table, **QUIET)
    ended = uploads.build(page, files, reports)
    return [
        ended(lambda: documents(page.library.documents(), words), None, table, **QUIET).then,
        table.remove(remove, None, [reports, table], **QUIET).then,
        table.restore(restore, None, [reports, table], **QUIET).then,
    ]


def documents(infos: Sequence[DocumentInfo], words: Words) -> str:
    """The reports as a table, each with a button to remove it."""
    if not infos:
        return notice(words("page.empty_library"))
    heads = [
        words("library.name"),
        words("library.agency"),
        labels.say("field", "year", words.language),
        labels.say("field", "stage", words.language),
        words("library.passages"),
        words("library.added_on"),
        "",
    ]
    cells = [tag("th", escape(head), scope="col") for head in heads[:-1]]
    cells.append(tag("th", tag("span", escape(words("library.acts")), class_="unseen"), scope="col"))
    top = tag("thead", tag("tr", "".join(cells)))
    chains = holdings_records.chains(infos)
    body = tag("tbody", "".join(line(info, chain, heads, words) for chain in chains for info in chain))
    title = tag("h3", escape(words("library.documents")), class_="head-line")
    return title + tag("table", top + body, class_="holdings")


def line(info: DocumentInfo, chain: Sequence[DocumentInfo], heads: Sequence[str], words: Words) -> str:
    """One report of the table; `chain` are its versions, the newest first."""
    name = info.title or info.source
    values = [
        tag("strong", escape(name)) + tag("span", escape(info.source), class_="file") + version(info, chain, words),
        escape(info.agency or ""),
        "" if info.year is None else escape(labels.year(info.year, words.language)),
        escape(labels.say("stage", info.stage, words.language)) if info.stage else "",
        f"{info.passages:,}",
        escape(info.added.replace("T", " ")[:16]),
        button("inspect", escape(words("library.inspect")), {"document": info.document_id}, class_="link")
        + version_buttons(info, words)
        + button(
            "remove",
            escape(words("library.remove")),
            {"document": info.document_id, "name": name, "confirm": words("library.confirm", name=name)},
            class_="link danger",
        ),
    ]
    told = [tag("td", value, data_heading=head) for head, value in zip(heads, values, strict=True)]
    older = "older" if info.superseded_by else None
    return tag("tr", "".join(told), class_=older, data_document=info.document_id)


def version(info: DocumentInfo, chain: Sequence[DocumentInfo], words: Words) -> str:
    """That it is an older version, or has some; nothing where there is but one."""
    if len(chain) == 1:
        return ""
    if info.superseded_by is None:
        return tag("span", escape(words("versions.current", n=len(chain) - 1)), class_="version")
    newer = next(one.source for one in chain if one.document_id == info.superseded_by)
    return tag("span", escape(words("versions.older", name=newer)), class_="version")


def version_buttons(info: DocumentInfo, words: Words) -> str:
    """Of an older version: what changed since, and to let it count again."""
    if info.superseded_by is None:
        return ""
    pair = {"older": info.document_id, "newer": info.superseded_by}
    changes = button("changes", escape(words("versions.changes")), pair, class_="link")
    data = {"document": info.document_id, "name": info.source}
    return changes + button("restore", escape(words("versions.restore")), data, class_="link")
