"""Who a reader is: a random cookie that the server gives; and, where there is a token, who may read at all.

The cookie is HttpOnly and SameSite=Strict. It is not Gradio's session hash, which a client makes up itself; that one is
bound here to the cookie that it first comes with.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address, ip_network
from threading import RLock

from starlette.requests import HTTPConnection
from starlette.types import Scope

from jixiao.index.errors import Message, UsageError

# Characters of a token at least. Source: NIST SP 800-63B-4, passwords that are the only factor.
SHORTEST_TOKEN = 15
# Wrong tokens from one address and from all, before the next has to wait, and the seconds that they count.
# Source: chosen; NIST SP 800-63B-4 wants at most 100 in a row.
TRIES, TRIES_IN_ALL, WINDOW = 10, 100, 900
# Seconds that somebody stays signed in. Source: a working day.
SIGNED_IN = 12 * 3600
# Session hashes remembered; the oldest is forgotten first.
MOST_SESSIONS = 20_000
_READER = re.compile(r"[A-Za-z0-9_-]{43}")
_SESSION = re.compile(r"[A-Za-z0-9_-]{1,64}")


class Access:
    """`token` None: whoever reaches the server may read. Raises UsageError where it is too short."""

    def __init__(self, token: str | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        if token is not None and len(token) < SHORTEST_TOKEN:
            raise UsageError(Message.of("token_has_characters_give_one_of_at_least_as", len(token), SHORTEST_TOKEN))
        self._digest = None if token is None else _digest(token)
        self._clock = clock
        self._lock = RLock()
        self._signed_in: dict[str, float] = {}
        self._failures: deque[tuple[float, str]] = deque()
        self._sessions: OrderedDict[str, str] = OrderedDict()

    @property
    def needed(self) -> bool:
        """Whether there is a token to be given."""
        return self._digest is not None

    def may_read(self, reader: str | None) -> bool:
        """Whether this reader has signed in, where that is needed."""
        if not self.needed:
            return True
        with self._lock:
            until = self._signed_in.get(reader or "", 0.0)
        return until > self._clock()

    def sign_in(self, token: str, address: str) -> str | None:
        """A new reader who may read, where the token is right; None where it is wrong, which counts as a try."""
        if not self.matches(token, address):
            return None
        reader, now = new_reader(), self._clock()
        with self._lock:
            self._signed_in = {one: until for one, until in self._signed_in.items() if until > now}
            self._signed_in[reader] = now + SIGNED_IN
        return reader

    def sign_out(self, reader: str | None) -> None:
        """The reader has to sign in again."""
        with self._lock:
            self._signed_in.pop(reader or "", None)

    def matches(self, token: str, address: str) -> bool:
        """Whether the token is right, compared in constant time; a wrong one counts against the address.

        False without looking while the address has to wait.
        """
        if self._digest is None or self.wait(address):
            return False
        right = hmac.compare_digest(_digest(token), self._digest)
        if not right:
            with self._lock:
                self._failures.append((self._clock(), network(address)))
        return right

    def wait(self, address: str) -> int:
        """Seconds until this address may try again; 0: now."""
        now, whose = self._clock(), network(address)
        with self._lock:
            while self._failures and self._failures[0][0] <= now - WINDOW:
                self._failures.popleft()
            own = [when for when, one in self._failures if one == whose]
            every = [when for when, _ in self._failures]
        ends = [times[-most] for times, most in ((own, TRIES), (every, TRIES_IN_ALL)) if len(times) >= most]
        return int(max(ends) + WINDOW - now) + 1 if ends else 0

    def bind(self, session: str, reader: str) -> bool:
        """Whether the session hash is this reader's: it is whoever's it first comes with."""
        if not _SESSION.fullmatch(session):
            return False
        with self._lock:
            owner = self._sessions.setdefault(session, reader)
            self._sessions.move_to_end(session)
            if len(self._sessions) > MOST_SESSIONS:
                self._sessions.popitem(last=False)
        return hmac.compare_digest(owner, reader)


def new_reader() -> str:
    """256 random bits, as they stand in the cookie."""
    return secrets.token_urlsafe(32)


def cookie_name(scope: Scope) -> str:
    """Cookies know no ports, so that two servers of one machine would overwrite each other's."""
    return f"jixiao-{(scope.get('server') or ('', 0))[1]}"


def reader_of(scope: Scope) -> str | None:
    """The reader that the request's cookie names; None where it brings none, or no likely one."""
    told = HTTPConnection(scope).cookies.get(cookie_name(scope), "")
    return told if _READER.fullmatch(told) else None


def cookie(scope: Scope, reader: str) -> str:
    """The Set-Cookie header that makes the browser this reader's."""
    secure = "; Secure" if scope.get("scheme") == "https" else ""
    return f"{cookie_name(scope)}={reader}; Path=/; HttpOnly; SameSite=Strict{secure}"


def address_of(scope: Scope) -> str:
    """Where the request comes from."""
    return (scope.get("client") or ("", 0))[0]


def network(address: str) -> str:
    """What tries are counted by: an IPv4 address, or the /64 that one holder of IPv6 addresses has."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ip_network((int(parsed) & ~((1 << 64) - 1), 64)))


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
