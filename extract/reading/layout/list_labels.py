"""The labels that office programs and browsers put before the items of numbered lists."""

from __future__ import annotations

from typing import Literal

Style = Literal[
    "decimal", "padded", "full", "han", "formal", "digits", "stem", "branch", "upper", "lower", "upper_roman",
    "lower_roman", "circle", "paren", "stop", "han_circle", "han_paren", "none",
]  # fmt: skip

_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_HAN, _FORMAL = ("〇一二三四五六七八九", "十百千"), ("零壹貳參肆伍陸柒捌玖", "拾佰仟")
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
    (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_SIGNS: dict[str, tuple[str, int]] = {
    "circle": ("①", 20),
    "paren": ("⑴", 20),
    "stop": ("⒈", 20),
    "han_circle": ("㊀", 10),
    "han_paren": ("㈠", 10),
}  # the first sign and how many there are

_MOST = 4000  # what Roman numerals can write; nobody counts so far in letters


def numeral(number: int, style: Style) -> str:
    """The number (1 or more) as the style writes it; in Arabic digits where the style has no such number."""
    if style == "none":
        return ""
    if style in _SIGNS:
        first, count = _SIGNS[style]
        return chr(ord(first) + number - 1) if 1 <= number <= count else str(number)
    if style in ("han", "formal", "digits"):
        return _written(number, style)
    if not 0 < number < _MOST or style == "decimal":
        return str(number)
    match style:
        case "padded":
            return f"{number:02d}"
        case "full":
            return str(number).translate({ord("0") + n: ord("０") + n for n in range(10)})
        case "stem" | "branch":
            signs = _STEMS if style == "stem" else _BRANCHES
            return signs[number - 1] if number <= len(signs) else str(number)
        case "upper" | "lower":
            letter = chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)
            return letter if style == "upper" else letter.lower()
        case _:
            return _roman(number).upper() if style == "upper_roman" else _roman(number)


def label(text: str) -> str:
    """A label as it stands before its item: with a space where none of its own punctuation sets it apart."""
    return text if not text or text.endswith(("、", "：", "）", " ", "\u3000")) else f"{text} "


def _written(number: int, style: str) -> str:
    digits, powers = _FORMAL if style == "formal" else _HAN
    if style == "digits" or not 0 < number < 10_000:
        return "".join(digits[int(figure)] for figure in str(abs(number)))
    told = ""
    for power, figure in zip(range(len(str(number)) - 1, -1, -1), map(int, str(number)), strict=True):
        if figure:
            told += digits[figure] + (powers[power - 1] if power else "")
        elif told and not told.endswith("零"):
            told += "零"
    told = told.rstrip("零")
    return told.removeprefix("一") if style == "han" and 10 <= number < 20 else told


def _roman(number: int) -> str:
    told = ""
    for amount, letters in _ROMAN:
        count, number = divmod(number, amount)
        told += letters * count
    return told
