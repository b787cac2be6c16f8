"""Plain texts made to be slow, endless or unreadable; `size` is about the number of their characters."""

from __future__ import annotations

from collections.abc import Iterator

HEAD = "執行策略\t執行方法\t主辦單位\t執行績效與成果\n"
CLAUSE = "辦理轄區業者說明會並蒐集各界意見"
ROW = "(一) 服務\t1. 措施\t總務科\t"
# Name -> what is repeated.
REPEATED = {
    "tabs": "\t",
    "spaces": " ",
    "wide spaces": "　",
    "blank lines": " \n",
    "digits": "1234567890",
    "single digits": "1 ",
    "groups of digits": ",567",
    "dots": ".",
    "leader dots": "…",
    "lines of leader dots": "第一章…………………………5\n",
    "open brackets": "(",
    "brackets": "()",
    "open quotes": "「",
    "exclamations": "！",
    "closed exclamations": "！」x",
    "lists in lists": "1.作法：",
    "lists of all kinds": "1.(1)A.(A)①一、",
    "labels": "9.甲乙",
    "names": "甲乙公司、",
    "names without a mark": "標準檢驗局",
    "clauses": CLAUSE + "，",
    "sentences": CLAUSE + "。",
    "short lines": "甲乙\n",
    "lines with colons": "甲乙：\n",
    "headings": "# 標題一\n",
    "facets": "構面一：基礎服務（200 分）\n",
    "paragraphs": CLAUSE * 2 + "。\n",
    "han": "績效",
    "numerals": "一二三四五六七八九十百千萬億",
    "large numerals": "億萬兆",
    "latin": "a",
    "words": "ab cd ",
    "address": "b/c?d=e&",
    "dates": "108年5月20日",
    "years": "108年度\n",
    "branches": "臺南分局",
    "units": "科",
    "sums": "共計",
    "openings": "另本年臺南分局",
    "changes": "26.8%提升至",
    "accents": "e" + "\u0301" * 300,
    "unseen": "績\u200b",
    "turned round": "\u202e績效\u2066",
    "marks": "#",
    "dashes": "-",
    "pipes": "| a ",
    "pipe rows": "| 甲 | 乙 |\n",
    "fences": "```\n",
    "form feeds": "甲\f",
    "line ends": "甲\r乙\n丙\r\n",
    "columns": "甲乙丙丁            戊己庚辛            壬癸\n",
    "rows": "(一) 服務\t1. 措施\t總務科\t辦理說明會 3 場。\n",
    "headers": HEAD + ROW + CLAUSE + "。\n",
}
# Name -> what stands before a giant cell, what fills it, what stands behind.
CELLS = {
    "outcome": (HEAD + ROW, CLAUSE + "，", ""),
    "names in an outcome": (HEAD + ROW, "公司、", ""),
    "measure": (HEAD + "(一) 服務\t1. ", CLAUSE + "，", "\t總務科\t辦理 3 場。"),
    "strategy": (HEAD + "(一) ", "服務", "\t1. 措施\t總務科\t辦理 3 場。"),
    "spaces in a strategy": (HEAD + "(一) 甲", " ", "乙\t1. 措施\t總務科\t辦理 3 場。"),
    "units": (HEAD + "(一) 服務\t1. 措施\t", "總務科、", "\t辦理 3 場。"),
    "units in pieces": (HEAD + "(一) 服務\t1. 措施\t", "總務 科(", "\t辦理 3 場。"),
    "a number": ("", "1", ""),
    "groups of a number": ("", "1,", "。"),
    "units in a row": (HEAD + "(一) 服務\t1. 措施\t", "科", "x\t辦理 3 場。"),
}


def texts(size: int) -> Iterator[tuple[str, str]]:
    """Each by its name."""
    for name, part in REPEATED.items():
        text = "甲" + part * max(size // len(part), 1) + "乙\n"
        yield name, HEAD + text[1:-2] if part.startswith("(一)") else text
    for name, (before, part, behind) in CELLS.items():
        yield f"cell of {name}", f"{before}{part * max(size // len(part), 1)}{behind}\n"


def files(size: int) -> Iterator[tuple[str, bytes]]:
    """The same as files, and those that are hostile by their bytes."""
    for name, text in texts(size):
        yield f"{name}.txt", text.encode()
    good = "辦理說明會 3 場。\n".encode("utf-16-le")
    yield "half a character.txt", b"\xff\xfe" + good + b"\x00\xd8" + good
    yield "nulls.txt", "績效".encode() + bytes(size)
    yield "mark inside.txt", "績效\ufeff報告\n".encode() * 9
    yield "cut character.txt", "績效報告".encode()[:-1]
    yield "end of file mark.txt", "辦理說明會 3 場。\n\x1a".encode()
    yield "one line.md", (CLAUSE * (size // 8)).encode()
    yield "long number.txt", b"1" * (10 * size)
