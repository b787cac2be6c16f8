"""Ask whether an advisory is known of a package in requirements.lock; `make check` runs it.

Exits 1 on an advisory that is not in ACCEPTED. Where no advisory database can be reached, or not in time, that is said
and nothing fails. A finished answer is kept beside the environment for a day.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

LOCK = Path(__file__).parents[1] / "requirements.lock"
# Advisory -> why it does no harm here.
ACCEPTED: dict[str, str] = {}
SECONDS = 60


def asked() -> dict[str, Any] | None:
    """What pip-audit says of the lock; None where it comes to no answer."""
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(LOCK), "--require-hashes", "--disable-pip"]
    options = ["--format", "json", "--progress-spinner", "off", "--timeout", "5"]
    try:
        done = subprocess.run([*command, *options], capture_output=True, text=True, timeout=SECONDS, check=False)
        told: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, json.JSONDecodeError, OSError):
        return None
    return told


def found(told: dict[str, Any]) -> tuple[int, list[str]]:
    """How many packages the database knows, and a line for each advisory."""
    known = [one for one in told["dependencies"] if "skip_reason" not in one]
    lines = [
        f"{one['name']} {one['version']}: {advisory['id']}, mended in {', '.join(advisory['fix_versions']) or '?'}"
        for one in known
        for advisory in one["vulns"]
        if advisory["id"] not in ACCEPTED
    ]
    return len(known), lines


def main(kept: Path = Path(sys.prefix) / ".audit") -> int:
    """Print what was found."""
    key = f"{hashlib.sha256(LOCK.read_bytes()).hexdigest()} {datetime.now(UTC).date()}"
    if kept.is_file() and kept.read_text(encoding="utf-8") == key:
        print("audit: no advisory (asked today)")
        return 0
    told = asked()
    known, lines = (0, []) if told is None else found(told)
    if not known:
        print("audit: no advisory database could be reached; nothing was checked")
        return 0
    print(f"audit: {known} packages known to the database, {len(lines)} advisories", *lines, sep="\n")
    if not lines:
        kept.write_text(key, encoding="utf-8")
    return bool(lines)


if __name__ == "__main__":
    sys.exit(main())
