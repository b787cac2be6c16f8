"""The self-assessment sheet told: as JSON, as rows of evidence, as a DOCX. Its workbook is in `workbook`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from jixiao.extract.passage_json import passage_to_json
from jixiao.extract.records import Passage
from jixiao.index import durable_files, labels
from jixiao.index.answers.evidence import judgements
from jixiao.index.answers.evidence.assessment import Assessment, FacetSheet, ItemSheet, most
from jixiao.index.answers.evidence.matrix_output import strength
from jixiao.index.export import docx_style
from jixiao.index.export.rows import Cover, Row, plain, text
from jixiao.index.labels import Language
from jixiao.index.records import Filters
from jixiao.index.storage.marks import mark_to_json


def assessment_to_json(sheet: Assessment) -> dict[str, Any]:
    """`{"framework", "branch", "year", "checked", "reported", "total": number|null, "grade": str|null, "facets":
    [{"number", "name", "most", "points": number|null, "items": [{"item", "criteria", "most", "points", "state",
    "passages": [passage], "general": [passage], "accepted", "rejected": [passage], "marks": [judgement]}]}]}`."""
    return {
        "framework": sheet.framework.name,
        "branch": sheet.branch,
        "year": sheet.year,
        "checked": sheet.checked,
        "reported": sheet.reported,
        "total": sheet.total,
        "grade": sheet.grade,
        "facets": [
            {
                "number": one.facet.number,
                "name": one.facet.name,
                "most": one.facet.points,
                "points": one.points,
                "items": [_item(item, one) for item in one.items],
            }
            for one in sheet.facets
        ],
    }


def _item(one: ItemSheet, facet: FacetSheet) -> dict[str, Any]:
    return {
        "item": one.item.id,
        "criteria": list(one.item.criteria),
        "most": most(facet.facet, one.item),
        "points": one.points,
        "state": one.own.state,
        "passages": [passage_to_json(p) for p in one.own.passages],
        "general": [passage_to_json(p) for p in one.general],
        "accepted": one.own.judged.told("accepted"),
        "rejected": [passage_to_json(p) for p in one.rejected],
        "marks": [mark_to_json(m) for m in one.marks.values()],
    }


def title(sheet: Assessment, language: Language) -> str:
    """What stands above the sheet."""
    told = labels.say("sheet", "title", language)
    return told.format(branch=sheet.branch, year=sheet.year, framework=sheet.framework.name)


def figure(points: float | None) -> str:
    """Points without a needless point; empty where blank."""
    return "" if points is None else f"{points:g}"


def standing(one: ItemSheet, sheet: Assessment, language: Language) -> str:
    """「12 段 · 數據 8」, that nothing was found in n passages, or that there is no report."""
    return " · ".join(strength(one.own, language))


def about(one: ItemSheet, sheet: Assessment, k: int, language: Language) -> str:
    """How much evidence there is, in a sentence, and how much of it is shown."""
    count = len(one.own.passages)
    if one.own.state == "no_report":
        return labels.say("sheet", "no_report", language)
    key = "none" if not count else "own_first" if count > k else "own"
    n = count or sheet.checked
    return labels.say("sheet", key, language).format(branch=sheet.branch, n=n, k=k)


def assessment_lines(sheet: Assessment, language: Language = "zh") -> Iterator[str]:
    """For people: facets and items with their points and evidence, then the sum and the grade."""
    yield title(sheet, language)
    blank = labels.say("sheet", "blank", language)
    for facet in sheet.facets:
        name = labels.facet(facet.facet.number, facet.facet.name, language)
        yield f"{name}\t{figure(facet.points) or blank}\t{figure(facet.facet.points)}"
        for one in facet.items:
            yield f"\t{one.item.id}\t{figure(one.points)}\t{standing(one, sheet, language)}"
    result = [figure(sheet.total), sheet.grade or ""] if sheet.total is not None else [blank]
    yield "\t".join([labels.say("sheet", "total", language), *result])


def rows(sheet: Assessment, sha256: Callable[[str], str], k: int, language: Language) -> list[Row]:
    """The first `k` passages of the branch for each item, then of those on all branches, each under its item's name.

    Rejected ones come last, all of them.
    """
    return [
        row
        for facet in sheet.facets
        for one in facet.items
        for row in (
            *rows_of(one, one.own.passages[:k], sheet.branch, sha256, language),
            *rows_of(one, one.general[:k], None, sha256, language),
            *rows_of(one, one.own.judged.rejected, sheet.branch, sha256, language),
            *rows_of(one, one.everyone.rejected, None, sha256, language),
        )
    ]


def rows_of(
    one: ItemSheet, passages: tuple[Passage, ...], branch: str | None, sha256: Callable[[str], str], language: Language
) -> list[Row]:
    """One row a passage; its finding names the item and the status. `branch` None: the passage's own doers."""
    told = []
    for p in passages:
        status = labels.say("status", p.status, language) if p.status else ""
        finding = " · ".join(filter(None, [one.item.id, status]))
        mark = one.marks.get(p.passage_id)
        told.append(Row(p, sha256(p.document_id), branch=branch, finding=finding, mark=mark))
    return told


def cover(sheet: Assessment, language: Language) -> Cover:
    """What the file says of itself."""
    filters = Filters(branch=(sheet.branch,), year=(sheet.year,))
    return Cover(title(sheet, language), None, filters, None, language)


def write_docx(
    sheet: Assessment, path: Path, sha256: Callable[[str], str], k: int = 10, language: Language = "zh"
) -> None:
    """The form on the first page, then each item with its criteria, its points and its evidence."""
    say = labels.say
    document = docx_style.blank_document()
    document.add_heading(plain(title(sheet, language)), 0)
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
    told = figure(points) or labels.say("sheet", "blank", language)
    return told if limit is None else f"{told} / {labels.say('sheet', 'out_of', language).format(n=limit)}"


def _summary(document: Any, sheet: Assessment, language: Language) -> None:
    """The form's one row: who, points by facet, total, grade."""
    heads, values = summary(sheet, language)
    table = document.add_table(2, len(heads), style="Table Grid")
    for row, cells in zip(table.rows, (heads, values), strict=True):
        for cell, value in zip(row.cells, cells, strict=True):
            cell.text = plain(value)
            for paragraph in cell.paragraphs:
                paragraph.style = "About"


def summary(sheet: Assessment, language: Language) -> tuple[list[str], list[str]]:
    """Headings and values of 附表 2; what only the assessor knows is left blank."""
    say = labels.say
    heads = [say("sheet", "assessor", language), say("sheet", "assessed", language)]
    values = ["", sheet.branch]
    for facet in sheet.facets:
        limit = facet.facet.points
        told = "" if limit is None else "\n" + say("sheet", "out_of", language).format(n=limit)
        heads.append(facet.facet.name + told)
        values.append(figure(facet.points))
    heads += [say("sheet", key, language) for key in ("total", "grade", "month")]
    return heads, [*values, figure(sheet.total), sheet.grade or "", ""]


def _write_item(
    document: Any, one: ItemSheet, facet: FacetSheet, sheet: Assessment, how: tuple[int, Language, Callable[[str], str]]
) -> None:
    k, language, sha256 = how
    say = labels.say
    points = f"　{_of(one.points, one.item.points, language)}" if one.points is not None else ""
    document.add_heading(plain(one.item.id + points), 2)
    if one.item.criteria:
        colon = say("cover", "colon", language)
        told = say("sheet", "criteria", language) + colon + "、".join(one.item.criteria)
        document.add_paragraph(plain(told), style="About")
    document.add_paragraph(plain(about(one, sheet, k, language)), style="About")
    _quotes(document, rows_of(one, one.own.passages[:k], sheet.branch, sha256, language), language)
    if one.general:
        told = say("sheet", "general", language).format(n=len(one.general), branch=sheet.branch)
        document.add_paragraph(plain(told), style="About")
        _quotes(document, rows_of(one, one.general[:k], None, sha256, language), language)
    if one.rejected:
        told = say("judging", "rejected_of", language).format(n=len(one.rejected))
        document.add_paragraph(plain(told), style="About")
        _quotes(document, rows_of(one, one.rejected, None, sha256, language), language)


def _quotes(document: Any, told: list[Row], language: Language) -> None:
    """Each quote under its number, doers, status, source and place."""
    for number, row in enumerate(told, 1):
        passage = row.passage
        status = labels.say("status", passage.status, language) if passage.status else ""
        where = [f"{number}", labels.doers(passage, language), status, passage.title or "", passage.source]
        where += [labels.place(passage.locator, language), f"{passage.span.start}-{passage.span.end}", row.sha256[:16]]
        document.add_paragraph(plain(" · ".join(filter(None, where))), style="About")
        if row.mark is not None:
            document.add_paragraph(plain(judgements.told(row.mark, language)), style="About")
        document.add_paragraph(plain(text(row)), style="Source Words")
