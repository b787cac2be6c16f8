"""The words that people read for roles, stages, statuses, filters and places, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jixiao.extract.records import Locator, Passage
from jixiao.extract.text.display_names import UNSAFE as UNSAFE  # noqa: PLC0414 - handed on
from jixiao.extract.text.display_names import tamed as tamed  # noqa: PLC0414
from jixiao.extract.text.numerals import ROC_OFFSET
from jixiao.index import data_files
from jixiao.index.filters import FIELDS, Filters
from jixiao.index.records import Kind
from jixiao.index.records import Language as Language  # noqa: PLC0414 - handed on

NUMERALS = "一二三四五六七八九"


def tables() -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
    """Table -> key -> language -> words, as they stand in data/labels.toml."""
    return data_files.toml("labels")


def say(table: str, key: str, language: Language) -> str:
    """The words for `key`. Raises KeyError for a key that the file has not."""
    return str(tables()[table][key][language])


def columns(language: Language, table: str = "column") -> dict[str, str]:
    """Column key -> heading, in the order of an export; of its main table, or of another one's."""
    return {key: words[language] for key, words in tables()[table].items()}


def role(label: str | None, language: Language) -> str:
    """The name of a passage's label; one without a label is 其他."""
    return say("role", label or "none", language)


def question_kind(name: Kind, language: Language) -> str:
    """What a kind of question is called, as data/question_kinds.toml has it."""
    return str(data_files.toml("question_kinds")["label"][name][language])


def kind(name: str, language: Language) -> str:
    """What a tag names; its own word where data/labels.toml has none."""
    return str(tables()["kind"].get(name, {}).get(language, name))


def year(value: int | str, language: Language) -> str:
    """A ROC year; English readers get the common era with it."""
    return say("format", "year", language).format(value, roc=value, ce=int(value) + ROC_OFFSET)


def facet(number: int | str | None, name: str | None, language: Language) -> str:
    """「構面一 基礎服務」; the bare name where the facet has no number. The name is the report's own."""
    if number is None:
        return name or ""
    index = int(number) - 1
    numeral = NUMERALS[index] if language == "zh" and index < len(NUMERALS) else number
    return " ".join(filter(None, [say("format", "facet", language).format(numeral), name]))


def lines(locator: Locator) -> str:
    """`12-15`, `12`, or empty where the format has no lines."""
    if locator.line_start is None:
        return ""
    if locator.line_end in (None, locator.line_start):
        return str(locator.line_start)
    return f"{locator.line_start}-{locator.line_end}"


def place(locator: Locator, language: Language) -> str:
    """「第 3 頁，表 2，第 5 列，第 40–41 行」, of what the locator has."""
    parts = [
        say("place", key, language).format(number)
        for key, number in (
            ("sheet", locator.sheet),
            ("cell", locator.cell),
            ("page", locator.page),
            ("table", locator.table),
            ("row", locator.row),
        )
        if number is not None
    ]
    first, last = locator.line_start, locator.line_end
    if first is not None:
        one = last is None or last == first
        parts.append(say("place", "line" if one else "lines", language).format(first, last))
    return say("place", "separator", language).join(parts)


def value(field: str, of: str | int, language: Language) -> str:
    """One value of a field of `Filters`, as a person reads it; names of branches, files and items stay as they are."""
    if field == "year":
        return year(of, language)
    if field == "facet":
        return facet(of, None, language)
    if FIELDS[field].choices:
        return say(field, str(of), language)
    return str(of)


def filters(chosen: Filters, language: Language) -> list[tuple[str, str]]:
    """Name of the field and its values, for each field that filters."""
    separator = "、" if language == "zh" else ", "
    return [
        (say("field", name, language), separator.join(value(name, of, language) for of in getattr(chosen, name)))
        for name in FIELDS
        if getattr(chosen, name)
    ]


def doers(passage: Passage, language: Language) -> str:
    """The branches that did it; 總局及各分局 where the passage speaks of all."""
    names = list(passage.branches)
    if passage.scope == "all":
        names.append(say("scope", "all", language))
    return ("、" if language == "zh" else ", ").join(names)
