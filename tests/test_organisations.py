"""The register of organisations, and where a text names them."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from jixiao.extract.names import organisations, register
from jixiao.extract.names.register import ours


@pytest.mark.parametrize(
    ("name", "branch"),
    [
        ("新竹分局", "新竹分局"),
        ("台中分局", "臺中分局"),
        ("經濟部標準檢驗局臺南分局", "臺南分局"),
        ("桃辦處", "新竹分局"),
        ("機場辦事處", "新竹分局"),
        ("蘇澳辦事處", "基隆分局"),
        ("標準檢驗局", "總局"),
        ("Kaohsiung branch", "高雄分局"),
        ("headquarters", "總局"),
        ("消防局", None),
        ("", None),
    ],
)
def test_a_name_stands_for_its_branch(name: str, branch: str | None) -> None:
    assert organisations.canonical(name, ours()) == branch


def test_all_six_branches_are_known_and_have_one_head() -> None:
    assert len(ours().branches) == 6
    assert {ours().parents[branch] for branch in ours().branches} == set(ours().heads)


def test_branches_are_found_with_their_place_and_surface() -> None:
    text = "由台南分局與桃 辦處合辦"
    found = organisations.find(text, ours())
    assert [(text[span.start : span.end], branch, surface) for span, branch, surface in found] == [
        ("台南分局", "臺南分局", "台南分局"),
        ("桃 辦處", "新竹分局", "桃 辦處"),
    ]


def test_english_names_are_whole_words() -> None:
    assert [b for _, b, _ in organisations.find("did Hsinchu or the Taichung port office", ours())] == [
        "新竹分局",
        "臺中分局",
    ]
    assert organisations.find("Tainanese food", ours()) == []


@pytest.mark.parametrize("text", ["交通部公路總局", "北區國稅局新竹分局", "新竹縣警察局新竹分局"])
def test_names_of_other_agencies_are_not_ours(text: str) -> None:
    assert organisations.find(text, ours()) == []


@pytest.mark.parametrize(
    ("agency", "own"),
    [
        ("經濟部標準檢驗局", "總局"),
        ("經濟部標準檢驗局新竹分局", "新竹分局"),
        ("高雄市政府消防局", "消防局"),
        ("臺北市政府警察局大安分局", "大安分局"),
        ("臺北市大安戶政事務所", "大安戶政事務所"),
        ("財政部高雄國稅局", "高雄國稅局"),
        ("臺南市政府", "臺南市政府"),
        (None, None),
    ],
)
def test_an_agency_is_called_by_its_last_unit(agency: str | None, own: str | None) -> None:
    assert organisations.own(agency, ours()) == own


def test_a_renamed_unit_is_known_by_its_newest_name_from_that_year_on() -> None:
    assert organisations.renamed("第三課", ours()) == "報驗發證科"
    assert organisations.renamed("第三課", ours(), 108) == "第三課"
    assert organisations.renamed("秘書室", ours()) == "秘書室"


def test_a_register_of_another_agency_reads_the_same_way() -> None:
    data = tomllib.loads(
        """
        branch_self = ["本分處"]
        all = ["各分處"]
        [[agency]]
        name = "甲市稅務局"
        short = "局本部"
        self = ["本局"]
        [[agency.branch]]
        name = "東區分處"
        letter = "東"
        offices = [{ name = "港口服務站" }]
        """
    )
    known = register.read(data)
    assert known.branches == ("東區分處",)
    assert known.names["甲市稅務局東區分處"][2] == "東區分處"
    assert known.names["港口服務站"] == ("office", "港口服務站", "東區分處")
    assert known.letters == {"局本部": "局本部", "東": "東區分處"}


def test_an_empty_register_names_nothing() -> None:
    known = register.read({})
    assert known.branches == ()
    assert known.pattern.search("新竹分局") is None


def test_a_file_of_ones_own_takes_the_place_of_the_register(tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text('[[agency]]\nname = "甲市稅務局"\n[[agency.branch]]\nname = "東區分處"\n', encoding="utf-8")
    code = (
        "from jixiao.extract.names import organisations; "
        "from jixiao.extract.names.register import ours; "
        "print(ours().branches, organisations.canonical('新竹分局', ours()))"
    )
    result = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code],
        env={"JIXIAO_ORGANISATIONS": str(mine), "PATH": ""},
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert result.stdout.strip() == "('東區分處',) None"


def test_finding_branches_does_not_import_spacy() -> None:
    code = (
        "import sys; from jixiao.extract.names import organisations; from jixiao.extract.tagging import doers, status; "
        "from jixiao.extract.names.register import ours; organisations.find('新竹分局', ours()); "
        "print('spacy' in sys.modules)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=Path(__file__).parents[1], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "False"
