"""Whether the best hits answer a question at all."""

import math

import pytest
from library_parts import make_passage

from jixiao.index.records import Concept, Mode
from jixiao.index.search.answerability import SYNONYM_COVERAGE, features, is_answerable
from jixiao.index.text.collocations import UNSEEN, pmi


def idf(term: str) -> float:
    return math.log(100)


def said(concepts: list[Concept], *texts: str) -> float:
    return features(concepts, [make_passage(text) for text in texts], [], idf)["coverage"]


def test_a_word_is_firmer_than_a_meeting_of_two_characters() -> None:
    assert pmi("疫苗") > 0.5 > pmi("的疫") >= UNSEEN


def test_own_words_count_more_than_other_wordings() -> None:
    concept = Concept(("志工",), ("義工",))
    assert said([concept], "招募志工 20 名") == 1.0
    assert said([concept], "招募義工 20 名") == SYNONYM_COVERAGE
    assert said([concept], "招募替代役 20 名") == 0.0


def test_words_parted_by_a_bracket_are_said() -> None:
    assert said([Concept(("到府檢定",))], "提供到府（臨場）檢定服務") == 1.0


def test_a_long_wording_may_be_said_in_part() -> None:
    assert 0 < said([Concept(("電話禮貌測試",))], "電話禮貌的抽測") < 1
    assert said([Concept(("電話禮貌測試",))], "電話轉接") == 0.0


def test_one_passage_must_say_it_not_all_together() -> None:
    both = [Concept(("志工",), ("義工",)), Concept(("檢定",), ("校驗",))]
    assert said(both, "志工", "檢定") == pytest.approx(0.5)
    assert said(both, "志工參與檢定", "其他") == pytest.approx(1.0)


def test_context_counts_apart() -> None:
    passage = make_passage("共 20 名", measure="招募志工")
    found = features([Concept(("志工",), ("義工",))], [passage], [0.4, 0.2], idf)
    assert (found["coverage"], found["context_coverage"], found["best_cosine"]) == (0.0, 1.0, 0.4)


def test_a_question_without_ideas_has_only_its_meaning() -> None:
    found = features([], [make_passage("文字")], [0.3], idf)
    assert found.pop("best_cosine") == 0.3
    assert set(found.values()) == {0.0}


def test_a_topic_that_no_passage_speaks_of_counts_against() -> None:
    concepts = [Concept(("夜市",)), Concept(("檢定",), ("校驗",))]
    found = features(concepts, [make_passage("檢定服務"), make_passage("校驗")], [], idf)
    assert found["uncovered_topics"] <= found["uncovered_topic"] < 0
    assert features(concepts, [make_passage("夜市的檢定")], [], idf)["uncovered_topics"] == 0.0


@pytest.mark.parametrize("mode", ["hybrid", "lexical", "dense"])
def test_all_said_is_found_and_nothing_said_is_not(mode: Mode) -> None:
    uncovered_topics, chinese = {"uncovered_topic": 0.0, "uncovered_topics": 0.0, "joint_gap": 0.0}, {"english": 0.0}
    assert is_answerable(
        {"coverage": 1.0, "context_coverage": 1.0, "best_cosine": 0.6} | uncovered_topics | chinese, mode
    )
    uncovered_topics = {"uncovered_topic": -2.0, "uncovered_topics": -3.0, "joint_gap": -3.0}
    assert not is_answerable(
        {"coverage": 0.0, "context_coverage": 0.1, "best_cosine": 0.1} | uncovered_topics | chinese, mode
    )
