"""The stretch of a text that is most like a quote, and where the two begin to differ."""

from jixiao.extract.records import Span
from jixiao.index.verify import text_diff


def test_the_most_similar_stretch_and_the_first_difference_are_shown() -> None:
    text = "前言。本局於一百零八年辦理到府檢定服務共二十八場次，廣獲好評。其餘從略。"
    quote = "本局於一百零八年辦理到府檢驗服務共二十八場次"
    found = text_diff.nearest(quote, text)
    assert found is not None
    assert text[found[0].start : found[0].end] == "本局於一百零八年辦理到府檢定服務共二十八場次"
    assert text_diff.difference(quote, text[found[0].start : found[0].end]).at == 14
    assert text_diff.nearest("完全不相干的另一段文字內容", text) is None
    assert text_diff.elsewhere("。", text, 30) == (Span(30, 31), 3)
