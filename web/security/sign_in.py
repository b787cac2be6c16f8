"""The pages to sign in with the token and to sign out: small HTML of our own, which needs neither script nor files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from fastapi import FastAPI
from starlette.datastructures import URL
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import Scope

from jixiao.index.records import Language
from jixiao.web.parts.html import escape, tag
from jixiao.web.parts.strings import Words
from jixiao.web.security import event_checks, origins, response_headers, sessions
from jixiao.web.security.sessions import Access

HOMES: Mapping[Language, str] = {"zh": "/", "en": "/en/"}
SIGN_IN, SIGN_OUT = "sign-in", "sign-out"
Answer = Callable[[Request, Mapping[str, str], Access, Words], Response]
# Bytes of the form: a token, and the address that was asked for.
LARGEST_FORM = 64 * 1024


def add_routes(app: FastAPI, doors: Access) -> None:
    """Both pages in both languages."""
    for language, home in HOMES.items():
        for name, answer in ((SIGN_IN, sign_in), (SIGN_OUT, sign_out)):
            app.add_route(home + name, _route(answer, doors, Words(language)), methods=["GET", "POST"])


def _route(answer: Answer, doors: Access, words: Words) -> Any:
    async def route(request: Request) -> Response:
        form: dict[str, list[str]] = {}
        if request.method == "POST":
            try:
                body = await event_checks.read_body(request.receive, LARGEST_FORM)
            except (event_checks.TooLargeError, event_checks.RefusedError):
                return Response(status_code=413)
            form = parse_qs(body.decode("utf-8", "replace"))
        return answer(request, {key: values[0] for key, values in form.items()}, doors, words)

    return route


def sign_in(request: Request, form: Mapping[str, str], doors: Access, words: Words) -> Response:
    """The form; with the right token, on to the page that was asked for."""
    there = place(form.get("next", request.query_params.get("next", "")), words.language)
    if not doors.needed or doors.may_read(sessions.reader_of(request.scope)):
        return RedirectResponse(there, 303)
    if request.method != "POST":
        return page(form_of(there, "", words), words)
    where = sessions.address_of(request.scope)
    reader = doors.sign_in(form.get("token", "").strip(), where)
    if reader is not None:
        return RedirectResponse(there, 303, {"Set-Cookie": sessions.cookie(request.scope, reader)})
    wait = doors.wait(where)
    if wait:
        answer = page(form_of(there, words("signin.wait", n=wait), words), words, 429)
        answer.headers["Retry-After"] = str(wait)
        return answer
    return page(form_of(there, words("signin.wrong"), words), words, 403)


def sign_out(request: Request, _: Mapping[str, str], doors: Access, words: Words) -> Response:
    """A button; pressed, the reader is forgotten and gets a new cookie."""
    home = HOMES[words.language]
    if request.method == "POST" or not doors.needed:
        doors.sign_out(sessions.reader_of(request.scope))
        fresh = {"Set-Cookie": sessions.cookie(request.scope, sessions.new_reader())}
        return RedirectResponse(home + SIGN_IN if doors.needed else home, 303, fresh)
    told = tag("p", escape(words("signin.leave"))) + tag("button", escape(words("signin.out")))
    back = tag("nav", tag("a", escape(words("signin.back")), href=home))
    return page(tag("form", told, method="post", action=home + SIGN_OUT) + back, words)


def form_of(there: str, fault: str, words: Words) -> str:
    """Where the token is put in; `fault` says why the last one did not do."""
    told = tag("p", escape(fault), role="alert") if fault else ""
    box = '<input type="password" id="token" name="token" required autofocus autocomplete="current-password">'
    inner = tag("label", escape(words("signin.token")), **{"for": "token"}) + box
    inner += f'<input type="hidden" name="next" value="{escape(there)}">'
    inner += tag("button", escape(words("signin.button")))
    form = tag("form", inner, method="post", action=HOMES[words.language] + SIGN_IN)
    other: Language = "en" if words.language == "zh" else "zh"
    switched = HOMES[other] + SIGN_IN + "?" + urlencode({"next": HOMES[other] + query_of(there)})
    switch = tag(
        "a", escape(words("page.other_language")), href=switched, hreflang="en" if other == "en" else "zh-Hant"
    )
    return tag("p", escape(words("signin.about"))) + told + form + tag("nav", switch)


def page(inner: str, words: Words, status: int = 200) -> Response:
    """A whole document around it."""
    nonce, style = (
        response_headers.new_nonce(),
        (Path(__file__).parents[1] / "data" / "sign-in.css").read_text(encoding="utf-8"),
    )
    title = escape(words("page.title"))
    head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
    head += tag("title", title) + f'<style nonce="{nonce}">{style}</style>'
    language = "en" if words.language == "en" else "zh-Hant"
    body = f'<!doctype html><html lang="{language}"><head>{head}</head>'
    body += tag("body", tag("main", tag("h1", title) + inner)) + "</html>"
    return HTMLResponse(body, status, {"Content-Security-Policy": response_headers.FORM.format(nonce=nonce)})


def address(language: Language, url: URL) -> str:
    """The page to sign in that leads on to the address asked for."""
    there = HOMES[language] + ("?" + url.query if url.query else "")
    return HOMES[language] + SIGN_IN + ("" if there == HOMES[language] else "?" + urlencode({"next": there}))


def place(told: str, language: Language) -> str:
    """Where to go on to: a page of ours, whatever the address says."""
    path, mark, query = told.partition("?")
    return path + mark + query_quoted(query) if path in HOMES.values() else HOMES[language]


def query_of(there: str) -> str:
    """`?…` of an address, empty where it has none."""
    query = urlsplit(there).query
    return "?" + query if query else ""


def query_quoted(query: str) -> str:
    """A query that can stand in a header: no line ends, no character but ASCII."""
    return quote(query, safe="=&%+,;:@/?!$'()*~-._")


def bounces(scope: Scope) -> bool:
    """Whether somebody follows a link from elsewhere: the cookie stays behind, and comes with the next request."""
    return scope["method"] == "GET" and origins.is_visit_from_elsewhere(scope)


def bounce(scope: Scope) -> Response:
    """A page that at once asks for the same address, now from our own site, so that the cookie comes with it."""
    there = scope["path"] + (
        "?" + query_quoted(scope["query_string"].decode("latin-1")) if scope["query_string"] else ""
    )
    # In a sandbox, as other answers are, nothing would be asked for.
    head = {"Content-Security-Policy": response_headers.BARE}
    return HTMLResponse(f'<!doctype html><meta http-equiv="refresh" content="0; url={escape(there)}">', headers=head)
