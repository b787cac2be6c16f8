"""DOCX as offices write it: what the reader sees of it, each thing once."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from jixiao.extract.errors import LimitExceededError, UnreadableDocumentError
from jixiao.extract.limits import Limits
from jixiao.extract.pipeline import extract
from jixiao.extract.reading.docx import document as reader
from jixiao.extract.reading.layout.contract import Content, Given

HEADER = ("執行策略", "執行方法", "主辦單位", "執行績效與成果")
W = nsdecls("w")
TEXT_BOX = f"""<w:r {W} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"
  xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml">
<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:wsp><wps:txbx><w:txbxContent><w:p><w:r>
<w:t>框內文字。</w:t></w:r></w:p></w:txbxContent></wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>
<w:p><w:r><w:t>框內文字。</w:t></w:r></w:p></w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"""


def read(document: Any) -> Content:
    data = io.BytesIO()
    document.save(data)
    return reader.read(Given(data.getvalue(), Path("a.docx")))


def lines(document: Any) -> list[str]:
    return read(document).source.splitlines()


def paragraph(document: Any, inner: str) -> None:
    """A paragraph of raw runs, with `w:` for the word namespace."""
    document.element.body.insert(len(document.element.body) - 1, parse_xml(f"<w:p {W}>{inner}</w:p>"))


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r>"


def table(document: Any, *rows: tuple[str, ...]) -> Any:
    made = document.add_table(len(rows), len(rows[0]))
    for at, row in enumerate(rows):
        for to, text in enumerate(row):
            made.cell(at, to).text = text
    return made


def numbering(document: Any, number: int, *levels: tuple[str, str]) -> None:
    """A list of levels (w:numFmt, w:lvlText) under its number."""
    told = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:suff w:val="nothing"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for at, (kind, text) in enumerate(levels)
    )
    root = document.part.numbering_part.element
    root.insert(0, parse_xml(f'<w:abstractNum {W} w:abstractNumId="{number}">{told}</w:abstractNum>'))
    root.append(parse_xml(f'<w:num {W} w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'))


def numbered(made: Any, text: str, number: int, level: int = 0) -> None:
    made.text = text
    numbers = f'<w:numPr {W}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    made._p.get_or_add_pPr().append(parse_xml(numbers))


def test_vertical_merge_is_carried_down_and_located(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("甲縣政府乙分局 110 年度提升服務效能執行績效與成果", 1)
    document.add_heading("構面一：基礎服務（200 分）", 2)
    made = table(
        document,
        HEADER,
        ("(一)服務友善性", "1.改善環境：美化大廳。", "秘書室", "增設綠牆 3 處，更新座椅 40 張。"),
        ("", "2.標示清楚：雙語標示。", "各單位", "標示改為雙語，計 25 面。"),
    )
    made.cell(1, 0).merge(made.cell(2, 0))
    path = tmp_path / "report.docx"
    document.save(str(path))
    told, passages = extract(path)
    assert (told.title, told.agency, told.year, told.stage) == (
        "甲縣政府乙分局 110 年度提升服務效能執行績效與成果",
        "甲縣政府乙分局",
        110,
        "result",
    )
    outcome = [passage for passage in passages if passage.label == "outcome"][-1]
    assert (outcome.strategy, outcome.measure, outcome.units, outcome.facet) == (
        "服務友善性",
        "標示清楚：雙語標示。",
        ("各單位",),
        1,
    )
    place = outcome.locator
    assert (place.table, place.row, place.column, place.line_start, place.page) == (1, 3, 4, None, None)
    assert place.heading_path == ("構面一：基礎服務（200 分）",)


def test_header_repeated_on_each_page_and_a_row_cut_there() -> None:
    document = docx.Document()
    table(document, HEADER, ("(一)友善", "1.環境", "秘書室", "增設綠牆三處，並更"))
    document.add_paragraph()
    table(document, HEADER, ("", "", "", "新座椅。"), ("", "2.標示", "各單位", "雙語。"))
    content = read(document)
    cells = [block.cells[-1] for block in content.blocks]  # type: ignore[union-attr]
    texts = ["".join(content.source[p.start : p.end] for p in cell.pieces) for cell in cells]
    assert texts == ["增設綠牆三處，並更新座椅。", "雙語。"]
    assert cells[1].locator.table == 2


def test_automatic_numbers_are_those_that_are_seen() -> None:
    document = docx.Document()
    numbering(document, 90, ("taiwaneseCountingThousand", "(%1)"), ("decimal", "%2."), ("decimal", "%2.%3"))
    numbering(document, 91, ("ideographLegalTraditional", "%1、"))
    numbering(document, 92, ("bullet", "\uf0b7"))
    for text, number, level in (
        ("依據", 91, 0), ("友善", 90, 0), ("環境", 90, 1), ("標示", 90, 1), ("細目", 90, 2), ("便捷", 90, 0),
        ("流程", 90, 1), ("方法", 91, 0), ("圓點", 92, 0),
    ):  # fmt: skip
        numbered(document.add_paragraph(), text, number, level)
    assert lines(document) == [
        "壹、依據", "(一)友善", "1.環境", "2.標示", "2.1細目", "(二)便捷", "1.流程", "貳、方法", "圓點"
    ]  # fmt: skip


def test_number_restarts_where_the_file_says_so() -> None:
    document = docx.Document()
    numbering(document, 90, ("decimal", "%1."))
    again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    root = document.part.numbering_part.element
    root.append(parse_xml(f'<w:num {W} w:numId="95"><w:abstractNumId w:val="90"/>{again}</w:num>'))
    for text, number in (("甲", 90), ("乙", 90), ("丙", 95), ("丁", 95)):
        numbered(document.add_paragraph(), text, number)
    assert lines(document) == ["1.甲", "2.乙", "1.丙", "2.丁"]


def test_list_and_table_in_a_cell_are_its_paragraphs() -> None:
    document = docx.Document()
    numbering(document, 90, ("decimal", "(%1)"))
    made = table(document, HEADER, ("(一)友善", "1.環境", "秘書室", "辦理如下："))
    numbered(made.cell(1, 3).add_paragraph(), "綠牆", 90)
    numbered(made.cell(1, 3).add_paragraph(), "座椅", 90)
    inner = made.cell(1, 3).add_table(2, 2)
    for at, text in enumerate(("項目", "件數", "電話", "30")):
        inner.cell(at // 2, at % 2).text = text
    assert lines(document)[1:] == ["(一)友善\t1.環境\t秘書室\t辦理如下：", "(1)綠牆", "(2)座椅", "項目 件數", "電話 30"]


def test_two_tables_stay_two() -> None:
    document = docx.Document()
    table(document, HEADER, ("(一)友善", "1.環境", "秘書室", "三處。"))
    document.add_paragraph()
    table(document, ("編號", "名稱", "數量", "備註"), ("1", "綠牆", "3", "無"))
    places = {block.cells[0].locator.table for block in read(document).blocks}  # type: ignore[union-attr]
    assert places == {1, 2}


def test_text_box_is_told_once() -> None:
    document = docx.Document()
    document.add_paragraph("前段。")._p.append(parse_xml(TEXT_BOX))
    document.add_paragraph("後段。")
    assert lines(document) == ["前段。", "框內文字。", "後段。"]


def test_tracked_changes_are_shown_as_accepted() -> None:
    document = docx.Document()
    paragraph(
        document,
        f"{run('辦理')}<w:ins>{run('三')}</w:ins><w:del><w:r><w:delText>二</w:delText></w:r></w:del>{run('場')}",
    )
    paragraph(document, f"<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{run('前半')}")
    paragraph(document, run("後半"))
    assert lines(document) == ["辦理三場", "前半後半"]


def test_deleted_rows_are_left_out() -> None:
    document = docx.Document()
    made = table(document, ("甲", "乙"), ("丙", "丁"))
    made.rows[1]._tr.get_or_add_trPr().append(parse_xml(f"<w:del {W}/>"))
    assert lines(document) == ["甲\t乙"]


def test_hidden_text_and_field_codes_are_left_out() -> None:
    document = docx.Document()
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> DATE </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        + run("110 年")
        + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    paragraph(document, run("共") + run("藏", "<w:vanish/>") + field + run("。"))
    assert lines(document) == ["共110 年。"]


def test_table_of_contents_is_left_out() -> None:
    document = docx.Document()
    start = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> TOC \\o </w:instrText></w:r>'
    paragraph(document, start + '<w:r><w:fldChar w:fldCharType="separate"/></w:r>' + run("第一節 3"))
    paragraph(document, run("第二節 4") + '<w:r><w:fldChar w:fldCharType="end"/></w:r>')
    document.add_paragraph("本文。")
    assert lines(document) == ["本文。"]


def test_header_and_footer_are_dropped_and_breaks_part_lines() -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "頁首"
    document.sections[0].footer.paragraphs[0].text = "第 1 頁"
    document.add_paragraph("甲\n乙")
    paragraph(document, '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>' + run("已辦"))
    assert lines(document) == ["甲", "乙", "☑已辦"]


def test_footnotes_stand_at_the_end(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph(document, run("滿意度 98%") + '<w:r><w:footnoteReference w:id="2"/></w:r>' + run("。"))
    document.add_paragraph("後段。")
    notes = (
        f'<w:footnotes {W}><w:footnote w:type="separator" w:id="0"><w:p/></w:footnote><w:footnote w:id="2"><w:p>'
        f"<w:r><w:footnoteRef/></w:r>{run('調查 30 人。')}</w:p></w:footnote></w:footnotes>"
    )
    relation = (
        '<Relationship Id="rId99" Target="footnotes.xml" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"/></Relationships>'
    )
    content = reader.read(Given(with_part(document, "word/footnotes.xml", notes, relation), Path("a.docx")))
    assert content.source.splitlines() == ["滿意度 98%。", "後段。", "調查 30 人。"]


def with_part(document: Any, name: str, part: str, relation: str) -> bytes:
    data, out = io.BytesIO(), io.BytesIO()
    document.save(data)
    with zipfile.ZipFile(data) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.namelist():
            content = old.read(entry)
            if entry == "word/_rels/document.xml.rels":
                content = content.replace(b"</Relationships>", relation.encode())
            new.writestr(entry, content)
        new.writestr(name, part)
    return out.getvalue()


def archive(document_xml: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("word/document.xml", document_xml)
    return out.getvalue()


def test_entities_are_not_resolved(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("祕密", encoding="utf-8")
    body = "<w:body><w:p><w:r><w:t>公開&x;</w:t></w:r><w:r><w:t>內容</w:t></w:r></w:p></w:body>"
    declared = f'<!DOCTYPE a [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    content = reader.read(Given(archive(f"{declared}<w:document {W}>{body}</w:document>"), Path("a.docx")))
    assert content.source == "公開內容\n"


def test_bomb_is_refused_by_each_limit() -> None:
    data = archive(f"<w:document {W}><w:body>{' ' * 10**6}</w:body></w:document>")
    with pytest.raises(LimitExceededError, match="times its size"):
        reader.read(Given(data, Path("a.docx"), Limits(ratio=50)))
    with pytest.raises(LimitExceededError, match="unpacks to 1 MiB"):
        reader.read(Given(data, Path("a.docx"), Limits(unpacked_megabytes=0)))
    with pytest.raises(LimitExceededError, match="1 parts"):
        reader.read(Given(data, Path("a.docx"), Limits(entries=0)))


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old Office file"),
        (b"PK\x03\x04 cut off", "can't be unpacked"),
        (b"", "can't be unpacked"),
        (archive("<a"), "document.xml"),
        (archive("<a/>"), "holds no document"),
    ],
)
def test_unreadable_file_says_why(data: bytes, cause: str) -> None:
    with pytest.raises(UnreadableDocumentError, match=cause):
        reader.read(Given(data, Path("a.docx")))


def test_damaged_part_is_read_as_far_as_it_goes() -> None:
    content = reader.read(
        Given(archive(f"<w:document {W}><w:body><w:p><w:r><w:t>前段。</w:t></w:r></w:p><w:p>"), Path("a.docx"))
    )
    assert content.source == "前段。\n"
    assert "damaged" in content.warnings[0]


def test_document_is_read_without_a_broken_part_beside_it() -> None:
    document = docx.Document()
    document.add_paragraph("本文。")
    relation = (
        '<Relationship Id="rId98" Target="footnotes.xml" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"/></Relationships>'
    )
    data = with_part(document, "word/footnotes.xml", "no XML", relation)
    content = reader.read(Given(data, Path("a.docx")))
    assert content.source == "本文。\n"
    assert "footnotes.xml" in content.warnings[0]
