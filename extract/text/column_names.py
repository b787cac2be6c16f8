"""The dictionary of column headings: which role a heading names, surely or likely. Data in data/column_roles.toml.

A library may have headings of its own; inside `using` they come before ours.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib import resources
from typing import Any, Literal, get_args

from jixiao.extract.text import normalisation

Role = Literal[
    "strategy", "measure", "unit", "action", "outcome", "indicator", "target", "actual", "rate", "budget", "remark",
    "number", "aside",
]  # fmt: skip
ROLES: tuple[Role, ...] = get_args(Role)
# Of rows of a framework, and of figures; the others say nothing of either.
FRAME: frozenset[Role] = frozenset({"strategy", "measure", "unit", "action", "outcome"})
FIGURES: frozenset[Role] = frozenset({"target", "actual", "rate", "budget"})
ASIDE: frozenset[Role] = frozenset({"number", "remark", "aside"})
LONGEST_NAME = 16
_BRACKETED = re.compile("[(（\\[［][^()（）\\[\\]［］]*[)）\\]］]")
_NUMBERED = re.compile(r"[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,3}|[壹貳參叁肆伍陸柒捌玖])[)）、.．](?=\D)")
_OWN: ContextVar[Mapping[str, Role]] = ContextVar("own_columns", default={})  # noqa: B039 - never changed in place


def header_name(text: str) -> str:
    """A header as its cells carry it: NFKC, without white space."""
    return re.sub(r"\s+", "", normalisation.plain(text))


def bare(name: str) -> str:
    """The name without bracketed notes, where it is long: 「執行成果(請條列說明並附佐證資料)」."""
    return re.sub("[(（][^()（）]*[)）]", "", name) or name if len(name) > LONGEST_NAME else name


@contextmanager
def using(own: Mapping[str, Role]) -> Iterator[None]:
    """Inside, these headings (as `header_name` gives them) have these roles."""
    token = _OWN.set(own)
    try:
        yield
    finally:
        _OWN.reset(token)


def sure(name: str) -> Role | None:
    """The role that the heading names by itself, None where it names none."""
    own = _OWN.get().get(name)
    if own is not None:
        return own
    short = bare(name)
    if not short or len(short) > LONGEST_NAME or re.search("[,，。]", short):
        return None
    whole = _whole("whole", _stripped(name))
    return whole or next((role for role, pattern in _holding() if pattern.search(short)), None)


def likely(name: str) -> tuple[Role, ...]:
    """The roles that the heading may have beside columns that are sure, best first."""
    short = _stripped(name)
    return tuple(role for role, pattern in _names("likely") if pattern.fullmatch(short))


def is_meant(name: str) -> bool:
    """Does a heading of measures or results say that they are only meant (計畫內容, 預定工作項目)?"""
    return _stripped(name).startswith(tuple(_table()["starts"]["meant"]))


def is_expected(name: str) -> bool:
    """Does the heading of results say that they are expected (預期成果)?"""
    return name.startswith(tuple(_table()["starts"]["expected"]))


def is_generic(name: str) -> bool:
    """Does a heading of figures say nothing of what they count (年度目標值)?"""
    return re.fullmatch(f"(?:{_table()['starts']['generic']})*", _stripped(name)) is not None


def unit_endings() -> tuple[list[str], int]:
    """Endings of the names of units, and the longest name, in code points."""
    known = _table()["units"]
    return known["endings"], known["longest_name"]


def _stripped(name: str) -> str:
    """The name without its list number and its notes in brackets."""
    return _NUMBERED.sub("", _BRACKETED.sub("", name) or name, count=1).rstrip("：:")


def _whole(table: str, name: str) -> Role | None:
    return next((role for role, pattern in _names(table) if pattern.fullmatch(name)), None)


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(resources.files("jixiao.extract").joinpath("data/column_roles.toml").read_text("utf-8"))


@cache
def _names(table: str) -> tuple[tuple[Role, re.Pattern[str]], ...]:
    return tuple((entry["role"], re.compile("|".join(entry["names"]))) for entry in _table()[table])


@cache
def _holding() -> tuple[tuple[Role, re.Pattern[str]], ...]:
    return tuple((entry["role"], re.compile("|".join(entry["patterns"]))) for entry in _table()["column"])
