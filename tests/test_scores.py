"""The figures of the gate on the sample corpus: what they are for results whose worth is known."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from scores import ask_figures, search_figures

QUOTE, OTHER = "電話禮貌測試共 80 人次，成績優良", "辦理說明會 3 場次，共 120 人參加"


def question(*places: tuple[str, int], answer: dict[str, Any] | None = None) -> dict[str, Any]:
    relevant = [{"doc": "a_108", "quote": quote, "grade": grade} for quote, grade in places]
    return {"qid": "1", "lang": "zh", "relevant": relevant, "answer": answer}


def result(*texts: str, source: str = "a_108.txt", found: bool = True) -> dict[str, Any]:
    return {"qid": "1", "found": found, "hits": [{"passage": {"text": text, "source": source}} for text in texts]}


def answer(entries: str, *values: dict[str, Any], found: bool = True) -> dict[str, Any]:
    return {"qid": "1", "found": found, "branches": [], "values": []} | {entries: list(values)}


def test_the_best_order_is_worth_one_and_the_other_way_round_less() -> None:
    judged = question((QUOTE, 2), (OTHER, 1))
    best = search_figures([judged], [result(QUOTE, OTHER)])
    assert best == dict.fromkeys(("all.ndcg@10", "all.success@3", "answered", "zh.ndcg@10", "zh.success@3"), 1.0)
    turned = search_figures([judged], [result(OTHER, QUOTE)])
    assert turned["all.ndcg@10"] == pytest.approx((1 + 3 / 1.58496) / (3 + 1 / 1.58496), abs=1e-3)


def test_a_place_counts_once_and_in_its_own_report_only() -> None:
    twice = search_figures([question((QUOTE, 2), (OTHER, 2))], [result(QUOTE, f"{QUOTE}。", OTHER)])
    assert twice["all.ndcg@10"] < 1
    elsewhere = search_figures([question((QUOTE, 2))], [result(QUOTE, source="b.txt")])
    assert (elsewhere["all.ndcg@10"], elsewhere["all.success@3"]) == (0, 0)


@pytest.mark.parametrize("found", [True, False])
def test_a_question_without_an_answer_is_only_honest_or_not(found: bool) -> None:
    assert search_figures([question()], [result(QUOTE, found=found)]) == {"honest": not found}


def test_branches_count_where_they_did_it_and_entries_where_their_words_stand(tmp_path: Path) -> None:
    (tmp_path / "a_108.txt").write_text(QUOTE, encoding="utf-8")
    judged = question((QUOTE, 2), answer={"branches": ["新竹分局", "臺南分局"]})
    evidence = [{"quote": QUOTE, "source": "a_108.txt"}]
    entries = [
        {"name": "新竹分局", "status": "done", "evidence": evidence},
        {"name": "臺南分局", "status": "planned", "evidence": [{"quote": OTHER, "source": "a_108.txt"}]},
    ]
    figures = ask_figures([judged], [answer("branches", *entries)], tmp_path)
    assert figures == {"answered": 1.0, "branch_f1": round(2 / 3, 4), "grounded": 0.5}


def test_the_first_value_is_held_against_the_right_one(tmp_path: Path) -> None:
    judged = question((QUOTE, 2), answer={"value": 80, "unit": "人次"})
    values = [{"value": value, "unit": "人次", "evidence": []} for value in (108, 80)]
    figures = ask_figures([judged], [answer("values", *values)], tmp_path)
    assert (figures["value@1"], figures["value@3"], figures["grounded"]) == (0, 1, 0)


def test_every_judged_place_of_the_sample_corpus_stands_in_its_report() -> None:
    root = Path(__file__).parents[1]
    lines = (root / "tests" / "gold" / "questions_corpus.jsonl").read_text(encoding="utf-8").splitlines()
    texts = {path.stem: path.read_text(encoding="utf-8") for path in (root / "corpus" / "reports").iterdir()}
    places = [place for line in lines for place in json.loads(line)["relevant"]]
    assert len(places) > 40
    assert [place for place in places if place["quote"] not in texts[place["doc"]]] == []
