"""What a table column holds, told by its header, and the names of responsible units in a cell."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib import resources
from typing import Any, Literal

from jixiao.extract.text import normalisation
from jixiao.extract.text.enumeration import label_at_start

_BRACKET = re.compile(r"[(（](?!\s*[\d一二三四五六七八九十]+\s*[)）])[^()（）]{1,24}[)）]")  # no list number
_LONGEST_NAME = 16
_SERIAL = re.compile("項次|序號?|編號|[號次]|代[號碼]|電話|頁[碼次]|年度?|日期|.{0,6}日期")
# Code points of a cell of units, and of units without anything between. Source: chosen; those of the reports have
# 60 and 20 at most.
_LONGEST_CELL = 2000
_LONGEST_RUN = 200
_HAN = re.compile("[一-鿿]")
Role = Literal["strategy", "measure", "unit", "action", "outcome"]


def header_name(text: str) -> str:
    """A header as its cells carry it: NFKC, without white space."""
    return re.sub(r"\s+", "", normalisation.plain(text))


def role_of(header: str | None) -> Role | None:
    """The role that the header names, None where it names none."""
    name = _bare(header or "")
    if not name or not is_short(name) or re.search("[,，]", name) or _other().fullmatch(name):
        return None
    return next((role for role, pattern in _columns() if pattern.search(name)), None)


def is_counted(header: str) -> bool:
    """May figures below this header count something? Not below 項次, 編號 and the like."""
    return _SERIAL.fullmatch(_bare(header)) is None


def is_short(name: str) -> bool:
    """Is this as long as headers are? A note in brackets doesn't count."""
    return len(_bare(name)) <= _LONGEST_NAME and "。" not in _bare(name)


def _bare(name: str) -> str:
    """The name without bracketed notes, where it is long: 「執行成果(請條列說明並附佐證資料)」."""
    return re.sub("[(（][^()（）]*[)）]", "", name) or name if len(name) > _LONGEST_NAME else name


def roles_of(headers: list[str | None]) -> list[Role | None]:
    """The role of each column of one table.

    具體作法 is the outcome where no column holds results. A second column of measures holds actions.
    """
    roles = [role_of(header) for header in headers]
    if any(role == "outcome" and not _is_expected(header) for role, header in zip(roles, headers, strict=True)):
        roles = [None if _is_expected(header) else role for role, header in zip(roles, headers, strict=True)]
    if "outcome" not in roles and "action" in roles:
        last = len(roles) - 1 - roles[::-1].index("action")
        roles[last] = "outcome"
    if roles.count("measure") > 1:
        first = roles.index("measure")
        roles = ["action" if role == "measure" and at > first else role for at, role in enumerate(roles)]
    return roles


def _is_expected(header: str | None) -> bool:
    return header is not None and header.startswith(tuple(_table()["expected"]))


def is_header(cells: list[str]) -> bool:
    """Is this the header row of a framework table: short names only, one of them of results, two with a role?

    Most names have a role, those not counted that often stand in such tables (項次, 備註).
    What has a list number and no role is none.
    """
    names = [header_name(cell) for cell in cells if cell.strip()]
    roles = {role_of(name) for name in names} - {None}
    telling = [name for name in names if not _other().fullmatch(name)]
    results = bool(roles & {"outcome", "action"})
    if any(role_of(name) is None and label_at_start(name) for name in telling):
        return False
    return all(map(is_short, names)) and len(roles) >= 2 and results and len(roles) * 2 >= len(telling)


def units(text: str) -> list[str]:
    """The units that a cell names, one string each, without white space: 「資訊室 (各單位)」 gives 資訊室, 各單位.

    A bracket that names no unit stays with the name before it: 秘書室(總務).
    """
    found: list[str] = []
    if len(text) > _LONGEST_CELL:
        return found
    seen = normalisation.level(text).text
    for name, bracket in re.findall(r"([^()（）]*)([(（][^()（）]*[)）])?", _rejoined(seen)):
        found.extend(_names(name))
        inner = bracket[1:-1]
        if inner and all_units(inner):
            found.extend(_names(_rejoined(inner)))
        elif bracket and found:
            found[-1] += bracket
    return list(dict.fromkeys(found))


def all_units(text: str) -> bool:
    """Does `text` name units and nothing else?"""
    if len(text) > _LONGEST_CELL:
        return False
    joined = _BRACKET.sub(" ", normalisation.level(text).text)
    tokens = re.split(r"[\s、，,；;]+", _rejoined(joined).strip("\n 、，,；;"))
    return any(tokens) and all(_is_run(token) for token in tokens if token)


def leading_units(text: str) -> int:
    """How many code points of `text`, units and white space, stand before the running text; 0: no units."""
    end = 0
    seen = normalisation.level(text)
    for match in re.finditer(r"\S+", seen.text):
        token = _BRACKET.sub("", match.group())
        if not (_is_run(token) or (end and token == "")):
            return seen.starts[match.start()] if end else 0
        end = match.end()
    return 0


def _rejoined(text: str) -> str:
    """`text` with the names that a line end cut put together again."""
    joined: list[str] = []
    for token in re.findall(r"[^\s(（]+|[(（][^()（）]*[)）]|\S", text):
        bracket = token.startswith(("(", "（"))
        open_name = bool(joined) and not joined[-1].endswith((")", "）"))
        cut = open_name and (joined[-1].endswith("至") or token == "各" or not _is_run(joined[-1]))
        if joined and (bracket or cut):
            joined[-1] += token
        else:
            joined.append(token)
    return " ".join(joined)


def _names(text: str) -> list[str]:
    names: list[str] = []
    for token in re.split(r"[\s、，,；;\n]+", text):
        if _is_run(token):
            names.extend(match.group() for match in _unit().finditer(token))
        elif token:
            names.append(token)
    return names


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(resources.files("jixiao.extract").joinpath("data/column_roles.toml").read_text("utf-8"))


@cache
def _columns() -> tuple[tuple[Role, re.Pattern[str]], ...]:
    return tuple((entry["role"], re.compile("|".join(entry["patterns"]))) for entry in _table()["column"])


@cache
def _other() -> re.Pattern[str]:
    return re.compile("|".join(_table()["other"]))


@cache
def _unit() -> re.Pattern[str]:
    known = _table()["units"]
    endings = "|".join(sorted(known["endings"], key=len, reverse=True))
    name = rf"[一-鿿]{{1,{known['longest_name']}}}?(?:{endings})"
    return re.compile(rf"{_special().pattern}|{name}")


@cache
def _special() -> re.Pattern[str]:
    """Names of several units: 第一組至第三組, 各單位."""
    ranges = "第[一二三四五六七八九十]+[組科課室]至第?[一二三四五六七八九十]+[組科課室]"
    return re.compile(rf"{ranges}|(?:本[^各]{{1,3}})?各(?:[一二]級)?(?:單位|科室|課室)")


@lru_cache(maxsize=10_000)
def _is_run(token: str) -> bool:
    """Is the token units and nothing else? Each place in it is reached or not, however many ways lead there."""
    if not token or len(token) > _LONGEST_RUN:
        return False
    endings, longest, special = _table()["units"]["endings"], _table()["units"]["longest_name"], _special()
    han = [bool(_HAN.match(character)) for character in token]
    reached = {0}
    if match := special.match(token):
        reached.add(match.end())
    for end in range(1, len(token) + 1):
        for ending in endings:
            body = end - len(ending)
            if body > 0 and token.endswith(ending, 0, end):
                first = body
                while first > 0 and han[first - 1] and body - first < longest:
                    first -= 1
                    if first in reached:
                        reached.add(end)
                        break
        if end in reached and (match := special.match(token, end)):
            reached.add(match.end())
    return len(token) in reached
