"""The whole page in one language: header, tabs, viewer, and what ties them together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import gradio as gr
from fastapi import FastAPI

from jixiao.index.library import Library
from jixiao.index.records import Language
from jixiao.web.parts import address, recent, viewer
from jixiao.web.parts.components import FETCH, QUIET, Page, Refresh, html_panel, wire_place
from jixiao.web.parts.html import button, escape, tag
from jixiao.web.parts.jobs import Jobs
from jixiao.web.parts.strings import Words
from jixiao.web.security import first_scripts, sign_in
from jixiao.web.security.session_files import Custody
from jixiao.web.tabs import (
    ask,
    assessment,
    basket,
    checks,
    evidence,
    holdings,
    marking,
    matrix,
    names,
    reconcile,
    saved,
    search,
    trends,
)

# Where each language is; the longer address first, since the shorter one takes in whatever is left.
ADDRESSES: dict[str, Language] = {"/en": "en", "/": "zh"}
# Only passage ids are kept in the reader's browser, under this key: no secret, but it outlives restarts.
BASKET_KEY = "jixiao-basket"
DATA = Path(__file__).parent / "data"


def mount(
    app: FastAPI, library: Library, path: str, language: Language, custody: Custody, *, token: bool = False
) -> None:
    """Put the page in `language` at `path`; `token`: its readers have signed in, and can sign out.

    Jobs begun in one language are those of the other, too.
    """
    words = Words(language)
    if not hasattr(app.state, "jobs"):
        app.state.jobs = Jobs()
    blocks = build(library, words, custody, app.state.jobs, token=token)

    first_scripts.serve(app, words)

    @app.post(path.rstrip("/") + "/left/{session}", status_code=204)
    def left(session: str) -> None:
        """The page of this session is closed: what it showed is forgotten after an hour (Gradio's own time)."""
        known = blocks.state_holder.session_data.get(session)
        if known is not None:
            known.is_closed = True

    gr.mount_gradio_app(
        app,
        blocks,
        path=path,
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        mcp_server=False,
        pwa=False,
        max_file_size=f"{custody.bounds.file_megabytes}mb",
        theme=theme(),
        # In the head, since Gradio rewrites the selectors of `css` and then narrow screens lose their rules.
        head=f"<style>{(DATA / 'style.css').read_text(encoding='utf-8')}</style>",
        js=script(words),
    )
    # Only `launch` says so of itself; without, Gradio takes any path of the server for an uploaded file.
    blocks.has_launched = True


def script(words: Words) -> str:
    """page.js with what it says of the language."""
    code = (DATA / "page.js").read_text(encoding="utf-8")
    language = "zh-Hant" if words.language == "zh" else "en"
    return code.replace("LANGUAGE", language).replace("MORE_TABS", words("page.more_tabs"))


def theme() -> Any:
    """A bare theme that loads no font; style.css does the rest."""
    families = ["Noto Sans TC", "Noto Sans CJK TC", "PingFang TC", "Microsoft JhengHei", "system-ui", "sans-serif"]
    fonts = [gr.themes.Font(name) for name in families]
    return gr.themes.Base(font=fonts, font_mono=[gr.themes.Font("ui-monospace"), gr.themes.Font("monospace")])


def build(library: Library, words: Words, custody: Custody, jobs: Jobs, *, token: bool = False) -> gr.Blocks:
    """The page. Its readers share nothing but the library, and the line for its writer (`jobs`)."""
    with gr.Blocks(title=words("page.title"), analytics_enabled=False, delete_cache=(3600, 86400)) as blocks:
        header = html_panel(head(library, words, token=token), elem_id="head")
        page = Page(
            library=library,
            words=words,
            blocks=blocks,
            basket=gr.BrowserState([], storage_key=BASKET_KEY, secret=BASKET_KEY),
            viewer=html_panel(viewer.dialog("", 0), elem_id="viewer", render=False),
            download=html_panel(elem_id="download", script=FETCH, render=False),
            exports=custody.exports,
            address=html_panel(elem_id="address", render=False),
            recent=gr.BrowserState([], storage_key=recent.KEY, secret=recent.KEY),
            reader=gr.BrowserState("", storage_key=marking.NAME_KEY, secret=marking.NAME_KEY),
            jobs=jobs,
            custody=custody,
        )
        refreshes = [Refresh(lambda _: head(library, words, token=token), page.basket, header)]
        with gr.Tabs(elem_id="tabs") as tabs:
            with headed(words, "tab.ask"):
                refreshes.append(ask.build(page))
            with headed(words, "tab.search") as tab:
                refreshes += search.build(page, tab)
            with headed(words, "tab.evidence"):
                refreshes += scoring(page)
            with headed(words, "tab.checks"):
                refreshes.append(checks.build(page))
            with headed(words, "tab.reconcile"):
                refreshes.append(reconcile.build(page))
            with headed(words, "tab.trends"):
                refreshes.append(trends.build(page))
            with headed(words, "tab.saved") as tab:
                saved.build(page, tab)
            with headed(words, "tab.basket") as tab:
                basket.build(page, tab)
            with headed(words, "tab.names") as tab:
                changes = names.build(page, tab)
            with headed(words, "tab.library"):
                changes += holdings.build(page)
        for hidden in (page.viewer, page.download, page.address):
            hidden.render()
        marking.remember(page)
        wire_place(page, page.viewer.turn)
        address.wire_tabs(page, tabs)
        follow(blocks, changes, refreshes)
    return blocks


@contextmanager
def headed(words: Words, key: str) -> Iterator[Any]:
    """A tab. Its heading is for those who read by headings: the eye has the tab itself."""
    with gr.Tab(words(key), id=key.removeprefix("tab.")) as tab:
        html_panel(tag("h2", escape(words(key))), elem_classes="unseen")
        yield tab


def scoring(page: Page) -> list[Refresh]:
    """The evidence of scoring items in three views: by item, as a matrix, as the self-assessment sheet."""
    refreshes = []
    with gr.Tabs(elem_id="scoring"):
        for key, view in (("scoring.items", evidence), ("scoring.matrix", matrix), ("scoring.sheet", assessment)):
            with gr.Tab(page.words(key)) as tab:
                refreshes.append(view.build(page, tab))
    return refreshes


def follow(blocks: Any, changes: Sequence[Any], refreshes: Sequence[Refresh]) -> None:
    """Draw anew what shows the library's state: when the page opens, and after each change."""
    for refresh in refreshes:
        for start in (blocks.load, *changes) if refresh.opens else changes:
            start(refresh.fn, refresh.inputs, refresh.outputs, **QUIET)


def head(library: Library, words: Words, *, token: bool = False) -> str:
    """Name, what is in the library, and the switches of language and light; with a `token`, the way out."""
    infos = [info for info in library.documents() if info.superseded_by is None]
    told = words("page.holdings", documents=len(infos), passages=f"{sum(i.passages for i in infos):,}")
    name = tag("div", tag("h1", escape(words("page.title"))) + tag("p", escape(words("page.tagline"))), class_="name")
    there, language = ("/en/", "en") if words.language == "zh" else ("/", "zh-Hant")
    switches = tag("span", escape(told), class_="holdings-note")
    switches += tag("a", escape(words("page.other_language")), href=there, class_="language", hreflang=language)
    switches += button("theme", "◐", class_="theme", title=words("page.theme"), aria_label=words("page.theme"))
    if token:
        switches += tag("a", escape(words("signin.out")), href=sign_in.HOMES[words.language] + sign_in.SIGN_OUT)
    return tag("div", name + tag("nav", switches), class_="masthead") + names.trouble(library, words)
