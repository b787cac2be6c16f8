"""What a page's own style sheets say, written into the style attributes of its elements.

Only rules whose selector is a name, a class or an id, or a name with one of these, are followed: `s.old, .gone {…}`.
Source: CSS 2.1, chapters 5 and 6.4; of equal rules the later one counts.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)
_AT_RULE = re.compile(r"@[^{;]*(?:;|\{(?:[^{}]*\{[^{}]*\})*[^{}]*\})")
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SELECTOR = re.compile(r"([A-Za-z][\w-]*)?([.#][\w-]+)?")
# Of a longer style sheet no page uses more. Source: chosen; those of Word's pages have some 30,000 characters.
_LONGEST = 10**6


def write_in(root: Any) -> None:
    """Writes the rules of all style elements before what the style attributes say by themselves."""
    sheets = "".join("".join(one.itertext()) for one in root.iter("style"))[:_LONGEST]
    rules = _rules(sheets)
    if not rules:
        return
    for element in root.iter():
        if isinstance(element.tag, str):
            marks = [f".{name}" for name in element.get("class", "").split()]
            marks += [f"#{element.get('id')}"] if element.get("id") else []
            keys = [element.tag, *marks, *(element.tag + mark for mark in marks)]
            if found := [rule for key in keys if key in rules for rule in rules[key]]:
                told = ";".join(text for _, text in sorted(found))
                element.set("style", f"{told};{element.get('style', '')}")


def _rules(sheets: str) -> dict[str, list[tuple[int, str]]]:
    """Selector → (rank, declarations): names come first, then classes and ids, each as they follow one another."""
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    text = _AT_RULE.sub("", _COMMENT.sub("", sheets))
    for number, rule in enumerate(_RULE.finditer(text)):
        for selector in rule[1].split(","):
            match = _SELECTOR.fullmatch(selector.strip())
            if match and match.group():
                key = (match[1] or "").lower() + (match[2] or "")
                found[key].append((number + (10**7 if match[2] else 0), rule[2].strip()))
    return found


def value(style: str, name: str) -> str:
    """What a style attribute says of a property, "" where it says nothing; the last one counts."""
    found = re.findall(rf"(?:^|;)\s*{name}\s*:\s*([^;]*)", style, re.IGNORECASE)
    return str(found[-1]).replace("!important", "").strip().lower() if found else ""
