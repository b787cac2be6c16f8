"""Scores against judged questions, with nothing beside the repository: ranked passages, and direct answers.

A question has `relevant`, its judged places (beginning of the file's name, quote, grade 1 or 2), and may have `answer`:
the branches that did it, or a value with its unit. The figures are named and reckoned as those of the five reports' own
scorers, which stand beside the repository where there is one.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

# A text or quote of fewer characters than these says nothing of where it stands.
SHORTEST_TEXT, SHORTEST_QUOTE = 12, 8

Record = Mapping[str, Any]


def squash(text: str) -> str:
    """Without tags, white space, and differences of width."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", re.sub(r"<[^>]+>", "", text)))


def search_figures(questions: Iterable[Record], results: Iterable[Record]) -> dict[str, float]:
    """nDCG@10 (gain 2^grade - 1), success@3, and the shares of questions that are rightly found or not found."""
    found = {result["qid"]: result for result in results}
    shares: dict[str, list[float]] = defaultdict(list)
    for question in questions:
        result = found[question["qid"]]
        if not question["relevant"]:
            shares["honest"].append(not result["found"])
            continue
        shares["answered"].append(bool(result["found"] and result["hits"]))
        gains = list(_gains(question["relevant"], [hit["passage"] for hit in result["hits"]]))
        ideal = sorted((place["grade"] for place in question["relevant"]), reverse=True)
        for group in (question["lang"], "all"):
            shares[f"{group}.ndcg@10"].append(min(1.0, _dcg(gains[:10]) / _dcg(ideal[:10])))
            shares[f"{group}.success@3"].append(ideal[0] in gains[:3])
    return _means(shares)


def ask_figures(questions: Iterable[Record], answers: Iterable[Record], reports: Path) -> dict[str, float]:
    """F1 of the branches that did it, the share of first values that are right, and of entries that are quoted."""
    given = {answer["qid"]: answer for answer in answers}
    texts = {path.name: squash(path.read_text(encoding="utf-8")) for path in reports.iterdir()}
    shares: dict[str, list[float]] = defaultdict(list)
    for question in questions:
        answer = given[question["qid"]]
        for entry in (*answer["branches"], *answer["values"]):
            shares["grounded"].append(_stands(entry["evidence"], texts))
        if not question["relevant"]:
            shares["honest"].append(not answer["found"])
            continue
        shares["answered"].append(bool(answer["found"]))
        wanted = question["answer"] or {}
        if "branches" in wanted:
            told = {branch["name"] for branch in answer["branches"] if branch["status"] == "done"}
            shares["branch_f1"].append(2 * len(told & {*wanted["branches"]}) / (len(told) + len(wanted["branches"])))
        elif "value" in wanted:
            values = [(value["value"], squash(value["unit"])) for value in answer["values"]]
            right = (wanted["value"], squash(wanted["unit"]))
            shares["value@1"].append(values[:1] == [right])
            shares["value@3"].append(right in values[:3])
    return _means(shares)


def _gains(places: Sequence[Record], passages: Iterable[Record]) -> Iterator[int]:
    """The grade of each passage; a judged place counts once."""
    left = list(places)
    for passage in passages:
        text = squash(passage["text"])
        met = [place for place in left if passage["source"].startswith(place["doc"]) and _meet(text, place["quote"])]
        left = [place for place in left if place not in met]
        yield max((place["grade"] for place in met), default=0)


def _meet(text: str, quote: str) -> bool:
    return squash(quote) in text or (len(text) >= SHORTEST_TEXT and text in squash(quote))


def _dcg(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / math.log2(rank + 2) for rank, grade in enumerate(grades))


def _stands(evidence: Sequence[Record], texts: Mapping[str, str]) -> bool:
    """Whether there is evidence, and every quote of it stands in the report that it names."""
    quotes = [(squash(one["quote"]), texts[one["source"]]) for one in evidence]
    return bool(quotes) and all(len(quote) >= SHORTEST_QUOTE and quote in text for quote, text in quotes)


def _means(shares: Mapping[str, Sequence[float]]) -> dict[str, float]:
    return {name: round(sum(values) / len(values), 4) for name, values in sorted(shares.items())}
