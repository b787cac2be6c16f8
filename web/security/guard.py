"""What stands before the page: it lets through the requests that the page itself makes, and refuses all others.

In order: the host, the origin, the path, who reads, and, of an event, its size, its session and its files. Gradio
serves much more than the page needs (its configuration, files of the server, other sites by proxy, functions of
components): none of it is reached, since only the paths below are let through.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from jixiao.index.records import Language
from jixiao.web.parts.strings import Words
from jixiao.web.security import event_checks, first_scripts, origins, response_headers, sessions, sign_in
from jixiao.web.security.session_files import Custody
from jixiao.web.security.sessions import Access

Kind = Literal["document", "asset", "event", "stream", "upload", "signin", "export"]
# What the page asks for, below the place where a language is: method, path and kind.
# Source: the requests that a browser was seen to make in both languages with every tab and button.
PATHS: tuple[tuple[str, re.Pattern[str], Kind], ...] = (
    ("GET", re.compile(r"/?"), "document"),
    ("GET", re.compile(r"/(?:assets|static)/(?:[A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*"), "asset"),
    ("GET", re.compile(r"/(?:theme\.css|favicon\.ico|first\.js)"), "asset"),
    # An event goes by the queue, or, where it is wired without, is one request with its own answer.
    ("POST", re.compile(r"/gradio_api/(?:queue/join|run/predict)"), "event"),
    ("POST", re.compile(r"/left/(?P<session>[A-Za-z0-9_-]+)"), "stream"),
    ("GET", re.compile(r"/gradio_api/(?:queue/data|heartbeat/(?P<session>[A-Za-z0-9_-]+))"), "stream"),
    ("POST", re.compile(r"/gradio_api/upload"), "upload"),
    ("GET", re.compile(r"/sign-(?:in|out)"), "signin"),
    ("POST", re.compile(r"/sign-(?:in|out)"), "signin"),
    ("GET", re.compile(r"/exports/[A-Za-z0-9_-]+/[^/]+"), "export"),
)
ENGLISH = "/en"
# Told by proxies, or made up; who is believed, the server has put into the scope already. Gradio would believe them.
HEARSAY = re.compile(rb"forwarded|x-forwarded-.*|x-gradio-.*|x-direct-url|x-original-.*|x-rewrite-url")


@dataclass(slots=True)
class Visit:
    """One request: its language, what it asks for (None: nothing that is served), and who asks."""

    language: Language
    kind: Kind | None
    session: str | None
    reader: str
    cookie: str | None = None


@dataclass(frozen=True, slots=True)
class Guard:
    """ASGI middleware. `names` are hosts that the page is served under besides those of this machine."""

    app: ASGIApp
    access: Access
    custody: Custody
    names: Collection[str] = field(default=())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        visit = visited(scope)
        refusal = self.refusal(scope, visit)
        if refusal is None and visit.kind == "event":
            refusal, receive = await self.admitted(visit, receive)
        if refusal is not None:
            await refusal(scope, receive, response_headers.sealed(send))
            return
        # What another site asked for brings no cookie even where there is one: refused, it is given no new one.
        sealed = response_headers.sealed(send, asset=visit.kind == "asset", cookie=visit.cookie)
        told, scope = Headers(scope=scope), handed_on(scope, visit)
        if visit.kind == "document":
            first = first_scripts.address(Words(visit.language))
            sealed = response_headers.Document(sealed, first, gzip="gzip" in told.get("accept-encoding", "")).send
        await self.app(scope, receive, sealed)

    def refusal(self, scope: Scope, visit: Visit) -> Response | None:
        """The answer to a request that is not let through; None where it is."""
        words = Words(visit.language)
        if not origins.is_served(scope, self.names):
            return PlainTextResponse(words("guard.host"), 400)
        if scope["method"] not in ("GET", "HEAD", "POST"):
            return PlainTextResponse(words("guard.method"), 405, {"Allow": "GET, HEAD, POST"})
        if scope["method"] == "POST" and not origins.is_own(scope):
            return refused(words("guard.origin"), 403)
        if origins.is_embedded_elsewhere(scope):
            return refused(words("guard.origin"), 403)
        if visit.kind is None:
            return refused(words("guard.nothing"), 404)
        if visit.cookie and visit.kind == "document" and sign_in.bounces(scope):
            return sign_in.bounce(scope)
        if visit.kind != "signin" and not self.may_read(scope, visit):
            return self.unread(scope, visit)
        if visit.session is not None and not self.access.bind(visit.session, visit.reader):
            return refused(words("guard.session"), 403)
        return None

    def may_read(self, scope: Scope, visit: Visit) -> bool:
        """Whether the reader has signed in, or brings the token itself."""
        if self.access.may_read(visit.reader):
            return True
        kind, _, told = Headers(scope=scope).get("authorization", "").partition(" ")
        token = told.strip().encode("latin-1").decode("utf-8", "replace")
        return kind.lower() == "bearer" and self.access.matches(token, sessions.address_of(scope))

    def unread(self, scope: Scope, visit: Visit) -> Response:
        """To somebody who has not signed in: where to do so."""
        words, wait = Words(visit.language), self.access.wait(sessions.address_of(scope))
        if "authorization" in Headers(scope=scope) and wait:
            return refused(words("signin.wait", n=wait), 429, {"Retry-After": str(wait)})
        if visit.kind == "document":
            return RedirectResponse(sign_in.address(visit.language, Request(scope).url), 303)
        return refused(words("guard.signed_out"), 401, {"WWW-Authenticate": "Bearer"})

    async def admitted(self, visit: Visit, receive: Receive) -> tuple[Response | None, Receive]:
        """The answer to an event that is refused, or None and the event as it is handed on."""
        words, most = Words(visit.language), self.custody.bounds.event_kilobytes
        try:
            event = event_checks.parsed(await event_checks.read_body(receive, most * 1024))
            session = event.get("session_hash")
            if not isinstance(session, str) or not self.access.bind(session, visit.reader):
                return refused(words("guard.session"), 403), receive
            body = event_checks.checked(event, visit.reader, self.custody)
        except event_checks.TooLargeError:
            return refused(words("guard.too_large", n=f"{most:,}"), 413), receive
        except event_checks.RefusedError:
            return refused(words("guard.event"), 403), receive
        return None, event_checks.replayed(body, receive)


def visited(scope: Scope) -> Visit:
    """What a request asks for and who asks; a reader without a cookie is a new one."""
    path, language = scope["path"], "zh"
    if path == ENGLISH or path.startswith(ENGLISH + "/"):
        path, language = path.removeprefix(ENGLISH), "en"
    kind, session = asked_for(scope["method"], path)
    if kind == "stream" and session is None:
        session = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("session_hash", [""])[0]
    reader = sessions.reader_of(scope)
    if reader is not None:
        return Visit("en" if language == "en" else "zh", kind, session, reader)
    reader = sessions.new_reader()
    return Visit("en" if language == "en" else "zh", kind, session, reader, sessions.cookie(scope, reader))


def asked_for(method: str, path: str) -> tuple[Kind | None, str | None]:
    """The kind of a path below a language's place, and the session that it names; None where it is not served."""
    for allowed, pattern, kind in PATHS:
        found = pattern.fullmatch(path)
        if found and method in (allowed, "HEAD" if allowed == "GET" else allowed):
            return kind, found.groupdict().get("session")
    return None, None


def handed_on(scope: Scope, visit: Visit) -> Scope:
    """The request as Gradio may have it: without hearsay, the reader in its state.

    A page is to come uncompressed; the length of an event may be another now.
    """
    dropped = {"document": b"accept-encoding", "event": b"content-length"}.get(visit.kind or "")
    headers = [(name, value) for name, value in scope["headers"] if name != dropped and not HEARSAY.fullmatch(name)]
    return {**scope, "headers": headers, "state": {**scope.get("state", {}), "reader": visit.reader}}


def refused(told: str, status: int, headers: dict[str, str] | None = None) -> Response:
    """Why, where Gradio's page looks for it."""
    return JSONResponse({"detail": told}, status, headers)
