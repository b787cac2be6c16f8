"""The sample reports, to try the program with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from jixiao.commands.shared import say

SAMPLES = Path(__file__).parents[1] / "corpus" / "reports"


def demo(
    library: Annotated[
        Path, typer.Option("--library", "-l", help="Where the library of the sample reports is made.")
    ] = Path("jixiao-demo"),
    port: Annotated[int | None, typer.Option("--port", help="Of the page (default: 7860).")] = None,
    serving: Annotated[bool, typer.Option("--serve/--no-serve", help="Serve the page afterwards.")] = True,
) -> None:
    """Make a library of the seven sample reports and serve its page on this machine.

    The setting `library` does not count here: the samples stay apart from reports of your own.
    """
    from jixiao.commands.serve import serve
    from jixiao.index.errors import LibraryStaleError
    from jixiao.index.library import Library, remake

    try:
        with Library.create(library) as opened:
            opened.add([SAMPLES])
            told = opened.stats()
    except LibraryStaleError:  # made by an earlier version of the program
        remake(library)
        with Library.open(library) as opened:
            told = opened.stats()
    say(f"{library}: {told['documents']} sample reports, {told['passages']} passages")
    if serving:
        serve(library=library, host="127.0.0.1", port=port)  # whatever the setting `host` says
