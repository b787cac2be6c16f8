"""A passage at its place: the row of its table, and the report's text around it, with the words marked."""

from __future__ import annotations

from extract.records import Cell, Document, Passage, Span
from index.answers import wording
from web.cards import badge, context, source_line
from web.markup import button, escape, marked, tag
from web.words import Words

# Code points of the report shown before and after the words: some screens of reading, and still quick in a large file.
AROUND = 3_000


def place(document: Document, passage: Passage, span: Span, words: Words) -> str:
    """The dialog's content. `span`, in `document.text`, is what to mark: its text is in each `<mark>`, nothing else."""
    quote = document.text[span.start : span.end]
    citation = "，".join(
        filter(None, [document.title, document.source, wording.place(passage.locator, words.language)])
    )
    head = tag(
        "header",
        tag("h2", badge(passage, words) + escape(document.title or document.source), id="viewer-title")
        + source_line(document.source, None, document.year, passage.locator, words)
        + context(passage, words),
    )
    cells = row_of(document, span)
    parts = [head]
    if cells:
        parts.append(tag("h3", escape(words("viewer.row"))) + row(document, cells, span, words))
    parts.append(tag("h3", escape(words("viewer.around"))) + around(document.text, span))
    cited = {"text": f"「{quote}」（{citation}）", "done": words("viewer.copied")}
    copy = button("copy", escape(words("viewer.copy")), cited, class_="act")
    return framed("".join(parts), copy, words)


def framed(inner: str, buttons: str, words: Words) -> str:
    """What scrolls, and below it the buttons with the one that closes."""
    close = button("close", escape(words("viewer.close")), class_="act close")
    return tag("div", inner, class_="scroll", tabindex="0") + tag("div", buttons + close, class_="bar")


def dialog(inner: str, opened: int) -> str:
    """The dialog that panel.js opens when `opened` is another number than before; 0 keeps it closed."""
    return tag("dialog", inner, class_="viewer", aria_labelledby="viewer-title", data_opened=opened)


def row_of(document: Document, span: Span) -> list[Cell]:
    """The cells of the row that holds the span, by column; empty where it stands in no table."""
    home = next((c for c in document.cells if c.span.start <= span.start and span.end <= c.span.end), None)
    if home is None:
        return []
    key = (home.locator.table, home.locator.row)
    return sorted(
        (c for c in document.cells if (c.locator.table, c.locator.row) == key), key=lambda c: c.locator.column or 0
    )


def row(document: Document, cells: list[Cell], span: Span, words: Words) -> str:
    """A table of one row under its headings; the cell that holds the span is `.here`."""
    heads, bodies = [], []
    for number, cell in enumerate(cells, 1):
        heading = cell.header or words("viewer.column", n=cell.locator.column or number)
        here = cell.span.start <= span.start and span.end <= cell.span.end
        heads.append(tag("th", escape(heading), scope="col", class_="here" if here else None))
        bodies.append(
            tag(
                "td",
                tag("div", window(document.text, cell.span, span if here else None)),
                class_="here" if here else None,
                data_heading=heading,
            )
        )
    table = tag("thead", tag("tr", "".join(heads))) + tag("tbody", tag("tr", "".join(bodies)))
    return tag("div", tag("table", table), class_="row-table")


def window(text: str, outer: Span, inner: Span | None) -> str:
    """The text of `outer` as HTML, `inner` marked."""
    if inner is None:
        return escape(text[outer.start : outer.end])
    return marked(text[outer.start : outer.end], [(inner.start - outer.start, inner.end - outer.start)])


def around(text: str, span: Span) -> str:
    """The text about the span, cut at line ends where there are any."""
    start = max(0, span.start - AROUND)
    end = min(len(text), span.end + AROUND)
    if start:
        start = max(start, text.find("\n", start, span.start) + 1)
    if end < len(text):
        cut = text.rfind("\n", span.end, end)
        end = cut if cut > 0 else end
    before, after = "…\n" if start else "", "\n…" if end < len(text) else ""
    return tag("div", before + window(text, Span(start, end), span) + after, class_="around")
