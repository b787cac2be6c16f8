"""The embedding models that are there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jixiao.commands.shared import AsJson, ModelName, folder_of, told

if TYPE_CHECKING:
    from jixiao.index.holdings.records import Catalogue, ModelInfo


def models(
    library: Annotated[Path | None, typer.Option("--library", "-l", help="A library; it need not be there.")] = None,
    model: ModelName = None,
    as_json: AsJson = False,
) -> None:
    """List the embedding models that are there, and which one is used."""
    from jixiao.index.library import Library

    folder = folder_of(library)
    found = Library.models(model, folder)
    told(as_json, asdict(found), _lines(found, folder))


def _lines(found: Catalogue, library: Path) -> Iterator[str]:
    """A line each: name, kind, dimension, bytes, and what it is used for; then where it lies and what it says."""
    yield "model\tkind\tdimension\tbytes\tused by"
    for model in found.models:
        uses = [f"new libraries ({found.chosen_by})"] * (model.name == found.chosen)
        uses += [str(library)] * (model.name == found.made)
        fields = (model.kind, model.dimension, model.bytes, ", ".join(uses))
        yield "\t".join([model.name, *("-" if field in (None, "") else str(field) for field in fields)])
        yield from (f"  {line}" for line in _details(model))


def _details(model: ModelInfo) -> Iterator[str]:
    if model.note:
        yield model.note
    if model.place:
        yield f"place: {model.place}"
    if model.languages:
        yield f"languages: {', '.join(model.languages)}"
    for side, prompt in (model.prompts or {}).items():
        if prompt:
            yield f"before a {side}: {prompt!r}"
