"""The organisation register: data/organisations.toml, or the file of that form that `JIXIAO_ORGANISATIONS` names.

A library may have names of its own (names_file); the register with them in it is `merged_register.amended`. Whatever
depends on names is given the register that counts.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

from jixiao.extract.text import normalisation

_DATA = Path(__file__).parents[1] / "data" / "organisations.toml"
MentionKind = Literal["head", "branch", "office", "self", "that", "all"]


@dataclass(frozen=True, slots=True)
class Rename:
    """`old` is called `new` from ROC `year` on (None: nobody says when); `branch` None: in every branch."""

    old: str
    new: str
    year: int | None
    branch: str | None


@dataclass(frozen=True, slots=True, eq=False)
class Register:
    """`names` maps every form (matching form) to (kind, its own canonical name, canonical branch).

    `letters` maps signs in breakdowns to branches, `signs` longer ones (基隆), `parents` a branch to its head, `selves`
    what a head calls itself to that head's short name. `open` are the heads and branches of agencies whose list of
    branches may be incomplete. `terms` maps forms that the gazetteers lack to (kind, canonical), `moved` the form of a
    canonical name to what stands in its place; forms in `not_names` are no names at all.
    """

    names: dict[str, tuple[MentionKind, str, str]]
    english: dict[str, str]
    letters: dict[str, str]
    signs: dict[str, str]
    parents: dict[str, str]
    selves: dict[str, str]
    heads: tuple[str, ...]
    branches: tuple[str, ...]
    renames: tuple[Rename, ...]
    pattern: re.Pattern[str]
    joined: re.Pattern[str]
    english_pattern: re.Pattern[str]
    unlisted: re.Pattern[str]
    unlisted_all: re.Pattern[str]
    open: frozenset[str]
    terms: Mapping[str, tuple[str, str]]
    moved: Mapping[str, tuple[str, str]]
    not_names: frozenset[str]


@cache
def ours() -> Register:
    """The register that comes with the program, read once."""
    return read(tomllib.loads(source()))


@cache
def source() -> str:
    """The text of its file."""
    return Path(os.environ.get("JIXIAO_ORGANISATIONS") or _DATA).read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class _Entered:
    """What the tables of the data come to; see Register."""

    names: dict[str, tuple[MentionKind, str, str]]
    letters: dict[str, str]
    signs: dict[str, str]
    parents: dict[str, str]
    selves: dict[str, str]

    def enter(self, kind: MentionKind, name: str, branch: str, forms: Iterable[str]) -> None:
        for written in forms:
            self.names.setdefault(form(written), (kind, name, branch))

    def agency(self, agency: dict[str, Any]) -> None:
        head = agency.get("short", agency["name"])
        full = (agency["name"], *agency.get("aliases", []))
        self.enter("head", head, head, (head, *full, agency["name"] + head))
        self.selves.update({form(word): head for word in agency.get("self", [])})
        self.letters[agency.get("letter", head)] = head
        for branch in agency.get("branch", []):
            self.parents[branch["name"]] = head
            self.branch(branch, full)
        self.offices(agency, head, ("", *full))

    def branch(self, branch: dict[str, Any], full: tuple[str, ...] = ()) -> None:
        name = branch["name"]
        self.enter("branch", name, name, (p + n for p in ("", *full) for n in (name, *branch.get("aliases", []))))
        self.letters.update({branch["letter"]: name} if "letter" in branch else {})
        self.signs.update({form(word): name for word in branch.get("signs", [])})
        self.offices(branch, name, ("", name, *full, *(p + name for p in full)))

    def offices(self, of: dict[str, Any], branch: str, above: tuple[str, ...]) -> None:
        for office in of.get("offices", []):
            called = (office["name"], *office.get("aliases", []))
            self.enter("office", office["name"], branch, (a + n for a in above for n in called))


def read(data: dict[str, Any]) -> Register:
    """A register out of the parsed TOML."""
    found = _entered(data)
    not_names = frozenset(form(name) for name in data.get("not_names", []))
    names = {written: told for written, told in found.names.items() if written not in not_names}
    english = {word: branch for word, branch in _english(data).items() if form(word) not in not_names}
    english_pattern, unlisted, unlisted_all = _patterns(data, english)
    return Register(
        names=names,
        english=english,
        letters=found.letters,
        signs=found.signs,
        parents=found.parents,
        selves=found.selves,
        heads=tuple(dict.fromkeys([*found.parents.values(), *found.selves.values()])),
        branches=tuple(dict.fromkeys([*found.parents, *(branch["name"] for branch in data.get("branch", []))])),
        renames=_renames(data),
        pattern=_names(data, names),
        joined=_joined(found.signs),
        english_pattern=english_pattern,
        unlisted=unlisted,
        unlisted_all=unlisted_all,
        open=_open(data),
        terms=data.get("terms", {}),
        moved=data.get("moved", {}),
        not_names=not_names,
    )


def _entered(data: dict[str, Any]) -> _Entered:
    found = _Entered({}, {}, {}, {}, {})
    for agency in data.get("agency", []):
        found.agency(agency)
    for branch in data.get("branch", []):
        found.branch(branch)
    kinds: tuple[tuple[MentionKind, Iterable[str]], ...] = (
        ("self", [*data.get("branch_self", []), *found.selves]),
        ("that", data.get("branch_that", [])),
        ("all", data.get("all", [])),
    )
    for kind, words in kinds:
        for word in words:
            found.enter(kind, word, "", (word,))
    return found


def _open(data: dict[str, Any]) -> frozenset[str]:
    agencies = [agency for agency in data.get("agency", []) if agency.get("open")]
    heads = [agency.get("short", agency["name"]) for agency in agencies]
    below = [branch["name"] for agency in agencies for branch in agency.get("branch", [])]
    return frozenset([*heads, *below, *(branch["name"] for branch in data.get("branch", []))])


def _english(data: dict[str, Any]) -> dict[str, str]:
    """English names, lowered, with the branch each stands for."""
    named: list[tuple[dict[str, Any], str]] = []
    for agency in data.get("agency", []):
        head = agency.get("short", agency["name"])
        named += [(one, head) for one in (agency, *agency.get("offices", []))]
    for branch in (b for one in (*data.get("agency", []), data) for b in one.get("branch", [])):
        named += [(one, branch["name"]) for one in (branch, *branch.get("offices", []))]
    return {word.lower(): branch for one, branch in named for word in one.get("english", [])}


def _renames(data: dict[str, Any]) -> tuple[Rename, ...]:
    return tuple(
        Rename(rename["old"], rename["new"], rename.get("year"), rename.get("branch"))
        for one in (data, *data.get("agency", []))
        for rename in one.get("renames", [])
    )


def _names(data: dict[str, Any], names: Iterable[str]) -> re.Pattern[str]:
    foreign = "".join(f"(?<!{re.escape(form(word))})" for word in data.get("foreign_before", []))
    known = "|".join(map(re.escape, sorted(names, key=len, reverse=True))) or "(?!)"
    return re.compile(f"{foreign}(?:{known})")


def _joined(signs: dict[str, str]) -> re.Pattern[str]:
    """「基隆、新竹及高雄分局」, 「臺南、高雄等 2 分局」: signs in a row, what their names end in behind the last."""
    if not signs:
        return re.compile("(?!)")
    sign = "|".join(sorted(map(re.escape, signs), key=len, reverse=True))
    ending = "|".join({re.escape(form(name).removeprefix(s)) for s, name in signs.items()})
    return re.compile(rf"(?P<signs>(?:{sign})(?:[、及與和暨/](?:{sign}))+)等?(?:[\d一二三四五六兩]個?)?(?:{ending})")


def _patterns(data: dict[str, Any], english: Iterable[str]) -> tuple[re.Pattern[str], ...]:
    words = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(english, key=len, reverse=True))
    suffixes = "|".join(data.get("unlisted_suffixes", []))
    everyone = "|".join(form(word) for word in data.get("unlisted_all", []))
    none = "各|該|本|所屬|其他|全|每|轄|另|由|係由|及|與|並|且|如|於|在|赴"
    name = rf"(?!{none})[\u4e00-\u9fff]{{2,6}}?(?:{suffixes or '(?!)'})"
    return (
        re.compile(rf"(?<![a-z])(?P<name>{words or '(?!)'})(?:\s+branch(?:es)?(?:\s+office)?)?(?![a-z])"),
        re.compile(rf"(?:^|[,;:。、(\n]|另|由|及|與|[.)]\s?)(?P<name>{name})"),
        re.compile(everyone or "(?!)"),
    )


@lru_cache(maxsize=50_000)
def form(name: str) -> str:
    """The matching form of a name, without white space."""
    return normalisation.matching_form(normalisation.squash(name))
