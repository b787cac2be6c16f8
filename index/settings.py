"""Settings: command-line flag, then `JIXIAO_*` environment variable, then `jixiao.toml` here, then the default."""

from __future__ import annotations

import os
import tomllib
from dataclasses import asdict, replace
from pathlib import Path
from typing import TypeVar

from jixiao.extract import framework as frameworks
from jixiao.extract.errors import plainly
from jixiao.extract.limits import DEFAULT, Limits
from jixiao.extract.messages import Message
from jixiao.extract.records import Framework
from jixiao.index.errors import UsageError

FILE = "jixiao.toml"
Numbers = TypeVar("Numbers")


def setting(name: str, flag: str | None = None) -> str | None:
    """The value of `name` (library, model, host, port, token …); None when nobody has set it.

    Raises UsageError on bad TOML.
    """
    if flag is not None:
        return flag
    if value := os.environ.get(f"JIXIAO_{name.upper()}"):
        return value
    path = Path(FILE)
    if not path.is_file():
        return None
    try:
        value = tomllib.loads(path.read_text(encoding="utf-8-sig")).get(name)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(
            Message.of("not_readable_as_toml_mend_or_remove_it", path.resolve(), plainly(error))
        ) from error
    if isinstance(value, list):
        return ",".join(map(str, value))
    return None if value is None else str(value)


def several(name: str, flags: list[str] | None = None) -> tuple[str, ...]:
    """As `setting`, of values with commas between or, in `jixiao.toml`, in a list; empty when nobody has set them."""
    told = setting(name, ",".join(flags) if flags else None) or ""
    return tuple(one.strip() for one in told.split(",") if one.strip())


def limits() -> Limits:
    """What one file may cost: the settings `limit_seconds`, `limit_megabytes` …, one for each field of Limits."""
    return filled(DEFAULT, "limit")


def filled(default: Numbers, prefix: str) -> Numbers:
    """A dataclass of whole numbers as the settings `PREFIX_FIELD` have it. Raises UsageError where one is none."""
    fields = asdict(default)  # type: ignore[call-overload]
    told = {name: number(f"{prefix}_{name}", None, value) for name, value in fields.items()}
    return replace(default, **told)  # type: ignore[type-var]


def framework(flag: Path | None = None) -> Framework | None:
    """The scoring framework of one's own (setting `framework`: a TOML file); None: as the library was made.

    Raises UnreadableDocumentError where the file is no framework.
    """
    path = setting("framework", None if flag is None else str(flag))
    return None if path is None else frameworks.load(Path(path))


def number(name: str, flag: int | None, default: int) -> int:
    """As `setting`, of a whole number. Raises UsageError where it is none."""
    value = setting(name, None if flag is None else str(flag)) or str(default)
    if not value.isdecimal():
        raise UsageError(Message.of("no_whole_number_set_another", name, value))
    return int(value)
