"""Compatibility ideographs and unseen characters, wherever a word is looked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from jixiao.extract import framework, pipeline
from jixiao.extract.records import Span
from jixiao.extract.text.column_roles import header_name, leading_units, role_of, units
from jixiao.extract.text.enumeration import label_at_start, labels
from jixiao.extract.text.headings import heading
from jixiao.extract.text.normalisation import fold, level, plain, unseen
from jixiao.index.records import Query, Recognised
from jixiao.web.parts import answers
from jixiao.web.parts.strings import Words


def test_the_way_back_leads_over_what_cannot_be_seen() -> None:
    folded = fold("檢定1\u200b23具")
    assert folded.text == "檢定123具"
    assert folded.span(2, 5) == Span(2, 6)
    assert level("一\u00ad\n二").text == "一\n二"


@pytest.mark.parametrize(
    ("text", "told"), [("\uf98e", "年"), ("⼀⽉", "一月"), ("⺠國", "民國"), ("\uf9d1", "六"), ("Ａ①", "A1")]
)
def test_a_compatibility_form_is_its_plain_form(text: str, told: str) -> None:
    assert plain(text) == told


def test_white_space_and_marks_can_be_seen() -> None:
    assert not any(unseen(character) for character in " \t\n\u3000\u00a0，。①é年")


def test_headings_labels_columns_and_units_are_read_as_they_are_seen() -> None:
    facet, chapter, label = (
        heading("構面\u200b一：基礎服務（200 分）"),
        heading("\uf9d1、結語"),
        label_at_start("\ufeff1.辦理"),
    )
    assert facet is not None
    assert facet.facet is not None
    assert (facet.facet.number, facet.facet.name) == (1, "基礎服務")
    assert chapter is not None
    assert chapter.text == "六、結語"
    assert label is not None
    assert (label.start, label.end) == (1, 3)
    assert [(one.start, one.end) for one in labels("\u200b1.辦理甲。2.辦理乙。")] == [(1, 3), (7, 9)]
    assert role_of(header_name("執\u200b\ufa08績效與成果")) == "outcome"
    assert units("第\uf9d1組") == ["第六組"]
    assert leading_units("第\u200b六組 辦理宣導") == 5


def test_a_scoring_item_is_known_as_it_is_seen() -> None:
    items = [item for facet in framework.load().facets for item in facet.items]
    name = items[0].id
    found = framework.item_named(framework.load(), f"{name[0]}\u200b{name[1:]}")
    assert found is items[0]


@pytest.mark.parametrize("ending", ["具。", "具，民眾反映良好，後續將持續辦理，並於各地宣導。"])
def test_a_title_right_above_its_first_paragraph_is_the_title(tmp_path: Path, ending: str) -> None:
    title = "經濟部標準檢驗局臺南分局 110 年度服務績效成果"
    path = tmp_path / "report.txt"
    path.write_text(f"{title}\n辦理到府檢定321{ending}\n", encoding="utf-8")
    document, passages = pipeline.extract(path)
    assert (document.title, document.year) == (title, 110)
    assert [passage.text for passage in passages] == [f"辦理到府檢定321{ending}"]


def test_a_title_on_two_lines_stays_one(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text("經濟部標準檢驗局臺南分局 110 年度服務績效\n與成果\n\n辦理到府檢定321具。\n", encoding="utf-8")
    assert pipeline.extract(path)[0].title == "經濟部標準檢驗局臺南分局 110 年度服務績效與成果"


def test_filters_of_the_same_words_are_one_button_and_the_conversion_is_told() -> None:
    span = Span(0, 8)
    both = (Recognised("year", 107, "107至108年", span), Recognised("year", 108, "107至108年", span))
    shown = answers.asked(Query("107至108年", "", recognised=both, traditional="辦理"), Words("zh"))
    assert shown.count("<button") == 1
    assert "107" in shown
    assert "108" in shown
    assert "辦理" in shown
