"""What the commands share: options, exit codes, results to stdout and everything else to stderr."""

from __future__ import annotations

import functools
import inspect
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from jixiao import labels
from jixiao.index.records import FIELDS

if TYPE_CHECKING:
    from jixiao.index.library import Library

DONE, PART_FAILED, WRONG_USAGE, NO_LIBRARY = 0, 1, 2, 3

Folder = Annotated[Path | None, typer.Option("--library", "-l", help="The library's folder (default: library).")]
ModelName = Annotated[str | None, typer.Option("--model", help="Embedding model: a folder or a hub name.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")]
FILTERS: dict[str, Any] = {
    name: Annotated[list[field.type] | None, typer.Option(help=field.help)]  # type: ignore[name-defined]
    for name, field in FIELDS.items()
    if field.help
}
AllVersions = Annotated[bool, typer.Option("--all-versions", help="Older versions of reports too.")]


def say(line: str) -> None:
    print(plain(" ".join(line.split("\n"))), file=sys.stderr, flush=True)


def plain(line: str) -> str:
    """The line for a terminal, which would act on control characters and overrides of direction."""
    return labels.tamed(line.replace("\r\n", "\n"), kept="\t\n")


def print_json(data: Any) -> None:
    """The same data: what a terminal would act on is written as JSON's own escapes."""
    written = json.dumps(data, ensure_ascii=False)
    print(labels.UNSAFE.sub(lambda found: f"\\u{ord(found.group()):04x}", written), flush=True)


def show(lines: Iterable[str], notes: Iterable[str] = ()) -> None:
    for note in notes:
        say(note)
    for line in lines:
        print(plain(line))


def told(as_json: bool, data: Any, lines: Iterable[str]) -> None:
    if as_json:
        print_json(data)
    else:
        show(lines)


def folder_of(flag: Path | None) -> Path:
    from jixiao import settings

    return Path(settings.setting("library", None if flag is None else str(flag)) or "library")


@contextmanager
def opened_library(folder: Path | None, model: str | None = None) -> Iterator[Library]:
    from jixiao.index.library import Library

    with Library.open(folder_of(folder), model) as library:
        yield library
        if library.naming.trouble:
            say(f"warning: {library.naming.trouble}")


def filtered(command: Callable[..., None]) -> Callable[..., None]:
    """The command with an option for each filter; it is called with `filters` in their place."""

    @functools.wraps(command)
    def run(**options: Any) -> None:
        from jixiao.index.records import ALL_VERSIONS, filters_from

        chosen = {field: options.pop(field) for field in FILTERS}
        chosen["version"] = ALL_VERSIONS if options.pop("all_versions") else ()
        command(filters=filters_from(chosen), **options)

    own = [p for name, p in inspect.signature(command, eval_str=True).parameters.items() if name != "filters"]
    named = inspect.Parameter.KEYWORD_ONLY
    added = [inspect.Parameter(field, named, default=None, annotation=kind) for field, kind in FILTERS.items()]
    added.append(inspect.Parameter("all_versions", named, default=False, annotation=AllVersions))
    parameters = [p.replace(kind=named) for p in own] + added
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {p.name: p.annotation for p in parameters}
    return run
