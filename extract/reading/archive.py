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
from jixiao.extract.messages import Message

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_SAVE_ANEW = Message.of("open_it_in_its_own_program_and_save_it")
_WITHOUT_PASSWORD = Message.of("save_it_without_a_password_and_add_it_again")


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
            raise UnreadableDocumentError(
                self.path, Message.of("is_protected_by_a_password"), _WITHOUT_PASSWORD
            ) from error
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
            raise UnreadableDocumentError(
                self.path, Message.of("is_damaged_cant_be_unpacked", name), _SAVE_ANEW
            ) from error

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
                raise UnreadableDocumentError(self.path, Message.of("is_damaged", name), _SAVE_ANEW) from error
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
            raise UnreadableDocumentError(path, Message.of("is_protected_by_a_password"), _WITHOUT_PASSWORD)
        cure = Message.of("give_it_its_own_suffix_doc_xls_or_save")
        raise UnreadableDocumentError(path, Message.of("is_an_old_office_file_under_the_name_of", path.suffix), cure)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        cause = Message.of("is_damaged_or_no_file_it_cant_be_unpacked", path.suffix)
        raise UnreadableDocumentError(path, cause, _SAVE_ANEW) from error
    parts = archive.infolist()
    if len(parts) > limits.entries:
        cause = Message.of("holds_parts_over_the_limit_of", f"{len(parts):,}", f"{limits.entries:,}")
        raise LimitExceededError(path, cause, Message.of("save_it_anew_or_raise_limit_entries"))
    size = sum(part.file_size for part in parts)
    if size > limits.unpacked_megabytes * 2**20:
        cause = Message.of(
            "unpacks_to_mib_over_the_limit_of_mib", f"{size / 2**20:,.0f}", f"{limits.unpacked_megabytes:,}"
        )
        raise LimitExceededError(path, cause, Message.of("split_it_or_raise_limit_unpacked_megabytes"))
    if size > limits.ratio * len(data):
        cause = Message.of(
            "unpacks_to_times_its_size_over_the_limit_of", f"{size / len(data):,.0f}", f"{limits.ratio:,}"
        )
        raise LimitExceededError(path, cause, Message.of("save_it_anew_or_raise_limit_ratio"))
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
