"""HTML as websites and office programs write it."""

from __future__ import annotations

from pathlib import Path

import pytest

from jixiao.extract.reading.html import document as html_document
from jixiao.extract.reading.layout.contract import Content, Given
from jixiao.extract.reading.layout.grids import MOST_COVERED


def read(page: str | bytes) -> Content:
    return html_document.read(Given(page.encode() if isinstance(page, str) else page, Path("a.html")))


def lines(page: str | bytes) -> list[str]:
    return read(page).source.splitlines()


def test_menus_scripts_and_hidden_text_are_left_out() -> None:
    page = """<html><head><title>題</title><style>p{}</style></head><body><nav>選單</nav>
    <div role="navigation">路徑</div>
    <p>本文<span style="display: none">藏</span><del>刪</del>。</p><p hidden>藏</p><script>var a;</script><!-- 註 -->
    <p style="mso-hide:all">藏</p><footer>版權</footer></body></html>"""
    assert lines(page) == ["本文。"]


def test_lines_wrapped_in_the_file_are_one_paragraph() -> None:
    assert lines("<p>提升服務\n  效能 and\nmore&nbsp; words<br>第二行</p>尾") == [
        "提升服務效能 and more words",
        "第二行",
        "尾",
    ]


def test_headings_and_lists_are_as_shown() -> None:
    page = """<h2>第一節<br>標題</h2><ol style="list-style-type: cjk-ideographic"><li>甲
    <ol type=A><li><p>乙</p><p>丙</p><li>丁</ol>
    <li value=5>戊</ol><ul><li>圓點</ul><ol start=3><li>己</ol><ol style="list-style:none"><li>庚</ol>"""
    assert lines(page) == ["## 第一節標題", "一、甲", "A. 乙", "丙", "B. 丁", "五、戊", "圓點", "3. 己", "庚"]


def test_merged_cells_and_caption() -> None:
    page = """<table><caption>表一</caption><tfoot><tr><td>尾</td></tr></tfoot>
    <tr><th colspan=2>執行策略<th>主辦單位<th>執行成果
    <tr><td rowspan=0>(一)友善<td>1.環境<td>秘書室<td>三處。<br>四處。
    <tr><td>2.標示<td>各單位<td><ul><li>雙語<li>圖示</ul></table>"""
    assert lines(page) == [
        "表一",
        "執行策略\t\t主辦單位\t執行成果",
        "(一)友善\t1.環境\t秘書室\t三處。",
        "四處。",
        "\t2.標示\t各單位\t雙語",
        "圖示",
        "尾\t\t\t",
    ]


def test_layout_table_is_opened_and_nested_table_told_as_paragraphs() -> None:
    page = """<table><tr><td>左欄</td><td><table><tr><th>執行策略<th>執行成果<tr><td>(一)友善<td>如下
    <table><tr><td>項目<td>件數<tr><td>電話<td>30</table></table></td></tr></table>"""
    assert lines(page) == ["左欄", "執行策略\t執行成果", "(一)友善\t如下", "項目 件數", "電話 30"]


@pytest.mark.parametrize("name", ["big5", "utf-8", "utf-16"])
def test_encoding_is_the_one_declared_or_marked(name: str) -> None:
    assert lines(f"<meta charset={name}><p>提升服務效能</p>".encode(name)) == ["提升服務效能"]


def test_wrong_declaration_is_overruled_by_the_characters() -> None:
    assert lines("<meta charset=big5><p>提升服務效能，本局為民服務。</p>".encode()) == ["提升服務效能，本局為民服務。"]


def test_characters_that_big5_lacks_are_warned_of() -> None:
    content = read("<meta charset=big5><p>提升服務效能</p>".encode("big5") + b"\xff\xff")
    assert content.source.startswith("提升服務效能")
    assert "2 characters" in content.warnings[0]


def test_pages_deeper_than_the_parser_goes_are_warned_of() -> None:
    content = read("<p>前段</p>" + "<div>" * 5000 + "深處")
    assert content.source == "前段\n"
    assert "depth" in content.warnings[0]


def test_cells_of_monstrous_reach_are_cut() -> None:
    page = "<table>" + "<tr><td colspan=1000 rowspan=60000>甲" * 300 + "</table>"
    content = read(page)
    assert content.source.count("甲") == 300
    assert len(content.source) < 10 * MOST_COVERED


def test_nothing_is_fetched_or_included(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("祕密", encoding="utf-8")
    page = (
        f'<!DOCTYPE html [<!ENTITY x SYSTEM "{secret.as_uri()}">]><iframe src="{secret.as_uri()}"></iframe><p>甲&x;</p>'
    )
    assert "祕密" not in read(page).source
