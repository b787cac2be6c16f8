"""Small files of every format, and what goes wrong with files: a seeded mutator, and files made in bad faith."""

from __future__ import annotations

import io
import random
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import openpyxl
from sample_reports import HEADER, TABLE

COLUMNS = HEADER.split("\t")
ROWS = [
    ["(一) 服務友善性", "1. 改善環境", "總務科", "(1) 增設綠牆 3 處，更新座椅 40 張。"],
    ["(二) 服務便捷性", "2. 單一窗口", "資訊科", "全年受理 2,345 件，滿意度 95.5%。"],
]
ODF = "urn:oasis:names:tc:opendocument:xmlns"
BOMB = 64 * 2**20
Mutation = Callable[[bytes, random.Random], bytes]


def samples() -> dict[str, bytes]:
    """A report in each format, by suffix."""
    page = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in (COLUMNS, *ROWS))
    lines = [",".join(f'"{cell}"' for cell in row) for row in (COLUMNS, *ROWS)]
    return {
        ".txt": TABLE.encode(),
        ".md": "\n".join(f"| {' | '.join(row)} |" for row in (COLUMNS, ["---"] * 4, *ROWS)).encode(),
        ".csv": "\n".join(lines).encode("cp950"),
        ".tsv": "\n".join("\t".join(row) for row in (COLUMNS, *ROWS)).encode("utf-16"),
        ".html": f"<html><meta charset=big5><h1>績效</h1><table>{page}</table></html>".encode("big5"),
        ".docx": _docx(),
        ".odt": _opendocument("text"),
        ".xlsx": _xlsx(),
        ".ods": _opendocument("spreadsheet"),
        ".pdf": _pdf(),
    }


def _docx() -> bytes:
    document = docx.Document()
    document.add_heading("構面一：基礎服務（200 分）", 1)
    table = document.add_table(0, 4, style="Table Grid")
    for row in (COLUMNS, *ROWS):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _xlsx() -> bytes:
    book = openpyxl.Workbook()
    for row in (["提升服務效能執行成果"], [], COLUMNS, *ROWS, [None, 1234, 0.955]):
        book.worksheets[0].append(row)
    book.worksheets[0].merge_cells("A1:D1")
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _opendocument(kind: str) -> bytes:
    names = " ".join(f'xmlns:{name}="{ODF}:{name}:1.0"' for name in ("office", "table", "text"))
    rows = "".join(
        f"<table:table-row>{''.join(f'<table:table-cell><text:p>{c}</text:p></table:table-cell>' for c in row)}"
        "</table:table-row>"
        for row in (COLUMNS, *ROWS)
    )
    body = f'<office:body><office:{kind}><table:table table:name="a">{rows}</table:table></office:{kind}></office:body>'
    content = f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {names}>{body}</office:document-content>'
    return packed({"mimetype": f"application/vnd.oasis.opendocument.{kind}".encode(), "content.xml": content.encode()})


def _pdf(pages: int = 2) -> bytes:
    """Ruled tables in a font that is not embedded, whose character map every reader of PDF has."""
    kids = " ".join(f"{5 + 2 * number} 0 R" for number in range(pages))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {pages}/Kids[{kids}]>>".encode(),
        b"<</Type/Font/Subtype/Type0/BaseFont/MSung-Light/Encoding/UniCNS-UTF16-H/DescendantFonts[4 0 R]>>",
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/MSung-Light/DW 1000"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(CNS1)/Supplement 0>>>>",
    ]
    packed_content = zlib.compress(_drawn().encode())
    for number in range(pages):
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>"
            b"/Contents %d 0 R>>" % (6 + 2 * number)
        )
        stream = b"<</Length %d/Filter/FlateDecode>>stream\n%b\nendstream" % (len(packed_content), packed_content)
        objects.append(stream)
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, text in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, text)
    start = len(out)
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}".encode()
    return bytes(out + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start))


def _drawn() -> str:
    """The operators of a page: a ruled table of four columns."""
    found = []
    for at, row in enumerate((COLUMNS, *ROWS)):
        for to, text in enumerate(row):
            left, top = 40 + to * 130, 780 - at * 90
            found.append(f"{left} {top - 90} 130 90 re S")
            for line in range(0, len(text), 10):
                code = text[line : line + 10].encode("utf-16-be").hex()
                found.append(f"BT /F 11 Tf {left + 4} {top - 16 - line * 1.5} Td <{code}> Tj ET")
    return "\n".join(found)


def packed(parts: dict[str, bytes]) -> bytes:
    """An archive of these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def unpacked(data: bytes) -> dict[str, bytes]:
    """The parts of an archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


# Mutations of bytes


def truncated(data: bytes, dice: random.Random) -> bytes:
    return data[: dice.randrange(1, max(len(data), 2))]


def flipped(data: bytes, dice: random.Random) -> bytes:
    out = bytearray(data)
    for _ in range(dice.choice((1, 4, 30))):
        out[dice.randrange(len(out))] ^= 1 << dice.randrange(8)
    return bytes(out)


def shortened(data: bytes, dice: random.Random) -> bytes:
    first, last = sorted(dice.randrange(len(data) + 1) for _ in range(2))
    return data[:first] + data[last:] or b"\0"


def doubled(data: bytes, dice: random.Random) -> bytes:
    first, last = sorted(dice.randrange(len(data) + 1) for _ in range(2))
    return data[:last] + data[first:]


def noisy(data: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(data))
    return data[:at] + dice.randbytes(dice.choice((1, 50, 2000))) + data[at:]


BYTES: tuple[Mutation, ...] = (truncated, flipped, shortened, doubled, noisy)


# Mutations of archives: inside a part, or of which part stands where


def inside(data: bytes, dice: random.Random) -> bytes:
    """A mutation of bytes inside one part."""
    parts = unpacked(data)
    name = dice.choice([name for name, content in sorted(parts.items()) if content])
    return packed(parts | {name: dice.choice(BYTES)(parts[name], dice)})


def swapped(data: bytes, dice: random.Random) -> bytes:
    parts = unpacked(data)
    one, other = dice.sample(sorted(parts), 2)
    return packed(parts | {one: parts[other], other: parts[one]})


def missing(data: bytes, dice: random.Random) -> bytes:
    parts = unpacked(data)
    parts.pop(dice.choice(sorted(parts)))
    return packed(parts)


def retagged(data: bytes, dice: random.Random) -> bytes:
    """XML whose tags or attributes are wrong, though it may be well formed."""
    parts = unpacked(data)
    name = dice.choice([name for name in sorted(parts) if name.endswith((".xml", ".rels"))])
    text = parts[name]
    marks = [at for at in range(len(text)) if text[at : at + 1] in (b"<", b">", b'"', b"=", b"/")]
    at = dice.choice(marks)
    wrong = dice.choice((b"", b"<a>", b"</a>", b'"', b"&bad;", b"&#0;", b"-1", b"99999999999", b"\xff\xfe"))
    return packed(parts | {name: text[:at] + wrong + text[at + 1 :]})


ARCHIVES: tuple[Mutation, ...] = (inside, swapped, missing, retagged)


def mutants(seed: int, each: int) -> Iterator[tuple[str, bytes]]:
    """`each` broken files of every format, their names telling what was done."""
    dice = random.Random(seed)
    for suffix, data in samples().items():
        ways = BYTES + (ARCHIVES * 2 if data.startswith(b"PK") else ())
        for number in range(each):
            way = ways[number % len(ways)]
            yield f"{way.__name__}-{number}{suffix}", way(data, dice)


# Files made in bad faith


def hostile(secret: Path, address: str) -> Iterator[tuple[str, bytes]]:
    """Bombs, entities, links to `address` and to the file `secret`, disguises, extremes."""
    good = samples()
    archives = [suffix for suffix, data in good.items() if data.startswith(b"PK")]
    for suffix in good:
        yield f"empty{suffix}", b""
        yield f"zeros{suffix}", bytes(5000)
        yield f"noise{suffix}", random.Random(suffix).randbytes(20_000)
        other = archives[0] if suffix not in archives else ".pdf"
        yield f"disguise{suffix}", good[other]
        yield f"ole{suffix}", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096)
        yield f"encrypted{suffix}", _encrypted()
    for suffix in archives:
        parts = unpacked(good[suffix])
        main = max((name for name in parts if name.endswith(".xml")), key=lambda name: b"\xe6" in parts[name])
        yield f"ratio{suffix}", packed(parts | {"padding.xml": bytes(BOMB)})
        yield f"entries{suffix}", packed(parts | {f"part{number}": b"" for number in range(12_000)})
        yield f"deep{suffix}", packed(parts | {main: _within(parts[main], b"<a>" * 20_000, b"</a>" * 20_000)})
        for name, text in (("laughs", "&l9;"), ("file", "&file;"), ("net", "&net;")):
            yield f"{name}{suffix}", packed(parts | {main: _entities(parts[main], text, secret, address)})
    yield from _linked(good, address)
    yield "macros.docm", packed(unpacked(good[".docx"]) | {"word/vbaProject.bin": bytes(2000)})
    yield "macros.xlsm", packed(unpacked(good[".xlsx"]) | {"xl/vbaProject.bin": bytes(2000)})
    yield "longline.txt", ("績效" * 10**6).encode()
    yield "longline.csv", ("績,效" * 10**4).encode()
    yield "wide.csv", "\n".join("甲," * at + "乙" for at in range(0, 600, 20)).encode()
    yield "deep.html", ("<div><table><tr><td>績效" * 20_000).encode()
    yield "pages.pdf", _pdf(60)
    yield "none.pdf", _pdf(0)


def _encrypted() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "EncryptedPackage".encode("utf-16-le") + bytes(512)


def _within(text: bytes, before: bytes, after: bytes) -> bytes:
    """The root's content between `before` and `after`."""
    first, last = text.index(b">", _root(text)) + 1, text.rindex(b"</")
    return text[:first] + before + text[first:last] + after + text[last:]


def _root(text: bytes) -> int:
    """Where the root begins: after the declaration, where there is one."""
    return text.index(b"<", text.find(b"?>") + 1)


def _entities(text: bytes, reference: str, secret: Path, address: str) -> bytes:
    laughs = "".join(f'<!ENTITY l{number} "{f"&l{number - 1};" * 10}">' for number in range(1, 10))
    outer = f'<!ENTITY file SYSTEM "{secret.as_uri()}"><!ENTITY net SYSTEM "{address}/entity">'
    declared = f'<!DOCTYPE a SYSTEM "{address}/dtd" [<!ENTITY l0 "lol">{laughs}{outer}]>'.encode()
    at = _root(text)
    mark = "績效".encode()
    return text[:at] + declared + text[at:].replace(mark, mark + reference.encode())


def _linked(good: dict[str, bytes], address: str) -> Iterator[tuple[str, bytes]]:
    """Documents that ask for a template, a picture, a style sheet or another workbook from `address`."""
    relation = '<Relationship Id="rId{}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}"'
    for suffix, name, kind in (
        (".docx", "word/_rels/document.xml.rels", "image"),
        (".docx", "word/_rels/settings.xml.rels", "attachedTemplate"),
        (".xlsx", "xl/_rels/workbook.xml.rels", "externalLink"),
    ):
        parts = unpacked(good[suffix])
        link = f'{relation.format(900, kind)} Target="{address}/{kind}" TargetMode="External"/>'
        empty = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
        before = parts.get(name, b'<?xml version="1.0"?>' + empty)
        yield f"link-{kind}{suffix}", packed(parts | {name: before.replace(b"</Rel", link.encode() + b"</Rel")})
    tags = (
        "<link rel=stylesheet href={0}/css><script src={0}/js></script><img src={0}/img><iframe src={0}/frame></iframe>"
    )
    page = f"<html><base href={address}>{tags.format(address)}<p>為民服務的績效</p></html>"
    yield "link.html", page.encode()
