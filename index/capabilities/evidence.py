"""`Library.evidence`: the evidence for scoring items, their matrix, the self-assessment sheet, people's judgements."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from jixiao.extract import framework as frameworks
from jixiao.extract.records import Framework, Passage
from jixiao.index.answers.assessment import assessment
from jixiao.index.answers.assessment import export as assessment_export
from jixiao.index.answers.assessment.records import Assessment
from jixiao.index.answers.check import linking
from jixiao.index.answers.evidence import evidence
from jixiao.index.answers.evidence.records import ItemEvidence
from jixiao.index.answers.matrix import matrix, workbook
from jixiao.index.answers.matrix.records import By, Matrix
from jixiao.index.export.records import Format
from jixiao.index.holdings.reports import Reports
from jixiao.index.labels import Language
from jixiao.index.records import EVERYTHING, Evidence, Filters, Mark
from jixiao.index.storage import marks
from jixiao.index.storage.records import Said


class EvidenceFor:
    """`framework` None: the scoring framework that the library was made with."""

    # The formats of the self-assessment sheet, and the one that a file's name asks for.
    sheet_formats: tuple[str, ...] = tuple(assessment_export.WRITERS)
    sheet_format_of = staticmethod(assessment_export.format_of)

    def __init__(self, reports: Reports) -> None:
        self._reports = reports

    def items(self, filters: Filters = EVERYTHING, framework: Framework | None = None) -> tuple[ItemEvidence, ...]:
        """What speaks for each item. Raises ValueError for an unknown item in the filters."""
        return evidence.evidence(self._reports.view(), filters, framework)

    def matrix(self, by: By = "branch", filters: Filters = EVERYTHING, framework: Framework | None = None) -> Matrix:
        """Items over branches or years. Raises ValueError for an unknown item in the filters."""
        return matrix.matrix(self._reports.view(), by, filters, framework)

    def write_matrix(self, found: Matrix, path: Path, format: Format, language: Language = "zh") -> int:
        """Write a matrix to a file; returns the number of rows. Raises UnwritableError."""
        view = self._reports.view()
        return workbook.write(found, path, format, view.sha256, language, view)

    def sheet(
        self,
        branch: str,
        year: int,
        points: Mapping[str, float] | None = None,
        framework: Framework | None = None,
    ) -> Assessment:
        """The self-assessment sheet. Raises ValueError for points that can't be."""
        return assessment.assess(self._reports.view(), branch, year, points, framework)

    def write_sheet(self, sheet: Assessment, path: Path, k: int = 10, language: Language = "zh") -> None:
        """Write a sheet with `k` passages for each item, in the format of the file's name."""
        assessment_export.write(sheet, path, self._reports.view().sha256, k, language)

    @staticmethod
    def item_id(name: str, framework: Framework | None = None) -> str:
        """The id of an item by one of its names. Raises ValueError."""
        return evidence.item_id(name, framework)

    @staticmethod
    def framework(own: Framework | None = None) -> Framework:
        """One's own framework, else the one that comes with the program."""
        return own or frameworks.load()

    def repeated_by(self, passage: Passage) -> tuple[Evidence, ...]:
        """The sentences of other reports that tell the same achievement."""
        return linking.others(passage, self._reports.view())


class Judgements:
    """What people have said of the evidence. See `storage.marks` for how it is kept."""

    def __init__(self, reports: Reports) -> None:
        self._reports = reports

    def counting(self) -> tuple[Mark, ...]:
        """Those that count, each as it stands in the library now."""
        return self._reports.view().marks()

    def history(self) -> tuple[list[Mark], list[str]]:
        """Every decision as it was made, and what is wrong with the file."""
        return marks.history(self._reports.folder)

    def seen(self) -> object:
        """What changes whenever somebody judges."""
        return marks.seen(self._reports.folder)

    def judge(self, passage_id: str, item: str, said: Said, framework: Framework | None = None) -> Mark:
        """Accept or reject a passage for an item, by id or name. Raises ValueError for an unknown item, UsageError."""
        reports = self._reports
        known = evidence.item_id(item, framework)
        return marks.mark(reports.folder, reports.view(), reports.passage(passage_id), known, said)

    def withdraw(self, passage_id: str, item: str, said: Said) -> list[Mark]:
        """Take judgements back. Raises UsageError where there are none."""
        return marks.withdraw(self._reports.folder, self._reports.view(), passage_id, item, said)
