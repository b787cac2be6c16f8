"""PDF files: tables, paragraphs, places, furniture, and what can be wrong with a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from jixiao.extract.errors import UnreadableDocumentError
from jixiao.extract.reading.layout.blocks import Paragraph, Row, RowCell, assemble
from jixiao.extract.reading.layout.contract import Content, Given
from jixiao.extract.reading.pdf import document as pdf_document
from jixiao.extract.records import Span
from jixiao.extract.text.source_positions import locators, places, source_spans

FONT = "MSung-Light"
WIDTHS = (70, 130, 70, 200)
NAMES = ("執行策略", "執行方法", "主辦單位", "執行績效與成果")
ROWS = (
    ("(一)服務友善性", "1.改善環境：美化大廳與候車空間。", "秘書室", "增設綠牆3處，更新座椅40張，並加設雙語指標。"),
    ("", "2.改善網站：版面清楚，查詢方便。", "資訊科", "網站改版，導入響應式網頁，全年瀏覽12萬人次。"),
    ("(二)服務便捷性", "1.檢討流程：檢討既有流程。", "業務科", "每月檢討一次，共提出12項建議，已採行9項。"),
)


def wrapped(text: str, width: float, size: float) -> list[str]:
    """The text in lines that fill `width`; none begins with a closing mark."""
    lines = [""]
    for character in text:
        if pdfmetrics.stringWidth(lines[-1] + character, FONT, size) <= width:
            lines[-1] += character
        elif character in "，。：；":
            lines.append(lines[-1][-1] + character)
            lines[-2] = lines[-2][:-1]
        else:
            lines.append(character)
    return lines


def draw_row(canvas: Canvas, cells: Sequence[str], top: float, *, ruled: bool, size: float = 12) -> float:
    """A row from `top` (points from below) down; where it ends."""
    lines = [wrapped(cell, width - 10, size) for cell, width in zip(cells, WIDTHS, strict=True)]
    height = max(map(len, lines)) * size * 1.4 + 8
    left = 60.0
    for column, width in zip(lines, WIDTHS, strict=True):
        if ruled:
            canvas.rect(left, top - height, width, height)
        for at, line in enumerate(column):
            canvas.drawString(left + 5, top - 4 - size - at * size * 1.4, line)
        left += width
    return top - height


def made(path: Path, draw: Callable[[Canvas], None], **options: object) -> Path:
    """A PDF that `draw` fills."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    canvas = Canvas(str(path), **{"pagesize": A4, **options})
    canvas.setFont(FONT, 12)
    draw(canvas)
    canvas.save()
    return path


def table(canvas: Canvas, rows: Sequence[Sequence[str]], top: float = 700, *, ruled: bool = True) -> float:
    for row in rows:
        top = draw_row(canvas, row, top, ruled=ruled)
    return top


def read(path: Path) -> Content:
    return pdf_document.read(Given(path.read_bytes(), path))


def text_of(content: Content, cell: RowCell | Paragraph) -> str:
    return "".join((p.joint if n else "") + content.source[p.start : p.end] for n, p in enumerate(cell.pieces))


def rows_of(content: Content) -> list[list[str]]:
    return [[text_of(content, cell) for cell in block.cells] for block in content.blocks if isinstance(block, Row)]


def paragraphs_of(content: Content) -> list[str]:
    return [text_of(content, block) for block in content.blocks if isinstance(block, Paragraph)]


@pytest.mark.parametrize("ruled", [True, False])
def test_table_is_read_with_lines_rejoined(tmp_path: Path, ruled: bool) -> None:
    content = read(made(tmp_path / "a.pdf", lambda canvas: table(canvas, (NAMES, *ROWS), ruled=ruled) and None))
    assert rows_of(content) == [list(row) for row in ROWS]
    headers = [cell.header for block in content.blocks if isinstance(block, Row) for cell in block.cells]
    assert headers == list(NAMES) * 3


@pytest.mark.parametrize("ruled", [True, False])
@pytest.mark.parametrize("repeated", [True, False])
def test_row_that_a_page_end_cut_is_one_row(tmp_path: Path, ruled: bool, repeated: bool) -> None:
    strategy, measure, unit, outcome = ROWS[0]

    def draw(canvas: Canvas) -> None:
        cut = len(wrapped(outcome, WIDTHS[3] - 10, 12)[0])
        table(canvas, (NAMES, (strategy, measure[:10], unit, outcome[:cut])), ruled=ruled)
        canvas.showPage()
        canvas.setFont(FONT, 12)
        head = (NAMES,) if repeated else ()
        table(canvas, (*head, ("", measure[10:], "", outcome[cut:]), ROWS[1]), ruled=ruled)

    content = read(made(tmp_path / "a.pdf", draw))
    assert rows_of(content) == [list(ROWS[0]), list(ROWS[1])]


def test_columns_that_only_the_next_page_fills_are_of_the_same_table(tmp_path: Path) -> None:
    strategy, measure, unit, outcome = ROWS[2]

    def draw(canvas: Canvas) -> None:
        table(canvas, (("執行策略", "", "主辦單位", "執行績效與成果"), ("", "", "", "續上頁。")), ruled=False)
        canvas.showPage()
        canvas.setFont(FONT, 12)
        table(canvas, (ROWS[2],), ruled=False)
        canvas.showPage()
        canvas.setFont(FONT, 12)
        table(canvas, (("", "", "", "另提出5項建議。"),), ruled=False)

    content = read(made(tmp_path / "a.pdf", draw))
    assert rows_of(content)[:2] == [["", "", "", "續上頁。"], [strategy, measure, unit, outcome]]
    headers = [[cell.header for cell in block.cells] for block in content.blocks if isinstance(block, Row)]
    assert headers == [["執行策略", None, "主辦單位", "執行績效與成果"]] * 3


def test_word_set_apart_stays_in_its_cell(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        top = table(canvas, (NAMES,), ruled=False)
        table(canvas, (("(一)友善", "改善環境", "秘書室", "增設綠牆。"),), top, ruled=False)
        left = 60 + WIDTHS[0] + 5
        canvas.drawString(left + 4 * 12 + 5, top - 16, "(美")
        canvas.drawString(left, top - 16 - 12 * 1.4, "化)")

    content = read(made(tmp_path / "a.pdf", draw))
    assert rows_of(content) == [["(一)友善", "改善環境 (美化)", "秘書室", "增設綠牆。"]]


def test_short_lines_at_a_page_end_do_not_make_another_table(tmp_path: Path) -> None:
    strategy, measure, unit, outcome = ROWS[0]

    def draw(canvas: Canvas) -> None:
        table(canvas, (NAMES, (strategy, measure[:10], unit, "已完成。")), ruled=False)
        canvas.showPage()
        canvas.setFont(FONT, 12)
        table(canvas, (("", measure[10:], "", outcome), ROWS[1]), ruled=False)

    content = read(made(tmp_path / "a.pdf", draw))
    assert [row[1] for row in rows_of(content)] == [measure, ROWS[1][1]]


def test_page_header_and_page_numbers_are_left_out(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for number in range(1, 5):
            canvas.setFont(FONT, 12)
            canvas.drawString(60, 810, "甲縣政府內部文件")
            canvas.drawString(60, 700 - number, f"第{'一二三四'[number - 1]}段文字說明辦理情形。")
            canvas.drawString(290, 30, f"- {number} -")
            canvas.showPage()

    content = read(made(tmp_path / "a.pdf", draw))
    assert paragraphs_of(content) == [f"第{n}段文字說明辦理情形。" for n in "一二三四"]


def test_wrapped_paragraphs_run_over_lines_and_pages(tmp_path: Path) -> None:
    text = "本局為提升服務品質，自年初起檢討各項申辦流程，並於全部服務據點設置單一窗口，由專人受理，" * 3

    def draw(canvas: Canvas) -> None:
        lines = wrapped(text, 470, 12)
        for at, line in enumerate(lines[:2]):
            canvas.drawString(60, 100 - 18 * at, line)
        canvas.showPage()
        canvas.setFont(FONT, 12)
        for at, line in enumerate(lines[2:]):
            canvas.drawString(60, 780 - 18 * at, line)
        canvas.drawString(60, 700, "一、另起一段")

    assert paragraphs_of(read(made(tmp_path / "a.pdf", draw))) == [text, "一、另起一段"]


def test_columns_of_prose_are_read_one_after_the_other(tmp_path: Path) -> None:
    left = "左欄說明服務流程之檢討與改善，並列出各項措施之成效" * 4
    right = "右欄說明跨機關合作之情形，並附上歷年統計與比較資料" * 4

    def draw(canvas: Canvas) -> None:
        for at, (one, two) in enumerate(zip(wrapped(left, 220, 12), wrapped(right, 220, 12), strict=True)):
            canvas.drawString(60, 700 - 18 * at, one)
            canvas.drawString(320, 700 - 18 * at, two)

    assert "".join(paragraphs_of(read(made(tmp_path / "a.pdf", draw)))) == left + right


def test_items_of_a_cell_stay_apart(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        top = table(canvas, (NAMES,))
        left = 60.0
        for width in WIDTHS:
            canvas.rect(left, top - 100, width, 100)
            left += width
        canvas.drawString(65, top - 18, "(一)便捷")
        canvas.drawString(135, top - 18, "1.到府服務")
        canvas.drawString(265, top - 18, "業務科")
        canvas.drawString(265, top - 36, "秘書室")
        for at, line in enumerate(("1.第一分局：到府20次，服務轄內", "獨居長者。", "2.第二分局：到府5次。")):
            canvas.drawString(335, top - 18 - 18 * at, line)

    content = read(made(tmp_path / "a.pdf", draw))
    outcome = "1.第一分局：到府20次，服務轄內獨居長者。\n2.第二分局：到府5次。"
    assert rows_of(content)[0][2:] == ["業務科\n秘書室", outcome]


def test_merged_cell_holds_its_text_once(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        top = table(canvas, (NAMES,))
        canvas.rect(60, top - 80, 70, 80)
        canvas.drawString(65, top - 44, "(一)友善")
        for row, cells in enumerate((ROWS[0], ROWS[1])):
            left = 130.0
            for cell, width in zip(cells[1:], WIDTHS[1:], strict=True):
                canvas.rect(left, top - 40 * (row + 1), width, 40)
                canvas.drawString(left + 5, top - 40 * row - 18, cell[:6])
                left += width

    content = read(made(tmp_path / "a.pdf", draw))
    assert [row[0] for row in rows_of(content)] == ["(一)友善", ""]
    assert [row[1] for row in rows_of(content)] == [ROWS[0][1][:6], ROWS[1][1][:6]]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_turned_page_reads_like_an_upright_one(tmp_path: Path, turn: int) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setPageRotation(turn)
        width, height = A4
        moves = {90: (0, 0, -90, -height, 0), 180: (0, 0, 180, -width, -height), 270: (0, 0, 90, 0, -width)}
        _, _, angle, right, up = moves[turn]
        canvas.rotate(angle if turn != 90 else 90)
        if turn == 90:
            canvas.translate(0, -width)
        elif turn == 180:
            canvas.translate(right, up)
        else:
            canvas.rotate(180)
            canvas.translate(-width, 0)
        canvas.setFont(FONT, 12)
        table(canvas, (NAMES, *ROWS), 500)

    content = read(made(tmp_path / "a.pdf", draw))
    assert rows_of(content) == [list(row) for row in ROWS]
    assert content.marks[0].locator.box is not None


def test_places_are_those_of_the_characters(tmp_path: Path) -> None:
    content = read(made(tmp_path / "a.pdf", lambda canvas: canvas.drawString(100, 700, "第一句話。第二句話。")))
    text, _, runs = assemble(content.source, content.blocks)
    start = text.index("第二")
    where = locators(content.marks, source_spans(places(content.source, runs), Span(start, start + 5)))
    assert len(where) == 1
    assert where[0].page == 1
    left, top, right, bottom = where[0].box or (0, 0, 0, 0)
    assert (left, right) == (pytest.approx(160, abs=1), pytest.approx(220, abs=1))
    assert A4[1] - 700 - 12 < top < bottom < A4[1] - 700 + 3


def test_landscape_small_print(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont(FONT, 7)
        top = 500.0
        for row in (NAMES, *ROWS):
            top = draw_row(canvas, row, top, ruled=False, size=7)

    content = read(made(tmp_path / "a.pdf", draw, pagesize=landscape(A4)))
    assert rows_of(content) == [list(row) for row in ROWS]


def test_locked_file_is_named_so(tmp_path: Path) -> None:
    lock = StandardEncryption("geheim", canPrint=0)
    path = made(tmp_path / "a.pdf", lambda canvas: canvas.drawString(60, 700, "內容"), encrypt=lock)
    with pytest.raises(UnreadableDocumentError, match="password"):
        read(path)


def test_file_without_user_password_is_read(tmp_path: Path) -> None:
    lock = StandardEncryption("", ownerPassword="owner", canPrint=0)
    path = made(tmp_path / "a.pdf", lambda canvas: canvas.drawString(60, 700, "可以閱讀的內容。"), encrypt=lock)
    assert paragraphs_of(read(path)) == ["可以閱讀的內容。"]


def test_damaged_files_are_told_apart(tmp_path: Path) -> None:
    whole = made(tmp_path / "a.pdf", lambda canvas: table(canvas, (NAMES, *ROWS)) and None).read_bytes()
    for data, cause in ((b"hello", "no PDF"), (whole[:60], "breaks off"), (b"%PDF-1.4\n%%EOF\n", "damaged")):
        path = tmp_path / "b.pdf"
        path.write_bytes(data)
        with pytest.raises(UnreadableDocumentError, match=cause):
            read(path)


def test_truncated_file_gives_what_it_holds_and_says_so(tmp_path: Path) -> None:
    data = made(tmp_path / "a.pdf", lambda canvas: table(canvas, (NAMES, *ROWS)) and None).read_bytes()
    path = tmp_path / "b.pdf"
    path.write_bytes(data[: data.rindex(b"xref")])
    content = read(path)
    assert rows_of(content) == [list(row) for row in ROWS]
    assert any("breaks off" in warning for warning in content.warnings)


def test_progress_is_told_page_by_page(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for number in range(12):
            canvas.setFont(FONT, 12)
            canvas.drawString(60, 700 - 20 * number, f"第{number}件。")
            canvas.showPage()

    path = made(tmp_path / "a.pdf", draw)
    told: list[tuple[int, int]] = []
    pdf_document.read(Given(path.read_bytes(), path, progress=lambda done, total: told.append((done, total))))
    assert told == [(number, 12) for number in range(1, 13)]


def test_lines_of_cells_are_no_header(tmp_path: Path) -> None:
    row = ("", "運用多元策略，提升便捷度", "資訊室", "檢討作法，分項辦理")

    def draw(canvas: Canvas) -> None:
        table(canvas, (NAMES, ROWS[0], row, ROWS[1]), ruled=False)

    content = read(made(tmp_path / "a.pdf", draw))
    headers = [[cell.header for cell in block.cells] for block in content.blocks if isinstance(block, Row)]
    assert headers == [list(NAMES)] * 3


def test_row_is_cut_where_its_measure_goes_on_beside_a_new_item(tmp_path: Path) -> None:
    strategy, measure, _, _ = ROWS[0]
    unit = "1.先做甲"

    def draw(canvas: Canvas) -> None:
        table(canvas, (NAMES, (strategy, measure[:10], "如下：", "增設綠牆。")))
        canvas.showPage()
        canvas.setFont(FONT, 12)
        table(canvas, (("", measure[10:], unit, ""), ROWS[1]))

    content = read(made(tmp_path / "a.pdf", draw))
    assert rows_of(content)[0] == [strategy, measure, f"如下：\n{unit}", "增設綠牆。"]
