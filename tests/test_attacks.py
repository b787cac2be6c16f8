"""Attacks over HTTP on the page as it is served: reading the server's files, other readers' files, other origins."""

from __future__ import annotations

import asyncio
import os
import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from attacked_page import LANGUAGES, TOKEN, Served, library, served, server  # noqa: F401 - fixtures
from library_parts import HashedEmbedder
from served_page import API, Reader, events_of, file_data, targeted

from jixiao import app
from jixiao.index.library import Library

pytestmark = pytest.mark.slow


def foreign_files(served: Served, tmp_path: Path) -> dict[str, Any]:
    """Everything that a reader has not uploaded, by what it is."""
    stranger = served.reader()
    theirs = stranger.upload("theirs.txt", "別人的報告。".encode()).json()[0]
    mine = served.reader().upload("mine.txt", b"mine").json()[0]
    link = tmp_path / "link.txt"
    link.symlink_to("/etc/passwd")
    return {
        "server's file": file_data("/etc/passwd"),
        "library": file_data(str(served.library / "library.sqlite3")),
        "another reader's upload": file_data(theirs),
        "way up": file_data(f"{Path(theirs).parent}/../{Path(theirs).parent.name}/{Path(theirs).name}"),
        "way up from one's own": file_data(f"{mine}/../../../../etc/passwd"),
        "symlink": file_data(str(link)),
        "file URL": file_data("file:///etc/passwd"),
        "URL of this server": file_data(f"http://127.0.0.1:{served.port}/"),
        "URL beside a path": file_data(mine, url=f"http://127.0.0.1:{served.port}/"),
        "without meta": {"path": "/etc/passwd"},
        "without a path": {"url": f"http://127.0.0.1:{served.port}/", "meta": {"_type": "gradio.FileData"}},
        "stream": file_data("/etc/passwd", is_stream=True),
        "path that is no text": file_data("/etc/passwd") | {"path": ["/etc/passwd"]},
        "folder": file_data("/etc"),
        "relative": file_data("library.sqlite3"),
        "environment": file_data("/proc/self/environ"),
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_event_takes_a_file_that_its_reader_did_not_upload(served: Served, language: str, tmp_path: Path) -> None:
    reader = served.reader(language)
    config = reader.config()
    assert len(events_of(config, "uploadbutton")) >= 3
    foreign = foreign_files(served, tmp_path)
    uploads = set(events_of(config, "uploadbutton"))
    for event in config["dependencies"]:
        tried = foreign if event["id"] in uploads else {"server's file": foreign["server's file"]}
        for at in range(max(1, len(event["inputs"]))):
            for name, told in tried.items():
                for value in (told, [told], {"value": told}):
                    data = [None] * at + [value] + [None] * (len(event["inputs"]) - at - 1)
                    assert reader.join(event["id"], data).status_code == 403, (event["id"], at, name)
    for name, told in foreign.items():
        assert reader.join(0, [], event_data={"chosen": {"deep": [told]}}).status_code == 403, name


def test_no_text_is_taken_for_a_file(served: Served) -> None:
    reader = served.reader()
    config = reader.config()
    for event in events_of(config, "uploadbutton"):
        for text in ("/etc/passwd", "file:///etc/passwd", f"http://127.0.0.1:{served.port}/"):
            inputs = config["dependencies"][event]["inputs"]
            answer = reader.join(event, [text, *[None] * (len(inputs) - 1)])
            if answer.status_code == 200:
                assert "root:" not in str(reader.result())


@pytest.mark.parametrize("language", LANGUAGES)
def test_own_upload_is_taken_in_once_and_by_its_reader_only(served: Served, language: str) -> None:
    reader, stranger = served.reader(language), served.reader(language)
    event = targeted(reader.config(), "upload", "upload")
    name = "報告（修正版）.txt"
    (path,) = reader.upload(
        name, f"示範機關 109 年度執行績效與成果\n\n一、{language}辦理講習 3 場次。\n".encode()
    ).json()
    assert Path(path).name == name
    assert stranger.join(event["id"], [[file_data(path)]]).status_code == 403
    url = f"{reader.home}{API}file={path}"
    assert reader.join(event["id"], [[file_data(path, url=url)]]).status_code == 200
    assert reader.result()["success"]
    assert "報告（修正版）.txt" in reader.ended("reports")
    assert not Path(path).exists()
    assert reader.join(event["id"], [[file_data(path)]]).status_code == 403


def test_what_gradio_reads_is_what_was_looked_at(served: Served) -> None:
    reader = served.reader()
    event = targeted(reader.config(), "verify-upload", "upload")
    (mine,) = reader.upload("mine.csv", b"a,b\n1,2\n").json()
    for first, second in (("/etc/passwd", mine), (mine, "/etc/passwd")):
        file = f'{{"path": "{first}", "path": "{second}", "meta": {{"_type": "gradio.FileData"}}}}'
        body = f'{{"data": [{file}], "fn_index": {event["id"]}, "session_hash": "{reader.session}"}}'
        answer = reader.http.post(
            f"{reader.home}{API}queue/join", content=body, headers={"Content-Type": "application/json"}
        )
        assert answer.status_code == (403 if second == "/etc/passwd" else 200)
    assert "passwd" not in str(reader.result())


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"[" * 100_000, b'{"data": ' + b"[" * 100 + b"]" * 100 + b"}"])
def test_what_is_no_event_is_refused(served: Served, body: bytes) -> None:
    reader = served.reader()
    kind = {"Content-Type": "application/json"}
    assert reader.http.post(f"{reader.home}{API}queue/join", content=body, headers=kind).status_code == 403


def test_session_is_its_readers_own(served: Served) -> None:
    reader, stranger = served.reader(), served.reader()
    event = targeted(reader.config(), "names-change", "name")
    assert reader.join(event["id"], [], event_data={"do": "remove", "subject": "甲"}).status_code == 200
    stranger.session = reader.session
    stranger.http.get(stranger.home)
    assert stranger.join(event["id"], []).status_code == 403
    data = stranger.http.get(f"{stranger.home}{API}queue/data", params={"session_hash": reader.session})
    assert data.status_code == 403
    assert stranger.http.get(f"{stranger.home}{API}heartbeat/{reader.session}").status_code == 403
    assert reader.result()["msg"] == "process_completed"


def exported(reader: Reader) -> str:
    """The address of an export that the reader has made."""
    event = targeted(reader.config(), "sheet", "save")
    fields = {"format": "xlsx", "branch": "新竹分局", "year": "108"}
    assert reader.join(event["id"], [], event_data=fields).status_code == 200
    told = reader.result()
    found = re.search(r'href="([^"]+)" download', str(told["output"]["data"]))
    assert found is not None, told
    return httpx.URL(reader.home).join(found[1]).__str__()


def test_export_is_given_to_the_reader_who_made_it_only(served: Served) -> None:
    reader, stranger = served.reader(), served.reader()
    address = exported(reader)
    stranger.http.get(stranger.home)
    assert stranger.http.get(address).status_code == 404
    assert stranger.http.get(re.sub(r"exports/[^/]+/", "exports/" + "A" * 43 + "/", address)).status_code == 404
    given = reader.http.get(address)
    assert given.status_code == 200
    assert given.content.startswith(b"PK")
    assert given.headers["content-disposition"].startswith("attachment;")
    assert given.headers["content-type"].endswith("spreadsheetml.sheet")
    assert given.headers["cache-control"] == "no-store"
    assert "sandbox" in given.headers["content-security-policy"]


UNSERVED = (
    "config",
    "config/",
    "openapi.json",
    "info",
    "docs",
    "monitoring",
    "monitoring/summary",
    "manifest.json",
    "robots.txt",
    "svelte/x.js",
    "login_check",
    "token",
    "user",
    "dev/reload",
    "pwa_icon",
    "file=/etc/passwd",
    "file/etc/passwd",
    "?deep_link=../x/../config",
    f"{API}openapi.json",
    f"{API}info",
    f"{API}app_id",
    f"{API}token",
    f"{API}user",
    f"{API}runs",
    f"{API}startup-events",
    f"{API}queue/status",
    f"{API}theme.css",
    f"{API}upload_progress?upload_id=x",
    f"{API}proxy=https://x.hf.space/",
    f"{API}proxy=http://127.0.0.1:1/",
    f"{API}file=/etc/passwd",
    f"{API}file=http://127.0.0.1:1/",
    f"{API}file/etc/passwd",
    f"{API}deep_link",
    f"{API}custom_component/x/client/component/x.js",
    f"{API}stream/a/b/1/playlist.m3u8",
    f"{API}vibe-code",
    f"{API}profiling/traces",
    f"{API}call/x/y",
    "assets/../../../../../../etc/passwd",
    "assets/%2e%2e/%2e%2e/index.html",
    "static/..%2f..%2f..%2fapp.py",
    "assets//etc/passwd",
    "exports/x",
)
UNTAKEN = ("run/x", "api/predict", "call/x", "component_server", "cancel", "reset", "process_recording")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", UNSERVED)
def test_gradios_internals_are_not_served(served: Served, language: str, path: str) -> None:
    reader = served.reader(language)
    answer = reader.http.get(reader.home + path)
    if path.startswith("?"):  # a parameter of the page, which it does not heed
        assert '"deep_link_state":"valid"' not in answer.text
    else:
        assert answer.status_code == 404, path
        assert "root:" not in answer.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", [*UNTAKEN, "login", "stream/x", "vibe-edit", "run-history/connect"])
def test_gradios_other_ways_to_act_are_not_taken(served: Served, language: str, path: str) -> None:
    reader = served.reader(language)
    for prefix in (API, ""):
        assert reader.http.post(f"{reader.home}{prefix}{path}", json={"data": []}).status_code == 404
        assert reader.http.put(f"{reader.home}{prefix}{path}", json={"data": []}).status_code == 405


HOSTS = (
    "evil.example",
    "evil.example:80",
    "127.0.0.1.evil.example",
    "localhost.evil.example",
    "127.0.0.1@evil.example",
)


@pytest.mark.parametrize("host", [*HOSTS, "", "10.1.2.3", "[::2]", "[", "127.0.0.1:80:80#"])
def test_name_that_only_points_here_is_refused(served: Served, host: str) -> None:
    reader = served.reader()
    for method, path in (("GET", ""), ("GET", "theme.css"), ("POST", f"{API}queue/join"), ("GET", "sign-in")):
        answer = reader.http.request(method, reader.home + path, headers={"Host": host})
        assert answer.status_code == 400
        assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "LOCALHOST", "[::1]"])
def test_names_of_this_machine_are_served(served: Served, host: str) -> None:
    reader = served.reader()
    assert reader.http.get(reader.home, headers={"Host": f"{host}:{served.port}"}).status_code == 200


FOREIGN: tuple[dict[str, str], ...] = (
    {"Origin": "http://evil.example"},
    {"Origin": "http://localhost:3000"},
    {"Origin": "http://127.0.0.1:1"},
    {"Origin": "null"},
    {"Origin": "http://["},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "cors"},
    {"Referer": "http://evil.example/form"},
)


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_other_origins_can_not_act(served: Served, headers: dict[str, str]) -> None:
    reader = served.reader()
    event = targeted(reader.config(), "names-change", "name")
    assert reader.join(event["id"], [], headers=headers).status_code == 403
    assert reader.upload("a.txt", b"x", **headers).status_code == 403
    for path in ("sign-in", "sign-out"):
        assert reader.http.post(reader.home + path, data={"token": TOKEN}, headers=headers).status_code == 403


@pytest.mark.parametrize("origin", ["http://evil.example", "http://localhost:3000", "null"])
def test_no_other_origin_is_let_read(served: Served, origin: str) -> None:
    reader = served.reader()
    asked = {
        "Origin": origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    for method, path in (("OPTIONS", f"{API}queue/join"), ("GET", ""), ("GET", "theme.css"), ("POST", f"{API}upload")):
        answer = reader.http.request(method, reader.home + path, headers=asked)
        assert not [name for name in answer.headers if name.startswith("access-control")]
        assert answer.status_code == (405 if method == "OPTIONS" else 403 if method == "POST" else 200)


@pytest.mark.parametrize("dest", ["iframe", "image", "script", "empty", "object", "style"])
def test_nothing_is_a_part_of_another_sites_page(served: Served, dest: str) -> None:
    reader = served.reader()
    mode = "navigate" if dest == "iframe" else "no-cors"
    told = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": mode, "Sec-Fetch-Dest": dest}
    for path in ("", "theme.css", "sign-in"):
        assert reader.http.get(reader.home + path, headers=told).status_code == 403


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_says_what_it_may_do(served: Served, language: str) -> None:
    reader = served.reader(language)
    page = reader.http.get(reader.home)
    asset = re.search(r'src="\./(assets/[^"]+\.js)"', page.text)
    assert asset is not None
    paths = ["", asset[1], "theme.css", "nothing", "sign-in", f"{API}file=/etc/passwd", "exports/x/y"]
    for path in paths:
        answer = reader.http.get(reader.home + path, follow_redirects=True)
        policy = answer.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in policy
        assert "http" not in policy
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert answer.headers["cross-origin-opener-policy"] == "same-origin"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        kept = answer.headers["cache-control"]
        assert kept == ("private, max-age=86400" if path in paths[1:3] else "no-store")
        assert "server" not in answer.headers
    policy = page.headers["content-security-policy"]
    for part in ("default-src 'self'", "object-src 'none'", "base-uri 'self'", "form-action 'self'"):
        assert part in policy
    (nonce,) = re.findall(r"'nonce-([^']+)'", policy)
    assert "'unsafe-inline'" not in policy.split("style-src")[0]
    assert len(re.findall(r"<script(?=[\s>])", page.text)) == page.text.count(f'<script nonce="{nonce}"') > 3
    assert nonce not in reader.http.get(reader.home).headers["content-security-policy"]
    cookie = served.reader().http.get(reader.home).headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie


def test_hearsay_of_a_proxy_does_not_move_the_page(served: Served) -> None:
    reader = served.reader()
    told = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "X-Gradio-Server": "http://evil.example"}
    answer = reader.http.get(reader.home, headers=told)
    assert "evil.example" not in answer.text
    assert "Secure" not in answer.headers.get("set-cookie", "")


def test_page_works_for_a_reader_whose_server_was_started_anew(served: Served) -> None:
    reader = served.reader()
    reader.http.cookies.set(f"jixiao-{served.port}", "a" * 43)
    event = targeted(reader.config(), "names-change", "name")
    assert reader.join(event["id"], [], event_data={"do": "remove", "subject": "甲"}).status_code == 200
    assert reader.result()["msg"] == "process_completed"


def test_gradio_itself_takes_no_path_of_the_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from gradio.context import LocalContext
    from gradio.exceptions import InvalidPathError
    from gradio.processing_utils import _check_allowed
    from starlette.routing import Mount

    monkeypatch.setenv("GRADIO_TEMP_DIR", os.environ.get("GRADIO_TEMP_DIR", str(tmp_path)))

    async def tried(library: Library) -> int:
        mounted = [route for route in app.build_app(library).routes if isinstance(route, Mount)]
        for route in mounted:
            inner: Any = route.app
            LocalContext.blocks.set(inner.get_blocks())
            with pytest.raises(InvalidPathError):
                _check_allowed("/etc/passwd", check_in_upload_folder=True)
        return len(mounted)

    with Library.create(tmp_path / "library", embedder=HashedEmbedder()) as library:
        assert asyncio.run(tried(library)) == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_event_without_the_queue_is_looked_at_alike(served: Served, language: str) -> None:
    reader = served.reader(language)
    event = targeted(reader.config(), "verify-upload", "upload")
    place = f"{reader.home}{API}run/predict"
    body = {"data": [file_data("/etc/passwd")], "fn_index": event["id"], "session_hash": reader.session}
    assert reader.http.post(place, json=body).status_code == 403
    assert reader.http.post(place, json=body | {"data": [None], "session_hash": None}).status_code == 403
    assert reader.http.post(place, json=body | {"data": [None]}, headers={"Origin": "null"}).status_code == 403
    stranger = served.reader(language)
    stranger.join(event["id"], [None])
    assert reader.http.post(place, json=body | {"data": [None], "session_hash": stranger.session}).status_code == 403
