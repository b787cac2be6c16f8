"""The `jixiao` command. Results go to stdout, everything else to stderr.

Exit codes: 0 done, 1 part failed, 2 wrong usage, 3 library missing or stale.
"""

from __future__ import annotations

import io
import logging
import os
import sys
from typing import Annotated

import typer

from jixiao.commands import (
    ask,
    check,
    columns,
    demo,
    evidence,
    library,
    marks,
    matrix,
    models,
    names,
    reconcile,
    saved,
    serve,
    sheet,
    trends,
    versions,
)
from jixiao.commands import export as commands_export
from jixiao.commands import extract as commands_extract
from jixiao.commands.shared import NO_LIBRARY, PART_FAILED, WRONG_USAGE, say
from jixiao.extract.errors import LOG, ExtractError, ProgramFaultError
from jixiao.index.errors import (
    LibraryMissingError,
    LibraryStaleError,
    ModelMissingError,
    SearchError,
    UsageError,
    cure,
    said,
)


def _version(wanted: bool) -> None:
    if wanted:
        from jixiao.index.version import version

        print(f"jixiao {version()}")
        raise typer.Exit


app = typer.Typer(
    name="jixiao",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.callback()
def jixiao(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_version, help="Show the version and leave.")
    ] = False,
) -> None:
    """績效報告的擷取與佐證檢索 · Evidence search for government performance reports."""


# In the order of `jixiao --help`.
for command in (
    commands_extract.extract,
    library.add,
    library.remove,
    library.list_,
    versions.supersede,
    versions.changes,
    library.stats,
    library.rebuild,
    library.doctor,
    ask.search,
    ask.ask,
    saved.save,
    saved.saved,
    saved.run,
    saved.history,
    saved.forget,
    commands_extract.tag,
    evidence.evidence,
    matrix.matrix,
    sheet.sheet,
    marks.mark,
    marks.marks_,
    check.check,
    reconcile.reconcile,
    trends.trends,
    commands_export.export,
    commands_export.verify,
    serve.serve,
    demo.demo,
    models.models,
):
    app.command(command.__name__.rstrip("_"))(command)
app.add_typer(names.app, name="names")
app.add_typer(columns.app, name="columns")


def main() -> None:
    """Run the command; every expected error becomes one line on stderr and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a file's name may be no UTF-8
    if os.environ.get("JIXIAO_DEBUG"):
        logging.basicConfig(stream=sys.stderr)
        LOG.setLevel(logging.DEBUG)
    try:
        app()
    except (LibraryMissingError, LibraryStaleError) as error:
        _fail(error, NO_LIBRARY)
    except (UsageError, ModelMissingError) as error:
        _fail(error, WRONG_USAGE)
    except (ExtractError, SearchError) as error:
        _fail(error, PART_FAILED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        _fail(f"{error.filename or 'jixiao'}: {said(error)}; {cure(error)}", PART_FAILED)
    except Exception as error:
        fault = ProgramFaultError.of("jixiao", error)
        _fail(f"jixiao: a fault of this program ({fault.where}); report it with the words in brackets", PART_FAILED)


def _fail(error: Exception | str, code: int) -> None:
    # What is left half written complains once more as it is thrown away; the user has been told.
    sys.unraisablehook = lambda _: None
    say(f"error: {error}")
    sys.exit(code)


if __name__ == "__main__":
    main()
