"""The page as attackers reach it: on this machine only, and open to others with a token."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from served_page import Reader, running

TOKEN = "correct horse battery staple"
LANGUAGES = ("", "en/")


class Served(NamedTuple):
    port: int
    library: Path
    headers: dict[str, str]
    readers: list[Reader]

    def reader(self, language: str = "") -> Reader:
        self.readers.append(Reader(self.port, language, **self.headers))
        return self.readers[-1]


@pytest.fixture(scope="module")
def library(result_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(result_library, tmp_path_factory.mktemp("attacks") / "library"))


@pytest.fixture(scope="module", params=["loopback", "beyond, with a token"])
def server(request: pytest.FixtureRequest, library: Path) -> Iterator[Served]:
    """The page on this machine only, and open to others with a token that the reader brings."""
    beyond = request.param != "loopback"
    options = ("--host", "0.0.0.0") if beyond else ()
    headers = {"Authorization": f"Bearer {TOKEN}"} if beyond else {}
    with running(library, *options, **({"JIXIAO_TOKEN": TOKEN} if beyond else {})) as port:
        yield Served(port, library, headers, [])


@pytest.fixture
def served(server: Served) -> Iterator[Served]:
    """The page, and its readers until the test is over."""
    yield server
    while server.readers:
        server.readers.pop().http.close()
