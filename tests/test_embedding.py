"""Finding and describing models; the bundled one is used where it is there."""

from pathlib import Path

import numpy as np
import pytest

from index import embedding
from index.embedding import BUNDLED, Model, describe
from index.errors import ModelMissingError


@pytest.mark.parametrize(
    ("name", "query", "passage"),
    [
        ("intfloat/multilingual-e5-small", "query: ", "passage: "),
        ("/models/e5-base", "query: ", "passage: "),
        ("BAAI/bge-base-zh-v1.5", "为这个句子生成表示以用于检索相关文章：", ""),
        ("somebody/other-model", "", ""),
        ("somebody/e50", "", ""),
    ],
)
def test_families_that_want_words_before_their_texts(name: str, query: str, passage: str) -> None:
    assert embedding._family_prompt(name, "query") == query
    assert embedding._family_prompt(name, "passage") == passage


def test_a_missing_bundled_model_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "BUNDLED", tmp_path / "default")
    with pytest.raises(ModelMissingError, match="make model"):
        Model()
    assert describe(None)["present"] is False


def test_a_folder_that_holds_no_model_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelMissingError, match="--model"):
        Model(str(tmp_path)).encode(["文"], "query")


def test_the_fingerprint_follows_the_weights_not_the_card(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"weights")
    (tmp_path / "README.md").write_text("card")
    first = Model(str(tmp_path)).fingerprint
    embedding._digest.cache_clear()
    (tmp_path / "README.md").write_text("another card")
    assert Model(str(tmp_path)).fingerprint == first
    embedding._digest.cache_clear()
    (tmp_path / "model.safetensors").write_bytes(b"other")
    assert Model(str(tmp_path)).fingerprint != first


@pytest.mark.skipif(not (BUNDLED / "modules.json").is_file(), reason="models/default has not been made")
def test_the_bundled_model_gives_unit_rows_and_knows_likeness() -> None:
    model = Model()
    rows = model.encode(["電話禮貌測試", "對同仁的電話應對進行抽測", "核能電廠的除役"], "passage")
    query = model.encode(["電話禮貌測試"], "query")
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1) == pytest.approx(1.0, abs=1e-3)
    likeness = (rows @ query[0]).tolist()
    assert likeness[0] > likeness[1] > likeness[2]
