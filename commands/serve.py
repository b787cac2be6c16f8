"""The page."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from jixiao.commands.shared import Folder, ModelName, folder_of
from jixiao.index.errors import UsageError


def serve(
    library: Folder = None,
    host: Annotated[str | None, typer.Option("--host")] = None,
    port: Annotated[int | None, typer.Option("--port")] = None,
    model: ModelName = None,
) -> None:
    """Serve the page and print its address."""
    from jixiao import app as application
    from jixiao.index.settings import number, setting

    if model:
        os.environ["JIXIAO_MODEL"] = model
    try:
        at = setting("host", host) or application.HOST, number("port", port, application.PORT)
        application.serve(folder_of(library), *at)
    except application.PortTakenError as error:
        raise UsageError(str(error)) from error
