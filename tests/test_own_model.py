"""A transformer of one's own in the bundled model's place: built with, searched, named by flag or setting."""

from __future__ import annotations

import json
import shutil
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from library_parts import NEW_YEAR, OLD_YEAR, extract_lines, write_reports

from jixiao import cli
from jixiao.extract import pipeline
from jixiao.index.arrays import Embeddings
from jixiao.index.embedding.model import BUNDLED, Model, Side
from jixiao.index.errors import ModelMissingError
from jixiao.index.library import Library
from jixiao.index.storage import recipe
from jixiao.index.storage.context import embedded

pytestmark = pytest.mark.skipif(not (BUNDLED / "modules.json").is_file(), reason="models/default has not been made")
PROMPTS = {"query": "問題：", "passage": "段落："}


def make_transformer(folder: Path, seed: int = 0, **config: Any) -> Path:
    """A BERT of one small layer with random weights and a tokenizer of single characters, as a model is saved."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from tokenizers import Tokenizer, models, pre_tokenizers, processors, trainers
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    torch.manual_seed(seed)
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    texts = [NEW_YEAR, OLD_YEAR, *PROMPTS.values()]
    tokenizer.train_from_iterator(texts, trainers.WordPieceTrainer(vocab_size=400, special_tokens=special))
    ends = [(word, tokenizer.token_to_id(word)) for word in ("[CLS]", "[SEP]")]
    tokenizer.post_processor = processors.TemplateProcessing("[CLS] $A [SEP]", "[CLS] $A $B [SEP]", ends)
    names = {f"{word.strip('[]').lower()}_token": word for word in special}
    size = {"hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 64}
    raw = folder.with_name(f"{folder.name}-raw")
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, model_max_length=128, **names).save_pretrained(raw)
    BertModel(BertConfig(vocab_size=tokenizer.get_vocab_size(), **size)).save_pretrained(raw)
    model = SentenceTransformer(modules=[Transformer(str(raw)), Pooling(32)], device="cpu", **config)
    model.save(str(folder), create_model_card=False)
    return folder


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return make_transformer(tmp_path_factory.mktemp("models") / "mine", prompts=PROMPTS)


@pytest.fixture
def mine(made: Path, tmp_path: Path) -> Path:
    """A copy that a test may damage."""
    return shutil.copytree(made, tmp_path / "mine")


class Reference:
    """The model as sentence-transformers itself runs it, prompts put before the texts by hand."""

    name = fingerprint = "reference"

    def __init__(self, folder: Path, prompts: dict[Side, str]) -> None:
        from sentence_transformers import SentenceTransformer

        self._model, self._prompts = SentenceTransformer(str(folder), device="cpu", local_files_only=True), prompts

    def encode(self, texts: Sequence[str], side: Side) -> Embeddings:
        whole = [self._prompts[side] + text for text in texts]
        rows: Embeddings = self._model.encode(whole, prompt="", normalize_embeddings=True, show_progress_bar=False)
        return rows


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs `jixiao`: (exit code, stdout, stderr)."""
    monkeypatch.setattr(pipeline, "extract", extract_lines)
    monkeypatch.chdir(tmp_path)
    for name in ("JIXIAO_LIBRARY", "JIXIAO_MODEL"):
        monkeypatch.delenv(name, raising=False)
    write_reports(tmp_path / "reports")

    def jixiao(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["jixiao", *map(str, arguments)])
        try:
            cli.main()
            code = 0
        except SystemExit as end:
            code = int(end.code or 0)
        return code, *capsys.readouterr()

    return jixiao


def hits(out: str) -> list[tuple[str, float]]:
    return [(hit["passage"]["text"], hit["score"]) for hit in json.loads(out)["hits"]]


def test_query_and_passage_prompts_of_the_model_decide_its_vectors(mine: Path) -> None:
    model, reference = Model(str(mine)), Reference(mine, {"query": "問題：", "passage": "段落："})
    texts = ["辦理電話禮貌測試 80 人次。", "到府檢定地磅"]
    for side in ("query", "passage"):
        assert np.abs(model.encode(texts, side) - reference.encode(texts, side)).max() < 1e-5
    assert np.abs(model.encode(texts, "query") - model.encode(texts, "passage")).max() > 1e-3
    assert np.linalg.norm(model.encode(texts, "query"), axis=1) == pytest.approx(1.0, abs=1e-5)


def test_the_default_prompt_holds_for_both_sides(mine: Path) -> None:
    told = {"prompts": {"any": "段落："}, "default_prompt_name": "any"}
    (mine / "config_sentence_transformers.json").write_text(json.dumps(told))
    texts = ["辦理電話禮貌測試 80 人次。"]
    reference = Reference(mine, {"query": "段落：", "passage": "段落："})
    for side in ("query", "passage"):
        assert np.abs(Model(str(mine)).encode(texts, side) - reference.encode(texts, side)).max() < 1e-5


def test_a_default_prompt_for_queries_is_kept_from_passages(mine: Path) -> None:
    told = {"prompts": {"query": "問題："}, "default_prompt_name": "query"}
    (mine / "config_sentence_transformers.json").write_text(json.dumps(told))
    reference = Reference(mine, {"query": "問題：", "passage": ""})
    rows = Model(str(mine)).encode(["到府檢定"], "passage")
    assert np.abs(rows - reference.encode(["到府檢定"], "passage")).max() < 1e-5


def test_a_library_is_built_searched_and_rebuilt_with_another_model(run: Any, mine: Path) -> None:
    assert run("add", "reports", "--library", "lib", "--model", "mine")[0] == 0
    # Without a flag it is searched with what it was made with; the vectors are the model's, prompts and all.
    code, out, _ = run("search", "電話禮貌", "--library", "lib", "--mode", "dense", "--json")
    assert code == 0
    assert len(hits(out)) > 3
    with Library.open(Path("lib")) as library:
        passages, reference = library.passages(), Reference(mine, {"query": "問題：", "passage": "段落："})
        held = library.view().vectors([passage.passage_id for passage in passages])
    assert held.shape[1] == 32
    assert np.abs(held - embedded(passages, reference)).max() < 1e-5
    # Another model is never mixed in: the command that mends it is told, and does.
    code, out, err = run("search", "電話禮貌", "--library", "lib", "--model", "default")
    assert (code, out) == (3, "")
    assert "jixiao rebuild --library lib --model default" in err
    assert run("rebuild", "--library", "lib", "--model", "default")[0] == 0
    code, out, _ = run("search", "電話禮貌", "--library", "lib", "--json")
    assert hits(out)[0][0] == "辦理電話禮貌測試 80 人次。"
    code, _, err = run("ask", "電話禮貌測試幾人次？", "--library", "lib", "--model", mine)
    assert code == 3
    assert f"jixiao rebuild --library lib --model {mine}" in err
    assert run("rebuild", "--library", "lib")[0] == 0
    assert (recipe.read(Path("lib")) or {})["model"] == "default"


def test_flag_goes_before_environment_and_environment_before_file(
    run: Any, mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def code(*flag: str) -> int:
        return int(run("search", "電話", "--library", "lib", *flag)[0])

    assert run("add", "reports", "--library", "lib", "--model", "mine")[0] == 0
    Path("jixiao.toml").write_text('model = "default"\n')
    assert code() == 3
    monkeypatch.setenv("JIXIAO_MODEL", str(mine))
    assert code() == 0
    assert code("--model", "default") == 3


def test_a_model_may_be_moved_and_one_that_is_gone_is_told(run: Any, mine: Path) -> None:
    assert run("add", "reports", "--library", "lib", "--model", "mine")[0] == 0
    mine.rename("moved")
    code, _, err = run("search", "電話", "--library", "lib")
    assert code == 2
    assert f"{mine}: no such folder" in err
    assert "--model" in err
    assert run("search", "電話", "--library", "lib", "--model", "moved")[0] == 0


def test_damaged_weights_are_told_and_leave_no_library(run: Any, mine: Path) -> None:
    weights = mine / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:1000])
    with pytest.raises(ModelMissingError, match=r"can't be loaded.*--model"):
        Model(str(mine)).encode(["電話"], "query")
    code, out, err = run("add", "reports", "--library", "lib", "--model", "mine")
    assert (code, out) == (2, "")
    assert err.startswith("error: ")
    assert err.count("\n") == 1
    assert not Path("lib").exists()
