"""Changing a library's names.toml: what the user wrote stays as it is, with its comments; all or nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import AoT

from jixiao.extract.messages import Message
from jixiao.extract.names.merged_register import amended
from jixiao.extract.names.names_file import FILE, loaded
from jixiao.extract.names.register import form
from jixiao.index import durable_files
from jixiao.index.errors import UnwritableError, UsageError
from jixiao.index.holdings.naming import read
from jixiao.index.storage.store import writing

HEAD = "本文件庫自訂的名稱，優先於程式內建的名冊。Names of this library; they come before those of the program."


def add(folder: Path, name: str, told: dict[str, Any]) -> None:
    """Enter a name, or more about one. `told`: keys of [[name]]; lists are added to, single values replaced.

    All of these raise NamesError where the names would contradict themselves or each other, LibraryLockedError.
    """

    def change(document: Any) -> None:
        for written in (name, *told.get("aliases", [])):
            _allow(document, written)
        entry = next((one for one in _entries(document, "name") if form(str(one.get("name"))) == form(name)), None)
        if entry is None:
            entry = _append(document, "name", {"name": name})
        for key, value in told.items():
            more = isinstance(value, list | tuple)
            whole = list(dict.fromkeys([*map(str, entry.get(key, [])), *value])) if more else value
            if whole:
                entry[key] = whole

    _edit(folder, change)


def merge(folder: Path, name: str, into: str) -> None:
    """Let `name` be another name of `into`."""

    def change(document: Any) -> None:
        _drop(document, "merge", ("name",), name)
        _append(document, "merge", {"name": name, "into": into})

    _edit(folder, change)


def rename(folder: Path, old: str, new: str, year: int | None = None, branch: str | None = None) -> None:
    """Let `old` be called `new` from ROC `year` on; a unit, in `branch` only."""
    told = {"old": old, "new": new, "year": year, "branch": branch}

    def change(document: Any) -> None:
        if branch is None:
            _drop(document, "rename", ("old",), old)
        _append(document, "rename", {key: value for key, value in told.items() if value is not None})

    _edit(folder, change)


def forbid(folder: Path, name: str) -> None:
    """Let `name` be no name at all."""

    def change(document: Any) -> None:
        _forget(document, name)
        document["not_names"] = [*map(str, document.get("not_names", [])), name]
        _to_top(document, "not_names")

    _edit(folder, change)


def remove(folder: Path, name: str) -> None:
    """Take out whatever the file says of `name`. Raises UsageError where it says nothing."""

    def change(document: Any) -> None:
        if not _forget(document, name):
            cure = Message.of("a_name_of_the_programs_is_taken_out_by", name)
            raise UsageError(Message.of("says_nothing_of", folder / FILE, name, cure))

    _edit(folder, change)


def _edit(folder: Path, change: Callable[[Any], object]) -> None:
    path = folder / FILE
    with writing(folder):
        text = read(path)
        loaded(text, path)
        document = tomlkit.parse(text) if text else tomlkit.document().add(tomlkit.comment(HEAD)).add(tomlkit.nl())
        change(document)
        new = tomlkit.dumps(document)
        amended(new, str(path))
        try:
            durable_files.write(path, new.encode())
        except OSError as error:
            raise UnwritableError.of(path, error) from error


def _entries(document: Any, kind: str) -> list[Any]:
    return list(document.get(kind, []))


def _append(document: Any, kind: str, told: dict[str, Any]) -> Any:
    table = tomlkit.table()
    for key, value in told.items():
        table[key] = value
    if kind not in document:
        document[kind] = tomlkit.aot()
    document[kind].append(table)
    return document[kind][-1]


def _forget(document: Any, name: str) -> bool:
    """Entries of the name, and the name among aliases and wrong names. Whether there was anything."""
    gone = _drop(document, "name", ("name",), name) + _drop(document, "merge", ("name",), name)
    gone += _drop(document, "rename", ("old", "new"), name)
    for entry in _entries(document, "name"):
        for key in ("aliases", "english"):
            gone += _without(entry, key, name)
    return bool(gone + _allow(document, name))


def _drop(document: Any, kind: str, keys: Sequence[str], name: str) -> int:
    entries = _entries(document, kind)
    left = [one for one in entries if form(name) not in {form(str(one.get(key, ""))) for key in keys}]
    if len(left) < len(entries):
        document.remove(kind)
        if left:
            document[kind] = AoT(left)
    return len(entries) - len(left)


def _allow(document: Any, name: str) -> int:
    """Take the name out of the wrong ones."""
    return _without(document, "not_names", name)


def _without(table: Any, key: str, name: str) -> int:
    given = [str(one) for one in table.get(key, [])]
    left = [one for one in given if form(one) != form(name)]
    if len(left) < len(given):
        if left:
            table[key] = left
        else:
            table.remove(key)
    return len(given) - len(left)


def _to_top(document: Any, key: str) -> None:
    """A single value must stand before all tables."""
    value = document[key]
    tables = {kind: document[kind] for kind in ("name", "merge", "rename") if kind in document}
    if tables:
        document.remove(key)
        for kind in tables:
            document.remove(kind)
        document[key] = value
        for kind, entries in tables.items():
            document[kind] = entries
