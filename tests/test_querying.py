"""How a question is understood."""

import pytest

from jixiao.index.records import Filters
from jixiao.index.search.query import Holdings, understand


def filters_of(text: str) -> dict[str, tuple[object, ...]]:
    found = understand(text).filters
    return {name: getattr(found, name) for name in Filters.__dataclass_fields__ if getattr(found, name)}


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("108年電話禮貌測試", (108,)),
        ("108年度電話禮貌測試", (108,)),
        ("民國108年電話禮貌測試", (108,)),
        ("2019年電話禮貌測試", (108,)),
        ("telephone tests in 2019", (108,)),
        ("１０８年電話禮貌測試", (108,)),
        ("新竹，108年一共幾件", (108,)),
        ("107年與108年的電話測試", (107, 108)),
        ("108年比107年多辦了幾場", (108, 107)),
        ("112學年度招生幾名", ()),
        ("2050 淨零政策", ()),
        ("處理 108 件申請案", ()),
        ("近 3 年的成果", ()),
    ],
)
def test_years(text: str, year: tuple[int, ...]) -> None:
    assert understand(text).filters.year == year


@pytest.mark.parametrize(
    ("text", "branch"),
    [
        ("台南分局的電話測試", ("臺南分局",)),
        ("桃園辦事處的電話測試", ("新竹分局",)),
        ("phone tests of the Tainan branch", ("臺南分局",)),
        ("press releases of the headquarters", ("總局",)),
        ("總局及各分局的電話測試", ()),
        ("哪些分局做過電話測試", ()),
    ],
)
def test_branches(text: str, branch: tuple[str, ...]) -> None:
    assert understand(text).filters.branch == branch


def test_facet_role_and_source() -> None:
    assert filters_of("構面二的執行方法") == {"facet": (2,), "role": ("measure",)}
    found = understand("hsinchu_107.txt 的電話測試", holdings=Holdings(sources=("hsinchu_107.txt", "other.txt")))
    assert found.filters.source == ("hsinchu_107.txt",)


def test_roles_and_stages_are_not_read_into_ordinary_words() -> None:
    assert filters_of("簡化流程的作法和成效") == {}
    assert filters_of("電話禮貌測試計畫") == {}


def test_a_plan_is_asked_for_only_where_one_is_there() -> None:
    text = "108年計畫要辦幾場教育訓練"
    assert understand(text).filters.stage == ("plan",)
    assert understand(text, holdings=Holdings(has_report=lambda filters: False)).filters.stage == ()


def test_what_the_user_filters_by_replaces_what_the_question_says() -> None:
    found = understand("108年臺南分局的電話測試", Filters(year=(112,)))
    assert (found.filters.year, found.filters.branch) == ((112,), ("臺南分局",))
    assert [r.field for r in found.recognised] == ["branch"]


def test_recognised_filters_point_at_their_words() -> None:
    text = "請問 １０８年 台南分局 的電話測試"
    assert [text[r.span.start : r.span.end] for r in understand(text).recognised] == ["１０８年", "台南分局"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("哪些分局做過到府檢定？", "which_branch"),
        ("哪幾個分局做過到府檢定？", "which_branch"),
        ("到府檢定有哪些單位做過", "which_branch"),
        ("Which branches did on-site meter inspection?", "which_branch"),
        ("哪些分局辦過到府檢定，各多少件", "which_branch"),
        ("到府檢定辦了多少件？", "how_many"),
        ("電話測試一共幾人次", "how_many"),
        ("How many phone tests were made?", "how_many"),
        ("What share of cases was filed online?", "how_many"),
        ("志工是怎麼招募的", "passages"),
        ("How did they recruit volunteers?", "passages"),
        ("這幾年的志工招募", "passages"),
        ("AED 急救設備", "passages"),
    ],
)
def test_kinds(text: str, kind: str) -> None:
    assert understand(text).kind == kind


def test_language_is_that_of_most_of_the_question() -> None:
    assert understand("AED 急救設備").language == "zh"
    assert understand("QR code 掃描").language == "zh"
    assert understand("WTO TBT notices").language == "en"


def test_units_and_agencies_take_in_the_head_office() -> None:
    assert understand("哪些單位做過到府檢定").asks_bureau
    assert not understand("哪些分局做過到府檢定").asks_bureau


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("108年臺南分局的電話禮貌測試，一共幾人次？", "電話禮貌測試"),
        ("哪些分局辦過到府檢定？", "辦過到府檢定"),
        ("桃園辦事處的服務台", "桃園辦事處的服務臺"),
        ("AED 急救設備", "aed 急救設備"),
        ("Which branches did on-site meter inspection in 2019?", "on-site meter inspection"),
        ("112年", "112年"),
    ],
)
def test_content_is_what_is_left_to_match_on(text: str, content: str) -> None:
    assert understand(text).content == content


def test_a_scoring_item_is_one_only_where_it_is_named_as_such() -> None:
    assert understand("評核項目「服務可近性─主動服務」有哪些佐證？").items == ("服務可近性",)
    assert understand("服務可近性高的地點").items == ()


def test_an_english_question_brings_chinese_words() -> None:
    assert understand("simplify the application form").terms
    assert understand("簡化申請書").terms == ()
