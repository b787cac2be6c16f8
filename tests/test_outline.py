"""Headings and facets."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jixiao.extract.text.headings import Facet, heading


@pytest.mark.parametrize(
    ("line", "facet"),
    [
        ("構面一：基礎服務（200 分）", Facet(1, "基礎服務")),
        ("構面二、服務遞送(300分)", Facet(2, "服務遞送")),
        ("構面三:服務量能 (200 分)", Facet(3, "服務量能")),
        ("構面 四 ：服務評價", Facet(4, "服務評價")),
        ("構面5：開放創新（100 分）", Facet(5, "開放創新")),
        ("第五構面：開放創新", Facet(5, "開放創新")),
    ],
)
def test_facets_are_read_in_every_spelling(line: str, facet: Facet) -> None:
    found = heading(line)
    assert found is not None
    assert found.facet == facet


def test_levels_follow_the_numbers() -> None:
    told = [heading(line) for line in ("肆、執行策略及方法", "一、整體服務類", "(一) 服務便捷性", "【附表 1】")]
    assert [one.level if one else None for one in told] == [1, 2, 4, 1]


def test_a_section_with_its_text_in_the_same_line_is_both() -> None:
    found = heading("柒、獎勵方式：本分局得依業務需求辦理獎懲。")
    assert found is not None
    assert (found.text, found.body) == ("柒、獎勵方式", True)
    bare = heading("捌、本計畫如有未盡事宜，得依實際需要修正或另行補充規定。")
    assert bare is not None
    assert (bare.text, bare.body) == ("捌", True)


@pytest.mark.parametrize(
    "line",
    ["一、行政院 106 年函頒「政府服務躍升方案」，據以辦理各項工作。", "1.考核方式：成立小組。", "本年度辦理 3 場。"],
)
def test_running_text_is_no_heading(line: str) -> None:
    assert heading(line) is None


def test_marks_tell_depth_where_nothing_else_does() -> None:
    chapter, part, facet = (
        heading("成果說明", marked=1),
        heading("辦理情形", marked=2),
        heading("構面一：基礎服務", marked=1),
    )
    assert chapter is not None
    assert part is not None
    assert facet is not None
    assert not part.closes(chapter)
    assert chapter.closes(part)
    assert not part.closes(facet)
    assert facet.closes(replace(facet, mark=2))
