"""`columns.toml`, the headings of a library's own tables and their roles:

[columns]
"亮點做法" = "measure"
"成績單" = "outcome"
"""

from __future__ import annotations

import tomllib
from pathlib import Path

from jixiao.extract.errors import ExtractError
from jixiao.extract.text.column_names import ROLES, Role, header_name

FILE = "columns.toml"


class ColumnsError(ExtractError):
    """The file of headings says something that can't be, or can't be read."""


def read(path: Path) -> dict[str, Role]:
    """Heading (NFKC, without white space) → role; empty where there is no such file. Raises ColumnsError."""
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8")).get("columns", {})
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise ColumnsError(path, f"can't be read ({error})", "mend or remove it") from error
    roles = {role: role for role in ROLES}
    if not isinstance(told, dict) or not all(isinstance(role, str) and role in roles for role in told.values()):
        raise ColumnsError(path, "gives a heading a role that is none", f"use one of {', '.join(ROLES)}")
    return {header_name(heading): roles[role] for heading, role in told.items()}
