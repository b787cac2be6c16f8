"""`jixiao models`: what is there, what each model is, which one is used; nothing is loaded for it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import save_file

from jixiao.index.embedding.model import BUNDLED
from jixiao.index.holdings import model_catalogue
from jixiao.index.storage import recipe

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.skipif(not (BUNDLED / "modules.json").is_file(), reason="models/default has not been made")


def write(folder: Path, *kinds: str, **configs: dict[str, Any]) -> Path:
    """A folder with the modules `kinds`; configs: module -> its configuration."""
    folder.mkdir(parents=True, exist_ok=True)
    modules = [{"path": "" if not i else f"{i}_{kind}", "type": f"x.{kind}"} for i, kind in enumerate(kinds)]
    (folder / "modules.json").write_text(json.dumps(modules))
    for module, kind in zip(modules, kinds, strict=True):
        (folder / module["path"]).mkdir(exist_ok=True)
        if kind in configs:
            (folder / module["path"] / "config.json").write_text(json.dumps(configs[kind]))
    return folder


@pytest.fixture
def told(tmp_path: Path) -> Any:
    """Runs `jixiao models --json` in tmp_path with an empty cache of the hub: (whole, models by name)."""

    def run(*flags: str, **setting: str) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("JIXIAO_")}
        done = subprocess.run(
            [sys.executable, "-X", "importtime", str(ROOT / "cli.py"), "models", "--json", *flags],
            cwd=tmp_path,
            env=clean | {"HF_HOME": str(tmp_path / "hub")} | setting,
            capture_output=True,
            text=True,
            check=True,
        )
        loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
        assert not loaded & {"torch", "transformers", "sentence_transformers", "tokenizers", "faiss", "jieba"}
        whole = json.loads(done.stdout)
        return whole, {model["name"]: model for model in whole["models"]}

    return run


def test_the_bundled_model_is_told_and_is_the_default(told: Any) -> None:
    whole, models = told()
    assert (whole["chosen"], whole["chosen_by"], whole["made"]) == ("default", "default", None)
    bundled = models["default"]
    assert (bundled["kind"], bundled["dimension"], bundled["languages"]) == ("static", 256, ["zh", "en"])
    size = sum(path.stat().st_size for path in BUNDLED.rglob("*") if path.is_file())
    assert bundled["bytes"] == size
    assert (bundled["place"], bundled["note"]) == (str(BUNDLED), None)


def test_models_that_are_set_used_or_lie_below_models_are_listed(told: Any, tmp_path: Path) -> None:
    pooling = {"word_embedding_dimension": 48, "pooling_mode_cls_token": False, "pooling_mode_mean_tokens": True}
    write(tmp_path / "models" / "near", "Transformer", "Pooling", "Normalize", Transformer={}, Pooling=pooling)
    used = write(tmp_path / "used", "Transformer", Transformer={"hidden_size": 24})
    (tmp_path / "lib").mkdir()
    recipe.write(tmp_path / "lib", recipe.recipe(str(used), "x"))
    (tmp_path / "jixiao.toml").write_text('model = "owner/model"\n')
    whole, models = told("--library", "lib")
    assert (whole["chosen"], whole["chosen_by"], whole["made"]) == ("owner/model", "jixiao.toml", str(used))
    assert set(models) == {"owner/model", "default", str(used), str(tmp_path / "models" / "near")}
    near = models[str(tmp_path / "models" / "near")]
    assert (near["kind"], near["dimension"]) == ("transformer", 48)
    assert models[str(used)]["dimension"] == 24
    assert "fetched" in models["owner/model"]["note"]
    assert told(JIXIAO_MODEL="used")[0]["chosen_by"] == "JIXIAO_MODEL"
    assert told("--model", "used", JIXIAO_MODEL="x/y")[0] | {"models": []} == {
        "models": [],
        "chosen": str(used),
        "chosen_by": "--model",
        "made": None,
    }


def test_models_in_the_cache_of_the_hub_are_listed(told: Any, tmp_path: Path) -> None:
    held = tmp_path / "hub" / "hub" / "models--owner--model"
    write(held / "snapshots" / ("a" * 40), "Transformer", Transformer={"hidden_size": 16})
    (held / "refs").mkdir()
    (held / "refs" / "main").write_text("a" * 40)
    other = tmp_path / "hub" / "hub" / "models--owner--no-sentences"
    (other / "snapshots" / ("b" * 40)).mkdir(parents=True)
    (other / "refs").mkdir()
    (other / "refs" / "main").write_text("b" * 40)
    _, models = told()
    assert set(models) == {"default", "owner/model"}
    assert models["owner/model"]["dimension"] == 16
    assert models["owner/model"]["place"] == str(held / "snapshots" / ("a" * 40))


def test_a_model_that_is_not_there_is_told_with_its_cure(told: Any) -> None:
    _, models = told("--model", "./nowhere")
    assert "no such folder" in models["./nowhere"]["note"]
    assert "--model" in models["./nowhere"]["note"]


@pytest.mark.parametrize(
    ("kinds", "configs", "dimension"),
    [
        (("Transformer", "Pooling"), {"Pooling": {"embedding_dimension": 8, "pooling_mode": "mean"}}, 8),
        (("Transformer", "Pooling"), {"Pooling": {"embedding_dimension": 8, "pooling_mode": ["cls", "mean"]}}, 16),
        (("Transformer", "Pooling", "Dense"), {"Pooling": {"embedding_dimension": 8}, "Dense": {"out_features": 4}}, 4),
        (("Transformer", "Pooling"), {}, None),
    ],
)
def test_the_dimension_is_that_of_the_last_module(
    kinds: tuple[str, ...], configs: dict[str, Any], dimension: int | None, tmp_path: Path
) -> None:
    assert model_catalogue.describe(str(write(tmp_path / "m", *kinds, **configs))).dimension == dimension


def test_a_static_model_and_its_prompts_are_told(tmp_path: Path) -> None:
    folder = write(tmp_path / "m", "StaticEmbedding")
    save_file({"embeddings": np.zeros((4, 6), np.int8), "weights": np.ones(4)}, folder / "model.safetensors")
    (folder / "config_sentence_transformers.json").write_text('{"prompts": {"query": "問："}}')
    (folder / "README.md").write_text("---\nlanguage: zh\n---\n# card\n")
    found = model_catalogue.describe(str(folder))
    assert (found.kind, found.dimension, found.languages) == ("static", 6, ("zh",))
    assert found.prompts == {"query": "問：", "passage": ""}


def test_a_folder_without_a_model_is_told(tmp_path: Path) -> None:
    assert "modules.json" in str(model_catalogue.describe(str(tmp_path)).note)
