"""What many tests stand on, made once: libraries in a run, the page and the browser in a worker of it."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import hypothesis
import pytest
from library_parts import make_library

ROOT = Path(__file__).parents[1]
REPORTS = ROOT / "corpus" / "reports"
SEEDS = ROOT.parent / "shared" / "seeds"
# How long an example takes is a matter of what else the machine does.
hypothesis.settings.register_profile("busy", deadline=None)
hypothesis.settings.load_profile("busy")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that take longest first, so that no worker is left alone with one at the end."""
    items.sort(key=lambda item: not any(item.iter_markers("slow")) and not any(item.iter_markers("browser")))


@pytest.fixture(scope="session")
def library_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Sequence[Path]], Path]:
    """Makes a library of reports, once in a run whichever worker asks first. It is not to be written into."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own

    def made(name: str, reports: Sequence[Path]) -> Path:
        place = shared / f"library-{name}"
        with place.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not place.is_dir():
                unfinished = place.with_suffix(".unfinished")
                shutil.rmtree(unfinished, ignore_errors=True)
                make_library(unfinished, reports).rename(place)
        return place

    return made


@pytest.fixture(scope="session")
def corpus_library(library_of: Callable[[str, Sequence[Path]], Path]) -> Path:
    """The folder of a library of the sample corpus; copy it to write into it."""
    return library_of("corpus", sorted(REPORTS.iterdir()))


@pytest.fixture(scope="session")
def seeds_library(library_of: Callable[[str, Sequence[Path]], Path]) -> Path:
    """The folder of a library of the five real reports; copy it to write into it."""
    if not SEEDS.is_dir():
        pytest.skip("the five real reports are not beside the repository")
    return library_of("seeds", sorted(SEEDS.glob("*.txt")))


@pytest.fixture(scope="session")
def result_library(library_of: Callable[[str, Sequence[Path]], Path]) -> Path:
    """The folder of a library of one sample report; copy it to write into it."""
    return library_of("result", [REPORTS / "hsinchu_108_result.txt"])


@pytest.fixture(scope="session")
def plan_library(library_of: Callable[[str, Sequence[Path]], Path]) -> Path:
    """The folder of a library of a plan and its result; copy it to write into it."""
    return library_of("plan", sorted(REPORTS.glob("hsinchu_108_*.txt")))


@pytest.fixture(scope="session")
def address(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The page over a library of the real reports, or else of the sample corpus. What a test adds it takes away."""
    from served_page import running

    held = request.getfixturevalue("seeds_library" if SEEDS.is_dir() else "corpus_library")
    with running(shutil.copytree(held, tmp_path_factory.mktemp("page") / "library")) as port:
        yield f"http://127.0.0.1:{port}/"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """For one file only: while it is there, its loop of events keeps any other from running in this process."""
    from browsing import CHROMIUM, playwright

    with playwright.sync_playwright() as driver:
        launched = driver.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Any]:
    """A page of a new reader, which may ask nothing of any other machine and may not fail."""
    from browsing import PATIENCE

    context = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    opened = context.new_page()
    opened.set_default_timeout(PATIENCE)
    elsewhere, errors = [], []
    opened.on("request", lambda request: elsewhere.append(request.url))
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.goto(address)
    yield opened
    context.close()
    hosts = {urlsplit(url).hostname for url in elsewhere if url.startswith(("http", "ws"))}
    assert hosts == {"127.0.0.1"}
    assert errors == []
