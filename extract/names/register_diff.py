"""What a change of names touches: which passages must be tagged anew."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from jixiao.extract.names import gazetteers
from jixiao.extract.names.register import Register, form
from jixiao.extract.records import Passage
from jixiao.extract.text import normalisation


@dataclass(frozen=True, slots=True)
class Difference:
    """`forms` (matching forms) and `canonicals` that mean another thing than before, are new, or are names no more."""

    forms: frozenset[str]
    canonicals: frozenset[str]


def difference(old: Register, new: Register) -> Difference:
    """What differs between two registers."""
    forms = _differing(_meanings(old), _meanings(new)) | (old.not_names ^ new.not_names)
    forms |= _differing(old.english, new.english) | _differing(old.letters, new.letters)
    forms |= _differing(old.signs, new.signs) | _differing(_terms(old), _terms(new))
    renames = set(old.renames) ^ set(new.renames)
    canonicals = {name for rename in renames for name in (rename.old, rename.new)}
    moved = _differing(old.moved, new.moved)
    return Difference(frozenset(forms | moved | set(map(form, canonicals))), frozenset(map(form, canonicals)) | moved)


def touched(found: Difference) -> Callable[[Passage], bool]:
    """Whether a passage speaks of anything that differs, or belongs to such an agency or branch."""
    if not found.forms:
        return lambda passage: False
    pattern = re.compile("|".join(re.escape(written) for written in _shortest(found.forms)))

    def speaks(passage: Passage) -> bool:
        around = form(f"{passage.agency or ''}\n{passage.item_branch or ''}")
        tagged = found.canonicals and any(form(tag.canonical) in found.canonicals for tag in passage.tags)
        return bool(tagged or pattern.search(around) or pattern.search(normalisation.fold(passage.text).matching))

    return speaks


def _meanings(known: Register) -> dict[str, tuple[object, ...]]:
    """Form -> all that hangs on it."""
    return {
        written: (kind, name, branch, known.parents.get(branch), branch in known.open, branch in known.heads)
        for written, (kind, name, branch) in known.names.items()
    }


def _terms(known: Register) -> dict[str, tuple[tuple[str, str], ...]]:
    told: dict[str, tuple[tuple[str, str], ...]] = {}
    for entry in gazetteers.entries(known):
        told[entry.form] = (*told.get(entry.form, ()), (entry.kind, entry.canonical))
    return told


def _differing(old: Mapping[str, object], new: Mapping[str, object]) -> set[str]:
    return {key for key in old.keys() | new.keys() if old.get(key) != new.get(key)}


def _shortest(forms: frozenset[str]) -> Iterator[str]:
    """Those that hold no other; a text that holds the longer one holds the shorter one too."""
    kept: list[str] = []
    for written in sorted(forms, key=len):
        if not any(shorter in written for shorter in kept):
            kept.append(written)
    return iter(kept)
