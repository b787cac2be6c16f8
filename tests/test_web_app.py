"""The application as it is served: both languages, nothing from elsewhere, no shared state, clear errors."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from library_parts import HashedEmbedder, extract_lines, make_passage, write_reports

from jixiao import app
from jixiao.extract import pipeline
from jixiao.index.errors import LibraryMissingError
from jixiao.index.library import Library
from jixiao.index.records import Filters
from jixiao.web import page as web_page
from jixiao.web.parts.components import Page
from jixiao.web.parts.jobs import Jobs
from jixiao.web.parts.strings import Words
from jixiao.web.security.session_files import Custody
from jixiao.web.tabs import basket, search, uploads


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    monkeypatch.setattr(pipeline, "extract", extract_lines)
    with Library.create(tmp_path / "library", embedder=HashedEmbedder()) as made:
        made.add(write_reports(tmp_path / "reports"))
        yield made


def page_of(library: Library) -> Page:
    """A page without components, for what needs none."""
    nothing: Any = None
    return Page(library, Words("zh"), nothing, nothing, nothing, nothing, nothing)


def built(make: Callable[..., Any], *arguments: Any) -> Any:
    """What `make` makes. In a running loop, for outside of one Gradio opens loops that it never closes."""

    async def run() -> Any:
        return make(*arguments)

    return asyncio.run(run())


def test_both_languages_are_served_and_lead_to_each_other(library: Library) -> None:
    routes = [getattr(route, "path", None) for route in built(app.build_app, library).routes]
    assert [path for path in routes if path in ("/en", "", "/")] == ["/en", ""]
    chinese, english = (web_page.head(library, Words(language)) for language in ("zh", "en"))
    assert 'href="/en/"' in chinese
    assert "2 份報告" in chinese
    assert 'href="/"' in english


@pytest.mark.parametrize(("root", "words"), [("/", Words("zh")), ("/en/", Words("en"))])
def test_the_page_has_its_scripts_before_those_of_gradio_and_is_told_when_it_is_left(
    library: Library, root: str, words: Words
) -> None:
    here = "http://127.0.0.1:7860"
    with TestClient(built(app.build_app, library), base_url=here, headers={"Origin": here}) as client:
        html = client.get(root, headers={"Accept-Encoding": "br"}).text
        named = re.search(r"<script nonce=\"[^\"]+\" src=\"([^\"]+)\"", html)
        assert named is not None
        assert named.start() < html.index("gradio_config")
        script = client.get(named[1])
        assert script.headers["content-type"].startswith("text/javascript")
        assert words("page.unreached") in script.text
        assert client.post(f"{root}left/nobody").status_code == 204


def test_page_reports_to_nobody_and_offers_no_programming_interface(library: Library, tmp_path: Path) -> None:
    assert not {"/docs", "/redoc", "/openapi.json"} & {
        getattr(route, "path", None) for route in built(app.build_app, library).routes
    }
    blocks = built(web_page.build, library, Words("zh"), Custody(tmp_path / "files"), Jobs())
    assert not blocks.analytics_enabled
    assert {event["api_visibility"] for event in blocks.get_config_file()["dependencies"]} == {"private"}


def test_port_that_is_taken_is_told_with_a_cure() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(app.PortTakenError, match=rf"127\.0\.0\.1:{port}: .*--port {port + 1}"):
            app.listening("127.0.0.1", port)


def test_serving_a_folder_without_a_library_is_refused(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(LibraryMissingError):
        app.serve(tmp_path, app.Door(port=port))


def test_browsing_lists_all_passages_and_a_query_the_best(library: Library) -> None:
    page = page_of(library)
    everything = search.find(page, "", search.Choice())
    assert len(everything.passages) == len(library.passages())
    of_year = search.find(page, "", search.Choice(Filters(year=(112,))))
    assert {p.year for p in of_year.passages} == {112}
    queried = search.find(page, "磅秤檢定", search.Choice(mode="lexical"))
    assert queried.passages[0].text.startswith("赴業者處所辦理磅秤檢定")
    rows, cover = search.rows(page, queried)
    assert [row.passage for row in rows] == list(queried.passages)
    assert cover.question == "磅秤檢定"
    assert {row.sha256 for row in rows} <= {document.sha256 for document in library.documents()}


def test_results_are_drawn_step_by_step(library: Library) -> None:
    page = page_of(library)
    passages = tuple(make_passage(f"第 {n} 件。", n * 10) for n in range(50))
    found = search.Found(passages, Filters(), None)
    first, second = search.results(page, found, [], search.STEP), search.results(page, found, [], 2 * search.STEP)
    assert (first.count("<article"), second.count("<article")) == (20, 40)
    assert "再顯示 10 筆" in second


def test_basket_leaves_out_what_the_library_no_longer_has(library: Library) -> None:
    page, kept = page_of(library), library.passages()[0]
    ids = [kept.passage_id, "0" * 16 + ":0-5"]
    shown = basket.contents(page, ids)
    assert shown.count("<article") == 1
    assert "1 段已不在文件庫" in shown
    rows, _ = basket.rows(page, ids)
    assert [row.passage for row in rows] == [kept]


def test_upload_tells_what_became_of_each_file(library: Library, tmp_path: Path) -> None:
    page = page_of(library)
    (tmp_path / "empty.txt").write_text("")
    (tmp_path / "new.txt").write_text("year=110 branch=花蓮分局\n辦理說明會 3 場。\n", encoding="utf-8")
    files = [tmp_path / name for name in ("empty.txt", "new.txt", "new.txt")]
    *_, told = uploads.steps(library, files)
    failed, added, known = (uploads.taken(one, page.words) for one in told.done)
    assert "empty.txt" in failed
    assert "失敗" in failed
    assert "已加入，1 段" in added
    assert "早已在庫" in known
    assert len(library.documents()) == 3
