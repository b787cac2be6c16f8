"""`Library.comparisons`: reports held against each other: plan and result, years, versions, figures that disagree."""

from __future__ import annotations

from collections.abc import Sequence

from jixiao.extract.records import Passage, Span
from jixiao.index.answers.check import contradictions
from jixiao.index.answers.check.records import Checks, checks_to_json
from jixiao.index.answers.reconcile import reconciliation
from jixiao.index.answers.reconcile.records import Reconciliation
from jixiao.index.answers.scoring import quoting
from jixiao.index.answers.trends import suggestions, trends
from jixiao.index.answers.trends.records import Recurring, Trend
from jixiao.index.holdings.changes import changes
from jixiao.index.holdings.records import Change
from jixiao.index.holdings.reports import Reports
from jixiao.index.records import EVERYTHING, Concept, DocumentInfo, Evidence, Filters, Query
from jixiao.index.search import search
from jixiao.index.text import concepts


class Comparisons:
    """Each answer holds over all passages that pass its filters."""

    def __init__(self, reports: Reports) -> None:
        self._reports = reports

    def plan_with_result(self, plan: DocumentInfo, result: DocumentInfo, branch: str | None = None) -> Reconciliation:
        """What became of each planned action. `branch`: whose part, by any of its names; None: the plan's own."""
        return reconciliation.reconcile(plan, result, self._reports.view(), branch)

    def over_years(self, what: str | Query, unit: str | None = None, filters: Filters = EVERYTHING) -> Trend:
        """A figure over the years. `unit` None: the one of most years. `filters` count for a text only."""
        view = self._reports.view()
        asked = self._reports.understand(what, filters) if isinstance(what, str) else what
        return trends.trend(asked, view, unit, search.ids(asked, view))

    def recurring_figures(self, filters: Filters = EVERYTHING) -> list[Recurring]:
        """The figures that are told in several years, best first."""
        return list(suggestions.recurring(self._reports.view(), filters))

    def figures(self, filters: Filters = EVERYTHING) -> Checks:
        """Figures that contradict each other, and totals with their parts."""
        return contradictions.check(self._reports.view(), filters)

    def figures_to_json(self, found: Checks) -> dict[str, object]:
        """As `jixiao check` prints it."""
        return checks_to_json(found, self._reports.view())

    def versions(self, older: str, newer: str) -> tuple[Change, ...]:
        """What changed between two documents, by their ids."""
        return changes(self._reports.passages_of(older), self._reports.passages_of(newer))

    def quoted(self, passage: Passage, span: Span) -> Evidence:
        """A stretch of a passage as evidence."""
        return quoting.quoted(passage, span, self._reports.view())

    @staticmethod
    def concepts(query: Query) -> Sequence[Concept]:
        """What a question looks for, as a reader is shown it."""
        return concepts.displayed_concepts(query)
