"""The page in a real browser: ask, open the place, filter, choose, export, upload, remove."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from browsing import CHINESE, ENGLISH, TABS, downloaded, open_tab, playwright, put_question
from openpyxl import load_workbook

SEEDS = Path(__file__).parents[2] / "shared" / "seeds"
pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("language", "question"), [("", CHINESE), ("en/", ENGLISH)])
def test_question_gets_branches_and_each_quote_opens_at_its_place(
    page: Any, address: str, language: str, question: str
) -> None:
    page.goto(address + language)
    answer = put_question(page, question)
    assert answer.locator(".branch[data-status=done]").count() >= 1
    assert int(re.sub(r"\D", "", answer.locator(".checked").inner_text())) > 100
    for number in range(2):
        evidence = answer.locator(".branch .evidence").nth(number)
        words = evidence.locator("blockquote").text_content()
        evidence.locator("[data-event=open_place]").click()
        page.wait_for_function(
            "words => [...document.querySelectorAll('dialog[open] mark')].some(mark => mark.textContent === words)",
            arg=words,
        )
        assert set(page.locator("dialog[open] mark").all_text_contents()) == {words}
        assert page.locator("dialog[open] .around mark").is_visible()
        page.keyboard.press("Escape")
        page.wait_for_selector("dialog[open]", state="detached")


def test_question_in_the_address_is_answered(page: Any, address: str) -> None:
    page.goto(f"{address}?q={quote(CHINESE)}")
    page.wait_for_selector("#answer .part")
    assert page.locator("#question input, #question textarea").input_value() == CHINESE
    page.locator("a.language").click()
    page.wait_for_selector("#answer .part")
    assert urlsplit(page.url).path == "/en/"
    assert page.locator("#answer h3").first.inner_text() == "Which branches"


def pressed(page: Any) -> str:
    """The kind of question that is chosen."""
    page.wait_for_selector("#answer .reading")
    return str(page.locator("#answer .chip.kind[aria-pressed=true]").get_attribute("data-word"))


def test_the_reading_is_corrected_by_keyboard_and_its_address_gives_it_again(page: Any, address: str) -> None:
    answer = put_question(page, CHINESE)
    assert pressed(page) == "which_branch"
    answer.locator(".chip.kind[data-word=passages]").focus()
    page.keyboard.press("Enter")
    playwright.expect(answer.locator(".chip.kind[data-word=passages]")).to_have_attribute("aria-pressed", "true")
    playwright.expect(answer.locator(".chip.kind[data-word=passages]")).to_be_focused()
    answer.locator("form.also input").fill("志工")
    page.keyboard.press("Enter")
    playwright.expect(answer.locator(".chip.idea b").nth(1)).to_have_text("志工")
    playwright.expect(answer.locator("[data-key=add]")).to_be_focused()
    answer.locator(".cross[data-word=到府檢定]").focus()
    page.keyboard.press("Space")
    playwright.expect(answer.locator(".chip.gone s")).to_have_text("到府檢定")
    playwright.expect(answer.locator(".chip.gone")).to_be_focused()
    shown = answer.locator("blockquote").all_text_contents()
    assert any("志工" in quote for quote in shown)
    link = page.url
    assert "kind=passages" in link
    page.goto(link)
    playwright.expect(answer.locator(".chip.gone s")).to_have_text("到府檢定")
    assert pressed(page) == "passages"
    assert answer.locator("blockquote").all_text_contents() == shown
    page.locator("a.language").click()
    playwright.expect(page.locator("#answer [data-what=reset]")).to_have_text("Read it as before")
    assert pressed(page) == "passages"
    page.locator("#answer [data-what=reset]").click()
    playwright.expect(page.locator("#answer .chip.kind[data-word=which_branch]")).to_have_attribute(
        "aria-pressed", "true"
    )


def test_a_filter_is_taken_off_and_put_back(page: Any) -> None:
    answer = put_question(page, "108年新竹分局的志工")
    answer.locator("[data-what=without][data-word='108年']").click()
    playwright.expect(answer.locator(".chip.gone s")).to_have_text("108年")
    playwright.expect(answer.locator("[data-what=without][data-word='108年']")).to_have_count(0)
    answer.locator("[data-what=restore]").click()
    playwright.expect(answer.locator("[data-what=without][data-word='108年']")).to_have_count(1)


def test_a_comparison_and_a_list_open_their_sentences(page: Any) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    answer = put_question(page, "107年和108年新竹分局到府檢定有何不同？" if SEEDS.is_dir() else "比較各分局的到府檢定")
    assert answer.locator(".compared-side").count() >= 2
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    figure = answer.locator(".figure-link").first
    value = figure.inner_text()
    figure.focus()
    page.keyboard.press("Enter")
    page.locator("dialog[open] mark").first.wait_for()
    marked = "".join(page.locator("dialog[open] mark").all_text_contents())
    assert re.sub(r"\D", "", value) in re.sub(r"\D", "", marked)
    page.keyboard.press("Escape")
    answer = put_question(page, "各分局使用哪些系統？")
    answer.locator(".listed").wait_for()
    assert answer.locator(".listed .branch").count() == answer.locator(".summary.names a").count() > 3
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_answer_is_exported_as_it_is_shown(page: Any, tmp_path: Path) -> None:
    answer = put_question(page, CHINESE)
    # What only may answer, or comes nearest, is to be read and no evidence.
    shown = answer.locator(".part:not(.related):not(.silent) blockquote").all_text_contents()
    sheet = load_workbook(downloaded(page, answer, "xlsx", tmp_path)).worksheets[0]
    headings = [cell.value for cell in sheet[1]]
    rows = [dict(zip(headings, (cell.value for cell in row), strict=True)) for row in sheet.iter_rows(min_row=2)]
    assert {row["原文"] for row in rows} == set(shown)
    branches = set(answer.locator(".branch h4").all_inner_texts())
    assert branches <= {row["分局"] for row in rows}
    assert all(re.fullmatch(r"[0-9a-f]{64}", str(row["檔案 SHA-256"])) for row in rows)
    assert all(row["來源檔案"] and row["段落編號"] for row in rows)


def test_results_follow_filters_and_chosen_passages_are_exported(page: Any, tmp_path: Path) -> None:
    open_tab(page, "search")
    box = page.locator("#filters input[data-field=role][value=outcome]")
    count = box.locator("xpath=../span[@class='count']").inner_text()
    box.check()
    playwright.expect(page.locator("#results .count")).to_have_text(f"{count} 筆")
    assert set(page.locator("#results .card header .badge:first-child").all_inner_texts()) == {"成果"}
    texts = []
    for number in range(2):
        card = page.locator("#results .card").nth(number)
        texts.append(card.locator(".quote").text_content())
        card.locator(".choose").click()
        playwright.expect(card.locator(".choose")).to_have_attribute("aria-pressed", "true")
    open_tab(page, "basket")
    playwright.expect(page.locator("#basket .card")).to_have_count(2)
    table = downloaded(page, page.locator("#basket"), "jsonl", tmp_path)
    assert len(table.read_text(encoding="utf-8").splitlines()) == 2
    page.reload()
    open_tab(page, "basket")
    playwright.expect(page.locator("#basket .card .quote")).to_have_text(texts)


def test_uploaded_report_can_not_act_in_the_page_and_can_be_removed(page: Any, tmp_path: Path) -> None:
    words = "&lt;img src=x onerror=window.acted=1&gt; <img src=x onerror=window.acted=1> ${window.acted=1} {{acted}}"
    report = tmp_path / "惡意報告.txt"
    report.write_text(f"示範機關 109 年度執行績效與成果\n\n一、紫斑蝶復育：{words}辦理 3 場。\n", encoding="utf-8")
    open_tab(page, "library")
    before = page.locator("#documents tr[data-document]").count()
    page.locator("input[type=file]").set_input_files(report)
    playwright.expect(page.locator("#documents tr[data-document]")).to_have_count(before + 1)
    playwright.expect(page.locator("#reports")).to_contain_text("已加入")
    open_tab(page, "search")
    page.locator("#query input, #query textarea").fill("紫斑蝶復育")
    page.locator("#search").click()
    playwright.expect(page.locator("#results .card .quote").first).to_contain_text("onerror=window.acted=1")
    page.locator("#results [data-event=open_place]").first.click()
    page.wait_for_selector("dialog[open] mark")
    page.keyboard.press("Escape")
    assert page.evaluate("window.acted") is None
    open_tab(page, "library")
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("#documents tr", has_text="惡意報告").locator("[data-event=remove]").click()
    playwright.expect(page.locator("#documents tr[data-document]")).to_have_count(before)


def test_corrected_report_supersedes_the_older_one_and_shows_what_changed(page: Any, tmp_path: Path) -> None:
    words = "示範機關 109 年度執行績效與成果\n\n一、辦理紫斑蝶復育講習 3 場次，共 120 人參加。\n"
    first, second = tmp_path / "講習.txt", tmp_path / "講習_修正版.txt"
    first.write_text(words, encoding="utf-8")
    second.write_text(words.replace("120", "125"), encoding="utf-8")
    open_tab(page, "library")
    rows = page.locator("#documents tr[data-document]")
    before = rows.count()
    for number, report in enumerate((first, second), 1):
        page.locator("input[type=file]").set_input_files(report)
        playwright.expect(rows).to_have_count(before + number)
    playwright.expect(page.locator("#reports")).to_contain_text("取代 講習.txt")
    older = page.locator("#documents tr.older")
    playwright.expect(older).to_have_count(1)
    older.locator("[data-event=changes]").click()
    playwright.expect(page.locator("#extraction .change mark")).to_have_text(["0", "5"])
    older.locator("[data-event=restore]").click()
    playwright.expect(older).to_have_count(0)
    page.on("dialog", lambda dialog: dialog.accept())
    for number in (1, 0):
        page.locator("#documents tr", has_text="講習").first.locator("[data-event=remove]").click()
        playwright.expect(rows).to_have_count(before + number)


def test_nothing_runs_over_the_edge_of_a_telephone(page: Any, address: str) -> None:
    page.set_viewport_size({"width": 375, "height": 740})
    for path in ("", "en/"):
        page.goto(address + path)
        put_question(page, CHINESE)
        for key in TABS:
            open_tab(page, key)
            page.wait_for_function("() => jixiao.still()")
            assert page.evaluate("document.documentElement.scrollWidth") <= 375


def test_matrix_opens_a_cell_and_the_sheet_adds_up_by_keyboard(page: Any, tmp_path: Path) -> None:
    page.set_viewport_size({"width": 390, "height": 900})
    page.get_by_role("tab", name="佐證", exact=True).click()
    page.get_by_role("tab", name="矩陣", exact=True).click()
    box = page.locator("#matrix .scrollbox")
    assert box.evaluate("box => box.scrollWidth > box.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    cell = page.locator("#matrix button.cell.found[data-item=服務可近性]").first
    cell.focus()
    page.keyboard.press("Enter")
    page.locator("#matrix-cell .card").first.wait_for()
    assert page.locator("#matrix-cell .item-wording li").count() == 3
    page.locator("#matrix button.cell.none").first.click()
    page.locator("#matrix-cell .absent.none").wait_for()
    page.get_by_role("tab", name="自行考核表", exact=True).click()
    for number, points in enumerate((180, 270, 190, 180, 79.5), 1):
        page.locator(f"#sheet input[name='points:{number}']").fill(str(points))
    page.locator("#sheet [data-event=score]").focus()
    page.keyboard.press("Enter")
    page.locator("#sheet .total b").first.wait_for()
    assert page.locator("#sheet .total b").all_inner_texts() == ["899.5", "甲"]
    book = load_workbook(downloaded(page, page.locator("#sheet"), "xlsx", tmp_path))
    assert book["評分表"]["E3"].value == 180
