"""Pages that are pictures, read by Tesseract or refused with the cure; and pages shown as pictures."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from test_pdf import NAMES, ROWS, made, paragraphs_of, read, rows_of, table

from jixiao.extract.errors import UnreadableDocumentError
from jixiao.extract.pipeline import extract
from jixiao.extract.reading.pdf import ocr, rendering
from jixiao.extract.reading.pdf import page as pdf_page
from jixiao.web.parts import page_image
from jixiao.web.parts.strings import Words

INSTALLED = pytest.mark.skipif(ocr.program() is None, reason="Tesseract with chi_tra is not installed")


def scanned(folder: Path, *, text_too: bool = False) -> Path:
    """A table as a picture of 200 dots an inch; `text_too`: and a page of text before it."""
    whole = made(folder / "whole.pdf", lambda canvas: table(canvas, (NAMES, *ROWS)) and None)
    with pdf_page.opened(whole.read_bytes(), whole) as document:
        picture = ImageReader(Image.fromarray(pdf_page.greys(document, 1, 200)))

    def draw(canvas: Canvas) -> None:
        if text_too:
            canvas.drawString(60, 700, "甲縣政府一一〇年度服務效能執行成果報告")
            canvas.showPage()
        canvas.drawImage(picture, 0, 0, *canvas._pagesize)

    return made(folder / "scan.pdf", draw)


@INSTALLED
def test_picture_of_a_table_is_read(tmp_path: Path) -> None:
    content = read(scanned(tmp_path))
    found, wanted = ("".join("".join(row) for row in rows) for rows in (rows_of(content), ROWS))
    assert len(rows_of(content)) == len(ROWS)
    assert sum(character in found for character in wanted) > 0.9 * len(wanted)
    assert any("Tesseract" in warning and "% sure" in warning for warning in content.warnings)


def test_pictures_are_refused_with_the_cure_where_nothing_reads_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "program", lambda: None)
    with pytest.raises(UnreadableDocumentError, match="tesseract-ocr-chi-tra"):
        read(scanned(tmp_path))


def test_pages_with_text_are_read_beside_pictures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "program", lambda: None)
    content = read(scanned(tmp_path, text_too=True))
    assert paragraphs_of(content) == ["甲縣政府一一〇年度服務效能執行成果報告"]
    assert any("not read: 2" in warning for warning in content.warnings)


def test_page_is_shown_with_the_lines_of_the_passage(tmp_path: Path) -> None:
    path = made(tmp_path / "a.pdf", lambda canvas: table(canvas, (NAMES, *ROWS)) and None)
    document, passages = extract(path)
    passage = next(one for one in passages if one.text.startswith("網站改版"))
    assert passage.locator.page == 1
    assert passage.locator.box is not None
    boxes = page_image.lines(path, document, passage, passage.span)
    left, top, right, bottom = passage.locator.box
    assert len(boxes) == 2
    assert all(
        page == 1 and left <= box[0] < box[2] <= right and top <= box[1] < box[3] <= bottom for page, box in boxes
    )
    shown = page_image.page(path, 1, boxes, {"passage": passage.passage_id}, Words("zh"))
    assert shown.count('class="line"') == 2
    assert "第 1 頁，共 1 頁" in shown
    assert 'src="data:image/png;base64,' in shown


def test_page_that_can_not_be_drawn_says_why(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"hello")
    with pytest.raises(UnreadableDocumentError, match="could not be drawn"):
        rendering.picture(path, 1)
    assert "無法顯示" in page_image.page(path, 1, [], {}, Words("zh"))


def test_picture_tells_the_size_of_the_page(tmp_path: Path) -> None:
    path = made(tmp_path / "a.pdf", lambda canvas: canvas.drawString(60, 700, "內容"), pagesize=(400, 300))
    drawn = rendering.picture(path, 1)
    assert (drawn.width, drawn.height, drawn.pages) == (400, 300, 1)
    assert Image.open(io.BytesIO(drawn.png)).width == pytest.approx(400 / 72 * rendering.DPI, abs=2)
