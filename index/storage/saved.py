"""Saved searches and questions with their history, in `saved.jsonl` of the library's folder.

A line is an event, written once and never changed: a search was saved, run, renamed or forgotten. A rebuild of the
library leaves the file alone, and a copy of the folder holds it too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, get_args

from jixiao.extract.errors import WordedError, plainly
from jixiao.extract.messages import Message
from jixiao.extract.records import Span
from jixiao.index.errors import UsageError
from jixiao.index.filters import filters_from
from jixiao.index.json_contract import filters_to_json
from jixiao.index.records import EVERYTHING, Correction, Kind, Mode
from jixiao.index.storage import journal
from jixiao.index.storage.records import LONGEST_NAME, Figure, Place, Run, Saved, SavedKind

FILE = "saved.jsonl"
NEEDED = ("event", "name", "made")


def read(folder: Path) -> tuple[dict[str, Saved], list[str]]:
    """Name -> what is saved under it, oldest first; and what is wrong with the lines that can't be read.

    Raises SearchError where the file can't be read.
    """
    path = folder / FILE
    log = journal.read(path, NEEDED)
    told: dict[str, Saved] = {}
    troubles = list(log.troubles)
    for line in log.lines:
        try:
            _EVENTS[line.data["event"]](told, line.data)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            troubles.append(Message.of("says_what_cant_be", path, line.number, plainly(error), journal.CURE))
    return told, troubles


def named(folder: Path, name: str) -> Saved:
    """What is saved under a name. Raises UsageError where nothing is."""
    told, _ = read(folder)
    if name not in told:
        raise UsageError(Message.of("nothing_is_saved_under_this_name_see_jixiao_saved", name, folder))
    return told[name]


def save(folder: Path, saved: Saved) -> Saved:
    """Write down a search under its name. Raises UsageError for a name that can't be or is taken, and without words."""
    made = replace(saved, name=_free(folder, saved.name), text=saved.text.strip(), made=journal.now(), runs=())
    if not made.text and (made.kind == "ask" or made.filters == EVERYTHING):
        raise UsageError(Message.of("nothing_to_look_for_give_words_or_filters", made.name))
    plain = {key: getattr(made, key) for key in ("name", "kind", "text", "mode", "made", "by")}
    more = {"filters": filters_to_json(made.filters), "correction": asdict(made.correction)}
    journal.append(folder / FILE, {"event": "saved"} | plain | more)
    return made


def rename(folder: Path, name: str, new: str, by: str = "") -> None:
    """Call it `new` from now on, its history too. Raises UsageError as `named` and `save`."""
    named(folder, name)
    journal.append(
        folder / FILE, {"event": "renamed", "name": name, "new": _free(folder, new), "made": journal.now(), "by": by}
    )


def forget(folder: Path, name: str, by: str = "") -> None:
    """Take it off the list. Its lines stay in the file. Raises UsageError as `named`."""
    named(folder, name)
    journal.append(folder / FILE, {"event": "forgotten", "name": name, "made": journal.now(), "by": by})


def record(folder: Path, saved: Saved, run: Run) -> None:
    """Write down a run; the words found only where they are not those of the run before."""
    last = saved.last
    told = {"event": "run", "name": saved.name, "made": run.made, "by": run.by, "checked": run.checked}
    if last is None or _words(last) != _words(run):
        told |= {"places": [asdict(p) | {"span": [p.span.start, p.span.end]} for p in run.places], "full": run.full}
        told |= {"branches": [list(pair) for pair in run.branches], "figures": [asdict(f) for f in run.figures]}
        told |= {"names": list(run.names)} if run.names else {}
    journal.append(folder / FILE, told)


def _words(run: Run) -> Run:
    return replace(run, made="", by="", checked=0)


def _free(folder: Path, name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise UsageError(Message.of("a_name_of_characters_give_one_of_1_to", len(name), LONGEST_NAME))
    if name in read(folder)[0]:
        raise UsageError(Message.of("something_is_saved_under_this_name_already_give_another", name))
    return name


def _saved(told: dict[str, Saved], data: dict[str, Any]) -> None:
    for key, known in (("kind", get_args(SavedKind)), ("mode", get_args(Mode))):
        if data[key] not in known:
            raise WordedError(f"{key} {data[key]}")
    name, text, made, by = (str(data.get(key, "")) for key in ("name", "text", "made", "by"))
    told.pop(name, None)
    told[name] = Saved(
        name, data["kind"], text, filters_from(data["filters"]), data["mode"], _correction(data), made, by
    )


def _correction(data: dict[str, Any]) -> Correction:
    given = data.get("correction") or {}
    kind = given.get("kind")
    if kind not in (None, *get_args(Kind)):
        raise WordedError(Message.of("kind", kind))
    return Correction(kind, *(tuple(map(str, given.get(key, ()))) for key in ("without", "also")))


def _run(told: dict[str, Saved], data: dict[str, Any]) -> None:
    saved = told.get(str(data["name"]))
    if saved is None:  # forgotten while it ran, or the line that saved it is damaged
        return
    run = Run(str(data["made"]), str(data.get("by", "")), int(data["checked"]))
    if "places" in data:
        run = replace(
            run,
            places=tuple(Place(**place | {"span": Span(*place["span"])}) for place in data["places"]),
            full=bool(data["full"]),
            branches=tuple((str(name), str(status)) for name, status in data["branches"]),
            figures=tuple(Figure(**figure) for figure in data["figures"]),
            names=tuple(map(str, data.get("names", ()))),
        )
    elif saved.last is not None:
        run = replace(saved.last, made=run.made, by=run.by, checked=run.checked)
    told[saved.name] = replace(saved, runs=(*saved.runs, run))


def _renamed(told: dict[str, Saved], data: dict[str, Any]) -> None:
    new = str(data["new"])
    saved = told.pop(str(data["name"]), None)
    if saved is not None:
        told[new] = replace(saved, name=new)


def _forgotten(told: dict[str, Saved], data: dict[str, Any]) -> None:
    told.pop(str(data["name"]), None)


_EVENTS: dict[str, Callable[[dict[str, Saved], dict[str, Any]], None]] = {
    "saved": _saved,
    "run": _run,
    "renamed": _renamed,
    "forgotten": _forgotten,
}
