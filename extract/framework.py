"""The scoring framework from a TOML file, and the scoring items that a passage is evidence for.

A user's own file has the shape of `frameworks/government_service_award.toml`: name, points, [[grades]] (name, from,
to), [[facets]] (number, name, points), [[facets.items]] (id, aliases, criteria, cues).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from jixiao.extract.errors import UnreadableDocumentError, plainly
from jixiao.extract.messages import Message
from jixiao.extract.records import Framework, Grade, Item, Passage, ScoringFacet, ScoringItem
from jixiao.extract.text import normalisation

_CURE = "compare it with extract/frameworks/government_service_award.toml"


@cache
def load(path: Path | None = None) -> Framework:
    """The framework of a TOML file, None: the one that comes with the program.

    Raises UnreadableDocumentError where the file is missing, no TOML, or not of the shape told above.
    """
    try:
        bundled = resources.files("jixiao.extract").joinpath("frameworks/government_service_award.toml")
        table = tomllib.loads(bundled.read_text("utf-8") if path is None else path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UnreadableDocumentError(
            path or "framework", Message.of("is_no_readable_framework_file", plainly(error)), _CURE
        ) from error
    try:
        facets = tuple(_facet(facet) for facet in table["facets"])
        grades = tuple(Grade(g["name"], g["from"], g["to"]) for g in table.get("grades", ()))
        return Framework(table["name"], table.get("points", sum(f.points or 0 for f in facets)), facets, grades)
    except (KeyError, TypeError, re.error) as error:
        raise UnreadableDocumentError(
            path or "framework", Message.of("lacks_a_field_of_a_framework", plainly(error)), _CURE
        ) from error


def items(framework: Framework, passage: Passage) -> tuple[Item, ...]:
    """The scoring items that a passage is evidence for: its row's first, then those that its own words name.

    Empty outside framework tables (no facet or no strategy). Only outcomes and actions count by their words.
    """
    if passage.facet is None or passage.strategy is None:
        return ()
    own = item_named(framework, passage.strategy)
    found = [Item(own.id, "row")] if own else []
    if passage.label == "outcome":
        text = normalisation.plain(passage.text)
        others = (item for facet in framework.facets for item in facet.items if item is not own)
        found += [Item(item.id, "content") for item in others if any(cue.search(text) for cue in item.cues)]
    return tuple(found)


def item_named(framework: Framework, name: str) -> ScoringItem | None:
    """The item that a strategy, an item's name or an alias names; numbers, points and punctuation do not count."""
    wanted = _key(name)
    return next((item for facet in framework.facets for item in facet.items if wanted in _names(item)), None)


def item_asked(framework: Framework, text: str) -> tuple[ScoringItem, str | None] | None:
    """The item that running text names (「服務可近性─主動服務」) and the criterion, None where it names none.

    The longest name counts.
    """
    squashed = _key(text)
    pairs = [(name, item) for facet in framework.facets for item in facet.items for name in _names(item)]
    item = next(
        (item for name, item in sorted(pairs, key=lambda p: -len(p[0])) if len(name) > 3 and name in squashed), None
    )
    if item is None:
        return None
    return item, next((criterion for criterion in item.criteria if _key(criterion) in squashed), None)


def criterion_of(item: ScoringItem, passage: Passage) -> str | None:
    """The criterion of `item` that the measure above a passage of its row names; None where it names none.

    The first one named counts, then the longest; the numbered parent of a measure before the measure itself.
    """
    if not any(own.id == item.id and own.basis == "row" for own in passage.items):
        return None
    for told in (passage.measure_parent, passage.measure):
        squashed = _key(told or "")
        found = [(squashed.find(_key(c)), -len(c), c) for c in item.criteria if _key(c) and _key(c) in squashed]
        if found:
            return min(found)[2]
    return None


def rescored(framework: Framework, passages: Iterable[Passage]) -> list[Passage]:
    """The passages with the items of `framework` in place of those that they were stored with."""
    return [replace(passage, items=items(framework, passage)) for passage in passages]


def grade(framework: Framework, points: float) -> Grade | None:
    """The grade that `points` earn, None outside all bands; a band reaches up to the next one's start."""
    bands = sorted(framework.grades, key=lambda band: -band.lowest)
    return next((band for band in bands if band.lowest <= points <= max(framework.points, band.highest)), None)


def _facet(table: dict[str, Any]) -> ScoringFacet:
    scored = tuple(_item(item) for item in table["items"])
    return ScoringFacet(table["number"], table["name"], table.get("points"), scored)


def _item(table: dict[str, Any]) -> ScoringItem:
    cues = tuple(re.compile(cue) for cue in table.get("cues", ()))
    names = (tuple(table.get("aliases", ())), tuple(table.get("criteria", ())))
    return ScoringItem(table["id"], *names, cues, table.get("points"))


def _names(item: ScoringItem) -> tuple[str, ...]:
    return tuple(_key(name) for name in (item.id, *item.aliases))


def _key(name: str) -> str:
    folded = normalisation.plain(name)
    return re.sub(r"^[(\s]*[一二三四五六七八九十\d]+[)、.\s]+|\(\d+分\)|[\W_]", "", folded)
