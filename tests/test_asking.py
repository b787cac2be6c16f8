"""Direct answers over passages made by hand, with fixed numbers instead of the learned ones."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from library_parts import HashedEmbedder, make_passage

from jixiao.extract.names.register import ours
from jixiao.extract.records import Item, Passage, Quantity, Span
from jixiao.index.answers.scoring import calibration, figures, passage_answers
from jixiao.index.answers.scoring.calibration import Calibration
from jixiao.index.arrays import Rows
from jixiao.index.holdings.preparation import with_sentences
from jixiao.index.records import EVERYTHING, Answer, Concept, Filters, Query
from jixiao.index.search import query
from jixiao.index.search.linear_model import LinearModel
from jixiao.index.sentences.columns import Entry, SentenceColumns, built
from jixiao.index.text.concepts import query_concepts, thesaurus
from jixiao.index.text.sentences import split
from jixiao.index.text.tokenizer import fold, terms

BUREAU, BRANCH = "經濟部標準檢驗局", "經濟部標準檢驗局新竹分局"
NUMBERS = Calibration(
    sentence=LinearModel(-3.0, {"coverage": 6.0, "proximity": 2.0}),
    figure=LinearModel(
        -2.0, {"sentence_score": 0.3, "unit_fit": 2.0, "clause_coverage": 2.0, "part": -1.0, "no_branch": -1.0}
    ),
    found=dict.fromkeys(
        calibration.KINDS, LinearModel(0.0, {"best_sentence": 1.0, "best_figure": 0.5, "uncovered_topic": -1.0})
    ),
    least=0.0,
    share=0.3,
    within=3.0,
)


class HandView:
    """A library of passages made by hand."""

    generation, register = 1, ours()

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._passages, self._embedder = list(passages), HashedEmbedder()

    def passages(self, filters: Filters = EVERYTHING) -> list[Passage]:
        return [
            p
            for p in self._passages
            if (not filters.year or p.year in filters.year or any(q.year in filters.year for q in p.quantities))
            and (not filters.branch or set(p.branches) & set(filters.branch) or _named(p) & set(filters.branch))
            and (not filters.stage or p.stage in filters.stage)
        ]

    def vectors(self, passage_ids: Sequence[str]) -> object:
        known = {p.passage_id: p.text for p in self._passages}
        return self.embed([known[i] for i in passage_ids])

    def embed(self, texts: Sequence[str]) -> object:
        return self._embedder.encode(list(texts), "passage")

    def embed_query(self, text: str) -> object:
        return self._embedder.encode([text], "query")[0]

    def tokens(self, text: str) -> list[str]:
        return terms(text)

    def idf(self, term: str) -> float:
        return math.log(1 + len(self._passages))

    def count(self, filters: Filters = EVERYTHING, roles: Sequence[str | None] | None = None) -> int:
        return len(self.rows(filters, roles))

    def rows(self, filters: Filters = EVERYTHING, roles: Sequence[str | None] | None = None) -> Rows:
        passing = [p for p in self.passages(filters) if roles is None or p.label in roles]
        return np.array([self._passages.index(p) for p in passing], np.int64)

    def by_row(self, rows: Sequence[int]) -> dict[int, Passage]:
        return {row: self._passages[row] for row in rows}

    def by_id(self, passage_ids: Sequence[str]) -> dict[str, Passage]:
        return {p.passage_id: p for p in self._passages if p.passage_id in passage_ids}

    def sentences(self, passage_ids: Sequence[str]) -> dict[str, object]:
        return {}

    def sentence_columns(self, filters: Filters, roles: Sequence[str | None]) -> SentenceColumns:
        rows = self.rows(filters, roles).tolist()
        passages = [self._passages[row] for row in rows]
        kept = with_sentences(passages, ours(), self._embedder)
        return built(Entry(row, p.passage_id, p.year, *own) for row, p, own in zip(rows, passages, kept, strict=True))

    def sha256(self, document_id: str) -> str:
        return document_id

    def agencies(self, years: Sequence[int] = ()) -> list[str]:
        return sorted({p.agency for p in self._passages if p.agency and (not years or p.year in years)})

    def has_report(self, filters: Filters) -> bool:
        return any(not filters.year or p.year in filters.year for p in self._passages)


def _named(passage: Passage) -> set[str]:
    return {q.branch for q in passage.quantities if q.branch}


def quantity(passage: Passage, surface: str, value: float, unit: str, **fields: object) -> Quantity:
    start = passage.text.index(surface) + passage.span.start
    plain: dict[str, object] = {"of": None, "branch": (passage.branches or (None,))[0], "year": passage.year}
    return Quantity(surface, value, unit, span=Span(start, start + len(surface)), **plain | fields)  # type: ignore[arg-type]


def with_quantities(passage: Passage, *told: tuple[str, float, str]) -> Passage:
    return replace(passage, quantities=tuple(quantity(passage, *one) for one in told))


def library() -> HandView:
    told: dict[str, object] = {"agency": BUREAU, "title": "108 年度成果"}
    scales = make_passage(
        "2.新竹分局：(1)辦理磅秤到府檢定，共完成 42,212 具。(2)發出 588 封信件通知業者。",
        0,
        branches=("新竹分局",),
        **told,
    )
    general = make_passage("總局及各分局針對磅秤提供到府檢定服務。", 100, branches=("總局",), scope="all", **told)
    courtesy = make_passage(
        "總局及各分局電話禮貌測試共 348 人次。總局 252 基 96 新 108", 200, branches=("總局",), scope="all", **told
    )
    parts = (
        ("348 人次", 348.0, None),
        ("總局 252", 252.0, "總局"),
        ("基 96", 96.0, "基隆分局"),
        ("新 108", 108.0, "新竹分局"),
    )
    courtesy = replace(
        courtesy, quantities=tuple(quantity(courtesy, s, v, "人次", branch=b, of="電話禮貌測試") for s, v, b in parts)
    )
    camp = make_passage("6.花蓮分局：辦理兒童營隊 3 場次，參加 48 名學童。", 300, branches=("花蓮分局",), **told)
    plan = make_passage(
        "預計辦理兒童營隊 2 場次。", 0, "e" * 16, branches=("新竹分局",), agency=BRANCH, stage="plan", year=109
    )
    bureau = make_passage("本局發布新聞稿 59 則。", 400, branches=("總局",), **told)
    others = [make_passage(text, 500 + 50 * n, branches=("臺南分局",), **told) for n, text in enumerate(FILLING)]
    return HandView(
        [
            with_quantities(scales, ("42,212 具", 42212.0, "具"), ("588 封", 588.0, "封")),
            general,
            courtesy,
            with_quantities(camp, ("3 場次", 3.0, "場次"), ("48 名", 48.0, "名")),
            with_quantities(plan, ("2 場次", 2.0, "場次")),
            with_quantities(bureau, ("59 則", 59.0, "則")),
            *others,
        ]
    )


FILLING = (
    "4.臺南分局：服務場所設置無障礙坡道與愛心鈴。",
    "櫃臺人員主動協助民眾填寫申請書。",
    "定期檢視網站內容並更新資料。",
    "辦理同仁教育訓練。",
    "訂定標準作業流程並公布於網站。",
)


@pytest.fixture(autouse=True)
def fixed_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passage_answers, "calibration", lambda: NUMBERS)


def ask(question: str, view: HandView | None = None) -> Answer:
    return passage_answers.ask(query.understand(question), view or library())  # type: ignore[arg-type]


def names(answer: Answer) -> list[tuple[str, str]]:
    return [(entry.name, entry.status) for entry in answer.branches]


def test_a_branch_is_named_with_its_sentence_and_its_figure() -> None:
    answer = ask("哪些分局做過到府檢定？")
    assert names(answer) == [("新竹分局", "done")]
    entry = answer.branches[0]
    assert [e.quote for e in entry.evidence] == ["辦理磅秤到府檢定，共完成 42,212 具。"]
    assert [q.value for q in entry.quantities] == [42212.0]


def test_what_is_said_of_all_branches_stands_apart() -> None:
    answer = ask("哪些分局做過到府檢定？")
    assert [e.quote for e in answer.general] == ["總局及各分局針對磅秤提供到府檢定服務。"]


def test_the_head_office_is_named_only_where_units_are_asked_for() -> None:
    assert ask("哪些分局發布新聞稿？").branches == ()
    assert names(ask("哪些單位發布新聞稿？")) == [("總局", "done")]


def test_what_a_plan_says_is_planned() -> None:
    assert names(ask("哪些分局辦理兒童營隊？")) == [("花蓮分局", "done"), ("新竹分局", "planned")]


def test_an_english_question_finds_the_same_sentence() -> None:
    answer = ask("Which branches held summer camps for children?")
    assert ("花蓮分局", "done") in names(answer)


def test_a_figure_of_the_unit_that_is_asked_for_comes_first() -> None:
    first = ask("花蓮分局的兒童營隊有幾名學童參加？").values[0]
    assert (first.value, first.unit, first.branch) == (48.0, "名", "花蓮分局")
    assert ask("花蓮分局辦了幾場兒童營隊？").values[0].value == 3.0


def test_a_breakdown_answers_for_its_branch_and_is_quoted_with_its_sentence() -> None:
    first = ask("新竹分局電話禮貌測試幾人次？").values[0]
    assert (first.value, first.branch) == (108.0, "新竹分局")
    assert first.evidence[0].quote == "總局及各分局電話禮貌測試共 348 人次。總局 252 基 96 新 108"


def test_figures_of_other_branches_and_years_are_not_offered() -> None:
    assert {v.branch for v in ask("新竹分局電話禮貌測試幾人次？").values} <= {"新竹分局", None}
    assert ask("107年花蓮分局辦了幾場兒童營隊？").values == ()


def test_nothing_is_said_where_nothing_is_found() -> None:
    for question in ("哪些分局發放敬老禮金？", "水庫清淤量有多少公噸？", "核電廠除役進度"):
        answer = ask(question)
        assert not answer.found, question
        assert (answer.checked, answer.absence) == (11, "nothing_found")


def test_a_year_without_report_is_told_apart() -> None:
    answer = ask("101年哪些分局做過到府檢定？")
    assert (answer.found, answer.absence, answer.checked) == (False, "no_report", 0)


def test_other_questions_get_sentences_best_first() -> None:
    answer = ask("兒童營隊怎麼辦理？")
    assert answer.kind == "passages"
    assert "兒童營隊" in answer.evidence[0].quote
    assert [e.score for e in answer.evidence] == sorted((e.score for e in answer.evidence), reverse=True)


def test_a_scoring_item_brings_its_own_sentences() -> None:
    view = library()
    own = make_passage("設置雙語標示。", 900, items=(Item("服務友善", "row"),), agency=BUREAU, branches=("總局",))
    answer = ask("評核項目「服務友善」有哪些佐證？", HandView([*view.passages(), own]))
    assert [e.quote for e in answer.evidence] == ["設置雙語標示。"]


@pytest.mark.parametrize("question", ["哪些分局做過到府檢定？", "新竹分局電話禮貌測試幾人次？", "兒童營隊怎麼辦理？"])
def test_every_quote_is_the_text_at_its_span(question: str) -> None:
    view = library()
    texts = {p.passage_id: p for p in view.passages()}
    answer = ask(question, view)
    entries = [e for entry in (*answer.branches, *answer.values) for e in entry.evidence]
    for quoted in (*entries, *answer.general, *answer.evidence):
        passage = texts[quoted.passage_id]
        start = passage.span.start
        assert passage.text[quoted.span.start - start : quoted.span.end - start] == quoted.quote != ""


def test_sentences_take_the_branch_that_they_name_or_follow() -> None:
    passage = make_passage(
        "總局設有專人服務；另新竹分局提供英語服務；臺中分局辦理血壓計檢測，並提供諮詢。",
        branches=("總局", "新竹分局", "臺中分局"),
        agency=BUREAU,
    )
    assert [s.branches for s in split(passage, ours())] == [("總局",), ("新竹分局",), ("臺中分局",)]


def test_labels_are_left_out_of_sentences() -> None:
    passage = make_passage(
        "1.基隆分局：(1)設置布告欄，公布派遣資訊。(2)設置雨具存放處與通道。", branches=("基隆分局",), agency=BUREAU
    )
    assert [s.text for s in split(passage, ours())][-1] == "設置雨具存放處與通道。"
    assert {s.branches for s in split(passage, ours())} == {("基隆分局",)}


@given(
    st.lists(
        st.sampled_from(["。", "；", "(1)", "2.", "辦理", "檢定共 3 件", " ", "\n", "，", "A.", "磅秤"]), max_size=40
    )
)
def test_sentences_are_slices_in_order(parts: list[str]) -> None:
    passage = make_passage("".join(parts) or "。", 7)
    last = 7
    for sentence in split(passage, ours()):
        assert sentence.text == passage.text[sentence.span.start - 7 : sentence.span.end - 7]
        assert sentence.span.start >= last
        last = sentence.span.end


def test_everyday_wordings_bring_official_ones() -> None:
    (concept,) = query_concepts(Query("接電話", "接電話"))
    assert concept.surface_forms == ("接電話",)
    assert "電話禮貌" in concept.synonyms


def test_english_wordings_bring_chinese_ones_in_singular_and_plural() -> None:
    for question in ("petrol station", "petrol stations"):
        (concept,) = query_concepts(Query(question, question, language="en"))
        assert "加油站" in concept.synonyms


def test_words_of_asking_are_no_ideas() -> None:
    assert query_concepts(Query("哪些分局有什麼做法？", "哪些分局有什麼做法")) == []


def test_no_wording_of_the_thesaurus_is_empty() -> None:
    assert all(wording and wording == fold(wording) for wordings in thesaurus().concepts for wording in wordings)


@pytest.mark.parametrize(
    ("question", "unit", "other"),
    [
        ("抽測幾人次？", "人次", "件"),
        ("花了多少錢？", "元", "件"),
        ("線上申辦的比例是多少？", "%", "件"),
        ("How many people took part?", "名", "元"),
        ("What share of cases was filed online?", "%", "件"),
        ("How many petrol stations were checked?", "站", "元"),
    ],
)
def test_the_unit_follows_the_way_of_asking(question: str, unit: str, other: str) -> None:
    wanted = figures.asked_unit(query.understand(question))
    assert figures.unit_fit(unit, wanted) > 0.4 > figures.unit_fit(other, wanted)


def test_the_learned_numbers_can_be_read() -> None:
    numbers = calibration.calibration()
    assert set(numbers.found) == {"which_branch", "how_many", "passages"}
    assert 0 <= numbers.share < 1
    assert numbers.min_score(-5.0) == -5.0


def test_ideas_are_told_apart_by_their_words() -> None:
    assert Concept(("磅秤",)) != Concept(("地秤",))
