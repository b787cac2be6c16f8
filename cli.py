"""The `jixiao` command. Results go to stdout, everything else to stderr.

Exit codes: 0 done, 1 part failed, 2 wrong usage, 3 library missing or stale.
"""

from __future__ import annotations

import io
import logging
import os
import sys

import typer

from commands import (
    asking,
    checking,
    evidence,
    exporting,
    extracting,
    holding,
    marks,
    matrix,
    modelling,
    names,
    reconciling,
    saved,
    serving,
    sheet,
    trends,
    versions,
)
from commands.terminal import NO_LIBRARY, PART_FAILED, WRONG_USAGE, say
from extract.errors import LOG, ExtractError, ProgramFaultError
from index.errors import LibraryMissingError, LibraryStaleError, ModelMissingError, SearchError, UsageError, cure, said

app = typer.Typer(
    name="jixiao",
    help="績效報告的擷取與佐證檢索 · Evidence search for government performance reports.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
# In the order of `jixiao --help`.
for command in (
    extracting.extract,
    holding.add,
    holding.remove,
    holding.list_,
    versions.supersede,
    versions.changes,
    holding.stats,
    holding.rebuild,
    holding.doctor,
    asking.search,
    asking.ask,
    saved.save,
    saved.saved,
    saved.run,
    saved.history,
    saved.forget,
    extracting.tag,
    evidence.evidence,
    matrix.matrix,
    sheet.sheet,
    marks.mark,
    marks.marks_,
    checking.check,
    reconciling.reconcile,
    trends.trends,
    exporting.export,
    exporting.verify,
    serving.serve,
    modelling.models,
):
    app.command(command.__name__.rstrip("_"))(command)
app.add_typer(names.app, name="names")


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
