"""The web application: the page in both languages, in one process, on this machine only unless told otherwise."""

from __future__ import annotations

import contextlib
import os
import socket
import sys
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from jixiao.index.errors import SearchError

if TYPE_CHECKING:
    from fastapi import FastAPI

    from jixiao.index.library import Library

HOST, PORT = "127.0.0.1", 7860


class PortTakenError(Exception):
    """The address can't be had: another program listens there, or it is not this machine's."""

    def __init__(self, host: str, port: int, cause: str) -> None:
        super().__init__(f"{host}:{port}: can't listen there ({cause}); choose another port, as in --port {port + 1}")


def build_app(library: Library) -> FastAPI:
    """The page: Traditional Chinese at /, English at /en. Sends nothing to anyone but its readers."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    from fastapi import FastAPI

    from jixiao.web import page

    app = FastAPI(title="jixiao", docs_url=None, redoc_url=None, openapi_url=None)
    for path, language in page.ADDRESSES.items():
        page.mount(app, library, path, language)
    return app


def serve(library_folder: Path, host: str = HOST, port: int = PORT) -> None:
    """Serve the library until stopped; the address is printed when it answers.

    Raises PortTakenError, LibraryMissingError, LibraryStaleError, ModelMissingError.
    """
    with listening(host, port) as taken:
        from jixiao.index.library import Library

        with Library.open(library_folder) as library:
            app = build_app(library)
            import uvicorn

            Thread(target=warm, args=(library,), daemon=True).start()
            print(f"http://{host}:{port}/", flush=True)
            uvicorn.Server(uvicorn.Config(app, log_level="warning")).run(sockets=[taken])


def listening(host: str, port: int) -> socket.socket:
    """The port, taken before anything slow begins. Raises PortTakenError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise PortTakenError(host, port, os.strerror(error.errno or 0)) from error


def warm(library: Library) -> None:
    """Load model and dictionary ahead of the first reader; what fails here is told to whoever asks."""
    with contextlib.suppress(SearchError):
        library.search("服務", k=1)


if __name__ == "__main__":
    serve(Path(sys.argv[1] if len(sys.argv) > 1 else "library"))
