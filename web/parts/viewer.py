"""A passage at its place: the row of its table, and the report's text around it, with the words marked."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from jixiao import labels
from jixiao.extract.records import Cell, Document, Passage, Span
from jixiao.web.parts import page_image
from jixiao.web.parts.cards import badge, context, source_line
from jixiao.web.parts.html import button, escape, marked, tag
from jixiao.web.parts.strings import Words

# Code points of the report shown before and after the words: some screens of reading, and still quick in a large file.
AROUND = 3_000
ROWS_AROUND = 2


def place(
    document: Document,
    passage: Passage,
    span: Span,
    words: Words,
    original: Path | None = None,
    page: int | None = None,
) -> str:
    """The dialog's content. `span`, in `document.text`, is what to mark: its text is in each `<mark>`, nothing else.

    `original` is the document's file; of a PDF, page `page` (None: the first with the span) is shown as it looks.
    """
    quote = document.text[span.start : span.end]
    citation = "，".join(filter(None, [document.title, document.source, labels.place(passage.locator, words.language)]))
    head = tag(
        "header",
        tag("h2", badge(passage, words) + escape(document.title or document.source), id="viewer-title")
        + source_line(document.source, None, document.year, passage.locator, words)
        + context(passage, words),
    )
    parts = [head]
    if original is not None and original.suffix.lower() == page_image.SUFFIX:
        target: dict[str, object] = {"passage": passage.passage_id, "start": span.start, "end": span.end}
        boxes = page_image.lines(original, document, passage, span)
        number = page or (boxes[0][0] if boxes else passage.locator.page) or 1
        parts.append(page_image.page(original, number, boxes, target, words))
    rows = table_of(document, span)
    if rows:
        parts.append(tag("h3", escape(words("viewer.row"))) + table(document, rows, span, words))
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


def table_of(document: Document, span: Span) -> list[list[Cell]]:
    """The row that holds the span and those about it in its table, cells by column; empty where it is in no table."""
    home = next((c for c in document.cells if c.span.start <= span.start and span.end <= c.span.end), None)
    if home is None:
        return []
    cells = (c for c in document.cells if c.locator.table == home.locator.table)
    rows = [sorted(row, key=lambda c: c.locator.column or 0) for _, row in groupby(cells, lambda c: c.locator.row)]
    here = next(at for at, row in enumerate(rows) if home in row)
    return rows[max(here - ROWS_AROUND, 0) : here + ROWS_AROUND + 1]


def table(document: Document, rows: list[list[Cell]], span: Span, words: Words) -> str:
    """A table under its headings; the cell that holds the span is `.here`, its row `.row-here`."""
    names = list(dict.fromkeys(_name(cell, words) for row in rows for cell in row))
    here = next((cell for row in rows for cell in row if _holds(cell, span)), None)
    wide = _name(here, words) if here else None
    heads = [tag("th", escape(name), scope="col", class_="here" if name == wide else None) for name in names]
    bodies = []
    for row in rows:
        cells = []
        for name in names:
            held = [cell for cell in row if _name(cell, words) == name]
            texts = (window(document.text, cell.span, span if cell == here else None) for cell in held)
            inner = tag("div", "\n".join(filter(None, texts)))
            cells.append(tag("td", inner, class_="here" if here in held else None, data_heading=name))
        bodies.append(tag("tr", "".join(cells), class_="row-here" if here in row else None))
    inner = tag("thead", tag("tr", "".join(heads))) + tag("tbody", "".join(bodies))
    return tag("div", tag("table", inner), class_="row-table")


def _name(cell: Cell, words: Words) -> str:
    return cell.header or words("viewer.column", n=cell.locator.column or 1)


def _holds(cell: Cell, span: Span) -> bool:
    return cell.span.start <= span.start and span.end <= cell.span.end


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
    return tag("div", before + window(text, Span(start, end), span) + after, class_="around", tabindex="0")
