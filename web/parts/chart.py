"""A figure over the years as a small chart: lines in SVG, every point a button that opens its sentence."""

from __future__ import annotations

import math

from jixiao import labels
from jixiao.index.answers.trends import records as trends_records
from jixiao.index.answers.trends.records import Point, Series, Value, is_partial
from jixiao.web.parts.html import button, escape, tag
from jixiao.web.parts.strings import Words

# The plot's edges in percent of its box; above the highest point stands its value, below the lowest line the years.
LEFT, RIGHT, TOP, BOTTOM = 6.0, 94.0, 20.0, 84.0


def chart(series: Series, words: Words) -> str:
    """Results joined by a line; plans hollow; further values of a year small, joined to nothing."""
    years = series.years
    highest = ceiling(max(value.value for point in series.points for value in (point.best, *point.others)))
    lowest = min(0.0, *(value.value for point in series.points for value in (point.best, *point.others)))

    def place(year: int, value: float) -> tuple[float, float]:
        across = (year - years[0]) / ((years[-1] - years[0]) or 1)
        up = (value - lowest) / ((highest - lowest) or 1.0)
        return LEFT + across * (RIGHT - LEFT), BOTTOM - up * (BOTTOM - TOP)

    joined = [p for p in series.points if p.stage == "result" and not is_partial(p.best)]
    line = " ".join(f"{x:.2f},{y:.2f}" for x, y in (place(p.year, p.best.value) for p in joined))
    lines = "".join(
        f'<line x1="0" x2="100" y1="{y:.2f}" y2="{y:.2f}" class="grid"/>' for y in (TOP, (TOP + BOTTOM) / 2, BOTTOM)
    )
    lines += f'<polyline points="{line}" class="course"/>' if len(joined) > 1 else ""
    drawing = tag("svg", lines, viewBox="0 0 100 100", preserveAspectRatio="none", aria_hidden="true")
    marks = []
    for point in series.points:
        marks += [dot(point, value, place(point.year, value.value), "other", words) for value in point.others]
        marks.append(dot(point, point.best, place(point.year, point.best.value), point.stage, words))
    axis = "".join(
        tag("span", escape(year), class_="axis", style=f"left: {place(year, lowest)[0]:.2f}%") for year in years
    )
    label = words("trends.chart", whose=trends_records.series_name(series, words.language))
    return tag("div", drawing + "".join(marks) + axis, class_="chart", role="group", aria_label=label)


def dot(point: Point, value: Value, at: tuple[float, float], kind: str, words: Words) -> str:
    """A point with its value; pressing it opens the sentence."""
    evidence = value.evidence[0]
    year = labels.year(point.year, words.language)
    stage = labels.say("stage", point.stage, words.language)
    name = f"{year} {stage} {trends_records.figure_text(value)} {value.of or ''}".strip()
    data = {"passage": evidence.passage_id, "start": evidence.span.start, "end": evidence.span.end}
    inner = tag("i") + (tag("span", escape(f"{value.value:,g}")) if kind != "other" else "")
    style = f"left: {at[0]:.2f}%; top: {at[1]:.2f}%"
    return button("open_place", inner, data, class_=f"dot {kind}", style=style, title=name, aria_label=name)


def ceiling(value: float) -> float:
    """The next of 1, 2, 2.5, 5, 10 times a power of ten."""
    if value <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in (1, 2, 2.5, 5, 10) if step * power >= value)
