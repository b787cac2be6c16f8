"""What every answer tells the browser: what the page may load and do, who may frame it, what may be kept."""

from __future__ import annotations

import gzip
import re
import secrets
from collections.abc import Mapping

from starlette.datastructures import MutableHeaders
from starlette.types import Message, Send

# Nothing of the page comes from elsewhere.
# - script: the page's own files, and the inline scripts of Gradio's template by a nonce of each page. 'unsafe-eval':
#   Gradio makes functions of the text of `js=` and `js_on_load` (panel.js, page.js), and does nothing without.
# - style: 'unsafe-inline', since Gradio's components write style elements and attributes as they run.
# - img: data: holds the pictures of PDF pages.
PAGE = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; media-src 'none'; "
    "frame-src 'none'; worker-src 'none'; object-src 'none'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'none'"
)
# The sign-in page: no script at all, one style element.
FORM = (
    "default-src 'none'; style-src 'nonce-{nonce}'; img-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
# Files and answers to events: no document. Should one be opened as one, it can do nothing.
BARE = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
FILE = f"{BARE}; sandbox"
HEADERS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not "no-referrer": then the browser does not tell the origin of a form either.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Robots-Tag": "noindex, nofollow",
}
# Assets have a digest in their names; only the reader's own browser keeps them.
KEPT, UNKEPT = "private, max-age=86400", "no-store"
LEVEL = 5  # Source: measured; 10 ms for the page's 0.9 MB, which become 0.1
_SCRIPT = re.compile(rb"<script(?=[\s>])")


def sealed(send: Send, *, asset: bool = False, cookie: str | None = None) -> Send:
    """`send` with these headers on the answer, and none that lets another origin read it.

    `cookie` is set where the answer sets none itself.
    """

    async def sealing(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name in [name for name in headers if name.startswith("access-control-")]:
                del headers[name]
            headers.update(HEADERS)
            headers.setdefault("Content-Security-Policy", FILE)
            headers["Cache-Control"] = KEPT if asset and message["status"] in (200, 304) else UNKEPT
            if cookie is not None and "set-cookie" not in headers:
                headers.append("Set-Cookie", cookie)
        await send(message)

    return sealing


class Document:
    """Gathers a page's HTML and sends it with the script at `first` before all others, and a nonce in each.

    What is gathered must not be compressed; what is sent is, where the browser takes `gzip`.
    """

    def __init__(self, send: Send, first: str, *, gzip: bool) -> None:
        self._send, self._gzip = send, gzip
        self._first = f'<script src="{first}"></script>'.encode()
        self._start: Message = {}
        self._body = bytearray()

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
            return
        if message["type"] != "http.response.body":
            await self._send(message)
            return
        self._body += message.get("body", b"")
        if message.get("more_body"):
            return
        headers = MutableHeaders(scope=self._start)
        body = bytes(self._body)
        if headers.get("content-type", "").startswith("text/html"):
            nonce = new_nonce()
            body = _SCRIPT.sub(self._first + b"<script", body, count=1)
            body = _SCRIPT.sub(b'<script nonce="%s"' % nonce.encode(), body)
            headers["Content-Security-Policy"] = PAGE.format(nonce=nonce)
            if self._gzip and body:
                body = gzip.compress(body, LEVEL)
                headers["Content-Encoding"] = "gzip"
        if body:
            headers["Content-Length"] = str(len(body))
        await self._send(self._start)
        await self._send({"type": "http.response.body", "body": body})


def new_nonce() -> str:
    """128 random bits. Source: CSP Level 3, 7.1."""
    return secrets.token_urlsafe(16)
