"""What changed between two versions of a report, and that reports of their own are none."""

import random
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import permutations
from pathlib import Path

import pytest
from library_parts import make_passage

from jixiao.extract import pipeline
from jixiao.extract.names.register import ours
from jixiao.extract.records import Passage
from jixiao.index.holdings import records as holdings_records
from jixiao.index.holdings import versions
from jixiao.index.holdings.changes import changes, coverage
from jixiao.index.holdings.records import stretches
from jixiao.index.records import DocumentInfo

ROOT = Path(__file__).parents[1]
SEEDS = ROOT.parent / "shared" / "seeds"


def test_changes_tell_what_stayed_was_reworded_came_and_went() -> None:
    old = [
        make_passage(text, 100 * at)
        for at, text in enumerate(["甲項說明一致。", "辦理檢定 120 具。", "取消的一段文字。"])
    ]
    new = [
        make_passage(text, 100 * at)
        for at, text in enumerate(["新增全然不同內容。", "甲項說明一致。", "辦理檢定 125 具。"])
    ]
    found = changes(old, new)
    assert [change.kind for change in found] == ["added", "same", "changed", "removed"]
    assert found[3].old is old[2]
    assert holdings_records.counts(found) == {"same": 1, "changed": 1, "added": 1, "removed": 1}


def test_every_passage_of_both_versions_stands_in_the_changes_once() -> None:
    rng = random.Random(5)
    sentence = ["辦理檢定", "召開會議", "設置專線", "電話禮貌", "無障礙坡道", "網站改版", "到府服務", "教育訓練"]
    for _ in range(50):
        sides = [
            [make_passage("".join(rng.choices(sentence, k=3)) + "。", 100 * at) for at in range(rng.randint(0, 8))]
            for _ in range(2)
        ]
        found = changes(*sides)
        assert sorted(id(c.old) for c in found if c.old) == sorted(map(id, sides[0]))
        assert [id(c.new) for c in found if c.new] == list(map(id, sides[1]))


def test_stretches_turn_the_one_text_into_the_other() -> None:
    old, new = "全年舉辦 28 場次訓練，共 120 人。", "全年共舉辦 31 場次訓練，計 125 人次。"
    made, at = [], 0
    for gone, come in stretches(old, new):
        made += [old[at : gone.start], new[come.start : come.end]]
        at = gone.end
    assert "".join(made) + old[at:] == new
    assert stretches(old, old) == ()


# The reports that there are


def corrected(passages: Sequence[Passage], rng: random.Random) -> list[Passage]:
    """A tenth with a clause of its own, a tenth with other figures, a twentieth left out."""
    made = []
    for passage in passages:
        text = passage.text
        if rng.random() < 0.05:
            continue
        if rng.random() < 0.1:
            text = re.sub(r"\d", lambda _: str(rng.randint(0, 9)), text)
        if rng.random() < 0.1:
            text += "，並依委員意見補充說明辦理情形。"
        made.append(replace(passage, text=text))
    return made


extracted = cache(pipeline.extract)


def check_reports(paths: Sequence[Path]) -> None:
    """None supersedes another; a corrected copy of each does."""
    read = [extracted(path) for path in paths]
    infos = {
        d.document_id: DocumentInfo(d.document_id, d.source, d.title, d.agency, d.year, d.stage, 0, d.sha256, "")
        for d, _ in read
    }
    passages = {d.document_id: list(own) for d, own in read}
    rng = random.Random(1)
    for first, second in permutations(infos.values(), 2):
        assert versions.relation(first, [second], lambda d: passages[d.document_id], ours()) is None, (first, second)
    for own in infos.values():
        copy = replace(own, document_id="copy", source=f"{own.source} 修正版")
        told = corrected(passages[own.document_id], rng)
        assert coverage(passages[own.document_id], told) > versions.MIN_COVERAGE
        found = versions.relation(copy, infos.values(), lambda d, told=told: passages.get(d.document_id, told), ours())
        assert found == (own, copy)


def test_no_two_reports_of_the_sample_corpus_are_versions_and_a_corrected_copy_is() -> None:
    check_reports(sorted((ROOT / "corpus" / "reports").iterdir()))


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the five real reports stand beside the repository")
def test_no_two_of_the_real_reports_are_versions_and_a_corrected_copy_is() -> None:
    check_reports([*sorted(SEEDS.glob("*.txt")), *sorted((ROOT / "corpus" / "reports").iterdir())])
