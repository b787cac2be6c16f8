"""What went wrong, in the page's language."""

from __future__ import annotations

import re

from jixiao.index.errors import Message, told
from jixiao.web.parts.strings import Words

# Readers know a file by its name, not by the folder in which the program keeps it.
_FOLDER = re.compile(r"(?:/|[A-Za-z]:\\)[^;；]*[/\\](?=[^/\\;；])")


def reason(error: Exception | str, words: Words) -> str:
    """An error `place: cause; cure` as the page says it, the place without its folder; other text stays as it is."""
    text = error if isinstance(error, str) else told(error)
    said = text.worded(words.language) if isinstance(text, Message) else text
    place, colon, rest = re.match(r"(.*?)(: |：|$)(.*)", said, re.DOTALL).groups()  # type: ignore[union-attr]
    return _FOLDER.sub("", place, count=1) + colon + rest
