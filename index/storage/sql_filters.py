"""Filters as conditions of SQL on the rows of passages: their facts, and whether their report counts."""

from __future__ import annotations

from jixiao.index.records import Filters
from jixiao.index.storage.facts import wanted

# Rows of superseded reports (in this order SQLite reads no others); the same with their files; the files that count.
SUPERSEDED = "SELECT p.id FROM versions CROSS JOIN passages p ON p.document_id = older"
_WITH_FILE = f"{SUPERSEDED} CROSS JOIN documents d ON d.document_id = older"
_COUNTING = "SELECT source FROM documents WHERE document_id NOT IN (SELECT older FROM versions)"


def where(filters: Filters, own: bool) -> tuple[str, list[str]]:
    """A condition on `id`, and its values; with `own`, a value merely named does not count."""
    condition, values = counting(filters)
    clauses = [condition]
    for name, chosen in wanted(filters).items():
        marks = ",".join("?" * len(chosen))
        alone = " AND own" if own or name in filters.own else ""
        clauses.append(f"id IN (SELECT id FROM facts WHERE field=? AND value IN ({marks}){alone})")
        values += [name, *chosen]
    return " AND ".join(clauses), values


def counting(filters: Filters) -> tuple[str, list[str]]:
    """A condition on `id` by what the version asks for (see Filters), and its values."""
    if set(filters.version) == {"superseded"}:
        return f"id IN ({SUPERSEDED})", []
    if "superseded" in filters.version:
        return "1", []
    if not filters.source or filters.version:
        return f"id NOT IN ({SUPERSEDED})", []
    marks = ",".join("?" * len(filters.source))
    unnamed = f"{_WITH_FILE} WHERE source NOT IN ({marks}) OR source IN ({_COUNTING})"
    return f"id NOT IN ({unnamed})", list(filters.source)
