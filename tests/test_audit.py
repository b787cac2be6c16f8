"""The lock has hashes and names no registry; advisories fail, a database out of reach does not."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import audit
import pytest

ROOT = Path(__file__).parents[1]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")


def test_every_package_is_pinned_with_its_hashes() -> None:
    pinned = dict(re.findall(r"^([a-z0-9._-]+)==(\S+)", LOCK, re.MULTILINE))
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    assert {re.split(r"[<>=]", line)[0] for line in wanted} <= pinned.keys()
    assert "torch" not in pinned  # of the extra `models`
    blocks = re.split(r"^(?=[a-z0-9])", LOCK, flags=re.MULTILINE)
    assert all("--hash=sha256:" in block for block in blocks if "==" in block)
    assert "://" not in LOCK


@pytest.mark.parametrize(
    ("told", "code", "said"),
    [
        (None, 0, "no advisory database"),
        ({"dependencies": [{"name": "a", "skip_reason": "not found"}]}, 0, "no advisory database"),
        ({"dependencies": [{"name": "a", "version": "1", "vulns": []}]}, 0, "0 advisories"),
        (
            {"dependencies": [{"name": "a", "version": "1", "vulns": [{"id": "X-1", "fix_versions": ["2"]}]}]},
            1,
            "a 1: X-1, mended in 2",
        ),
    ],
)
def test_advisories_fail_and_silence_is_told(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    told: object,
    code: int,
    said: str,
) -> None:
    monkeypatch.setattr(audit, "asked", lambda: told)
    assert audit.main(tmp_path / "kept") == code
    assert said in capsys.readouterr().out


def test_an_answer_holds_for_the_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    times: list[int] = []

    def asked() -> dict[str, object]:
        times.append(1)
        return {"dependencies": [{"name": "a", "version": "1", "vulns": []}]}

    monkeypatch.setattr(audit, "asked", asked)
    assert audit.main(tmp_path / "kept") == audit.main(tmp_path / "kept") == 0
    assert len(times) == 1
