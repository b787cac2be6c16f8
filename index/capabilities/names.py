"""`Library.names`: the names that a library's passages go by, and what its own names.toml says of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jixiao.extract.names import organisations
from jixiao.extract.names.names_file import KINDS, ORGANISATIONS
from jixiao.index.answers.reconcile import reconciliation
from jixiao.index.holdings import name_list, names_file_edits
from jixiao.index.holdings.records import Found, Known
from jixiao.index.holdings.reports import Reports
from jixiao.index.records import DocumentInfo


class NamesOf:
    """Each change is written to names.toml and applied at once. Raises UsageError, NamesError for what can't be."""

    kinds: Sequence[str] = tuple(KINDS)
    organisation_kinds: Sequence[str] = tuple(ORGANISATIONS)

    def __init__(self, reports: Reports) -> None:
        self._reports = reports

    def known(self) -> list[Known]:
        """The names that count, by kind, those of most passages first."""
        return name_list.known(self._reports.view())

    def unknown(self) -> list[Found]:
        """What looks like a name and is not known, in most passages first."""
        return name_list.unknown_names(self._reports.view())

    def heads(self) -> tuple[str, ...]:
        """Short names of the head offices."""
        return self._reports.view().register.heads

    def branches(self) -> tuple[str, ...]:
        """Short names of all branches, without the head offices."""
        return self._reports.view().register.branches

    def own(self, agency: str | None) -> str | None:
        """What a report's agency is called in answers; None for None."""
        return organisations.own(agency, self._reports.view().register)

    def own_branch(self, plan: DocumentInfo, result: DocumentInfo) -> str | None:
        """The branch whose plan it is, where the result is of the head office above it."""
        return reconciliation.own_branch(plan, result, self._reports.view().register)

    def add(self, name: str, fields: dict[str, Any]) -> None:
        """Add a name, or say more of a known one: kind, aliases, english, parent, letter, short."""
        names_file_edits.add(self._reports.folder, name, fields)
        self._reports.view()

    def merge(self, name: str, into: str) -> None:
        """Make `name` another name of `into`."""
        names_file_edits.merge(self._reports.folder, name, into)
        self._reports.view()

    def rename(self, old: str, new: str, year: int | None = None, branch: str | None = None) -> None:
        """Let `old` go by `new` from that ROC year on; of a unit, only in that branch."""
        names_file_edits.rename(self._reports.folder, old, new, year, branch)
        self._reports.view()

    def forbid(self, name: str) -> None:
        """Let it be no name, though it looks like one."""
        names_file_edits.forbid(self._reports.folder, name)
        self._reports.view()

    def remove(self, name: str) -> None:
        """Take out what was said of a name."""
        names_file_edits.remove(self._reports.folder, name)
        self._reports.view()
