"""Numbers as reports write them: 12,029 · 12 萬 4,093 · 2.3 萬 · 4 億 2 千 8 百餘萬 · 一千五百 · 廿一 · 三點五億."""

from __future__ import annotations

import re

PLAIN = r"(?:\d{1,3}(?:,\s?\d{3})+(?!\d)(?:\.\d+)?|\d{1,3}(?:\u202f\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)"
DIGITS = "零〇一二三四五六七八九"
SIGNS = f"{DIGITS}十百千萬億兆兩廿卅卌"
_UNDER = f"[{DIGITS}兩]*[十百千][{DIGITS}兩十百千]*"
ARABIC = (
    rf"(?:(?<![第數幾{SIGNS}])[{DIGITS}兩十百千]+[萬億兆]\s?)?{PLAIN}(?:\s?[十百千](?!分[點之])(?:\d(?![\d,.])[十百千]?)*)?"
    rf"(?:[餘多]?\s?[萬億兆]\s?(?:{PLAIN}(?:[百千](?:\d[百千]?)*)?|{_UNDER})?)*"
)
"""Arabic numerals, with 千 百 萬 億 兆 behind and between them where there are any (12 萬 4,093, 3 萬五千億)."""

WRITTEN = rf"[{SIGNS}]+(?:點[{DIGITS}]+[百千]?[萬億兆]*)?(?:[餘多][萬億兆]+)?"
FORMAL = r"[零壹貳參叁叄肆伍陸柒捌玖拾佰仟萬億兆]+"
"""As cheques write them; only believed before 元 and with 拾 佰 仟, since 參 is a word of its own."""

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "兩": 2, "叁": 3, "叄": 3}
_DIGITS |= {c: i for i, c in enumerate("零壹貳參肆伍陸柒捌玖")}
_SMALL = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_LARGE = {"萬": 10**4, "億": 10**8, "兆": 10**12}
_TENS = str.maketrans({"廿": "二十", "卅": "三十", "卌": "四十"})
# Digits one by one in front of a large sign: 一二〇萬.
_ONE_BY_ONE = re.compile(rf"(?<![十百千{DIGITS}])(?=[{DIGITS}]*[〇零])[{DIGITS}]{{2,}}(?![十百千{DIGITS}])")
_POINT = re.compile(rf"(.+)點([{DIGITS}]+)([百千]?[萬億兆]*)[餘多]?([萬億兆]*)")
_TOKEN = re.compile(rf"\s*(?:(?P<number>{PLAIN})|(?P<sign>[^\d\s餘多]))|[餘多]")


def value(text: str) -> float | None:
    """The number that `text` (folded) writes; None where it writes none (百, 九九, 1 2)."""
    text = text.strip().translate(_TENS)
    if point := _POINT.fullmatch(text):
        return _decimal(point)
    if not text or (text[0] in _SMALL and text[0] not in "十拾") or text[0] in _LARGE:
        return None
    if len(text) > 1 and all(c in _DIGITS for c in text):
        # Digits one by one are a number where one of them is nought: 九九 and 三五 are words.
        return float("".join(str(_DIGITS[c]) for c in text)) if set(text) & set("〇零") and "兩" not in text else None
    return _summed(_ONE_BY_ONE.sub(lambda run: "".join(str(_DIGITS[c]) for c in run.group()), text))


def _summed(text: str) -> float | None:
    """The terms of a number added up: a small sign (十 百 千) multiplies the digit before it, a large one all before it
    that is smaller than itself (一萬五千億, 兩兆三千萬億)."""
    terms: list[tuple[float, int]] = []  # (value, its large sign), the largest first
    section = 0.0
    digit: float | None = None
    at, last = 0, ""
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None:
            return None
        at = token.end()
        sign = token["sign"]
        if token["number"] or sign in _DIGITS:
            if digit:
                return None
            digit = float(re.sub(r"[,\s]", "", token["number"])) if token["number"] else float(_DIGITS[sign])
            if sign and last in _SMALL and _SMALL[last] > 10 and at == len(text):
                digit *= _SMALL[last] / 10  # 三百五 is 350; 305 is 三百零五
        elif sign in _SMALL:
            section += (1.0 if digit is None else digit) * _SMALL[sign]
            digit = None
        elif sign in _LARGE:
            part, large = section + (digit or 0.0), _LARGE[sign]
            while terms and (terms[-1][1] < large or (not part and terms[-1][1] == large)):
                part += terms.pop()[0]
            terms.append((part * large, large))
            section, digit = 0.0, None
        elif sign:
            return None
        last = sign or ""
    return round(sum(term for term, _ in terms) + section + (digit or 0.0), 6)


def _decimal(point: re.Match[str]) -> float | None:
    """三點五億: the digits behind the point stand one by one, the signs behind them multiply."""
    whole = value(point[1])
    if whole is None:
        return None
    number = whole + float("0." + "".join(str(_DIGITS[c]) for c in point[2]))
    for sign in point[3] + point[4]:
        number *= _SMALL.get(sign) or _LARGE[sign]
    return round(number, 6)


# A ROC year and its western one: 108 is 2019.
ROC_OFFSET = 1911


def roc_year(year: int) -> int:
    """The ROC year of a ROC or western year."""
    return year - ROC_OFFSET if year > ROC_OFFSET else year
