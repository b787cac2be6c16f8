"""The self-assessment sheet as a document: the form, then each item with its criteria, points and evidence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from jixiao.index import durable_files, labels
from jixiao.index.answers.assessment import records as assessment_records
from jixiao.index.answers.assessment.records import Assessment, FacetSheet, ItemSheet
from jixiao.index.answers.evidence import records as evidence_records
from jixiao.index.export import docx_style
from jixiao.index.export.records import Row, plain, text
from jixiao.index.labels import Language


def write(sheet: Assessment, path: Path, sha256: Callable[[str], str], k: int = 10, language: Language = "zh") -> None:
    """The form on the first page, then each item with its criteria, its points and its evidence."""
    say = labels.say
    document = docx_style.blank_document()
    document.add_heading(plain(assessment_records.title(sheet, language)), 0)
    document.add_paragraph(say("sheet", "note", language), style="About")
    document.add_heading(say("sheet", "summary", language), 1)
    _summary(document, sheet, language)
    grades = [say("sheet", "grades", language).format(name=g.name, lowest=g.lowest) for g in sheet.framework.grades]
    document.add_paragraph(plain(say("cover", "semicolon", language).join(grades)), style="About")
    if sheet.total is None:
        document.add_paragraph(say("sheet", "unfinished", language), style="About")
    for facet in sheet.facets:
        name = labels.facet(facet.facet.number, facet.facet.name, language)
        document.add_heading(plain(f"{name}　{_of(facet.points, facet.facet.points, language)}"), 1)
        for one in facet.items:
            _write_item(document, one, facet, sheet, (k, language, sha256))
    with durable_files.handed_over(path) as new:
        document.save(str(new))


def _of(points: float | None, limit: int | None, language: Language) -> str:
    """「180 / 200 分」, 「未填 / 200 分」."""
    given = assessment_records.figure(points) or labels.say("sheet", "blank", language)
    return given if limit is None else f"{given} / {labels.say('sheet', 'out_of', language).format(n=limit)}"


def _summary(document: Any, sheet: Assessment, language: Language) -> None:
    """The form's one row: who, points by facet, total, grade."""
    heads, values = assessment_records.summary(sheet, language)
    table = document.add_table(2, len(heads), style="Table Grid")
    for row, cells in zip(table.rows, (heads, values), strict=True):
        for cell, value in zip(row.cells, cells, strict=True):
            cell.text = plain(value)
            for paragraph in cell.paragraphs:
                paragraph.style = "About"


def _write_item(
    document: Any, one: ItemSheet, facet: FacetSheet, sheet: Assessment, how: tuple[int, Language, Callable[[str], str]]
) -> None:
    k, language, sha256 = how
    say = labels.say
    points = f"　{_of(one.points, one.item.points, language)}" if one.points is not None else ""
    document.add_heading(plain(one.item.id + points), 2)
    if one.item.criteria:
        colon = say("cover", "colon", language)
        line = say("sheet", "criteria", language) + colon + "、".join(one.item.criteria)
        document.add_paragraph(plain(line), style="About")
    document.add_paragraph(plain(assessment_records.about(one, sheet, k, language)), style="About")
    _quotes(document, assessment_records.rows_of(one, one.own.passages[:k], sheet.branch, sha256, language), language)
    if one.general:
        line = say("sheet", "general", language).format(n=len(one.general), branch=sheet.branch)
        document.add_paragraph(plain(line), style="About")
        _quotes(document, assessment_records.rows_of(one, one.general[:k], None, sha256, language), language)
    if one.rejected:
        line = say("judging", "rejected_of", language).format(n=len(one.rejected))
        document.add_paragraph(plain(line), style="About")
        _quotes(document, assessment_records.rows_of(one, one.rejected, None, sha256, language), language)


def _quotes(document: Any, rows: list[Row], language: Language) -> None:
    """Each quote under its number, doers, status, source and place."""
    for number, row in enumerate(rows, 1):
        passage = row.passage
        status = labels.say("status", passage.status, language) if passage.status else ""
        where = [f"{number}", labels.doers(passage, language), status, passage.title or "", passage.source]
        where += [labels.place(passage.locator, language), f"{passage.span.start}-{passage.span.end}", row.sha256[:16]]
        document.add_paragraph(plain(" · ".join(filter(None, where))), style="About")
        if row.mark is not None:
            document.add_paragraph(plain(evidence_records.judgement_text(row.mark, language)), style="About")
        document.add_paragraph(plain(text(row)), style="Source Words")
