"""Documents of other agencies, in ten layouts and four formats, against rows made by hand."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import made_files
import pytest

from jixiao.extract.pipeline import extract
from jixiao.extract.records import Passage

GOLD = Path(__file__).parent / "gold" / "agency_documents.toml"
# Source: the share that is asked for of every kind of fact.
LEAST = 0.95


@cache
def documents() -> list[dict[str, Any]]:
    """The documents with what must be read in them."""
    return list(tomllib.loads(GOLD.read_text(encoding="utf-8"))["document"])


def made(form: str, folder: Path) -> dict[str, Path]:
    """Each document as a file of that format."""
    found = {}
    for told in documents():
        place = folder / told["name"]
        place.mkdir()
        if form == "txt":
            found[told["name"]] = place / "report.txt"
            found[told["name"]].write_text(told["text"].lstrip("\n"), encoding="utf-8")
        else:
            written = made_files.make(made_files.parts(told["text"]), "docx" if form == "pdf" else form, place)
            found[told["name"]] = written
    if form == "pdf":
        named = [path.rename(folder / f"{name}.docx") for name, path in found.items()]
        return dict(zip(found, made_files.convert_all(named, "pdf", folder), strict=True))
    return found


def squash(text: str | None) -> str:
    return "".join((text or "").split())


def is_read(wanted: Sequence[Any], passages: Sequence[Passage]) -> tuple[bool, bool]:
    """Whether a passage has the role and the context, and whether one of those has the units too."""
    label, text, strategy, measure, units = wanted
    held = [one for one in passages if squash(text) in squash(one.text) and (one.label or "") in label.split("|")]
    held = [one for one in held if strategy in (one.strategy or "") and measure in (one.measure or "")]
    held = [one for one in held if strategy or not one.strategy]
    return bool(held), any(set(one.units) == set(units) or not units for one in held)


def is_counted(wanted: Sequence[Any], passages: Sequence[Passage]) -> bool:
    value, unit, of, role, status = wanted
    return any(
        abs(q.value - value) < 1e-6 and (q.unit, q.role or "", q.status) == (unit, role, status) and of in (q.of or "")
        for one in passages
        for q in one.quantities
    )


@pytest.mark.parametrize("form", ["txt", "docx", "xlsx", "pdf"])
def test_documents_of_other_agencies_are_read_as_by_hand(form: str, tmp_path: Path) -> None:
    if form == "pdf" and not shutil.which("soffice"):
        pytest.skip("LibreOffice is not installed")
    marks: dict[str, list[bool]] = {name: [] for name in ("metadata", "roles", "units", "figures", "target", "actual")}
    missed: list[str] = []

    def mark(kind: str, wanted: object, *, right: bool) -> None:
        marks[kind].append(right)
        missed.extend([] if right else [f"{told['name']} {kind} {wanted}"])

    files = made(form, tmp_path)
    for told in documents():
        document, passages = extract(files[told["name"]])
        for field in ("agency", "year", "stage"):
            mark("metadata", told[field], right=getattr(document, field) == told[field])
        for wanted in told["passages"]:
            role, unit = is_read(wanted, passages)
            mark("roles", wanted, right=role)
            mark("units", wanted, right=unit)
        for wanted in told["figures"]:
            kind = wanted[3] if wanted[3] in ("target", "actual") else "figures"
            mark(kind, wanted, right=is_counted(wanted, passages))
    shares = {kind: sum(own) / len(own) for kind, own in marks.items()}
    assert min(shares.values()) >= LEAST, f"{shares}\n" + "\n".join(missed)


def test_no_passage_crosses_rows(tmp_path: Path) -> None:
    files = made("txt", tmp_path)
    for told in documents():
        _, passages = extract(files[told["name"]])
        for one in passages:
            rows = {wanted[3] for wanted in told["passages"] if wanted[3] and wanted[1] in one.text}
            assert len(rows) < 2, one.text
