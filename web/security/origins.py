"""Where a request comes from and what it is sent to: the names the page is served under, and its own origin only."""

from __future__ import annotations

from collections.abc import Collection
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import Scope

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
SAFE = frozenset({"GET", "HEAD"})
# Told by the browser itself, which no page can change. Source: W3C Fetch Metadata Request Headers.
OWN_SITES = frozenset({"same-origin", "none"})


def is_loopback(host: str) -> bool:
    """Whether what listens on `host` is reached from this machine only."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def host_of(netloc: str) -> str:
    """The host of `host:port`, an IPv6 address without its brackets; empty where it is none."""
    try:
        return urlsplit(f"//{netloc}").hostname or ""
    except ValueError:
        return ""


def is_served(scope: Scope, names: Collection[str]) -> bool:
    """Whether the request's Host is a name of ours: of this machine, of `names`, or the very address that it came to.

    A page whose name is made to point here later (DNS rebinding) sends its own name.
    """
    hosts = Headers(scope=scope).getlist("host")
    if len(hosts) != 1 or set(hosts[0]) & set("/@\\?# "):
        return False
    host = host_of(hosts[0])
    local = (scope.get("server") or ("", 0))[0]
    return bool(host) and host in {*LOOPBACK, *(name.lower().strip("[]") for name in names), local}


def is_own(scope: Scope) -> bool:
    """Whether an unsafe request was made by our own page, or by no page at all (a program sends none of the headers).

    Source: Go's net/http.CrossOriginProtection, with Referer for browsers that know neither of the others.
    """
    headers = Headers(scope=scope)
    if headers.get("sec-fetch-site", "same-origin") not in OWN_SITES:
        return False
    told = headers.get("origin", headers.get("referer"))
    try:
        return told is None or urlsplit(told).netloc.lower() == headers.get("host", "").lower()
    except ValueError:
        return False


def is_embedded_elsewhere(scope: Scope) -> bool:
    """Whether another site's page asks for it as a part of itself: a frame, an image, a script, a fetch."""
    headers = Headers(scope=scope)
    if headers.get("sec-fetch-site", "none") in OWN_SITES:
        return False
    return not (headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document")


def is_visit_from_elsewhere(scope: Scope) -> bool:
    """Whether a link on another site was followed: then the browser keeps SameSite=Strict cookies to itself."""
    headers = Headers(scope=scope)
    return headers.get("sec-fetch-site", "none") not in OWN_SITES and headers.get("sec-fetch-mode") == "navigate"
