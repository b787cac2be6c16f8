"""Lines and grids as a decoded file and its blocks."""

from __future__ import annotations

from jixiao.extract.reading.layout.blocks import Paragraph, Piece, Row, assemble
from jixiao.extract.reading.layout.contract import Content
from jixiao.extract.reading.layout.grids import MOST_COVERED, Grid, GridCell, Line, Part, lay_out, spread
from jixiao.extract.reading.layout.nested_tables import Held, table
from jixiao.extract.records import Locator, Span
from jixiao.extract.segmentation.segmentation import segment

HEADER = ("執行策略", "執行方法", "主辦單位", "執行績效與成果")


def cell(*paragraphs: str, columns: int = 1, rows: int = 1) -> GridCell:
    return GridCell(paragraphs, columns=columns, rows=rows)


def grid(*rows: tuple[str | GridCell, ...]) -> Grid:
    return spread([[one if isinstance(one, GridCell) else cell(*filter(None, [one])) for one in row] for row in rows])


def told(*parts: Part) -> list[str | dict[str, str]]:
    """The blocks: a paragraph as its text, a row as header → text of its filled cells."""
    content = lay_out(parts)
    found: list[str | dict[str, str]] = []
    for block in content.blocks:
        if isinstance(block, Paragraph):
            found.append(text(content, block.pieces))
        else:
            found.append({str(one.header): text(content, one.pieces) for one in block.cells if one.pieces})
    return found


def text(content: Content, pieces: tuple[Piece, ...]) -> str:
    return "".join(piece.joint + content.source[piece.start : piece.end] for piece in pieces)


def test_decoded_file_holds_only_what_stands_between_pieces() -> None:
    content = lay_out([Line("第一節", level=2), Line("甲。\n乙。"), grid(("丙", cell("丁", "戊")), ("己", ""))])
    assert content.source == "## 第一節\n甲。\n乙。\n丙\t丁\n戊\n己\t\n"


def test_heading_on_two_lines_is_one() -> None:
    assert lay_out([Line("標準檢驗局\n年度 A\nB", level=1)]).source == "# 標準檢驗局年度 A B\n"


def test_odd_line_ends_part_paragraphs() -> None:
    assert told(Line("甲\u2028乙\x0b\x0c丙\r\n")) == ["甲", "乙", "丙"]


def test_merged_strategy_is_carried_down() -> None:
    rows = grid(HEADER, (cell("(一)友善", rows=2), "1.環境", "秘書室", "三處。"), ("2.標示", "各單位", "雙語。"))
    document, marks = read(lay_out([rows]))
    segments = segment(document[0], document[1], marks)
    outcomes = [one.passage for one in segments if one.passage.label == "outcome"]
    assert [(one.strategy, one.measure) for one in outcomes] == [("友善", "環境"), ("友善", "標示")]
    assert [(one.locator.table, one.locator.row, one.locator.column) for one in outcomes] == [(1, 2, 4), (1, 3, 4)]
    assert outcomes[0].locator.line_start is None


def read(content: Content):  # type: ignore[no-untyped-def]
    from jixiao.extract.records import Document

    text, cells, runs = assemble(content.source, content.blocks)
    return (Document("0" * 16, "0" * 64, "a.docx", text, cells=cells, source_map=runs), content.source), content.marks


def test_header_of_two_rows() -> None:
    rows = grid(
        (cell("項次", rows=2), cell("執行策略", rows=2), cell("執行方法", rows=2), cell("執行成果", columns=2)),
        ("量化", "質化"),
        ("1", "(一)友善", "1.環境", "三處", "良好"),
    )
    assert told(rows) == [
        {"項次": "1", "執行策略": "(一)友善", "執行方法": "1.環境", "執行成果量化": "三處", "執行成果質化": "良好"}
    ]


def test_row_below_a_header_is_no_second_header() -> None:
    rows = grid((cell("執行策略", columns=2), "主辦單位", "執行成果"), ("(一)友善", "1.環境", "秘書室", "三處"))
    assert told(rows) == [{"執行策略": "(一)友善", "None": "1.環境", "主辦單位": "秘書室", "執行成果": "三處"}]


def test_title_over_the_table_and_facets_in_it_are_paragraphs() -> None:
    rows = grid(
        (cell("甲局執行成果表", columns=4),),
        HEADER,
        ("(一)友善", "1.環境", "秘書室", "三處。"),
        (cell("構面二：服務遞送（300 分）", columns=4),),
        ("(一)便捷", "1.流程", "業務科", "四次。"),
    )
    blocks = told(rows)
    assert [block for block in blocks if isinstance(block, str)] == ["甲局執行成果表", "構面二：服務遞送（300 分）"]
    assert blocks[-1] == dict(zip(HEADER, ("(一)便捷", "1.流程", "業務科", "四次。"), strict=True))


def test_row_goes_on_under_the_repeated_header() -> None:
    first = grid((cell("表一", columns=4),), HEADER, ("(一)友善", "1.環境", "秘書室", "增設綠牆三處，並更"))
    second = grid((cell("表一", columns=4),), HEADER, ("", "", "", "新座椅。"), ("", "2.標示", "各單位", "雙語。"))
    blocks = told(first, second)
    assert blocks[0] == "表一"
    assert [block["執行績效與成果"] for block in blocks[1:] if isinstance(block, dict)] == [
        "增設綠牆三處，並更新座椅。",
        "雙語。",
    ]


def test_row_goes_on_in_a_table_without_header() -> None:
    first = grid(HEADER, ("(一)友善", "1.環境", "秘書室", "增設綠牆三處，並更"))
    assert told(first, grid(("", "", "", "新座椅。")))[-1] == {
        "執行策略": "(一)友善",
        "執行方法": "1.環境",
        "主辦單位": "秘書室",
        "執行績效與成果": "增設綠牆三處，並更新座椅。",
    }


def test_two_tables_stay_two() -> None:
    first = grid(HEADER, ("(一)友善", "1.環境", "秘書室", "增設綠牆三處，並更"))
    second = grid(("編號", "名稱", "數量", "備註"), ("1", "綠牆", "3", "無"))
    content = lay_out([first, second])
    rows = [block for block in content.blocks if isinstance(block, Row)]
    assert [row.cells[0].locator.table for row in rows] == [1, 2, 2]
    assert [one.header for one in rows[1].cells] == [None] * 4


def test_columns_without_a_role_leave_the_others_theirs() -> None:
    names = ("項次", "執行策略", "執行方法", "主辦單位", "預期效益", "執行成果", "經費(千元)", "佐證資料", "備註")
    values = ("1", "(一)友善", "1.環境", "秘書室", "提升滿意", "設置三處綠牆。", "120", "附件一", "無")
    assert told(grid(names, values)) == [dict(zip(names, values, strict=True))]


def test_table_of_one_column_is_paragraphs() -> None:
    assert told(grid(("構面一：基礎服務",), ("說明文字。",))) == ["構面一：基礎服務", "說明文字。"]


def test_locators_come_from_where_the_characters_stand() -> None:
    place = Locator(page=3, box=(0, 0, 10, 10)), Locator(page=3, box=(5, 5, 30, 20))
    long = GridCell(("增設綠牆三處。", "更新座椅。"), Locator(page=3, box=(0, 0, 30, 20)), places=place)
    document, marks = read(lay_out([grid(HEADER, ("(一)友善", "1.環境", "秘書室", long))]))
    (outcome,) = [one.passage for one in segment(document[0], document[1], marks) if one.passage.label == "outcome"]
    assert outcome.locator == Locator(3, 1, 2, 4, box=(0, 0, 30, 20))
    assert outcome.text == "增設綠牆三處。\n更新座椅。"


def test_cells_that_reach_down_push_others_aside() -> None:
    rows = spread([[cell("甲", rows=2), cell("乙", columns=2)], [cell("丙"), cell("丁")], [cell("戊", rows=9)]])
    assert [[one.paragraphs for one in row] for row in rows.rows] == [
        [("甲",), ("乙",), ()],
        [(), ("丙",), ("丁",)],
        [("戊",), (), ()],
    ]
    assert [one.covered for one in rows.rows[0]] == [False, False, True]
    assert rows.rows[2][0].rows == 1


def test_reach_of_merged_cells_is_limited() -> None:
    rows = spread([[cell("甲", columns=10**4, rows=10**4)] * 3] * 20)
    assert sum(one.covered for row in rows.rows for one in row) <= MOST_COVERED


def test_table_in_a_cell_is_told_as_paragraphs() -> None:
    inner = grid(("項目", "件數"), ("電話", "30"))
    outer = [
        [Held([Line(name)]) for name in HEADER],
        [Held([Line("(一)友善")]), Held([]), Held([]), Held([Line("如下"), inner])],
    ]
    (found,) = table(outer)
    assert isinstance(found, Grid)
    assert found.rows[1][3].paragraphs == ("如下", "項目 件數", "電話 30")


def test_table_that_arranges_the_page_is_opened() -> None:
    inner = grid(HEADER, ("(一)友善", "1.環境", "秘書室", "三處。"))
    assert list(table([[Held([Line("左欄")]), Held([inner])]])) == [Line("左欄"), inner]


def test_span_of_a_heading_is_not_its_mark() -> None:
    content = lay_out([Line("第一節", level=1)])
    (block,) = content.blocks
    assert isinstance(block, Paragraph)
    assert Span(block.pieces[0].start, block.pieces[0].end) == Span(2, 5)


def test_strategy_is_carried_over_a_page_to_the_next_table() -> None:
    first = grid(HEADER, ("(一)友善", "1.環境", "秘書室", "設置三處綠牆。"))
    second = grid(HEADER, ("", "2.標示", "各單位", "標示改為雙語。"))
    document, marks = read(lay_out([first, second]))
    outcomes = [one.passage for one in segment(*document, marks) if one.passage.label == "outcome"]
    assert [(one.strategy, one.locator.table, one.locator.row) for one in outcomes] == [("友善", 1, 2), ("友善", 2, 2)]
