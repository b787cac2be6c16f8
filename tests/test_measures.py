"""Measures and their parents."""

from __future__ import annotations

from jixiao.extract.segmentation.measures import Parent, measures


def read(text: str, parent: Parent | None = None) -> tuple[list[tuple[str | None, str]], str | None]:
    found, after = measures(text, parent)
    told = [(m.parent.text if m.parent else None, text[m.span.start : m.span.end]) for m in found]
    return told, after.text if after else None


def test_a_measure_loses_its_number_and_keeps_its_name() -> None:
    assert read("1. 主動服務:針對特殊族群提供到府服務。") == ([(None, "主動服務:針對特殊族群提供到府服務。")], None)


def test_a_parent_ends_at_its_colon_and_holds_for_the_next_rows() -> None:
    told, parent = read("1. 提升服務設施合宜度: (1) 進行環境美化。")
    assert (told, parent) == ([("提升服務設施合宜度", "進行環境美化。")], "提升服務設施合宜度")
    known = measures("1. 提升服務設施合宜度: (1) 進行環境美化。", None)[1]
    assert read("(2) 標示正確。", known)[0] == [("提升服務設施合宜度", "標示正確。")]
    assert read("2. 運用其他機制:善用工具。", known) == ([(None, "運用其他機制:善用工具。")], None)


def test_a_parent_needs_no_colon_and_no_number() -> None:
    assert read("2. 提高網站使用便利性 (1) 以使用者為導向設計。")[0] == [("提高網站使用便利性", "以使用者為導向設計。")]
    told, parent = read("有效處理民眾意見： (1) 建置處理機制。")
    assert (told, parent) == ([("有效處理民眾意見", "建置處理機制。")], "有效處理民眾意見")


def test_a_heading_alone_is_no_measure() -> None:
    assert read("1.提升服務設施合宜度：") == ([], "提升服務設施合宜度")


def test_points_under_one_parent_come_apart() -> None:
    told, _ = read("有效處理意見：\n1. 建置機制。\n2. 後續追蹤。\n3. 定期演練。")
    assert told == [("有效處理意見", "建置機制。"), ("有效處理意見", "後續追蹤。"), ("有效處理意見", "定期演練。")]


def test_a_parent_without_a_colon_before_its_first_measure() -> None:
    found, _ = measures("有效及時處理民眾之意見、抱怨及陳情 (1) 建置處理機制。", None)
    assert [m.parent.text for m in found if m.parent] == ["有效及時處理民眾之意見、抱怨及陳情"]
