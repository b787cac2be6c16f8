"""What a press ends in when the server or the network does not answer, and what happens to uploads of several tabs."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import CHINESE, PATIENCE, open_tab, playwright, put_question
from served_page import running

from jixiao.index.storage.store import writing
from jixiao.web.parts.strings import Words

REQUESTS = "**/gradio_api/run/predict*"
expect = playwright.expect
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def library(plan_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(plan_library, tmp_path_factory.mktemp("requests") / "library"))


@pytest.fixture(scope="module")
def address(library: Path) -> Iterator[str]:
    with running(library) as port:
        yield f"http://127.0.0.1:{port}/"


def report(folder: Path, name: str) -> Path:
    path = folder / f"{name}.txt"
    path.write_text(f"示範機關 109 年度執行績效與成果\n\n一、辦理{name}講習，共 20 人參加。\n", encoding="utf-8")
    return path


def upload(page: Any, path: Path) -> None:
    open_tab(page, "library")
    page.locator("#upload").locator("xpath=..").locator("input[type=file]").set_input_files(path)


@pytest.mark.parametrize(("path", "words"), [("", Words("zh")), ("en/", Words("en"))])
@pytest.mark.parametrize(
    ("fault", "answer"),
    [
        ("unreached", lambda route: route.abort("connectionrefused")),
        ("broken", lambda route: route.fulfill(status=500, json={"error": None})),
    ],
)
def test_a_press_without_an_answer_ends_in_a_message_and_works_again(
    page: Any,
    address: str,
    path: str,
    words: Words,
    fault: str,
    answer: Callable[[Any], None],
) -> None:
    page.goto(address + path)
    result = put_question(page, CHINESE)
    page.route(REQUESTS, answer)
    control = result.locator("[data-event=open_place]").first
    control.click()
    expect(page.locator("#told")).to_have_text(words(f"page.{fault}"))
    expect(control).not_to_have_attribute("aria-busy", "true")
    page.locator("#ask").click()
    page.wait_for_function("jixiao.still()")
    page.unroute(REQUESTS)
    control.click()
    page.wait_for_selector("dialog[open] mark")
    expect(page.locator("#told")).to_have_count(0)


def test_a_press_that_is_long_without_an_answer_says_so_and_others_go_on(page: Any, address: str) -> None:
    page.clock.install()
    page.goto(address)
    held: list[Any] = []
    result = put_question(page, CHINESE)
    page.route(REQUESTS, lambda route: held.extend([route]))
    page.locator("#ask").click()
    page.wait_for_function("!jixiao.still()")
    for _ in range(22):
        page.clock.run_for(1000)
    expect(page.locator("#told")).to_have_text(Words("zh")("page.slow"))
    page.unroute(REQUESTS)
    result.locator("[data-event=open_place]").first.click()
    page.wait_for_selector("dialog[open] mark")
    assert len(held) == 1
    expect(page.locator("#told")).to_have_count(0)


def test_a_button_that_is_drawn_anew_under_the_pointer_still_acts(page: Any) -> None:
    result = put_question(page, CHINESE)
    control = result.locator("[data-event=open_place]").first
    words = result.locator("blockquote").first.text_content()
    control.scroll_into_view_if_needed()
    place = control.bounding_box()
    page.mouse.move(place["x"] + 5, place["y"] + 5)
    page.mouse.down()
    page.evaluate(
        "(() => { const part = document.querySelector('#answer [data-busy]'); part.innerHTML = '<p>…</p>'; })()"
    )
    page.mouse.up()
    expect(page.locator("dialog[open] mark").first).to_have_text(words)


def test_many_tabs_of_one_browser_leave_each_other_room(page: Any, address: str) -> None:
    pages = [page.context.new_page() for _ in range(8)]
    for one in pages:
        one.goto(address)
        one.wait_for_function("window.jixiao?.still() && document.querySelector('#answer')")
    put_question(pages[-1], CHINESE)


def test_the_slower_of_two_questions_does_not_replace_the_later_one(page: Any) -> None:
    put_question(page, CHINESE)
    box = page.locator("#question input, #question textarea")
    for text in ("哪些分局辦理了企鵝養殖？", "新竹分局的志工有幾人？"):
        box.fill(text)
        page.locator("#ask").click()
    page.wait_for_function("jixiao.still()")
    told = page.evaluate(
        "new URLSearchParams(document.querySelector('#answer [data-address]').dataset.address).get('q')"
    )
    assert told == "新竹分局的志工有幾人？"


def test_what_was_put_by_is_there_again_and_asks_nothing_of_the_server(page: Any) -> None:
    result = put_question(page, CHINESE)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    buttons = result.locator(".choose")
    for number in (0, 1):
        buttons.nth(number).click()
        expect(buttons.nth(number)).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("tab", name="選集")).to_have_text("選集 2")
    assert asked == []
    ids = page.evaluate("jixiao.basket.list")
    page.reload()
    expect(page.get_by_role("tab", name="選集")).to_have_text("選集 2")
    open_tab(page, "basket")
    expect(page.locator("#basket .card")).to_have_count(2)
    assert page.locator("#basket .card").evaluate_all("all => all.map((card) => card.dataset.passage)") == ids
    page.locator("#basket .choose").first.click()
    expect(page.locator("#basket .card")).to_have_count(1)


def test_uploads_of_four_tabs_are_all_taken_in(page: Any, address: str, tmp_path: Path) -> None:
    pages = [page, *(page.context.new_page() for _ in range(3))]
    for one in pages[1:]:
        one.goto(address)
    for number, one in enumerate(pages):
        upload(one, report(tmp_path, f"四頁{number}"))
    for number, one in enumerate(pages):
        expect(one.locator("#reports")).to_contain_text(f"四頁{number}.txt　已加入", timeout=PATIENCE)
    pages[0].reload()
    open_tab(pages[0], "library")
    for number in range(4):
        expect(pages[0].locator("#documents .file").get_by_text(f"四頁{number}.txt", exact=True)).to_have_count(1)


def test_an_upload_outlives_its_tab_and_tells_how_it_ended(
    page: Any,
    address: str,
    library: Path,
    tmp_path: Path,
) -> None:
    with writing(library):
        upload(page, report(tmp_path, "離開"))
        expect(page.locator("#reports .notice.busy")).to_contain_text("另一個程式正在寫入文件庫")
        again = page.context.new_page()
        page.close()
    again.goto(f"{address}?tab=library")
    expect(again.locator("#reports")).to_contain_text("離開.txt　已加入", timeout=PATIENCE)
    expect(again.locator("#documents .file").get_by_text("離開.txt", exact=True)).to_have_count(1)


def test_an_upload_is_stopped_and_says_so(page: Any, library: Path, tmp_path: Path) -> None:
    with writing(library):
        upload(page, report(tmp_path, "停下"))
        page.locator("#reports [data-event=cancel]").click()
        expect(page.locator("#reports")).to_contain_text("已停止")
    expect(page.locator("#documents .file").get_by_text("停下.txt", exact=True)).to_have_count(0)
