"""The recipe's steps on small made-up texts: what they keep, cut, weigh and write."""

from __future__ import annotations

import json
import lzma
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest

MODELS = Path(__file__).parents[1] / "models"
WORDS = ["檢定", "檢驗", "業者", "分局", "服務", "民眾", "申請", "辦理", "電話", "禮貌", "測試", "問卷", "調查", "滿意"]


@pytest.fixture(autouse=True)
def recipe_modules(monkeypatch: pytest.MonkeyPatch) -> None:
    """The recipe is a script: its modules stand beside it."""
    monkeypatch.syspath_prepend(str(MODELS))


def small_tokenizer() -> Any:
    import vocabulary

    draw = random.Random(1)
    chinese = ["，".join("".join(draw.sample(WORDS, 4)) for _ in range(3)) + "。" for _ in range(400)]
    english = ["telephone courtesy tests of the branches", "inspection of meters and scales"] * 5
    return vocabulary.build(chinese, english, frozenset({"檢定"}), (60, 200))


def test_near_duplicates_are_told_with_digits_masked() -> None:
    import sources

    text = "本年度辦理檢定案件共計{}件，均依規定期限完成，並將結果公布於網站供民眾查詢。"
    pairs = [("檢定案件", text.format(12)), ("檢定案件數", text.format(345)), ("檢定案件", "另有其他的說明文字" * 4)]
    assert len(sources.distinct(iter(pairs))) == 2


def test_title_words_are_masked_in_the_text() -> None:
    import sources

    assert sources.masked("修正檢定收費標準。", "主旨：修正檢定收費標準，自即日生效") == "主旨：，自即日生效"


def test_gazette_key_terms_carry_their_synonyms() -> None:
    import sources

    assert sources.keywords({"keywords": "財務報表(財報，會計報表);費率"}) == [
        ["財務報表", "財報", "會計報表"],
        ["費率"],
    ]


def test_laws_held_out_for_the_test_never_enter_training(tmp_path: Path) -> None:
    import sources

    laws = [f"第{number}號辦法" for number in range(200)]
    rows = [
        {
            "zh": f"{law}之申請人應檢具文件。",
            "en": f"Applicants of {law}",
            "law_zh": law,
            "zh_date": "1",
            "en_date": "1",
        }
        for law in laws
    ]
    (tmp_path / "moj_law").mkdir()
    packed = lzma.compress("\n".join(json.dumps(row) for row in rows).encode())
    (tmp_path / "moj_law" / "law_parallel_zh_en_articles.jsonl.xz").write_bytes(packed)
    training = set(sources.law_parallel(tmp_path))
    testing = set(sources.law_parallel_test(tmp_path))
    assert len(training) + len(testing) == 200
    assert not training & testing
    assert 1 <= len(testing) <= 40


def test_tokenizer_keeps_words_whole_and_folds_variants() -> None:
    tokenizer = small_tokenizer()
    assert tokenizer.encode("檢定業者", add_special_tokens=False).tokens == ["檢定", "業者"]
    assert tokenizer.encode("Telephone　ＴＥＳＴＳ", add_special_tokens=False).tokens == ["telephone", "tests"]
    assert tokenizer.normalizer.normalize_str("台中 1,234 件") == "臺中 00 件"


def test_pieces_are_cut_into_other_pieces() -> None:
    import vocabulary

    tokenizer = small_tokenizer()
    cut = vocabulary.parts(tokenizer)[tokenizer.token_to_id("檢定")]
    assert [tokenizer.id_to_token(number) for number in cut] == ["檢", "定"]


def test_lexicon_learns_what_stands_for_what() -> None:
    import lexicon

    draw = random.Random(2)
    names = dict(
        zip(
            ["telephone", "courtesy", "inspection", "branch", "survey"],
            ["電話", "禮貌", "檢驗", "分局", "調查"],
            strict=True,
        )
    )
    pairs = []
    for _ in range(200):
        chosen = draw.sample(sorted(names), 3)
        pairs.append((" and ".join(chosen), "，".join(names[word] for word in chosen)))
    best = {term: word for term, word, _ in lexicon.best(lexicon.learn(small_tokenizer(), pairs), 1, 0.1)}
    assert {term: best[term] for term in names} == names


def test_lexicon_weights_listed_words_below_learnt_ones() -> None:
    import lexicon

    listed = lexicon.from_synsets(
        [(["Complaint"], ["申訴", "小病"]), (["complaint"], ["申訴"])], frozenset({"申訴", "小病"})
    )
    assert {word: weight for _, word, weight in listed} == {"申訴": 0.3, "小病": 0.15}
    weights = {word: weight for _, word, weight in lexicon.merged([("complaint", "申訴", 0.4)], listed)}
    assert weights == {"申訴": pytest.approx(0.7), "小病": pytest.approx(0.075)}


def test_int8_rows_lose_less_than_a_hundredth(tmp_path: Path) -> None:
    import packing

    rows = np.random.default_rng(3).normal(size=(50, 16)).astype(np.float32)
    small, factors = packing.quantise(rows)
    assert small.dtype == np.int8
    assert np.abs(small * factors[:, None] - rows).max() < 0.01 * np.abs(rows).max()


def test_seldom_seen_pieces_are_filled_up_from_their_parts() -> None:
    import packing

    rows = np.asarray([[9.0], [1.0], [2.0], [50.0], [7.0]], dtype=np.float32)
    counts = np.asarray([0, 100, 100, 0, 0])
    done = packing.completed(rows, counts, [[], [], [], [1, 2], []], 10.0)
    assert done.ravel().tolist() == [0.0, 1.0, 2.0, 3.0, 0.0]


def test_frequent_pieces_weigh_less() -> None:
    import packing

    done = packing.weighted(np.ones((3, 1), np.float32), np.asarray([900, 90, 10]), 0.01).ravel()
    assert done[0] < done[1] < done[2] == pytest.approx(0.5)


def test_packed_folder_loads_and_repeats_the_vectors(tmp_path: Path) -> None:
    import packing
    from sentence_transformers import SentenceTransformer

    tokenizer = small_tokenizer()
    rows = np.random.default_rng(4).normal(size=(tokenizer.get_vocab_size(), 8)).astype(np.float32)
    packing.save(tokenizer, rows, tmp_path / "model")
    model = SentenceTransformer(str(tmp_path / "model"), device="cpu")
    found = model.encode(["檢定業者"], show_progress_bar=False)[0]
    numbers = tokenizer.encode("檢定業者", add_special_tokens=False).ids
    np.testing.assert_allclose(found, rows[numbers].mean(0), atol=0.03)


def test_collator_repeats_and_keeps_every_text_filled() -> None:
    import encoding
    import training

    tokenizer = small_tokenizer()
    texts = ["檢定業者服務民眾申請辦理電話", "問卷調查滿意"] * 20
    sides = encoding.encode(tokenizer, texts), encoding.encode(tokenizer, texts)
    variation = training.variation(tokenizer, [("telephone", "電話", 0.8), ("survey", "調查", 0.8)])
    rows = [{"anchor": number, "positive": number} for number in range(40)]
    one, two = (encoding.Collator(*sides, variation)(rows) for _ in range(2))
    for name in one:
        np.testing.assert_array_equal(one[name], two[name])
    starts = one["anchor_offsets"].numpy()
    assert np.all(np.diff([*starts, len(one["anchor_input_ids"])]) > 0)
