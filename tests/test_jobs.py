"""Jobs of the server: turns, places in line, stopping; and uploads as jobs, with another program at the library."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest
from library_parts import HashedEmbedder, extract_lines

from jixiao.extract import pipeline
from jixiao.index.errors import LibraryLockedError, SearchError
from jixiao.index.library import Library
from jixiao.index.storage.store import writing
from jixiao.web.parts import job_panel
from jixiao.web.parts.jobs import Job, Jobs
from jixiao.web.parts.strings import Words
from jixiao.web.tabs import uploads

SOON = 30.0  # seconds that a thread may take on a busy machine
ZH, EN = Words("zh"), Words("en")


def until(job: Job, holds: Callable[[Job], bool]) -> None:
    """Wait for what another thread will do."""
    moment = Event()
    for _ in range(int(SOON / 0.01)):
        if holds(job):
            return
        moment.wait(0.01)
    pytest.fail(f"still {job.state}: {job.told}")


def over(job: Job) -> bool:
    return job.over


def letters(name: str, log: list[str], started: Event | None = None, go: Event | None = None) -> Iterator[int]:
    for number in range(3):
        if started is not None and go is not None:
            started.set()
            assert go.wait(SOON)
        log.append(name)
        yield number


def test_jobs_take_turns_and_know_their_place_in_line() -> None:
    jobs, log, started, go = Jobs(), list[str](), Event(), Event()
    first = jobs.start(letters("a", log, started, go), "x")
    assert started.wait(SOON)
    second, third = jobs.start(letters("b", log), "x"), jobs.start(letters("c", log), "x")
    assert [jobs.ahead(job) for job in (first, second, third)] == [0, 1, 2]
    assert (first.state, third.state) == ("running", "waiting")
    go.set()
    for job in (first, second, third):
        until(job, over)
    assert log == list("abcabcabc")
    assert third.told == 2


def test_lanes_do_not_wait_for_each_other() -> None:
    jobs, log, started, go = Jobs(), list[str](), Event(), Event()
    jobs.start(letters("a", log, started, go), "x")
    assert started.wait(SOON)
    other = jobs.start(letters("b", log), "y")
    until(other, over)
    assert log == list("bbb")
    go.set()


def test_a_job_that_breaks_harms_no_other(caplog: pytest.LogCaptureFixture) -> None:
    def breaking() -> Iterator[int]:
        yield 1
        raise RuntimeError("no")

    jobs, log = Jobs(), list[str]()
    broken, sound = jobs.start(breaking(), "x"), jobs.start(letters("b", log), "x")
    until(broken, over)
    until(sound, over)
    assert (broken.state, sound.state) == ("broken", "done")
    assert "broke" in caplog.text


def test_a_job_is_stopped_between_two_steps() -> None:
    jobs, log, started, go = Jobs(), list[str](), Event(), Event()
    job, after = jobs.start(letters("a", log, started, go), "x"), jobs.start(letters("b", log), "x")
    assert started.wait(SOON)
    jobs.cancel(job.job_id)
    jobs.cancel("unknown")
    go.set()
    until(after, over)
    assert log == ["a", "b", "b", "b"]
    assert job.state == "cancelled"


def test_something_short_is_done_in_turn_and_its_errors_are_raised() -> None:
    jobs = Jobs()
    assert jobs.do(lambda: 42, "x") == 42
    with pytest.raises(SearchError, match="gone"):
        jobs.do(lambda: (_ for _ in ()).throw(SearchError("a", "gone", "look")), "x")
    assert jobs.do(lambda: 43, "x") == 43


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    monkeypatch.setattr(pipeline, "extract", extract_lines)
    with Library.create(tmp_path / "library", embedder=HashedEmbedder()) as made:
        yield made


def report(folder: Path, number: int) -> Path:
    path = folder / f"r{number}.txt"
    path.write_text(f"year=110 branch=花蓮分局\n辦理第 {number} 次說明會 3 場。\n", encoding="utf-8")
    return path


def test_uploads_at_the_same_time_wait_for_each_other_and_none_is_refused(library: Library, tmp_path: Path) -> None:
    jobs = Jobs()
    given = [[report(tmp_path, 10 * one + two) for two in range(3)] for one in range(4)]
    started = [jobs.start(uploads.steps(library, paths), uploads.LANE) for paths in given]
    for job in started:
        until(job, over)
    assert [told.reports[0].state for job in started for told in job.told.done] == ["added"] * 12
    assert len(library.documents()) == 12


def test_a_library_locked_by_another_program_is_waited_for_with_a_notice(library: Library, tmp_path: Path) -> None:
    jobs, path = Jobs(), report(tmp_path, 1)
    with writing(library.folder):
        job = jobs.start(uploads.steps(library, [path]), uploads.LANE, uploads.Progress((path.name,)))
        until(job, lambda one: one.told.locked)
        for words in (ZH, EN):
            assert words("jobs.locked", name=path.name, done=0, all=1) in uploads.drawn(job.told, words)[1]
    until(job, over)
    assert job.told.done[0].reports[0].state == "added"


def test_a_library_locked_for_long_is_said_to_be(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "PATIENCE", 0.0)
    monkeypatch.setattr(uploads, "PAUSE", 0.01)
    jobs = Jobs()
    with writing(library.folder):
        job = jobs.start(uploads.steps(library, [report(tmp_path, 1), report(tmp_path, 2)]), uploads.LANE)
        until(job, over)
    assert [type(one.fault) for one in job.told.done] == [LibraryLockedError] * 2
    assert "另一個程式正在寫入" in uploads.drawn(job.told, ZH)[0]


def test_the_panel_tells_place_end_and_what_is_known_no_more() -> None:
    jobs, log, started, go = Jobs(), list[str](), Event(), Event()
    first = jobs.start(letters("a", log, started, go), "x", 0)
    second = jobs.start(letters("b", log), "x", 0)
    assert started.wait(SOON)

    def shown(words: Words) -> str:
        return job_panel.following(jobs, [first.job_id, second.job_id, "gone"], "x", lambda _: ("", "at work"), words)

    for words in (ZH, EN):
        assert words("jobs.ahead", n=1) in shown(words)
        assert words("jobs.gone") in shown(words)
        assert f'data-again="{job_panel.AGAIN}"' in shown(words)
    go.set()
    until(second, over)
    until(first, over)
    assert "data-again" not in shown(ZH)
    assert f'data-ended="{first.job_id} {second.job_id}"' in shown(ZH)
    assert 'data-lane="x" data-dropped="gone"' in shown(ZH)
