"""Where settings come from."""

from pathlib import Path

import pytest

from jixiao.extract.limits import Limits
from jixiao.index.errors import UsageError
from jixiao.index.settings import limits, number, setting


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("JIXIAO_PORT", raising=False)
    return tmp_path


def test_limits_are_settings(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "jixiao.toml").write_text("limit_seconds = 7\nlimit_ratio = 50\n")
    monkeypatch.setenv("JIXIAO_LIMIT_SECONDS", "9")
    assert limits() == Limits(seconds=9, ratio=50)


def test_flag_before_environment_before_file_before_nothing(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert setting("port") is None
    (here / "jixiao.toml").write_text("port = 7001\n")
    assert setting("port") == "7001"
    monkeypatch.setenv("JIXIAO_PORT", "7002")
    assert setting("port") == "7002"
    assert setting("port", "7003") == "7003"


def test_a_broken_file_is_named(here: Path) -> None:
    (here / "jixiao.toml").write_text("port = \n")
    with pytest.raises(UsageError, match=r"jixiao\.toml"):
        setting("port")


def test_a_number_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    assert number("port", None, 7860) == 7860
    assert number("port", 7003, 7860) == 7003
    monkeypatch.setenv("JIXIAO_PORT", "high")
    with pytest.raises(UsageError, match="port high"):
        number("port", None, 7860)
