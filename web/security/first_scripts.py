"""The scripts that must be there before Gradio's.

Gradio's own `head` is put in by its scripts, when the first requests are long under way.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import Response

from jixiao.web.parts.strings import Words
from jixiao.web.security.sign_in import HOMES

FIRST = ("requests.js", "kept.js", "address.js")
SAYS = ("page.broken", "page.unreached", "page.slow", "page.lost")
PATH = "first.js"
DATA = Path(__file__).parents[1] / "data"


@cache
def code(words: Words) -> str:
    """The scripts, with what they say in the page's language."""
    told = json.dumps({key.partition(".")[2]: words(key) for key in SAYS}, ensure_ascii=False)
    return "\n".join((DATA / name).read_text(encoding="utf-8") for name in FIRST).replace("PAGE_SAYS", told)


def address(words: Words) -> str:
    """Where they are served; another one once they have changed."""
    return f"{HOMES[words.language]}{PATH}?v={hashlib.sha256(code(words).encode()).hexdigest()[:16]}"


def serve(app: FastAPI, words: Words) -> None:
    """Serve the scripts of this language; `web.security.response_headers.Document` names them in the page."""

    @app.get(HOMES[words.language] + PATH)
    def first() -> Response:
        return Response(code(words), media_type="text/javascript")
