"""The branches that a question names, and which of them it excludes: 除臺南分局外, 不含臺南, except Tainan."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from jixiao.extract.names import organisations
from jixiao.extract.names.register import Register
from jixiao.extract.text import normalisation
from jixiao.index.search.question_kinds import questions


@dataclass(frozen=True, slots=True)
class Named:
    """A branch at `start` to `end` of the folded question, with the words that exclude it.

    `counts` is false where it is named for something else (總局及各分局). `short`: by its sign alone (臺南), which
    names the branch where it is excluded, or the library has it.
    """

    start: int
    end: int
    branch: str
    excluded: bool = False
    counts: bool = True
    short: bool = False


def named(folded: normalisation.Folded, register: Register, held: Collection[str] = ()) -> list[Named]:
    """In order. Names joined to one another (除臺南及高雄分局外) are excluded together and share their words.

    `held` are the branches of the library: the bare sign of one (臺中 多少件) means it, unless it means the place.
    """
    found: list[Named] = []
    for chain in _chains(folded, register):
        excluded = _excluded(folded.matching, chain)
        found += excluded or [
            one
            for one in map(_counting(folded.matching), chain)
            if not one.short or (one.branch in held and not _is_place(folded.matching, one))
        ]
    return found


def _is_place(asked: str, one: Named) -> bool:
    """Whether the words beside a sign say that it is where something is (臺中市, 到花蓮)."""
    place = questions()["place"]
    before, behind = asked[: one.start], asked[one.end :]
    return bool(re.search(place["before"], before) or re.match(place["behind"], behind))


def _chains(folded: normalisation.Folded, register: Register) -> list[list[Named]]:
    """The names, those in a row with nothing but 、 or 及 between them together."""
    joint = re.compile(questions()["except"]["joint"])
    chains: list[list[Named]] = []
    for one in _all(folded, register):
        if chains and joint.fullmatch(folded.matching, chains[-1][-1].end, one.start):
            chains[-1].append(one)
        else:
            chains.append([one])
    return chains


def _excluded(asked: str, chain: Sequence[Named]) -> list[Named]:
    """The names of a chain with the words that exclude it; empty where none do."""
    words = questions()["except"]
    first, last = asked[: chain[0].start], asked[chain[-1].end :]
    before, weak, behind = (
        re.search(words["before"], first),
        re.search(words["weak"], first),
        re.match(words["behind"], last),
    )
    if not (before or behind):
        return []
    opening = before or weak
    start = opening.start() if opening else chain[0].start
    end = chain[-1].end + (behind.end() if behind else 0)
    return [replace(one, start=start, end=end, excluded=True) for one in chain]


def _counting(asked: str) -> Callable[[Named], Named]:
    beside = re.compile(questions()["not_this"]["after"])
    return lambda one: replace(one, counts=not beside.match(asked[one.end :]))


def _all(folded: normalisation.Folded, register: Register) -> list[Named]:
    found = [Named(m.start, m.end, m.branch) for m in organisations.mentions(folded, register) if m.branch]
    signs = register.signs
    for match in re.finditer("|".join(map(re.escape, signs)) or "(?!)", folded.matching):
        if not any(one.start < match.end() and match.start() < one.end for one in found):
            found.append(Named(match.start(), match.end(), signs[match.group()], short=True))
    return sorted(found, key=lambda one: one.start)
