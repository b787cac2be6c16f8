"""No press is lost: what is pressed at some moment just after its part of the page was drawn has its result.

A few of each kind in the ordinary run; `make presses` (JIXIAO_PRESSES=200) presses each two hundred times.
"""

from __future__ import annotations

import json
import os
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from browsing import open_tab, playwright
from served_page import running

from jixiao.web.parts.address import Address, write

EACH = int(os.environ.get("JIXIAO_PRESSES", "4"))
SEED = os.environ.get("JIXIAO_SEED", "10")
LATEST = 500  # milliseconds after drawing
ITEMS = ("服務可近性", "服務友善")
QUESTIONS = ("哪些分局做過到府檢定？", "新竹分局電話禮貌測試幾人次？")
# Presses `control` some time after `drawn` is there, whatever has been drawn since; fills in fields before.
ARM = """([drawn, control, delay, fields]) => {
  window.pressed = new Promise((done) => {
    const press = () => {
      const found = document.querySelector(control);
      for (const [name, value] of Object.entries(fields)) found.closest('form').elements[name].value = value;
      found?.click();
      done(Boolean(found));
    };
    const look = () => document.querySelector(drawn) ? setTimeout(press, delay) : requestAnimationFrame(look);
    look();
  });
}"""

pytestmark = pytest.mark.browser
expect = playwright.expect


@pytest.fixture(scope="module")
def address(plan_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running(shutil.copytree(plan_library, tmp_path_factory.mktemp("presses") / "library")) as port:
        yield f"http://127.0.0.1:{port}/"


class Presser:
    """A page and the moments at which it is pressed; the same ones in every run."""

    def __init__(self, page: Any, kind: str, folder: Path) -> None:
        self.page, self.folder = page, folder
        self._moments = random.Random(f"{SEED} {kind}")

    def arm(self, drawn: str, control: str, **fields: str) -> None:
        """Have the control pressed at some moment after `drawn` is there."""
        self.page.evaluate(ARM, [drawn, control, self._moments.randint(0, LATEST), fields])

    def press(self, draw: Callable[[], object], drawn: str, control: str, **fields: str) -> None:
        """Let the page draw `drawn`, and wait until the control has been pressed after that."""
        self.arm(drawn, control, **fields)
        draw()
        assert self.page.evaluate("window.pressed"), f"{control} was not there to be pressed"

    def ask(self, number: int) -> tuple[Callable[[], None], str]:
        """How to ask a question that was not asked just before, and what its answer draws."""
        question = QUESTIONS[number % 2]

        def asking() -> None:
            self.page.locator("#question input, #question textarea").fill(question)
            self.page.locator("#ask").click()

        return asking, f"#answer [data-address={json.dumps(write(Address(q=question)))}]"


def export(at: Presser, number: int) -> None:
    with at.page.expect_download() as download:
        at.press(*at.ask(number), "#answer [data-event=save][data-format=jsonl]")
    assert download.value.suggested_filename.endswith(".jsonl")


def open_place(at: Presser, number: int) -> None:
    at.press(*at.ask(number), "#answer [data-event=open_place]")
    at.page.wait_for_selector("dialog[open] mark")
    at.page.keyboard.press("Escape")
    at.page.wait_for_selector("dialog[open]", state="detached")


def toggle(at: Presser, number: int) -> None:
    before = at.page.evaluate("jixiao.basket.list.length")
    inside = at.page.evaluate("jixiao.basket.list")
    at.press(*at.ask(number), "#answer .choose")
    first = at.page.locator("#answer .choose").first
    chosen = first.get_attribute("data-passage") not in inside
    expect(first).to_have_attribute("aria-pressed", str(chosen).lower())
    count = before + (1 if chosen else -1)
    expect(at.page.get_by_role("tab", name="選集")).to_have_text(f"選集 {count}" if count else "選集")


def change_tab(at: Presser, number: int) -> None:
    place = 4 + number % 3
    tabs = "#tabs > .tab-wrapper > [role=tablist] button[role=tab]"
    at.press(*at.ask(number), f"{tabs}:nth-of-type({place})")
    expect(at.page.locator(tabs).nth(place - 1)).to_have_attribute("aria-selected", "true")
    at.page.wait_for_function("location.search.startsWith('?tab=')")
    at.page.locator(tabs).first.click()
    at.page.wait_for_function("!location.search.startsWith('?tab=')")


def change_language(at: Presser, number: int) -> None:
    asking, drawn = at.ask(number)
    there = "/" if at.page.evaluate("location.pathname") == "/en/" else "/en/"
    at.arm(drawn, "a.language")
    asking()
    same = f"{there}?q={quote(QUESTIONS[number % 2])}"
    at.page.wait_for_url(lambda url: url.partition("://")[2].partition("/")[2] == same.removeprefix("/"))
    at.page.wait_for_selector(drawn, state="attached")


def refine(at: Presser, number: int) -> None:
    if number == 0:
        open_tab(at.page, "search")
        at.page.wait_for_selector("#results .card")
    text = ("電話禮貌", "到府檢定")[number % 2]

    def search() -> None:
        at.page.locator("#query input, #query textarea").fill(text)
        at.page.locator("#search").click()

    ticked = number % 2 == 0
    box = "#filters input[data-field=role][value=outcome]"
    at.press(search, f"#results [data-address*={json.dumps(quote(text))}]", box)
    at.page.wait_for_function(f"location.search.includes('role=outcome') === {str(ticked).lower()}")
    expect(at.page.locator(box)).to_be_checked(checked=ticked)
    at.page.wait_for_function("jixiao.still()")
    expect(at.page.locator(box)).to_be_checked(checked=ticked)


def mark(at: Presser, number: int) -> None:
    if number == 0:
        open_tab(at.page, "evidence")
    item, reason = ITEMS[number % 2], f"理由 {number}"
    chosen = f"#items [data-item={item}]"

    def choose() -> None:
        at.page.locator(chosen).click()

    form = f"#item-evidence .card .judge form:has(option[value={item}][selected]) [data-verdict=accepted]"
    at.press(choose, form, form, name="王小明", reason=reason)
    expect(at.page.locator("#item-evidence .said-line", has_text=reason)).to_have_count(1)


def remove(at: Presser, number: int) -> None:
    if number == 0:
        open_tab(at.page, "library")
        at.page.on("dialog", lambda dialog: dialog.accept())
    report = at.folder / f"講習{number}.txt"
    report.write_text(
        f"示範機關 109 年度執行績效與成果\n\n一、辦理第 {number} 次復育講習，共 20 人參加。\n", encoding="utf-8"
    )
    upload = at.page.locator("#upload").locator("xpath=..").locator("input[type=file]")
    control = "#documents [data-event=remove][data-name*=示範機關]"
    before = at.page.locator("#documents tr[data-document]").count()
    at.press(lambda: upload.set_input_files(report), control, control)
    expect(at.page.locator(control)).to_have_count(0)
    expect(at.page.locator("#documents tr[data-document]")).to_have_count(before)


def rerun(at: Presser, number: int) -> None:
    if number == 0:
        asking, drawn = at.ask(0)
        asking()
        at.page.wait_for_selector(drawn, state="attached")
        at.page.locator("#keep-ask summary").click()
        at.page.locator("#keep-ask [data-event=keep]").click()
        expect(at.page.locator("#keep-ask .notice.added")).to_be_visible()
    at.press(
        lambda: open_tab(at.page, "saved"),
        "#saved .saved-one:not(:has(.news))",
        "#saved [data-event=rerun]",
    )
    expect(at.page.locator("#saved .news")).to_be_visible()
    open_tab(at.page, "ask")


@pytest.mark.parametrize(
    "kind",
    [export, open_place, toggle, mark, remove, rerun, refine, change_tab, change_language],
    ids=lambda f: f.__name__,
)
def test_no_press_is_lost(page: Any, tmp_path: Path, kind: Callable[[Presser, int], None]) -> None:
    at = Presser(page, kind.__name__, tmp_path)
    page.wait_for_selector("#answer")
    for number in range(EACH):
        kind(at, number)
    assert page.locator("#told").count() == 0
