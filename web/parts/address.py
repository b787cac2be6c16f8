"""The page's address: which tab is open, and what was asked there, so that a link opens the same again.

    ?tab=search&s=電話禮貌&year=108&branch=臺南分局&mode=lexical      (tab 檢索)
    ?q=哪些分局做過到府檢定？&year=108&kind=passages&without=year       (tab 問答, which needs no `tab`)

A panel that shows a result tells its address with `marker`; the page then writes it to the browser (page.js). `follow`
calls a tab back with what the address says: when the page is opened, and when the reader goes back or forward.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qs, urlencode

from jixiao.index.records import EVERYTHING, FIELDS, Filters, Mode, filters_from
from jixiao.web.parts import filter_panel
from jixiao.web.parts.components import QUIET, Page
from jixiao.web.parts.html import tag

# Characters: a question of 1,000 Chinese ones, each nine as an address has it, and as much again for the filters.
LONGEST = 20_000
FIRST = "ask"  # the tab that is open where none is named
# The browser's address in the place of the first input; what else the event takes stays as it is.
HERE = "(_, ...rest) => [window.location.search, ...rest]"


@dataclass(frozen=True, slots=True)
class Address:
    """What an address says. `q`, `kind` and `without` are the question's, `s` and `mode` the search's.

    `kind` is a kind of question that the reader chose, empty for the one that was read out of it; `without` names what
    the reader took off of what was read out of the question, `also` what is looked for besides. `tab` is a key of
    [tab] in strings.toml.
    """

    tab: str = FIRST
    q: str = ""
    kind: str = ""
    without: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    s: str = ""
    mode: Mode = "hybrid"
    filters: Filters = EVERYTHING


def read(search: str) -> Address:
    """An address from what follows the page's path, with or without `?`. Whatever it holds, it is no error:

    unknown parameters and values that no filter can have are left out, and all of what is longer than LONGEST;
    western years are understood.
    """
    told = search.removeprefix("?") if len(search) <= LONGEST else ""
    given = {key: [value.strip() for value in values] for key, values in parse_qs(told).items()}

    def first(key: str) -> str:
        return given.get(key, [""])[0]

    chosen = filter_panel.read({name: given.get(name, []) for name in FIELDS})
    return Address(
        tab=first("tab") or ("search" if first("s") and not first("q") else FIRST),
        q=first("q"),
        kind=first("kind"),
        without=tuple(given.get("without", [])),
        also=tuple(given.get("also", [])),
        s=first("s"),
        mode=filter_panel.read_mode(given),
        filters=filters_from({name: getattr(chosen, name) for name in FIELDS}),
    )


def found(page: Page, search: str) -> Address:
    """As `read`, its branches by the names that they go by in the library."""
    told = read(search)
    return replace(told, filters=page.library.canonical(told.filters))


def write(address: Address) -> str:
    """The inverse of `read`: `?…`, what is as usual left out; empty where everything is."""
    usual = Address()
    told: list[tuple[str, str]] = []
    for key in ("tab", "q", "s", "kind", "mode"):
        if getattr(address, key) != getattr(usual, key):
            told.append((key, getattr(address, key)))
    told += [("without", value) for value in address.without]
    told += [("also", value) for value in address.also]
    for field in FIELDS:
        told += [(field, str(value)) for value in getattr(address.filters, field)]
    return "?" + urlencode(told) if told else ""


def marker(address: Address) -> str:
    """To be put into a panel with the result that the address opens: it becomes the browser's, if its tab is open."""
    return tag("span", "", hidden=True, data_tab=address.tab, data_address=write(address))


def follow(page: Page, restore: Callable[..., Any], inputs: list[Any], outputs: list[Any]) -> None:
    """Call `restore(address, *values of the inputs)` when the page is opened, or gone back or forward to.

    It is called for every tab's address: look at `address.tab`, and skip what is another tab's.
    """

    def opened(search: str, *values: Any) -> Any:
        return restore(found(page, search), *values)

    for start in (page.blocks.load, page.address.goto):
        start(opened, [page.address, *inputs], outputs, js=HERE, **QUIET)


def wire_tabs(page: Page, tabs: Any) -> None:
    """Open the tab that the address names; a tab that the reader opens gets into the address. Ids are [tab]'s keys."""
    ids = [tab.id for tab in tabs.children]
    for tab in tabs.children:
        tell = f"() => document.dispatchEvent(new CustomEvent('jixiao:tab', {{ detail: '{tab.id}' }}))"
        tab.select(None, None, None, js=tell, **QUIET)

    for start, opens in ((page.blocks.load, True), (page.address.goto, False)):
        told = json.dumps({"first": FIRST, "opens": opens})
        start(None, None, tabs, js=f"() => jixiao.there({json.dumps(ids)}, {told})", **QUIET)
