"""Small pieces of the page's HTML. Everything that comes from documents or from people passes `escape` on its way."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence

from jixiao import labels


def escape(text: object) -> str:
    """Safe between tags and inside a quoted attribute; what would reorder or break the words around is written out."""
    return html.escape(labels.tamed(str(text)), quote=True)


def tag(name: str, inner: str = "", /, **attributes: object) -> str:
    """One element. `inner` is HTML; attribute values are escaped, None and False are left out, `_` reads as `-`.

    Values that only the page's events read (`data_…`, `value`) come back to them as they are.
    """
    given = [(key.rstrip("_").replace("_", "-"), value) for key, value in attributes.items()]
    told = "".join(
        f" {key}" if value is True else f' {key}="{_attribute(key, value)}"'
        for key, value in given
        if value is not None and value is not False
    )
    return f"<{name}{told}>{inner}</{name}>"


def _attribute(key: str, value: object) -> str:
    given_back = key == "value" or (key.startswith("data-") and key not in ("data-confirm", "data-heading"))
    return html.escape(str(value), quote=True) if given_back else escape(value)


def button(event: str, inner: str, data: Mapping[str, object] | None = None, **attributes: object) -> str:
    """A button that tells the page's event `event` with `data` (see panel.js). `inner` is HTML."""
    told = {f"data_{key}": value for key, value in (data or {}).items()}
    return tag("button", inner, type="button", data_event=event, **told, **attributes)


def chips(texts: Iterable[str], kind: str) -> str:
    """Short plain texts side by side, each once."""
    return "".join(tag("span", escape(text), class_=f"chip {kind}") for text in dict.fromkeys(texts))


def marked(text: str, stretches: Sequence[tuple[int, int]], class_: str | None = None) -> str:
    """The text as HTML with `<mark>` around stretches that are in order and do not overlap."""
    parts, at = [], 0
    for start, end in stretches:
        parts += [escape(text[at:start]), tag("mark", escape(text[start:end]), class_=class_)]
        at = end
    return "".join(parts) + escape(text[at:])
