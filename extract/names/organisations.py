"""The organisation register: canonical names of branches, their offices, aliases, renames, and where a text names them.

`known` is the register that counts: that of the program (`register.ours`), or a library's with names of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from jixiao.extract.names.register import MentionKind, Register, Rename, form
from jixiao.extract.records import Span
from jixiao.extract.text import normalisation


@dataclass(frozen=True, slots=True)
class Mention:
    """Offsets in the folded text. `name` is canonical; `branch` is None for 本分局, 該分局 and 各分局."""

    start: int
    end: int
    kind: MentionKind
    name: str
    branch: str | None


def canonical(name: str, known: Register) -> str | None:
    """Short name of the branch that `name` (a branch, an office, an alias, English too) stands for; None if unknown.

    A full name that ends with a known one (經濟部標準檢驗局新竹分局) stands for it.
    """
    entered = known.names.get(form(name))
    if entered is not None and entered[0] in ("head", "branch", "office"):
        return entered[2]
    found = find(name, known)
    whole = normalisation.fold(name)
    return next((branch for span, branch, _ in reversed(found) if span.end == whole.ends[-1]), None) if found else None


def renamed(unit: str, known: Register, year: int | None = None, branch: str | None = None) -> str:
    """The newest name of `unit` as of ROC `year` (None: today); `unit` itself where it was never renamed."""
    left = list(known.renames)
    while renames := [r for r in left if r.old == unit and r.branch in (None, branch) and _holds(r, year)]:
        unit = renames[0].new
        left.remove(renames[0])
    return unit


def _holds(rename: Rename, year: int | None) -> bool:
    return year is None or rename.year is None or year >= rename.year


def find(text: str, known: Register) -> list[tuple[Span, str, str]]:
    """Branches and offices that `text` names: (span in `text`, canonical branch, surface), in order.

    Words such as 本分局 and 各分局, which name a branch only in their context, are not among them.
    """
    folded = normalisation.fold(text)
    found = []
    for mention in mentions(folded, known):
        if mention.branch is not None:
            span = folded.span(mention.start, mention.end)
            found.append((span, mention.branch, text[span.start : span.end]))
    return found


def mentions(folded: normalisation.Folded, known: Register) -> list[Mention]:
    """Every place that names a branch, an office, a head office, 本分局, 該分局 or 各分局."""
    found = []
    for match in known.pattern.finditer(folded.matching):
        kind, name, branch = known.names[match.group()]
        found.append(Mention(match.start(), match.end(), kind, name, branch or None))
    taken = {mention.start for mention in found}
    for row in known.joined.finditer(folded.matching):
        for match in re.finditer("|".join(map(re.escape, known.signs)), row["signs"]):
            start, branch = row.start() + match.start(), known.signs[match.group()]
            if start not in taken:
                found.append(Mention(start, row.start() + match.end(), "branch", branch, branch))
    for match in known.english_pattern.finditer(folded.matching):
        branch = known.english[" ".join(match["name"].split())]
        found.append(Mention(match.start(), match.end(), "head" if branch in known.heads else "branch", branch, branch))
    return sorted(found, key=lambda mention: mention.start)


def unlisted(folded: normalisation.Folded, known: Register) -> list[Mention]:
    """Names that look like branches of an agency that is not in the register (苓雅分局, 第二大隊)."""
    found = [mention for mention in mentions(folded, known) if mention.branch in known.open] if known.open else []
    taken = [(mention.start, mention.end) for mention in found]
    for match in known.unlisted.finditer(folded.text):
        start, end = match.span("name")
        is_name = form(match["name"]) not in known.not_names
        if is_name and not any(a < end and start < b for a, b in taken):
            found.append(Mention(start, end, "branch", match["name"], match["name"]))
    found += [Mention(m.start(), m.end(), "all", m.group(), None) for m in known.unlisted_all.finditer(folded.matching)]
    return sorted(found, key=lambda mention: mention.start)


def own(agency: str | None, known: Register) -> str | None:
    """What a report's agency is called in `branches`: its short name in the register, else the last unit of its name.

    高雄市政府消防局 → 消防局; None for None.
    """
    if not agency:
        return None
    entered = canonical(agency, known)
    if entered is not None:
        return entered
    name = normalisation.squash(agency)
    cuts = [m.end() for m in re.finditer(r"政府|(?<=^..)[縣市]|[部署院會]|局(?=..)", name)]
    return next((name[cut:] for cut in reversed(cuts) if len(name) - cut >= 3), name)


def spoken(word: str, own_name: str | None, known: Register) -> str | None:
    """The branch that `word` (本分局, 本局) means in a report of `own_name`; None where it means none.

    What a head office calls itself (本局) stands for that office in the reports of its branches too.
    """
    head = known.selves.get(form(word))
    if head is not None:
        return head if own_name is None or own_name == head or known.parents.get(own_name) == head else own_name
    return own_name if own_name in known.parents else None


def listed(agency: str | None, known: Register) -> bool:
    """Whether the register knows `agency` with all of its branches."""
    entered = canonical(agency or "", known)
    return entered is not None and entered not in known.open
