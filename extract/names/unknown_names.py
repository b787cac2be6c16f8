"""Names of organisations, units and systems that a passage holds and that neither register nor gazetteer knows.

They are offered to a person to be adopted, so that precision comes before recall. Words in data/unknown_names.toml.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from jixiao.extract.names import gazetteers
from jixiao.extract.names.register import Register, form
from jixiao.extract.records import Passage, Span
from jixiao.extract.text import normalisation

_DATA = Path(__file__).parents[1] / "data" / "unknown_names.toml"
_TAGGED = ("branch", "office", "organisation", "unit", "system")
_EVERYONE = re.compile(r"^(?:各|全|所有|本局|本分局|所屬|相關|其他)|各[一二三]?級?單位|[、,及與和至]")
_BRACKETED = re.compile(r"\([^()]*\)")


@dataclass(frozen=True, slots=True)
class Unknown:
    """`kind` is what the name looks like (see names_file.KINDS); `span` is its place in the document's text.

    The span is the passage's own where the name stands beside the passage: its agency, its responsible units.
    """

    name: str
    kind: str
    span: Span


def unknown(passage: Passage, known: Register) -> list[Unknown]:
    """The unknown names of a passage, each once."""
    found: dict[str, Unknown] = {}
    for one in (*_tagged(passage), *_beside(passage), *_suffixed(passage)):
        if not is_known(one.name, known):
            found.setdefault(form(one.name), one)
    return list(found.values())


def is_known(name: str, known: Register) -> bool:
    """Whether the register, a gazetteer or the user's list of wrong names has the name."""
    return form(name) in _known(known)


@lru_cache(maxsize=4)
def _known(known: Register) -> frozenset[str]:
    entries = gazetteers.entries(known)
    renamed = (name for rename in known.renames for name in (rename.old, rename.new))
    listed = {form(written) for entry in entries for written in (entry.form, entry.canonical)}
    heads = {form(name) for _, name, _ in known.names.values() if name}
    return frozenset({*known.names, *known.moved, *known.not_names, *listed, *heads, *map(form, renamed)})


def _tagged(passage: Passage) -> Iterator[Unknown]:
    """Names found by their form, and branches of agencies that are not in the register."""
    for tag in passage.tags:
        if tag.kind in _TAGGED and len(tag.canonical) > 1 and not _inside().search(tag.canonical):
            yield Unknown(tag.canonical, tag.kind, tag.span)


def _beside(passage: Passage) -> Iterator[Unknown]:
    if passage.agency:
        yield Unknown(passage.agency, "agency", passage.span)
    for unit in passage.units:
        name = _BRACKETED.sub("", normalisation.squash(unit))
        if len(name) > 1 and not _EVERYONE.search(name):
            yield Unknown(name, "branch" if _kind(name) == "branch" else "unit", passage.span)


def _suffixed(passage: Passage) -> Iterator[Unknown]:
    """Names by their ending, behind a word that a name follows, where nothing has been tagged."""
    tagged = [tag for tag in passage.tags if tag.kind not in _TAGGED or not _inside().search(tag.canonical)]
    taken = [(tag.span.start - passage.span.start, tag.span.end - passage.span.start) for tag in tagged]
    for one in _endings(passage.text):
        if not any(a < one.span.end and one.span.start < b for a, b in taken):
            yield Unknown(one.name, one.kind, one.span.shift(passage.span.start))


@lru_cache(maxsize=20_000)
def _endings(text: str) -> tuple[Unknown, ...]:
    """What ends like a name; spans in `text`."""
    folded = normalisation.fold(text)
    found = []
    for match in _pattern().finditer(folded.text):
        kind = _kind(match["name"])
        if kind:
            found.append(Unknown(match["name"], kind, folded.span(*match.span("name"))))
    return tuple(found)


def _kind(name: str) -> str | None:
    """What a name is by its longest ending; None where only generic words stand before it."""
    fitting = [(ending, kind) for ending, kind in _kinds() if name.endswith(ending) and len(name) - len(ending) > 1]
    longest = max(fitting, key=lambda pair: len(pair[0]), default=None)
    return None if longest is None or name in _generic() else longest[1]


@cache
def _kinds() -> tuple[tuple[str, str], ...]:
    return tuple((ending, kind) for kind, written in _data()["suffixes"].items() for ending in written)


@cache
def _generic() -> frozenset[str]:
    """What is made of generic words alone."""
    data = _data()
    return frozenset(word + end for end, _ in _kinds() if end not in data["tasks"] for word in data["generic"])


@cache
def _pattern() -> re.Pattern[str]:
    data = _data()
    endings = _either(ending for written in data["suffixes"].values() for ending in written)
    begins = "|".join(rf"(?<={re.escape(word)})" for word in data["before"])
    body = rf"(?:(?!{_inside().pattern})[\u4e00-\u9fff]){{2,14}}?"
    follows = rf"(?!{_either(data['behind'])})(?=[^\u4e00-\u9fff]|{_either(data['follows'])})"
    return re.compile(rf"(?:^|(?<=[^\u4e00-\u9fffA-Za-z0-9])|{begins})(?P<name>{body}(?:{endings})){follows}")


@cache
def _inside() -> re.Pattern[str]:
    return re.compile(_either(_data()["inside"]))


def _either(words: Iterator[str] | list[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(_DATA.read_text(encoding="utf-8"))
