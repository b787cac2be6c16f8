"""Old office files: what is said without LibreOffice, and what is read without it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from jixiao.extract.errors import UnreadableDocumentError, UnsupportedFormatError
from jixiao.extract.reading import legacy_office
from jixiao.extract.reading.layout.contract import Given

RTF = rb"{\rtf1\ansi\ansicpg950 {\b Report of 110}\par Done 3 times.\par}"


def test_without_libreoffice_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(UnsupportedFormatError, match="install LibreOffice"):
        legacy_office.read(Given(RTF, Path("a.rtf")))


def test_page_under_the_name_of_a_document_is_read_as_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    page = "<html><body><p>提升服務效能</p><img src='http://127.0.0.1:9/a.png'></body></html>"
    assert legacy_office.read(Given(page.encode(), Path("a.doc"))).source == "提升服務效能\n"


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_libreoffice_reads_old_files_and_refuses_broken_ones() -> None:
    assert legacy_office.read(Given(RTF, Path("a.rtf"))).source.splitlines() == ["Report of 110", "Done 3 times."]
    with pytest.raises(UnreadableDocumentError, match="could not be opened"):
        legacy_office.read(Given(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 2000, Path("a.doc")))


def test_what_is_no_office_file_is_refused() -> None:
    with pytest.raises(UnreadableDocumentError, match=r"no \.doc file"):
        legacy_office.read(Given(b"\0\1\2" * 100, Path("a.doc")))


@pytest.mark.parametrize(
    "data", [b"junk", b"  {\\rtf1 junk}", b"{\\rtf1 breaks off", b"{\\rtf1 " + bytes(range(1, 256)) * 9 + b"}"]
)
def test_junk_is_no_rich_text(data: bytes) -> None:
    with pytest.raises(UnreadableDocumentError, match=r"is damaged or no \.rtf file"):
        legacy_office.read(Given(data, Path("a.rtf")))
