"""The stretch of a text that is most like a quote, and where the two begin to differ."""

from extract.records import Span
from index.answers import alike


def test_the_most_similar_stretch_and_the_first_difference_are_shown() -> None:
    text = "前言。本局於一百零八年辦理到府檢定服務共二十八場次，廣獲好評。其餘從略。"
    quote = "本局於一百零八年辦理到府檢驗服務共二十八場次"
    found = alike.nearest(quote, text)
    assert found is not None
    assert text[found[0].start : found[0].end] == "本局於一百零八年辦理到府檢定服務共二十八場次"
    assert alike.difference(quote, text[found[0].start : found[0].end]).at == 14
    assert alike.nearest("完全不相干的另一段文字內容", text) is None
    assert alike.elsewhere("。", text, 30) == (Span(30, 31), 3)
