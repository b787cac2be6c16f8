"""Years and branches side by side, of made-up reports and the learned numbers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from library_parts import HashedEmbedder

from jixiao.index.answers.ask import comparison
from jixiao.index.answers.ask import records as ask_records
from jixiao.index.answers.ask.records import answer_to_json
from jixiao.index.export import export as export_export
from jixiao.index.library import Library
from jixiao.index.records import Answer, ComparedFigure, Comparison, Correction, Filters

HSINCHU, TAICHUNG, BUREAU = "經濟部標準檢驗局新竹分局", "經濟部標準檢驗局臺中分局", "經濟部標準檢驗局"
HEAD = "構面一：基礎服務（200 分）\n\n執行策略\t執行方法\t主辦單位\t{}\n"
ROWS = (
    "(一) 服務友善性\t1. 專業訓練。\t人事室\t{}\n",
    "\t2. 電話禮貌。\t秘書室\t{}\n",
    "\t3. 顧客意見。\t秘書室\t{}\n",
)
REPORTS = {
    "hsinchu_109.txt": (
        f"{HSINCHU} 109 年度提升服務效能執行績效與成果",
        "辦理消防演練 20 場次。",
        "電話禮貌測試 40 人次。每季輪流測試並公布成績。",
        "設置意見箱蒐集意見。",
    ),
    "hsinchu_110_plan.txt": (
        f"{HSINCHU} 110 年度提升服務效能執行計畫",
        "預計辦理消防演練 24 場次。",
        "預計電話禮貌測試 50 人次。",
        "設置意見箱蒐集意見。",
    ),
    "hsinchu_111.txt": (
        f"{HSINCHU} 111 年度提升服務效能執行績效與成果",
        "辦理消防演練 30 場次，並與新竹縣消防局合作。",
        "電話禮貌測試 60 人次。每季輪流測試並公布成績。",
        "使用線上申辦系統蒐集意見。",
    ),
    "taichung_111.txt": (
        f"{TAICHUNG} 111 年度提升服務效能執行績效與成果",
        "辦理節能減碳宣導。",
        "電話禮貌測試約 80 人次。",
        "設置意見箱蒐集意見。",
    ),
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("comparing")
    for name, (title, *cells) in REPORTS.items():
        column = "具體作法" if "計畫" in title else "執行績效與成果"
        rows = "".join(row.format(cell) for row, cell in zip(ROWS, cells, strict=True))
        (folder / name).write_text(f"{title}\n\n{HEAD.format(column)}{rows}", encoding="utf-8")
    with Library.create(folder / "library", embedder=HashedEmbedder()) as made:
        made.add(sorted(folder.glob("*.txt")))
        yield made


def told(answer: Answer) -> Comparison:
    assert answer.compared is not None
    return answer.compared


def sides(answer: Answer) -> list[tuple[str | None, int | None, str | None]]:
    return [(side.branch, side.year, side.status or side.absence) for side in told(answer).sides]


def figure(answer: Answer, unit: str) -> ComparedFigure:
    return next(row for row in told(answer).figures if row.unit == unit)


def test_two_years_of_a_branch_are_subtracted_in_the_order_asked_for(library: Library) -> None:
    answer = library.ask("109年和111年新竹分局的電話禮貌測試有何不同？")
    assert sides(answer) == [("新竹分局", 109, "done"), ("新竹分局", 111, "done")]
    row = figure(answer, "人次")
    assert [value.value for value in row.values if value] == [40, 60]
    assert (row.differences, row.ratios, row.cautions) == ((None, 20.0), (None, 1.5), ())
    back = figure(library.ask("compare 2022 and 2020: phone courtesy tests of Hsinchu"), "人次")
    assert back.differences == (None, -20.0)


def test_a_plan_is_not_subtracted_from_a_result(library: Library) -> None:
    answer = library.ask("比較109年和110年新竹分局的消防演練")
    assert sides(answer) == [("新竹分局", 109, "done"), ("新竹分局", 110, "planned")]
    row = figure(answer, "場次")
    assert [value.status for value in row.values if value] == ["done", "planned"]
    assert "plan" in row.cautions
    assert row.differences == row.ratios == (None, None)


def test_figures_of_other_years_and_approximate_ones_are_not_subtracted(library: Library) -> None:
    same_year = figure(library.ask("比較111年新竹分局與臺中分局的電話禮貌測試"), "人次")
    assert same_year.cautions == ("approximate",)
    assert same_year.differences == (None, None)
    assert "「以上」" in ask_records.caution_text(same_year, "zh")
    assert "only about so many" in ask_records.caution_text(same_year, "en")


def test_a_silent_side_and_one_without_a_report_are_told_apart(library: Library) -> None:
    assert sides(library.ask("比較111年新竹分局與臺中分局的消防演練")) == [
        ("新竹分局", 111, "done"),
        ("臺中分局", 111, "nothing_found"),
    ]
    answer = library.ask("比較109年與105年新竹分局的消防演練")
    assert sides(answer)[1] == ("新竹分局", 105, "no_report")
    assert ask_records.side_status(told(answer).sides[1], "zh") == "未載入報告"
    assert ask_records.side_status(told(answer).sides[1], "en") == "no report loaded"


def test_what_only_one_side_says_and_names_is_told(library: Library) -> None:
    first, second = told(library.ask("109年和111年新竹分局的消防演練有何不同？")).sides
    assert any("消防局" in name for name in second.names)
    assert (first.names, first.only, second.only) == ((), (), ())
    box, system = told(library.ask("109年和111年新竹分局怎麼蒐集意見，比較一下")).sides
    assert [e.quote for e in box.only] == ["設置意見箱蒐集意見。"]
    assert [e.quote for e in system.only] == ["使用線上申辦系統蒐集意見。"]
    tests = told(library.ask("109年和111年新竹分局電話禮貌測試每季輪流公布成績有何不同？")).sides
    shared = "每季輪流測試並公布成績。"
    assert all(shared not in [e.quote for e in side.only] for side in tests)


def test_sides_that_are_not_named_are_those_of_the_reports(library: Library) -> None:
    assert [side[0] for side in sides(library.ask("比較各分局的電話禮貌測試"))] == ["新竹分局", "臺中分局"]
    assert [side[1] for side in sides(library.ask("比較歷年的電話禮貌測試"))] == [109, 110, 111]
    forced = library.understand("新竹分局電話禮貌測試", correction=Correction(kind="compare"))
    assert [side[1] for side in sides(library.ask(forced))] == [109, 110, 111]


def test_two_branches_and_two_years_make_four_sides(library: Library) -> None:
    answer = library.ask("比較109年與111年新竹分局和臺中分局的電話禮貌測試")
    assert [side[:2] for side in sides(answer)] == [
        ("新竹分局", 109),
        ("新竹分局", 111),
        ("臺中分局", 109),
        ("臺中分局", 111),
    ]


def test_without_two_sides_the_sentences_are_told(library: Library) -> None:
    one = library.understand(
        "電話禮貌測試", Filters(year=(111,), branch=("臺中分局",)), correction=Correction(kind="compare")
    )
    answer = library.ask(one)
    assert answer.compared is None
    assert [e.quote for e in answer.evidence] == ["電話禮貌測試約 80 人次。"]


def test_every_quote_of_a_side_is_its_own(library: Library) -> None:
    answer = library.ask("比較109年和111年新竹分局的電話禮貌測試")
    for side in told(answer).sides:
        assert side.checked == sum(
            p.label in ("outcome", None)
            for p in library.passages(Filters(year=(side.year or 0,), branch=(side.branch or "",)))
        )
        for one in side.evidence:
            document = library.document(library.passage(one.passage_id).document_id)
            assert document.text[one.span.start : one.span.end] == one.quote
            assert one.year == side.year
    assert {e.quote for e in answer.evidence} >= {told(answer).sides[0].evidence[0].quote}


def test_a_subject_that_nothing_tells_of_is_found_on_no_side(library: Library) -> None:
    answer = library.ask("比較新竹分局與臺中分局的太空船登月")
    assert not answer.found
    assert answer.absence == "nothing_found"
    assert {side[2] for side in sides(answer)} == {"nothing_found"}


def test_json_tells_sides_figures_and_why_they_are_not_subtracted(library: Library) -> None:
    out = answer_to_json(library.ask("109年和111年新竹分局的電話禮貌測試有何不同？"))
    assert out["kind"] == "compare"
    assert [(s["branch"], s["year"], s["status"]) for s in out["compared"]["sides"]] == [
        ("新竹分局", 109, "done"),
        ("新竹分局", 111, "done"),
    ]
    row = next(row for row in out["compared"]["figures"] if row["unit"] == "人次")
    assert (row["differences"], row["ratios"], row["cautions"]) == ([None, 20.0], [None, 1.5], [])
    assert row["values"][1]["evidence"][0]["quote"] == "電話禮貌測試 60 人次。"


def test_lines_for_a_terminal_put_the_sides_one_below_the_other(library: Library) -> None:
    lines = list(ask_records.answer_lines(library.ask("109年和111年新竹分局的電話禮貌測試有何不同？")))
    assert lines[0] == "新竹分局 109 年度 (已執行)"
    assert any("40 人次 | 60 人次 差 +20，為前者的 1.50 倍" in line for line in lines)
    english = list(ask_records.answer_lines(library.ask("compare 2020 and 2022: phone courtesy tests of Hsinchu")))
    assert english[0] == "新竹分局 109 (2020) (Done)"
    assert any("difference +20, 1.50 times the first" in line for line in english)


def test_more_sides_than_fit_are_cut(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparison, "MOST_SIDES", 2)
    assert len(sides(library.ask("比較歷年的電話禮貌測試"))) == 2


def test_every_sentence_of_a_comparison_goes_into_an_export_with_its_branch(library: Library) -> None:
    answer = library.ask("比較111年新竹分局與臺中分局的電話禮貌測試")
    rows = {(row.branch, row.quote) for row in export_export.rows_of_answer(answer, library.passage)}
    assert {(side.branch, e.quote) for side in told(answer).sides for e in side.evidence} <= rows
