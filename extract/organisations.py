"""The organisation register: canonical names of branches, their offices, aliases, renames, and where a text names them.

Data in data/organisations.toml; `JIXIAO_ORGANISATIONS` names another file of the same form.
"""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from extract import normalisation
from extract.records import Span

_DATA = Path(__file__).parent / "data" / "organisations.toml"
MentionKind = Literal["head", "branch", "office", "self", "that", "all"]


@dataclass(frozen=True, slots=True)
class Rename:
    """`old` is called `new` from ROC `year` on; `branch` None: in every branch."""

    old: str
    new: str
    year: int
    branch: str | None


@dataclass(frozen=True, slots=True)
class Register:
    """`names` maps every form (matching form) to (kind, its own canonical name, canonical branch).

    `letters` maps signs in breakdowns to branches, `parents` a branch to its head, `selves` what a head calls itself
    to that head's short name.
    """

    names: dict[str, tuple[MentionKind, str, str]]
    english: dict[str, str]
    letters: dict[str, str]
    parents: dict[str, str]
    selves: dict[str, str]
    heads: tuple[str, ...]
    branches: tuple[str, ...]
    renames: tuple[Rename, ...]
    pattern: re.Pattern[str]
    english_pattern: re.Pattern[str]
    unlisted: re.Pattern[str]
    unlisted_all: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Mention:
    """Offsets in the folded text. `name` is canonical; `branch` is None for 本分局, 該分局 and 各分局."""

    start: int
    end: int
    kind: MentionKind
    name: str
    branch: str | None


def canonical(name: str) -> str | None:
    """Short name of the branch that `name` (a branch, an office, an alias, English too) stands for; None if unknown.

    A full name that ends with a known one (經濟部標準檢驗局新竹分局) stands for it.
    """
    form = normalisation.matching_form(normalisation.squash(name))
    known = register().names.get(form)
    if known is not None and known[0] in ("head", "branch", "office"):
        return known[2]
    found = find(name)
    whole = normalisation.fold(name)
    return next((branch for span, branch, _ in reversed(found) if span.end == whole.ends[-1]), None) if found else None


def branches() -> tuple[str, ...]:
    """Short names of all branches of the register, without the head offices."""
    return register().branches


def heads() -> tuple[str, ...]:
    """Short names of the head offices (總局)."""
    return register().heads


def parent(branch: str) -> str | None:
    """Short name of the head office over `branch`; None for a head office and for an unknown name."""
    return register().parents.get(branch)


def renamed(unit: str, year: int | None = None, branch: str | None = None) -> str:
    """The newest name of `unit` as of ROC `year` (None: today); `unit` itself where it was never renamed."""
    for rename in register().renames:
        here = rename.branch is None or rename.branch == branch
        if rename.old == unit and here and (year is None or year >= rename.year):
            return rename.new
    return unit


def find(text: str) -> list[tuple[Span, str, str]]:
    """Branches and offices that `text` names: (span in `text`, canonical branch, surface), in order.

    Words such as 本分局 and 各分局, which name a branch only in their context, are not among them.
    """
    folded = normalisation.fold(text)
    found = []
    for mention in mentions(folded):
        if mention.branch is not None:
            span = folded.span(mention.start, mention.end)
            found.append((span, mention.branch, text[span.start : span.end]))
    return found


def mentions(folded: normalisation.Folded) -> list[Mention]:
    """Every place that names a branch, an office, a head office, 本分局, 該分局 or 各分局."""
    known = register()
    found = []
    for match in known.pattern.finditer(folded.matching):
        kind, name, branch = known.names[match.group()]
        found.append(Mention(match.start(), match.end(), kind, name, branch or None))
    for match in known.english_pattern.finditer(folded.matching):
        branch = known.english[" ".join(match["name"].split())]
        found.append(Mention(match.start(), match.end(), "head" if branch in known.heads else "branch", branch, branch))
    return sorted(found, key=lambda mention: mention.start)


def unlisted(folded: normalisation.Folded) -> list[Mention]:
    """Names that look like branches of an agency that is not in the register (苓雅分局, 第二大隊)."""
    known = register()
    found = [
        Mention(match.start("name"), match.end("name"), "branch", match["name"], match["name"])
        for match in known.unlisted.finditer(folded.text)
    ]
    found += [Mention(m.start(), m.end(), "all", m.group(), None) for m in known.unlisted_all.finditer(folded.matching)]
    return sorted(found, key=lambda mention: mention.start)


def own(agency: str | None) -> str | None:
    """What a report's agency is called in `branches`: its short name in the register, else the last unit of its name.

    高雄市政府消防局 → 消防局; None for None.
    """
    if not agency:
        return None
    known = canonical(agency)
    if known is not None:
        return known
    name = normalisation.squash(agency)
    cuts = [m.end() for m in re.finditer(r"政府|(?<=^..)[縣市]|[部署院會]|局(?=..)", name)]
    return next((name[cut:] for cut in reversed(cuts) if len(name) - cut >= 3), name)


def spoken(word: str, own_name: str | None) -> str | None:
    """The branch that `word` (本分局, 本局) means in a report of `own_name`; None where it means none.

    What a head office calls itself (本局) stands for that office in the reports of its branches too.
    """
    known = register()
    head = known.selves.get(_form(word))
    if head is not None:
        return head if own_name is None or own_name == head or known.parents.get(own_name) == head else own_name
    return own_name if own_name in known.parents else None


def listed(agency: str | None) -> bool:
    """Whether the register knows `agency`."""
    return bool(agency) and canonical(agency or "") is not None


@cache
def register() -> Register:
    """The register, read once."""
    path = Path(os.environ.get("JIXIAO_ORGANISATIONS") or _DATA)
    return read(tomllib.loads(path.read_text(encoding="utf-8")))


def read(data: dict[str, Any]) -> Register:
    """A register out of the parsed TOML."""
    names: dict[str, tuple[MentionKind, str, str]] = {}
    english: dict[str, str] = {}
    letters: dict[str, str] = {}
    parents: dict[str, str] = {}
    selves: dict[str, str] = {}
    renames: list[Rename] = []
    for agency in data.get("agency", []):
        head = agency.get("short", agency["name"])
        prefixes = ("", agency["name"], *agency.get("aliases", []))
        _enter(names, ("head", head, head), (agency["name"], head, *agency.get("aliases", []), agency["name"] + head))
        selves.update(dict.fromkeys(map(_form, agency.get("self", [])), head))
        english.update((word.lower(), head) for word in agency.get("english", []))
        letters[agency.get("letter", head)] = head
        renames += [Rename(r["old"], r["new"], r["year"], r.get("branch")) for r in agency.get("renames", [])]
        for branch in agency.get("branch", []):
            name = branch["name"]
            parents[name] = head
            _enter(names, ("branch", name, name), (p + n for p in prefixes for n in (name, *branch.get("aliases", []))))
            english.update((word.lower(), name) for word in branch.get("english", []))
            if "letter" in branch:
                letters[branch["letter"]] = name
            for office in branch.get("offices", []):
                forms = (office["name"], *office.get("aliases", []))
                above = ("", name, *(p + name for p in prefixes), *prefixes)
                _enter(names, ("office", office["name"], name), (a + form for a in above for form in forms))
                english.update((word.lower(), name) for word in office.get("english", []))
    for word, kind in (
        (data.get("branch_self", []), "self"),
        (data.get("branch_that", []), "that"),
        (data.get("all", []), "all"),
    ):
        for form in word:
            _enter(names, (kind, form, ""), (form,))
    for form in selves:
        _enter(names, ("self", form, ""), (form,))
    heads = tuple(dict.fromkeys(parents.values())) or tuple(dict.fromkeys(selves.values()))
    return Register(
        names,
        english,
        letters,
        parents,
        selves,
        heads,
        tuple(parents),
        tuple(renames),
        *_patterns(data, names, english),
    )


def _patterns(data: dict[str, Any], names: dict[str, Any], english: dict[str, str]) -> tuple[re.Pattern[str], ...]:
    foreign = "".join(f"(?<!{re.escape(_form(word))})" for word in data.get("foreign_before", []))
    words = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(english, key=len, reverse=True))
    suffixes = "|".join(data.get("unlisted_suffixes", []))
    return (
        re.compile(foreign + "(?:" + "|".join(map(re.escape, sorted(names, key=len, reverse=True))) + ")"),
        re.compile(rf"(?<![a-z])(?P<name>{words or '(?!)'})(?:\s+branch(?:es)?(?:\s+office)?)?(?![a-z])"),
        re.compile(rf"(?:^|[,;:。、(\n]|另|由|及|與)(?P<name>[\u4e00-\u9fff]{{2,6}}?(?:{suffixes or '(?!)'}))"),
        re.compile("|".join(map(re.escape, map(_form, data.get("unlisted_all", [])))) or "(?!)"),
    )


def _enter(names: dict[str, Any], entry: tuple[Any, ...], forms: Any) -> None:
    for form in forms:
        names.setdefault(_form(form), entry)


def _form(name: str) -> str:
    return normalisation.matching_form(normalisation.squash(name))
