"""Tables rebuilt from lines that stand one column under the other."""

import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jixiao.extract.reading.interleaved import document as interleaved_document
from jixiao.extract.reading.interleaved import lines as interleaved_lines
from jixiao.extract.reading.layout.blocks import Block, Paragraph, Row, RowCell, assemble

SHARED = Path(__file__).parents[2] / "shared"
HEADER = "執行策略 主辦單位 執行績效與成果"
ROWS = [
    (
        ["（一）窗口服務便利性"],
        ["1.簡化表單：逐年檢討各類申請表單的欄位，刪去重複或不再需要的項目，減輕填寫負擔。"],
        ["第一組至第四組", "檢驗中心", "各分局"],
        [
            "本年度檢討表單共 36 種，其中 12 種減少欄位，另所屬分局執行情形：",
            "1.東山分局：將電鍋等商品的申請書由三頁減為一頁，民眾平均填寫時間由 20 分鐘縮短為 8 分鐘。",
            "2.西河分局：櫃臺備有範例簿，並以 QR Code 連結到線上範例，全年點閱 4,180 次。",
        ],
    ),
    (
        [],
        ["2.延伸服務據點：", "(1)在偏遠地區設置定期的巡迴櫃臺，讓民眾就近辦理。"],
        ["資訊室", "各分局"],
        ["巡迴櫃臺每季一次，走訪 9 個鄉鎮，受理 357 件，並在現場說明商品標示的看法與常見的錯誤。"],
    ),
    (
        [],
        ["(2)與地方公所合作，借用場地並代為公告日期。"],
        ["秘書室(總務)"],
        ["與 6 處公所簽訂合作備忘錄，全年借用場地 24 次，公告均在活動二週前刊登於公所網站和布告欄。"],
    ),
    (
        ["（二）諮詢服務即時性"],
        ["1.電話諮詢：設置專線並訂定接聽的時限，遇到專業問題時由承辦人員在一個工作日內回覆。"],
        ["各一級單位"],
        [
            "專線全年接聽 8,640 通，九成在三聲鈴響內接起。",
            "1.東山分局：安排資深同仁輪值，並將常見問答整理成手冊，每半年更新一次內容。",
        ],
    ),
    (
        [],
        ["2.網路諮詢：提供線上表單和即時對話，問題與答覆公開供其他人查詢。"],
        ["資訊室"],
        ["線上表單收到 512 則提問，平均 1.4 日答覆，其中 88 則經整理後公開在常見問答專區，供民眾自行檢索。"],
    ),
]


def wrapped(text: str, width: float) -> list[str]:
    """`text` in lines of at most `width`, Latin words and figures kept whole, closing punctuation hanging over."""
    lines, used = [""], 0.0
    for token in re.findall(r"[A-Za-z0-9.,]+|.", text):
        size = interleaved_lines.width_of(token)
        if used + size > width and lines[-1] and token not in "，。、；：）」":
            lines, used = [*lines, ""], 0.0
        lines[-1] += token
        used += size
    return [line.strip() for line in lines if line.strip()]


def cell_lines(paragraphs: list[str], width: float, marked: bool) -> list[str]:
    result = []
    for paragraph in paragraphs:
        lines = wrapped(paragraph, width)
        result += [*lines[:-1], lines[-1] + " " * marked, ""]
    return result[:-1]


def interleaved(
    rows: list[tuple[list[str], ...]], widths: tuple[float, ...], *, marked: bool = True, height: int = 60
) -> str:
    """`rows` as the raw text of pages of `height` lines: cell under cell, cut where the page ends."""
    pages, used = [[f" {HEADER} "]], 1
    for row in rows:
        cells = [cell_lines(paragraphs, width, marked) for paragraphs, width in zip(row, widths, strict=True)]
        done, longest = 0, max(map(len, cells))
        while done < longest:
            if height - used < 2:
                pages, used = [*pages, [f" {HEADER} "]], 1
            take = min(height - used, longest - done)
            for cell in cells:
                if text := "\n".join(cell[done : done + take]).strip("\n"):
                    pages[-1] += [text, ""]
            done, used = done + take, used + take + 1
        pages[-1].append("")
    return "\n".join("\n".join(page).rstrip("\n") for page in pages)


def read(source: str, cell: RowCell | Paragraph) -> str:
    return "".join(
        (piece.joint if at else "") + source[piece.start : piece.end] for at, piece in enumerate(cell.pieces)
    )


def bare(text: str) -> str:
    return "".join(text.split())


def table(source: str) -> list[tuple[str, ...]]:
    rows = [block for block in interleaved_document.blocks(source) if isinstance(block, Row)]
    return [tuple(bare(read(source, cell)) for cell in row.cells) for row in rows]


def prose(source: str) -> list[str]:
    return [read(source, block) for block in interleaved_document.blocks(source) if isinstance(block, Paragraph)]


EXPECTED = [tuple(bare("".join(cell)) for cell in row) for row in ROWS]


def uncovered(source: str, blocks: list[Block]) -> Counter[str]:
    """Characters of `source`, white space left out, that are not in exactly one piece of `blocks`."""
    times: Counter[int] = Counter()
    for block in blocks:
        for cell in [block] if isinstance(block, Paragraph) else block.cells:
            for piece in cell.pieces:
                times.update(range(piece.start, piece.end))
    return Counter(char for at, char in enumerate(source) if not char.isspace() and times[at] != 1)


@pytest.mark.parametrize("marked", [True, False])
@pytest.mark.parametrize("widths", [(5, 8, 4, 21), (4, 11, 5, 18), (6, 14, 5, 24), (5, 9, 6, 15)])
def test_cells_are_rebuilt_whatever_the_widths(widths: tuple[float, ...], marked: bool) -> None:
    source = interleaved(ROWS, widths, marked=marked)

    assert interleaved_document.is_interleaved(source)
    assert table(source) == EXPECTED


@pytest.mark.parametrize("height", [9, 11, 14, 20, 26])
def test_cells_cut_by_a_page_are_rejoined(height: int) -> None:
    source = interleaved(ROWS, (5, 8, 4, 21), height=height)

    assert source.count(HEADER) > 1
    assert table(source) == EXPECTED


def test_a_page_may_cut_every_column_of_a_row() -> None:
    row = (
        ["（三）跨域合作與資源整合情形"],
        ["1.盤點轄區內可以合作的學校、公會和民間團體，建立聯絡名冊，逐年邀請參與宣導和訪查。"],
        ["第一組至第四組", "檢驗中心", "資訊室", "秘書室", "各分局"],
        ["全年邀請 14 所學校與 5 個公會參與，合辦說明會 22 場，參加人數 1,906 人，較前一年增加 310 人。"],
    )
    source = interleaved([row, *ROWS[1:]], (3, 7, 4, 14), height=4)
    first, second = (bare(page) for page in source.split(HEADER)[1:3])

    assert [part in first for part in ("（三）跨域", "1.盤點", "第一組", "全年邀請")] == [True] * 4
    assert [part in second for part in ("源整合", "建立聯絡", "檢驗中心", "加310人。")] == [True] * 4
    assert table(source) == [tuple(bare("".join(cell)) for cell in row), *EXPECTED[1:]]


def test_the_header_of_a_column_goes_with_its_cell() -> None:
    source = interleaved(ROWS, (5, 8, 4, 21))
    row = next(block for block in interleaved_document.blocks(source) if isinstance(block, Row))

    assert [cell.header for cell in row.cells] == ["執行策略", "執行方法", "主辦單位", "執行績效與成果"]


def test_a_broken_header_with_other_columns_is_read() -> None:
    source = (
        "執行 \n策略 \n\n評核重點 執行方法及具體作法 執行績效與成果 \n\n"
        "壹、問題\n分析 \n\n說明專案的背景和\n要解決的問題。 \n\n"
        "網路賣場快速增加，傳統\n的查核方式難以涵蓋所有\n的商品。 \n\n"
        "1.檢視網頁四萬則，通知\n下架六百則，並回報平臺\n業者持續追蹤處理。 \n"
    )

    assert table(source) == [
        (
            "壹、問題分析",
            "說明專案的背景和要解決的問題。",
            "網路賣場快速增加，傳統的查核方式難以涵蓋所有的商品。",
            "1.檢視網頁四萬則，通知下架六百則，並回報平臺業者持續追蹤處理。",
        )
    ]


def test_lines_are_joined_as_their_script_asks() -> None:
    source = (
        f"{HEADER} \n（一）服務\n便利性 \n\n1.版 面 配 置 應\n方便瀏覽（ 含\n外文網頁）。 \n\n"
        "資訊室 \n( 本 局 各\n一級單位 \n各分局) \n\n"
        "本局網站採用 Google site\nsearch 提供檢索，全年使用\n者共 3,200 人次，滿意程度\n逐年提升。 \n"
        "1.東山分局：另行設置專區\n供民眾使用。 \n"
    )
    row = next(block for block in interleaved_document.blocks(source) if isinstance(block, Row))

    assert [read(source, cell) for cell in row.cells] == [
        "（一）服務便利性",
        "1.版面配置應方便瀏覽（含外文網頁）。",
        "資訊室\n(本局各一級單位 各分局)",
        "本局網站採用 Google site search 提供檢索，全年使用者共 3,200 人次，滿意程度逐年提升。\n"
        "1.東山分局：另行設置專區供民眾使用。",
    ]


def test_headings_and_text_under_the_table_stand_outside() -> None:
    closing = "以上各項成果將納入明年度的提升服務計畫，並由各單位於每季業務會報中提出檢討與改善的具體情形。"
    source = f"東山局 109 年度成果 \n構面一：基礎服務（200 分） \n\n{interleaved(ROWS, (5, 8, 4, 21))}\n\n{closing} \n"

    assert prose(source) == ["東山局 109 年度成果", "構面一：基礎服務（200 分）", closing]
    assert table(source) == EXPECTED


def test_a_second_facet_is_a_table_of_its_own() -> None:
    body = interleaved(ROWS, (5, 8, 4, 21))
    source = f"構面一：基礎服務（200 分） \n{body}\n 構面二：服務遞送（300 分） \n{body}\n"
    rows = [block for block in interleaved_document.blocks(source) if isinstance(block, Row)]

    assert [row.cells[0].locator.table for row in rows] == [1] * 5 + [2] * 5
    assert [row.cells[0].locator.row for row in rows] == [1, 2, 3, 4, 5] * 2
    assert table(source) == EXPECTED * 2


def test_locators_name_line_and_column() -> None:
    source = interleaved(ROWS, (5, 8, 4, 21), height=14)
    lines = source.split("\n")
    for block in interleaved_document.blocks(source):
        assert isinstance(block, Row)
        for number, cell in enumerate(block.cells, start=1):
            locator = cell.locator
            assert locator.column == number
            assert locator.line_start is not None
            assert locator.line_end is not None
            if cell.pieces:
                whole = "\n".join(lines[locator.line_start - 1 : locator.line_end])
                assert whole.startswith(source[cell.pieces[0].start : cell.pieces[0].end])
                assert whole.rstrip().endswith(source[cell.pieces[-1].start : cell.pieces[-1].end])


def pages_of(source: str) -> list[int | None]:
    return [block.cells[0].locator.page for block in interleaved_document.blocks(source) if isinstance(block, Row)]


def paged(mark: str, places: tuple[int, ...], *, foot: bool = False) -> str:
    """One row a page, five pages; `mark` (with the page's number) on the pages of `places`."""
    pages = []
    for number, row in enumerate(ROWS, start=1):
        line = mark.format(number) if number in places else ""
        body = interleaved([row], (5, 8, 4, 21))
        pages.append(f"{body}\n\n{line}" if foot else f" {line}\n\n{body}\n")
    return "\n".join(pages)


@pytest.mark.parametrize("foot", [False, True])
@pytest.mark.parametrize("places", [(1, 2, 3, 4, 5), (2, 4), ()])
def test_pages_are_counted_by_headers_and_marks(places: tuple[int, ...], foot: bool) -> None:
    assert pages_of(paged("第 {} 頁(共 5 頁)", places, foot=foot)) == [1, 2, 3, 4, 5]


def test_pages_that_contradict_their_marks_have_no_number() -> None:
    source = paged("第 {} 頁", (2, 4)).replace("第 4 頁", "第 9 頁")

    assert pages_of(source) == [1, 2, None, 9, 10]


def test_form_feeds_begin_pages() -> None:
    source = interleaved(ROWS, (5, 8, 4, 21), height=14)
    fed = source.replace(f" {HEADER}", f"\f{HEADER}")

    assert table(fed) == EXPECTED
    assert pages_of(fed) == pages_of(source)


def test_text_without_a_table_is_paragraphs() -> None:
    source = "第一段落的文字說明本局的服務。\n\n第二段落另外說明\n各項工作的進度。\n"

    assert not interleaved_document.is_interleaved(source)
    assert "".join(map(bare, prose(source))) == bare(source)
    assert table(source) == []


@pytest.mark.parametrize(
    "source",
    [f"{HEADER} \n" * 9, "", "\n \n", f" {HEADER} \n", f" 第 1 頁(共 2 頁) \n{HEADER} \n\n第 2 頁\n {HEADER} \n"],
)
def test_furniture_alone_gives_nothing(source: str) -> None:
    assert not interleaved_document.is_interleaved(source)
    assert interleaved_document.blocks(source) == []


def test_rows_with_tabs_are_not_interleaved() -> None:
    rows = "".join(f"（一）服務\t{number}.檢討表單\t各分局\t已完成\n" for number in range(20))

    assert not interleaved_document.is_interleaved(HEADER.replace(" ", "\t") + "\n" + rows)


LINES = st.lists(
    st.text(alphabet="服務第組室各分局（一）(2)1.，。：「 \f\u3000aZ9良", max_size=24)
    | st.sampled_from(
        ["資訊室 ", "", "（二）服務", "(1)設置全功能單", "1.東山分局：完成訂定作業流程並公布於網站，", " 第一組至"]
    ),
    max_size=25,
)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(LINES, st.booleans())
def test_no_character_is_lost_or_doubled(lines: list[str], again: bool) -> None:
    source = "\n".join([HEADER, *lines, *([HEADER, *lines] if again else [])])
    found = interleaved_lines.lines(source)
    dropped = Counter("".join(HEADER.split())) if found else Counter()

    assert uncovered(source, interleaved_document.blocks(source)) == Counter(
        {char: count * (1 + again) for char, count in dropped.items()}
    )


@pytest.fixture(scope="module")
def report() -> str:
    path = next(iter(sorted(SHARED.glob("seeds/004_*.txt"))), None)
    if path is None:
        pytest.skip("the real reports are not beside the repository")
    return path.read_text("utf-8")


@pytest.fixture(scope="module")
def blocks(report: str) -> list[Block]:
    return interleaved_document.blocks(report)


@pytest.fixture(scope="module")
def rows(report: str, blocks: list[Block]) -> list[tuple[Row, tuple[str, ...]]]:
    found = [block for block in blocks if isinstance(block, Row)]
    return [(row, tuple(read(report, cell) for cell in row.cells)) for row in found]


@pytest.mark.reports
def test_only_the_report_with_interleaved_columns_is_taken_for_one(report: str) -> None:
    taken = {
        path.name[:3]: interleaved_document.is_interleaved(path.read_text("utf-8"))
        for path in SHARED.glob("seeds/*.txt")
    }

    assert {name for name, is_so in taken.items() if is_so} == {"004"}


@pytest.mark.reports
def test_the_report_has_the_rows_and_branch_items_counted_by_eye(rows: list[tuple[Row, tuple[str, ...]]]) -> None:
    per_table = Counter(row.cells[0].locator.table for row, _ in rows)
    items = sum(len(re.findall(r"^\d\.\w\w分局：", cells[-1], re.MULTILINE)) for _, cells in rows)

    assert per_table == {1: 22, 2: 15, 3: 2, 4: 6, 5: 6}
    assert items == 79
    assert all(cell for _, cells in rows for cell in cells[1:])
    assert sum(1 for _, cells in rows if cells[0]) == 15


@pytest.mark.reports
def test_cells_of_the_report_are_whole_over_pages(rows: list[tuple[Row, tuple[str, ...]]]) -> None:
    measures = {bare(cells[1]): (row, cells) for row, cells in rows}
    grown = next(found for text, found in measures.items() if text.startswith("1.突破成長"))
    special = [cells for row, cells in rows if row.cells[0].locator.table == 5]

    assert grown[1][1].endswith("積極排除各項不利因素克服劣勢達成服務目標。")
    assert "直接在遠端以電子檔傳輸文件" in grown[1][3]
    assert grown[0].cells[1].locator.page == 13
    assert special[1][0] == "貳、實施策略與方法（400分）"
    assert special[1][2].endswith("(2)培訓商品義務監視員，運用民間資源，協助本局後市場監督工作。")
    assert "企業經營者應揭示其商品檢驗標識" in special[1][3]


@pytest.mark.reports
def test_pages_of_the_report_are_numbered_to_the_last(rows: list[tuple[Row, tuple[str, ...]]]) -> None:
    pages = [row.cells[1].locator.page for row, _ in rows]

    assert pages == sorted(page for page in pages if page)
    assert pages[0] == 1
    assert pages[-1] == 25


@pytest.mark.reports
def test_no_character_of_the_report_is_lost_or_doubled(report: str, blocks: list[Block]) -> None:
    furniture = {"執": 43, "行": 43, "績": 21, "第": 2, "頁": 4}
    lost = uncovered(report, blocks)

    assert {char: lost[char] for char in furniture} == furniture
    assert set(lost) <= set("執行策略主辦單位績效與成果評核重點方法及具體作第頁(共)0123456789")
    assert sum(lost.values()) == 342


@pytest.mark.reports
def test_the_reading_text_of_the_report_maps_back(report: str, blocks: list[Block]) -> None:
    text, cells, runs = assemble(report, blocks)

    assert len(cells) == 51 * 4
    for run in runs:
        end = run.source_start + run.length
        assert text[run.text_start : run.text_start + run.length] == report[run.source_start : end]
