"""How a question was read: its kinds, what a reader corrects, and the page that shows both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from library_parts import HashedEmbedder, make_passage
from test_web import HOSTILE, Elements, evidence
from typer.testing import CliRunner

from jixiao import cli
from jixiao.extract import pipeline
from jixiao.extract.records import Document, Passage
from jixiao.index.library import Library
from jixiao.index.records import (
    UNCORRECTED,
    Answer,
    ComparedFigure,
    Comparison,
    Correction,
    Evidence,
    Filters,
    ListedEntry,
    Query,
    Side,
    Sum,
    Unmentioned,
    ValueEntry,
    Wanted,
)
from jixiao.index.search.query import understand
from jixiao.index.text.concepts import displayed_concepts, query_concepts
from jixiao.web.parts import address, answers, question_reading
from jixiao.web.parts.address import Address
from jixiao.web.parts.components import Page
from jixiao.web.parts.question_reading import Asking
from jixiao.web.parts.strings import Words
from jixiao.web.tabs import ask

ZH, EN = Words("zh"), Words("en")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("107年和108年新竹分局到府檢定有何不同", "compare"),
        ("比較臺中與臺南分局的電話禮貌測試", "compare"),
        ("compare Hsinchu and Taichung on meter inspection", "compare"),
        ("Hsinchu vs Tainan: volunteers", "compare"),
        ("比較各分局的志工", "compare"),
        ("哪種作法比較方便", "passages"),
        ("107年新竹分局的網站改版做了哪些改變？", "passages"),
        ("新竹分局使用哪些系統", "list"),
        ("新竹分局有哪些系統", "list"),
        ("108年修正了哪些法規", "list"),
        ("合作的機關有哪些？", "list"),
        ("各分局跟哪些單位合作", "list"),
        ("臺中分局哪些單位辦理教育訓練", "list"),
        ("請列出108年修正的作業程序", "list"),
        ("which agencies did the branches cooperate with", "list"),
        ("what regulations concern complaints", "list"),
        ("Which agencies did on-site inspections?", "which_branch"),
        ("哪些單位做過到府檢定", "which_branch"),
        ("做過到府檢定的分局有哪些", "which_branch"),
        ("有哪些作法是教業者學會自己上網送件？", "passages"),
        ("不用親自跑櫃台繳錢，有哪些付款方式？", "passages"),
    ],
)
def test_lists_and_comparisons_are_told_from_other_questions(text: str, kind: str) -> None:
    assert understand(text).kind == kind


@pytest.mark.parametrize(
    ("text", "kinds", "partner", "about"),
    [
        ("新竹分局使用哪些系統", ("system",), False, ""),
        ("108年修正了哪些法規", ("regulation",), False, "修正了"),
        ("到府檢定了哪些度量衡器", ("product",), False, "到府檢定了"),
        ("各分局跟哪些機關合作", ("organisation", "agency"), True, ""),
        ("which systems are there", ("system",), False, ""),
        ("Which rules and regulations did the bureau revise?", ("regulation",), False, "revise"),
    ],
)
def test_what_a_list_asks_for_and_under_which_condition(
    text: str, kinds: tuple[str, ...], partner: bool, about: str
) -> None:
    query = understand(text)
    assert query.wanted is not None
    assert (query.wanted.kinds, query.wanted.partner, query.about) == (kinds, partner, about)


def test_a_comparison_keeps_the_year_that_it_compares_with() -> None:
    assert understand("相較於107年，108年新竹分局到府檢定有何不同").filters.year == (107, 108)
    assert understand("107年和108年新竹分局到府檢定有何不同").about == "到府檢定"


def words_of(query: Query) -> set[str]:
    return {word for concept in query_concepts(query) for word in (*concept.surface_forms, *concept.synonyms)}


def test_a_word_taken_off_is_looked_for_no_longer_whatever_it_is() -> None:
    plain = understand("到府檢定磅秤")
    without = understand("到府檢定磅秤", correction=Correction(without=("到府檢定",)))
    assert "到府檢定" in words_of(plain)
    assert not {"到府檢定", "臨場檢定"} & words_of(without)
    assert "磅秤" in words_of(without)
    assert without.content == "磅秤"
    synonym = understand("到府檢定磅秤", correction=Correction(without=("臨場檢定",)))
    assert {"到府檢定"} <= words_of(synonym)
    assert "臨場檢定" not in words_of(synonym)


def test_an_english_word_is_taken_off_in_the_plural_too() -> None:
    query = understand("volunteers at the counters", correction=Correction(without=("volunteer",)))
    assert query.content == "counters"
    assert "志工" not in query.terms


def test_a_word_that_is_added_brings_its_synonyms() -> None:
    query = understand("到府檢定", correction=Correction(also=("志工", "紫斑蝶")))
    assert {"到府檢定", "志工", "義工", "紫斑蝶"} <= words_of(query)
    assert "志工" in words_of(understand("phone tests", correction=Correction(also=("volunteers",))))


def test_the_last_word_is_not_taken_off() -> None:
    assert understand("到府檢定", correction=Correction(without=("到府檢定",))).content == "到府檢定"


def test_words_that_named_a_filter_are_taken_off_with_it() -> None:
    query = understand("108年新竹分局到府檢定", correction=Correction(without=("108年",)))
    assert query.filters == Filters(branch=("新竹分局",))
    assert [r.field for r in query.recognised] == ["branch"]
    assert query.content == "到府檢定"


def test_another_kind_is_read_as_asked_for() -> None:
    query = understand("哪些分局使用線上申辦系統", correction=Correction(kind="list"))
    assert (query.kind, query.wanted and query.wanted.kinds) == ("list", ("system",))
    every = understand("到府檢定", correction=Correction(kind="list")).wanted
    assert every is not None
    assert {"system", "regulation", "organisation", "unit"} <= set(every.kinds)


def test_pairs_of_characters_are_one_word_to_the_reader() -> None:
    assert [concept.surface_forms[0] for concept in displayed_concepts(understand("紫斑蝶復育"))] == ["紫斑蝶復育"]


# What the buttons do


def test_each_button_corrects_one_thing() -> None:
    asking = Asking("問題", Filters(year=(108,)))
    assert question_reading.corrected(asking, "kind", "list").correction.kind == "list"
    assert question_reading.corrected(asking, "kind", "nonsense").correction.kind is None
    off = question_reading.corrected(asking, "without", "志工")
    assert off.correction.without == ("志工",)
    assert question_reading.corrected(off, "restore", "志工") == asking
    added = question_reading.corrected(off, "also", " 志工 ")
    assert added.correction == Correction(also=("志工",))
    assert question_reading.corrected(added, "without", "志工").correction == UNCORRECTED
    assert question_reading.corrected(asking, "also", "  ") == asking
    assert question_reading.corrected(asking, "year", "108").filters == Filters()
    assert question_reading.corrected(asking, "nonsense", "108") == asking
    assert question_reading.corrected(off, "reset", "") == asking
    assert len(question_reading.corrected(asking, "also", "字" * 90).correction.also[0]) == question_reading.LONGEST


def test_another_question_forgets_the_corrections_and_keeps_the_limits() -> None:
    asking = Asking("甲", Filters(year=(108,)), Correction(kind="list"))
    assert question_reading.anew(asking, " 甲 ") == asking
    assert question_reading.anew(asking, "乙") == Asking("乙", Filters(year=(108,)))


def test_the_address_holds_the_whole_reading() -> None:
    there = Address(q="哪些？", kind="list", without=("108年", "志工"), also=("義工",), filters=Filters(year=(108,)))
    assert address.read(address.write(there)) == there


# What the page shows


def answered(query: Query, **fields: Any) -> Answer:
    return Answer(query, 12, total=34, **fields)


@pytest.mark.parametrize(
    ("words", "checked"), [(ZH, "查看了 12 個段落（文件庫共 34 個）"), (EN, "of 34 in the library")]
)
def test_kind_words_and_filters_are_buttons(words: Words, checked: str) -> None:
    query = understand(
        "108年新竹分局到府檢定", Filters(facet=(2,)), correction=Correction(without=("磅秤",), also=("志工",))
    )
    shown = Elements(question_reading.panel(answered(query), words))
    buttons = [attributes for tag, attributes in shown.found if tag == "button"]
    told = {(str(b["data-what"]), str(b.get("data-word"))) for b in buttons}
    assert {("kind", kind) for kind in question_reading.KINDS} <= told
    assert {("without", "到府檢定"), ("without", "臨場檢定"), ("without", "志工"), ("without", "108年")} <= told
    assert {("facet", "2"), ("restore", "磅秤"), ("reset", "")} <= told
    assert [b["data-word"] for b in buttons if b.get("aria-pressed") == "true"] == ["passages"]
    assert all(b.get("aria-label") or b["data-what"] in ("kind", "also", "reset") for b in buttons)
    assert checked in shown.text


def test_the_only_word_can_not_be_taken_off() -> None:
    shown = Elements(question_reading.panel(answered(understand("到府檢定")), ZH))
    assert "到府檢定" not in [a.get("data-word") for _, a in shown.found if a.get("data-what") == "without"]


def quoted(passage: Passage, **fields: Any) -> Evidence:
    return evidence(passage, **fields)


def test_names_stand_in_a_line_and_each_with_its_sentence() -> None:
    passage = make_passage("本局使用線上申辦系統。")
    entries = tuple(
        ListedEntry(f"系統{n}", "system", "done" if n else None, 1, ("新竹分局",), (108,), (quoted(passage),))
        for n in range(15)
    )
    query = understand("有哪些系統")
    for words, more in ((ZH, "另 3 個名稱"), (EN, "3 more names")):
        shown = Elements(answers.panel(answered(query, listed=entries), words, []))
        assert shown.values("data-name") == [entry.name for entry in entries]
        assert shown.values("href") == [f"#name-{n}" for n in range(15)]
        assert more in shown.text
    assert "只見於策略或方法" in answers.panel(answered(query, listed=entries[:1]), ZH, [])


def test_no_name_among_the_sentences_is_said_so() -> None:
    passage = make_passage("修正規定。")
    shown = answers.panel(answered(understand("修正了哪些系統"), evidence=(quoted(passage),)), ZH, [])
    assert ZH("reading.no_names") in shown


def comparison() -> Comparison:
    first, second = make_passage("測試 40 人次。", year=107), make_passage("測試 60 人次。", 20)
    values = (
        ValueEntry(40.0, "人次", "測試", "新竹分局", 107, "40 人次", (quoted(first),), "done"),
        ValueEntry(60.0, "人次", "測試", "新竹分局", 108, "60 人次", (quoted(second),), "planned"),
    )
    row = ComparedFigure("測試", "人次", values, (None, 20.0), (None, 1.5))
    unlike = replace(row, differences=(None, None), ratios=(None, None), cautions=("plan",))
    return Comparison(
        (
            Side("新竹分局", 107, 9, "done", (quoted(first),), (quoted(first),), ("報馬仔",)),
            Side("新竹分局", 108, 7, "planned", (quoted(second),)),
            Side("新竹分局", 109, 0, None, absence="no_report"),
        ),
        (row, unlike),
    )


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (ZH, ("未載入報告", "差 +20，為前者的 1.50 倍", "不相減：一個是計畫或目標，一個是成果", "只見於此")),
        (EN, ("no report loaded", "difference +20, 1.50 times the first", "one is planned or a target", "only here")),
    ],
)
def test_sides_stand_beside_each_other_and_figures_open_their_sentences(words: Words, told: tuple[str, ...]) -> None:
    answer = answered(understand("比較107年與108年新竹分局的測試"), compared=comparison(), evidence=())
    shown = Elements(answers.panel(replace(answer, absence="nothing_found"), words, []))
    for phrase in (*told, "報馬仔"):
        assert phrase in shown.text
    opened = [a for tag, a in shown.found if a.get("class") == "figure-link"]
    assert len(opened) == 4
    assert {a["data-event"] for a in opened} == {"open_place"}


def test_silent_branches_and_parts_of_a_total_are_shown() -> None:
    passage = make_passage("共 40 場次（基 15、新 25）。")
    parts = Sum(40.0, "場次", (("基隆分局", 15.0), (None, 25.0)), 40.0, True, True, quoted(passage))
    value = ValueEntry(40.0, "場次", "訓練", None, 108, "40 場次", (quoted(passage),), "done", parts)
    shown = Elements(answers.panel(answered(understand("訓練幾場次"), values=(value,)), ZH, []))
    assert "基隆分局 15" in shown.text
    assert "未指明 25" in shown.text
    assert "原文的分項相加等於合計" in shown.text
    empty = answered(understand("哪些分局？"), without=(Unmentioned("臺南分局", 31),), absence="nothing_found")
    assert "臺南分局：31 段中查無" in answers.panel(empty, ZH, [])
    assert "臺南分局: nothing in 31 passages" in answers.panel(empty, EN, [])


def test_nothing_hostile_becomes_markup() -> None:
    passage = make_passage(HOSTILE)
    told = quoted(passage)
    value = ValueEntry(1.0, HOSTILE, HOSTILE, HOSTILE, 108, HOSTILE, (told,))
    compared = Comparison(
        (Side(HOSTILE, 108, 1, "done", (told,), (told,), (HOSTILE,)), Side(HOSTILE, 109, 1, None, absence="no_report")),
        (ComparedFigure(HOSTILE, HOSTILE, (value, None), (None, None), (None, None), ("scope",)),),
    )
    query = replace(
        understand(HOSTILE, correction=Correction(without=(HOSTILE,), also=(HOSTILE,))), wanted=Wanted((HOSTILE,))
    )
    entry = ListedEntry(HOSTILE, HOSTILE, "done", 1, (HOSTILE,), (108,), (told,))
    without = (Unmentioned(HOSTILE, 1),)
    for words in (ZH, EN):
        answer = answered(query, listed=(entry,), compared=compared, without=without, evidence=(told,))
        shown = Elements(answers.panel(answer, words, []))
        assert {"img", "script"}.isdisjoint(tag for tag, _ in shown.found)
        assert not [name for _, attributes in shown.found for name in attributes if name.startswith("on")]


# The whole way


def reported(path: Any, *_: object, **__: object) -> tuple[Document, tuple[Passage, ...]]:
    text = "設置志工引導民眾。辦理磅秤檢定 3 次。"
    passage = make_passage(text, 0, "a" * 16, branches=("新竹分局",), source=path.name, agency="新竹分局")
    return Document("a" * 16, "ab" * 32, path.name, text, year=108, stage="result"), (passage,)


@pytest.fixture
def library(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    monkeypatch.setattr(pipeline, "extract", reported)
    (tmp_path / "r.txt").write_text("text", encoding="utf-8")
    with Library.create(tmp_path / "library", embedder=HashedEmbedder()) as made:
        made.add([tmp_path / "r.txt"])
        yield made


def test_the_panel_holds_the_address_that_gives_it_again(library: Library, tmp_path: Any) -> None:
    nothing: Any = None
    page = Page(library, ZH, nothing, nothing, nothing, nothing, tmp_path)
    asking = Asking("志工引導", EMPTY, Correction(kind="list", without=("引導",), also=("磅秤",)))
    shown, answer = ask.told(page, asking, [])
    there = address.read(Elements(shown).values("data-address")[0])
    assert (there.q, there.kind, there.without, there.also) == ("志工引導", "list", ("引導",), ("磅秤",))
    assert answer is not None
    assert answer.query.correction == asking.correction
    assert ask.told(page, Asking(), []) == (f'<p class="notice" role="status">{ZH("ask.first")}</p>', None)


EMPTY = Filters()


def test_the_command_line_corrects_too(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Library, "open", lambda *_, **__: library)
    run = CliRunner().invoke(
        cli.app,
        ["ask", "志工引導", "--kind", "passages", "--without-term", "引導", "--with-term", "磅秤", "--json"],
    )
    assert run.exit_code == 0
    assert '"correction": {"kind": "passages", "without": ["引導"], "also": ["磅秤"]}' in run.stdout
    assert CliRunner().invoke(cli.app, ["ask", "志工", "--kind", "nonsense"]).exit_code == 2
