"""Judgements on the page in a real browser, by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from browsing import playwright
from library_parts import make_library
from served_page import running

NEAR = "服務可近性"
expect = playwright.expect
pytestmark = pytest.mark.browser
SAMPLE = """\
經濟部標準檢驗局臺中分局 112 年度提升服務效能執行績效與成果

構面二、服務遞送(300分)

執行策略\t執行方法\t主辦單位\t執行績效與成果
(一)服務可近性\t1. 客製化服務：提供在地化服務。\t第一課\t1. 到府檢定地磅共 120 具，節省業者往返時間。
2. 於夜市辦理磅秤檢定 5 場次，計 300 人參加。
\t2. 主動服務：主動提供服務。\t第二課\t主動通知業者辦理屆期案件 80 件，並以簡訊提醒。
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("marking")
    (folder / "report.txt").write_text(SAMPLE, encoding="utf-8")
    with running(make_library(folder / "library", [folder / "report.txt"])) as port:
        yield f"http://127.0.0.1:{port}/"


def test_a_passage_is_rejected_by_keyboard_and_the_browser_keeps_the_name(page: Any, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto(f"{address}?tab=evidence")
    page.locator(f"#items [data-item={NEAR}]").click()
    card = page.locator("#item-evidence .card").first
    card.wait_for()
    count = page.locator("#item-evidence .card").count()
    words = card.locator(".quote").first.inner_text()
    card.locator(".judge summary").focus()
    page.keyboard.press("Enter")
    card.locator("[data-verdict=rejected]").focus()
    page.keyboard.press("Enter")
    expect(card.locator("input[name=name]")).to_be_focused()
    page.keyboard.type("王小明")
    card.locator("[name=reason]").fill("只是宣導")
    card.locator("[data-verdict=rejected]").focus()
    page.keyboard.press("Enter")
    rejected = page.locator("#item-evidence section.rejected .card")
    expect(rejected.locator(".said-line")).to_contain_text("王小明")
    assert rejected.locator(".quote").first.inner_text() == words
    expect(rejected.locator(".judge summary")).to_be_focused()
    assert page.locator("#item-evidence .card").count() == count
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("tab", name="矩陣", exact=True).click()
    expect(page.locator(f"#matrix button.cell[data-item={NEAR}]").first).to_contain_text("不採認 1")
    page.reload()
    page.locator(f"#items [data-item={NEAR}]").click()
    expect(page.locator("#item-evidence input[name=name]").first).to_have_value("王小明")
