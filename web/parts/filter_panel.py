"""The filter panel: every value with the number of passages it leaves, and what the reader has ticked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from jixiao import labels
from jixiao.index.library import Library
from jixiao.index.records import FIELDS, Filters, Mode
from jixiao.web.parts.html import button, escape, tag
from jixiao.web.parts.strings import Words

PANEL = tuple(name for name, field in FIELDS.items() if field.panel)
MODES: tuple[Mode, ...] = ("hybrid", "lexical", "dense")
# Values of one field shown before the rest folds away.
SHOWN = 8
# Values of one field that can be ticked, and characters of one: a file's name. Source: chosen; NAME_MAX of Linux.
MOST, LONGEST = 500, 255


def panel(
    library: Library, chosen: Filters, words: Words, mode: Mode | None = None, only: Sequence[str] = PANEL
) -> str:
    """Fields with their values, ticked where chosen. With `mode`, how to match can be chosen too."""
    counts = library.counts(chosen)
    groups = [group(name, counts.get(name, {}), chosen, words) for name in only]
    if "version" in counts or chosen.version:
        groups.append(group("version", counts.get("version", {}), chosen, words))
    if mode is not None:
        groups.append(modes(mode, words))
    any_chosen = any(getattr(chosen, name) for name in FIELDS)
    head = tag("span", escape(words("filter.title")), class_="label")
    if any_chosen:
        head += button("clear_filters", escape(words("filter.clear")), class_="link")
    return tag("form", tag("div", head, class_="head") + "".join(groups), class_="filters")


def group(field: str, counts: Mapping[str, int], chosen: Filters, words: Words) -> str:
    """One field. A chosen value stays to be unticked even where it leaves nothing."""
    ticked = {str(value) for value in getattr(chosen, field)}
    values = sorted({*counts, *ticked}, key=lambda v: order(field, v, counts))
    boxes = [box(field, v, counts.get(v, 0), v in ticked, words) for v in values]
    many = len(boxes) > SHOWN and not any(v in ticked for v in values[SHOWN:])
    inner = "".join(boxes[:SHOWN] if many else boxes)
    if many:
        inner += tag("details", tag("summary", f"+{len(boxes) - SHOWN}") + "".join(boxes[SHOWN:]))
    if not boxes:
        inner = tag("p", escape(words("filter.none")), class_="note")
    name = labels.say("field", field, words.language)
    return tag("fieldset", tag("legend", escape(name)) + inner, data_group=field)


def order(field: str, value: str, counts: Mapping[str, int]) -> tuple[int, str]:
    """Years newest first, numbered facets in order, the rest by count."""
    if field == "year":
        return (-int(value), "")
    if field == "facet":
        return (int(value), "")
    return (-counts.get(value, 0), value)


def box(field: str, value: str, count: int, ticked: bool, words: Words) -> str:
    """One value with its count."""
    told = labels.value(field, value, words.language)
    tick = f'<input type="checkbox" data-field="{field}" value="{escape(value)}"{" checked" if ticked else ""}>'
    return tag(
        "label",
        tick + tag("span", escape(told), class_="value", title=told) + tag("span", f"{count:,}", class_="count"),
        class_=None if count or ticked else "empty",
    )


def modes(mode: Mode, words: Words) -> str:
    """How to match: 綜合, 字詞 or 語意."""
    radios = "".join(
        tag(
            "label",
            f'<input type="radio" name="mode" data-field="mode" value="{name}"{" checked" if name == mode else ""}>'
            + tag("span", escape(words(f"search.{name}")), class_="value"),
        )
        for name in MODES
    )
    return tag("fieldset", tag("legend", escape(words("search.mode"))) + radios, class_="modes")


def fold(inner: str, title: str, chosen: Filters, words: Words, *, open: bool = True) -> str:
    """The panel in a fold whose title tells what is ticked.

    One that is `open` at first stands beside the results; narrow screens keep it shut.
    """
    ticked = tag("b", escape("；".join(values for _, values in labels.filters(chosen, words.language))))
    summary = tag("summary", escape(title) + " " + ticked)
    return tag("details", summary + inner, open=open, class_="fold", data_open=str(open).lower())


def read(chosen: Mapping[str, Any]) -> Filters:
    """What the browser says is ticked, as filters; what is no field or no value of it is left out."""
    filters = Filters()
    for name, field in FIELDS.items():
        values = [v for v in map(str, chosen.get(name, [])[:MOST]) if len(v) <= LONGEST]
        if field.type is int:
            told: tuple[Any, ...] = tuple(int(v) for v in values if re.fullmatch("[0-9]{1,4}", v))
        else:
            told = tuple(v for v in values if v in (field.choices or values))
        filters = replace(filters, **{name: told})
    return filters


def read_mode(chosen: Mapping[str, Any]) -> Mode:
    """How to match, as the browser says it; 綜合 where it says nothing known."""
    told = (chosen.get("mode") or ["hybrid"])[0]
    return next((mode for mode in MODES if mode == told), "hybrid")
