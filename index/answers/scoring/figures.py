"""Figures that may answer 「幾件」 or "how many": what kind of figure is asked for, and how well each one fits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from jixiao.extract.records import Quantity
from jixiao.index import data_files
from jixiao.index.answers.scoring.relevance import coverage, matching_text
from jixiao.index.arrays import Floats
from jixiao.index.records import Filters, Query
from jixiao.index.text.concepts import Concept
from jixiao.index.text.sentences import Sentence
from jixiao.index.text.tokenizer import fold

_CLAUSE = re.compile(r"[^,;:。()]+")
_ASKED = re.compile(r"(?:幾|多少)個?(\w{1,5})")
_TOTAL = re.compile(r"(?:共計?|合計|總計|總共|累計|計)(?:約|逾)?\w{0,3}$")
_PART = re.compile(r"(?:每\w{0,3}|其中\w{0,8}|目標\w{0,4})$")
_JOINT = re.compile(r"[,、;。()及與和並]")
_EARLIER = re.compile(r"^(?:提升|提高|增加|成長|上升|降|減|縮短|改善|進步)")
_ALL = re.compile(r"一共|總共|合計|總計|共|\btotal\b|in all")
_TARGET = re.compile(r"目標|預定|預計|原訂|\btargets?\b|planned")
_COUNT = re.compile(r"多少|幾|how many")
# Characters behind a figure that are read as what it counts.
TAIL_LENGTH = 12
# The features of a figure, columns of `features`:
FIGURE_FEATURES = (
    "sentence_score",
    "score_gap",  # how far that is below the best sentence with a figure
    "unit_fit",  # 1 the unit that is asked for, 0.8 one of its class, 0.5 any count where none is named, else 0
    "clause_coverage",  # coverage of the question's concepts by its own clause and the one before it
    "counted_coverage",  # the same by what it counts and the few words behind it, above its sentence's mean
    "total",  # 1 behind 共, 計 …
    "asked_total",  # 1 where the question asks for all together and `total` is 1
    "part",  # 1 in brackets, behind 每, 其中, 目標 …, before 提升至 …, or in a breakdown that is not asked for;
    # -1 what it was raised or lowered to
    "no_branch",  # 1 where a branch is asked for and the figure names none
)


@dataclass(frozen=True, slots=True)
class AskedUnit:
    """The unit that a question names, None for none, and the classes of figures.toml that it may belong to."""

    unit: str | None
    classes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity that may answer, in its sentence; `row` is the sentence's place in the pool."""

    row: int
    sentence: Sentence
    quantity: Quantity


def asked_unit(query: Query) -> AskedUnit:
    """The unit or kind of unit that the question asks for; no class at all where any figure may answer it."""
    text = fold(query.text) if query.language == "zh" else query.text.lower()
    units = _classes_by_unit()
    for match in _ASKED.finditer(text):
        unit = next((match[1][:size] for size in range(len(match[1]), 0, -1) if match[1][:size] in units), None)
        if unit is not None:
            return AskedUnit(unit, units[unit])
    for name, pattern in _cues():
        if pattern.search(text):
            return AskedUnit(None, frozenset({name}))
    return AskedUnit(None, frozenset(_counts()) if _COUNT.search(text) else frozenset())


def candidates(sentences: Sequence[Sentence], rows: Sequence[int], filters: Filters) -> list[Figure]:
    """The figures of `rows` that are of the years and branches asked for."""
    return [
        Figure(row, sentences[row], quantity)
        for row in rows
        for quantity in sentences[row].quantities
        if not (filters.year and quantity.year is not None and quantity.year not in filters.year)
        and not (filters.branch and quantity.branch is not None and quantity.branch not in filters.branch)
    ]


def beside(found: Sequence[Figure], query: Query) -> dict[int, int]:
    """Of columns of targets and actual values: the place of each target, and that of the actual value beside it, which
    answers first; the other way round where the question asks for the target."""
    first, second = ("target", "actual") if _TARGET.search(query.text.lower()) else ("actual", "target")
    told = {(f.row, f.quantity.of, f.quantity.unit): at for at, f in enumerate(found) if f.quantity.role == first}
    return {
        at: told[key]
        for at, f in enumerate(found)
        if f.quantity.role == second and (key := (f.row, f.quantity.of, f.quantity.unit)) in told
    }


def features(
    figures: Sequence[Figure],
    scores: Floats,
    query: Query,
    concepts: Sequence[Concept],
    weights: Floats,
) -> Floats:
    """`(n, len(FIGURE_FEATURES))`; `scores` are those of the pool's sentences, `weights` those of the concepts."""
    asked = asked_unit(query)
    best = max((float(scores[f.row]) for f in figures), default=0.0)
    in_all = bool(_ALL.search(query.text.lower()))
    table = []
    for figure in figures:
        score, total = float(scores[figure.row]), bool(_TOTAL.search(_before(figure)))
        row = (
            score,
            best - score,
            unit_fit(figure.quantity.unit, asked),
            _weighted_coverage(_clauses_around(figure), concepts, weights),
            _weighted_coverage(_counted_text(figure), concepts, weights),
            total,
            total and in_all,
            _is_part(figure, query) - (figure.quantity.change is not None),
            bool(query.filters.branch) and figure.quantity.branch is None,
        )
        table.append([float(value) for value in row])
    table_ = np.array(table, np.float64).reshape(len(figures), len(FIGURE_FEATURES))
    rows, at = np.array([figure.row for figure in figures], np.int64), FIGURE_FEATURES.index("counted_coverage")
    for row in set(rows.tolist()):
        table_[rows == row, at] -= table_[rows == row, at].mean()
    return table_


def _weighted_coverage(text: str, concepts: Sequence[Concept], weights: Floats) -> float:
    return float(np.dot(coverage(text, concepts), weights)) if concepts else 0.0


def unit_fit(unit: str, asked: AskedUnit) -> float:
    """How well a unit answers what is asked: 1 the very unit, 0.8 its class, 0.5 where any will do, 0 not at all."""
    own = _classes_by_unit().get(fold(unit), frozenset())
    if asked.unit is not None:
        return 1.0 if fold(unit) in interchangeable_units(asked.unit) else 0.8 * bool(own & asked.classes)
    if len(asked.classes) == 1:
        return 1.0 * bool(own & asked.classes)
    return 0.5 * bool(not asked.classes or own & asked.classes)


def _before(figure: Figure) -> str:
    """What stands before the figure in its sentence, folded."""
    return fold(figure.sentence.text[: figure.quantity.span.start - figure.sentence.span.start])


def _after(figure: Figure) -> str:
    return fold(figure.sentence.text[figure.quantity.span.end - figure.sentence.span.start :])


def _clauses_around(figure: Figure) -> str:
    """The clause of the figure and the one before it, and what it counts; a breakdown is read with its sentence."""
    if figure.sentence.before is not None:
        return matching_text(figure.sentence)
    clauses = _CLAUSE.findall(_before(figure))[-2:]
    return "。".join([*clauses, *_CLAUSE.findall(_after(figure))[:1], fold(figure.quantity.of or "")])


def _counted_text(figure: Figure) -> str:
    """What the figure counts, and the words behind it up to a joint."""
    return f"{fold(figure.quantity.of or '')}。{_JOINT.split(_after(figure))[0][:TAIL_LENGTH]}"


def _is_part(figure: Figure, query: Query) -> bool:
    before = _before(figure)
    if figure.sentence.before is not None:
        return not query.filters.branch
    enclosed = before.rfind("(") > before.rfind(")")
    return enclosed or bool(_PART.search(before)) or bool(_EARLIER.search(_after(figure)))


@cache
def _classes_by_unit() -> dict[str, frozenset[str]]:
    """Unit -> its classes."""
    units: dict[str, frozenset[str]] = {}
    for name, members in data_files.toml("figures")["classes"].items():
        for unit in map(fold, members):
            units[unit] = units.get(unit, frozenset()) | {name}
    return units


def unit_classes(unit: str) -> frozenset[str]:
    """The classes of figures.toml that a unit belongs to."""
    return _classes_by_unit().get(fold(unit), frozenset())


@cache
def interchangeable_units(unit: str) -> frozenset[str]:
    """The folded unit, and those that people use for it (人次 for 人)."""
    groups = [{*map(fold, group)} for group in data_files.toml("figures")["same"]["units"]]
    return frozenset({unit}).union(*(group for group in groups if unit in group))


def _counts() -> list[str]:
    return list(data_files.toml("figures")["counts"]["classes"])


@cache
def _cues() -> list[tuple[str, re.Pattern[str]]]:
    cues = data_files.toml("figures")["cue"]
    return [(cue["class"], re.compile("|".join(cue["patterns"]))) for cue in cues]
