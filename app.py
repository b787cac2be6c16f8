"""The web application: the page in both languages, in one process, on this machine only unless told otherwise."""

from __future__ import annotations

import contextlib
import os
import socket
import sys
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from jixiao.extract import temporary
from jixiao.index.errors import SearchError, UsageError

if TYPE_CHECKING:
    from fastapi import FastAPI

    from jixiao.index.library import Library

HOST, PORT = "127.0.0.1", 7860


class PortTakenError(Exception):
    """The address can't be had: another program listens there, or it is not this machine's."""

    def __init__(self, host: str, port: int, cause: str) -> None:
        super().__init__(f"{host}:{port}: can't listen there ({cause}); choose another port, as in --port {port + 1}")


@dataclass(frozen=True, slots=True)
class Door:
    """How the page is reached: where it listens, and who may come in.

    `token` is what readers sign in with, None: no need to. `names` are the hosts that it is served under besides
    those of this machine, `proxy` the address of a reverse proxy that is believed on the reader's address and on HTTPS.
    """

    host: str = HOST
    port: int = PORT
    token: str | None = None
    names: tuple[str, ...] = ()
    proxy: str | None = None


THIS_MACHINE = Door()


def build_app(library: Library, door: Door = THIS_MACHINE) -> FastAPI:
    """The page: Traditional Chinese at /, English at /en. Sends nothing to anyone but its readers.

    Raises UsageError where the token is too short or a bound is no number.
    """
    folder = temporary.folder()
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    # Where Gradio believes that uploads lie: in a folder that no other program of this machine may look into.
    os.environ["GRADIO_TEMP_DIR"] = str(folder / "uploads")
    from fastapi import FastAPI

    from jixiao.web import page
    from jixiao.web.security import file_routes, sign_in
    from jixiao.web.security.bounds import bounds
    from jixiao.web.security.guard import Guard
    from jixiao.web.security.session_files import Custody
    from jixiao.web.security.sessions import Access

    access, custody = Access(door.token), Custody(folder, bounds())
    app = FastAPI(title="jixiao", docs_url=None, redoc_url=None, openapi_url=None)
    sign_in.add_routes(app, access)
    file_routes.add_routes(app, custody)
    for path, language in page.ADDRESSES.items():
        page.mount(app, library, path, language, custody, token=access.needed)
    app.add_middleware(Guard, access=access, custody=custody, names=(door.host, *door.names))
    return app


def serve(library_folder: Path, door: Door = THIS_MACHINE) -> None:
    """Serve the library until stopped; the address is printed when it answers.

    Raises PortTakenError, UsageError, LibraryMissingError, LibraryStaleError, ModelMissingError.
    """
    check(door)
    with listening(door.host, door.port) as taken:
        from jixiao.index.library import Library

        with Library.open(library_folder) as library:
            app = build_app(library, door)
            import uvicorn

            Thread(target=warm, args=(library,), daemon=True).start()
            announce(door)
            config = uvicorn.Config(
                app,
                log_level="warning",
                server_header=False,
                ws="none",
                proxy_headers=door.proxy is not None,
                forwarded_allow_ips=door.proxy or "",
            )
            uvicorn.Server(config).run(sockets=[taken])


def check(door: Door) -> None:
    """Raises UsageError where the page would stand open to whoever reaches this machine."""
    from jixiao.web.security.origins import is_loopback
    from jixiao.web.security.sessions import Access

    Access(door.token)
    if door.token is None and not is_loopback(door.host):
        raise UsageError(
            f"--host {door.host}: anybody who reaches this machine could read and change the library; "
            "give a token that readers sign in with (--token, JIXIAO_TOKEN, or token in jixiao.toml), "
            f"or listen on {HOST}"
        )


def announce(door: Door) -> None:
    """The address; beyond this machine, a warning that what is sent can be read on its way."""
    from jixiao.web.security.origins import is_loopback

    host = f"[{door.host}]" if ":" in door.host else door.host
    print(f"http://{host}:{door.port}/", flush=True)
    if not is_loopback(door.host):
        told = "warning: the connection is not encrypted; put a reverse proxy with TLS before it, or trust the network"
        print(told, file=sys.stderr, flush=True)


def listening(host: str, port: int) -> socket.socket:
    """The port, taken before anything slow begins. Raises PortTakenError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        taken = socket.create_server((host, port), family=family)
    except OSError as error:
        raise PortTakenError(host, port, os.strerror(error.errno or 0)) from error
    # Head and body are written apart; else the body waits 40 ms for the head to be acknowledged.
    taken.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return taken


def warm(library: Library) -> None:
    """Load model and dictionary ahead of the first reader; what fails here is told to whoever asks."""
    with contextlib.suppress(SearchError):
        library.search("服務", k=1)


if __name__ == "__main__":
    serve(Path(sys.argv[1] if len(sys.argv) > 1 else "library"))
