"""The page's HTML: what stands in it, in both languages, and that no document can act in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from library_parts import make_passage

from jixiao.extract.records import Cell, Document, Locator, Passage, Quantity, Span, Tag
from jixiao.index.export.records import matches
from jixiao.index.holdings.records import Change
from jixiao.index.labels import Language
from jixiao.index.records import (
    Answer,
    BranchEntry,
    DocumentInfo,
    Evidence,
    FileReport,
    Filters,
    Query,
    Recognised,
    ValueEntry,
)
from jixiao.web.parts import answers, cards, filter_panel, viewer
from jixiao.web.parts import html as parts_html
from jixiao.web.parts.strings import Words, tables
from jixiao.web.tabs import ask, holdings, uploads, versions

ROOT = Path(__file__).parents[1]
ZH, EN = Words("zh"), Words("en")
HOSTILE = """<img src=x onerror="alert(1)"><script>alert(2)</script>" onclick="alert(3)' {{value}} ${alert(4)} `&lt;"""


class Elements(HTMLParser):
    """Every element with its attributes, and the text of each `mark`."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.marks: list[str] = []
        self._in_mark = False
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag == "mark":
            self._in_mark = True
            self.marks.append("")

    def handle_endtag(self, tag: str) -> None:
        self._in_mark = self._in_mark and tag != "mark"

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._in_mark:
            self.marks[-1] += data

    def values(self, attribute: str) -> list[str]:
        return [str(attributes[attribute]) for _, attributes in self.found if attribute in attributes]


def evidence(passage: Passage, **fields: Any) -> Evidence:
    told = Evidence(passage.passage_id, passage.text, passage.span, passage.locator, passage.source, "ab" * 32)
    return replace(told, **fields)


def hostile_passage() -> Passage:
    tag = Tag(HOSTILE, HOSTILE, Span(0, 5), HOSTILE)
    quantity = Quantity(HOSTILE, 1.0, HOSTILE, HOSTILE, Span(0, 5))
    words: dict[str, Any] = dict.fromkeys(
        ("source", "title", "agency", "facet_name", "strategy", "measure", "measure_parent"), HOSTILE
    )
    return make_passage(
        HOSTILE, document_id=HOSTILE, facet=1, branches=(HOSTILE,), tags=(tag,), quantities=(quantity,), **words
    )


def hostile_pieces(words: Words) -> Iterator[str]:
    passage = hostile_passage()
    told = evidence(passage, title=HOSTILE)
    cell = Cell(Span(0, len(HOSTILE)), Locator(table=1, row=1, column=1), HOSTILE)
    document = Document(HOSTILE, "ab", HOSTILE, HOSTILE, HOSTILE, cells=(cell,))
    query = Query(HOSTILE, HOSTILE, recognised=(Recognised("source", HOSTILE, HOSTILE, Span(0, 4)),), terms=(HOSTILE,))
    yield cards.card(passage, words, [HOSTILE], [HOSTILE], 1)
    yield viewer.place(document, passage, passage.span, words)
    yield answers.panel(
        Answer(
            query,
            1,
            (BranchEntry(HOSTILE, "done", (told,), passage.quantities),),
            (ValueEntry(1.0, HOSTILE, HOSTILE, HOSTILE, 108, HOSTILE, (told,)),),
            (told,),
            (replace(told, score=1.0),),
        ),
        words,
        [],
    )
    absent = Answer(replace(query, filters=Filters(source=(HOSTILE,))), 0, absence="no_report")
    yield answers.panel(absent, words, [])
    yield uploads.report(FileReport(HOSTILE, None, 0, "failed", HOSTILE), HOSTILE, words)
    yield holdings.documents(
        [DocumentInfo(HOSTILE, HOSTILE, HOSTILE, HOSTILE, 108, "plan", 1, "ab", "2020-01-01")], words
    )
    pair = make_passage(f"甲{HOSTILE}。"), make_passage(f"乙{HOSTILE}，丙。")
    yield versions.listed(
        (Change("changed", *pair), Change("added", None, pair[1]), Change("removed", pair[0], None)), words
    )
    yield cards.also((told,), words)
    yield filter_panel.group("source", {HOSTILE: 1}, Filters(), words)


@pytest.mark.parametrize("words", [ZH, EN], ids=["zh", "en"])
def test_no_text_of_a_document_becomes_markup(words: Words) -> None:
    for piece in hostile_pieces(words):
        elements = Elements(piece)
        assert {"img", "script"}.isdisjoint(tag for tag, _ in elements.found)
        assert not [name for _, attributes in elements.found for name in attributes if name.startswith("on")]
        assert "<img" in elements.text + "".join(elements.values("data-name"))


def test_viewer_marks_the_words_and_nothing_else() -> None:
    text = "前文\n執行策略\t執行成果\n(一) 友善\t1. 先一句。\n 到府<檢定> & 42 具。後一句。\n後文"
    quote = "到府<檢定> & 42 具。"
    span = Span(text.index(quote), text.index(quote) + len(quote))
    outer = Span(text.index("1. 先"), text.index("\n後文"))
    left = Span(text.index("(一)"), text.index("\t1. 先"))
    cells = (
        Cell(left, Locator(table=1, row=1, column=1), "執行策略"),
        Cell(outer, Locator(table=1, row=1, column=2), "執行成果"),
    )
    document = Document("d" * 16, "ab", "r.txt", text, "標題", cells=cells)
    passage = make_passage(quote, span.start)
    elements = Elements(viewer.place(document, passage, span, ZH))
    assert elements.marks == [quote, quote]
    heading, marked = [attributes for tag, attributes in elements.found if tag == "td"]
    assert (heading["data-heading"], marked["data-heading"]) == ("執行策略", "執行成果")
    assert (heading.get("class"), marked["class"]) == (None, "here")


def test_viewer_of_a_report_without_tables_shows_the_text_around() -> None:
    text = "\n".join(f"第{n}行的說明。" for n in range(2000))
    start = text.index("第1000行")
    passage = make_passage("第1000行的說明。", start)
    shown = viewer.place(Document("d" * 16, "ab", "r.txt", text), passage, passage.span, ZH)
    elements = Elements(shown)
    assert elements.marks == [passage.text]
    assert "table" not in [tag for tag, _ in elements.found]
    assert "第990行的說明。\n" in elements.text
    assert len(elements.text) < 2 * viewer.AROUND + 500


@pytest.mark.parametrize(
    ("text", "needles", "expected"),
    [
        ("提供到府（臨場）檢定服務", ["到府檢定"], ["到府", "檢定"]),
        ("台北的ＡＰＰ服務", ["臺北app"], ["台北", "ＡＰＰ"]),
        ("一字不算", ["一"], []),
        ("online 申辦", ["line"], []),
        ("Line 官方帳號", ["用line官方"], ["官方"]),
        ("", ["到府"], []),
    ],
)
def test_matches_are_marked(text: str, needles: list[str], expected: list[str]) -> None:
    found = [text[start:end] for start, end in matches(text, needles)]
    assert [piece for piece in found if piece in expected or not expected] == expected


def test_marking_keeps_the_text() -> None:
    text = "a<b>到府&檢定"
    assert Elements(parts_html.marked(text, matches(text, ["到府", "檢定"]))).text == text


def test_answer_tells_branches_by_status_and_general_statements_apart() -> None:
    done, planned, general = (
        make_passage("甲已辦理。"),
        make_passage("乙將辦理。", 10),
        make_passage("各分局均有。", 20),
    )
    entries = (
        BranchEntry("新竹分局", "done", (evidence(done),), (Quantity("42 具", 42.0, "具", "磅秤", Span(0, 2)),)),
        BranchEntry("臺南分局", "planned", (evidence(planned),)),
    )
    shown = answers.panel(
        Answer(Query("哪些？", "辦理"), 1234, entries, general=(evidence(general),), evidence=(evidence(done),)), ZH, []
    )
    elements = Elements(shown)
    assert elements.values("data-branch") == ["新竹分局", "臺南分局"]
    assert elements.values("data-status") == ["done", "planned"]
    for words in ("已執行", "規劃中", "42 具", "總局及各分局的一般說明", "查看了 1,234 個段落"):
        assert words in elements.text
    assert elements.text.count("甲已辦理。") == 1


def test_figure_is_shown_large_and_marked_whole_in_its_sentence() -> None:
    passage = make_passage("到府檢定磅秤 1,980 件，共 1,980 件。", stage="plan")
    value = ValueEntry(1980.0, "件", "磅秤", "臺中分局", 112, "1,980 件", (evidence(passage, stage="plan"),))
    shown = Elements(answers.panel(Answer(Query("幾件到府檢定？", "到府檢定"), 9, values=(value,)), ZH, []))
    assert shown.marks == ["到府檢定", "1,980 件"]
    assert (shown.values("data-value"), shown.values("data-unit")) == (["1980"], ["件"])
    assert "臺中分局 · 112 年度" in shown.text
    assert "badge plan" in shown.values("class")


def test_no_report_is_told_apart_from_nothing_found() -> None:
    query = Query("112年高雄", "", filters=Filters(year=(112,), branch=("高雄分局",)))
    missing = answers.panel(Answer(query, 0, absence="no_report"), ZH, [])
    silent = answers.panel(Answer(query, 30, absence="nothing_found"), ZH, [])
    assert "文件庫沒有符合「112 年度；高雄分局」的報告" in missing
    assert "文件中查無相關內容" not in missing
    assert "文件中查無相關內容" in silent
    assert "30" in silent


def test_recognised_filters_can_be_taken_off_and_terms_are_told() -> None:
    query = Query("108年？", "", recognised=(Recognised("year", 108, "108年", Span(0, 4)),), terms=("到府",))
    elements = Elements(answers.asked(query, ZH))
    assert elements.values("data-event") == ["drop"]
    assert (elements.values("data-start"), elements.values("data-end")) == (["0"], ["4"])
    assert "108 年度" in elements.text
    assert "到府" in elements.text


@pytest.mark.parametrize(
    ("text", "words", "left"),
    [
        ("108年哪些分局辦理？", "108年", "哪些分局辦理？"),
        ("哪些 2019 辦理", "2019", "哪些  辦理"),
        ("which branches did it in 2019", "2019", "which branches did it in"),
    ],
)
def test_a_filter_is_taken_out_of_the_question(text: str, words: str, left: str) -> None:
    start = text.index(words)
    assert ask.without(text, start, start + len(words)) == left


def test_filter_panel_shows_counts_and_keeps_what_is_ticked() -> None:
    elements = Elements(filter_panel.group("year", {"107": 3, "112": 1200}, Filters(year=(108,)), ZH))
    assert elements.values("value") == ["112", "108", "107"]
    assert [attributes["value"] for _, attributes in elements.found if "checked" in attributes] == ["108"]
    assert "1,200" in elements.text


def test_ticks_that_are_no_filter_are_left_out() -> None:
    ticked = {
        "year": ["108", "x", "１"],
        "role": ["outcome", "<b>"],
        "stage": ["plan"],
        "nonsense": ["1"],
        "mode": ["no"],
    }
    assert filter_panel.read(ticked) == Filters(year=(108,), role=("outcome",), stage=("plan",))
    assert filter_panel.read_mode(ticked) == "hybrid"
    assert filter_panel.read_mode({"mode": ["dense"]}) == "dense"


def test_chosen_passages_show_as_chosen() -> None:
    passage = make_passage("甲。")
    pressed = [
        Elements(cards.card(passage, ZH, chosen)).values("aria-pressed") for chosen in ([], [passage.passage_id])
    ]
    assert pressed == [["false"], ["true"]]


def keys() -> list[tuple[str, str, dict[str, str]]]:
    return [(table, key, dict(words)) for table, entries in tables().items() for key, words in entries.items()]


@pytest.mark.parametrize(("table", "key", "words"), keys())
def test_words_are_there_in_both_languages(table: str, key: str, words: dict[Language, str]) -> None:
    assert set(words) == {"zh", "en"}
    assert all(words.values())
    fields = [{name for _, name, _, _ in Formatter().parse(text) if name} for text in words.values()]
    assert fields[0] == fields[1], f"{table}.{key}"


def test_every_word_is_used_and_every_used_word_is_there() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "web").rglob("*.py"))
    there = {f"{table}.{key}" for table, key, _ in keys()}
    used = set(re.findall(r"""["']([a-z]+\.[a-z_]+)["']""", code)) | {f"search.{mode}" for mode in filter_panel.MODES}
    assert there - used == set()
    assert {name for name in used if name.split(".")[0] in tables() and not name.endswith(".js")} - there == set()
