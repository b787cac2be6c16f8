"""The pages of the documentation, and the commands in them run."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path

from command_line import jixiao

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
LANGUAGES = ("zh", "en")
PAGES = sorted(path.relative_to(DOCS) for path in DOCS.glob("*/*.md"))
TEXTS = [Path("README.md"), Path("CONTRIBUTING.md"), Path("CHANGELOG.md"), *(Path("docs") / page for page in PAGES)]

sys.path.insert(0, str(DOCS))  # for example_library


def text(language: str, page: str) -> str:
    return (DOCS / language / f"{page}.md").read_text(encoding="utf-8")


def sections(page: str) -> dict[str, str]:
    """Heading of the second level -> the text below it."""
    parts = re.split(r"^##? +(.+)$", page, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def slug(heading: str) -> str:
    """A heading's anchor, as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def run(folder: Path, *words: str) -> str:
    """What `jixiao WORDS` prints; 1 is the exit code of a file that does not verify."""
    done = jixiao(folder, *words)
    assert done.code in (0, 1 if words[0] == "verify" else 0), f"jixiao {shlex.join(words)}: {done.err}"
    return done.out
