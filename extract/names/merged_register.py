"""Our register with the user's own names in it: the same data as in organisations.toml, changed and read anew."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from jixiao.extract.messages import Message
from jixiao.extract.names import gazetteers, organisations
from jixiao.extract.names import register as registers
from jixiao.extract.names.names_file import ORGANISATIONS, Entry, Place, Rename, parse
from jixiao.extract.names.register import Register, form
from jixiao.extract.text import normalisation


@dataclass(frozen=True, slots=True)
class Found:
    """An organisation of the data: its table, the list that holds it, and the organisation above it."""

    kind: str
    table: dict[str, Any]
    siblings: list[dict[str, Any]]
    above: dict[str, Any] | None


@lru_cache(maxsize=4)
def amended(text: str, path: str) -> Register:
    """Our register with what the text of a names.toml says. Raises NamesError."""
    if not text.strip():
        return registers.ours()
    names = parse(text, path)
    data = deepcopy(tomllib.loads(registers.source()))
    data |= {"terms": {}, "moved": {}, "branch": [], "renames": [], "not_names": list(names.not_names)}
    later = []
    for entry in sorted(names.entries, key=_order):
        if _speaks_of_known(data, entry):
            _enter(data, entry)
        else:
            later.append(entry)
    for merge in names.merges:
        _merge(data, merge.name, merge.into, merge.place)
    for rename in names.renames:
        _rename(data, rename)
    for entry in later:
        _enter(data, entry)
    return registers.read(data)


def _speaks_of_known(data: dict[str, Any], entry: Entry) -> bool:
    """Whether what the entry is about is known without merges and renames."""
    named = entry.kind or _find(data, entry.name) or _kind_of_term(data, entry.name)
    return bool(named) and (entry.parent is None or _find(data, entry.parent) is not None)


def _order(entry: Entry) -> int:
    """Agencies first, then branches, then offices: each may be the next one's parent."""
    return ORGANISATIONS.index(entry.kind) if entry.kind in ORGANISATIONS else len(ORGANISATIONS)


def _enter(data: dict[str, Any], entry: Entry) -> None:
    known = _find(data, entry.name)
    kind = entry.kind or (known.kind if known else _kind_of_term(data, entry.name))
    if kind is None:
        known_kinds = 'kind = "branch", "office", "agency", "unit", "system" …'
        raise entry.place.error(Message.of("the_name_is_unknown_and_no_kind_is_given"), Message.of("add", known_kinds))
    if kind not in ORGANISATIONS:
        if entry.parent or entry.letter:
            raise entry.place.error(
                Message.of("a_has_no_parent_and_no_letter", kind), Message.of("take_them_out_or_give_another_kind")
            )
        _enter_term(data, kind, entry)
        return
    if known is None or known.kind != kind or entry.parent:
        known = _placed(data, kind, known, entry)
    table = known.table
    for alias in entry.aliases:
        _freed(data, alias)
    table["aliases"] = [*table.get("aliases", []), *entry.aliases]
    table["english"] = [*entry.english, *table.get("english", [])]
    if entry.letter:
        _free_letter(data, entry.letter)
        table["letter"] = entry.letter
    if entry.short:
        table["aliases"].append(table.get("short", table["name"]))
        table["short"] = entry.short


def _placed(data: dict[str, Any], kind: str, known: Found | None, entry: Entry) -> Found:
    """The organisation where it belongs, as `kind`; a new one is made."""
    table = known.table if known else {"name": entry.name}
    above = _above(data, kind, known, entry)
    if known is not None:
        known.siblings.remove(table)
    elif kind == "agency":
        short = entry.short or organisations.own(entry.name, registers.ours()) or entry.name
        table |= {"short": short, "open": True} | ({"aliases": [short]} if short != entry.name else {})
    if above is None:
        siblings = data.setdefault("agency" if kind == "agency" else "branch", [])
    else:
        siblings = above.table.setdefault("offices" if kind == "office" else "branch", [])
    if kind == "office":
        _carry_offices(table, siblings)
    siblings.append(table)
    return Found(kind, table, siblings, above.table if above else None)


def _above(data: dict[str, Any], kind: str, known: Found | None, entry: Entry) -> Found | None:
    """What stands over it: the parent that the entry names; None for an agency, and for a branch of no known one."""
    if entry.parent is None:
        if kind == "office":
            raise entry.place.error(Message.of("an_office_needs_its_branch"), Message.of("add_parent"))
        return None
    above = _find(data, entry.parent)
    wanted = {"branch": ("agency",), "office": ("branch", "agency")}.get(kind, ())
    if above is None and wanted:
        cure = Message.of("add_it_first_name_name_kind", entry.parent, wanted[0])
        raise entry.place.error(Message.of("its_parent_is_unknown", entry.parent), cure)
    if above is None or above.kind not in wanted or (known is not None and above.table is known.table):
        said = f"an {above.kind}" if above else "unknown"
        raise entry.place.error(
            Message.of("a_parent_of_a_cant_be", kind, entry.parent, said),
            Message.of("name", " or ".join(wanted) or "none"),
        )
    return above


def _carry_offices(table: dict[str, Any], siblings: list[dict[str, Any]]) -> None:
    siblings.extend(table.pop("offices", []))


def _enter_term(data: dict[str, Any], kind: str, entry: Entry) -> None:
    canonical = _term_name(entry.name, kind) or entry.name
    for written in (entry.name, *entry.aliases, *entry.english):
        data["terms"][normalisation.fold(written).matching] = (kind, canonical)


def _merge(data: dict[str, Any], name: str, into: str, place: Place) -> None:
    """All forms of `name` stand for `into`."""
    old, new = _find(data, name), _find(data, into)
    if new is None and old is None and _looks_like_branch(into) and _kind_of_term(data, into) is None:
        data["branch"].append({"name": into, "aliases": [name]})
        return
    if new is not None:
        _merge_into(data, old, new, name, place)
        return
    kind = _kind_of_term(data, into)
    if kind is None:
        raise place.error(Message.of("is_unknown", into), Message.of("say_what_it_is_name_name_kind", into))
    if old is not None:
        raise place.error(Message.of("is_a_a", name, old.kind, into, kind), Message.of("merge_names_of_one_kind"))
    canonical = _term_name(into, kind) or into
    moved = _term_name(name) or name
    data["moved"][form(moved)] = (kind, canonical)
    data["terms"][normalisation.fold(name).matching] = (kind, canonical)


def _merge_into(data: dict[str, Any], old: Found | None, new: Found, name: str, place: Place) -> None:
    if old is not None and old.table is new.table:
        return
    if old is None:
        _freed(data, name)
        new.table["aliases"] = [*new.table.get("aliases", []), name]
        return
    if old.kind == "agency" and new.kind != "agency":
        raise place.error(
            Message.of("is_an_agency_what_it_is_merged_into_is", name), Message.of("merge_it_the_other_way_round")
        )
    old.siblings.remove(old.table)
    forms = [old.table["name"], *old.table.get("aliases", []), *filter(None, [old.table.get("short")])]
    new.table["aliases"] = [*new.table.get("aliases", []), *forms]
    new.table["english"] = [*new.table.get("english", []), *old.table.get("english", [])]
    for key in ("signs", "self"):
        if key in old.table:
            new.table[key] = [*new.table.get(key, []), *old.table[key]]
    if "letter" in old.table:
        new.table.setdefault("letter", old.table["letter"])
    if new.kind != "office":
        new.table.setdefault("offices", []).extend(old.table.get("offices", []))
    else:
        new.siblings.extend(old.table.get("offices", []))
    if old.kind == "agency":
        new.table.setdefault("branch", []).extend(old.table.get("branch", []))


def _rename(data: dict[str, Any], rename: Rename) -> None:
    """The old name's place is taken by the new one; what the old one is called still stands for it."""
    known, place = _find(data, rename.old), rename.place
    if known is None:
        kind = _kind_of_term(data, rename.old)
        if kind == "unit":
            told = {"old": rename.old, "new": rename.new, "year": rename.year, "branch": _branch(data, rename)}
            data["renames"] = [*data["renames"], told]
            data["terms"].setdefault(normalisation.fold(rename.new).matching, (kind, rename.new))
            return
        if kind is None and not _looks_like_branch(rename.old):
            raise place.error(Message.of("is_unknown", rename.old), Message.of("say_what_it_is_name_name", rename.old))
        if kind is not None:
            data["terms"].setdefault(normalisation.fold(rename.new).matching, (kind, rename.new))
        _merge(data, rename.old, rename.new, place)
        return
    if rename.branch:
        raise place.error(Message.of("only_a_unit_is_renamed_in_one_branch_alone"), Message.of("take_the_branch_out"))
    new = _find(data, rename.new)
    if new is not None and new.table is not known.table:
        _merge_into(data, known, new, rename.old, place)
        return
    shown = "short" if "short" in known.table else "name"
    known.table["aliases"] = [*known.table.get("aliases", []), known.table[shown]]
    known.table[shown] = rename.new


def _branch(data: dict[str, Any], rename: Rename) -> str | None:
    if rename.branch is None:
        return None
    found = _find(data, rename.branch)
    if found is None:
        raise rename.place.error(
            Message.of("the_branch_is_unknown", rename.branch), Message.of("name_a_known_branch_or_none")
        )
    return str(found.table["name"])


def _organisations(data: dict[str, Any]) -> Iterator[tuple[Found, list[str]]]:
    """Every organisation of the data, with what stands before its name in full."""
    for agency in data.get("agency", []):
        full = ["", agency["name"], *agency.get("aliases", [])]
        yield Found("agency", agency, data["agency"], None), [""]
        for office in agency.get("offices", []):
            yield Found("office", office, agency["offices"], agency), full
        for branch in agency.get("branch", []):
            yield from _with_offices(branch, agency["branch"], agency, full)
    for branch in data.get("branch", []):
        yield from _with_offices(branch, data["branch"], None, [""])


def _with_offices(
    branch: dict[str, Any], siblings: list[dict[str, Any]], above: dict[str, Any] | None, full: list[str]
) -> Iterator[tuple[Found, list[str]]]:
    yield Found("branch", branch, siblings, above), full
    for office in branch.get("offices", []):
        yield Found("office", office, branch["offices"], branch), [*full, branch["name"]]


def _find(data: dict[str, Any], name: str) -> Found | None:
    """The organisation that goes by `name`; its own name counts before another's alias."""
    wanted = form(name)
    called = list(_organisations(data))
    for keys in (("name", "short"), ("aliases",)):
        for found, full in called:
            forms = (one for key in keys for one in _listed(found.table.get(key)))
            if wanted in {form(before + one) for one in forms for before in full}:
                return found
    return None


def _listed(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value or [])


def _freed(data: dict[str, Any], alias: str) -> None:
    """The alias is taken from whoever has it among ours."""
    for found, _ in _organisations(data):
        table = found.table
        table["aliases"] = [one for one in table.get("aliases", []) if form(one) != form(alias)]


def _free_letter(data: dict[str, Any], letter: str) -> None:
    for found, _ in _organisations(data):
        if found.table.get("letter") == letter:
            del found.table["letter"]


def _kind_of_term(data: dict[str, Any], name: str) -> str | None:
    """The kind of a term by the user's own lists, ours, or its look."""
    written = normalisation.fold(name).matching
    own = data["terms"].get(written)
    if own:
        return str(own[0])
    listed = next((entry.kind for entry in gazetteers.ours() if entry.form == written), None)
    looks = (
        term.kind
        for term in gazetteers.by_form(normalisation.fold(f"「{name}」"), registers.ours())
        if term.canonical == name
    )
    return listed or next(looks, None)


def _term_name(name: str, kind: str | None = None) -> str | None:
    """The canonical name of a term of ours; None where it is none."""
    written = normalisation.fold(name).matching
    ours = gazetteers.ours()
    return next((e.canonical for e in ours if e.form == written and kind in (None, e.kind)), None)


def _looks_like_branch(name: str) -> bool:
    """Whether the name looks like a branch of an agency that is not in the register."""
    found = registers.ours().unlisted.match(name)
    return found is not None and found["name"] == name
