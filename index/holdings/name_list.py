"""The names of a library: those that are known, with the passages that hold them, and those that nobody has named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from jixiao.extract.names import gazetteers
from jixiao.extract.names.merged_register import amended
from jixiao.extract.names.names_file import ORGANISATIONS, TERMS, NamesError, parse
from jixiao.extract.names.register import Register, form
from jixiao.extract.names.unknown_names import Unknown, unknown
from jixiao.extract.records import Passage
from jixiao.index.holdings.naming import Naming
from jixiao.index.holdings.records import Found, Known
from jixiao.index.holdings.state import State

# Characters of the text on either side of an unknown name that is shown as an example.
AROUND = 15


def known(state: State) -> list[Known]:
    """Organisations of the register and the user's own names, and whatever of the gazetteers the passages hold.

    By kind, most passages first.
    """
    register = state.register
    counts = _counts(state.passages())
    mine = _own(state.naming)
    organisations = {(_kind(kind), name): branch for kind, name, branch in register.names.values() if branch}
    terms = {(e.kind, e.canonical) for e in gazetteers.entries(register)}
    listed = [*organisations, *sorted(pair for pair in terms if counts[pair] or form(pair[1]) in mine)]
    found = [
        Known(
            name=name,
            kind=kind,
            parent=_parent(register, kind, name, organisations.get((kind, name))),
            aliases=tuple(_aliases(register, kind, name)),
            english=tuple(word for word, branch in register.english.items() if branch == name),
            former=_former(state.naming, register, name),
            passages=counts[kind, name],
            own=form(name) in mine,
        )
        for kind, name in listed
    ]
    order = (*ORGANISATIONS, *TERMS)
    return sorted(found, key=lambda one: (order.index(one.kind), -one.passages, one.name))


def unknown_names(state: State) -> list[Found]:
    """Names that look like organisations, units or systems and are not known, those in most passages first."""
    first: dict[str, tuple[Unknown, Passage]] = {}
    counts: Counter[str] = Counter()
    for passage in state.passages():
        for one in unknown(passage, state.register):
            first.setdefault(form(one.name), (one, passage))
            counts[form(one.name)] += 1
    found = [
        Found(one.name, one.kind, counts[written], passage, _example(one, passage))
        for written, (one, passage) in first.items()
    ]
    return sorted(found, key=lambda one: (-one.passages, one.name))


def _counts(passages: Iterable[Passage]) -> Counter[tuple[str, str]]:
    """(kind, name) → passages; a branch is in a passage that it did, counts in, or is named in."""
    counts: Counter[tuple[str, str]] = Counter()
    for passage in passages:
        tagged = {(tag.kind, tag.canonical) for tag in passage.tags}
        named = {name for kind, name in tagged if kind == "branch"} | set(passage.branches)
        named |= {quantity.branch for quantity in passage.quantities if quantity.branch}
        counts.update(pair for pair in tagged if pair[0] != "branch")
        counts.update((kind, name) for name in named for kind in ("agency", "branch"))
    return counts


def _kind(kind: str) -> str:
    return "agency" if kind == "head" else kind


def _parent(register: Register, kind: str, name: str, branch: str | None) -> str | None:
    return branch if kind == "office" else register.parents.get(name)


def _aliases(register: Register, kind: str, name: str) -> list[str]:
    """Other forms, without those that only put another's name before a shorter one."""
    if kind in ORGANISATIONS:
        forms = [written for written, (k, n, _) in register.names.items() if (_kind(k), n) == (kind, name)]
    else:
        forms = [e.form for e in gazetteers.entries(register) if (e.kind, e.canonical) == (kind, name)]
    ends = [w for w in forms if not any(w != other and w.endswith(other) for other in forms)]
    return [written for written in dict.fromkeys(ends) if written != form(name)]


def _former(naming: Naming, register: Register, name: str) -> tuple[tuple[str, int | None], ...]:
    units = [(rename.old, rename.year) for rename in register.renames if rename.new == name]
    try:
        renames = parse(naming.text).renames
    except NamesError:
        renames = ()
    return tuple(dict.fromkeys([*units, *((r.old, r.year) for r in renames if form(r.new) == form(name))]))


def _own(naming: Naming) -> set[str]:
    """Forms that the user's names speak of, and those that they come to."""
    try:
        names = parse(naming.text)
    except NamesError:
        return set()
    told = [entry.name for entry in names.entries] + [entry.short for entry in names.entries if entry.short]
    told += [merge.into for merge in names.merges] + [rename.new for rename in names.renames]
    register = amended(naming.text, str(naming.path))
    return {form(one) for name in told for one in (name, register.names.get(form(name), ("", name, ""))[1])}


def _example(one: Unknown, passage: Passage) -> str:
    """The name with the words around it; of a name beside the passage, the passage's first words."""
    if one.span == passage.span:
        return " ".join(passage.text[: 3 * AROUND].split())
    start, end = one.span.start - passage.span.start, one.span.end - passage.span.start
    return " ".join(passage.text[max(0, start - AROUND) : end + AROUND].split())
