"""Attacks that only a browser can show: what the page may load, other sites, names that point here, signing in."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from browsing import CHROMIUM, TABS, open_tab, playwright
from served_page import running

from jixiao.web.parts.strings import Words

TOKEN = "correct horse battery staple"
# Names that point to this machine, as an attacker would have them.
EVIL = "evil.test"

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def library(result_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(result_library, tmp_path_factory.mktemp("attacks") / "library"))


@pytest.fixture(scope="module")
def port(library: Path) -> Iterator[int]:
    with running(library, JIXIAO_BOUND_FILE_MEGABYTES="1", JIXIAO_BOUND_FILES="2") as port:
        yield port


@pytest.fixture(scope="module")
def locked(library: Path) -> Iterator[int]:
    """The page with a token, on every address of this machine."""
    with running(library, "--host", "0.0.0.0", JIXIAO_TOKEN=TOKEN) as port:
        yield port


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with playwright.sync_playwright() as driver:
        rules = f"--host-resolver-rules=MAP *.test 127.0.0.1, MAP {EVIL} 127.0.0.1"
        launched = driver.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox", rules])
        yield launched
        launched.close()


@pytest.fixture
def opened(chromium: Any) -> Iterator[Any]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    page = context.new_page()
    page.set_default_timeout(40_000)
    yield page
    context.close()


@pytest.fixture
def elsewhere() -> Iterator[tuple[str, dict[str, str]]]:
    """Another site's address, and its pages by path: to be filled by the test."""
    pages: dict[str, str] = {}

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = pages.get(self.path, "").encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as site:
        threading.Thread(target=site.serve_forever, daemon=True).start()
        yield f"http://{EVIL}:{site.server_address[1]}", pages
        site.shutdown()


def names_known(page: Any) -> str:
    """What the page says of how many reports there are."""
    return str(page.locator(".holdings-note").inner_text())


@pytest.mark.parametrize("language", ["", "en/"])
def test_page_works_in_full_under_its_policy(opened: Any, port: int, language: str) -> None:
    complaints: list[str] = []
    opened.on("console", lambda told: complaints.append(told.text) if told.type in ("error", "warning") else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("response", lambda told: complaints.append(f"{told.status} {told.url}") if told.status >= 400 else None)
    opened.add_init_script(
        "window.violations = []; document.addEventListener('securitypolicyviolation',"
        " (event) => window.violations.push(event.violatedDirective + ' ' + event.blockedURI));"
    )
    opened.goto(f"http://127.0.0.1:{port}/{language}?q=到府檢定")
    opened.wait_for_selector("#answer .part, #answer .absent")
    for key in TABS:
        open_tab(opened, key)
    opened.locator("button.theme").click()
    open_tab(opened, "search")
    opened.locator("#results .card [data-event=open_place]").first.click()
    opened.wait_for_selector("dialog[open] mark")
    opened.keyboard.press("Escape")
    with opened.expect_download() as download:
        opened.locator("#results [data-event=save][data-format=csv]").click()
    assert download.value.suggested_filename.endswith(".csv")
    assert "/exports/" in download.value.url
    assert opened.evaluate("window.violations") == []
    assert complaints == []


def test_script_that_gets_into_the_page_does_not_run(opened: Any, port: int) -> None:
    opened.goto(f"http://127.0.0.1:{port}/")
    opened.wait_for_selector("#ask")
    tried = """() => {
      document.body.insertAdjacentHTML('beforeend', '<img src=x onerror="window.acted = 1">');
      for (const given of [{ text: 'window.acted = 2' }, { src: 'data:text/javascript,window.acted=3' }]) {
        document.body.append(Object.assign(document.createElement('script'), given));
      }
      const frame = document.createElement('iframe');
      frame.srcdoc = '<script>parent.acted = 4<' + '/script>';
      document.body.append(frame);
      return fetch('http://evil.test:9/').then(() => 'sent', () => 'not sent');
    }"""
    assert opened.evaluate(tried) == "not sent"
    assert opened.evaluate("window.acted") is None


def test_name_that_is_made_to_point_here_shows_nothing(opened: Any, port: int) -> None:
    answer = opened.goto(f"http://{EVIL}:{port}/")
    assert answer.status == 400
    assert opened.locator("gradio-app").count() == 0


def test_another_sites_page_can_neither_send_nor_read_nor_frame(
    opened: Any, port: int, elsewhere: tuple[str, dict[str, str]]
) -> None:
    home = f"http://127.0.0.1:{port}/"
    opened.goto(home)
    opened.wait_for_selector("#ask")
    before = names_known(opened)
    opened.wait_for_function("window.jixiao.still()")
    site, pages = elsewhere
    pages["/frame"] = f'<iframe src="{home}" width=600 height=400></iframe><img src="{home}favicon.ico">'
    pages["/form"] = (
        f'<form method=post enctype="multipart/form-data" action="{home}gradio_api/upload">'
        "<input type=file name=files><button>go</button></form>"
    )
    pages["/fetch"] = "<p>fetch</p>"
    statuses: list[tuple[str, int]] = []

    def noted(told: Any) -> None:
        if home in told.url and "/left/" not in told.url:  # the page itself says that it is left
            statuses.append((told.request.method, told.status))

    opened.on("response", noted)
    opened.goto(f"{site}/frame")
    opened.wait_for_load_state("networkidle")
    assert {status for _, status in statuses} <= {403}
    statuses.clear()
    opened.goto(f"{site}/fetch")
    read = """async (home) => {
      const form = new FormData();
      form.append('files', new File(['x'], 'a.txt'));
      const told = [];
      for (const [path, given] of [
        ['', {}], ['theme.css', {}], ['gradio_api/upload', { method: 'POST', body: form }],
        ['gradio_api/queue/join', { method: 'POST', body: '{}', headers: { 'Content-Type': 'application/json' } }],
      ]) {
        for (const mode of ['cors', 'no-cors']) {
          const options = { ...given, mode, credentials: 'include' };
          if (mode === 'no-cors') delete options.headers;
          told.push(await fetch(home + path, options).then((answer) => answer.type, () => 'failed'));
        }
      }
      return told;
    }"""
    assert set(opened.evaluate(read, home)) <= {"failed", "opaque"}
    assert {status for _, status in statuses} <= {403, 405}
    opened.goto(f"{site}/form")
    opened.locator("input[type=file]").set_input_files({"name": "a.txt", "mimeType": "text/plain", "buffer": b"x"})
    statuses.clear()
    opened.locator("button").click()
    opened.wait_for_url(f"{home}gradio_api/upload")
    assert ("POST", 403) in statuses
    opened.goto(home)
    opened.wait_for_selector("#ask")
    assert names_known(opened) == before


def cookies(page: Any) -> dict[str, str]:
    return {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}


def test_link_of_another_site_opens_the_page_for_the_same_reader(
    opened: Any, port: int, elsewhere: tuple[str, dict[str, str]]
) -> None:
    home, (site, pages) = f"http://127.0.0.1:{port}/", elsewhere
    pages["/"] = f'<a href="{home}en/?q=到府檢定&kind=passages">a mail</a>'
    seen = []
    for _ in range(2):
        opened.goto(f"{site}/")
        opened.locator("a").click()
        opened.wait_for_selector("#answer .part, #answer .absent")
        assert opened.url.startswith(f"{home}en/?q=")
        assert "kind=passages" in opened.url
        seen.append(cookies(opened))
    assert seen[0] == seen[1]
    assert len(seen[0]) == 1


def sign_in(page: Any, token: str = TOKEN) -> None:
    page.locator("#token").fill(token)
    page.locator("button").click()


@pytest.mark.parametrize("language", ["", "en/"])
def test_reader_signs_in_asks_exports_and_signs_out(opened: Any, locked: int, language: str) -> None:
    words = Words("en" if language else "zh")
    opened.goto(f"http://127.0.0.1:{locked}/{language}?q=到府檢定")
    assert f"/{language}sign-in" in opened.url
    sign_in(opened, "a wrong one of some length")
    assert opened.locator("[role=alert]").inner_text() == words("signin.wrong")
    sign_in(opened)
    opened.wait_for_selector("#answer .part, #answer .absent")
    open_tab(opened, "search")
    opened.wait_for_selector("#results .card")
    with opened.expect_download() as download:
        opened.locator("#results [data-event=save][data-format=md]").click()
    assert download.value.suggested_filename.endswith(".md")
    opened.get_by_role("link", name=words("signin.out")).click()
    opened.get_by_role("button", name=words("signin.out")).click()
    opened.wait_for_selector("#token")
    opened.goto(f"http://127.0.0.1:{locked}/{language}")
    opened.wait_for_selector("#token")


def test_signed_in_reader_who_follows_a_link_need_not_sign_in_again(
    opened: Any, locked: int, elsewhere: tuple[str, dict[str, str]]
) -> None:
    home, (site, pages) = f"http://127.0.0.1:{locked}/", elsewhere
    opened.goto(home)
    sign_in(opened)
    opened.wait_for_selector("#ask")
    pages["/"] = f'<a href="{home}?q=到府檢定">a mail</a>'
    opened.goto(f"{site}/")
    opened.locator("a").click()
    opened.wait_for_selector("#answer .part, #answer .absent")


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("language", ["", "en/"])
def test_sign_in_page_needs_no_script_and_fits(chromium: Any, locked: int, language: str, width: int) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 800}, java_script_enabled=False)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"http://localhost:{locked}/{language}")
    assert page.locator("html").get_attribute("lang") == ("en" if language else "zh-Hant")
    box = page.locator("main").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert page.locator("#token").evaluate("field => field === document.activeElement")
    assert all(url.startswith(f"http://localhost:{locked}/") for url in asked)
    sign_in(page)
    page.wait_for_selector("gradio-app", state="attached")
    context.close()


def test_session_that_is_over_is_told_on_the_page(opened: Any, locked: int) -> None:
    opened.goto(f"http://127.0.0.1:{locked}/en/")
    sign_in(opened)
    opened.wait_for_selector("#ask")
    opened.context.clear_cookies()
    opened.locator("#question input, #question textarea").fill("到府檢定")
    opened.locator("#ask").click()
    playwright.expect(opened.get_by_text(Words("en")("guard.signed_out")).first).to_be_visible()


@pytest.mark.parametrize("language", ["", "en/"])
def test_upload_over_a_bound_is_told_on_the_page(opened: Any, port: int, tmp_path: Path, language: str) -> None:
    files = [tmp_path / f"{n}.txt" for n in range(3)]
    for file in files:
        file.write_text("一、辦理講習 3 場次。\n", encoding="utf-8")
    opened.goto(f"http://127.0.0.1:{port}/{language}")
    open_tab(opened, "library")
    before = opened.locator("#documents tr[data-document]").count()
    opened.locator("input[type=file]").last.set_input_files(files)
    words = Words("en" if language else "zh")
    playwright.expect(opened.get_by_text(words("guard.form")).first).to_be_visible()
    assert opened.locator("#documents tr[data-document]").count() == before
