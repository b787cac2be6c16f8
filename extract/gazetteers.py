"""Terms that are tagged by kind: lists (for the span ruler) and forms (patterns), both from data/terms_*.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from extract import normalisation

_DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Term:
    """A named thing at `start` to `end` of the folded text."""

    start: int
    end: int
    kind: str
    canonical: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A term of a list; `form` is its matching form."""

    form: str
    kind: str
    canonical: str


@dataclass(frozen=True, slots=True)
class _Form:
    kind: str
    pattern: re.Pattern[str]
    canonical: str | None


@cache
def entries() -> tuple[Entry, ...]:
    """All terms of the lists, each form once for a kind."""
    found: dict[tuple[str, str], Entry] = {}
    for kind, data in _files():
        named = [*data.get("aliases", {}).items(), *((term, term) for term in data.get("terms", []))]
        for name, canonical in named:
            form = normalisation.fold(name).matching
            found.setdefault((kind, form), Entry(form, kind, canonical))
    return tuple(found.values())


def by_form(folded: normalisation.Folded) -> list[Term]:
    """Names that no list holds, found by what they look like (「…系統」, 財團法人…, CNS 11359)."""
    known = _canonicals()
    found = []
    for form in _forms():
        for match in form.pattern.finditer(folded.text):
            start, end = match.span("name")
            name = match["name"]
            canonical = known.get((form.kind, normalisation.matching_form(name)))
            found.append(Term(start, end, form.kind, canonical or normalisation.squash(name)))
    return found


def whole(text: str, start: int, end: int) -> bool:
    """Whether no Latin word or number goes on beyond `start` or `end` (line in online is no term)."""
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    cut_before = before.isascii() and before.isalnum() and text[start].isascii() and text[start].isalnum()
    return not (
        cut_before or (after.isascii() and after.isalnum() and text[end - 1].isascii() and text[end - 1].isalnum())
    )


def resolved(terms: Iterable[Term]) -> list[Term]:
    """Terms in order: the longest wins, none overlaps another of its kind or lies inside another."""
    kept: list[Term] = []
    for term in sorted(set(terms), key=lambda t: (t.start - t.end, t.start, t.kind)):
        inside = any(other.start <= term.start and term.end <= other.end for other in kept)
        across = any(other.kind == term.kind and term.start < other.end and other.start < term.end for other in kept)
        if not inside and not across:
            kept.append(term)
    return sorted(kept, key=lambda t: (t.start, t.end))


@cache
def _canonicals() -> dict[tuple[str, str], str]:
    return {(entry.kind, entry.form): entry.canonical for entry in entries()}


@cache
def _forms() -> tuple[_Form, ...]:
    return tuple(_Form(kind, re.compile(pattern), None) for kind, data in _files() for pattern in data.get("forms", []))


@cache
def _files() -> tuple[tuple[str, dict[str, Any]], ...]:
    loaded = (tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(_DATA.glob("terms_*.toml")))
    return tuple((data["kind"], data) for data in loaded)
