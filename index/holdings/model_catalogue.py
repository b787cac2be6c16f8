"""The embedding models that are there: what each is, read from its files without loading it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from jixiao.extract.messages import Message
from jixiao.index.embedding import hub, static
from jixiao.index.embedding.model import BUNDLED, DEFAULT, located
from jixiao.index.embedding.prompts import prompts
from jixiao.index.errors import ModelMissingError
from jixiao.index.holdings.records import Catalogue, ModelInfo
from jixiao.index.settings import FILE, setting
from jixiao.index.storage import recipe

# What modules of sentence-transformers and transformers call the length of their vectors.
WIDTHS = ("out_features", "embedding_dimension", "word_embedding_dimension", "hidden_size", "n_embd", "dim")
POOLING = "pooling_mode_"


def catalogue(flag: str | None, library: Path) -> Catalogue:
    """Every model known here: bundled, chosen, of `library`, in folders below models/, in the hub's local cache."""
    chosen = _known_as(setting("model", flag) or DEFAULT)
    made = (recipe.read(library) or {}).get("model")
    made = None if made is None else _known_as(str(made))
    names = [chosen, DEFAULT, *([made] if made else []), *map(_known_as, map(str, _folders())), *hub.all_cached()]
    return Catalogue(tuple(map(describe, dict.fromkeys(names))), chosen, _chosen_by(flag), made)


def describe(name: str) -> ModelInfo:
    """What is known of one model."""
    try:
        place = located(name)[1] or hub.cached(name)
    except ModelMissingError as error:
        return ModelInfo(name, note=Message.of("cause_cure", error.cause, error.cure))
    if place is None:
        return ModelInfo(name, note="not in the local cache; it is fetched from the hub when it is first used")
    modules = _read(place / "modules.json")
    if not modules:
        return ModelInfo(name, str(place), note=Message.of("no_sentence_transformers_model_it_has_no_modules_json"))
    size = sum(path.stat().st_size for path in place.rglob("*") if path.is_file())
    told = hub.card(place).get("language") or ()
    languages = (told,) if isinstance(told, str) else tuple(map(str, told))
    kind, dimension = _kind(modules), _dimension(place, modules)
    return ModelInfo(name, str(place), kind, dimension, size, languages, prompts(place, name))


def _chosen_by(flag: str | None) -> str:
    if flag is not None:
        return "--model"
    if os.environ.get("JIXIAO_MODEL"):
        return "JIXIAO_MODEL"
    return FILE if setting("model") else DEFAULT


def _known_as(name: str) -> str:
    """The name as a recipe has it; a name that stands for nothing stays as it is."""
    try:
        return located(name)[0]
    except ModelMissingError:
        return name


def _folders() -> list[Path]:
    """Folders with a model below models/, here and beside the bundled one."""
    places = dict.fromkeys(place.resolve() for place in (BUNDLED.parent, Path("models")))
    return [file.parent for place in places for file in sorted(place.glob("*/modules.json"))]


def _kind(modules: list[dict[str, str]]) -> str:
    if static.is_static(modules):
        return "static"
    first = str(modules[0].get("type")).rpartition(".")[2]
    return "transformer" if first == "Transformer" else first


def _dimension(place: Path, modules: list[dict[str, str]]) -> int | None:
    """Columns that the last module tells of, read backwards: some have no say in it."""
    if static.is_static(modules):
        return static.dimension(place)
    configs = (_read(place / module.get("path", "") / "config.json") for module in reversed(modules))
    return next((columns for config in configs if (columns := _columns(config or {}))), None)


def _columns(config: dict[str, Any]) -> int | None:
    """Of a module's configuration; a pooling in several ways puts the results side by side."""
    width = next((config[key] for key in WIDTHS if isinstance(config.get(key), int)), None)
    ways = config.get("pooling_mode") or [key for key, on in config.items() if key.startswith(POOLING) and on is True]
    return width * len(ways) if width and ways and not isinstance(ways, str) else width


def _read(path: Path) -> Any:
    """A JSON file; None where it is missing or damaged."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
