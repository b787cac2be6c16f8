"""`Library.columns`: what a library's own columns.toml says of the headings of tables."""

from __future__ import annotations

from collections.abc import Mapping

from jixiao.index.holdings import column_list
from jixiao.index.holdings.reports import Reports


class ColumnsOf:
    """Headings and their roles, for files that are added from now on. Raises UsageError, ColumnsError."""

    def __init__(self, reports: Reports) -> None:
        self._folder = reports.folder

    def known(self) -> Mapping[str, str]:
        """Heading → role, as columns.toml has them."""
        return column_list.own_columns(self._folder)

    def set_role(self, heading: str, role: str) -> None:
        """The heading has this role from now on."""
        column_list.set_role(self._folder, heading, role)

    def forget(self, heading: str) -> None:
        """The heading has the role that the program's own dictionary gives it."""
        column_list.forget(self._folder, heading)
