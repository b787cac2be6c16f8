"""Raised, lowered and struck-through text in every format: never fused into a number, deletions left out and told."""

from __future__ import annotations

import re
import shutil
import zipfile
from pathlib import Path

import docx
import made_files
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from jixiao.extract.reading.files import read_here
from jixiao.extract.reading.layout import cleaning
from jixiao.extract.reading.layout.contract import Reading
from jixiao.extract.tagging import annotation
from jixiao.extract.text import normalisation

W = nsdecls("w")
ODF = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
    for short, long in (("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"))
)
ODF_STYLES = """<style:style style:name="S" style:family="text"><style:text-properties
 style:text-line-through-style="solid"/></style:style><style:style style:name="U" style:family="text">
 <style:text-properties style:text-position="33% 58%"/></style:style><style:style style:name="B" style:family="text">
 <style:text-properties style:text-line-through-style="none" style:text-position="0% 100%"/></style:style>
 <style:style style:name="SP" style:family="paragraph"><style:text-properties
 style:text-line-through-type="single"/></style:style><style:style style:name="CS" style:family="table-cell">
 <style:text-properties style:text-line-through-style="solid"/></style:style>"""


def in_html(folder: Path) -> Path:
    path = folder / "a.html"
    path.write_text(
        "<style>p{margin:0} .old, b.gone {text-decoration: line-through} .up{vertical-align:super}</style>"
        "<p>受理456<sup>2</sup>件，改善<b>77</b>處，占地10<sup>3</sup>坪。</p><p>訪視<s>40</s>41家，"
        "<span class=old>52</span>53人，<span style='text-decoration:underline'>64</span>場。</p>"
        "<p>稽查88<span class=up>1</span>件，面積9 m<sup>2</sup>。</p>",
        "utf-8",
    )
    return path


def in_docx(folder: Path) -> Path:
    document = docx.Document()

    def runs(*told: tuple[str, str]) -> None:
        inner = "".join(f"<w:r><w:rPr>{look}</w:rPr><w:t>{text}</w:t></w:r>" for text, look in told)
        document.element.body.insert(len(document.element.body) - 1, parse_xml(f"<w:p {W}>{inner}</w:p>"))

    up, gone = '<w:vertAlign w:val="superscript"/>', "<w:strike/>"
    runs(("受理456", ""), ("2", up), ("件，改善", ""), ("77", "<w:b/>"), ("處，占地10", ""), ("3", up), ("坪。", ""))
    runs(("訪視", ""), ("40", gone), ("41家，", ""), ("52", "<w:dstrike/>"), ("53人，", '<w:strike w:val="0"/>'))
    runs(("64", '<w:u w:val="single"/>'), ("場。", ""))
    runs(("稽查88", ""), ("1", '<w:position w:val="8"/><w:sz w:val="16"/>'), ("件，面積9 m", ""), ("2", up), ("。", ""))
    path = folder / "a.docx"
    document.save(str(path))
    return path


def odf(body: str, folder: Path, suffix: str) -> Path:
    path = folder / f"a{suffix}"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr(
            "content.xml",
            f"<office:document-content {ODF}><office:automatic-styles>{ODF_STYLES}</office:automatic-styles>"
            f"<office:body>{body}</office:body></office:document-content>",
        )
    return path


ODF_LINES = tuple(
    re.sub(r"\[(\w):", r'<text:span text:style-name="\1">', line).replace("]", "</text:span>")
    for line in (
        "<text:p>受理456[U:2]件，改善[B:77]處，占地10[U:3]坪。</text:p>",
        "<text:p>訪視[S:40]41家，[S:5<text:span>2</text:span>]53人，64場。</text:p>",
        "<text:p>稽查88[U:1]件，面積9 m[U:2]。</text:p>",
    )
)


def in_odt(folder: Path) -> Path:
    return odf(f"<office:text>{''.join(ODF_LINES)}</office:text>", folder, ".odt")


def in_ods(folder: Path) -> Path:
    rows = "".join(
        f"<table:table-row><table:table-cell>{line}</table:table-cell></table:table-row>" for line in ODF_LINES
    )
    return odf(
        f'<office:spreadsheet><table:table table:name="T">{rows}</table:table></office:spreadsheet>', folder, ".ods"
    )


def in_xlsx(folder: Path) -> Path:
    up, gone, bold = (
        InlineFont(vertAlign="superscript"), InlineFont(strike=True), InlineFont(b=True, strike=False)
    )  # fmt: skip
    book = Workbook()
    sheet = book["Sheet"]
    sheet["A1"] = CellRichText(
        "受理456", TextBlock(up, "2"), "件，改善", TextBlock(bold, "77"), "處，占地10", TextBlock(up, "3"), "坪。"
    )
    sheet["A2"] = CellRichText("訪視", TextBlock(gone, "40"), "41家，", TextBlock(gone, "52"), "53人，64場。")
    sheet["A3"] = CellRichText("稽查88", TextBlock(up, "1"), "件，面積9 m", TextBlock(up, "2"), "。")
    path = folder / "a.xlsx"
    book.save(path)
    return path


def in_text(folder: Path) -> Path:
    path = folder / "a.md"
    path.write_text(
        "受理456<sup>2</sup>件，改善**77**處，占地10<sup>3</sup>坪。\n\n訪視<del>40</del>41家，~~52~~53人，64場。\n\n"
        "稽查88<sup>1</sup>件，面積9 m<sup>2</sup>。\n",
        "utf-8",
    )
    return path


def figures(text: str) -> list[tuple[float, str]]:
    (tagged,) = annotation.annotate([text], [annotation.Context()])
    return [(one.value, one.unit) for one in tagged.quantities]


@pytest.mark.parametrize("make", [in_html, in_docx, in_odt, in_ods, in_xlsx, in_text], ids=lambda make: make.__name__)
def test_raised_and_struck_text_never_fuses_into_a_number(make, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    reading: Reading = read_here(make(tmp_path))
    text = reading.document.text
    assert "受理456²件，改善77處，占地10³坪。" in text
    assert "訪視41家，53人，" in text
    assert "64場。" in text
    assert "稽查88¹件，面積9 m²。" in text
    (warning,) = reading.document.warnings
    assert "struck-through" in warning
    assert "40" in warning
    assert "52" in warning or "5" in warning
    assert figures("受理456²件，稽查88¹件。") == [(456.0, "件"), (88.0, "件")]


def test_a_cell_or_paragraph_that_is_struck_through_as_a_whole_is_left_out(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book["Sheet"]
    sheet["A1"], sheet["A2"], sheet["A3"] = "辦理12場次", 345, "留下的一句話。"
    sheet["A1"].font = sheet["A2"].font = Font(strike=True)
    path = tmp_path / "a.xlsx"
    book.save(path)
    document = read_here(path).document
    assert document.text == "留下的一句話。"
    assert document.warnings == ("struck-through text was left out (9 characters): 「辦理12場次」、「345」",)
    body = '<office:text><text:p text:style-name="SP">舊的12場次。</text:p><text:p>新的。</text:p></office:text>'
    assert read_here(odf(body, tmp_path, ".odt")).document.text == "新的。"
    cell = '<table:table-cell table:style-name="CS"><text:p>舊的</text:p></table:table-cell>'
    rows = f"<table:table-row>{cell}<table:table-cell><text:p>新的</text:p></table:table-cell></table:table-row>"
    body = f'<office:spreadsheet><table:table table:name="T">{rows}</table:table></office:spreadsheet>'
    assert read_here(odf(body, tmp_path, ".ods")).document.text == "T\n新的"


def test_styles_of_a_docx_set_text_too(tmp_path: Path) -> None:
    document = docx.Document()
    style = document.styles.add_style("Old", 2)
    style.font.strike = True
    raised = document.styles.add_style("Mark", 2)
    raised.font.superscript = True
    paragraph = document.add_paragraph("核發")
    paragraph.add_run("91", style="Old")
    paragraph.add_run("92張")
    paragraph.add_run("註3", style="Mark")
    paragraph.add_run("，斜體").italic = True
    path = tmp_path / "a.docx"
    document.save(str(path))
    assert read_here(path).document.text == "核發92張註³，斜體"


def test_powers_of_formulas_in_a_docx_are_raised(tmp_path: Path) -> None:
    math = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    power = (
        "<m:oMath><m:sSup><m:e><m:r><m:t>10</m:t></m:r></m:e><m:sup><m:r><m:t>4</m:t></m:r></m:sup></m:sSup>"
        "<m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>"
    )
    document = docx.Document()
    document.element.body.insert(0, parse_xml(f"<w:p {W} {math}><w:r><w:t>約</w:t></w:r>{power}</w:p>"))
    path = tmp_path / "a.docx"
    document.save(str(path))
    assert read_here(path).document.text == "約10⁴1/2"


@pytest.mark.parametrize(
    ("inner", "shown"),
    [
        ('<w:sym w:font="Symbol" w:char="F02D"/>', "−"),
        ('<w:sym w:font="Symbol" w:char="F0B3"/>', "≥"),
        ('<w:sym w:font="Wingdings" w:char="F0FE"/>', "☑"),
        ('<w:sym w:font="Wingdings" w:char="F06E"/>', "■"),
        ('<w:sym w:font="Wingdings" w:char="F0A8"/>', "□"),
        ('<w:sym w:font="Wingdings 2" w:char="F052"/>', "☑"),
        ('<w:sym w:font="Wingdings 2" w:char="0050"/>', "✓"),
        ('<w:sym w:font="Wingdings 3" w:char="F072"/>', "△"),
        ('<w:rPr><w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/></w:rPr><w:t>n\uf06c</w:t>', "■●"),
        ('<w:rPr><w:rFonts w:ascii="Arial"/></w:rPr><w:t>n</w:t>', "n"),
    ],
)
def test_signs_of_symbol_fonts_are_those_that_the_reader_sees(tmp_path: Path, inner: str, shown: str) -> None:
    document = docx.Document()
    document.element.body.insert(0, parse_xml(f"<w:p {W}><w:r>{inner}</w:r><w:r><w:t>6.5%</w:t></w:r></w:p>"))
    path = tmp_path / "a.docx"
    document.save(str(path))
    read = read_here(path).document
    assert (read.text, read.warnings) == (f"{shown}6.5%", ())


def test_other_characters_of_private_use_are_told(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("承辦人\ue123君辦理12場次。", "utf-8")
    document = read_here(path).document
    assert document.text == "承辦人\ue123君辦理12場次。"
    assert document.warnings == (
        "1 characters of private use, which only their own font tells, stay as they are: U+E123",
    )


@pytest.mark.parametrize("end", [b"\x1a", b"\x1a\x1a\x1a", b"\r\n\x1a", b"\x1a\x00\x00", b"\x1a\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "cp950"])
@pytest.mark.parametrize("suffix", [".txt", ".md", ".csv"])
def test_the_end_mark_of_dos_is_no_text(tmp_path: Path, suffix: str, encoding: str, end: bytes) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes("本局辦理宣導6場次，民眾的反映良好。".encode(encoding) + end)
    assert read_here(path).document.text == "本局辦理宣導6場次，民眾的反映良好。"


def test_characters_that_show_nothing_are_dropped_where_the_text_is_laid_out_anew(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    page = "<meta charset=big5><p>檢<wbr>定1&shy;23件，&#8203;合&#8288;格4&#8203;5件。</p>"
    path.write_bytes(page.encode("big5"))
    assert read_here(path).document.text == "檢定123件，合格45件。"
    kept = tmp_path / "a.txt"
    kept.write_text("檢\u200b定1\u200b23件。", "utf-8")
    assert read_here(kept).document.text == "檢\u200b定1\u200b23件。"


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("受理123¹件", "受理123件"),
        ("受理１２３⁽²⁾件", "受理123件"),
        ("受理123註¹件", "受理123件"),
        ("面積10³件", "面積10³件"),
        ("占110³件", "占110件"),
        ("9 m²及公尺²", "9 m²及公尺²"),
        ("民眾反映良好²，", "民眾反映良好,"),
        ("CO₂與PM₂.₅", "CO2與PM2.5"),
        ("log₂8", "log₂8"),
    ],
)
def test_marks_of_notes_are_passed_over_and_powers_stay(text: str, folded: str) -> None:
    assert normalisation.fold(text).text == folded


def test_source_spans_of_plain_text_keep_their_places(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    source = "前<sup>1</sup>受理456<sup>2</sup>件。"
    path.write_text(source, "utf-8")
    reading = read_here(path)
    assert len(reading.source) == len(source)
    assert reading.document.text == "前¹受理456²件。"


def test_long_lines_of_open_marks_are_read_in_time_that_grows_with_them(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("<s>甲" * 20_000, "utf-8")
    assert read_here(path).document.text == "甲" * 20_000


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_old_workbooks_tell_their_fonts_too(tmp_path: Path) -> None:
    document = read_here(made_files.convert(in_xlsx(tmp_path), "xls", tmp_path)).document
    assert "受理456²件，改善77處，占地10³坪。" in document.text
    assert "訪視41家，53人，64場。" in document.text
    assert "struck-through text was left out (4 characters): 「40」、「52」" in document.warnings


def test_word_breaks_of_markup_in_plain_text_part_nothing() -> None:
    source = "檢<wbr>定1&shy;23件。"
    (run,) = cleaning.paragraphs(source, 0, len(source))
    assert cleaning.text_of(source, run) == "檢定123件。"
