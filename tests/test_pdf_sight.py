"""PDF pages as their reader sees them: hidden text left out and told, turned and vertical text in order, forms read."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.colors import Color, black, white
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from test_pdf import FONT, NAMES, ROWS, made, paragraphs_of, read, rows_of, table

from jixiao.extract.reading.layout.contract import Content
from jixiao.extract.reading.pdf import rotation
from jixiao.extract.reading.pdf.records import Page

FIRST = "本年度辦理廠商座談會十七場次，輔導業者。"


def page(path: Path, draw: Callable[[Canvas], None]) -> Content:
    """A page with one visible sentence and what `draw` adds."""

    def whole(canvas: Canvas) -> None:
        canvas.drawString(72, 760, FIRST)
        draw(canvas)

    return read(made(path / "a.pdf", whole))


def at(canvas: Canvas, text: str, y: float, x: float = 72, mode: int | None = None) -> None:
    told = canvas.beginText(x, y)
    if mode is not None:
        told.setTextRenderMode(mode)
    told.textOut(text)
    if mode is not None:
        told.setTextRenderMode(0)
    canvas.drawText(told)


def invisible(canvas: Canvas) -> None:
    at(canvas, "隱形字查核999場次。", 600, mode=3)


def white_on_white(canvas: Canvas) -> None:
    canvas.setFillColor(white)
    at(canvas, "白色字查核999場次。", 600)
    canvas.setFillColor(black)


def transparent(canvas: Canvas) -> None:
    canvas.setFillColor(Color(0, 0, 0, alpha=0))
    at(canvas, "透明字查核999場次。", 600)
    canvas.setFillColor(black)


def outside(canvas: Canvas) -> None:
    at(canvas, "頁外字查核999場次。", 600, x=-400)


def blacked_out(canvas: Canvas) -> None:
    at(canvas, "塗黑字查核999場次。", 600)
    canvas.rect(68, 594, 200, 18, fill=1, stroke=0)


def painted_white(canvas: Canvas) -> None:
    at(canvas, "塗白字查核999場次。", 600)
    canvas.setFillColor(white)
    canvas.rect(68, 594, 200, 18, fill=1, stroke=0)
    canvas.setFillColor(black)


def tiny(canvas: Canvas) -> None:
    canvas.setFont(FONT, 0.8)
    at(canvas, "極小字查核999場次。", 600)
    canvas.setFont(FONT, 12)


def black_on_black(canvas: Canvas) -> None:
    canvas.rect(60, 580, 300, 40, fill=1, stroke=0)
    at(canvas, "黑底字查核999場次。", 600)


@pytest.mark.parametrize(
    ("draw", "why"),
    [
        (invisible, "invisible"), (white_on_white, "in the colour of its ground"),
        (transparent, "in the colour of its ground"), (outside, "off the page"), (blacked_out, "covered"),
        (painted_white, "covered"), (tiny, "tiny"), (black_on_black, "covered"),
    ],
    ids=lambda one: getattr(one, "__name__", one),
)  # fmt: skip
def test_text_that_nobody_sees_is_left_out_and_told(tmp_path: Path, draw: Callable[[Canvas], None], why: str) -> None:
    content = page(tmp_path, draw)
    assert paragraphs_of(content) == [FIRST]
    (warning,) = content.warnings
    assert warning.startswith(f"text {why} was left out (")
    assert "page 1" in warning
    assert "999" in warning


def light_grey(canvas: Canvas) -> None:
    canvas.setFillColor(Color(0.8, 0.8, 0.8))
    at(canvas, "看得見的字查核321場次。", 600)
    canvas.setFillColor(black)


def white_on_dark(canvas: Canvas) -> None:
    canvas.setFillColor(Color(0.1, 0.2, 0.5))
    canvas.roundRect(60, 580, 300, 40, 6, fill=1, stroke=0)
    canvas.setFillColor(white)
    at(canvas, "看得見的字查核321場次。", 600)
    canvas.setFillColor(black)


def on_a_pale_ground(canvas: Canvas) -> None:
    canvas.setFillColor(Color(1, 1, 0.6))
    canvas.rect(60, 580, 300, 40, fill=1, stroke=0)
    canvas.setFillColor(black)
    at(canvas, "看得見的字查核321場次。", 600)


def highlighted(canvas: Canvas) -> None:
    at(canvas, "看得見的字查核321場次。", 600)
    canvas.setFillColor(Color(1, 1, 0, alpha=0.4))
    canvas.rect(60, 594, 300, 18, fill=1, stroke=0)
    canvas.setFillColor(black)


def under_a_scan(canvas: Canvas) -> None:
    """The picture of a text with the text itself, invisible, over it."""
    grey = Image.effect_noise((300, 40), 90).convert("RGB")
    data = io.BytesIO()
    grey.save(data, "PNG")
    canvas.drawImage(ImageReader(data), 60, 580, 300, 40)
    at(canvas, "看得見的字查核321場次。", 600, mode=3)


@pytest.mark.parametrize(
    "draw",
    [light_grey, white_on_dark, on_a_pale_ground, highlighted, under_a_scan],
    ids=lambda one: one.__name__,
)
def test_text_that_can_be_seen_stays(tmp_path: Path, draw: Callable[[Canvas], None]) -> None:
    content = page(tmp_path, draw)
    assert paragraphs_of(content) == [FIRST, "看得見的字查核321場次。"]
    assert content.warnings == ()


def test_shaded_tables_are_read_as_before(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFillColor(Color(0.85, 0.9, 1))
        canvas.rect(60, 500, 470, 200, fill=1, stroke=0)
        canvas.setFillColor(black)
        table(canvas, (NAMES, *ROWS), 700)

    content = read(made(tmp_path / "a.pdf", draw))
    assert rows_of(content) == [list(row) for row in ROWS]
    assert content.warnings == ()


def test_small_raised_figures_never_fuse_into_a_number(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        told = canvas.beginText(72, 760)
        pieces = [
            ("共受理123", 0),
            ("1", 5),
            ("件，面積10", 0),
            ("3", 5),
            ("平方公尺，二氧化碳CO", 0),
            ("2", -2),
            ("。", 0),
        ]
        for text, rise in pieces:
            told.setFont(FONT, 7 if rise else 12)
            told.setRise(rise)
            told.textOut(text)
        canvas.drawText(told)

    content = read(made(tmp_path / "a.pdf", draw))
    assert paragraphs_of(content) == ["共受理123¹件，面積10³平方公尺，二氧化碳CO₂。"]


def test_a_line_through_letters_strikes_them_and_others_do_not(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "共查核500600場次，訪視八十家。")
        left = 72 + canvas.stringWidth("共查核", FONT, 12)
        canvas.line(left, 704, left + canvas.stringWidth("500", FONT, 12), 704)
        after = 72 + canvas.stringWidth("共查核500600場次，", FONT, 12)
        canvas.line(after, 698, after + 48, 698)  # under 訪視八十
        table(canvas, (NAMES, *ROWS), 660)

    content = read(made(tmp_path / "a.pdf", draw))
    assert paragraphs_of(content) == ["共查核600場次，訪視八十家。"]
    assert rows_of(content) == [list(row) for row in ROWS]
    assert content.warnings == ("text struck through was left out (3 characters, page 1): 「500」",)


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_a_page_whose_text_is_turned_reads_like_an_upright_one(tmp_path: Path, angle: int) -> None:
    def draw(canvas: Canvas) -> None:
        width, height = A4
        moves = {90: (0, -width), 180: (-width, -height), 270: (-height, 0)}
        canvas.rotate(angle)
        canvas.translate(*moves[angle])
        canvas.setFont(FONT, 12)
        table(canvas, (NAMES, *ROWS), 500)

    content = read(made(tmp_path / "a.pdf", draw))
    assert rows_of(content) == [list(row) for row in ROWS]
    boxes = [mark.locator.box for mark in content.marks if mark.locator.box]
    width, height = A4
    assert all(0 <= left < right <= width and 0 <= top < bottom <= height for left, top, right, bottom in boxes)
    tall = [bottom - top > right - left for left, top, right, bottom in boxes]
    assert sum(tall) > len(tall) / 2 or angle == 180


def test_boxes_turn_back_to_where_they_were() -> None:
    sheet = Page(1, 595.0, 842.0)
    for turn in range(4):
        turned = rotation.turned(sheet, turn)
        box = rotation._box((10.0, 20.0, 110.0, 50.0), turn, (595.0, 842.0))
        assert rotation.back(box, turned) == (10.0, 20.0, 110.0, 50.0)


def test_vertical_writing_is_read_from_the_right(tmp_path: Path) -> None:
    columns = ("本年度辦理廠商座談會十七場次，參加業", "者共二百三十四人次，並回收問卷一百二", "十份，滿意者占九成五。")

    def draw(canvas: Canvas) -> None:
        for at_, column in enumerate(columns):
            for down, character in enumerate(column):
                canvas.drawString(500 - at_ * 20, 760 - down * 14, character)

    content = read(made(tmp_path / "a.pdf", draw))
    assert paragraphs_of(content) == ["".join(columns)]


def test_text_turned_otherwise_than_its_page_is_read_behind_it_and_told(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.translate(520, 300)
        canvas.rotate(90)
        canvas.drawString(0, 0, "側邊文字核發證書66張。")
        canvas.restoreState()

    content = page(tmp_path, draw)
    assert paragraphs_of(content) == [FIRST, "側邊文字核發證書66張。"]
    assert content.warnings == ("text that runs another way than the rest of its page was read behind it: page 1",)


def test_a_slanted_stamp_parts_no_sentence(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.translate(90, 735)
        canvas.rotate(25)
        canvas.drawString(0, 0, "已核章樣張")
        canvas.restoreState()

    content = page(tmp_path, draw)
    assert paragraphs_of(content) == [FIRST, "已核章樣張"]
    assert "page 1" in content.warnings[0]


def test_values_of_forms_are_read_where_they_stand(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        form = canvas.acroForm
        form.textfield(name="n", value="filled 55", x=72, y=600, width=200, height=20, fontSize=11)
        form.textfield(name="m", value="", x=72, y=560, width=200, height=20, fontSize=11)
        form.checkbox(name="c", checked=True, x=72, y=520, size=14)

    content = page(tmp_path, draw)
    assert paragraphs_of(content)[0] == FIRST
    assert "filled 55" in paragraphs_of(content)[1]
    assert content.warnings == ("read where they stand on page 1: form value 2",)


def by_hand(objects: dict[int, bytes], streams: dict[int, bytes]) -> bytes:
    """A PDF of these objects; 1 is the catalogue. Its font 5 shows Chinese in UTF-16 without holding any letter."""
    font = {
        5: b"<</Type/Font/Subtype/Type0/BaseFont/MSung/Encoding/UniCNS-UTF16-H/DescendantFonts[6 0 R]>>",
        6: b"<</Type/Font/Subtype/CIDFontType0/BaseFont/MSung/CIDSystemInfo<</Registry(Adobe)/Ordering(CNS1)"
        b"/Supplement 7>>/FontDescriptor 7 0 R>>",
        7: b"<</Type/FontDescriptor/FontName/MSung/FontBBox[-200 -200 1200 1200]/Flags 4/ItalicAngle 0/Ascent 1000"
        b"/Descent -200/StemV 80>>",
    }
    made_ = {**font, **objects}
    made_ |= {at: b"<</Length %d>>stream\n%s\nendstream" % (len(data), data) for at, data in streams.items()}
    out, places = b"%PDF-1.7\n", {}
    for at, body in sorted(made_.items()):
        places[at] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (at, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (max(made_) + 1)
    for at in range(1, max(made_) + 1):
        out += b"%010d 00000 n \n" % places[at] if at in places else b"0000000000 65535 f \n"
    return out + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (max(made_) + 1, start)


def shows(text: str, x: float, y: float) -> bytes:
    return b"BT /F 12 Tf %d %d Td <%s> Tj ET\n" % (x, y, text.encode("utf-16-be").hex().encode())


def one_page(content: bytes, catalogue: bytes = b"", page_: bytes = b"", **more: bytes) -> bytes:
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R %s>>" % catalogue,
        2: b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>"
        b"/Properties<</L 8 0 R>>>>%s>>" % page_,
        8: b"<</Type/OCG/Name(L)>>",
        **{int(at.removeprefix("o")): body for at, body in more.items()},
    }
    return by_hand(objects, {4: content})


def layered(state: bytes) -> bytes:
    content = shows(FIRST, 72, 760) + b"/OC /L BDC\n" + shows("圖層字查核999場次。", 72, 600) + b"EMC\n"
    return one_page(content, b"/OCProperties<</OCGs[8 0 R]/D<</%s[8 0 R]/Order[8 0 R]>>>>" % state)


def of_bytes(folder: Path, data: bytes) -> Content:
    path = folder / "a.pdf"
    path.write_bytes(data)
    return read(path)


def test_layers_that_are_switched_off_are_left_out_and_others_stay(tmp_path: Path) -> None:
    off, on = of_bytes(tmp_path, layered(b"OFF")), of_bytes(tmp_path, layered(b"ON"))
    assert paragraphs_of(off) == [FIRST]
    assert off.warnings[0].startswith("text on a layer that is switched off was left out (")
    assert paragraphs_of(on) == [FIRST, "圖層字查核999場次。"]
    assert on.warnings == ()


def test_text_boxes_and_lines_of_markup_count_as_seen(tmp_path: Path) -> None:
    words = "附記：核發證書66張。".encode("utf-16-be").hex().encode()
    box = b"<</Type/Annot/Subtype/FreeText/Rect[72 577 400 602]/F 4/DA(0 g /F 11 Tf)/Contents<FEFF%s>>>" % words
    hidden = b"<</Type/Annot/Subtype/FreeText/Rect[72 477 400 502]/F 2/Contents<FEFF%s>>>" % words
    quad = b"<</Type/Annot/Subtype/StrikeOut/F 4/Rect[96 696 108 712]/QuadPoints[96 712 108 712 96 696 108 696]>>"
    content = shows(FIRST, 72, 760) + shows("查核八九場次，訪視十家。", 72, 700)
    data = one_page(content, b"", b"/Annots[9 0 R 10 0 R 11 0 R]", o9=box, o10=hidden, o11=quad)
    found = of_bytes(tmp_path, data)
    assert paragraphs_of(found) == [FIRST, "查核九場次，訪視十家。", "附記：核發證書66張。"]
    assert set(found.warnings) == {
        "text struck through was left out (1 characters, page 1): 「八」",
        "read where they stand on page 1: text box 1",
    }


def test_a_title_as_wide_as_the_page_ends_above_its_first_paragraph(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 760, "經濟部標準檢驗局臺南分局112年度服務績效成果")
        canvas.drawString(72, 736, "一、辦理到府檢定三百具，民眾肯定。")
        canvas.drawString(72, 712, "二、電話禮貌測試二十二人次。")

    assert paragraphs_of(read(made(tmp_path / "a.pdf", draw))) == [
        "經濟部標準檢驗局臺南分局112年度服務績效成果", "一、辦理到府檢定三百具，民眾肯定。",
        "二、電話禮貌測試二十二人次。",
    ]  # fmt: skip
