"""The data sets as training pairs: (query-like text, passage-like text).

Every function takes the data folder and yields pairs; MANIFEST.md in that folder says what each set is. Choices that
are random are drawn from a generator seeded with the set's name, so that a run repeats.
"""

from __future__ import annotations

import json
import lzma
import random
import re
import tomllib
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Pair = tuple[str, str]

SENTENCE_END = re.compile(r"(?<=[。！？；\n])")
HEADER_LINE = re.compile(
    r"^(中華民國\s*\d+\s*年|附件|附修正|附「|主\s*旨|[^，。]{0,14}(令|公告|函)$|[^，。]{0,20}號$|.{0,8}[長員]\s+\S{2,4}$)"
)
ITEM_MARK = re.compile(r"^[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]\s*")
TENDER = re.compile(r"標案|招標|決標|得獎名單|錄取名單|轉知|甄選|職缺|徵才")
WINDOW = (40, 240)


def read(data: Path, name: str) -> Iterator[dict[str, Any]]:
    """Records of `name` (folder/file without .jsonl.xz)."""
    with lzma.open(data / f"{name}.jsonl.xz", "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def tidy(text: str) -> str:
    """White space runs as one space; spaces between Han characters go."""
    text = re.sub(r"\s+", " ", text).strip()
    return re.sub(r"(?<=[\u3400-\u9fff，。、；：]) (?=[\u3400-\u9fff，。、；：])", "", text)


def seeded(name: str) -> random.Random:
    return random.Random(f"jixiao {name}")


def held_out(name: str, one_in: int) -> bool:
    """True for the share of names that is kept from training, the same in every run."""
    return zlib.crc32(name.encode()) % one_in == 0


def windows(text: str, draw: random.Random, count: int) -> list[str]:
    """Up to `count` different runs of whole sentences, 40 to 240 characters each (a longer sentence is cut)."""
    parts = [part for part in (tidy(ITEM_MARK.sub("", p.strip())) for p in SENTENCE_END.split(text)) if part]
    found: list[str] = []
    low, high = WINDOW
    at = 0
    while at < len(parts):
        aim, run = draw.randint(low, high), ""
        while at < len(parts) and len(run) < aim:
            run += parts[at]
            at += 1
        if len(run) >= low // 2:
            found.append(run[: high + 60])
    return draw.sample(found, count) if len(found) > count else found


def masked(title: str, text: str) -> str:
    """`text` without the title's own wording."""
    bare = title.strip("。 ")
    return text.replace(bare, "") if len(bare) >= 6 else text


def law_parallel(data: Path) -> Iterator[Pair]:
    """English paragraph, Chinese paragraph; laws kept for the test and pairs of differing dates are left out."""
    for row in read(data, "moj_law/law_parallel_zh_en_articles"):
        if row["zh_date"] != row["en_date"] or held_out(row["law_zh"], 25):
            continue
        zh, en = ([line for line in row[key].split("\n") if line.strip()] for key in ("zh", "en"))
        if len(zh) == len(en) and len(zh) > 1:
            yield from (
                (tidy(e)[:700], tidy(ITEM_MARK.sub("", z))[:240]) for e, z in zip(en, zh, strict=True) if len(z) > 8
            )
        else:
            yield tidy(row["en"])[:900], tidy(row["zh"])[:300]


def law_parallel_test(data: Path) -> Iterator[Pair]:
    """Whole articles, English and Chinese, of the laws that `law_parallel` leaves out."""
    for row in read(data, "moj_law/law_parallel_zh_en_articles"):
        if row["zh_date"] == row["en_date"] and held_out(row["law_zh"], 25):
            yield tidy(row["en"])[:900], tidy(row["zh"])[:300]


def titles_parallel(data: Path) -> Iterator[Pair]:
    """English title, Chinese title: laws and gazette."""
    for row in read(data, "moj_law/law_titles_zh_en"):
        if not held_out(row["zh"], 25):
            yield tidy(row["en"]), tidy(row["zh"])
    for row in read(data, "ey_gazette/gazette_titles_zh_en"):
        yield tidy(row["en"]), tidy(row["zh"])


def law_headings(data: Path) -> Iterator[Pair]:
    """Law name and chapter, article; the same heading at most four times."""
    draw, seen = seeded("law_headings"), dict[str, int]()
    rows = list(read(data, "moj_law/law_articles_zh"))
    draw.shuffle(rows)
    for row in rows:
        heading = f"{row['law']} {row['chapter']}".strip()
        seen[heading] = seen.get(heading, 0) + 1
        text = tidy(row["text"])
        if seen[heading] <= 4 and len(text) > 25:
            yield (
                (row["chapter"] if row["chapter"] and draw.random() < 0.2 else heading),
                masked(row["law"], text)[:300],
            )


def gazette_body(text: str, title: str) -> str:
    """The text without its heading lines and without the title."""
    lines = [line for line in text.split("\n") if line.strip() and not HEADER_LINE.match(line.strip())]
    return masked(title, "\n".join(line for line in lines if title.strip("。") != line.strip("。 ")))


def keywords(row: dict[str, Any]) -> list[list[str]]:
    """The record's key terms, each with its synonyms: 財務報表(財報，會計報表) is one list of three."""
    found = []
    for term in row["keywords"].split(";"):
        names = [name.strip() for name in re.split(r"[(（,，)）]", term) if name.strip()]
        if names:
            found.append(names)
    return found


def listing(text: str) -> bool:
    """True for a list of numbers and codes: a quarter or more of it is no Chinese."""
    return len(re.findall(r"[0-9A-Za-z○]", text)) > 0.25 * len(text)


def gazette(data: Path) -> Iterator[Pair]:
    """Title or subject, text; key terms (some replaced by a synonym), text."""
    draw = seeded("gazette")
    for row in read(data, "ey_gazette/gazette_docs"):
        body = gazette_body(row["text"], row["title"])
        pieces = [piece for piece in windows(body, draw, 3) if not listing(piece)]
        terms = keywords(row)
        for number, piece in enumerate(pieces):
            if number == 0:
                yield tidy(row["title"]), piece
            elif terms:
                chosen = draw.sample(terms, min(len(terms), draw.randint(1, 4)))
                yield " ".join(draw.choice(names) for names in chosen), piece


def gazette_synonyms(data: Path) -> Iterator[Pair]:
    """Two names of one key term."""
    seen = set[Pair]()
    for row in read(data, "ey_gazette/gazette_docs"):
        for names in keywords(row):
            for other in names[1:]:
                pair = (names[0], other)
                if pair not in seen and names[0] != other:
                    seen.add(pair)
                    yield pair


def news(data: Path) -> Iterator[Pair]:
    """Headline, a part of the story without the headline's wording."""
    draw = seeded("news")
    for name in ("tainan_city_news/news", "president_news/news", "tainan_council_news/news"):
        for row in read(data, name):
            if len(row["title"]) < 6 or TENDER.search(row["title"]):
                continue
            for number, piece in enumerate(windows(masked(row["title"], row["text"]), draw, 2)):
                yield tidy(row["subtitle"] if number and row.get("subtitle") else row["title"]), piece


def findings(data: Path) -> Iterator[Pair]:
    """Audit finding, its explanation; FAQ question, answer (one in five kept for the test); court issue, holding."""
    draw = seeded("findings")
    for row in read(data, "audit_reports/finding_pairs"):
        for piece in windows(masked(row["query"], row["positive"]), draw, 3):
            yield tidy(row["query"]), piece
    for row in read(data, "taipei_faq/faq"):
        if not held_out(row["query"], 5):
            for piece in windows(row["positive"], draw, 2):
                yield tidy(row["query"]), piece
    for name in ("constitutional_court/issue_holding_pairs", "ly_gazette/bill_reason_pairs"):
        for row in read(data, name):
            yield tidy(re.sub(r"<[^>]+>", "", row["query"]))[:200], tidy(re.sub(r"<[^>]+>", "", row["positive"]))[:300]


def faq_test(data: Path) -> Iterator[Pair]:
    """Question, answer: the fifth of the FAQ that `findings` leaves out."""
    for row in read(data, "taipei_faq/faq"):
        if held_out(row["query"], 5):
            yield tidy(row["query"]), tidy(row["positive"])[:400]


def turns(data: Path) -> Iterator[Pair]:
    """Question, reply, in speech; both long enough to say something."""
    for name in ("ly_gazette/qa_turns", "pdis_transcripts/qa_turns"):
        for row in read(data, name):
            if len(row["query"]) > 20 and len(row["positive"]) > 30:
                yield tidy(row["query"])[:240], tidy(row["positive"])[:300]


def reasons(data: Path) -> Iterator[Pair]:
    """Legislative reason, article; penalty title, decision."""
    draw = seeded("reasons")
    for row in read(data, "law_reasons/article_reason_pairs"):
        if len(row["positive"]) > 25:
            yield tidy(row["positive"])[:300], tidy(row["query"])[:300]
    for row in read(data, "fsc_penalties/cases"):
        for piece in windows(masked(row["title"], row["text"]), draw, 3):
            yield tidy(row["title"])[:200], piece


def sentences(data: Path) -> Iterator[Pair]:
    """One sentence of a passage, the rest of it (inverse cloze)."""
    draw = seeded("sentences")
    for name in ("audit_reports/passages", "ly_gazette/speech_passages"):
        for row in read(data, name):
            parts = [p for p in SENTENCE_END.split(tidy(row["text"])) if len(p) > 8]
            parts = [q for p in parts for q in (p.split("，") if len(parts) < 3 else [p])]
            if len(parts) > 2 and len(row["text"]) > 60:
                at = draw.randrange(len(parts))
                rest = "，".join(parts[:at] + parts[at + 1 :])
                if len(parts[at]) > 8:
                    yield parts[at][:120], rest[:300]


def wordnet(data: Path) -> Iterator[Pair]:
    """Chinese synonyms, English names and glosses of one meaning."""
    draw = seeded("wordnet")
    for row in read(data, "omw_chinese_wordnet/synsets"):
        zh = [word for word in row["zh"] if len(word) > 1]
        if not zh or not row["en"]:
            continue
        yield draw.choice(row["en"]), draw.choice(zh)
        if len(zh) > 1:
            yield tuple(draw.sample(zh, 2))
        if row["gloss_en"] and draw.random() < 0.5:
            yield row["gloss_en"], draw.choice(zh)


def synsets(data: Path) -> list[tuple[list[str], list[str]]]:
    """The names (English, Chinese) of each meaning in WordNet."""
    rows = read(data, "omw_chinese_wordnet/synsets")
    return [(row["en"], [word.replace("台", "臺") for word in row["zh"]]) for row in rows]


def everyday(data: Path) -> Iterator[Pair]:
    """Everyday sentences, English and Chinese, and the few other parallel paragraphs."""
    for row in read(data, "tatoeba_cmn_eng/pairs"):
        yield tidy(row["en"]), tidy(row["zh"])
    for name in ("plurality_book/parallel_zh_en", "president_news/bilingual_paragraphs_zh_en"):
        for row in read(data, name):
            yield tidy(row["en"])[:900], tidy(row["zh"])[:300]


def catalogue(data: Path) -> Iterator[Pair]:
    """Title of a data set, names of its columns."""
    for row in read(data, "opendata_catalogues/title_fields_agency"):
        yield tidy(row["query"]), tidy(row["positive"])[:120]


def terms(data: Path) -> frozenset[str]:
    """Words of term lists: key terms of the gazette, WordNet's Chinese words, terms.toml."""
    found = {name for row in read(data, "ey_gazette/gazette_docs") for names in keywords(row) for name in names}
    found.update(word for row in read(data, "omw_chinese_wordnet/synsets") for word in row["zh"])
    with Path(__file__).with_name("terms.toml").open("rb") as file:
        found.update(word for words in tomllib.load(file).values() for word in words.split())
    return frozenset(word.replace("台", "臺") for word in found if re.fullmatch("[\u4e00-\u9fff]{2,8}", word))


def domain_texts(data: Path) -> list[str]:
    """Texts on inspection, metrology, consumers, records and public administration."""
    laws = [
        row["text"]
        for row in read(data, "moj_law/law_articles_zh")
        if re.search("標準檢驗|商品檢驗|度量衡|消費者保護|行政程序|檔案|政府資訊", row["cat"] + row["law"])
    ]
    return laws + [
        row["text"][:1500]
        for row in read(data, "ey_gazette/gazette_docs")
        if "標準檢驗" in row["text"][:200] or "研究發展考核" in row["agency"]
    ]


def encyclopedia(data: Path) -> Iterator[Pair]:
    """Share-alike: English and Chinese paragraphs, headings and paragraphs of Taiwan.md."""
    for row in read(data, "taiwan_md/parallel_zh_en"):
        if len(row["zh"]) > 6:
            yield tidy(row["en"])[:700], tidy(row["zh"])[:240]
    for row in read(data, "taiwan_md/title_passage_zh"):
        yield tidy(row["query"]), tidy(row["positive"])[:300]


def reading_comprehension(data: Path) -> Iterator[Pair]:
    """Share-alike: question, paragraph of CMRC 2018 (DRCD is kept for the test)."""
    for row in read(data, "cmrc2018/qa_passages"):
        yield tidy(row["query"]), tidy(row["positive"])[:300]


def dictionary(data: Path) -> Iterator[Pair]:
    """Share-alike: English gloss, Chinese word of CC-CEDICT."""
    for row in read(data, "cc_cedict/entries"):
        if len(row["zh"]) > 1:
            yield re.sub(r"\([^)]*\)", "", row["en"][0])[:80], row["zh"]


# Left out unless recipe.toml says share_alike = true: the model would have to carry their licence.
SHARE_ALIKE = {
    "encyclopedia": encyclopedia,
    "reading_comprehension": reading_comprehension,
    "dictionary": dictionary,
}
SOURCES = {
    "law_parallel": law_parallel,
    "titles_parallel": titles_parallel,
    "everyday": everyday,
    "wordnet": wordnet,
    "law_headings": law_headings,
    "gazette": gazette,
    "gazette_synonyms": gazette_synonyms,
    "news": news,
    "findings": findings,
    "turns": turns,
    "reasons": reasons,
    "sentences": sentences,
    "catalogue": catalogue,
}


def distinct(pairs: Iterator[Pair]) -> list[Pair]:
    """Pairs whose passage, with digits masked, has not been seen; pairs without a letter on one side go."""
    seen, kept = set[int](), []
    for query, passage in pairs:
        key = zlib.crc32(re.sub(r"\d+", "0", passage[:120]).encode())
        if len(passage) < 20:  # a word may be the answer to several
            key ^= zlib.adler32(query[:40].encode())
        if key not in seen and re.search(r"\w\w", query) and re.search(r"\w\w", passage):
            seen.add(key)
            kept.append((query, passage))
    return kept
