"""Units said once for all figures below: 「單位：新臺幣千元」, 「預算數（千元）」, a column 單位 of 人 and 場次."""

from __future__ import annotations

import re

from jixiao.extract.text import normalisation, units

_SAID = re.compile(r"(?:金額|貨幣|計價|數量)?單位\s*[:：]\s*([^\s()（）〔〕\[\]【】:：、，,；;。]{1,10})")
_CURRENCY = re.compile(r"^(?:新[臺台]幣|[臺台]幣|N\.?T\.?\$?)+|[整計]$")
_FORMAL = str.maketrans("仟佰拾", "千百十")


def measured(told: str) -> str | None:
    """The unit as figures take it (新臺幣仟元 is 千元); None where the words name no unit of figures."""
    name = _CURRENCY.sub("", normalisation.squash(told)).translate(_FORMAL)
    if name in ("百分比", "百分率"):
        return "%"
    large = re.match("[百千萬十億]*", name)
    bare = name[large.end() :] if large else name
    return name if bare and units.numbers().arabic.fullmatch(f"12{bare}") else None


def said(text: str) -> str | None:
    """The unit that a caption or heading says for the table below it; None where it says none."""
    found = (measured(match[1]) for match in _SAID.finditer(normalisation.fold(text).text))
    return next((unit for unit in found if unit), None)
