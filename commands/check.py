"""Figures that contradict each other, and parts that do not add up."""

from __future__ import annotations

from typing import Annotated

import typer

from jixiao.commands.shared import AsJson, Folder, filtered, opened_library, told
from jixiao.index.records import Filters


@filtered
def check(
    *,
    filters: Filters,
    library: Folder = None,
    sums: Annotated[bool, typer.Option("--sums", help="List the sums that add up too.")] = False,
    as_json: AsJson = False,
) -> None:
    """List figures that contradict each other, within and between reports, and parts that do not add up."""
    from jixiao.index.answers.check import records as check_records

    with opened_library(library) as opened:
        found = opened.comparisons.figures(filters)
        data = opened.comparisons.figures_to_json(found) if as_json else None
    told(as_json, data, check_records.check_lines(found, sums=sums))
