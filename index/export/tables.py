"""The tables beside the rows of an export: their figures, the answer they are evidence for, and their sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from jixiao.extract.records import Passage, Quantity, Span
from jixiao.extract.text.display_names import shown
from jixiao.index import labels
from jixiao.index.export import check_codes
from jixiao.index.export.records import Cover, Row, plain, quantities
from jixiao.index.labels import Language
from jixiao.index.records import Answer, Evidence, ValueEntry

Cells = dict[str, str]


@dataclass(slots=True)
class Tally:
    """What is gathered while rows are written: where each piece of evidence stands, and the files.

    `numbers`: passage id and span -> numbers of the rows that show it. `files`: digest -> a passage of the file and
    the number of rows from it, in the order of first sight.
    """

    rows: int = 0
    numbers: dict[tuple[str, Span], list[int]] = field(default_factory=dict)
    files: dict[str, tuple[Passage, int]] = field(default_factory=dict)

    def numbered(self, rows: Iterable[Row], answer: Answer | None = None) -> Iterator[tuple[int, Row]]:
        """The rows with their numbers from 1, counted as they pass; places only for an answer, which refers to them."""
        for row in rows:
            self.rows += 1
            first, before = self.files.get(row.sha256, (row.passage, 0))
            self.files[row.sha256] = first, before + 1
            if answer is not None:
                self.numbers.setdefault((row.passage.passage_id, row.place), []).append(self.rows)
            yield self.rows, row


def figure(value: float) -> str:
    """A number as a spreadsheet gives it back: no needless point, at most 12 digits."""
    return str(int(value)) if value == int(value) else format(value, ".12g")


def quantity_cells(row: Row, quantity: Quantity, number: int, language: Language) -> Cells:
    """A line of the figures, keys as in `quantity_column`; `number` is that of the row it stands in."""
    return with_check_code(
        {
            "number": str(number),
            "value": figure(quantity.value),
            "unit": quantity.unit,
            "of": quantity.of or "",
            "qualifier": quantity.qualifier or "",
            "before": figure(quantity.change.before) if quantity.change else "",
            "status": labels.say("status", quantity.status, language) if quantity.status else "",
            "branch": quantity.branch or "",
            "year": _text(quantity.year),
            "surface": quantity.surface,
            "passage_id": row.passage.passage_id,
            "span": f"{quantity.span.start}-{quantity.span.end}",
            "source": row.passage.source,
            "sha256": row.sha256,
        }
    )


def row_quantities(row: Row, number: int, language: Language) -> Iterator[Cells]:
    """The lines of the figures in the row's text."""
    for quantity in quantities(row):
        yield quantity_cells(row, quantity, number, language)


def answer_cells(answer: Answer, tally: Tally, language: Language) -> Iterator[Cells]:
    """The lines of an answer, keys as in `answer_column`.

    Branches and sides that are compared, names that were asked for, figures, sentences of all branches, and
    the branches without any.
    """
    for entry in answer.branches:
        surfaces = "；".join(dict.fromkeys(q.surface for q in entry.quantities))
        yield _line(tally, entry.evidence, branch=entry.name, status=_status(entry.status, language), surface=surfaces)
    for side in answer.compared.sides if answer.compared else ():
        status = _status(side.status, language) or _nothing_found(side.checked, language)
        yield _line(tally, side.evidence, branch=side.branch or "", year=_text(side.year), status=status)
    for name in answer.listed:
        branches, years = "、".join(name.branches), "、".join(map(str, name.years))
        status = _status(name.status, language)
        yield _line(tally, name.evidence, branch=branches, year=years, name=name.name, status=status)
    compared = (v for f in answer.compared.figures for v in f.values if v) if answer.compared else ()
    for value in dict.fromkeys((*answer.values, *compared)):
        yield _figure(tally, value, language)
    if answer.general:
        yield _line(tally, answer.general, branch=labels.say("cover", "general", language))
    for one in answer.without:
        to_read = labels.say("answering", "to_read", language) if one.related else ""
        yield _line(tally, (), branch=one.name, status=_nothing_found(one.checked, language) + to_read)


def _figure(tally: Tally, value: ValueEntry, language: Language) -> Cells:
    return _line(
        tally,
        value.evidence,
        branch=value.branch or "",
        year=_text(value.year),
        value=figure(value.value),
        unit=value.unit,
        of=value.of or "",
        surface=value.surface,
        status=_status(value.status, language),
    )


def _nothing_found(checked: int, language: Language) -> str:
    """That nothing was found, in how many passages."""
    return labels.say("matrix", "none", language).format(n=checked)


def _text(value: int | None) -> str:
    return "" if value is None else str(value)


def _line(tally: Tally, evidence: Iterable[Evidence], **cells: str) -> Cells:
    numbers = sorted({n for e in evidence for n in tally.numbers.get((e.passage_id, e.span), ())})
    empty = dict.fromkeys((key for key in labels.columns("zh", "answer_column") if key != "seal"), "")
    return with_check_code(empty | cells | {"evidence": ", ".join(map(str, numbers))})


def _status(status: str | None, language: Language) -> str:
    return labels.say("status", status, language) if status else ""


def source_cells(tally: Tally, language: Language) -> Iterator[Cells]:
    """A line for each file, keys as in `source_column`."""
    for sha256, (passage, rows) in tally.files.items():
        yield with_check_code(
            {
                "source": passage.source,
                "title": shown(passage.title or ""),
                "agency": passage.agency or "",
                "year": _text(passage.year),
                "stage": labels.say("stage", passage.stage, language) if passage.stage else "",
                "sha256": sha256,
                "rows": str(rows),
            }
        )


def source_lines(tally: Tally, cover: Cover) -> list[str]:
    """「report.txt，示範分局 108 年度執行績效，SHA-256 …，3 筆」 for each file."""
    comma = labels.say("cover", "comma", cover.language)
    rows = labels.say("cover", "told_rows", cover.language)
    return [
        comma.join(filter(None, [p.source, p.title and shown(p.title), f"SHA-256 {sha256}", rows.format(n=n)]))
        for sha256, (p, n) in tally.files.items()
    ]


def summary(cover: Cover) -> list[tuple[str, str, str, str]]:
    """Branch, status, figures and number of sentences for each branch of the answer; empty without an answer."""
    if cover.answer is None:
        return []
    separator = labels.say("cover", "semicolon", cover.language)
    return [
        (
            entry.name,
            _status(entry.status, cover.language),
            separator.join(dict.fromkeys(q.surface for q in entry.quantities)),
            str(len(entry.evidence)),
        )
        for entry in cover.answer.branches
    ]


def with_check_code(cells: Mapping[str, str]) -> Cells:
    """The cells as every format can hold them, with their check code behind them."""
    plain_cells = {key: plain(value) for key, value in cells.items()}
    return plain_cells | {"seal": check_codes.check_code(plain_cells)}
