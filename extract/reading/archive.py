"""Office files are archives of XML parts: opened within limits, their parts parsed without anything from outside."""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lxml import etree

from jixiao.extract.errors import LimitExceededError, UnreadableDocumentError
from jixiao.extract.limits import Limits

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_SAVE_ANEW = "open it in its own program and save it anew"
_WITHOUT_PASSWORD = "save it without a password and add it again"


@dataclass(slots=True)
class Archive:
    """An opened archive. `warnings` grow with what had to be mended."""

    path: Path
    zip: zipfile.ZipFile
    warnings: list[str] = field(default_factory=list)

    def names(self) -> list[str]:
        """The names of its parts."""
        return self.zip.namelist()

    def read(self, name: str) -> bytes | None:
        """A part's bytes, None where there is no such part. Raises UnreadableDocumentError."""
        try:
            return self.zip.read(name)
        except KeyError:
            return None
        except RuntimeError as error:  # zipfile's word for a part that needs a password
            raise UnreadableDocumentError(self.path, "is protected by a password", _WITHOUT_PASSWORD) from error
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
            raise UnreadableDocumentError(self.path, f"is damaged ({name} can't be unpacked)", _SAVE_ANEW) from error

    def xml(self, name: str) -> Any:
        """A part's root element, None where there is no such part; of a damaged one what can be read, with a warning.

        Raises UnreadableDocumentError where nothing can be read.
        """
        data = self.read(name)
        if data is None:
            return None
        try:
            return etree.fromstring(data, _parser(recover=False))
        except etree.XMLSyntaxError as error:
            root = etree.fromstring(data, _parser(recover=True)) if data.strip() else None
            if root is None:
                raise UnreadableDocumentError(self.path, f"is damaged ({name})", _SAVE_ANEW) from error
            self.warnings.append(f"{name} is damaged; what could be read of it was read")
            return root

    def xml_if_sound(self, name: str) -> Any:
        """As `xml`, for a part without which the document can be read; None with a warning where nothing can be."""
        try:
            return self.xml(name)
        except UnreadableDocumentError as error:
            self.warnings.append(f"{error.cause}: what it says was left out")
            return None


def open_archive(data: bytes, path: Path, limits: Limits) -> Archive:
    """Raises UnreadableDocumentError (no archive, damaged, protected by a password) and LimitExceededError."""
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise UnreadableDocumentError(path, "is protected by a password", _WITHOUT_PASSWORD)
        cure = "give it its own suffix (.doc, .xls), or save it in the new format"
        raise UnreadableDocumentError(path, f"is an old Office file under the name of a {path.suffix} file", cure)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        cause = f"is damaged or no {path.suffix} file (it can't be unpacked)"
        raise UnreadableDocumentError(path, cause, _SAVE_ANEW) from error
    parts = archive.infolist()
    if len(parts) > limits.entries:
        cause = f"holds {len(parts):,} parts, over the limit of {limits.entries:,}"
        raise LimitExceededError(path, cause, "save it anew, or raise limit_entries")
    size = sum(part.file_size for part in parts)
    if size > limits.unpacked_megabytes * 2**20:
        cause = f"unpacks to {size / 2**20:,.0f} MiB, over the limit of {limits.unpacked_megabytes:,} MiB"
        raise LimitExceededError(path, cause, "split it, or raise limit_unpacked_megabytes")
    if size > limits.ratio * len(data):
        cause = f"unpacks to {size / len(data):,.0f} times its size, over the limit of {limits.ratio:,}"
        raise LimitExceededError(path, cause, "save it anew, or raise limit_ratio")
    return Archive(path, archive)


def local(element: Any) -> str:
    """An element's name without its namespace; "" for comments, instructions and entities."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def value(element: Any, name: str, default: str = "") -> str:
    """An attribute by its name without namespace."""
    if element is None:
        return default
    return next((str(found) for key, found in element.attrib.items() if key.rpartition("}")[2] == name), default)


def child(element: Any, name: str) -> Any:
    """The first child of that name (without namespace), None where there is none."""
    return None if element is None else next((found for found in element if local(found) == name), None)


def _parser(*, recover: bool) -> Any:
    """No entities, no DTD, nothing from the network, no part deeper or longer than libxml2 takes by itself."""
    return etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, recover=recover, remove_comments=True
    )
