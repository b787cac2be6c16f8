"""Files that come and go: the upload that Gradio's buttons use, and the links under which exports are fetched."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.types import Message, Receive

from jixiao.index.errors import UsageError
from jixiao.web.parts.error_messages import reason
from jixiao.web.parts.strings import Words
from jixiao.web.security.bounds import MEBIBYTE, check_files
from jixiao.web.security.event_checks import TooLargeError
from jixiao.web.security.session_files import Custody
from jixiao.web.security.sign_in import HOMES

UPLOAD, EXPORTS = "gradio_api/upload", "exports"
# What the heads of a form's parts take beside the files, for each file.
OVERHEAD = 4096
LONGEST_NUMBER = 18  # digits of a Content-Length that is worth reading
KINDS: Mapping[str, str] = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".csv": "text/csv; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".jsonl": "application/jsonl; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
}


def add_routes(app: FastAPI, custody: Custody) -> None:
    """Both routes in both languages; they stand before Gradio's own."""
    for language, home in HOMES.items():
        app.add_route(home + UPLOAD, _uploading(custody, Words(language)), methods=["POST"])
        app.add_route(home + EXPORTS + "/{token}/{name}", _fetching(custody, Words(language)), methods=["GET"])


def link(custody: Custody, reader: str, path: Path, words: Words) -> str:
    """Where the reader fetches an export. Raises UsageError where it is gone."""
    return f"{HOMES[words.language]}{EXPORTS}/{custody.offer(reader, path)}/{quote(path.name, safe='')}"


def _fetching(custody: Custody, words: Words) -> Any:
    async def fetch(request: Request) -> Response:
        path = custody.fetch(request.state.reader, request.path_params["token"])
        if path is None:
            return PlainTextResponse(words("guard.no_export"), 404)
        kind = KINDS.get(path.suffix.lower(), "application/octet-stream")
        return FileResponse(path, media_type=kind, filename=path.name)

    return fetch


def _uploading(custody: Custody, words: Words) -> Any:
    async def upload(request: Request) -> Response:
        reader: str = request.state.reader
        try:
            return JSONResponse([str(path) for path in await taken_in(request, reader, custody)])
        except TooLargeError:
            told = words("guard.too_much", n=custody.bounds.file_megabytes, all=custody.room(reader) // MEBIBYTE)
            return PlainTextResponse(told, 413)
        except UsageError as error:
            return PlainTextResponse(words("page.failed", reason=reason(error, words)), 413)
        except (MultiPartException, HTTPException, ClientDisconnect):
            return PlainTextResponse(words("guard.form"), 400)

    return upload


async def taken_in(request: Request, reader: str, custody: Custody) -> list[Path]:
    """The form's files, each in custody; of a form that is refused, none.

    Raises UsageError, TooLargeError, MultiPartException, HTTPException.
    """
    bounds = custody.bounds
    most = min(custody.room(reader), bounds.files * bounds.file_megabytes * MEBIBYTE) + bounds.files * OVERHEAD
    counted = Request(request.scope, _counted(request, most))
    kept: list[Path] = []
    async with counted.form(max_files=bounds.files, max_fields=1) as form:
        files = [part for part in form.getlist("files") if isinstance(part, UploadFile)]
        check_files([part.filename or "" for part in files], bounds.files)
        if not files:
            raise MultiPartException("no files")
        sizes = [part.size or 0 for part in files]
        if max(sizes) > bounds.file_megabytes * MEBIBYTE or sum(sizes) > custody.room(reader):
            raise TooLargeError
        try:
            for part in files:
                kept.append(await run_in_threadpool(custody.keep, reader, part.filename or "", part.file))
        except OSError:
            custody.discard(kept)
            raise
    return kept


def _counted(request: Request, most: int) -> Receive:
    """The request's `receive`, which raises TooLargeError once the body has more than `most` bytes, or says so."""
    told = request.headers.get("content-length", "0")
    refused = not told.isdecimal() or len(told) > LONGEST_NUMBER or int(told) > most
    read = 0

    async def receive() -> Message:
        nonlocal read
        if refused:
            raise TooLargeError
        message = await request.receive()
        read += len(message.get("body", b""))
        if read > most:
            raise TooLargeError
        return message

    return receive
