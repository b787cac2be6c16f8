"""A page of a PDF as it looks, with the lines of a passage marked, and the way to the pages before and after."""

from __future__ import annotations

import base64
from functools import lru_cache
from pathlib import Path

from jixiao.extract.errors import ExtractError
from jixiao.extract.reading.pdf.records import Picture
from jixiao.extract.records import Document, Mark, Passage, Span
from jixiao.index.library import Library
from jixiao.web.parts.error_messages import reason
from jixiao.web.parts.html import button, escape, tag
from jixiao.web.parts.strings import Words

SUFFIX = ".pdf"
Box = tuple[float, float, float, float]
# Source: chosen; the files of the last documents looked at.
KEPT = 4


def lines(original: Path, document: Document, passage: Passage, span: Span) -> list[tuple[int, Box]]:
    """Page (from 1) and box (points) of each line of `span`, in order.

    Only the passage's own box where its lines can't be told again: pages that were read as pictures.
    """
    told = () if document.warnings else _marks(original)
    boxes: list[tuple[int, Box]] = []
    for place in Library.files.lines(told, document, span):
        if place.page is None or place.box is None:
            continue
        left, top, right, bottom = place.box
        if boxes and boxes[-1][0] == place.page and boxes[-1][1][1::2] == (top, bottom):
            boxes[-1] = (place.page, (min(boxes[-1][1][0], left), top, max(boxes[-1][1][2], right), bottom))
        else:
            boxes.append((place.page, place.box))
    if boxes:
        return boxes
    own = passage.locator
    return [(own.page, own.box)] if own.page and own.box else []


@lru_cache(maxsize=KEPT)
def _marks(original: Path) -> tuple[Mark, ...]:
    try:
        return Library.files.positions(original)
    except ExtractError:
        return ()


def page(original: Path, number: int, boxes: list[tuple[int, Box]], target: dict[str, object], words: Words) -> str:
    """Page `number` with what of `boxes` is on it; `target` goes with the buttons. Words on why where it fails."""
    try:
        drawn = Library.files.page_picture(original, number)
    except ExtractError as error:
        return tag(
            "p",
            escape(words("viewer.no_picture", reason=reason(error.cause, words))),
            class_="notice failed",
            role="status",
        )
    marks = "".join(_mark(box, drawn) for at, box in boxes if at == number)
    source = "data:image/png;base64," + base64.b64encode(drawn.png).decode()
    image = f'<img src="{source}" alt="{escape(words("viewer.page", n=number, all=drawn.pages))}">'
    style = f"aspect-ratio: {drawn.width:.0f} / {drawn.height:.0f}"
    return _turning(number, drawn.pages, target, words) + tag("figure", image + marks, class_="page", style=style)


def _mark(box: Box, drawn: Picture) -> str:
    left, top, right, bottom = box
    style = (
        f"left: {100 * left / drawn.width:.2f}%; top: {100 * top / drawn.height:.2f}%; "
        f"width: {100 * (right - left) / drawn.width:.2f}%; height: {100 * (bottom - top) / drawn.height:.2f}%"
    )
    return tag("i", class_="line", style=style)


def _turning(number: int, pages: int, target: dict[str, object], words: Words) -> str:
    """Buttons for the page before and after, between them which page it is."""
    before = button(
        "turn", escape(words("viewer.before")), {**target, "page": number - 1}, class_="act", disabled=number <= 1
    )
    after = button(
        "turn", escape(words("viewer.after")), {**target, "page": number + 1}, class_="act", disabled=number >= pages
    )
    told = tag("span", escape(words("viewer.page", n=number, all=pages)), class_="page-number")
    return tag("div", before + told + after, class_="turning")
