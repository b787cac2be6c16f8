"""One figure over the years: what is counted, in one unit, for each branch, every value with its sentence.

Values are never added up, and none is left out: beside the best value of a year stand the others of the same kind.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache

from jixiao.extract.names.register import Register
from jixiao.extract.records import Stage
from jixiao.index import data_files
from jixiao.index.answers.scoring import figures, passage_answers
from jixiao.index.answers.scoring.calibration import calibration
from jixiao.index.answers.scoring.figures import Figure
from jixiao.index.answers.scoring.quoting import evidence
from jixiao.index.answers.trends.records import (
    PARTIAL_FLAGS,
    Caution,
    Flag,
    Point,
    Scope,
    Series,
    Trend,
    Value,
    is_partial,
)
from jixiao.index.records import Query
from jixiao.index.text.similarity import bigrams, dice, overlap
from jixiao.index.text.tokenizer import fold
from jixiao.index.view import View

# Least score of a figure of the kind that is asked for, and of one whose unit is named. Source: nine figures over
# reports 000-004 (電話禮貌測試, 教育訓練, 到府檢定 …); with its unit named, the least right one of 電話禮貌測試, a
# branch in a breakdown, has -2.9, the best wrong one of that unit -6.4.
MIN_SCORE = -2.0
MIN_SCORE_NAMED_UNIT = -3.0
# A figure so far below another of its sentence counts something else, and a unit so far below another is not meant.
# Source: the same nine: two units of 電話禮貌測試 are 3.1 apart, two kinds of cases of one sentence 6.4, 張 and 件 5.5.
MAX_SCORE_GAP = 4.0
# Dice coefficient of the bigrams from which two wordings count the same thing.
MIN_SAME_THING = 0.6
# Overlap of the bigrams from which the one may count a part of what the other does.
MIN_PART = 0.5
APPROXIMATE = ("約", "近", "逾", "餘", "多", "以上", "超過", "左右", "大約", "將近", "不足", "未達")


def trend(query: Query, view: View, unit: str | None = None, ranked: Sequence[str] = ()) -> Trend:
    """The figure that the query names (its filters apply). `unit` None: the one of most years.

    `ranked` are the ids of the passages that search finds, best first.
    """
    asked = replace(query, kind="how_many")
    scored = passage_answers.score(asked, view, ranked)
    found, checked = _scored_figures(scored), scored.checked
    units = _units(found)
    chosen = unit or _commonest_unit(units)
    if chosen is None:
        return Trend(query.text, None, (), {}, (), checked)
    same_units = figures.interchangeable_units(fold(chosen))
    named = replace(asked, text=f"{query.text}多少{chosen}")
    if figures.asked_unit(named).unit is not None:
        found = _scored_figures(replace(scored, query=named), MIN_SCORE_NAMED_UNIT)
    of_unit = [one for one in found if fold(one[0].quantity.unit) in same_units]
    series = _series(_without_outliers(of_unit), view)
    others = {name: years for name, years in units.items() if fold(name) not in same_units}
    undated = tuple(value_of(f, score, view) for f, score in of_unit if f.quantity.year is None)
    return Trend(query.text, chosen, series, others, tuple(_cautions(series)), checked, undated)


ScoredFigure = tuple[Figure, float]


def _scored_figures(scored: passage_answers.Scored, floor: float = MIN_SCORE) -> list[ScoredFigure]:
    """The figures that the query may mean, best first."""
    ranked = passage_answers.ranked(scored, calibration().figure) if len(scored.rows) else []
    return [one for one in ranked if one[1] >= floor]


def _units(found: Sequence[ScoredFigure]) -> dict[str, tuple[int, ...]]:
    """Unit -> the years for which a figure has it, the best figure's unit first."""
    years: dict[str, set[int]] = {}
    best: dict[str, float] = {}
    for figure, score in found:
        if figure.quantity.year is not None:
            best.setdefault(figure.quantity.unit, score)
            years.setdefault(figure.quantity.unit, set()).add(figure.quantity.year)
    return {
        unit: tuple(sorted(found_years))
        for unit, found_years in years.items()
        if best[unit] >= found[0][1] - MAX_SCORE_GAP
    }


def _commonest_unit(units: dict[str, tuple[int, ...]]) -> str | None:
    """The unit of most years, with those that people use for it; of several the one of the best figure."""

    def years(unit: str) -> int:
        alike = figures.interchangeable_units(fold(unit))
        return len({year for name, counted_years in units.items() if fold(name) in alike for year in counted_years})

    return max(units, key=years, default=None)


def _without_outliers(found: Sequence[ScoredFigure]) -> list[ScoredFigure]:
    """Without figures that are far below another of their sentence and worded otherwise: they count something else."""
    best: dict[int, ScoredFigure] = {}
    for one in found:
        best.setdefault(one[0].row, one)
    return [
        (figure, score)
        for figure, score in found
        if score >= best[figure.row][1] - MAX_SCORE_GAP or may_be_part(figure, best[figure.row][0])
    ]


def may_be_part(first: Figure, second: Figure) -> bool:
    """Whether what the one counts may be a part of what the other does: 線上教育訓練 of 教育訓練."""
    return overlap(bigrams(first.quantity.of or ""), bigrams(second.quantity.of or "")) >= MIN_PART


def _series(found: Sequence[ScoredFigure], view: View) -> tuple[Series, ...]:
    groups: dict[str | None, dict[tuple[int, Stage], list[ScoredFigure]]] = {}
    for figure, score in found:
        if figure.quantity.year is not None:
            key = (figure.quantity.year, _stage(figure, view.register))
            groups.setdefault(_owner(figure, view.register), {}).setdefault(key, []).append((figure, score))
    series = [
        Series(branch, _best_by_wording([_point(*key, own, view) for key, own in sorted(years.items())]))
        for branch, years in groups.items()
    ]
    return tuple(sorted(series, key=lambda s: (-len(s.years), s.branch is not None, s.branch or "")))


def _best_by_wording(points: Sequence[Point]) -> tuple[Point, ...]:
    """The points with the value first that counts, by its wording, what the other years' values count too."""
    values = [(point, value) for point in points for value in (point.best, *point.others)]
    if len(points) < 2 or len(values) == len(points):
        return tuple(points)
    theme = max(
        (value for _, value in values if not is_partial(value)),
        key=lambda v: (sum(max(wording_similarity(v, u) for u in (p.best, *p.others)) for p in points), v.score),
        default=points[0].best,
    )
    sorted_points = []
    for point in points:
        own = sorted((point.best, *point.others), key=lambda v: (is_partial(v), not same_thing(theme, v)))
        sorted_points.append(replace(point, best=own[0], others=tuple(own[1:])))
    return tuple(sorted_points)


def same_thing(first: Value, second: Value) -> bool:
    """Whether two figures count the same thing, by the words for it."""
    return wording_similarity(first, second) >= MIN_SAME_THING


def wording_similarity(first: Value, second: Value) -> float:
    """Dice coefficient of the words for what two figures count; 0 where one of them has none."""
    if not first.of or not second.of:
        return 0.0
    return dice(bigrams(first.of), bigrams(second.of))


def _owner(figure: Figure, register: Register) -> str | None:
    """The branch that the figure is of; None for the bureau, whether it speaks of itself or of all."""
    branch = figure.quantity.branch
    if branch is None and not figure.sentence.general and len(figure.sentence.branches) == 1:
        branch = figure.sentence.branches[0]
    return None if branch in register.heads else branch


def _stage(figure: Figure, register: Register) -> Stage:
    """A target told in a result is still a plan's figure."""
    planned = figure.sentence.passage.stage == "plan" or "target" in flags_of(figure, register)
    return "plan" if planned else "result"


def _point(year: int, stage: Stage, scored: Sequence[ScoredFigure], view: View) -> Point:
    """The best value first: of a whole before that of a part, then the surest."""
    groups: dict[tuple[float, frozenset[Flag]], list[ScoredFigure]] = {}
    for one in scored:
        groups.setdefault((one[0].quantity.value, flags_of(one[0], view.register) & PARTIAL_FLAGS), []).append(one)
    values = [
        replace(value_of(*group[0], view), evidence=tuple(dict.fromkeys(evidence(f.sentence, view) for f, _ in group)))
        for group in groups.values()
    ]
    values.sort(key=lambda value: (is_partial(value), -value.score))
    return Point(year, stage, values[0], tuple(values[1:]))


def value_of(figure: Figure, score: float, view: View) -> Value:
    quantity = figure.quantity
    return Value(
        quantity.value,
        quantity.unit,
        quantity.surface,
        quantity.of,
        _scope(figure, view.register),
        flags_of(figure, view.register),
        (evidence(figure.sentence, view),),
        quantity.change,
        round(score, 4),
    )


def _scope(figure: Figure, register: Register) -> Scope:
    if _owner(figure, register) is not None:
        return "branch"
    return "head" if figure.quantity.branch in register.heads else "all"


def flags_of(figure: Figure, register: Register) -> frozenset[Flag]:
    """What the words right before and behind the figure say of it."""
    quantity, sentence = figure.quantity, figure.sentence
    at = quantity.span.start - sentence.span.start
    clause = fold(sentence.text[max(0, at - 24) : at]).split("。")[-1].split("，")[-1].split(",")[-1]
    own = sentence.quantities
    later = own[own.index(quantity) + 1 :][:1]
    flags: set[Flag] = set()
    if any(word in clause for word in _words("cumulative")):
        flags.add("cumulative")
    if clause.endswith(_words("each")):
        flags.add("each")
    if clause.endswith(_words("target")) or quantity.qualifier in _words("target"):
        flags.add("target")
    # Of the breakdown of a bureau's figure, a branch's part is that branch's whole.
    enclosed = "其中" in clause or clause.rfind("(") > clause.rfind(")")
    if _owner(figure, register) is None if sentence.before is not None else enclosed:
        flags.add("part")
    if later and later[0].change is not None and later[0].change.before == quantity.value:
        flags.add("earlier")
    if (quantity.qualifier or "") in APPROXIMATE:
        flags.add("approximate")
    return frozenset(flags)


def _cautions(series: Sequence[Series]) -> Iterable[Caution]:
    """Why the values of each series may not be comparable."""
    for one in series:
        best = [point.best for point in one.points]
        units = tuple(dict.fromkeys(value.unit for value in best))
        if len(units) > 1:
            yield Caution("unit", one.branch, units)
        scopes = tuple(dict.fromkeys(value.scope for value in best))
        if len(scopes) > 1:
            yield Caution("scope", one.branch, scopes)
        results = {point.year for point in one.points if point.stage == "result"}
        planned = tuple(str(year) for year in one.years if year not in results)
        if planned:
            yield Caution("plan", one.branch, planned)
        for flag in ("cumulative", "part"):
            years = tuple(str(point.year) for point in one.points if flag in point.best.flags)
            if years:
                yield Caution(flag, one.branch, years)
        wordings = tuple(dict.fromkeys(value.of for value in best if value.of))
        if any(p.others for p in one.points) and not all(same_thing(best[0], v) for v in best[1:] if v.of):
            yield Caution("counted", one.branch, wordings)
        several = tuple(str(point.year) for point in one.points if point.others)
        if several:
            yield Caution("several", one.branch, tuple(dict.fromkeys(several)))
        if len(one.years) == 1:
            yield Caution("one_year", one.branch, (str(one.years[0]),))


def idle_words() -> tuple[str, ...]:
    """Words at the edges of what is counted that name nothing."""
    return _words("idle")


@cache
def _words(name: str) -> tuple[str, ...]:
    return tuple(data_files.toml("trends")[name])
