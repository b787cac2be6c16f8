"""Small reports in the shapes that real ones come in, in words of our own."""

from __future__ import annotations

from pathlib import Path

from jixiao.extract.records import Document, Passage

HEADER = "執行策略\t執行方法\t主辦單位\t執行績效與成果"

TABLE = f"""## 甲縣政府乙分局 110 年度提升服務效能執行績效與成果

壹、依據：甲縣政府 109 年函頒計畫。

貳、執行策略及方法

構面一：基礎服務（200 分）

{HEADER}
(一) 服務友善性。\t1. 改善環境: (1) 美化大廳與候車空間。\t總務科 秘書室 （研考）\t(1) 增設綠牆 3 處，更新座椅 40 張。
\t(2) 標示清楚正確。\t各單位\t<p>(2) 標示改為雙語。</p> <p>另設語音導覽。</p>

{HEADER}
\t(3) 定期檢查設施\t\t(3) 每季檢查一次，全年 4 次。
2. 改善網站\t(1) 版面清楚。\t資訊科\t(1) 網站改版，導入響應式網頁。

構面二、服務遞送(300分)

執行策略\t主辦單位\t執行績效與成果
(一)服務便捷性\t1. 檢討流程：檢討既有流程。\t業務科各課室 每月檢討一次，共提出 12 項建議
\t2. 單一窗口 (1) 一次辦好。\t資訊科 全年受理 2,345 件，均於 3 日內完
\t
執行策略\t主辦單位\t執行績效與成果
\t成，並免附影本。
(2) 到府服務。\t業務科\t1.第一分局：到府 20 次。2.第二分局：辦理中。

參、獎勵方式：成績優良者予以獎勵。
"""


def write(folder: Path, text: str, name: str = "report.txt", encoding: str = "utf-8") -> Path:
    """The text as a file in `folder`."""
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def squashed(text: str) -> str:
    """Without white space."""
    return "".join(text.split())


def check_places(document: Document, passages: list[Passage], source: str) -> None:
    """What must hold of every passage: its text is the document's, its source spans hold exactly its characters."""
    for passage in passages:
        assert passage.text == document.text[passage.span.start : passage.span.end]
        assert passage.text == passage.text.strip() != ""
        original = "".join(source[span.start : span.end] for span in passage.source_spans)
        assert squashed(original) == squashed(passage.text)
