"""One figure over the years."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from commands.terminal import AsJson, Folder, ModelName, filtered, opened_library, say, told
from index.records import Filters


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
    from index import search
    from index.answers import recurring, trended
    from index.answers import trends as over_years

    with opened_library(library, model) as opened:
        if what is None:
            listed = recurring.recurring(opened.view(), filters)
            told(as_json, trended.recurring_to_json(listed), trended.recurring_lines(listed))
            return
        asked, view = opened.understand(what, filters), opened.view()
        found = over_years.trend(asked, view, unit, search.ids(asked, view))
    if not found.series:
        say(f"nothing found in {found.checked} passages")
    told(as_json, trended.trend_to_json(found, language), trended.trend_lines(found, language))
