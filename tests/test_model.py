"""The bundled model: loads as any sentence-transformers folder does, and knows what words mean."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

DEFAULT = Path(__file__).parents[1] / "models" / "default"


@pytest.fixture(scope="module")
def model() -> Any:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from sentence_transformers import SentenceTransformer

        return SentenceTransformer(str(DEFAULT), device="cpu")


def similarity(model: Any, left: str, right: str) -> float:
    rows = model.encode([left, right], normalize_embeddings=True, show_progress_bar=False)
    return float(rows[0] @ rows[1])


def test_folder_is_small_enough_for_the_repository() -> None:
    assert sum(path.stat().st_size for path in DEFAULT.rglob("*") if path.is_file()) < 32_000_000


def test_vectors_have_256_dimensions_and_unit_length(model: Any) -> None:
    rows = model.encode(["度量衡器檢定", "taxi meter"], normalize_embeddings=True, show_progress_bar=False)
    assert rows.shape == (2, 256)
    assert rows.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1.0, atol=1e-5)


@pytest.mark.parametrize(
    ("query", "near", "far"),
    [
        ("意見調查的結果", "辦理顧客滿意度問卷調查，滿意度達九成", "汰換老舊冷氣機以節約用電"),
        ("telephone complaints", "受理民眾電話申訴案件", "辦理員工健康檢查"),
        ("online application", "申請人得以網路線上申辦", "辦公廳舍外牆整修工程"),
        ("wheelchair access", "設置無障礙坡道供輪椅使用者通行", "公布年度預算執行情形"),
        ("省電", "節約能源措施", "人事任免"),
    ],
)
def test_a_query_is_nearer_to_what_it_means(model: Any, query: str, near: str, far: str) -> None:
    assert similarity(model, query, near) > similarity(model, query, far) + 0.1


def test_character_variants_and_widths_do_not_matter(model: Any) -> None:
    assert similarity(model, "台北市政府ＡＢＣ", "臺北市政府abc") == pytest.approx(1.0, abs=1e-5)


def test_words_of_inspection_and_metrology_are_whole_pieces(model: Any) -> None:
    tokenizer = model[0].tokenizer
    for word in (
        "度量衡器",
        "分局",
        "檢定",
        "抽樣檢驗",
        "型式認可",
        "正字標記",
        "血壓計",
        "電子郵件",
        "滿意度",
        "臨場",
    ):
        assert tokenizer.encode(word, add_special_tokens=False).tokens == [word], word


def test_text_without_words_gives_zeros_and_no_error(model: Any) -> None:
    rows = model.encode(["", "！？"], show_progress_bar=False)
    assert not np.any(np.nan_to_num(rows))
