"""What one request, and one reader, may ask of the server: the settings `bound_…`, one for each field of Bounds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from jixiao import settings
from jixiao.index.errors import Message, UsageError
from jixiao.index.library import Library
from jixiao.index.runs.records import LONGEST

MEBIBYTE = 1 << 20
# Fields in which more than one name or word stands.
LONG_FIELDS = frozenset({"reason", "aliases", "english"})
# What one of the upload buttons takes; which of them, its own event decides.
SUFFIXES = frozenset({*Library.files.suffixes, *Library.exports.lists, *Library.exports.read_back})


@dataclass(frozen=True, slots=True)
class Bounds:
    """Upper bounds. Source of the defaults: chosen; some ten times what the page itself was seen to send.

    `event_kilobytes` is the JSON of one event. `question`, `text` and `reason` are characters of one field: of a
    question or search, of a name or the like, of a reason or several names. `basket` is passages. `files` is files of
    one upload. The `pending` bounds are on what is uploaded and not dealt with yet, of one reader and of all;
    `minutes` is how long such a file, or an export, is kept.
    """

    event_kilobytes: int = 1024
    question: int = LONGEST
    text: int = 200
    reason: int = 1000
    basket: int = 2000
    files: int = 50
    file_megabytes: int = 64
    pending_megabytes: int = 512
    all_pending_megabytes: int = 2048
    minutes: int = 60


DEFAULT = Bounds()


def bounds() -> Bounds:
    """The bounds as they are set. Raises UsageError where one is no whole number."""
    return settings.filled(DEFAULT, "bound")


def check_fields(given: Mapping[str, Any], keys: Iterable[str], bounds: Bounds) -> None:
    """Raises UsageError where one of these fields of a form has more characters than it may."""
    for key in keys:
        text, most = str(given.get(key) or ""), bounds.reason if key in LONG_FIELDS else bounds.text
        if len(text) > most:
            raise UsageError(
                Message.of("field_characters_over_the_limit_of_write_less", key, f"{len(text):,}", f"{most:,}")
            )


def check_files(names: list[str], most: int) -> None:
    """Raises UsageError where files of these names are too many, or of a kind that nothing here reads."""
    if len(names) > most:
        raise UsageError(Message.of("files_over_the_limit_of_choose_fewer_at_once", f"{len(names):,}", f"{most:,}"))
    for name in names:
        if PurePath(name).suffix.lower() not in SUFFIXES:
            raise UsageError(Message.of("has_no_readable_format_choose_one_of", name, " ".join(sorted(SUFFIXES))))
