"""Questions in other words: typos, bare branches and years, two languages, differences, negations, greetings."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from library_parts import HashedEmbedder, make_passage
from test_web import ZH, Elements

from jixiao.extract.names.register import ours
from jixiao.extract.records import Span, Tag
from jixiao.index.answers.ask import records as ask_output
from jixiao.index.answers.ask import titles
from jixiao.index.answers.ask.records import answer_to_json
from jixiao.index.library import Library
from jixiao.index.records import Correction, Misspelt
from jixiao.index.search import spelling
from jixiao.index.search.query import Holdings, understand
from jixiao.index.text.concepts import query_concepts
from jixiao.index.text.sentences import split
from jixiao.web.parts import answers

HEAD = "構面一：基礎服務（200 分）\n\n執行策略\t執行方法\t主辦單位\t執行績效與成果\n"
REPORTS = {
    "hsinchu.txt": ("經濟部標準檢驗局新竹分局 111 年度", "辦理消防演練 30 場次。", "提供行動支付服務，受理 12 件。"),
    "taichung.txt": ("經濟部標準檢驗局臺中分局 112 年度", "辦理消防演練 44 場次。", "預計 113 年提供行動支付服務。"),
    "tainan.txt": ("經濟部標準檢驗局臺南分局 112 年度", "辦理節能宣導。", "受理信用卡繳費，行動裝置也可使用。"),
}
HELD = {"year": ["108", "112"], "branch": ["臺中分局", "花蓮分局"]}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("wordings")
    for name, (title, first, second) in REPORTS.items():
        rows = f"(一) 服務友善性\t1. 消防演練。\t秘書室\t{first}\n\t2. 繳費。\t秘書室\t{second}\n"
        (folder / name).write_text(f"{title}提升服務效能執行績效與成果\n\n{HEAD}{rows}", encoding="utf-8")
    with Library.create(folder / "library", embedder=HashedEmbedder()) as made:
        made.add(sorted(folder.glob("*.txt")))
        yield made


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("行動之付成效", "行動支付成效"),
        ("基龍分局的演練", "基隆分局的演練"),
        ("表單簡話", "表單簡化"),
        ("行動支付成效", "行動支付成效"),
        ("哪些分局用無人機巡查？", "哪些分局用無人機巡查？"),
        ("加油站採油", "加油站採油"),
        ("", ""),
    ],
)
def test_a_character_that_sounds_alike_is_mended_in_a_known_term(text: str, read: str) -> None:
    assert spelling.corrected(text, lambda pair: False)[0] == read


def test_what_the_reports_write_themselves_is_no_mistake() -> None:
    assert spelling.corrected("行動之付成效", lambda pair: True) == ("行動之付成效", ())


def test_a_mended_term_is_told_and_can_be_taken_off(library: Library) -> None:
    query = library.understand("行動之付")
    assert (query.text, query.content, query.misspelt) == ("行動之付", "行動支付", (Misspelt("行動之付", "行動支付"),))
    assert "read as: 行動支付" in "\n".join(ask_output.notes(query, None))
    answer = library.ask(query)
    assert answer_to_json(answer)["reading"]["misspelt"] == [{"written": "行動之付", "meant": "行動支付"}]
    shown = Elements(answers.panel(answer, ZH, []))
    (mark,) = [a["data-word"] for _, a in shown.found if "→" in str(a.get("data-word"))]
    assert library.understand("行動之付", correction=Correction(without=(str(mark),))).content == "行動之付"


@pytest.mark.parametrize(
    ("text", "years", "branches"),
    [
        ("台中112免付費電話幾通", (112,), ("臺中分局",)),
        ("108台中行動支付", (108,), ("臺中分局",)),
        ("花蓮 108跟112 稽核", (108, 112), ("花蓮分局",)),
        ("joint audits in 108", (108,), ()),
        ("去年的稽核", (111,), ()),
        ("今年的稽核", (112,), ()),
        ("112年比前一年多辦幾場", (112, 111), ()),
        ("比前一年多辦幾場", (112, 111), ()),
        ("台中市消防局", (), ()),
        ("到花蓮辦檢定", (), ()),
        ("臺北的檢定", (), ()),
        ("處理108件申請", (), ()),
        ("節省112小時", (), ()),
        ("CNS 108-1", (), ()),
        ("第112號", (), ()),
    ],
)
def test_bare_years_and_branches_of_the_library(text: str, years: tuple[int, ...], branches: tuple[str, ...]) -> None:
    found = understand(text, holdings=Holdings(held=lambda field: HELD.get(field, []))).filters
    assert (found.year, found.branch) == (years, branches)


@pytest.mark.parametrize(
    "text",
    [
        "新竹分局跟臺中分局演練各辦幾場",
        "臺中分局112年比111年多辦幾場演練？",
        "111年和112年的演練場次差多少",
        "111年到112年演練成長多少",
        "How many more drills were held in 2023 than in 2022?",
    ],
)
def test_a_difference_that_is_asked_for_is_a_comparison(text: str) -> None:
    assert understand(text).kind == "compare"


@pytest.mark.parametrize("text", ["112年辦了幾場演練", "臺中分局一共辦了多少場演練", "線上申辦率提升多少"])
def test_a_figure_of_one_side_stays_one(text: str) -> None:
    assert understand(text).kind == "how_many"


def test_the_difference_is_computed_with_both_sources(library: Library) -> None:
    answer = library.ask("111年新竹分局和112年臺中分局的消防演練場次差多少？")
    assert answer.compared is not None
    assert [[v and v.value for v in row.values] for row in answer.compared.figures if row.unit == "場次"] != []


@pytest.mark.parametrize(
    ("text", "synonym"), [("2019年發了幾則 press release", "新聞稿"), ("網站上的 seminar 影片", "說明會")]
)
def test_english_words_in_a_chinese_question_stand_for_chinese(text: str, synonym: str) -> None:
    assert any(synonym in concept.synonyms for concept in query_concepts(understand(text)))


def test_abbreviations_in_a_chinese_question_are_names() -> None:
    assert ("haccp",) in [concept.surface_forms for concept in query_concepts(understand("外銷 HACCP 審查"))]


def test_which_branches_did_not(library: Library) -> None:
    query = library.understand("哪些分局沒有提供行動支付？")
    assert query.negated
    assert "沒" not in query.content
    answer = library.ask(query)
    assert [(entry.name, entry.status) for entry in answer.branches] == [("臺中分局", "planned")]
    assert "新竹分局" not in {one.name for one in answer.without}
    assert answer_to_json(answer)["reading"]["negated"] is True
    assert not library.understand("哪些分局提供行動支付？").negated


def test_silence_comes_with_the_nearest_sentence_and_how_much_was_looked_at(library: Library) -> None:
    answer = library.ask("哪些分局提供行動支付服務？")
    (silent,) = [one for one in answer.without if one.name == "臺南分局"]
    assert silent.checked == 2
    assert silent.nearest is not None
    assert silent.nearest.source == "tainan.txt"
    assert silent.own_report
    told = next(one for one in answer_to_json(answer)["without"] if one["name"] == "臺南分局")
    assert told["nearest"]["quote"] == silent.nearest.quote
    shown = answers.panel(answer, ZH, [])
    assert silent.nearest.quote[:8] in shown
    if silent.related:
        assert "可能相關，請看" in shown


@pytest.mark.parametrize("text", ["你好，請問你是誰", "Hello, who are you?", "謝謝！"])
def test_small_talk_gets_no_invented_answer(library: Library, text: str) -> None:
    assert not library.ask(text).found
    assert not library.search(text).found


@pytest.mark.parametrize(
    ("text", "thing", "names"),
    [
        ("自製微電影(甲篇、乙篇、丙篇)供民眾參考。", "微電影", ["甲篇", "乙篇", "丙篇"]),
        ("成立「行動互聯網」、「部品互聯網」及「用品小組」。", "互聯網", ["行動互聯網", "部品互聯網"]),
        ("拍攝「紅帽」、「電表」等微電影。", "微電影", ["紅帽", "電表"]),
        ("自製微電影(民國 108 年)。", "微電影", []),
    ],
)
def test_titles_that_no_list_holds_are_read_off_the_sentence(text: str, thing: str, names: list[str]) -> None:
    (sentence,) = split(make_passage(text), ours())
    assert [tag.canonical for tag in titles.of_thing(sentence, thing)] == names


def test_names_in_a_row_with_a_known_one_are_names_too() -> None:
    text = "辦理「烘碗機」、「調理爐」、「乾衣機」……等事故調查 34 件。"
    (sentence,) = split(make_passage(text), ours())
    known = Tag("烘碗機", "product", Span(3, 6), "烘碗機")
    assert [(tag.canonical, tag.kind) for tag in titles.siblings(sentence, known)] == [
        ("調理爐", "product"),
        ("乾衣機", "product"),
    ]
