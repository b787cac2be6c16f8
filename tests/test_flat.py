"""Tables flattened to lines: columns, headers, page cuts, markup."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from sample_reports import HEADER, TABLE, squashed

from jixiao.extract.reading import tab_separated
from jixiao.extract.reading.layout.blocks import Paragraph, assemble


def read(source: str) -> list[list[tuple[str | None, str]]]:
    """Header and text of each cell, row by row."""
    text, cells, _ = assemble(source, tab_separated.blocks(source))
    rows: dict[tuple[int | None, int | None], list[tuple[str | None, str]]] = {}
    for cell in cells:
        place = (cell.locator.table, cell.locator.row)
        rows.setdefault(place, []).append((cell.header, text[cell.span.start : cell.span.end]))
    return list(rows.values())


def test_repeated_headers_and_markdown_marks_are_furniture() -> None:
    text, _, _ = assemble(TABLE, tab_separated.blocks(TABLE))
    assert "執行策略\t" not in text
    assert "#" not in text
    assert "<p>" not in text
    assert text.startswith("甲縣政府乙分局")


def test_regular_rows_follow_the_header() -> None:
    assert read(TABLE)[0] == [
        ("執行策略", "(一) 服務友善性。"),
        ("執行方法", "1. 改善環境: (1) 美化大廳與候車空間。"),
        ("主辦單位", "總務科 秘書室 （研考）"),
        ("執行績效與成果", "(1) 增設綠牆 3 處，更新座椅 40 張。"),
    ]


def test_paragraphs_of_a_cell_are_joined_by_line_feeds() -> None:
    assert read(TABLE)[1][3][1] == "(2) 標示改為雙語。\n另設語音導覽。"


def test_content_decides_where_a_cell_belongs() -> None:
    rows = read(TABLE)
    assert rows[3][0] == ("執行方法", "2. 改善網站")
    assert [header for header, _ in rows[4]] == ["執行策略", None, "執行績效與成果"]
    assert [header for header, _ in rows[6]] == [None, "主辦單位", "執行績效與成果"]


def test_a_sentence_cut_by_the_page_is_rejoined() -> None:
    rows = read(TABLE)
    assert rows[5][2][1].endswith("均於 3 日內完成，並免附影本。")
    assert len(rows) == 7


def test_only_the_end_of_the_sentence_moves_up_where_a_new_row_begins() -> None:
    head = "執行策略\t執行方法\t主辦單位\t具體作法\t執行成果"
    source = "\n".join(
        [
            head,
            "(一) 開放參與\t導入民眾觀點，共創合作契機。\t業務科\t1. 參與研討。\t1. 每季參與一次，採本局建議事",
            "",
            head,
            "\t\t\t2. 辦理說明會。\t<p>項辦理。</p> <p>1. 共 43 家參加。</p>",
        ]
    )
    rows = read(source)
    assert rows[0][4][1] == "1. 每季參與一次，採本局建議事項辦理。"
    assert rows[1][3:] == [("具體作法", "2. 辦理說明會。"), ("執行成果", "1. 共 43 家參加。")]


def test_columns_may_stand_in_another_order_under_other_names() -> None:
    head = ["推動策略", "權責單位", "實施方法", "辦理情形"]
    rows = [["(一) 便捷", "業務科", "1. 檢討流程。", "全年檢討 12 次。"], ["", "資訊科", "2. 上線。", "已上線。"]]
    source = "\n".join("\t".join(row) for row in (head, *rows))
    assert read(source) == [list(zip(head, row, strict=True)) for row in rows]


def test_markdown_tables_are_read_too() -> None:
    head, row = ["執行策略", "執行方法", "主辦單位", "執行成果"], ["(一) 便捷", "1. 檢討。", "業務科", "共 3 次。"]
    source = "\n".join(f"| {' | '.join(cells)} |" for cells in (head, ["---"] * 4, row))
    assert read(source) == [list(zip(head, row, strict=True))]


def test_lines_without_tabs_right_under_a_row_belong_to_its_last_cell() -> None:
    source = f"{HEADER}\n(一) 友善\t1. 美化。\t總務科\t(1) 綠牆 3 處。\n(2) 座椅 40 張。\n\n伍、實施步驟\n"
    assert read(source)[0][3][1] == "(1) 綠牆 3 處。\n(2) 座椅 40 張。"


def test_a_table_without_known_header_keeps_its_rows() -> None:
    source = "編號\t名稱\t分數\n1\t甲\t90\n2\t乙\t80\n"
    assert read(source) == [[(None, value) for value in line.split("\t")] for line in source.splitlines()]


def test_wrapped_lines_run_on_and_page_marks_vanish() -> None:
    wrapped = [
        "本計畫依據甲縣政府函頒之服務計畫辦理，並由",
        "各單位依其業務性質，共同推動各項便民服務之",
        "措施，以提升效能。",
    ]
    source = "\n".join([*wrapped, "", "第 3 頁(共 9 頁)", "", "- 一、甲案", "- 二、乙案", ""])
    blocks = tab_separated.blocks(source)
    text, _, _ = assemble(source, blocks)
    assert all(isinstance(block, Paragraph) for block in blocks)
    assert text == "".join(wrapped) + "\n一、甲案\n二、乙案"


def test_short_lines_do_not_run_on() -> None:
    source = "專案名稱：強化監督\n主辦單位：第五組\n"
    assert assemble(source, tab_separated.blocks(source))[0] == source.strip()


def test_a_line_right_under_a_header_is_not_lost() -> None:
    source = f"{HEADER}\n本年度無資料。\n"
    assert assemble(source, tab_separated.blocks(source))[0] == "本年度無資料。"


def test_form_feeds_count_pages() -> None:
    blocks = tab_separated.blocks("甲案說明。\n\f乙案說明。\n")
    assert [block.locator.page for block in blocks if isinstance(block, Paragraph)] == [1, 2]
    assert [block.locator.line_start for block in blocks if isinstance(block, Paragraph)] == [1, 2]


FRAGMENTS = [
    *("\t", "\n", "<p>", "</p>", "<b>", "**", "|", " ", "\r\n", "# "),
    *("執行策略", "主辦單位", "執行成果", "(一) 甲", "1. 乙。", "科"),
]


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=50).map("".join))
def test_any_text_is_read_without_inventing_a_character(source: str) -> None:
    text, cells, runs = assemble(source, tab_separated.blocks(source))
    parts = [source[run.source_start : run.source_start + run.length] for run in runs]
    assert squashed(text) == squashed("".join(parts))
    assert parts == [text[run.text_start : run.text_start + run.length] for run in runs]
    assert all(0 <= cell.span.start <= cell.span.end <= len(text) for cell in cells)
