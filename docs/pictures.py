"""Makes docs/pictures anew: the page in both languages over the reports of `example_library`, 1,280 pixels wide.

    python docs/pictures.py [NAME…]        all of them, or those named (ask, matrix …)

Wants playwright (the extra `dev`), Debian's Chromium and a font with Chinese.
"""

from __future__ import annotations

import io
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import example_library
from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

from jixiao.index.labels import Language
from jixiao.web.parts.strings import Words

HERE = Path(__file__).parent
CHROMIUM = "/usr/bin/chromium"
WIDTH, HEIGHT = 1280, 900
# Colours of a picture: the page has few, and a palette makes the file a third as large.
COLOURS = 96
PATIENCE = 120_000
ITEM = "服務可近性"
SAVED: dict[Language, str] = {"zh": "到府檢定", "en": "on-site inspection"}
QUESTIONS: dict[Language, str] = {"zh": "哪些分局做過到府檢定？", "en": "which branches did on-site meter inspection"}


class Reader:
    """Someone at the page in one language. A method for each picture brings the page to where it is taken."""

    def __init__(self, page: Page, address: str, language: Language) -> None:
        self.page, self.words = page, Words(language)
        self.language: Language = language
        self.address = address + ("en/" if language == "en" else "")

    def open(self, tab: str, ready: str) -> None:
        self.page.goto(f"{self.address}?tab={tab}")
        self.page.locator(ready).first.wait_for()

    def choose(self, view: str) -> None:
        self.page.get_by_role("tab", name=self.words(view), exact=True).click()

    def fill(self, field: str, text: str, button: str) -> None:
        self.page.locator(f"{field} input, {field} textarea").fill(text)
        self.page.locator(button).click()

    def ask(self) -> None:
        self.open("ask", "#question")
        self.fill("#question", QUESTIONS[self.language], "#ask")
        self.page.locator("#answer .branch").first.wait_for()

    def place(self) -> None:
        self.ask()
        self.page.locator("#answer [data-event=open_place]").first.click()
        self.page.locator("dialog[open] mark").first.wait_for()

    def search(self) -> None:
        self.open("search", "#query")
        self.fill("#query", "電話禮貌測試", "#search")
        self.page.locator("#results .card .quote mark").first.wait_for()

    def evidence(self) -> None:
        self.open("evidence", f"#items [data-item={ITEM}]")
        self.page.locator(f"#items [data-item={ITEM}]").click()
        self.page.locator("#item-evidence .card").first.wait_for()

    def judgement(self) -> None:
        self.evidence()
        card = self.page.locator("#item-evidence .card").first
        card.locator(".judge summary").click()
        card.locator("input[name=name]").fill("王小明")
        card.locator("[name=reason]").fill("附件有照片與簽收單")
        card.scroll_into_view_if_needed()

    def matrix(self) -> None:
        self.open("evidence", "#items")
        self.choose("scoring.matrix")
        self.page.locator(f"#matrix button.cell.found[data-item={ITEM}]").first.click()
        self.page.locator("#matrix-cell .card").first.wait_for()
        self.page.evaluate("scrollTo(0, 0)")

    def sheet(self) -> None:
        self.open("evidence", "#items")
        self.choose("scoring.sheet")
        self.page.locator("#sheet select[name=branch]").select_option("臺中分局")
        for number, points in enumerate((180, 270, 190, 180, 85), 1):
            self.page.locator(f"#sheet input[name='points:{number}']").fill(str(points))
        self.page.locator("#sheet [data-event=score]").click()
        self.page.locator("#sheet .total b").first.wait_for()
        self.page.evaluate("scrollTo(0, 0)")

    def check(self) -> None:
        self.open("checks", "#checks section.contradiction")

    def reconcile(self) -> None:
        self.open("reconcile", "#reconcile")
        self.page.locator("#reconcile").click()
        self.page.locator("#reconciled article.action").first.wait_for()

    def trends(self) -> None:
        self.open("trends", "#what")
        self.fill("#what", "電話禮貌測試", "#follow")
        self.page.locator("#trend article").first.wait_for()

    def saved(self) -> None:
        self.ask()
        self.page.locator("#keep-ask summary").click()
        self.page.locator("#keep-ask input").fill(SAVED[self.language])
        self.page.locator("#keep-ask input").press("Enter")
        self.page.locator("#keep-ask .notice.added").wait_for()
        self.open("saved", "#saved [data-saved]")

    def export(self) -> None:
        self.search()
        for number in range(3):
            choose = self.page.locator("#results .card .choose").nth(number)
            choose.click()
            expect(choose).to_have_attribute("aria-pressed", "true", timeout=PATIENCE)
        self.open("basket", "#basket .card")

    def names(self) -> None:
        self.open("names", "#names table")

    def library(self) -> None:
        self.open("library", "#documents tr[data-document]")

    def versions(self) -> None:
        self.library()
        self.page.locator("#documents [data-event=changes]").first.click()
        self.page.locator("#extraction .change").first.wait_for()
        self.page.locator("#extraction").scroll_into_view_if_needed()


NAMES = (
    *("ask", "place", "search", "evidence", "judgement", "matrix", "sheet", "check", "reconcile", "trends"),
    *("saved", "export", "names", "library", "versions"),
)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The page on a free port of this machine; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    command = [sys.executable, "-m", "jixiao.cli"]
    reports = example_library.write(folder / "reports")
    quiet = os.environ | {"JIXIAO_LIBRARY": str(folder / "library")}
    subprocess.run([*command, "add", *map(str, reports)], check=True, capture_output=True, env=quiet)
    with subprocess.Popen([*command, "serve", "--port", port], stdout=subprocess.PIPE, text=True, env=quiet) as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().strip()
        finally:
            server.terminate()


def reached(page: Page, address: str) -> None:
    """Wait until the page answers: its address is printed as soon as it listens."""
    for _ in range(200):
        try:
            page.goto(address)
            return
        except Exception:
            page.wait_for_timeout(250)
    raise TimeoutError(address)


def settled(page: Page) -> None:
    """Wait until nothing is at work and the page is drawn."""
    page.wait_for_function("!document.querySelector('[aria-busy=true], .generating')")
    page.wait_for_timeout(400)


def small(picture: bytes) -> bytes:
    """The same as a PNG with a palette."""
    out = io.BytesIO()
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def main(names: tuple[str, ...]) -> None:
    """Take the pictures; prints the bytes of each."""
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as address, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        languages: tuple[Language, ...] = ("zh", "en")
        for language in languages:
            for name in names:
                size: Any = {"width": WIDTH, "height": HEIGHT}
                page = browser.new_page(viewport=size, color_scheme="light")
                page.set_default_timeout(PATIENCE)
                reached(page, address)
                take: Callable[[], None] = getattr(Reader(page, address, language), name)
                take()
                settled(page)
                path = HERE / "pictures" / language / f"{name}.png"
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(small(page.screenshot()))
                print(f"{path.relative_to(HERE)}\t{path.stat().st_size:,}", flush=True)
                page.close()
        browser.close()


if __name__ == "__main__":
    main(tuple(sys.argv[1:]) or NAMES)
