"""A report gives the same rows as DOCX, ODT, HTML, XLSX and PDF as it gives as text."""

from __future__ import annotations

import shutil
from pathlib import Path

import formats
import made_files
import pytest

pytestmark = pytest.mark.slow

# One report a format: LibreOffice takes seconds for each. `make formats` scores them all.
CASES = {"docx": "003", "html": "002", "odt": "000", "xlsx": "002", "pdf": "000", "pdf-unruled": "003"}


@pytest.mark.reports
@pytest.mark.parametrize("form", CASES)
def test_format_scores_like_the_text(form: str, tmp_path: Path) -> None:
    if not (formats.SHARED / "gold").is_dir():
        pytest.skip("the reports and their gold are not beside the repository")
    if form in made_files.CONVERTED and not shutil.which("soffice"):
        pytest.skip("LibreOffice is not installed")
    text = formats.made(CASES[form], "txt", tmp_path)
    figures = formats.made(CASES[form], form, tmp_path)
    assert {name: value for name, value in figures.items() if value < text[name] - formats.MARGIN} == {}
