"""The pages of a PDF as PDFium gives them, and pages as pictures.

PDFium takes one caller at a time, so every call of pypdfium2 is made under one lock, here and in what is called here.
Coordinates are points of the page as it is shown (cropped and turned), from its upper left corner.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jixiao.extract.errors import UnreadableDocumentError
from jixiao.extract.messages import Message
from jixiao.extract.reading.pdf import annotations as pdf_annotations
from jixiao.extract.reading.pdf import objects, raised_glyphs, rulings, visibility
from jixiao.extract.reading.pdf.records import Hidden, Page, Placing

_LOCK = threading.RLock()
LARGEST_SIDE = 5000  # pixels
_PASSWORD, _SECURITY = 4, 5  # FPDF_ERR_PASSWORD, FPDF_ERR_SECURITY


@contextmanager
def opened(data: bytes, path: Path | str) -> Iterator[Any]:
    """The PDF of `data`, closed afterwards; `path` is named in errors. Raises UnreadableDocumentError."""
    import pypdfium2

    with _LOCK:
        try:
            document = pypdfium2.PdfDocument(data)
            document.init_forms()
        except pypdfium2.PdfiumError as error:
            raise _refused(data, path, error.err_code) from error
    try:
        yield document
    finally:
        with _LOCK:
            document.close()


def _refused(data: bytes, path: Path | str, code: int | None) -> UnreadableDocumentError:
    if code in (_PASSWORD, _SECURITY):
        return UnreadableDocumentError(
            path, Message.of("is_locked_with_a_password"), Message.of("save_it_without_password_and_add_it_again")
        )
    if b"%PDF-" not in data[:1024]:
        return UnreadableDocumentError(
            path, Message.of("is_no_pdf_although_its_name_says_so"), Message.of("check_where_it_came_from")
        )
    if is_cut(data):
        return UnreadableDocumentError(
            path, Message.of("breaks_off_no_end_mark"), Message.of("copy_or_download_it_again")
        )
    return UnreadableDocumentError(
        path, Message.of("is_damaged_plainly"), Message.of("open_it_in_a_pdf_viewer_and_save_or")
    )


def is_cut(data: bytes) -> bool:
    """Is the end mark of a PDF missing, as where a download broke off?"""
    return b"%%EOF" not in data[-2048:]


def count(document: Any) -> int:
    """The number of pages."""
    with _LOCK:
        return len(document)


def page(document: Any, number: int) -> Page | None:
    """Page `number` (from 1); None where it can't be read."""
    import pypdfium2

    with _LOCK:
        try:
            handle = document[number - 1]
        except pypdfium2.PdfiumError:
            return None
        try:
            return _page(handle, document.formenv, number)
        except pypdfium2.PdfiumError:
            return None
        finally:
            handle.close()


def picture(document: Any, number: int, dpi: float) -> bytes:
    """Page `number` (from 1) as a PNG. Raises IndexError where there is no such page."""
    from PIL import Image

    out = io.BytesIO()
    Image.fromarray(_rendered(document, number, dpi, grey=False)).save(out, "PNG")
    return out.getvalue()


def size(document: Any, number: int) -> tuple[float, float]:
    """Width and height of page `number` (from 1) as shown, in points."""
    with _LOCK:
        handle = document[number - 1]
        try:
            width, height = handle.get_size()
        finally:
            handle.close()
    return width, height


def greys(document: Any, number: int, dpi: float) -> NDArray[np.uint8]:
    """Page `number` (from 1) as (height, width) grey values. Raises IndexError where there is no such page."""
    return _rendered(document, number, dpi, grey=True)


def _rendered(document: Any, number: int, dpi: float, *, grey: bool) -> NDArray[np.uint8]:
    import pypdfium2

    with _LOCK:
        try:
            handle = document[number - 1]
        except pypdfium2.PdfiumError as error:
            raise IndexError(number) from error
        try:
            # A page may say that it is metres wide.
            scale = min(dpi / 72, LARGEST_SIDE / max(*handle.get_size(), 1))
            bitmap = handle.render(scale=scale, grayscale=grey, rev_byteorder=not grey)
            array = np.array(bitmap.to_numpy())
            bitmap.close()
        finally:
            handle.close()
    return array[..., 0] if grey and array.ndim == 3 else array


def _page(handle: Any, form: Any, number: int) -> Page:
    width, height = handle.get_size()
    place = Placing(handle.get_bbox(), handle.get_rotation() // 90 % 4)
    drawn = objects.shapes(handle, place, max(width * height, 1.0))
    written = pdf_annotations.written(handle, form, place)
    pages = handle.get_textpage()
    try:
        text = objects.glyphs(pages.raw, place, drawn)
    finally:
        pages.close()
    kept, unseen = visibility.seen(text, drawn, (width, height), lambda: _pixels(handle))
    glyphs, rules, struck = raised_glyphs.struck(kept, [*drawn.rules, *written.lines])
    hidden = [*unseen, *((raised_glyphs.STRUCK_THROUGH, words) for words in struck if words)]
    return Page(
        number,
        width,
        height,
        (*raised_glyphs.raised(glyphs), *written.glyphs),
        tuple(rulings.merged(rules)),
        drawn.pictured,
        drawn.number,
        text.unmapped,
        hidden=tuple(Hidden(number, why, words) for why, words in hidden),
        noted=tuple(written.noted),
    )


def _pixels(handle: Any) -> NDArray[np.uint8]:
    """The page as (height, width, 3), without what is written on it besides its content."""
    scale = min(visibility.DPI / 72, LARGEST_SIDE / max(*handle.get_size(), 1))
    bitmap = handle.render(scale=scale, rev_byteorder=True, draw_annots=False, may_draw_forms=False)
    array = np.array(bitmap.to_numpy())[..., :3]
    bitmap.close()
    return array
