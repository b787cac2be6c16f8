"""`Library.saved`: searches and questions saved under a name, their runs, and what is new since the run before."""

from __future__ import annotations

from pathlib import Path

from jixiao.extract.messages import Message
from jixiao.index.errors import LibraryMissingError
from jixiao.index.holdings.reports import Reports
from jixiao.index.runs import saved_runs
from jixiao.index.runs.records import Changes
from jixiao.index.storage import saved
from jixiao.index.storage.records import Saved
from jixiao.index.storage.store import NAME


class SavedIn:
    """What is saved beside a library, without its being opened. Raises UsageError for an unknown name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def existing(cls, folder: Path) -> SavedIn:
        """Raises LibraryMissingError where there is no library in the folder."""
        if not (folder / NAME).is_file():
            cure = Message.of("make_one_jixiao_add_path_library", folder)
            raise LibraryMissingError(folder, Message.of("no_library_in_this_folder"), cure)
        return cls(folder)

    def every(self) -> tuple[dict[str, Saved], list[str]]:
        """By name, and what is wrong with the file."""
        return saved.read(self.folder)

    def named(self, name: str) -> Saved:
        """One of them."""
        return saved.named(self.folder, name)

    def save(self, one: Saved) -> Saved:
        """Write it down; returns it under the name that it has now. Raises UsageError where that is taken."""
        return saved.save(self.folder, one)

    def rename(self, name: str, new: str, by: str = "") -> None:
        """Let it go by another name."""
        saved.rename(self.folder, name, new, by)

    def forget(self, name: str, by: str = "") -> None:
        """Take it off the list; its history stays in the file."""
        saved.forget(self.folder, name, by)


class SavedRuns(SavedIn):
    """The same of an open library, in which they can be run."""

    def __init__(self, reports: Reports) -> None:
        super().__init__(reports.folder)
        self._reports = reports

    def run(self, name: str, by: str = "") -> tuple[Saved, Changes]:
        """Run it and write the run down; what is new since the run before. Raises SearchError."""
        return saved_runs.run(self._reports, name, by)
