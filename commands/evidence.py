"""Evidence for scoring items."""

from __future__ import annotations

from jixiao.commands.matrix import OwnFramework, own_framework
from jixiao.commands.shared import AsJson, Folder, filtered, opened_library, told
from jixiao.index.errors import UsageError
from jixiao.index.records import Filters


@filtered
def evidence(
    *, filters: Filters, library: Folder = None, framework: OwnFramework = None, as_json: AsJson = False
) -> None:
    """List the passages that speak for each scoring item, and the items that have none."""
    from jixiao.index.answers.evidence import records as evidence_records

    with opened_library(library) as opened:
        try:
            found = opened.evidence.items(filters, own_framework(framework))
        except ValueError as error:
            raise UsageError(*error.args) from error
    told(as_json, evidence_records.evidence_to_json(found) if as_json else None, evidence_records.evidence_lines(found))
