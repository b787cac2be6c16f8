"""What went wrong, in the page's language. Errors are English; error_messages.toml has their phrases in Chinese."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

from jixiao.web.parts.strings import Words

# Readers know a file by its name, not by the folder in which the program keeps it.
_FOLDER = re.compile(r"(?:/|[A-Za-z]:\\)[^;]*[/\\](?=[^/\\;])")
_VALUE = "{}"


def reason(error: Exception | str, words: Words) -> str:
    """An error `place: cause; cure` as the page says it, the place without its folder. Unknown phrases stay."""
    place, colon, rest = str(error).partition(": ")
    told = _FOLDER.sub("", place, count=1) + colon + rest
    if words.language == "en":
        return told
    return "；".join(_clause(clause) for clause in told.split("; "))


def _clause(text: str) -> str:
    """One clause, which a place or a subject may go before."""
    before, colon, after = text.partition(": ")
    subject = _phrase(before) if colon else None
    whole = None if subject else _phrase(text)
    if whole or not colon:
        return whole or text
    return f"{subject or before}：{_clause(after)}"


def _phrase(text: str) -> str | None:
    """The phrase in Chinese with the values put in; None where it is not known."""
    for pattern, chinese in _phrases():
        found = pattern.fullmatch(text)
        if found:
            return chinese.format(*(_phrase(value) or value for value in found.groups()))
    return None


@cache
def _phrases() -> list[tuple[re.Pattern[str], str]]:
    """Pattern of the English, and the Chinese, in the order of the file."""
    given = tomllib.loads((Path(__file__).parents[1] / "data" / "error_messages.toml").read_text(encoding="utf-8"))[
        "phrases"
    ]
    return [(_pattern(english), chinese) for english, chinese in given]


def _pattern(english: str) -> re.Pattern[str]:
    """A value holds no colon, since what stands before one is a clause of its own; in brackets it may."""
    told = re.escape(english).replace(re.escape(f"({_VALUE})"), r"\((.+)\)")
    return re.compile(told.replace(re.escape(_VALUE), "((?:(?!: ).)+)"))
