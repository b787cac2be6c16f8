"""`names.toml`, the user's own names: what they add to the register and the gazetteers, and what they change there.

not_names = ["苓雅分局"]                # what is no name though it looks like one

[[name]]                               # a new name, or more about a known one
name = "臺中分局"
kind = "branch"                        # one of KINDS; not needed where the name is known
aliases = ["中分局"]
english = ["Taichung branch"]
letter = "中"                          # its sign in 「基、新 28、中 87」
parent = "總局"                        # of an office its branch, of a branch its agency
short = "總局"                         # what an agency is called in answers

[[merge]]                              # two names of one thing
name = "中區分局"
into = "臺中分局"

[[rename]]                             # it goes by the new name from that ROC year on
old = "第二課"
new = "市場監督科"
year = 112
branch = "臺中分局"                    # a unit: in that branch only
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jixiao.extract.errors import ExtractError
from jixiao.extract.messages import Message
from jixiao.extract.names.register import form

FILE = "names.toml"
ORGANISATIONS = ("agency", "branch", "office")
TERMS = ("unit", "system", "organisation", "regulation", "standard", "product", "place")
KINDS = (*ORGANISATIONS, *TERMS)
ROC_OFFSET = 1911
LONGEST = 60
_KEYS: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "kind", "aliases", "english", "letter", "parent", "short"),
    "merge": ("name", "into"),
    "rename": ("old", "new", "year", "branch"),
}
_NEEDED: Mapping[str, tuple[str, ...]] = {"name": ("name",), "merge": ("name", "into"), "rename": ("old", "new")}


class NamesError(ExtractError):
    """The file of names says something that can't be, or can't be read."""


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the file, for messages: `line` counts from 1."""

    path: str
    line: int
    entry: str

    def error(self, cause: str, cure: str) -> NamesError:
        """An error that names this entry."""
        return NamesError(f"{self.path}:{self.line}", Message.of("place_cause", self.entry, cause), cure)


@dataclass(frozen=True, slots=True)
class Entry:
    """A name and what is said of it; None and empty: nothing is."""

    name: str
    place: Place
    kind: str | None = None
    aliases: tuple[str, ...] = ()
    english: tuple[str, ...] = ()
    letter: str | None = None
    parent: str | None = None
    short: str | None = None


@dataclass(frozen=True, slots=True)
class Merge:
    """`name` is another name of `into`."""

    name: str
    into: str
    place: Place


@dataclass(frozen=True, slots=True)
class Rename:
    """`old` is called `new` from ROC `year` on (None: nobody says when); a unit in `branch` only, unless None."""

    old: str
    new: str
    year: int | None
    branch: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class Names:
    """All that the file says, in its order."""

    entries: tuple[Entry, ...] = ()
    merges: tuple[Merge, ...] = ()
    renames: tuple[Rename, ...] = ()
    not_names: tuple[str, ...] = ()


def parse(text: str, path: Path | str = FILE) -> Names:
    """What the text of a names.toml says. Raises NamesError, naming line, entry, cause and cure."""
    data = loaded(text, path)
    unknown = sorted(set(data) - {*_KEYS, "not_names"})
    if unknown:
        at = next((n for n, line in enumerate(text.split("\n"), 1) if re.match(rf"\s*\[*\s*{unknown[0]}\b", line)), 1)
        raise Place(str(path), at, unknown[0]).error("no such part", "use [[name]], [[merge]], [[rename]] or not_names")
    entries = tuple(_entry(given, place) for given, place in _tables(data, text, path, "name"))
    merges = tuple(
        Merge(_text(given, "name", place), _text(given, "into", place), place)
        for given, place in _tables(data, text, path, "merge")
    )
    renames = tuple(
        Rename(
            _text(given, "old", place), _text(given, "new", place), _year(given, place),
            _text(given, "branch", place) if "branch" in given else None, place,
        )
        for given, place in _tables(data, text, path, "rename")
    )  # fmt: skip
    not_names = _texts(data, "not_names", Place(str(path), _line_of(text, r"not_names\b", 0), "not_names"))
    names = Names(entries, merges, renames, not_names)
    _check(names)
    return names


def _entry(given: Mapping[str, Any], place: Place) -> Entry:
    return Entry(
        name=_text(given, "name", place),
        place=place,
        kind=_kind(given, place),
        aliases=_texts(given, "aliases", place),
        english=_texts(given, "english", place),
        letter=_text(given, "letter", place) if "letter" in given else None,
        parent=_text(given, "parent", place) if "parent" in given else None,
        short=_text(given, "short", place) if "short" in given else None,
    )


def loaded(text: str, path: Path | str) -> dict[str, Any]:
    """The text as TOML. Raises NamesError with the line where it is none."""
    try:
        return tomllib.loads(text.removeprefix("\ufeff").replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as error:
        said = re.search(r"\(at (?:line (\d+), column \d+|end of document)\)", str(error))
        line = f":{said[1]}" if said and said[1] else ""
        raise NamesError(
            f"{path}{line}", Message.of("is_no_toml", error), Message.of("mend_that_line_or_take_it_out")
        ) from error


def _tables(data: Mapping[str, Any], text: str, path: Path | str, kind: str) -> Iterator[tuple[dict[str, Any], Place]]:
    """The entries [[kind]], with their places; their keys are known and those needed are there."""
    given = data.get(kind, [])
    if not isinstance(given, list) or not all(isinstance(table, dict) for table in given):
        place = Place(str(path), _line_of(text, rf"\[?\s*{kind}\b", 0), kind)
        raise place.error(Message.of("is_no_list_of_entries"), Message.of("begin_each_entry_with_a_line", kind))
    for number, table in enumerate(given):
        named = next((str(table[key]) for key in _NEEDED[kind] if key in table), "")
        line = _line_of(text, rf"\[\[\s*{kind}\s*\]\]", number)
        place = Place(str(path), line, f"[[{kind}]] {named}".strip())
        unknown = sorted(set(table) - set(_KEYS[kind]))
        if unknown:
            raise place.error(Message.of("is_no_key_of_it", unknown[0]), Message.of("it_takes", ", ".join(_KEYS[kind])))
        missing = [key for key in _NEEDED[kind] if key not in table]
        if missing:
            raise place.error(Message.of("is_missing", missing[0]), Message.of("add_a_line", missing[0]))
        yield table, place


def _line_of(text: str, head: str, number: int) -> int:
    found = [n for n, line in enumerate(text.split("\n"), 1) if re.match(rf"\s*{head}", line)]
    return found[number] if number < len(found) else 1


def _text(given: Mapping[str, Any], key: str, place: Place) -> str:
    return _name(given[key], key, place)


def _texts(given: Mapping[str, Any], key: str, place: Place) -> tuple[str, ...]:
    values = given.get(key, [])
    if not isinstance(values, list):
        raise place.error(Message.of("is_no_list", key), Message.of("write", key))
    return tuple(dict.fromkeys(_name(value, key, place) for value in values))


def _name(value: Any, key: str, place: Place) -> str:
    if not isinstance(value, str) or not form(value):
        raise place.error(Message.of("is_empty_or_no_text", key), Message.of("write_2", key))
    if len(value) > LONGEST or "\n" in value:
        raise place.error(
            Message.of("is_too_long_for_a_name_characters", key, len(value)), Message.of("at_most_in_one_line", LONGEST)
        )
    if len(form(value)) < 2 and key != "letter":
        raise place.error(Message.of("has_one_character", key, value), Message.of("a_name_has_two_or_more_a_sign_is"))
    return value.strip()


def _kind(given: Mapping[str, Any], place: Place) -> str | None:
    kind = given.get("kind")
    if kind is not None and kind not in KINDS:
        raise place.error(Message.of("kind_is_unknown", kind), Message.of("give_one_of", ", ".join(KINDS)))
    return kind


def _year(given: Mapping[str, Any], place: Place) -> int | None:
    year = given.get("year")
    if year is None:
        return None
    if not isinstance(year, int) or isinstance(year, bool) or not (1 <= year < 200 or year > ROC_OFFSET):
        raise place.error(Message.of("year_is_no_year", year), Message.of("give_a_roc_year_as_in_year_112"))
    return year - ROC_OFFSET if year > ROC_OFFSET else year


def _check(names: Names) -> None:
    """No form of two names, no circle, nothing that is forbidden and used."""
    owners: dict[str, str] = {}
    for entry in names.entries:
        for written in (entry.name, *entry.aliases):
            other = owners.setdefault(form(written), entry.name)
            if form(other) != form(entry.name):
                raise entry.place.error(
                    Message.of("is_already", written, other), Message.of("leave_it_with_one_of_the_two")
                )
        if entry.letter and len(form(entry.letter)) > 2:
            raise entry.place.error(
                Message.of("letter_is_too_long", entry.letter), Message.of("a_sign_has_one_or_two_characters")
            )
    forbidden = {form(name) for name in names.not_names}
    used = next((entry for entry in names.entries if form(entry.name) in forbidden), None)
    if used:
        raise used.place.error(Message.of("stands_in_not_names_too"), Message.of("take_it_out_of_one_of_the_two"))
    steps: dict[str, str] = {}
    for old, new, place in (
        *((merge.name, merge.into, merge.place) for merge in names.merges),
        *((rename.old, rename.new, rename.place) for rename in names.renames if rename.branch is None),
    ):
        if form(old) in steps and steps[form(old)] != form(new):
            raise place.error(
                Message.of("has_another_name_in_its_place_already", old), Message.of("keep_one_of_the_two_entries")
            )
        steps[form(old)] = form(new)
        at, seen = form(old), {form(old)}
        while at in steps:
            at = steps[at]
            if at in seen:
                raise place.error(Message.of("ends_up_as_itself", old), Message.of("take_out_one_entry_of_the_circle"))
            seen.add(at)
