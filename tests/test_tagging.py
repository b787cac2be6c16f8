"""The pipeline: tags, quantities with branch and year, doers of a passage."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jixiao.extract.tagging import annotation
from jixiao.extract.tagging.annotation import Context, Tagged

BUREAU = Context("經濟部標準檢驗局", 108, "result")
HSINCHU = Context("經濟部標準檢驗局新竹分局", 107, "result")


def one(text: str, context: Context = HSINCHU) -> Tagged:
    return annotation.annotate([text], [context])[0]


def tags(text: str, context: Context = HSINCHU) -> set[tuple[str, str, str]]:
    return {(tag.kind, tag.surface, tag.canonical) for tag in one(text, context).tags}


@pytest.mark.parametrize(
    ("text", "kind", "surface", "canonical"),
    [
        ("透過報馬仔服務傳送", "system", "報馬仔", "報馬仔"),
        ("建置「線上快速查驗系統」", "system", "線上快速查驗系統", "線上快速查驗系統"),
        ("於臉書「安全小站」發表", "system", "安全小站", "安全小站"),
        ("桃辦處設有志工", "office", "桃辦處", "桃園辦事處"),
        ("台南分局辦理", "branch", "台南分局", "臺南分局"),
        ("本分局辦理", "branch", "本分局", "新竹分局"),
        ("由第三課受理", "unit", "第三課", "報驗發證科"),
        ("拜會協機股份有限公司、東和鋼鐵股份有限公司", "organisation", "協機股份有限公司", "協機股份有限公司"),
        ("與桃園市消防局聯繫", "organisation", "桃園市消防局", "桃園市消防局"),
        ("赴桃園療養院辦理", "organisation", "桃園療養院", "桃園療養院"),
        ("提供苗栗縣服務", "place", "苗栗縣", "苗栗縣"),
        ("依「申請案件時效管制要點」辦理", "regulation", "申請案件時效管制要點", "申請案件時效管制要點"),
        ("依消保法規定", "regulation", "消保法", "消費者保護法"),
        ("CNS 11359 修訂", "standard", "CNS 11359", "CNS11359"),
        ("IEC 60335-1 標準", "standard", "IEC 60335-1", "IEC60335-1"),
        ("耳溫槍、血壓計檢測", "product", "血壓計", "血壓計"),
        ("計程車計費表檢定", "product", "計程車計費表", "計程車計費表"),
        ("於 107 年 4 月 19 日辦理", "date", "107 年 4 月 19 日", "2018-04-19"),
        ("優\uf97c油量計", "product", "油量計", "油量計"),
    ],
)
def test_each_kind_is_found_with_its_canonical_form(text: str, kind: str, surface: str, canonical: str) -> None:
    assert (kind, surface, canonical) in tags(text)


def test_a_latin_term_is_not_found_inside_a_word() -> None:
    assert not any(kind == "system" for kind, _, _ in tags("online 作業"))
    assert ("system", "LINE", "LINE") in tags("以 LINE 通知")


ALPHABET = "新竹分局本各總、。：（）1２3,年月日度107件家%由提升至臺台南CNS 報馬仔「」系統\n\uf97c油量計一三處萬元共約"


@settings(deadline=None)
@given(st.lists(st.text(alphabet=st.sampled_from(ALPHABET), max_size=80), min_size=1, max_size=4))
def test_surfaces_are_slices_and_tags_of_a_kind_do_not_overlap(texts: list[str]) -> None:
    for text, found in zip(texts, annotation.annotate(texts, [BUREAU] * len(texts)), strict=True):
        for piece in (*found.tags, *found.quantities):
            assert 0 <= piece.span.start < piece.span.end <= len(text)
            assert piece.surface == text[piece.span.start : piece.span.end]
        for tag in found.tags:
            others = [o for o in found.tags if o is not tag and o.kind == tag.kind]
            assert all(o.span.end <= tag.span.start or tag.span.end <= o.span.start for o in others)


def test_a_year_in_the_sentence_wins_over_the_reports() -> None:
    found = one("線上申辦比例已達95.1%，較111年度94.9%提升0.2%", Context("經濟部標準檢驗局臺中分局", 112)).quantities
    assert [(q.value, q.year) for q in found] == [(95.1, 112), (94.9, 111), (0.2, 112)]


def test_a_year_that_is_only_compared_with_does_not() -> None:
    assert [q.year for q in one("反映案件 504 件，較 106 年增加 201 件").quantities] == [107, 107]


def test_a_school_year_is_no_report_year() -> None:
    (quantity,) = one("112學年度共招生28名學童", Context("經濟部標準檢驗局臺中分局", 111)).quantities
    assert quantity.year == 111


def test_each_branch_gets_its_own_figure() -> None:
    found = one("臺中分局辦理 3 場次；臺南分局辦理 5 場次", BUREAU)
    assert [(q.branch, q.value) for q in found.quantities] == [("臺中分局", 3), ("臺南分局", 5)]
    assert found.branches == ("臺中分局", "臺南分局")


def test_branches_in_a_list_get_their_own_figures() -> None:
    found = one("各分局辦理情形：基隆分局12場、新竹分局15場、臺中分局計20場", BUREAU)
    assert [(q.branch, q.value) for q in found.quantities] == [("基隆分局", 12), ("新竹分局", 15), ("臺中分局", 20)]


def test_a_breakdown_with_units_keeps_them() -> None:
    found = one("總局及各分局共辦理320場次（總局50場次、基隆30場次、新竹45場次）。", BUREAU)
    assert [(q.branch, q.value, q.unit) for q in found.quantities[1:]] == [
        ("總局", 50, "場次"),
        ("基隆分局", 30, "場次"),
        ("新竹分局", 45, "場次"),
    ]


def test_a_figure_of_all_branches_is_nobodys() -> None:
    found = one("總局及各分局共測試 300 人次", BUREAU)
    assert (found.scope, found.quantities[0].branch) == ("all", None)


def test_the_parts_of_a_breakdown_take_the_unit_of_the_total() -> None:
    found = one("總局及各分局共測試 288 人次。 總局 52基 96新 140", BUREAU)
    assert [(q.branch, q.value, q.unit) for q in found.quantities] == [
        (None, 288, "人次"),
        ("總局", 52, "人次"),
        ("基隆分局", 96, "人次"),
        ("新竹分局", 140, "人次"),
    ]


def test_the_later_end_of_a_change_carries_it() -> None:
    earlier, later = one("辦結率由 26.8%提升至 52.3%").quantities
    assert earlier.change is None
    assert later.change is not None
    assert (later.change.before, later.change.after) == (26.8, 52.3)


def test_a_branch_stands_beside_the_head_office_in_its_own_report() -> None:
    assert one("由總局每2年辦理調查").branches == ("新竹分局", "總局")


def test_texts_and_contexts_must_match() -> None:
    with pytest.raises(ValueError, match="zip"):
        annotation.annotate(["甲", "乙"], [BUREAU])


def test_nothing_gives_nothing() -> None:
    assert annotation.annotate([], []) == []
    assert one("", Context()) == Tagged()


def test_a_long_report_is_tagged_in_seconds() -> None:
    """70 kB of text: 3 s on an idle machine, three times that where others work too."""
    one("暖身")
    text = "2.新竹分局：本年度辦理度量衡器到府檢定服務，共完成 42,212 具，較 106 年增加 201 件。" * 10
    started = time.perf_counter()
    annotation.annotate([text] * 50, [BUREAU] * 50)
    assert time.perf_counter() - started < 9
