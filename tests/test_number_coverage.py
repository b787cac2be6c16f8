"""Numbers and units of every kind: each text of gold/numbers.toml gives just the quantities that stand with it."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from jixiao.extract.records import Quantity
from jixiao.extract.tagging.annotation import Context, annotate

_TABLE = tomllib.loads((Path(__file__).parent / "gold" / "numbers.toml").read_text(encoding="utf-8"))
CASES = [(group, text, want) for group, table in _TABLE.items() for text, want in table["cases"]]


@pytest.mark.parametrize(("group", "text", "want"), CASES, ids=[f"{group}: {text}" for group, text, _ in CASES])
def test_a_text_gives_its_quantities(group: str, text: str, want: list[list[Any]]) -> None:
    (tagged,) = annotate([text], [Context(year=108)])
    assert [_told(q, w) for q, w in zip(tagged.quantities, want, strict=False)] == want
    assert len(tagged.quantities) == len(want), [q.surface for q in tagged.quantities]


def test_the_table_is_large() -> None:
    assert len(CASES) >= 200
    assert len({text for _, text, _ in CASES}) == len(CASES)


def _told(quantity: Quantity, want: list[Any]) -> list[Any]:
    """Value, unit and, where the case says one, the qualifier."""
    return [round(quantity.value, 4), quantity.unit, quantity.qualifier][: len(want)]
