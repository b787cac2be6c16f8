"""What has become of exported words, and how that reads as JSON."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal, get_args

from jixiao.extract.records import Span
from jixiao.index import labels
from jixiao.index.labels import Language
from jixiao.index.verify.exported_row import ExportedRow

# From good to bad; a row has the worst of what is found of it.
State = Literal["exact", "moved", "changed", "missing"]


STATES: tuple[State, ...] = get_args(State)


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of one row. `reasons` are keys of `fault` in data/labels.toml with their values; none of an exact one.

    `now` is where its words stand, or what is most like them; None where nothing is.
    """

    exported: ExportedRow
    state: State = "exact"
    reasons: tuple[tuple[str, dict[str, str]], ...] = ()
    now: Span | None = None
    document_id: str | None = None

    def fault(self, language: Language = "en") -> str | None:
        """The reasons as a sentence; None of an exact row."""
        reasons = [labels.say("fault", key, language).format(**values) for key, values in self.reasons]
        return labels.say("cover", "semicolon", language).join(reasons) or None

    def worse(self, state: State, key: str, now: Span | None = None, **values: object) -> Finding:
        """With a further reason, whose words want `values`; the state is the worse of the two."""
        worst = max(self.state, state, key=STATES.index)
        texts = {name: str(value) for name, value in values.items()}
        return replace(self, state=worst, reasons=(*self.reasons, (key, texts)), now=self.now or now)


@dataclass(slots=True)
class Verification:
    """What came of a file: the rows that are not exact, some that are, and how many there are of each state and sheet.

    `unchecked`: rows without check code, of which only what the report itself says could be checked.
    """

    findings: list[Finding] = field(default_factory=list)
    exact: list[Finding] = field(default_factory=list)
    states: dict[State, int] = field(default_factory=lambda: dict.fromkeys(STATES, 0))
    sheets: dict[str, int] = field(default_factory=dict)
    unchecked: int = 0

    @property
    def checked(self) -> int:
        """All rows."""
        return sum(self.states.values())


def verification_to_json(path: Path, result: Verification) -> dict[str, Any]:
    """`{"file", "checked", "states": {state: n}, "sheets": {name: n}, "faults": [{"row", "sheet", "document_id",
    "passage_id", "state", "fault", "now": [s, e]|null}]}`; faults are the rows that are not exact, in their order."""
    return {
        "file": str(path),
        "checked": result.checked,
        "states": dict(result.states),
        "sheets": result.sheets,
        "faults": [
            {
                "row": one.exported.row,
                "sheet": one.exported.sheet,
                "document_id": one.document_id,
                "passage_id": one.exported.passage_id,
                "state": one.state,
                "fault": one.fault(),
                "now": [one.now.start, one.now.end] if one.now else None,
            }
            for one in result.findings
        ],
    }
