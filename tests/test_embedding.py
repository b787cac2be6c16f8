"""Finding models, their names, and what they want before their texts; the bundled one is used where it is there."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from jixiao.index.embedding import model as embedding_model
from jixiao.index.embedding.model import BUNDLED, Model, located
from jixiao.index.embedding.prompts import prompts
from jixiao.index.errors import ModelMissingError

ROOT = Path(__file__).parents[1]
bundled = pytest.mark.skipif(not (BUNDLED / "modules.json").is_file(), reason="models/default has not been made")


def configured(folder: Path, **config: object) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "config_sentence_transformers.json").write_text(json.dumps(config, ensure_ascii=False))
    return folder


@pytest.mark.parametrize(
    ("name", "query", "passage"),
    [
        ("intfloat/multilingual-e5-small", "query: ", "passage: "),
        ("/models/e5-base/", "query: ", "passage: "),
        ("BAAI/bge-base-zh-v1.5", "为这个句子生成表示以用于检索相关文章：", ""),
        ("somebody/other-model", "", ""),
        ("somebody/e50", "", ""),
        ("/models-e5-old/other", "", ""),
    ],
)
def test_families_that_want_words_before_their_texts(name: str, query: str, passage: str, tmp_path: Path) -> None:
    assert prompts(tmp_path, name) == {"query": query, "passage": passage}


@pytest.mark.parametrize(
    ("config", "query", "passage"),
    [
        ({"prompts": {"query": "問：", "passage": "文："}}, "問：", "文："),
        ({"prompts": {"query": "問：", "document": "", "passage": "文："}}, "問：", "文："),
        ({"prompts": {"query": "問：", "document": ""}}, "問：", ""),
        ({"prompts": {"retrieval.query": "問：", "retrieval.passage": "文："}}, "問：", "文："),
        ({"prompts": {"query": "問："}, "default_prompt_name": "query"}, "問：", ""),
        ({"prompts": {"query": "", "document": "", "any": "全："}, "default_prompt_name": "any"}, "全：", "全："),
        ({"prompts": {"query": "問：", "any": "全："}, "default_prompt_name": "any"}, "問：", "全："),
        ({"prompts": {"query": "", "document": ""}, "default_prompt_name": None}, "query: ", "passage: "),
        ({"prompts": None}, "query: ", "passage: "),
    ],
)
def test_the_models_own_configuration_goes_before_its_family(
    config: dict[str, object], query: str, passage: str, tmp_path: Path
) -> None:
    assert prompts(configured(tmp_path, **config), "my/e5-model") == {"query": query, "passage": passage}


def test_a_missing_bundled_model_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding_model, "BUNDLED", tmp_path / "default")
    with pytest.raises(ModelMissingError, match="make model"):
        Model()


def test_a_folder_is_known_by_its_whole_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mine").mkdir()
    monkeypatch.chdir(tmp_path)
    assert located("mine") == located(str(tmp_path / "mine")) == (str(tmp_path / "mine"), tmp_path / "mine")
    assert located("owner/mine") == ("owner/mine", None)


@bundled
def test_the_bundled_model_is_the_default_by_any_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(BUNDLED.parents[1])
    assert {located(name)[0] for name in (None, "", "default", "models/default", str(BUNDLED))} == {"default"}


@pytest.mark.parametrize("name", ["./nowhere", "/nowhere/at/all", "~/no-such-model", "a/b/c", "C:\\models\\mine"])
def test_a_folder_that_is_not_there_is_told_without_asking_the_hub(name: str) -> None:
    with pytest.raises(ModelMissingError, match=r"no such folder.*--model"):
        Model(name)


def test_a_file_is_no_model(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"weights")
    with pytest.raises(ModelMissingError, match="a file"):
        Model(str(tmp_path / "model.safetensors"))


def test_a_folder_that_holds_no_model_is_told(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"model_type": "bert"}')
    with pytest.raises(ModelMissingError, match=r"modules\.json.*--model"):
        Model(str(tmp_path)).encode(["文"], "query")


def test_a_model_that_needs_the_extra_says_how_to_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    (tmp_path / "modules.json").write_text('[{"type": "sentence_transformers.models.Transformer", "path": ""}]')
    with pytest.raises(ModelMissingError, match=r"needs sentence_transformers.*pip install 'jixiao\[models\]'"):
        Model(str(tmp_path)).encode(["文"], "query")


def test_the_fingerprint_follows_the_weights_not_the_card(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"weights")
    (tmp_path / "README.md").write_text("card")
    first = Model(str(tmp_path)).fingerprint
    embedding_model.digest.cache_clear()
    (tmp_path / "README.md").write_text("another card")
    assert Model(str(tmp_path)).fingerprint == first
    embedding_model.digest.cache_clear()
    (tmp_path / "model.safetensors").write_bytes(b"other")
    assert Model(str(tmp_path)).fingerprint != first


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ({"HF_ENDPOINT": "http://127.0.0.1:9"}, "can't be reached"),
        ({"HF_HUB_OFFLINE": "1"}, "HF_HUB_OFFLINE"),
    ],
)
def test_a_hub_model_without_a_network_is_told_at_once(setting: dict[str, str], told: str, tmp_path: Path) -> None:
    program = "from jixiao.index.embedding.model import Model; Model('owner/model').encode(['文'], 'query')"
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=os.environ | {"HF_HOME": str(tmp_path)} | setting,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    last = done.stderr.strip().splitlines()[-1]
    assert "ModelMissingError: owner/model: " in last
    assert told in last
    assert "--model" in last
    assert time.perf_counter() - began < 30  # retrying, the hub's client takes more than a minute


@bundled
def test_the_bundled_model_gives_unit_rows_and_knows_likeness() -> None:
    model = Model()
    rows = model.encode(["電話禮貌測試", "對同仁的電話應對進行抽測", "核能電廠的除役"], "passage")
    query = model.encode(["電話禮貌測試"], "query")
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1) == pytest.approx(1.0, abs=1e-3)
    likeness = (rows @ query[0]).tolist()
    assert likeness[0] > likeness[1] > likeness[2]
