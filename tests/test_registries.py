"""The tables by which question kinds, filter fields and formats are added: each entry has all that it needs."""

from __future__ import annotations

from dataclasses import fields
from typing import Literal

import pytest

from jixiao.commands.shared import FILTERS
from jixiao.index import data_files, labels
from jixiao.index.answers.ask.answering import ANSWERS
from jixiao.index.export.export import WRITERS
from jixiao.index.export.records import FORMATS
from jixiao.index.filters import FIELDS, Filters
from jixiao.index.records import KINDS, Kind
from jixiao.index.verify.reading_back import READERS


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_question_kind_has_an_answer_a_name_and_a_way_to_ask(kind: Kind, language: Literal["zh", "en"]) -> None:
    assert kind in ANSWERS
    assert labels.question_kind(kind, language)
    asked = {entry["kind"] for entry in data_files.toml("question_kinds")["kind"]}
    assert kind in asked


@pytest.mark.parametrize("name", FIELDS)
def test_a_filter_field_has_a_name_an_option_and_a_heading(name: str) -> None:
    assert name in {field.name for field in fields(Filters)}
    assert labels.say("field", name, "zh")
    assert labels.say("field", name, "en")
    assert (name in FILTERS) == (FIELDS[name].help is not None)
    if FIELDS[name].help is not None:
        assert name in data_files.toml("question_list")["columns"]
    for choice in FIELDS[name].choices:
        assert labels.value(name, choice, "zh") != choice


def test_a_format_is_written_and_read_back() -> None:
    assert set(WRITERS) == set(FORMATS)
    assert set(READERS) == {f".{name}" for name in FORMATS}
