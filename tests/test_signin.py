"""The token: no opening to others without one, signing in and out, the limit on tries, and that it is never told."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from served_page import API, PATIENCE, ROOT, Reader, running

from jixiao import app
from jixiao.index.errors import UsageError
from jixiao.web.security.sessions import SHORTEST_TOKEN, TRIES, TRIES_IN_ALL, WINDOW, Access, network
from jixiao.web.security.sign_in import place

pytestmark = pytest.mark.slow

TOKEN = "一把 long & odd token?#"
BEARER = f"Bearer {TOKEN}".encode()


@pytest.fixture(scope="module")
def library(result_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(result_library, tmp_path_factory.mktemp("signin") / "library"))


@pytest.fixture(scope="module")
def port(library: Path) -> Iterator[int]:
    """The page on every address of this machine, reached through another of its loopback range too."""
    with running(library, "--host", "0.0.0.0", JIXIAO_TOKEN=TOKEN) as port:
        yield port


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=PATIENCE) as client:
        yield client


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.1", "", "example.org", "::ffff:10.0.0.1"])
def test_page_is_not_opened_to_others_without_a_token(host: str) -> None:
    with pytest.raises(UsageError, match="--token, JIXIAO_TOKEN, or token in"):
        app.check(app.Door(host))
    app.check(app.Door(host, token=TOKEN))


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.10", "::1", "localhost"])
def test_this_machine_needs_no_token_and_may_have_one(host: str) -> None:
    app.check(app.Door(host))
    app.check(app.Door(host, token=TOKEN))


def serve(library: Path, *options: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "cli.py"), "serve", "--library", str(library), *options]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=cwd, timeout=PATIENCE)


def test_command_is_refused_as_wrong_usage_with_its_cure(library: Path, tmp_path: Path) -> None:
    told = serve(library, "--host", "0.0.0.0", cwd=tmp_path)
    assert (told.returncode, told.stdout) == (2, "")
    assert "--token" in told.stderr
    assert "Traceback" not in told.stderr
    short = serve(library, "--token", "geheim", cwd=tmp_path)
    assert (short.returncode, short.stdout) == (2, "")
    assert f"at least {SHORTEST_TOKEN}" in short.stderr
    assert "geheim" not in short.stderr


def test_token_of_the_file_of_settings_counts(library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "jixiao.toml").write_text(f'token = "{TOKEN}"\nhosts = ["bao.example", "other.example"]\n')
    with running(library) as port, httpx.Client(timeout=PATIENCE) as client:
        home = f"http://127.0.0.1:{port}/"
        assert client.get(home).status_code == 303
        assert client.get(home, headers={"Host": "bao.example"}).status_code == 303
        assert client.get(home, headers={"Host": "bad.example"}).status_code == 400


@pytest.mark.parametrize("language", ["", "en/"])
def test_nothing_is_served_before_signing_in(port: int, client: httpx.Client, language: str) -> None:
    home = f"http://127.0.0.1:{port}/{language}"
    first = client.get(f"{home}?q=到府檢定")
    assert first.status_code == 303
    assert first.headers["location"].startswith(f"/{language}sign-in?next=")
    for path in ("theme.css", "assets/index.js", "favicon.ico", f"{API}queue/data?session_hash=a", "exports/a/b"):
        assert client.get(home + path).status_code == 401
    for path in (f"{API}upload", f"{API}queue/join"):
        assert client.post(home + path, json={"session_hash": "a", "data": [], "fn_index": 0}).status_code == 401
    assert client.get(f"{home}config").status_code == 404


@pytest.mark.parametrize("language", ["", "en/"])
def test_signing_in_leads_on_and_signing_out_ends_it(port: int, client: httpx.Client, language: str) -> None:
    home = f"http://127.0.0.1:{port}/{language}"
    form = client.get(f"{home}?q=x&kind=list", follow_redirects=True)
    assert f'value="/{language}?q=x&amp;kind=list"' in form.text
    assert "<script" not in form.text
    before = client.cookies.get(f"jixiao-{port}")
    there = {"token": TOKEN, "next": f"/{language}?q=x&kind=list"}
    answer = client.post(f"{home}sign-in", data=there)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/{language}?q=x&kind=list")
    assert answer.headers["set-cookie"].count("jixiao-") == 1
    assert TOKEN not in str(answer.headers)
    assert client.cookies[f"jixiao-{port}"] != before
    page = client.get(home)
    assert page.status_code == 200
    assert f"/{language}sign-out" in page.text
    assert client.get(f"{home}theme.css").status_code == 200
    kept = client.cookies[f"jixiao-{port}"]
    assert client.get(f"{home}sign-out").status_code == 200
    assert client.get(home).status_code == 200
    assert client.post(f"{home}sign-out").status_code == 303
    client.cookies.set(f"jixiao-{port}", kept, domain="127.0.0.1", path="/")
    assert client.get(home).status_code == 303


def test_made_up_cookie_signs_nobody_in(port: int, client: httpx.Client) -> None:
    client.cookies.set(f"jixiao-{port}", "A" * 43)
    assert client.get(f"http://127.0.0.1:{port}/").status_code == 303


def test_wrong_tokens_are_counted_for_their_own_address_and_told_when_to_come_back(library: Path) -> None:
    with running(library, "--host", "0.0.0.0", JIXIAO_TOKEN=TOKEN) as port:
        home = f"http://127.0.0.1:{port}/"
        with httpx.Client(timeout=PATIENCE) as client:
            answers = [client.post(f"{home}sign-in", data={"token": f"{n}"}) for n in range(TRIES)]
            assert [answer.status_code for answer in answers] == [403] * (TRIES - 1) + [429]
            right = client.post(f"{home}en/sign-in", data={"token": TOKEN})
            assert right.status_code == 429
            assert 0 < int(right.headers["retry-after"]) <= WINDOW + 1
            bearer = client.get(home, headers={"Authorization": BEARER})
            assert (bearer.status_code, "retry-after" in bearer.headers) == (429, True)
        elsewhere = httpx.HTTPTransport(local_address="127.0.0.2")
        with httpx.Client(timeout=PATIENCE, transport=elsewhere) as other:
            assert other.post(f"{home}sign-in", data={"token": TOKEN}).status_code == 303


def test_token_may_be_brought_with_each_request(port: int) -> None:
    reader = Reader(port, host="127.0.0.2", Authorization=BEARER)
    try:
        assert reader.http.get(reader.home).status_code == 200
        wrong = reader.http.get(reader.home, headers={"Authorization": "Bearer nothing"})
        assert wrong.status_code in (303, 401)
    finally:
        reader.http.close()


def test_token_and_warning_of_the_start(library: Path, tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "cli.py"), "serve", "--library", str(library), "--host", "0.0.0.0"]
    command += ["--token", TOKEN, "--port", "0"]
    told = subprocess.PIPE
    with subprocess.Popen(command, stdout=told, stderr=told, text=True, cwd=tmp_path) as server:
        assert server.stdout is not None
        assert server.stderr is not None
        first, warned = server.stdout.readline(), server.stderr.readline()
        server.terminate()
        said = first + warned + "".join(server.communicate())
    assert first.startswith("http://0.0.0.0:")
    assert "not encrypted" in warned
    assert TOKEN not in said


def test_tries_are_forgotten_after_a_while_and_counted_in_all() -> None:
    now = [0.0]
    access = Access(TOKEN, lambda: now[0])
    for _ in range(TRIES):
        assert access.sign_in("wrong", "10.0.0.1") is None
    assert access.sign_in(TOKEN, "10.0.0.1") is None
    assert access.sign_in(TOKEN, "10.0.0.2") is not None
    for n in range(TRIES_IN_ALL):
        access.sign_in("wrong", f"10.1.{n}.1")
    assert access.sign_in(TOKEN, "10.0.0.3") is None
    now[0] = WINDOW + 1.0
    reader = access.sign_in(TOKEN, "10.0.0.1")
    assert access.may_read(reader)
    now[0] += 13 * 3600
    assert not access.may_read(reader)


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("10.0.0.1", "10.0.0.1"),
        ("::ffff:10.0.0.1", "10.0.0.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("unix", "unix"),
    ],
)
def test_tries_are_counted_by_who_can_hold_an_address(address: str, counted: str) -> None:
    assert network(address) == counted


@pytest.mark.parametrize(
    ("told", "there"),
    [
        ("/?q=a&year=108", "/?q=a&year=108"),
        ("/en/?q=到府", "/en/?q=%E5%88%B0%E5%BA%9C"),
        ("//evil.example/", "/"),
        ("https://evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("/sign-out", "/"),
        ("/?q=a\r\nSet-Cookie: a=b", "/?q=a%0D%0ASet-Cookie:%20a=b"),
        ("", "/"),
    ],
)
def test_signing_in_leads_to_the_page_only(told: str, there: str) -> None:
    assert place(told, "zh") == there
