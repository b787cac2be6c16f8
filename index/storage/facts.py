"""What a passage can be filtered by: (field, value) pairs, one meaning for the store and for the full-text index."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from jixiao.extract.names import organisations
from jixiao.extract.names.register import Register
from jixiao.extract.records import Passage
from jixiao.index.filters import FIELDS, Filters

BRANCH_KINDS = ("branch", "office")


class Fact(NamedTuple):
    """`own` is false where the passage only names the value (a figure of another year, a branch it speaks of)."""

    field: str
    value: str
    own: bool


def facts(passage: Passage, register: Register) -> set[Fact]:
    """All facts of a passage, an office counting for its branch; its own are not listed a second time as named."""
    own = set(_own(passage))
    named = {(field, value) for field, value in _named(passage, register) if value} - own
    return {Fact(f, v, True) for f, v in own} | {Fact(f, v, False) for f, v in named}


def _own(passage: Passage) -> Iterator[tuple[str, str]]:
    for name, field in FIELDS.items():
        yield from ((name, str(value)) for value in field.values(passage) if value is not None)


def _named(passage: Passage, register: Register) -> Iterator[tuple[str, str]]:
    """「111年度調查…98%」 in a report of 112 speaks for 111; 「南288」 in the bureau's passage speaks for 臺南分局."""
    for quantity in passage.quantities:
        yield "branch", quantity.branch or ""
        yield "year", str(quantity.year or "")
    named = (tag.canonical for tag in passage.tags if tag.kind in BRANCH_KINDS)
    yield from (("branch", organisations.canonical(name, register) or name) for name in named)


def canonical(filters: Filters, register: Register) -> Filters:
    """The filters with each branch by the name that it goes by."""
    named = (organisations.canonical(branch, register) or branch for branch in filters.branch)
    return replace(filters, branch=tuple(dict.fromkeys(named)))


def wanted(filters: Filters) -> dict[str, tuple[str, ...]]:
    """Field -> alternatives, of the fields that filter; without the version, which only the store knows.

    Branches go by their canonical names already: see `canonical`.
    """
    filters = replace(filters, version=(), own=())
    return {name: tuple(map(str, getattr(filters, name))) for name in FIELDS if getattr(filters, name)}
