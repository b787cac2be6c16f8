"""A number and the format of its cell → what the cell shows: 1,234 · 95.5% · 112年3月5日. As Excel for Taiwan does."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from functools import cache
from importlib import resources

from jixiao.extract.reading.workbook import date_formats
from jixiao.extract.reading.workbook.date_formats import Token

_TOKEN = re.compile(
    r"""(?P<quoted>"[^"]*"?)
    |(?P<escaped>\\.|!.)
    |(?P<blank>_.|\*.)
    |(?P<elapsed>\[(?:h+|m+|s+)\])
    |(?P<bracket>\[[^\]]*\])
    |(?P<general>General|G/通用格式)
    |(?P<noon>AM/PM|A/P|上午/下午)
    |(?P<exponent>E[+-])
    |(?P<date>y+|m+|d+|h+|s+|e+|g+|a{3,4})
    |(?P<digit>[0#?])
    |(?P<point>\.)|(?P<comma>,)|(?P<percent>%)|(?P<slash>/)
    |(?P<literal>.)""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_SECTION = re.compile(r'(?:"[^"]*"?|\\.|!.|\[[^\]]*\]|[^;])*', re.DOTALL)
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)\]")
_COLOUR = re.compile(
    r"\[(?:red|blue|green|cyan|magenta|yellow|colou?r\s?\d+|[紅藍綠青黃]色?|洋紅色?|色彩\s?\d+)\]", re.IGNORECASE
)
# Marks of numbers below zero, before the first digit.
_SIGN = re.compile(r"\D*[-−–△▲▼(（負減]")
_SYSTEM_DATE = re.compile(r"\[\$-(?:F800|x-sysdate)", re.IGNORECASE)
# Digits that a number in General format shows. Source: Excel shows up to 11.
_GENERAL_DIGITS = 11
_WHOLE = 10**15


@dataclass(frozen=True, slots=True)
class Section:
    """One section of a format, the condition (sign, limit) under which it holds, and whether it has a colour."""

    tokens: tuple[Token, ...]
    condition: tuple[str, float] | None
    coloured: bool


def shown(value: float, code: str, *, from_1904: bool = False) -> str:
    """What a cell shows; dates count days from 1899-12-30, or from 1904-01-01 on.

    A minus that only a colour shows is written: text has none.
    """
    section, value, below = _chosen(_sections(code or "General"), value)
    tokens = section.tokens
    if date_formats.is_date(tokens):
        return date_formats.shown(value, tokens, from_1904=from_1904)
    kinds = {token.kind for token in tokens}
    if "general" in kinds:
        text = "".join(general(abs(value)) if token.kind == "general" else token.text for token in tokens)
    elif "digit" in kinds:
        text = _number(abs(value), tokens)
    elif tokens[:1] == (Token("literal", "@"),):
        return general(value)
    else:
        return "".join(token.text for token in tokens).strip()
    minus = (value < 0 or (below and section.coloured)) and not _SIGN.match(text) and re.search("[1-9]", text)
    return ("-" if minus else "") + text.strip()


def shown_text(text: str, code: str) -> str:
    """What a cell that holds text shows: with what its format sets around it (`"第"@"號"`)."""
    sections = _sections(code or "General")
    tokens = sections[3 if len(sections) > 3 else -1].tokens
    if Token("literal", "@") not in tokens:
        return text
    return "".join(text if token == Token("literal", "@") else token.text for token in tokens).strip()


def signed(text: str, value: float) -> str:
    """What a cell shows of `value`, with the minus that only its colour tells."""
    bare = value < 0 and re.search("[1-9]", text) and not _SIGN.match(text)
    return f"-{text}" if bare else text


def of_id(number: int) -> str:
    """The format that its id alone tells; General where none does."""
    return _by_id().get(str(number), "General")


def general(value: float) -> str:
    """A number without format: whole numbers in full, others with as many digits as Excel shows."""
    if abs(value) < _WHOLE and value == int(value):
        return str(int(value))
    text = f"{value:.{_GENERAL_DIGITS - 1}g}"
    return f"{Decimal(text):f}" if "e-" in text and abs(value) >= 1e-9 else text.upper()


@cache
def _by_id() -> dict[str, str]:
    text = resources.files("jixiao.extract").joinpath("data/number_formats.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    return {**data["common"], **data["taiwan"]}


@cache
def _sections(code: str) -> tuple[Section, ...]:
    found: list[Section] = []
    at = 0
    while at <= len(code):
        match = _SECTION.match(code, at)
        text = match.group() if match else ""
        limit = _CONDITION.search(text)
        coloured = _COLOUR.search(text) is not None
        found.append(Section(_tokens(text), (limit.group(1), float(limit.group(2))) if limit else None, coloured))
        at += len(text) + 1
    return tuple(found)


def _tokens(section: str) -> tuple[Token, ...]:
    if _SYSTEM_DATE.search(section):
        return _tokens('yyyy"年"m"月"d"日"')
    found: list[Token] = []
    for match in _TOKEN.finditer(section):
        kind, text = str(match.lastgroup), match.group()
        if kind == "bracket":
            currency = re.match(r"\[\$([^-\]]*)", text)
            text = currency.group(1) if currency else ""
        elif kind in ("quoted", "escaped"):
            text = text.strip('"') if kind == "quoted" else text[1:]
        elif kind == "blank":
            text = " " if text[0] == "_" else ""
        literal = kind in ("bracket", "quoted", "escaped", "blank")
        found.append(Token("literal" if literal else kind, text))
    return tuple(found)


def _chosen(sections: Sequence[Section], value: float) -> tuple[Section, float, bool]:
    """The section that holds for `value`, the value without the sign that the section tells by itself, and whether it
    was below zero."""
    if any(section.condition for section in sections):
        held = (s for s in sections if s.condition is None or _holds(value, *s.condition))
        return next(held, sections[-1]), value, value < 0
    if value < 0 and len(sections) > 1:
        return sections[1], -value, True
    return sections[2 if value == 0 and len(sections) > 2 else 0], value, value < 0


def _holds(value: float, sign: str, limit: float) -> bool:
    if value == limit:
        return sign in ("=", "<=", ">=")
    return sign == "<>" or sign.startswith("<" if value < limit else ">")


def _number(value: float, tokens: Sequence[Token]) -> str:
    """`value` (not negative) in the places of the digits."""
    kinds = [token.kind for token in tokens]
    places = [at for at, kind in enumerate(kinds) if kind == "digit"]
    if "slash" in kinds:
        return _fraction(value, tokens, places)
    power = kinds.index("exponent") if "exponent" in kinds else len(kinds)
    point = kinds.index("point") if "point" in kinds[:power] else power
    whole = [at for at in places if at < point]
    after = [at for at in places if point < at < power]
    last = max([*whole, *after], default=-1)
    commas = [at for at in range(power) if kinds[at] == "comma"]
    scaled = Decimal(repr(value)).scaleb(2 * kinds.count("percent") - 3 * sum(at > last for at in commas))
    exponent = scaled.adjusted() if scaled and power < len(kinds) else 0
    digits, _, decimals = _rounded(scaled.scaleb(-exponent), len(after)).partition(".")
    filled = _whole(digits, whole, tokens, grouped=any(at < last for at in commas)) | _decimals(decimals, after, tokens)
    parts = [filled.get(at, "") if kinds[at] in ("digit", "comma") else tokens[at].text for at in range(power)]
    if power < len(kinds):
        sign = "-" if exponent < 0 else "+" if tokens[power].text.endswith("+") else ""
        parts.append(f"E{sign}{abs(exponent):0{sum(at > power for at in places)}d}")
    return "".join(parts)


def _rounded(value: Decimal, decimals: int) -> str:
    digits = Context(prec=400 + decimals)  # a double has at most 309 before the point
    return f"{value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, digits):f}"


def _whole(digits: str, places: Sequence[int], tokens: Sequence[Token], *, grouped: bool) -> dict[int, str]:
    """The digits before the point by place: filled from the right, the first place takes all that are left."""
    zeros = [number for number, at in enumerate(places) if tokens[at].text == "0"]
    digits = digits.lstrip("0").rjust(len(places) - zeros[0] if zeros else 0, "0")
    marked = [
        ("," if grouped and at and (len(digits) - at) % 3 == 0 else "") + digit for at, digit in enumerate(digits)
    ]
    filled: dict[int, str] = {}
    for at in reversed(places):
        filled[at] = "".join(marked) if at == places[0] else marked.pop() if marked else ""
    return filled


def _decimals(decimals: str, places: Sequence[int], tokens: Sequence[Token]) -> dict[int, str]:
    needed = max((n + 1 for n, at in enumerate(places) if tokens[at].text == "0" or decimals[n] != "0"), default=0)
    return {at: decimals[n] if n < needed else "" for n, at in enumerate(places)}


def _fraction(value: float, tokens: Sequence[Token], places: Sequence[int]) -> str:
    """3 1/2: as `# ?/?` and its kin show it; the denominator has as many digits as places."""
    slash = next(at for at, token in enumerate(tokens) if token.kind == "slash")
    largest = 10 ** min(max(sum(at > slash for at in places), 1), 9) - 1
    near = Fraction(value).limit_denominator(largest)
    whole, rest = divmod(near.numerator, near.denominator)
    if not rest:
        return str(whole)
    return f"{whole} {rest}/{near.denominator}" if whole else f"{rest}/{near.denominator}"
