"""What a file's own properties say of the document: its title, its subject, the office that wrote it."""

from __future__ import annotations

import re

from jixiao.extract.errors import ExtractError
from jixiao.extract.reading.archive import local, open_archive
from jixiao.extract.reading.layout.contract import Given

_PARTS = ("docProps/core.xml", "docProps/app.xml", "meta.xml")
_TOLD = ("title", "subject", "Company")


def told(given: Given) -> tuple[str, ...]:
    """Title, subject and company of an office file, those with Chinese words; nothing for other files."""
    if not given.data.startswith(b"PK"):
        return ()
    try:
        archive = open_archive(given.data, given.path, given.limits)
    except ExtractError:
        return ()  # its reader says what is wrong with it
    roots = [root for part in _PARTS if (root := archive.xml_if_sound(part)) is not None]
    found = {local(one): (one.text or "").strip() for root in roots for one in root.iter() if isinstance(one.tag, str)}
    return tuple(found[name] for name in _TOLD if re.search("[一-鿿]{2}", found.get(name, "")))
