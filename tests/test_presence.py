"""Whether the best hits answer a question at all."""

import math

import pytest
from library_parts import make_passage

from jixiao.index.records import Mode
from jixiao.index.search.answerability import OTHER_WORDING, features, present
from jixiao.index.text.collocations import LOOSE, bond
from jixiao.index.text.concepts import Idea


def idf(term: str) -> float:
    return math.log(100)


def said(ideas: list[Idea], *texts: str) -> float:
    return features(ideas, [make_passage(text) for text in texts], [], idf)["said"]


def test_a_word_is_firmer_than_a_meeting_of_two_characters() -> None:
    assert bond("疫苗") > 0.5 > bond("的疫") >= LOOSE


def test_own_words_count_more_than_other_wordings() -> None:
    idea = Idea(("志工",), ("義工",))
    assert said([idea], "招募志工 20 名") == 1.0
    assert said([idea], "招募義工 20 名") == OTHER_WORDING
    assert said([idea], "招募替代役 20 名") == 0.0


def test_words_parted_by_a_bracket_are_said() -> None:
    assert said([Idea(("到府檢定",))], "提供到府（臨場）檢定服務") == 1.0


def test_a_long_wording_may_be_said_in_part() -> None:
    assert 0 < said([Idea(("電話禮貌測試",))], "電話禮貌的抽測") < 1
    assert said([Idea(("電話禮貌測試",))], "電話轉接") == 0.0


def test_one_passage_must_say_it_not_all_together() -> None:
    both = [Idea(("志工",), ("義工",)), Idea(("檢定",), ("校驗",))]
    assert said(both, "志工", "檢定") == pytest.approx(0.5)
    assert said(both, "志工參與檢定", "其他") == pytest.approx(1.0)


def test_context_counts_apart() -> None:
    passage = make_passage("共 20 名", measure="招募志工")
    found = features([Idea(("志工",), ("義工",))], [passage], [0.4, 0.2], idf)
    assert (found["said"], found["around"], found["top"]) == (0.0, 1.0, 0.4)


def test_a_question_without_ideas_has_only_its_meaning() -> None:
    found = features([], [make_passage("文字")], [0.3], idf)
    assert found.pop("top") == 0.3
    assert set(found.values()) == {0.0}


def test_a_topic_that_no_passage_speaks_of_counts_against() -> None:
    ideas = [Idea(("夜市",)), Idea(("檢定",), ("校驗",))]
    found = features(ideas, [make_passage("檢定服務"), make_passage("校驗")], [], idf)
    assert found["topics"] <= found["topic"] < 0
    assert features(ideas, [make_passage("夜市的檢定")], [], idf)["topics"] == 0.0


@pytest.mark.parametrize("mode", ["hybrid", "lexical", "dense"])
def test_all_said_is_found_and_nothing_said_is_not(mode: Mode) -> None:
    unheard, chinese = {"topic": 0.0, "topics": 0.0, "apart": 0.0}, {"english": 0.0}
    assert present({"said": 1.0, "around": 1.0, "top": 0.6} | unheard | chinese, mode)
    unheard = {"topic": -2.0, "topics": -3.0, "apart": -3.0}
    assert not present({"said": 0.0, "around": 0.1, "top": 0.1} | unheard | chinese, mode)
