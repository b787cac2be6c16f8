"""Pages of a PDF as pictures, each drawn by a process of its own, so that a file that ends PDFium ends nothing else."""

from __future__ import annotations

import subprocess
import sys
from functools import lru_cache
from pathlib import Path

from jixiao.extract.errors import UnreadableDocumentError
from jixiao.extract.messages import Message
from jixiao.extract.reading.pdf.records import Picture

DPI = 110
SECONDS = 60
KEPT = 32


@lru_cache(maxsize=KEPT)
def picture(path: Path, number: int) -> Picture:
    """Page `number` (from 1) of the PDF at `path`. Raises UnreadableDocumentError."""
    command = [sys.executable, "-m", "jixiao.extract.reading.pdf.rendering", str(path.resolve()), str(number)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=True, cwd=Path(__file__).parents[3])
        told, _, png = done.stdout.partition(b"\n")
        width, height, pages = told.split()
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        cause = Message.of("page_could_not_be_drawn", number)
        raise UnreadableDocumentError(path, cause, Message.of("open_the_file_in_a_pdf_viewer")) from error
    return Picture(png, float(width), float(height), int(pages))


def _main(path: Path, number: int) -> None:
    from jixiao.extract.reading.pdf import page

    with page.opened(path.read_bytes(), path) as document:
        drawn = page.picture(document, number, DPI)
        width, height = page.size(document, number)
        told = f"{width} {height} {page.count(document)}\n"
    sys.stdout.buffer.write(told.encode() + drawn)


if __name__ == "__main__":
    _main(Path(sys.argv[1]), int(sys.argv[2]))
