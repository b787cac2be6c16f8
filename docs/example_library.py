"""The reports that the pictures and the examples of the documentation are made from.

The sample corpus has nothing that contradicts itself and no second version of a report: two made-up files bring both.
"""

from __future__ import annotations

import shutil
from pathlib import Path

CORPUS = Path(__file__).parents[1] / "corpus" / "reports"
BUREAU = """\
經濟部標準檢驗局 108 年度提升服務效能執行績效與成果

示範文件：內容為本專案杜撰，供說明檢核之用。

構面二：服務遞送（300 分）

執行策略	執行方法	主辦單位	執行績效與成果
(一) 服務便捷性	1. 線上申辦：推廣網路送件與多元繳費。	各分局	1. 臺南分局線上申辦率 61.2%。
(二) 服務可近性	1. 諮詢服務：答復民眾問題。	各單位	1. 全年諮詢 105 件(電話 60 件、臨櫃 35 件)。
"""
CORRECTED = "tainan_108_result_修正版.txt"
# What the correction changes in the report of 臺南分局: a figure, and a sentence that is new.
CHANGES = {
    "全年受測 288 人次": "全年受測 298 人次",
    "全年訓練 65 場次。": "全年訓練 65 場次。另舉辦新進人員講習 4 場次。",
}


def write(folder: Path) -> list[Path]:
    """Put the reports into `folder`, in the order in which they are to be added: the correction last."""
    folder.mkdir(parents=True, exist_ok=True)
    samples = [Path(shutil.copy(path, folder)) for path in sorted(CORPUS.iterdir())]
    bureau = folder / "bureau_108_result.txt"
    bureau.write_text(BUREAU, encoding="utf-8")
    text = (CORPUS / "tainan_108_result.txt").read_text(encoding="utf-8")
    for old, new in CHANGES.items():
        assert old in text, old
        text = text.replace(old, new)
    corrected = folder / CORRECTED
    corrected.write_text(text, encoding="utf-8")
    return [*samples, bureau, corrected]
