"""The JSON body of an event, looked at before Gradio sees it: its size, its session, and the files that it names.

Gradio takes any object with a `path`, at any depth, for a file and reads it. Here it must be one that the same reader
has uploaded; whatever else names a file is refused.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from starlette.types import Message, Receive

from jixiao.web.security.session_files import Custody

# Keys by which Gradio knows a file. Source: gradio_client.utils.is_file_obj and is_file_obj_with_meta.
PATH, META, URL = "path", "meta", "url"
# Objects within objects; the page itself sends five.
DEEPEST = 32


class TooLargeError(Exception):
    """The body has more bytes than it may."""


class RefusedError(Exception):
    """The body is no event, or names a file that is not the reader's."""


async def read_body(receive: Receive, most: int) -> bytes:
    """The whole body, of `most` bytes. Raises TooLargeError where it has more, as soon as that is seen."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise RefusedError
        body += message.get("body", b"")
        if len(body) > most:
            raise TooLargeError
        if not message.get("more_body"):
            return bytes(body)


def replayed(body: bytes, receive: Receive) -> Receive:
    """A `receive` that tells this body, then whatever the first tells (that the client has gone)."""
    told = False

    async def again() -> Message:
        nonlocal told
        if told:
            return await receive()
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


def parsed(body: bytes) -> dict[str, Any]:
    """The event. Raises RefusedError where the body is none."""
    try:
        event = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise RefusedError from error
    if not isinstance(event, dict):
        raise RefusedError
    return event


def checked(event: dict[str, Any], reader: str, custody: Custody) -> bytes:
    """The event as Gradio may have it, written anew, so that it reads what was looked at.

    Raises RefusedError where it names a file that is not the reader's.
    """
    for one in objects(event):
        if (PATH in one or META in one) and not (set(one) >= {PATH, META} and is_own_file(one, reader, custody)):
            raise RefusedError
    return json.dumps(event, ensure_ascii=True).encode()


def is_own_file(told: dict[str, Any], reader: str, custody: Custody) -> bool:
    """Whether it names an upload of the reader's by its path, and says nothing else of where it is."""
    path, url = told[PATH], told.get(URL)
    if not isinstance(path, str) or told.get("is_stream"):
        return False
    return custody.owns(reader, path) and (
        url is None or (isinstance(url, str) and unquote(url).endswith(f"/file={path}"))
    )


def objects(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in it, at any depth. Raises RefusedError where that is deeper than DEEPEST."""
    left = [(value, 0)]
    while left:
        one, depth = left.pop()
        if depth > DEEPEST:
            raise RefusedError
        if isinstance(one, dict):
            yield one
            left += [(inner, depth + 1) for inner in one.values()]
        elif isinstance(one, list):
            left += [(inner, depth + 1) for inner in one]
