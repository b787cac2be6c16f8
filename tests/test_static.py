"""Static embeddings read without sentence-transformers: the same vectors, a clear word where a folder is damaged."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer, models, pre_tokenizers

from jixiao.index.embedding import static
from jixiao.index.embedding.model import BUNDLED, Model
from jixiao.index.errors import ModelMissingError

ROOT = Path(__file__).parents[1]
CORPUS = ROOT / "corpus" / "reports"
WORDS = ["[UNK]", "電話", "禮貌", "測試", "meter", "test", "query"]
ODD = ["", "    ", "。！？", "\n\t", "\x00 x", "😀🎉", "𠮷野家", "xyzzyqwrt zzz", "台北着裡 臺北著裏", "㍿ ① Ⅳ ﬁ"]
LONG = ["108 年 1,980 件", "Which branches tested telephone courtesy?", "a" * 3000, "到府檢定地磅 " * 300]
bundled = pytest.mark.skipif(not (BUNDLED / "modules.json").is_file(), reason="models/default has not been made")


def by_sentence_transformers(folder: Path, texts: Sequence[str], prompt: str = "") -> Any:
    """What sentence-transformers gives, warnings of its own aside."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from sentence_transformers import SentenceTransformer

        model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
        return model.encode(list(texts), prompt=prompt, normalize_embeddings=True, show_progress_bar=False)


def read(folder: Path) -> static.Static:
    found = static.read(folder)
    assert found is not None
    return found


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A folder as sentence-transformers saves it, the model in a folder of its own below, a normalisation behind."""
    folder = tmp_path / "small"
    (folder / "0_StaticEmbedding").mkdir(parents=True)
    kinds = ("StaticEmbedding", "Normalize")
    modules = [
        {"idx": i, "name": str(i), "path": f"{i}_{kind}", "type": f"sentence_transformers.models.{kind}"}
        for i, kind in enumerate(kinds)
    ]
    (folder / "modules.json").write_text(json.dumps(modules))
    tokenizer = Tokenizer(models.WordLevel({word: i for i, word in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.enable_padding()
    tokenizer.save(str(folder / "0_StaticEmbedding" / "tokenizer.json"))
    save_file({"embedding.weight": rows_of(len(WORDS))}, folder / "0_StaticEmbedding" / "model.safetensors")
    return folder


def rows_of(count: int) -> Any:
    return np.random.default_rng(5).standard_normal((count, 8)).astype(np.float32)


def weights(folder: Path) -> Path:
    return folder / "0_StaticEmbedding" / "model.safetensors"


@bundled
def test_the_bundled_model_gives_the_vectors_of_sentence_transformers() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in sorted(CORPUS.iterdir()))
    draw = random.Random(7)
    starts = [draw.randrange(len(text)) for _ in range(1500)]
    texts = [*ODD, *LONG, *(text[start : start + draw.randint(1, 400)] for start in starts)]
    ours, theirs = Model().encode(texts, "passage"), by_sentence_transformers(BUNDLED, texts)
    assert ours.dtype == np.float32
    assert ours.shape == theirs.shape
    assert np.abs(ours - theirs).max() < 1e-5
    assert not ours[0].any()  # a text without words


@pytest.mark.parametrize("prompt", ["", "query "])
def test_a_small_folder_gives_the_vectors_of_sentence_transformers(small: Path, prompt: str) -> None:
    texts = ["電話 禮貌", "", "nothing known", "meter test test", "測試 " * 50]
    ours, theirs = read(small).encode(texts, prompt), by_sentence_transformers(small, texts, prompt)
    assert np.abs(ours - theirs).max() < 1e-6


@pytest.mark.parametrize("kind", [np.int8, np.float32])
def test_rows_with_factors_give_the_vectors_of_sentence_transformers(small: Path, kind: Any) -> None:
    rows = (rows_of(len(WORDS)) * 20).astype(kind)
    save_file({"embeddings": rows, "weights": np.linspace(0, 1, len(WORDS), dtype=np.float32)}, weights(small))
    texts = ["電話 禮貌", "meter test test", "x"]
    assert np.abs(read(small).encode(texts) - by_sentence_transformers(small, texts)).max() < 1e-6


def test_a_very_long_text_is_the_mean_of_its_tokens(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["電話 禮貌 test " * 2000, "電話 禮貌 test"]
    rows = read(small).encode(texts)
    assert np.abs(rows[0] - rows[1]).max() < 1e-5
    monkeypatch.setattr(static, "LONG", 0)
    assert np.abs(read(small).encode(texts) - rows).max() < 1e-5


def test_no_texts_give_no_rows(small: Path) -> None:
    assert read(small).encode([]).shape == (0, 8)


def test_the_dimension_is_told_without_loading(small: Path) -> None:
    assert static.dimension(small) == 8
    weights(small).write_bytes(b"\x00")
    assert static.dimension(small) is None


@pytest.mark.parametrize("kinds", [["Transformer", "Pooling"], ["StaticEmbedding", "Dense"], []])
def test_another_kind_of_model_is_left_to_sentence_transformers(small: Path, kinds: list[str]) -> None:
    (small / "modules.json").write_text(json.dumps([{"path": "", "type": f"x.{kind}"} for kind in kinds]))
    assert static.read(small) is None
    assert static.dimension(small) is None


@pytest.mark.parametrize("content", ["{", "null", '{"a": 1}', "[1]"])
def test_a_damaged_list_of_modules_is_left_to_sentence_transformers(small: Path, content: str) -> None:
    (small / "modules.json").write_text(content)
    assert static.read(small) is None


def test_weights_of_another_layout_are_left_to_sentence_transformers(small: Path) -> None:
    save_file({"embedding.weight": rows_of(len(WORDS)).astype(np.float16)}, weights(small))
    assert static.read(small) is None


def test_weights_cut_short_are_told(small: Path) -> None:
    weights(small).write_bytes(weights(small).read_bytes()[:-40])
    with pytest.raises(ModelMissingError, match=r"model\.safetensors: damaged weights.*put the file back"):
        Model(str(small)).encode(["電話"], "query")


def test_a_pointer_in_place_of_the_weights_is_told(small: Path) -> None:
    weights(small).write_text("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 10\n")
    with pytest.raises(ModelMissingError, match="damaged weights"):
        read(small)


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff"])
def test_a_damaged_tokenizer_is_told(small: Path, content: bytes) -> None:
    (small / "0_StaticEmbedding" / "tokenizer.json").write_bytes(content)
    with pytest.raises(ModelMissingError, match=r"tokenizer\.json"):
        read(small)


def test_weights_of_another_tokenizer_are_told(small: Path) -> None:
    save_file({"embedding.weight": rows_of(3)}, weights(small))
    with pytest.raises(ModelMissingError, match="3 rows and 3 factors for 7 tokens"):
        read(small)


@bundled
def test_damaged_weights_of_the_bundled_kind_are_told(tmp_path: Path) -> None:
    folder = shutil.copytree(BUNDLED, tmp_path / "copy")
    held = load_file(folder / "model.safetensors")
    save_file(held | {"weights": held["weights"][:10]}, folder / "model.safetensors")
    with pytest.raises(ModelMissingError, match="10 factors"):
        Model(str(folder)).encode(["電話"], "query")


@bundled
def test_a_search_with_the_bundled_model_loads_neither_torch_nor_what_adding_needs(tmp_path: Path) -> None:
    heavy = ("torch", "sentence_transformers", "transformers", "spacy", "pandas", "scipy", "sklearn", "huggingface_hub")
    program = f"""
import sys
from pathlib import Path
from jixiao.index.library import Library
with Library.open(Path({str(tmp_path)!r})) as library:
    assert library.search("電話禮貌測試").hits
    assert library.ask("電話禮貌測試幾人次？").checked
print(sorted(set({heavy!r}) & set(sys.modules)))
"""
    from jixiao.index.library import Library

    with Library.create(tmp_path) as library:
        library.add([sorted(CORPUS.iterdir())[-1]])
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "[]", done.stderr
