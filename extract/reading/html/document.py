"""HTML: what a browser shows of a page, but for menus and footers. Nothing is fetched and no script runs."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

from lxml import etree

from jixiao.extract.errors import UnreadableDocumentError
from jixiao.extract.messages import Message
from jixiao.extract.reading.decoding import decode, without_end
from jixiao.extract.reading.html import css
from jixiao.extract.reading.html.lists import labels
from jixiao.extract.reading.layout.contract import Content, Given
from jixiao.extract.reading.layout.grids import Line, Part, lay_out
from jixiao.extract.reading.layout.inline import Inline, Level, Setting
from jixiao.extract.reading.layout.nested_tables import Held, table

_SKIPPED = {
    "head", "script", "style", "template", "noscript", "nav", "footer", "button", "select", "datalist", "input",
    "textarea", "iframe", "object", "embed", "svg", "canvas", "audio", "video", "map", "rt", "rp", "xml", "title",
}  # fmt: skip
_INLINE = {
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img",
    "ins", "kbd", "label", "mark", "nobr", "q", "ruby", "rb", "s", "samp", "small", "span", "strike", "strong", "sub",
    "sup", "time", "tt", "u", "var", "wbr", "output", "picture", "source",
}  # fmt: skip
_PLAIN = Setting()
_STRUCK = {"del", "s", "strike"}
_LEVELS: dict[str, Level] = {"sup": "raised", "sub": "lowered", "super": "raised"}
_ROLES = {"navigation", "search", "menu", "menubar", "contentinfo"}
_HIDDEN = re.compile(r"display:none|visibility:hidden|mso-hide:all|mso-element:(?:header|footer|comment)")
_DECLARED = re.compile(rb"""<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff01-\uff60\u3000-\u303f"
_WRAPPED = re.compile(rf"(?<=[{_WIDE}])[ \t]*[\r\n][ \t\r\n\f]*(?=[{_WIDE}])")
_SPACES = re.compile(r"[ \t\r\n\f\xa0]+")
_BREAK = "\u2028"
_MOST_COLUMNS = 1000


@dataclass(slots=True)
class _Flow:
    """What is gathered while a page (or a cell) is walked through: parts, and the paragraph that is open; how the
    text of the element that is open is set."""

    inline: Inline
    setting: Setting = _PLAIN
    parts: list[Part] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    label: str = ""
    level: int | None = None

    def close(self) -> None:
        """The open paragraph ends."""
        text = _SPACES.sub(" ", _WRAPPED.sub("", "".join(self.open)))
        text = re.sub(f" ?{_BREAK} ?", "\n", text).strip()
        self.open = []
        if text:
            self.parts.append(Line(self.label + text, level=self.level))
            self.label = ""


def read(given: Given) -> Content:
    """Raises UnreadableDocumentError and LimitExceededError."""
    text, warnings = _decoded(given)
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    if root is None:
        raise UnreadableDocumentError(
            given.path, Message.of("holds_no_html"), Message.of("check_that_the_export_worked")
        )
    css.write_in(root)
    flow = _Flow(Inline())
    _walk(flow, root)
    flow.close()
    warnings += tuple(flow.inline.warnings())
    if broken := [error.message for error in parser.error_log if error.level_name == "FATAL"]:
        warnings += (Message.of("is_damaged_what_could_be_read_of_it_was", broken[0]),)
    return lay_out(flow.parts, warnings)


def _decoded(given: Given) -> tuple[str, tuple[str, ...]]:
    """The characters of the page, by its mark or what it declares, else by what comes out."""
    declared = _DECLARED.search(given.data[:4096])
    marked = given.data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    encoding = "" if marked or not declared else declared[1].decode("ascii", "replace").lower()
    encoding = {"big5": "cp950", "gb2312": "gb18030", "gbk": "gb18030", "utf-16": "", "unicode": ""}.get(
        encoding, encoding
    )
    try:
        if encoding:
            return without_end(given.data.decode(encoding)), ()
    except (LookupError, UnicodeDecodeError, ValueError):
        pass
    try:
        return decode(given.data, given.path), ()
    except UnreadableDocumentError:
        if encoding not in ("cp950", "utf-8") or b"\x00" in given.data:
            raise
        text = given.data.decode(encoding, "replace")
        lost = text.count("\ufffd")
        return text, (f"{lost:,} characters can't be read as {encoding}, which the page says it is written in",)


def _walk(flow: _Flow, element: Any) -> None:
    outer, flow.setting = flow.setting, _setting(element, flow.setting)
    flow.open.append(flow.inline.text(element.text or "", flow.setting))
    for child in element:
        if isinstance(child.tag, str) and not _is_hidden(child):
            _enter(flow, child)
        flow.open.append(flow.inline.text(child.tail or "", flow.setting))
    flow.setting = outer


def _setting(element: Any, outer: Setting) -> Setting:
    """How the element sets its text, inside one that sets it as `outer`."""
    name, style = element.tag, element.get("style", "")
    lines = css.value(style, "text-decoration(?:-line)?") if style else ""
    font = css.value(style, "font-family").split(",")[0] if style else ""
    found = replace(
        outer,
        struck=outer.struck or name in _STRUCK or "line-through" in lines,
        font=font or element.get("face", "") or outer.font,
    )
    return replace(found, level=_level(name, style) or outer.level) if name in _INLINE else found


def _level(name: str, style: str) -> Level:
    """Raised or lowered by its name, or by a height (`4pt`, `-20%`)."""
    height = css.value(style, "vertical-align") if style else ""
    if re.fullmatch(r"[+-]?\d*\.?\d+(?:pt|px|em|ex|%|rem|mm)", height) and re.search("[1-9]", height):
        return "lowered" if height.startswith("-") else "raised"
    return _LEVELS.get(height) or (_LEVELS.get(name) if height in ("", "baseline") else None)


def _enter(flow: _Flow, element: Any) -> None:
    name = element.tag
    if name == "br":
        flow.open.append(_BREAK)
        return
    if name == "pre":
        for one in element.iter():
            one.text, one.tail = _kept(one.text), one.tail if one is element else _kept(one.tail)
    if name in _INLINE or ":" in name:
        _walk(flow, element)
        return
    flow.close()
    if name == "table":
        flow.parts.extend(_table(flow, element))
    elif name in ("ol", "ul", "menu", "dir"):
        _list(flow, element)
    elif heading := re.fullmatch("h([1-6])", name):
        flow.level = int(heading[1])
        _walk(flow, element)
        flow.close()
        flow.level = None
    else:
        _walk(flow, element)
    flow.close()


def _list(flow: _Flow, element: Any) -> None:
    told = labels(element) if element.tag == "ol" else {}
    for item in element:
        if isinstance(item.tag, str) and not _is_hidden(item):
            flow.label = told.get(item, "")
            _enter(flow, item)
            flow.close()
            flow.label = ""


def _table(flow: _Flow, element: Any) -> Iterator[Part]:
    for caption in element.iterchildren("caption"):
        yield from _held(flow, caption)
    held: list[list[Held]] = []
    for rows in _sections(element):
        for at, row in enumerate(rows):
            cells = [cell for cell in row.iterchildren("td", "th") if not _is_hidden(cell)]
            held.append([_cell(flow, cell, len(rows) - at) for cell in cells])
    yield from table(held)


def _sections(element: Any) -> list[list[Any]]:
    """The rows of each section, in the order in which they are shown; cells reach no further than their section."""
    sections: dict[str, list[list[Any]]] = {"thead": [], "tbody": [], "tfoot": []}
    for name, group in groupby((child for child in element if not _is_hidden(child)), lambda child: child.tag):
        if name == "tr":
            sections["tbody"].append(list(group))
        elif name in sections:
            sections[name].extend([row for row in one.iterchildren("tr") if not _is_hidden(row)] for one in group)
    return [rows for part in sections.values() for rows in part]


def _cell(flow: _Flow, element: Any, below: int) -> Held:
    """`below`: the rows from here to the end of the section."""
    wide, high = (_count(element.get(name)) for name in ("colspan", "rowspan"))
    return Held(_held(flow, element), min(max(wide, 1), _MOST_COLUMNS), min(high or below, below))


def _held(around: _Flow, element: Any) -> list[Part]:
    flow = _Flow(around.inline, around.setting)
    _walk(flow, element)
    flow.close()
    return flow.parts


def _is_hidden(element: Any) -> bool:
    if element.tag in _SKIPPED or element.get("hidden") is not None or element.get("role") in _ROLES:
        return True
    return _HIDDEN.search(re.sub(r"\s", "", element.get("style", "")).lower()) is not None


def _kept(text: str | None) -> str | None:
    return text and re.sub(r"\r\n|[\r\n]", _BREAK, text)


def _count(text: str | None) -> int:
    found = re.match(r"\s*(\d{1,6})", text or "")
    return int(found[1]) if found else 1
