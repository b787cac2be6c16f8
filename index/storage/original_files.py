"""The files that the documents were read from, as the library keeps them: `files/<sha256>/<name>`."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from jixiao.extract.messages import Message
from jixiao.index import durable_files

ORIGINALS = "files"
MISSING = Message.of("the_original_is_missing_put_the_file_back")
CHANGED = "the original has changed since it was added; put it back as it was, or add it as a file of its own"
UNKNOWN = Message.of("an_original_of_no_document_its_adding_was_broken")


def of(folder: Path, digest: str, source: str | None = None) -> Path:
    """Where the original lies, or should. `source` None: the only file that is kept under the digest, if there is one.

    Hidden files are copies that did not come to their place.
    """
    place = folder / ORIGINALS / digest
    if source is not None:
        return place / source
    return next((path for path in sorted(place.glob("*")) if not path.name.startswith(".")), place / digest)


def trouble(path: Path, digest: str) -> str | None:
    """Why a file can't be taken for the original with this SHA-256, and what mends it; None where it is that."""
    try:
        return None if durable_files.digest(path) == digest else CHANGED
    except FileNotFoundError:
        return MISSING
    except OSError as error:
        return Message.of("the_original_cant_be_read_check_its_rights", error.strerror)


def without(folder: Path, known: Collection[str]) -> list[str]:
    """The names of kept folders that belong to none of the known digests, the oldest first."""
    places = [place for place in sorted((folder / ORIGINALS).glob("*")) if place.name not in known]
    return [place.name for place in sorted(places, key=_time)]


def _time(place: Path) -> float:
    return max((path.stat().st_mtime for path in place.glob("*")), default=0.0)
