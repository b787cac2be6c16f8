"""Terms that are tagged by kind: lists (for the span ruler) and forms (patterns), both from data/terms_*.toml."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from jixiao.extract.names.register import Register, form, source
from jixiao.extract.text import normalisation

_DATA = Path(__file__).parents[1] / "data"


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


@lru_cache(maxsize=4)
def entries(known: Register) -> tuple[Entry, ...]:
    """All terms of the lists, each form once for a kind; the user's own come before ours."""
    own = [Entry(written, kind, name) for written, (kind, name) in known.terms.items()]
    found = []
    for entry in [*own, *(entry for entry in ours() if entry.form not in known.terms)]:
        if form(entry.form) not in known.not_names:
            term = settled(Term(0, len(entry.form), entry.kind, entry.canonical), known)
            found.append(Entry(entry.form, term.kind, term.canonical))
    return tuple(found)


@cache
def ours() -> tuple[Entry, ...]:
    """The terms that come with the program."""
    found: dict[tuple[str, str], Entry] = {}
    for kind, data in _files():
        named = [*data.get("aliases", {}).items(), *((term, term) for term in data.get("terms", []))]
        for name, canonical in named:
            written = normalisation.fold(name).matching
            found.setdefault((kind, written), Entry(written, kind, canonical))
    return tuple(found.values())


def by_form(folded: normalisation.Folded, known: Register) -> list[Term]:
    """Names that no list holds, found by what they look like (「…系統」, 財團法人…, CNS 11359)."""
    canonicals = _canonicals(known)
    found = []
    for kind, pattern in _forms():
        for match in pattern.finditer(folded.text):
            start, end = match.span("name")
            name = match["name"]
            if form(name) in known.not_names or known.terms.get(form(name), (kind,))[0] != kind:
                continue
            canonical = canonicals.get((kind, normalisation.matching_form(name)))
            found.append(settled(Term(start, end, kind, canonical or normalisation.squash(name)), known))
    return found


def settled(term: Term, known: Register) -> Term:
    """The term under the name that the user has put in its place."""
    moved = known.moved.get(form(term.canonical))
    return replace(term, kind=moved[0], canonical=moved[1]) if moved else term


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


@lru_cache(maxsize=4)
def _canonicals(known: Register) -> dict[tuple[str, str], str]:
    return {(entry.kind, entry.form): entry.canonical for entry in entries(known)}


@cache
def _forms() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((kind, re.compile(pattern)) for kind, data in _files() for pattern in data.get("forms", []))


@cache
def program() -> str:
    """Tells the names that come with the program: a digest of the register and of the lists."""
    digest = hashlib.sha256(source().encode())
    for path in sorted(_DATA.glob("terms_*.toml")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


@cache
def _files() -> tuple[tuple[str, dict[str, Any]], ...]:
    loaded = (tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(_DATA.glob("terms_*.toml")))
    return tuple((data["kind"], data) for data in loaded)
