"""The tab of saved searches: what it shows, what its buttons do, and the same in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from browsing import CHINESE, PATIENCE, open_tab, playwright, put_question
from library_parts import HashedEmbedder, write_reports
from openpyxl import load_workbook

from jixiao.index.library import Library
from jixiao.index.records import Filters
from jixiao.index.runs.records import Way
from jixiao.index.storage import saved as saving
from jixiao.index.storage.records import Saved
from jixiao.web.parts import recent
from jixiao.web.parts.address import Address, write
from jixiao.web.parts.components import Page
from jixiao.web.parts.jobs import Job
from jixiao.web.parts.strings import Words
from jixiao.web.tabs import batch, saved

LIST = "題號,問題,年度\nA,電話禮貌測試,108\nB,紫斑蝶,\nC,檢定,明年\n"


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Page]:
    nothing: Any = None
    with Library.create(tmp_path / "library", embedder=HashedEmbedder()) as library:
        library.add(write_reports(tmp_path / "reports"))
        yield Page(library, Words("zh"), nothing, nothing, nothing, nothing, tmp_path)


def put_by(opened: Page, name: str = "禮貌", **fields: Any) -> Saved:
    return saving.save(opened.library.folder, Saved(name, "search", "電話禮貌測試", **fields))


def test_an_empty_list_says_how_to_fill_it(opened: Page) -> None:
    assert "還沒有存任何問題" in saved.listed(opened)


def test_a_saved_search_shows_its_words_filters_and_opens_at_its_address(opened: Page) -> None:
    put_by(opened, filters=Filters(year=(108,), branch=("新竹分局",)), mode="lexical")
    told = saved.listed(opened)
    assert all(word in told for word in ("電話禮貌測試", "108 年度", "新竹分局", "字詞", "還沒有查過"))
    (href,) = re.findall(r'href="([^"]*)"', told)
    query = parse_qs(urlsplit(href.replace("&amp;", "&")).query)
    assert query == {
        "tab": ["search"],
        "s": ["電話禮貌測試"],
        "mode": ["lexical"],
        "year": ["108"],
        "branch": ["新竹分局"],
    }


def test_running_again_tells_what_is_new_below_the_search(opened: Page, tmp_path: Path) -> None:
    put_by(opened)
    said, told = saved.ran(opened, "禮貌", "王小明")
    assert "第一次查完" in said
    assert "這是第一次" in told
    (tmp_path / "new.txt").write_text("辦理電話禮貌測試 95 人次，成績優良。\n", encoding="utf-8")
    opened.library.add([tmp_path / "new.txt"])
    said, told = saved.ran(opened, "禮貌", "王小明")
    assert "和上次不同" in said
    news = told.split('class="news"')[1]
    assert "新增" in news
    assert "95 人次" in news
    assert "（王小明）" in told
    assert "紀錄（2 次）" in told


def test_rename_and_delete_say_so_and_what_can_not_be_is_told(opened: Page) -> None:
    put_by(opened)
    said, told = saved.changed(opened, {"do": "rename", "subject": "禮貌", "called": "電話"}, "")
    assert "改名為「電話」" in said
    assert 'data-saved="電話"' in told
    said, _ = saved.changed(opened, {"do": "rename", "subject": "禮貌", "called": "x"}, "")
    assert "failed" in said
    said, told = saved.changed(opened, {"do": "forget", "subject": "電話"}, "")
    assert "已刪除" in said
    assert "還沒有存任何問題" in told


def test_what_is_saved_from_a_tab_is_run_at_once(opened: Page) -> None:
    assert saved.shown_search(None, None) is None
    assert saved.shown_answer(None, Filters()) is None
    said = saved.kept(opened, Saved("到府", "ask", "哪些分局辦理檢定？", by="王"))
    assert "已存為「到府」" in said
    (run,) = saving.named(opened.library.folder, "到府").runs
    assert run.by == "王"
    assert "failed" in saved.kept(opened, Saved("到府", "ask", "別的"))


def test_names_and_words_are_escaped_and_damage_is_told(opened: Page) -> None:
    put_by(opened, "<b>粗</b>")
    with (opened.library.folder / saving.FILE).open("a", encoding="utf-8") as file:
        file.write("{broken\n")
    told = saved.listed(opened)
    assert "<b>粗" not in told
    assert "saved.jsonl:2" in told


def test_the_last_questions_are_links_with_their_filters() -> None:
    second = write(Address("search", s="乙", filters=Filters(year=(108,))))
    told = recent.listed([write(Address(q="<i>甲</i>？")), second], Words("zh"))
    assert "&lt;i&gt;甲" in told
    assert "108 年度" in told


def test_a_list_is_answered_with_progress_and_its_bad_row_named(opened: Page, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(LIST, encoding="utf-8")
    steps = list(batch.answered(opened, tmp_path / "list.csv", Way("search")))
    assert [(told.done, told.total) for told in steps] == [(1, 3), (2, 3), (3, 3), (3, 3)]
    assert 'value="2" max="3"' in batch.progress(steps[1], opened.words)
    assert "list.csv 第 4 列：年度 明年" in steps[-1].summary
    assert load_workbook(steps[-1].workbook).worksheets[0].max_row == 4


def test_a_file_that_is_no_list_is_told_on_the_page(opened: Page, tmp_path: Path, monkeypatch: Any) -> None:
    (tmp_path / "list.csv").write_text("甲,乙\n1,2\n", encoding="utf-8")
    assert "list.csv：沒有問題欄" in refused(opened, tmp_path / "list.csv")
    (tmp_path / "list.csv").write_text(LIST, encoding="utf-8")
    monkeypatch.setattr(batch, "MOST", 2)
    assert "清單有 3 題" in refused(opened, tmp_path / "list.csv")


def refused(opened: Page, path: Path) -> str:
    """What the page says of a list that it can't take."""
    (told,) = batch.answered(opened, path, Way())
    assert told.workbook == ""
    return batch.drawn(Job(iter(()), batch.LANE, told=told), opened.words)[0]


def searched(page: Any, text: str) -> None:
    page.locator("#query input, #query textarea").fill(text)
    page.locator("#search").click()
    page.wait_for_selector("#results .card .quote mark")


def parameters(page: Any) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def test_a_search_stands_in_the_address_and_back_undoes_its_steps(page: Any, address: str) -> None:
    open_tab(page, "search")
    page.wait_for_selector("#results .card")
    searched(page, "電話禮貌")
    page.wait_for_function("location.search.includes('s=')")
    plain = page.url
    page.locator("#filters input[data-field=year]").first.check()
    page.wait_for_function("location.search.includes('year=')")
    filtered = page.url
    count = page.locator("#results .count").inner_text()
    page.go_back()
    page.wait_for_function("!document.querySelector('#filters input[data-field=year]:checked')")
    assert page.url == plain
    page.goto(filtered)
    page.wait_for_selector("#results .card .quote mark")
    assert page.locator("#query input, #query textarea").input_value() == "電話禮貌"
    assert page.locator("#filters input[data-field=year]:checked").count() == 1
    assert page.locator("#results .count").inner_text() == count
    page.locator("a.language").click()
    page.wait_for_function("location.pathname === '/en/'")
    page.wait_for_selector("#results .card .quote mark")
    assert parameters(page) == parse_qs(urlsplit(filtered).query)


def test_a_question_is_saved_found_again_and_forgotten(page: Any, tmp_path: Path) -> None:
    put_question(page, CHINESE)
    page.locator("#keep-ask summary").click()
    page.locator("#keep-ask input").fill("到府檢定")
    page.locator("#keep-ask input").press("Enter")
    playwright.expect(page.locator("#keep-ask .notice.added")).to_contain_text("到府檢定")
    open_tab(page, "saved")
    one = page.locator("#saved [data-saved='到府檢定']")
    one.locator("[data-event=rerun]").click()
    playwright.expect(one.locator(".news")).to_contain_text("沒有不同")
    playwright.expect(one.locator("[data-event=rerun]")).to_be_focused()
    playwright.expect(page.locator("#recent a.visit")).to_have_text([CHINESE])
    one.locator("a.visit").click()
    page.wait_for_selector("#answer .part")
    playwright.expect(page.locator("#question input, #question textarea")).to_have_value(CHINESE)
    open_tab(page, "saved")
    page.on("dialog", lambda dialog: dialog.accept())
    one.locator("[data-do=forget]").click()
    playwright.expect(one).to_have_count(0)
    page.locator("#recent [data-event=empty]").click()
    playwright.expect(page.locator("#recent a.visit")).to_have_count(0)
    page.reload()
    open_tab(page, "saved")
    playwright.expect(page.locator("#recent .notice")).to_be_visible()


def test_an_uploaded_list_comes_back_as_a_workbook(page: Any, tmp_path: Path) -> None:
    (tmp_path / "題目.csv").write_text(f"題號,問題,年度\n甲,{CHINESE},\n乙,{CHINESE},120\n", encoding="utf-8-sig")
    open_tab(page, "saved")
    page.locator("#saved h3").wait_for()
    page.locator("#batch").locator("xpath=..").locator("input[type=file]").set_input_files(tmp_path / "題目.csv")
    page.locator("#batch-results [data-event=save]").wait_for(timeout=PATIENCE)
    with page.expect_download() as download:
        page.locator("#batch-results [data-event=save]").click()
    download.value.save_as(tmp_path / "answers.xlsx")
    heads, *rows = load_workbook(tmp_path / "answers.xlsx")["總表"].iter_rows(values_only=True)
    told = [dict(zip(heads, row, strict=True)) for row in rows]
    assert [row["結果"] for row in told] == ["有佐證", "未載入報告"]
    assert page.locator("#batch-results tbody tr").count() == 2
