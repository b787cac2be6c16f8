"""The headings of a library's own tables: what `columns.toml` in its folder says, and changes to it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import tomlkit

from jixiao.extract.text import columns_file
from jixiao.extract.text.column_names import ROLES, Role, header_name
from jixiao.index import durable_files
from jixiao.index.errors import UnwritableError, UsageError
from jixiao.index.storage.store import writing

HEAD = "本文件庫自訂的欄名，優先於程式內建的。Headings of this library; they come before those of the program."


def own_columns(folder: Path) -> dict[str, Role]:
    """Heading → role. Raises ColumnsError."""
    return columns_file.read(folder / columns_file.FILE)


def set_role(folder: Path, heading: str, role: str) -> None:
    """The heading has this role in files that are added from now on. Raises UsageError, ColumnsError."""
    if role not in ROLES:
        raise UsageError(f"no role of columns: {role}; use one of {', '.join(ROLES)}")
    if not header_name(heading):
        raise UsageError("a heading has at least one letter; give it as the table has it")
    _edit(folder, lambda columns: columns.update({header_name(heading): role}))


def forget(folder: Path, heading: str) -> None:
    """The heading has the role that the program's own dictionary gives it. Raises UsageError, ColumnsError."""
    if header_name(heading) not in own_columns(folder):
        raise UsageError(f"{folder / columns_file.FILE}: says nothing of 「{heading}」; list them by: jixiao columns")
    _edit(folder, lambda columns: columns.pop(header_name(heading)))


def _edit(folder: Path, change: Callable[[Any], object]) -> None:
    path = folder / columns_file.FILE
    with writing(folder):
        own_columns(folder)
        try:
            text = path.read_text(encoding="utf-8") if path.exists() else ""
            document = tomlkit.parse(text) if text else tomlkit.document().add(tomlkit.comment(HEAD)).add(tomlkit.nl())
            change(document.setdefault("columns", tomlkit.table()))
            durable_files.write(path, tomlkit.dumps(document).encode())
        except OSError as error:
            raise UnwritableError.of(path, error) from error
