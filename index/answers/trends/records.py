"""One figure over the years, and how it reads as JSON, in a terminal, in a chart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from jixiao.extract.records import Change, Stage
from jixiao.index import labels
from jixiao.index.json_contract import evidence_to_json
from jixiao.index.labels import Language
from jixiao.index.records import Evidence

Flag = Literal["cumulative", "each", "part", "target", "earlier", "approximate"]


Scope = Literal["branch", "head", "all"]


CautionKind = Literal["unit", "scope", "plan", "cumulative", "part", "several", "counted", "one_year"]


PARTIAL_FLAGS: frozenset[Flag] = frozenset({"each", "earlier", "part"})


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a series; one that several sentences give has several pieces of evidence.

    `flags`: cumulative over years, each of many, a part of what the sentence counts, a target, the earlier end of a
    change, approximate. `score` says how surely it is the figure that is meant.
    """

    value: float
    unit: str
    surface: str
    of: str | None
    scope: Scope
    flags: frozenset[Flag]
    evidence: tuple[Evidence, ...]
    change: Change | None = None
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Point:
    """The values of one ROC year and stage: the best, and `others`, best first."""

    year: int
    stage: Stage
    best: Value
    others: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Series:
    """`branch` None: the bureau as a whole. `points` by year, a plan's before the result's."""

    branch: str | None
    points: tuple[Point, ...]

    @property
    def years(self) -> tuple[int, ...]:
        return tuple(sorted({point.year for point in self.points}))


@dataclass(frozen=True, slots=True)
class Caution:
    """Why the values of a series may not be compared as they stand.

    `branch` is the series'; `told` are the units, scopes, years or wordings that differ.
    """

    kind: CautionKind
    branch: str | None
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trend:
    """`series`: those of most years first. `other_units`: unit -> years in which the same thing is counted in it.

    `checked` passages were looked at. `undated` are values of which no year is known.
    """

    what: str
    unit: str | None
    series: tuple[Series, ...]
    other_units: dict[str, tuple[int, ...]]
    cautions: tuple[Caution, ...]
    checked: int
    undated: tuple[Value, ...] = ()


def is_partial(value: Value) -> bool:
    """Whether a value comes after others of its year: of each of many, of a part, of the time before."""
    return bool(value.flags & PARTIAL_FLAGS)


@dataclass(frozen=True, slots=True)
class Recurring:
    """`what` is counted in `unit` in these ROC years; `branches` are those with two years of their own."""

    what: str
    unit: str
    years: tuple[int, ...]
    branches: tuple[str, ...]
    documents: int


def trend_to_json(found: Trend, language: Language = "zh") -> dict[str, Any]:
    """`{"what", "unit", "found", "checked", "other_units": {unit: [year]}, "series": [{"branch": str|null,
    "points": [{"year", "stage": "plan|result", "value": value, "others": [value]}]}], "undated": [value],
    "cautions": [{"kind", "branch", "told": [str], "words"}]}`.

    A value is `{"value", "unit", "surface", "of", "scope": "branch|head|all", "flags": [str],
    "change": {"before", "after"}|null, "score", "evidence": [evidence]}`. Branch null: the bureau as a whole.
    """
    return {
        "what": found.what,
        "unit": found.unit,
        "found": bool(found.series),
        "checked": found.checked,
        "other_units": {unit: list(years) for unit, years in found.other_units.items()},
        "series": [{"branch": s.branch, "points": [_point(p) for p in s.points]} for s in found.series],
        "undated": [_value(value) for value in found.undated],
        "cautions": [
            {"kind": c.kind, "branch": c.branch, "told": list(c.told), "words": caution_text(c, language)}
            for c in found.cautions
        ],
    }


def recurring_to_json(found: Sequence[Recurring]) -> dict[str, Any]:
    """`{"suggestions": [{"what", "unit", "years", "branches", "documents"}]}`, best first."""
    return {"suggestions": [asdict(one) for one in found]}


def caution_text(caution: Caution, language: Language) -> str:
    """The caution as a sentence."""
    separator = "、" if language == "zh" else ", "
    what = [labels.say("extent", one, language) for one in caution.told] if caution.kind == "scope" else caution.told
    return labels.say("caution", caution.kind, language).format(told=separator.join(what))


def series_name(series: Series, language: Language) -> str:
    """The branch, or the words for the whole bureau."""
    return series.branch or labels.say("extent", "whole", language)


def flag_labels(value: Value, language: Language) -> list[str]:
    """The flags in words."""
    return [labels.say("flag", flag, language) for flag in sorted(value.flags)]


def figure_text(value: Value) -> str:
    """The figure with its unit: as it is written, or out of a breakdown (「新 28」) the value."""
    surface = " ".join(value.surface.split())
    return surface if value.unit in surface else f"{value.value:,g} {value.unit}"


def trend_lines(found: Trend, language: Language = "zh") -> Iterator[str]:
    """For people: a line a value, by branch and year, and below it where it stands."""
    yield f"{found.what}{'' if found.unit is None else f'（{found.unit}）'}"
    for series in found.series:
        yield series_name(series, language)
        for point in series.points:
            for at, value in enumerate((point.best, *point.others)):
                yield from _lines(point, value, at, language)
        for caution in found.cautions:
            if caution.branch == series.branch:
                yield f"  ! {caution_text(caution, language)}"
    for unit, years in found.other_units.items():
        yield f"+ {unit}：{'、'.join(map(str, years))}"


def recurring_lines(found: Sequence[Recurring]) -> Iterator[str]:
    """What is counted, unit, years and branches, between tabs."""
    for one in found:
        yield "\t".join((one.what, one.unit, "、".join(map(str, one.years)), "、".join(one.branches)))


def _lines(point: Point, value: Value, at: int, language: Language) -> Iterator[str]:
    stage = [labels.say("stage", "plan", language)] if point.stage == "plan" else []
    marks = "、".join([*stage, *flag_labels(value, language)])
    yield f"  {point.year if at == 0 else '   '} {figure_text(value)} {value.of or ''} {marks}".rstrip()
    for evidence in value.evidence:
        quote = " ".join(evidence.quote.split())
        yield f"      「{quote}」 {evidence.source} {evidence.span.start}-{evidence.span.end}"


def _point(point: Point) -> dict[str, Any]:
    others = [_value(value) for value in point.others]
    return {"year": point.year, "stage": point.stage, "value": _value(point.best), "others": others}


def _value(value: Value) -> dict[str, Any]:
    return {
        "value": value.value,
        "unit": value.unit,
        "surface": value.surface,
        "of": value.of,
        "scope": value.scope,
        "flags": sorted(value.flags),
        "change": asdict(value.change) if value.change else None,
        "score": value.score,
        "evidence": [evidence_to_json(e) for e in value.evidence],
    }
