"""The page for everyone: WCAG 2.1 AA as axe-core sees it, the keyboard alone, one language, a telephone's width."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import CHINESE, ENGLISH, TABS, open_tab, playwright, put_question
from served_page import running

from jixiao.index.labels import Language
from jixiao.web.parts.strings import tables

axe = pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
AXE = (Path(axe.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
SHOWN_TEXTS = """() => {
  const told = [], texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!element.closest('script, style, .quote, td') && element.checkVisibility()) told.push(texts.currentNode.data);
  }
  for (const name of ['title', 'aria-label', 'placeholder'])
    for (const element of document.querySelectorAll(`[${name}]`)) told.push(element.getAttribute(name));
  return told.map((text) => text.trim()).filter(Boolean);
}"""
NO_LANGUAGE = """() => {
  const told = [], texts = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode.data, element = texts.currentNode.parentElement;
    const quoted = element.closest('.quote, .report, .around, .row-table, .path');
    if (quoted && /\\p{Script=Han}{6}/u.test(text) && !element.closest('[lang=zh-Hant]')) told.push(text);
  }
  return told;
}"""

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(plan_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The page over a plan and its result: enough for every tab to have something to show."""
    with running(shutil.copytree(plan_library, tmp_path_factory.mktemp("quality") / "library")) as port:
        yield f"http://127.0.0.1:{port}/"


@pytest.fixture
def quiet(page: Any) -> Iterator[Any]:
    """A page that writes no error to the browser's console."""
    errors: list[str] = []
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    yield page
    assert errors == []


def violations(page: Any) -> list[str]:
    """What axe-core calls serious or critical, each with the element."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found = page.evaluate(
        "rules => axe.run(document, { runOnly: { type: 'tag', values: rules }, resultTypes: ['violations'] })", RULES
    )
    return [
        f"{one['id']} {node['html'][:160]}"
        for one in found["violations"]
        for node in one["nodes"]
        if node["impact"] in ("serious", "critical")
    ]


def foreign_words(page: Any, language: Language) -> set[str]:
    """The page's words that are shown in the other language; names of languages are the same in both."""
    other = "zh" if language == "en" else "en"
    words = [word for table in tables().values() for key, word in table.items() if key != "other_language"]
    theirs = {word[other] for word in words} - {word[language] for word in words}
    return theirs & set(page.evaluate(SHOWN_TEXTS))


def settled(page: Any) -> None:
    """When the open tab has done what it does by itself."""
    page.wait_for_function("() => jixiao.still()")


@pytest.mark.parametrize(("language", "width", "dark"), [("zh", 1280, False), ("en", 390, True)])
def test_every_tab_can_be_read_by_everyone(
    quiet: Any,
    address: str,
    language: Language,
    width: int,
    dark: bool,
) -> None:
    quiet.set_viewport_size({"width": width, "height": 900})
    quiet.goto(address + ("en/" if language == "en" else ""))
    if dark:
        quiet.locator("button.theme").click()
    found = {}
    for key in TABS:
        open_tab(quiet, key)
        if key == "ask":
            put_question(quiet, ENGLISH if language == "en" else CHINESE)
        settled(quiet)
        found[key] = violations(quiet), foreign_words(quiet, language)
        assert quiet.evaluate("document.documentElement.scrollWidth") <= width, key
        if language == "en":
            assert quiet.evaluate(NO_LANGUAGE) == [], key
        headings = quiet.locator("h1:visible, h2:visible, h3:visible").evaluate_all("all => all.map((h) => h.tagName)")
        assert headings[:2] == ["H1", "H2"], key
    assert found == {key: ([], set()) for key in TABS}


def test_question_is_asked_and_its_place_read_with_the_keyboard_alone(quiet: Any) -> None:
    quiet.locator("#question input, #question textarea").focus()
    quiet.keyboard.type(CHINESE)
    quiet.keyboard.press("Enter")
    quiet.wait_for_selector("#answer .part")
    assert re.search(r"\d", quiet.locator("#speaker").text_content())
    quiet.locator("#answer .branch").first.wait_for()
    on_opener = "document.activeElement.matches('#answer [data-event=open_place]')"
    for _ in range(60):
        quiet.keyboard.press("Tab")
        if quiet.evaluate(on_opener):
            break
    assert quiet.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    passage = quiet.evaluate("document.activeElement.dataset.start")
    quiet.keyboard.press("Enter")
    quiet.wait_for_selector("dialog[open] mark")
    assert violations(quiet) == []
    for _ in range(6):
        quiet.keyboard.press("Tab")
        assert quiet.evaluate("document.activeElement === document.body || !!document.activeElement.closest('dialog')")
    quiet.keyboard.press("Escape")
    quiet.wait_for_selector("dialog[open]", state="detached")
    assert quiet.evaluate(on_opener)
    assert quiet.evaluate("document.activeElement.dataset.start") == passage


def test_button_is_heard_once_and_shows_that_it_works(quiet: Any) -> None:
    put_question(quiet, CHINESE)
    pressed = quiet.evaluate(
        """() => {
          const control = document.querySelector('#answer [data-event=open_place]');
          control.click();
          const busy = control.getAttribute('aria-busy');
          control.click();
          return busy;
        }"""
    )
    assert pressed == "true"
    quiet.wait_for_selector("dialog[open] mark")
    opened = quiet.locator("dialog").get_attribute("data-opened")
    quiet.keyboard.press("Escape")
    quiet.wait_for_function("() => jixiao.still()")
    assert quiet.locator("dialog").get_attribute("data-opened") == opened
    assert quiet.locator("#answer [data-event=open_place][aria-busy]").count() == 0


def test_answer_keeps_its_room_while_the_next_one_is_looked_for(quiet: Any) -> None:
    answer = put_question(quiet, CHINESE)
    before = answer.evaluate("panel => panel.offsetHeight")
    quiet.evaluate(
        """() => {
          window.heights = [];
          window.drawn = 0;
          const panel = document.querySelector('#answer');
          const measure = () => {
            if (panel.getAttribute('aria-busy') === 'true') window.heights.push(panel.offsetHeight);
          };
          new MutationObserver(() => {
            window.drawn += 1;
            requestAnimationFrame(() => requestAnimationFrame(measure));
          }).observe(panel, { childList: true, subtree: true, attributes: true });
        }"""
    )
    quiet.locator("#question input, #question textarea").fill("哪些分局辦理了企鵝養殖？")
    quiet.locator("#ask").click()
    quiet.wait_for_function("window.drawn && document.querySelector('#answer .absent')")
    assert all(height >= before for height in quiet.evaluate("window.heights"))
    playwright.expect(quiet.locator("#answer")).not_to_have_attribute("aria-busy", "true")
