"""One figure over the years."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from jixiao.commands.shared import AsJson, Folder, ModelName, filtered, opened_library, say, told
from jixiao.index.records import Filters


@filtered
def trends(  # noqa: PLR0913 - the options of a command
    *,
    filters: Filters,
    what: Annotated[str | None, typer.Argument(help="What is counted (none: list what can be asked).")] = None,
    library: Folder = None,
    unit: Annotated[str | None, typer.Option(help="Unit: 場次, 人次, % (default: that of most years).")] = None,
    as_json: AsJson = False,
    model: ModelName = None,
    language: Annotated[Literal["zh", "en"], typer.Option("--language", help="Of the notes.")] = "zh",
) -> None:
    """Follow a figure over the years, every value with its sentence; or list the figures told in several years."""
    from jixiao.index.answers.trends import records as trends_records

    with opened_library(library, model) as opened:
        if what is None:
            listed = opened.comparisons.recurring_figures(filters)
            told(as_json, trends_records.recurring_to_json(listed), trends_records.recurring_lines(listed))
            return
        found = opened.comparisons.over_years(what, unit, filters)
    if not found.series:
        say(f"nothing found in {found.checked} passages")
    told(as_json, trends_records.trend_to_json(found, language), trends_records.trend_lines(found, language))
