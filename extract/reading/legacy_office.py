"""Old office files (.doc, .rtf), converted by LibreOffice where it is installed."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

from jixiao.extract.errors import LimitExceededError, UnreadableDocumentError, UnsupportedFormatError
from jixiao.extract.messages import Message
from jixiao.extract.reading.layout.contract import Content, Given

_PROGRAMS = ("soffice", "libreoffice")
_MAC = Path("/Applications/LibreOffice.app/Contents/MacOS/soffice")
_RICH = "Rich Text Format"
# LibreOffice reads what it doesn't know as plain text, hence what a file begins with and the filter for it.
_FILTERS = ((b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "MS Word 97"), (b"{\\rtf", _RICH))
_CONTROLS = bytes({*range(32)} - {*b"\t\r\n\x1a"})
# What a new profile is given: no macros, no links to elsewhere, and a proxy that answers nothing.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">{}</oor:items>"""
_SETTING = '<item oor:path="/org.openoffice.{}"><prop oor:name="{}" oor:op="fuse"><value>{}</value></prop></item>'
_SET = (
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
    ("Inet/Settings", "ooInetNoProxy", ""),
)


def read(given: Given) -> Content:
    """As `docx.read`; raises UnsupportedFormatError too, where LibreOffice is not installed."""
    from jixiao.extract.reading.docx import document as docx_document
    from jixiao.extract.reading.html import document as html_document

    if given.data.startswith(b"PK\x03\x04"):  # a DOCX under an old name
        return docx_document.read(given)
    if given.data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):  # a page that a website calls a document
        return html_document.read(given)
    reader = next((name for start, name in _FILTERS if given.data.startswith(start)), None)
    if reader is None or (reader == _RICH and not _is_rich(given.data)):
        cure = Message.of("open_it_in_its_own_program_and_save_it_3")
        raise UnreadableDocumentError(given.path, Message.of("is_damaged_or_no_file", given.path.suffix), cure)
    return docx_document.read(replace(given, data=converted(given, reader, "docx")))


def _is_rich(data: bytes) -> bool:
    """Is it whole, and text as RTF has it: without control characters, but in pictures (\\\\bin)?"""
    odd = len(data) - len(data.translate(None, _CONTROLS))
    return data.rstrip(b"\0 \r\n\t\x1a").endswith(b"}") and (b"\\bin" in data or odd <= len(data) / 1000)


def converted(given: Given, reader: str, suffix: str) -> bytes:
    """The file in another format; `reader` is LibreOffice's name for the format that it has.

    Macros don't run, and links are not followed, in a profile of its own.

    Raises UnsupportedFormatError (no LibreOffice), LimitExceededError (time), UnreadableDocumentError.
    """
    program = next(filter(None, map(shutil.which, _PROGRAMS)), None) or (str(_MAC) if _MAC.exists() else None)
    if program is None:
        cure = Message.of("install_libreoffice_on_debian_apt_install_libreoffice_writer_or")
        raise UnsupportedFormatError(
            given.path, Message.of("is_read_by_way_of_libreoffice_not_found", given.path.suffix), cure
        )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        original = folder / f"original{given.path.suffix.lower()}"
        original.write_bytes(given.data)
        settings = folder / "profile" / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(_SETTINGS.format("".join(_SETTING.format(*one) for one in _SET)), encoding="utf-8")
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [program, profile, "--headless", "--norestore", "--nolockcheck"]
        _run([*command, f"--infilter={reader}", "--convert-to", suffix, "--outdir", name, str(original)], given)
        result = folder / f"original.{suffix}"
        if not result.is_file():
            cure = Message.of("open_it_in_its_own_program_and_save_it_4")
            raise UnreadableDocumentError(given.path, Message.of("could_not_be_opened_by_libreoffice"), cure)
        return result.read_bytes()


def _run(command: list[str], given: Given) -> None:
    """What the program has started is stopped with the worker that this runs in."""
    quiet = subprocess.DEVNULL
    try:
        seconds = given.limits.seconds * 0.9  # so that the worker is there to say so
        subprocess.run(command, stdin=quiet, stdout=quiet, stderr=quiet, timeout=seconds, check=False)
    except subprocess.TimeoutExpired:
        cause = Message.of("took_libreoffice_more_than_seconds", f"{given.limits.seconds:,}")
        raise LimitExceededError(given.path, cause, Message.of("split_it_or_raise_limit_seconds")) from None
