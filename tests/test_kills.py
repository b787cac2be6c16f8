"""Commands killed at any moment lose nothing, leave nothing half, and bring nothing back."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

KILLS = Path(__file__).with_name("kills.py")


def test_what_is_killed_loses_nothing_and_brings_nothing_back() -> None:
    """In a process of its own, since it forks: 24 of the kills that `python tests/kills.py 100` makes."""
    done = subprocess.run([sys.executable, KILLS, "24", "7"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "24 kills (seed 7): lost 0, half 0, undead 0, other 0" in done.stdout
