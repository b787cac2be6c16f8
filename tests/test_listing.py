"""Lists of names under a condition, silent branches and parts of totals, of made-up reports and the learned numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from library_parts import HashedEmbedder

from jixiao.index.answers.ask import records as ask_records
from jixiao.index.answers.ask.records import answer_to_json
from jixiao.index.export import export as export_export
from jixiao.index.library import Library
from jixiao.index.records import Answer, Correction, Filters

BRANCH, BUREAU = "經濟部標準檢驗局新竹分局", "經濟部標準檢驗局"
HEAD = "構面一：基礎服務（200 分）\n\n執行策略\t執行方法\t主辦單位\t執行績效與成果\n"
ROWS = (
    "(一) 服務友善性\t1. 維護網站。\t資訊室\t{}\n",
    "\t2. 檢討法規。\t第一組\t{}\n",
    "\t3. 跨機關服務。\t秘書室\t{}\n",
)
REPORTS = {
    "branch.txt": (
        f"{BRANCH} 109 年度提升服務效能執行績效與成果",
        "(1)網站整合「線上申辦系統」與「商品驗證認可系統」，24 小時受理案件。(2)於 Facebook 發布活動訊息。",
        "(1)修正「商品免驗辦法」與「商品檢驗規費收費辦法」。(2)依商品檢驗法辦理市場檢查 30 次。",
        "(1)與海關合作比對單證 40 件。(2)依據國家發展委員會所訂表單管理原則檢討表單。(3)拜會度量衡商業同業公會 2 次。",
    ),
    "bureau.txt": (
        f"{BUREAU} 110 年度提升服務效能執行績效與成果",
        "總局及各分局使用全球資訊網提供服務。",
        "本局檢討度量衡法條文 3 次。",
        "2.臺南分局：聯合基隆市消防局辦理火災鑑定講習 5 場次。\n"
        "3.各單位辦理專業教育訓練，共舉辦 40 場次。\n(基 15、新 25)",
    ),
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("listing")
    for name, (title, *cells) in REPORTS.items():
        rows = "".join(row.format(cell) for row, cell in zip(ROWS, cells, strict=True))
        (folder / name).write_text(f"{title}\n\n{HEAD}{rows}", encoding="utf-8")
    with Library.create(folder / "library", embedder=HashedEmbedder()) as made:
        made.add(sorted(folder.glob("*.txt")))
        yield made


def names(answer: Answer) -> set[str]:
    return {entry.name for entry in answer.listed}


@pytest.mark.parametrize(
    ("question", "kind"), [("有哪些系統", "system"), ("which regulations are there", "regulation")]
)
def test_a_list_without_a_condition_has_every_name_of_the_kind(library: Library, question: str, kind: str) -> None:
    told = {tag.canonical for p in library.passages() for tag in p.tags if tag.kind == kind}
    answer = library.ask(question)
    assert names(answer) == told != set()
    assert answer.checked == answer.total == len(library.passages())


def test_a_condition_has_to_be_said_around_the_name(library: Library) -> None:
    assert names(library.ask("109年修正了哪些法規？")) == {"商品免驗辦法", "商品檢驗規費收費辦法"}


def test_partners_are_those_that_something_was_done_with(library: Library) -> None:
    answer = library.ask("各分局跟哪些機關合作？")
    assert names(answer) == {"海關", "基隆市消防局"}
    assert names(library.ask("which agencies did the branches cooperate with")) == {"海關", "基隆市消防局"}
    assert {entry.name: entry.branches for entry in answer.listed}["基隆市消防局"] == ("臺南分局",)


def test_words_before_the_kind_and_the_kind_itself_narrow_the_names(library: Library) -> None:
    assert names(library.ask("有哪些線上申辦系統")) == {"線上申辦系統"}
    assert names(library.ask("拜會了哪些公會")) == {"度量衡商業同業公會"}
    assert names(library.ask("用了哪些社群媒體")) == {"Facebook"}


def test_responsible_units_are_listed_as_the_rows_own(library: Library) -> None:
    found = {entry.name: entry.basis for entry in library.ask("新竹分局哪些單位辦理市場檢查").listed}
    assert found == {"第一組": "row"}


def test_every_name_is_quoted_with_its_place_year_and_passages(library: Library) -> None:
    for question in ("有哪些系統", "拜會了哪些公會", "109年修正了哪些法規？"):
        for entry in library.ask(question).listed:
            assert entry.passages >= 1
            for one in entry.evidence:
                passage = library.passage(one.passage_id)
                document = library.document(passage.document_id)
                assert document.text[one.span.start : one.span.end] == one.quote
                surfaces = {tag.surface for tag in passage.tags if tag.canonical == entry.name}
                assert any(surface in one.quote for surface in surfaces)
                assert passage.year in entry.years


def test_filters_hold_for_names_too(library: Library) -> None:
    assert "全球資訊網" in names(library.ask("有哪些系統", Filters(year=(110,))))
    assert "線上申辦系統" not in names(library.ask("有哪些系統", Filters(year=(110,))))
    assert library.ask("有哪些系統", Filters(year=(99,))).absence == "no_report"


def test_a_condition_that_nothing_tells_of_lists_nothing(library: Library) -> None:
    answer = library.ask("太空船登月用了哪些系統")
    assert answer.listed == ()
    assert not answer.found


def test_sentences_of_a_list_are_those_of_the_plain_question(library: Library) -> None:
    question = "109年修正了哪些法規？"
    plain = library.ask(library.understand(question, correction=Correction(kind="passages")))
    assert library.ask(question).evidence == plain.evidence != ()


def test_branches_that_were_looked_at_and_not_found_are_named(library: Library) -> None:
    answer = library.ask("哪些分局跟消防局辦理火災鑑定講習？")
    assert [entry.name for entry in answer.branches] == ["臺南分局"]
    silent = {one.name: one.checked for one in answer.without}
    assert "臺南分局" not in silent
    outcomes = [p for p in library.passages(Filters(branch=("新竹分局",))) if p.label in ("outcome", None)]
    assert silent["新竹分局"] == len(outcomes)
    told = {(one["name"], one["checked"]) for one in answer_to_json(answer)["without"]}
    assert ("新竹分局", len(outcomes)) in told


def test_a_total_shows_the_parts_that_its_own_text_gives(library: Library) -> None:
    best = library.ask("110年專業教育訓練共辦幾場次？").values[0]
    assert best.value == 40
    assert best.sum is not None
    assert best.sum.parts == (("基隆分局", 15.0), ("新竹分局", 25.0))
    assert best.sum.matches
    assert best.sum.evidence.quote.endswith("新 25")
    other = library.ask("110年火災鑑定講習辦了幾場次？").values[0]
    assert (other.value, other.sum) == (5, None)


def test_json_holds_the_names_and_how_the_question_was_read(library: Library) -> None:
    told = answer_to_json(library.ask("109年修正了哪些法規？"))
    entry = next(one for one in told["listed"] if one["name"] == "商品免驗辦法")
    assert (entry["kind"], entry["status"], entry["years"], entry["branches"]) == (
        "regulation",
        "done",
        [109],
        ["新竹分局"],
    )
    assert [word["word"] for word in told["reading"]["looked_for"]] == ["修正"]
    assert told["reading"]["wanted"]["kinds"] == ("regulation",)
    assert (told["kind"], told["compared"], told["found"]) == ("list", None, True)


def test_lines_for_a_terminal_name_each_with_its_sentences(library: Library) -> None:
    answer = library.ask("拜會了哪些公會")
    lines = list(ask_records.answer_lines(answer))
    assert lines[0].startswith("度量衡商業同業公會 [機關團體 · 已執行 · 1 段 · 新竹分局 · 109]")
    assert "拜會度量衡商業同業公會 2 次" in lines[1]
    notes = list(ask_records.answer_notes(answer))
    assert notes[0] == "kind: list"
    assert f"文件庫 {answer.total} 段中" in notes[-1]


def test_lines_tell_silent_branches_and_whether_parts_add_up(library: Library) -> None:
    answer = library.ask("110年專業教育訓練共辦幾場次？")
    assert "  = 基隆分局 15 + 新竹分局 25 · 原文的分項相加等於合計" in list(ask_records.answer_lines(answer))
    told = answer.values[0].sum
    assert told is not None
    assert "不符" in ask_records.sum_verdict(replace(told, added=39.0, matches=False), "zh")
    assert "some parts only" in ask_records.sum_verdict(replace(told, added=39.0, whole=False), "en")
    silent = list(ask_records.answer_lines(library.ask("哪些分局跟消防局辦理火災鑑定講習？")))
    assert any(line.startswith("查無：") and "新竹分局（看過" in line for line in silent)


def test_every_sentence_of_a_list_goes_into_an_export(library: Library) -> None:
    answer = library.ask("109年修正了哪些法規？")
    rows = {row.quote for row in export_export.rows_of_answer(answer, library.passage)}
    assert {e.quote for entry in answer.listed for e in entry.evidence} <= rows
