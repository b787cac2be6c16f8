"""What a table column holds, told by its header, and the names of responsible units in a cell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from jixiao.extract.text import column_names, normalisation
from jixiao.extract.text.column_names import ASIDE, FIGURES, FRAME, LONGEST_NAME, Role, bare, header_name
from jixiao.extract.text.enumeration import label_at_start

__all__ = ["Role", "header_name"]

_BRACKET = re.compile(r"[(（](?!\s*[\d一二三四五六七八九十]+\s*[)）])[^()（）]{1,24}[)）]")  # no list number
_SERIAL = re.compile("項次|序號?|編號|[號次]|代[號碼]|電話|頁[碼次]|年度?|日期|.{0,6}日期")
# Code points of a cell of units, and of units without anything between. Source: chosen; those of the reports have
# 60 and 20 at most.
_LONGEST_CELL = 2000
_LONGEST_RUN = 200
_HAN = re.compile("[一-鿿]")


def role_of(header: str | None) -> Role | None:
    """The role that the header names by itself, None where it names none."""
    return column_names.sure(header) if header else None


def is_counted(header: str) -> bool:
    """May figures below this header count something? Not below 項次, 編號 and the like."""
    return _SERIAL.fullmatch(bare(header)) is None


def is_short(name: str) -> bool:
    """Is this as long as headers are? A note in brackets doesn't count."""
    return len(bare(name)) <= LONGEST_NAME and "。" not in bare(name)


def roles_of(headers: Sequence[str | None]) -> list[Role | None]:
    """The role of each column of one table.

    Headings that only may have a role get one that no sure one has. 具體作法 is the outcome where no column holds
    results. Without a column of measures, indicators are the measures. A second column of measures holds actions.
    """
    roles = [role_of(header) for header in headers]
    if any(role == "outcome" and not _is_expected(header) for role, header in zip(roles, headers, strict=True)):
        pairs = zip(roles, headers, strict=True)
        roles = ["target" if role == "outcome" and _is_expected(header) else role for role, header in pairs]
    roles = _with_likely(roles, headers)
    if "outcome" not in roles and "action" in roles and "actual" not in roles:
        last = len(roles) - 1 - roles[::-1].index("action")
        roles[last] = "outcome"
    if "measure" not in roles and "indicator" in roles:
        roles[roles.index("indicator")] = "measure"
    if "measure" not in roles and roles.count("strategy") > 1:
        roles[len(roles) - 1 - roles[::-1].index("strategy")] = "measure"
    if roles.count("measure") > 1:
        first = roles.index("measure")
        roles = ["action" if role == "measure" and at > first else role for at, role in enumerate(roles)]
    return roles


def _with_likely(roles: list[Role | None], headers: Sequence[str | None]) -> list[Role | None]:
    """The same with the likely roles of headings that have none, where the table is one of results or targets."""
    if not {"outcome", "action", "target", "actual", "unit"} & set(roles):
        return roles
    filled = list(roles)
    for at, header in enumerate(headers):
        if filled[at] is None and header:
            named = {"measure"} if "indicator" in filled else set()
            free = [role for role in column_names.likely(header) if role not in filled and role not in named]
            # 目標 beside what is aimed at is the target, else the aim.
            aimed = bool({"strategy", "measure", "indicator"} & set(filled))
            filled[at] = next((role for role in free if aimed and role in FIGURES), next(iter(free), None))
    return filled


def _is_expected(header: str | None) -> bool:
    return header is not None and column_names.is_expected(header)


def tells(roles: Sequence[Role | None] | set[Role | None]) -> bool:
    """Do columns of these roles say what was done, or is to be done, about what?"""
    held = set(roles)
    what = held & {"strategy", "measure"}
    return bool(what) and (bool(held & {"outcome", "action", "target", "actual", "unit"}) or len(what) == 2)


def is_header(cells: list[str]) -> bool:
    """Is this the header row of a table with roles: short names only, which tell together?

    Most names have a role, those not counted that often stand in such tables (項次, 備註).
    What has a list number and no role is none.
    """
    names = [header_name(cell) for cell in cells if cell.strip()]
    sure = [role_of(name) for name in names]
    if not all(map(is_short, names)) or sum(role is not None for role in sure) < 1:
        return False
    if any(role is None and label_at_start(name) for role, name in zip(sure, names, strict=True)):
        return False
    roles = roles_of(list(names))
    told = set(roles) & (FRAME | FIGURES | {"indicator"})
    telling = [role for role in roles if role not in ASIDE]
    if len(told) < 2 or len(told) * 2 < len(telling) - roles.count("indicator"):
        return False
    return tells(roles) and (bool(told & {"outcome", "action"}) or _is_plan_or_figures(sure, roles))


def _is_plan_or_figures(sure: Sequence[Role | None], roles: Sequence[Role | None]) -> bool:
    """Is a header without results one of plans (measures and their units) or of targets? No sure heading, no header."""
    held = set(sure)
    if {"target", "actual"} & held:
        return True
    return bool({"strategy", "measure"} & held) and (len({"strategy", "measure"} & set(roles)) == 2 or "unit" in held)


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
def _unit() -> re.Pattern[str]:
    known, longest = column_names.unit_endings()
    endings = "|".join(sorted(known, key=len, reverse=True))
    name = rf"[一-鿿]{{1,{longest}}}?(?:{endings})"
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
    (endings, longest), special = column_names.unit_endings(), _special()
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
