"""names.toml: what it may say, what is wrong with it, and what it does to the register."""

from __future__ import annotations

import pytest

from jixiao.extract.names import gazetteers, organisations
from jixiao.extract.names.merged_register import amended
from jixiao.extract.names.names_file import NamesError, parse
from jixiao.extract.names.register import ours
from jixiao.extract.names.unknown_names import unknown
from jixiao.extract.records import Passage, Span
from jixiao.extract.tagging import annotation

TAXES = "財政部臺北國稅局"


def called(text: str) -> tuple[str | None, ...]:
    """What 「中分局」, 新竹分局, 花蓮分局, 內湖稽徵所 and Central office stand for under these names."""
    names = amended(text, "names.toml")
    asked = ("中分局", "新竹分局", "花蓮分局", "內湖稽徵所", "Central office")
    return tuple(organisations.canonical(name, names) for name in asked)


def test_no_names_leave_the_register_as_it_is() -> None:
    assert amended("\n", "names.toml") is ours()


def test_aliases_and_english_names_are_added() -> None:
    text = '[[name]]\nname = "台中分局"\naliases = ["中分局"]\nenglish = ["Central office"]\n'
    assert called(text) == ("臺中分局", "新竹分局", "花蓮分局", None, "臺中分局")


def test_an_alias_of_ours_goes_to_whom_the_user_gives_it() -> None:
    text = '[[name]]\nname = "臺中分局"\naliases = ["桃辦處"]\n'
    names = amended(text, "names.toml")
    assert organisations.canonical("桃辦處", names) == "臺中分局"
    assert organisations.canonical("桃園辦事處", names) == "新竹分局"


def test_a_merged_branch_and_its_offices_count_as_the_other() -> None:
    text = '[[merge]]\nname = "基隆分局"\ninto = "花蓮分局"\n'
    names = amended(text, "names.toml")
    assert {organisations.canonical(n, names) for n in ("基隆分局", "五堵辦事處", "Keelung", "花蓮分局")} == {
        "花蓮分局"
    }
    assert "基隆分局" not in names.branches


def test_a_renamed_branch_goes_by_its_new_name_under_either() -> None:
    text = '[[rename]]\nold = "新竹分局"\nnew = "桃竹分局"\nyear = 113\n'
    names = amended(text, "names.toml")
    assert {organisations.canonical(n, names) for n in ("新竹分局", "桃竹分局", "桃辦處", "Hsinchu")} == {"桃竹分局"}
    assert names.parents["桃竹分局"] == "總局"


def test_more_can_be_said_of_a_name_that_a_rename_brings() -> None:
    text = '[[name]]\nname = "桃竹分局"\naliases = ["桃竹"]\n[[rename]]\nold = "新竹分局"\nnew = "桃竹分局"\n'
    text += '[[name]]\nname = "五堵辦事處"\nparent = "桃竹分局"\n'
    names = amended(text, "names.toml")
    assert {organisations.canonical(n, names) for n in ("桃竹", "五堵辦事處", "新竹分局")} == {"桃竹分局"}


def test_renames_of_units_follow_one_another() -> None:
    text = '[[rename]]\nold = "報驗發證科"\nnew = "檢驗服務科"\nyear = 114\n'
    names = amended(text, "names.toml")
    assert organisations.renamed("第三課", names) == "檢驗服務科"
    assert organisations.renamed("第三課", names, 113) == "報驗發證科"


def test_a_new_agency_has_branches_and_offices() -> None:
    text = f"""
    [[name]]
    name = "內湖稽徵所"
    kind = "office"
    parent = "中正分局"
    [[name]]
    name = "中正分局"
    kind = "branch"
    parent = "{TAXES}"
    [[name]]
    name = "{TAXES}"
    kind = "agency"
    """
    assert called(text)[3] == "中正分局"
    names = amended(text, "names.toml")
    assert organisations.canonical(f"{TAXES}中正分局", names) == "中正分局"
    assert names.parents["中正分局"] == organisations.own(TAXES, names) == "臺北國稅局"


def test_other_branches_of_a_new_agency_are_still_seen_by_their_form() -> None:
    told = '[[name]]\nname = "中正分局"\nkind = "branch"\naliases = ["中正所"]\n'
    sentence = ["1.大安分局：設置專區。2.中正所：設置櫃檯。"]
    names = amended(told, "names.toml")
    tagged = annotation.annotate(sentence, [annotation.Context(TAXES, register=names)])[0]
    assert tagged.branches == ("大安分局", "中正分局")


def test_an_office_counts_as_the_branch_it_is_put_under() -> None:
    text = '[[name]]\nname = "五堵辦事處"\nparent = "臺中分局"\n'
    names = amended(text, "names.toml")
    assert organisations.canonical("五堵辦事處", names) == "臺中分局"


def test_terms_are_added_merged_and_forbidden() -> None:
    text = """
    not_names = ["樂天市場"]
    [[name]]
    name = "好行系統"
    kind = "system"
    aliases = ["好行"]
    [[merge]]
    name = "露天拍賣"
    into = "PTT"
    """
    names = amended(text, "names.toml")
    tagged = annotation.annotate(["以好行、露天拍賣與樂天市場查價。"], [annotation.Context(register=names)])[0]
    assert {(tag.surface, tag.kind, tag.canonical) for tag in tagged.tags} == {
        ("好行", "system", "好行系統"),
        ("露天拍賣", "system", "PTT"),
    }
    assert "樂天市場" in {entry.canonical for entry in gazetteers.ours()}


def test_a_letter_goes_to_whom_the_user_gives_it() -> None:
    told = '[[name]]\nname = "花蓮分局"\nletter = "東"\n'
    names = amended(told, "names.toml")
    tagged = annotation.annotate(
        ["受理 30 件（基 10、東 20）。"], [annotation.Context("經濟部標準檢驗局", 110, register=names)]
    )[0]
    assert [(q.value, q.branch) for q in tagged.quantities if q.branch not in (None, "總局")] == [
        (10, "基隆分局"),
        (20, "花蓮分局"),
    ]


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("[[name]\n", 1, "no TOML"),
        ("a = 1\nthing = 2\n", 1, "a: no such part"),
        ('\n[[name]]\nnam = "x"\n', 2, "nam is no key"),
        ('[[name]]\nname = "臺中分局"\n[[name]]\nkind = "branch"\n', 3, "name is missing"),
        ('[[name]]\nname = ""\n', 1, "empty"),
        ('[[name]]\nname = "火星"\n', 1, "unknown"),
        ('[[name]]\nname = "臺中分局"\nkind = "city"\n', 1, "kind city"),
        ('[[name]]\nname = "港站"\nkind = "office"\nparent = "火星分局"\n', 1, "parent"),
        ('[[name]]\nname = "港站"\nkind = "office"\n', 1, "needs its branch"),
        ('[[name]]\nname = "臺中分局"\naliases = "x"\n', 1, "aliases is no list"),
        (
            '[[name]]\nname = "臺中分局"\naliases = ["甲乙"]\n[[name]]\nname = "臺南分局"\naliases = ["甲乙"]\n',
            4,
            "already",
        ),
        ('[[merge]]\nname = "甲乙"\ninto = "丙丁"\n[[merge]]\nname = "丙丁"\ninto = "甲乙"\n', 4, "itself"),
        ('[[merge]]\nname = "某某"\ninto = "火星"\n', 1, "unknown"),
        ('[[rename]]\nold = "新竹分局"\nnew = "桃竹分局"\nyear = "x"\n', 1, "no year"),
        ('not_names = ["臺中分局"]\n[[name]]\nname = "臺中分局"\n', 2, "not_names too"),
    ],
)
def test_what_is_wrong_is_told_with_line_cause_and_cure(text: str, line: int, said: str) -> None:
    with pytest.raises(NamesError) as raised:
        amended(text, "names.toml")
    assert said in str(raised.value)
    assert raised.value.path == f"names.toml:{line}"
    assert raised.value.cure


def test_western_years_are_understood() -> None:
    (rename,) = parse('[[rename]]\nold = "新竹分局"\nnew = "桃竹分局"\nyear = 2024\n').renames
    assert rename.year == 113


def passage(text: str, **told: object) -> Passage:
    tagged = annotation.annotate([text], [annotation.Context()])[0]
    return Passage("d:0-1", "d", "a.txt", text, Span(0, len(text)), tags=tagged.tags, **told)  # type: ignore[arg-type]


def test_unknown_names_are_found_with_their_kind_and_place() -> None:
    text = "本分局會同翠湖商圈發展協會與望月國小辦理說明會，並由資訊科及翠湖派出所協助。"
    found = {one.name: (one.kind, text[one.span.start : one.span.end]) for one in unknown(passage(text), ours())}
    assert found == {
        name: (kind, name)
        for name, kind in (
            ("翠湖商圈發展協會", "organisation"),
            ("望月國小", "organisation"),
            ("資訊科", "unit"),
            ("翠湖派出所", "branch"),
        )
    }


@pytest.mark.parametrize(
    "text", ["請各縣市政府及地方政府配合。", "設置哺集乳室，並洽百貨公司辦理。", "由新竹分局與臉書合作。"]
)
def test_words_that_name_nobody_are_no_unknown_names(text: str) -> None:
    assert unknown(passage(text), ours()) == []


def test_responsible_units_and_the_agency_are_unknown_names_until_they_are_adopted() -> None:
    one = passage("辦理說明會。", units=("審查二科(研考)", "各單位"), agency=TAXES)
    assert [(o.name, o.kind) for o in unknown(one, ours())] == [(TAXES, "agency"), ("審查二科", "unit")]
    adopted = f'not_names = ["審查二科"]\n[[name]]\nname = "{TAXES}"\nkind = "agency"\n'
    names = amended(adopted, "names.toml")
    assert unknown(one, names) == []
