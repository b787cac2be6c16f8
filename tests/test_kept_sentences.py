"""Sentences, facts and forms that are kept as columns, against what they stand for, looked at one by one."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_reports import TABLE

from jixiao.extract.text import normalisation
from jixiao.index.answers.scoring import passage_answers, relevance
from jixiao.index.arrays import Floats
from jixiao.index.holdings import names_file_edits
from jixiao.index.holdings.state import State
from jixiao.index.library import Library
from jixiao.index.records import ALL_VERSIONS, EVERYTHING, Filters, Query
from jixiao.index.sentences.occurrences import Occurrences
from jixiao.index.text import matching
from jixiao.index.text.concepts import contains, query_concepts
from jixiao.index.text.sentences import Sentence, sentences_of, split

CORPUS = Path(__file__).parents[1] / "corpus" / "reports"
QUESTIONS = (
    "哪些分局做過到府檢定？",
    "108 年電話禮貌測試幾人次？",
    "新竹分局怎麼做滿意度調查",
    "除臺南分局外哪些分局辦過教育訓練",
    "which branches offered on-site inspection",
    "AED 或 e-mail 服務",
)
_CLAUSE = re.compile(r"[^,、;:()]+")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    made = Library.create(tmp_path_factory.mktemp("kept") / "library")
    report = tmp_path_factory.mktemp("report") / "report.txt"
    report.write_text(TABLE, encoding="utf-8")
    made.add([CORPUS, report])
    return made


def without_kept_sentences(library: Library) -> State:
    """The same library as a version made it that kept no sentences."""
    state = library.view()
    with state.store._db.changing():
        state.store._db.run("DELETE FROM sentences")
    return State(library.folder, state.store, library.embedder, library.naming)


@given(st.text("台臺 \t\n\u3000ＡｂO〇二十1²,①㎡\u200b", max_size=30))
def test_the_matching_form_alone_is_that_of_the_fold(text: str) -> None:
    assert normalisation.matching(text) == normalisation.fold(text).matching


FORMS = ("檢定", "ai", "e-mail", "定", "到府檢定", "a", "件,", "(臨")
PIECES = ("到府", "檢定", "件,", "(臨場)", "、", "ai", "s", "es", " ", "e-mail", "。", "𠮷定", "a")


@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=8).map("".join), max_size=5))
def test_a_form_occurs_where_the_texts_and_their_clauses_contain_it(texts: list[str]) -> None:
    found = Occurrences(texts)
    clauses = [(at, clause) for at, text in enumerate(texts) for clause in _CLAUSE.findall(text)]
    assert found.texts_of_clauses.tolist() == [at for at, _ in clauses]
    for form in (*FORMS, "𠮷定", "𠮸定"):
        assert {*found.in_texts([form]).tolist()} == {at for at, text in enumerate(texts) if contains(text, form)}
        held = {at for at, (_, clause) in enumerate(clauses) if contains(clause, form)}
        assert {*found.in_clauses([form]).tolist()} == held


def test_what_is_kept_of_sentences_is_what_their_passages_are_cut_into(library: Library) -> None:
    for passage in library.passages(Filters(version=ALL_VERSIONS)):
        assert library.view().sentences([passage.passage_id])
        assert sentences_of(passage, library.view()) == split(passage, library.view().register)


@pytest.mark.parametrize(
    "filters",
    [
        EVERYTHING,
        Filters(year=(108,)),
        Filters(branch=("新竹分局", "臺中分局"), role=("outcome",)),
        Filters(branch=("新竹分局",), own=("branch",)),
        Filters(source=("hsinchu_108_plan.txt",), version=ALL_VERSIONS),
        Filters(year=(90,)),
        Filters(stage=("plan",), facet=(2,)),
    ],
)
def test_masks_hold_the_rows_that_the_store_finds(library: Library, filters: Filters) -> None:
    state = library.view()
    for own in (False, True):
        assert state.facts.ids(filters, own) == state.store.ids(filters, own)
    passages = library.passages(filters)
    assert state.count(filters, ("outcome", None)) == sum(p.label in ("outcome", None) for p in passages)
    assert state.years(filters) == sorted({p.year for p in passages if p.year is not None})
    assert state.doers(filters) == sorted({branch for p in passages for branch in p.branches})


@pytest.mark.parametrize("question", QUESTIONS)
def test_columns_are_scored_as_every_sentence_by_itself(library: Library, question: str) -> None:
    asked, view = library.understand(question), library.view()
    scored = passage_answers.score(asked, view)
    sentences = [s for p in library.passages() if p.label in passage_answers.ROLES for s in split(p, view.register)]
    assert list(scored.sentences) == sentences
    expected = _features_one_by_one(asked, sentences, scored.match.weights, scored.match.covered)
    passed = {p.passage_id for p in library.passages(asked.filters)}
    rows = [
        at
        for at, one in enumerate(sentences)
        if one.passage.passage_id in passed and passage_answers.passes(one, asked.filters)
    ]
    np.testing.assert_allclose(scored.match.features[:, :4], expected, atol=1e-12)
    assert sorted(scored.rows.tolist()) == rows
    keys = [(-scored.scores[r], sentences[r].passage.passage_id, sentences[r].span) for r in scored.rows.tolist()]
    assert keys == sorted(keys)


def _features_one_by_one(query: Query, sentences: list[Sentence], weights: Floats, covered: Floats) -> Floats:
    """The columns of a match that do not hang on embeddings or ranks."""
    concepts = query_concepts(query)
    texts = [matching.matching_text(s) for s in sentences]
    own = np.array([relevance.coverage(text, concepts) for text in texts]).reshape(len(texts), len(concepts))
    around = np.array([relevance.coverage(matching.context_text(s.passage), concepts) for s in sentences])
    np.testing.assert_array_equal(covered, np.maximum(own, around))
    proximity = []
    for text in texts:
        clauses = [relevance.coverage(clause, concepts) for clause in _CLAUSE.findall(text)]
        pairs = [np.maximum(a, b) @ weights for a, b in zip(clauses, clauses[1:] or clauses, strict=False)]
        proximity.append(max(pairs, default=0.0))
    coverages = own @ weights
    return np.stack([coverages, covered @ weights, proximity, coverages.max() - coverages], axis=1)


def test_columns_are_kept_until_the_library_changes(tmp_path: Path) -> None:
    with Library.create(tmp_path / "library") as library:
        library.add([CORPUS / "hsinchu_108_plan.txt"])
        first = library.view().sentence_columns(EVERYTHING, passage_answers.ROLES)
        assert library.view().sentence_columns(EVERYTHING, passage_answers.ROLES) is first
        library.add([CORPUS / "bureau_112_result.txt"])
        after = library.view().sentence_columns(EVERYTHING, passage_answers.ROLES)
        assert len(after) > len(first)


def test_other_names_put_other_doers_into_the_kept_sentences(tmp_path: Path) -> None:
    report = tmp_path / "bureau.txt"
    told = "另由甲乙工作站辦理檢定 5 場。甲乙工作站辦理講習 3 場。"
    report.write_text(f"經濟部標準檢驗局 108 年度成果\n\n本局辦理講習 2 場。{told}\n", encoding="utf-8")
    with Library.create(tmp_path / "library") as library:
        library.add([report])
        before = doers(library)
        names_file_edits.add(library.folder, "臺中分局", {"aliases": ["甲乙工作站"]})
        after = doers(library)
        assert library.naming.trouble is None
        assert "臺中分局" in after - before or "甲乙工作站" in after - before


def doers(library: Library) -> set[str]:
    """Of all kept sentences, which are those that the passages are cut into now."""
    found = set()
    for passage in library.passages():
        kept = sentences_of(passage, library.view())
        assert kept == split(passage, library.view().register)
        found |= {branch for sentence in kept for branch in sentence.branches}
    return found


@pytest.mark.parametrize("question", QUESTIONS[:3])
def test_a_library_that_kept_no_sentences_answers_alike(library: Library, question: str) -> None:
    answer = library.ask(question)
    asked = library.understand(question)
    bare = without_kept_sentences(library)
    assert passage_answers.ask(asked, bare).branches == passage_answers.ask(asked, library.view()).branches
    assert answer.checked
