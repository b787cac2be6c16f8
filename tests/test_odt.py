"""ODT: lists counted, merged cells, notes, deleted and hidden text."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from jixiao.extract.errors import UnreadableDocumentError
from jixiao.extract.reading.layout.contract import Content, Given
from jixiao.extract.reading.odt import document as odt_document

NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
    for short, long in (
        ("office", "office"),
        ("text", "text"),
        ("table", "table"),
        ("style", "style"),
        ("draw", "drawing"),
    )
)
STYLES = """<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-prefix="("
  style:num-suffix=")" style:num-format="一, 二, 三, ..."/><text:list-level-style-number text:level="2"
  style:num-suffix="." style:num-format="1"/><text:list-level-style-number text:level="3" style:num-format="1"
  text:display-levels="2"/></text:list-style>
  <text:list-style style:name="B"><text:list-level-style-bullet text:level="1" text:bullet-char="•"/></text:list-style>
  <style:style style:name="H" style:family="text"><style:text-properties text:display="none"/></style:style>"""


def archive(body: str, styles: str = STYLES, manifest: str = "") -> bytes:
    out = io.BytesIO()
    content = (
        f"<office:document-content {NAMES}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("content.xml", content)
        made.writestr("META-INF/manifest.xml", manifest)
    return out.getvalue()


def read(body: str) -> Content:
    return odt_document.read(Given(archive(body), Path("a.odt")))


def lines(body: str) -> list[str]:
    return read(body).source.splitlines()


def items(*texts: str) -> str:
    return "".join(f"<text:list-item><text:p>{text}</text:p></text:list-item>" for text in texts)


def below(inner: str) -> str:
    return f"<text:list-item><text:list>{inner}</text:list></text:list-item>"


def test_lists_count_over_interruptions_and_levels() -> None:
    first = f'<text:list text:style-name="L" xml:id="x">{items("甲", "乙")}{below(items("丙", "丁"))}</text:list>'
    again = (
        f'<text:list text:style-name="L" text:continue-numbering="true">{below(items("戊"))}{items("己")}</text:list>'
    )
    other = f'<text:list text:style-name="L">{items("庚")}</text:list>'
    other += f'<text:list text:style-name="B">{items("圓點")}</text:list>'
    linked = f'<text:list text:style-name="L" text:continue-list="x">{items("辛")}</text:list>'
    assert lines(first + "<text:p>插入。</text:p>" + again + other + linked) == [
        "(一) 甲", "(二) 乙", "1. 丙", "2. 丁", "插入。", "3. 戊", "(三) 己", "(一) 庚", "圓點", "(四) 辛"
    ]  # fmt: skip


def test_item_has_one_label_and_may_say_its_number() -> None:
    item = '<text:list-item text:start-value="5"><text:p>甲</text:p><text:p>乙</text:p></text:list-item>'
    header = "<text:list-header><text:p>丙</text:p></text:list-header>"
    assert lines(f'<text:list text:style-name="L">{item}{header}{items("丁")}</text:list>') == [
        "(五) 甲",
        "乙",
        "丙",
        "(六) 丁",
    ]


def test_merged_and_repeated_cells() -> None:
    body = """<table:table><table:table-header-rows><table:table-row>
      <table:table-cell table:number-columns-spanned="2"><text:p>執行策略</text:p></table:table-cell>
      <table:covered-table-cell/><table:table-cell><text:p>執行成果</text:p></table:table-cell></table:table-row>
      </table:table-header-rows><table:table-row><table:table-cell table:number-rows-spanned="2">
      <text:p>(一)友善</text:p></table:table-cell>
      <table:table-cell table:number-columns-repeated="2"><text:p>三處。</text:p></table:table-cell>
      </table:table-row><table:table-row><table:covered-table-cell/><table:table-cell><text:p>標示</text:p>
      </table:table-cell><table:table-cell><text:p>雙語。</text:p><text:p>圖示。</text:p></table:table-cell>
      </table:table-row></table:table>"""
    assert lines(body) == ["執行策略\t\t執行成果", "(一)友善\t三處。\t三處。", "\t標示\t雙語。", "圖示。"]


def test_text_is_as_shown() -> None:
    body = """<text:tracked-changes><text:changed-region><text:deletion><text:p>刪除</text:p></text:deletion>
      </text:changed-region></text:tracked-changes>
      <text:h text:outline-level="2">第一<text:line-break/>節</text:h>
      <text:p>滿意度<text:s text:c="2"/>98%<text:note><text:note-citation>1</text:note-citation><text:note-body>
      <text:p>30 人。</text:p></text:note-body>
      </text:note><office:annotation><text:p>註解</text:p></office:annotation>
      <text:span text:style-name="H">藏</text:span>，<text:a>連結</text:a>。</text:p>
      <text:table-of-content><text:index-body><text:p>目錄 3</text:p></text:index-body></text:table-of-content>
      <text:section text:display="none"><text:p>藏</text:p></text:section>
      <text:p>前<draw:frame><draw:text-box><text:p>框內。</text:p></draw:text-box></draw:frame>後</text:p>"""
    assert lines(body) == ["## 第一節", "滿意度  98% ，連結。", "前後", "框內。", "30 人。"]


def test_protected_file_and_other_kinds_say_so() -> None:
    with pytest.raises(UnreadableDocumentError, match="password"):
        odt_document.read(Given(archive("", manifest="<manifest:encryption-data/>"), Path("a.odt")))
    with pytest.raises(UnreadableDocumentError, match="no text document"):
        odt_document.read(Given(archive("").replace(b"content.xml", b"others.xml."), Path("a.odt")))
