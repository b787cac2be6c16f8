"""Small pieces of the page's HTML. Everything that comes from documents or from people passes `escape` on its way."""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

# The shortest run of Chinese characters that is marked as a match: one character alone is in every passage.
SHORTEST_MATCH = 2


def escape(text: object) -> str:
    """Safe between tags and inside a quoted attribute."""
    return html.escape(str(text), quote=True)


def tag(name: str, inner: str = "", /, **attributes: object) -> str:
    """One element. `inner` is HTML; attribute values are escaped, None and False are left out, `_` reads as `-`."""
    given = [(key.rstrip("_").replace("_", "-"), value) for key, value in attributes.items()]
    told = "".join(
        f" {key}" if value is True else f' {key}="{escape(value)}"'
        for key, value in given
        if value is not None and value is not False
    )
    return f"<{name}{told}>{inner}</{name}>"


def button(event: str, inner: str, data: Mapping[str, object] | None = None, **attributes: object) -> str:
    """A button that tells the page's event `event` with `data` (see panel.js). `inner` is HTML."""
    told = {f"data_{key}": value for key, value in (data or {}).items()}
    return tag("button", inner, type="button", data_event=event, **told, **attributes)


def chips(texts: Iterable[str], kind: str) -> str:
    """Short plain texts side by side, each once."""
    return "".join(tag("span", escape(text), class_=f"chip {kind}") for text in dict.fromkeys(texts))


def fold(text: str) -> str:
    """The text for matching, of the same length: compatibility and case variants and 台/臺 are made one."""
    return "".join(folded if len(folded := unicodedata.normalize("NFKC", c).lower()) == 1 else c for c in text).replace(
        "台", "臺"
    )


def matches(text: str, needles: Sequence[str]) -> list[tuple[int, int]]:
    """Half-open stretches of `text`, in order, that stand in one of the needles too: words, or runs of characters."""
    folded, sought = fold(text), [fold(needle) for needle in needles if needle]
    found: list[tuple[int, int]] = []
    start = 0
    while start < len(folded):
        end = start
        while end < len(folded) and folded[end].isalnum() and any(folded[start : end + 1] in n for n in sought):
            end += 1
        if end - start >= SHORTEST_MATCH and whole_words(folded, start, end):
            found.append((start, end))
            start = end
        else:
            start += 1
    return found


def whole_words(text: str, start: int, end: int) -> bool:
    """Whether the stretch cuts no word or number of Latin script."""
    before = start > 0 and text[start - 1].isascii() and text[start - 1].isalnum() and text[start].isascii()
    after = end < len(text) and text[end].isascii() and text[end].isalnum() and text[end - 1].isascii()
    return not before and not after


def marked(text: str, stretches: Sequence[tuple[int, int]], class_: str | None = None) -> str:
    """The text as HTML with `<mark>` around stretches that are in order and do not overlap."""
    parts, at = [], 0
    for start, end in stretches:
        parts += [escape(text[at:start]), tag("mark", escape(text[start:end]), class_=class_)]
        at = end
    return "".join(parts) + escape(text[at:])
