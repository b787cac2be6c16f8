"""From a file's bytes to its characters: UTF-8, UTF-16, Big5/CP950, told apart by validity and by what comes out.

The end mark of DOS (0x1A, with what fills the last block after it) is no part of the text.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from pathlib import Path

from jixiao.extract.errors import LimitExceededError, UnreadableDocumentError
from jixiao.extract.messages import Message

# Source: the five real reports hold 25-71 kB and lines of at most 785 characters; the limits leave a factor of 450
# and 1,200. A line of 840,000 characters was read and cut in 3 s on two cores.
LARGEST_FILE = 32 * 2**20
LONGEST_LINE = 10**6
# Source: COMMON makes up 25-26% of the Han of the five real reports and 21% of a news sentence; 3-7% of Korean and
# Japanese sentences read as CP950 by mistake.
COMMON = frozenset(
    "的一是不在有為之及於年與理以業務人民機大中上個件次提供服辦分局本會國可用等者並公所定案我他這了到來說時地要就出也"
)
LEAST_COMMON = 0.12
_END = re.compile(rb"\x1a[\x1a\x00]*\Z")
_UTF8_CURE = Message.of("save_it_as_utf_8_and_add_it_again")


def load(path: Path, largest: int = LARGEST_FILE) -> bytes:
    """The file's bytes, at most `largest`. Raises UnreadableDocumentError and LimitExceededError."""
    try:
        size = path.stat().st_size
        if size > largest:
            raise LimitExceededError(
                path,
                Message.of("holds_mib_over_the_limit_of_mib", f"{size / 2**20:.0f}", largest // 2**20),
                Message.of("split_it"),
            )
        return path.read_bytes()
    except OSError as error:
        cause = error.strerror or str(error)
        raise UnreadableDocumentError(
            path, Message.of("could_not_be_opened", cause), Message.of("check_the_path_and_permissions")
        ) from error


def decode(data: bytes, path: Path | str) -> str:
    """The characters of `data`, line ends as they are, the byte order mark dropped; `path` is named in errors.

    Raises UnreadableDocumentError (empty, binary, unknown encoding) and LimitExceededError (an overlong line).
    """
    if not data.strip(b"\x00\x1a \t\r\n\f\xef\xbb\xbf\xff\xfe"):
        raise UnreadableDocumentError(path, Message.of("is_empty"), Message.of("check_that_the_export_worked"))
    text = _marked(data, path) or _unmarked(data, path)
    if not text.strip():
        raise UnreadableDocumentError(
            path, Message.of("holds_white_space_only"), Message.of("check_that_the_export_worked")
        )
    longest = max(map(len, text.splitlines()))
    if longest > LONGEST_LINE:
        raise LimitExceededError(
            path,
            Message.of("has_a_line_of_characters_over_the_limit_of", f"{longest:,}", f"{LONGEST_LINE:,}"),
            Message.of("break_its_lines"),
        )
    return text


def _marked(data: bytes, path: Path | str) -> str | None:
    """Text with a byte order mark, None where there is none."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(mark):
            text = _try(data[len(mark) :], encoding)
            if text is None or "\x00" in text:
                raise UnreadableDocumentError(path, Message.of("starts_like_but_is_damaged", encoding), _UTF8_CURE)
            return text
    return None


def _unmarked(data: bytes, path: Path | str) -> str:
    plain = _END.sub(b"", data)
    text = None if b"\x00" in plain else _try(plain, "utf-8")
    if text is not None and _readable(text):
        return text
    for encoding in ("utf-16-le", "utf-16-be"):
        text = _try(data, encoding)
        if text is not None and _readable(text) and _common(text) >= LEAST_COMMON:
            return text
    if b"\x00" in plain:
        raise UnreadableDocumentError(
            path, Message.of("is_a_binary_file_not_text"), Message.of("export_the_document_as_text")
        )
    for encoding in ("cp950", "big5hkscs"):
        text = _try(plain, encoding)
        if text is not None and _readable(text) and _common(text) >= LEAST_COMMON:
            return text
    raise UnreadableDocumentError(path, Message.of("is_neither_utf_8_utf_16_nor_big5_text"), _UTF8_CURE)


def without_end(text: str) -> str:
    """`text` without the end mark of DOS."""
    kept = text.rstrip("\x1a\x00 \t\r\n\f")
    rest = text[len(kept) :]
    return kept + rest.partition("\x1a")[0]


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return without_end(data.decode(encoding))
    except UnicodeDecodeError:
        return None


def _readable(text: str) -> bool:
    """No control characters but white space, no unassigned code points to speak of."""
    odd = sum(1 for c in text if unicodedata.category(c) in ("Cc", "Cn") and c not in "\t\n\r\f\v\x1c\x1d\x1e\x85")
    return odd <= len(text) / 1000


def _common(text: str) -> float:
    """Share of the commonest Chinese characters among the letters beyond ASCII; 0 where there are none."""
    letters = [c for c in text if ord(c) > 0x7F and unicodedata.category(c) == "Lo"]
    return sum(c in COMMON for c in letters) / len(letters) if letters else 0.0
