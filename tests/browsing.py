"""The page in a real browser: where it is, and what a reader does with it. Importing this skips where there is none."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from jixiao.index.labels import Language
from jixiao.web.parts.strings import Words

CHROMIUM = Path("/usr/bin/chromium")
CHINESE, ENGLISH = "哪些分局做過到府檢定？", "which branches did on-site meter inspection"
# Milliseconds. A first question waits for the model; the machine may be busy.
PATIENCE = 90_000
TABS = ("ask", "search", "evidence", "checks", "reconcile", "trends", "saved", "basket", "names", "library")

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
if not CHROMIUM.exists():
    pytest.skip(f"no browser at {CHROMIUM}", allow_module_level=True)
playwright.expect.set_options(timeout=PATIENCE)


def put_question(page: Any, question: str) -> Any:
    """The answer panel, filled."""
    page.locator("#question input, #question textarea").fill(question)
    page.locator("#ask").click()
    page.wait_for_selector("#answer .part, #answer .absent")
    return page.locator("#answer")


def open_tab(page: Any, key: str) -> None:
    """The tab of this key in strings.toml, in the page's language; where it does not fit, out of the menu."""
    language: Language = "en" if "/en/" in page.url else "zh"
    name = re.compile(rf"^\s*{re.escape(Words(language)(f'tab.{key}'))}(?!\w)")
    tab = page.locator("#tabs > .tab-wrapper > [role=tablist] button[role=tab]").filter(has_text=name)
    menu = page.locator("#tabs > .tab-wrapper .overflow-menu > button")
    tab.or_(menu).locator("visible=true").first.wait_for()
    if tab.first.is_visible():
        tab.first.click()
    else:
        menu.click()
        page.locator("#tabs > .tab-wrapper .overflow-dropdown button").filter(has_text=name).first.click()


def downloaded(page: Any, bar: Any, format: str, folder: Path) -> Path:
    """The export in this format, saved in `folder`."""
    with page.expect_download() as download:
        bar.locator(f"[data-event=save][data-format={format}]").click()
    path: Path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path
