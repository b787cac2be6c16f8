"""The names of a library: listed, looked for, and changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jixiao.commands.shared import AsJson, Folder, opened_library, print_json, say, told
from jixiao.index.errors import UsageError
from jixiao.index.holdings.records import found_to_json

if TYPE_CHECKING:
    from jixiao.index.holdings.records import Found, Known
    from jixiao.index.library import Library

app = typer.Typer(rich_markup_mode=None, add_completion=False)
Name = Annotated[str, typer.Argument(help="A name, as reports write it.")]
Words = Annotated[list[str] | None, typer.Option(help="May be repeated.")]


@app.callback(invoke_without_command=True)
def names(
    context: typer.Context,
    library: Folder = None,
    unknown: Annotated[
        bool, typer.Option("--unknown", help="Names that nobody has named, most frequent first.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List the names that passages go by; add, merge, rename, forbid and remove names of your own."""
    if context.invoked_subcommand:
        if library is not None or unknown or as_json:
            raise UsageError("options of `names` stand behind the sub-command: jixiao names add NAME --library DIR")
        return
    with opened_library(library) as opened:
        if unknown:
            found = opened.names.unknown()
            told(as_json, [found_to_json(one) for one in found], map(_found_line, found))
        else:
            known = opened.names.known()
            told(as_json, [asdict(one) for one in known], map(_known_line, known))


@app.command()
def add(  # noqa: PLR0913, PLR0917 - the options of a command
    name: Name,
    library: Folder = None,
    kind: Annotated[str | None, typer.Option(help="branch, office, agency, unit, system, organisation …")] = None,
    branch: Annotated[bool, typer.Option("--branch", help="The same as --kind branch.")] = False,
    office: Annotated[bool, typer.Option("--office", help="The same as --kind office.")] = False,
    agency: Annotated[bool, typer.Option("--agency", help="The same as --kind agency.")] = False,
    alias: Words = None,
    english: Words = None,
    parent: Annotated[str | None, typer.Option(help="Of an office its branch, of a branch its agency.")] = None,
    letter: Annotated[str | None, typer.Option(help="Its sign in breakdowns (基 3 新 28).")] = None,
    short: Annotated[str | None, typer.Option(help="What an agency is called in answers.")] = None,
    as_json: AsJson = False,
) -> None:
    """Add a name, or aliases, English names, a parent or a sign to a known one."""
    given = [*([kind] if kind else []), *(k for k, on in _on(branch=branch, office=office, agency=agency) if on)]
    if len(set(given)) > 1:
        raise UsageError(f"a name is of one kind, not of {' and '.join(given)}; give one")
    kinds = {"kind": given[0]} if given else {}
    rest = {"aliases": alias or [], "english": english or [], "parent": parent, "letter": letter, "short": short}
    _change(library, as_json, lambda opened: opened.names.add(name, kinds | rest))


@app.command()
def merge(name: Name, into: Name, library: Folder = None, as_json: AsJson = False) -> None:
    """Make NAME another name of INTO."""
    _change(library, as_json, lambda opened: opened.names.merge(name, into))


@app.command()
def rename(
    old: Name,
    new: Name,
    library: Folder = None,
    year: Annotated[int | None, typer.Option(help="The ROC year from which the new name holds.")] = None,
    branch: Annotated[str | None, typer.Option(help="A unit's: only in this branch.")] = None,
    as_json: AsJson = False,
) -> None:
    """Let OLD go by NEW, its successor."""
    _change(library, as_json, lambda opened: opened.names.rename(old, new, year, branch))


@app.command()
def forbid(name: Name, library: Folder = None, as_json: AsJson = False) -> None:
    """Let NAME be no name, though it looks like one."""
    _change(library, as_json, lambda opened: opened.names.forbid(name))


@app.command()
def remove(name: Name, library: Folder = None, as_json: AsJson = False) -> None:
    """Take out what you have said of NAME."""
    _change(library, as_json, lambda opened: opened.names.remove(name))


def _on(**given: bool) -> Iterator[tuple[str, bool]]:
    yield from given.items()


def _change(library: Path | None, as_json: bool, change: Callable[[Library], None]) -> None:
    with opened_library(library) as opened:
        change(opened)
        if as_json:
            naming = opened.naming
            print_json({"file": str(naming.path), "passages": naming.renamed, "trouble": naming.trouble})
        say(f"{opened.naming.renamed} passages renamed; {opened.naming.path}")


def _known_line(one: Known) -> str:
    former = "".join(f" (before {year or '?'}: {old})" for old, year in one.former)
    others = "、".join((*one.aliases[:6], *one.english))
    return "\t".join(
        [one.kind, str(one.passages), one.name + former, one.parent or "", others, "own" if one.own else ""]
    )


def _found_line(one: Found) -> str:
    return "\t".join([str(one.passages), one.kind, one.name, one.passage.source, one.example])
