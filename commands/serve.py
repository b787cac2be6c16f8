"""The page."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from jixiao.commands.shared import Folder, ModelName, folder_of
from jixiao.index.errors import UsageError


def serve(
    library: Folder = None,
    host: Annotated[str | None, typer.Option("--host", help="Beyond this machine only with a token.")] = None,
    port: Annotated[int | None, typer.Option("--port")] = None,
    model: ModelName = None,
    token: Annotated[
        str | None, typer.Option("--token", help="What readers sign in with; JIXIAO_TOKEN keeps it out of sight.")
    ] = None,
    allow_host: Annotated[
        list[str] | None, typer.Option("--allow-host", help="A name that a proxy serves the page under.")
    ] = None,
) -> None:
    """Serve the page and print its address."""
    from jixiao import app as application
    from jixiao import settings

    if model:
        os.environ["JIXIAO_MODEL"] = model
    try:
        door = application.Door(
            settings.setting("host", host) or application.HOST,
            settings.number("port", port, application.PORT),
            settings.setting("token", token),
            settings.several("hosts", allow_host),
            settings.setting("proxy"),
        )
        # Files are read in processes of their own, which have no need of it.
        os.environ.pop("JIXIAO_TOKEN", None)
        application.serve(folder_of(library), door)
    except application.PortTakenError as error:
        raise UsageError(str(error)) from error
