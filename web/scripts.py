"""The scripts that must be there before Gradio's, and the middleware that puts them into the page's head.

Gradio's own `head` is put in by its scripts, when the first requests are long under way.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import Response
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.words import Words

FIRST = ("requests.js", "kept.js", "address.js")
SAYS = ("page.broken", "page.unreached", "page.slow", "page.lost")
PATH = "first.js"
HERE = Path(__file__).parent


@cache
def code(words: Words) -> str:
    """The scripts, with what they say in the page's language."""
    told = json.dumps({key.partition(".")[2]: words(key) for key in SAYS}, ensure_ascii=False)
    return "\n".join((HERE / name).read_text(encoding="utf-8") for name in FIRST).replace("JIXIAO_SAYS", told)


def serve(app: FastAPI, root: str, words: Words) -> None:
    """Serve the scripts below `root` (ends in /), and name them in the page there."""

    @app.get(root + PATH)
    def first() -> Response:
        return Response(code(words), media_type="text/javascript", headers={"Cache-Control": "no-cache"})

    version = hashlib.sha256(code(words).encode()).hexdigest()[:16]
    app.add_middleware(Named, root=root, tag=f'<script src="{root}{PATH}?v={version}"></script>'.encode())


class Named:
    """Puts `tag` before the first script of the HTML that is served at `root`."""

    def __init__(self, app: ASGIApp, root: str, tag: bytes) -> None:
        self.app, self.root, self.tag = app, root, tag

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET" or scope["path"] != self.root:
            await self.app(scope, receive, send)
            return
        # What is compressed can't be added to.
        headers = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        start: Message = {}
        body = bytearray()

        async def gathered(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
                return
            if message["type"] != "http.response.body":
                await send(message)
                return
            body.extend(message.get("body", b""))
            if message.get("more_body"):
                return
            whole = bytes(body).replace(b"<script", self.tag + b"<script", 1)
            MutableHeaders(raw=start["headers"])["Content-Length"] = str(len(whole))
            await send(start)
            await send({"type": "http.response.body", "body": whole})

        await self.app({**scope, "headers": headers}, receive, gathered)
