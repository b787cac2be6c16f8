"""The web application: the page in both languages, in one process, on this machine only unless told otherwise."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fastapi import FastAPI

    from index.library import Library

HOST, PORT = "127.0.0.1", 7860


class PortTakenError(Exception):
    """Another program listens on the port."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(f"{host}:{port}: another program listens there; choose another port, as in --port {port + 1}")


def build_app(library: Library) -> FastAPI:
    """The page: Traditional Chinese at /, English at /en. Sends nothing to anyone but its readers."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    from fastapi import FastAPI

    from web import page

    app = FastAPI(title="jixiao", docs_url=None, redoc_url=None, openapi_url=None)
    for path, language in page.ADDRESSES.items():
        page.mount(app, library, path, language)
    return app


def serve(library_folder: Path, host: str = HOST, port: int = PORT) -> None:
    """Serve the library until stopped.

    Raises PortTakenError, LibraryMissingError, LibraryStaleError, ModelMissingError.
    """
    check_port(host, port)
    import uvicorn

    from index.library import Library

    library = Library.open(library_folder)
    try:
        print(f"http://{host}:{port}/", flush=True)
        uvicorn.run(build_app(library), host=host, port=port, log_level="warning")
    finally:
        library.close()


def check_port(host: str, port: int) -> None:
    """Raise PortTakenError where the port can't be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortTakenError(host, port) from error


if __name__ == "__main__":
    serve(Path(sys.argv[1] if len(sys.argv) > 1 else "library"))
