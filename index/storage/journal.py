"""Logs that only grow: one JSON object a line, in a file of the library's folder that no rebuild touches.

A line, once written, is never changed: what came later counts. A damaged line is named and left where it is; the others
count. People may mend such a file in an editor.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from jixiao.extract.errors import plainly
from jixiao.extract.messages import Message
from jixiao.index import durable_files
from jixiao.index.errors import SearchError

CURE = Message.of("mend_the_line_or_delete_it_the_other_lines")


@dataclass(frozen=True, slots=True)
class Line:
    """An object and the number of its line, from 1."""

    number: int
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Journal:
    """The lines that can be read, in the file's order; what is wrong with each of the others (place, cause, cure)."""

    lines: tuple[Line, ...] = ()
    troubles: tuple[str, ...] = ()


def read(path: Path, needed: Sequence[str] = ()) -> Journal:
    """All lines of a log; none where there is no file. A line without one of the keys `needed` is a damaged one.

    Waits for whoever is writing a line. Raises SearchError where the file can't be read.
    """
    try:
        with path.open("rb") as file, _locked(file, fcntl.LOCK_SH):
            data = file.read()
    except FileNotFoundError:
        return Journal()
    except OSError as error:
        raise SearchError(path, Message.of("cant_be_read", error.strerror), Message.of("check_its_rights")) from error
    lines: list[Line] = []
    troubles: list[str] = []
    for number, raw in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if not raw.strip():
            continue
        found = _object(raw, needed)
        if isinstance(found, str):
            troubles.append(f"{path}:{number}: {found}; {CURE}")
        else:
            lines.append(Line(number, found))
    return Journal(tuple(lines), tuple(troubles))


def append(path: Path, *objects: dict[str, Any]) -> None:
    """Write the objects, one a line, and wait until they are on the disk: all of them, or none.

    Several threads and processes may append at once. A last line that was left without its end stays a line of its
    own. Raises SearchError where they can't be written.
    """
    data = "".join(json.dumps(one, ensure_ascii=False, allow_nan=False) + "\n" for one in objects)
    try:
        is_new = not path.exists()
        with path.open("a+b", buffering=0) as file, _locked(file, fcntl.LOCK_EX):
            size = file.seek(0, os.SEEK_END)
            try:
                _write(file, data.encode("utf-8", "replace"), size)
            except OSError:
                file.truncate(size)
                raise
        if is_new:
            durable_files.settle(path.parent)
    except OSError as error:
        cure = Message.of("check_its_rights_and_the_space_on_the_disk")
        raise SearchError(path, Message.of("cant_be_written", error.strerror), cure) from error


def now() -> str:
    """The time, to the second, with its zone."""
    return datetime.now().astimezone().isoformat(timespec="seconds")


def _write(file: Any, data: bytes, size: int) -> None:
    if size:
        file.seek(size - 1)
        data = data if file.read(1) == b"\n" else b"\n" + data
    while data:
        data = data[file.write(data) :]
    os.fsync(file.fileno())


def _object(raw: bytes, needed: Sequence[str]) -> dict[str, Any] | str:
    """The object of a line, or why there is none."""
    try:
        data = json.loads(raw)
    except UnicodeDecodeError:
        return Message.of("is_not_in_utf_8")
    except (ValueError, RecursionError) as error:
        return Message.of("is_no_json_object", plainly(error))
    if not isinstance(data, dict):
        return "is no JSON object"
    missing = [key for key in needed if key not in data]
    return f"has no {', '.join(missing)}" if missing else data


@contextmanager
def _locked(file: Any, kind: int) -> Iterator[None]:
    """Hold the file's lock; the system frees it when the file is closed."""
    fcntl.flock(file, kind)
    try:
        yield
    finally:
        fcntl.flock(file, fcntl.LOCK_UN)
