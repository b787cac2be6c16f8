"""Adding uploaded reports, as a job: file by file, in the line for the library's one writer."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar, cast

import gradio as gr

from jixiao.extract.errors import ProgramFaultError
from jixiao.index.errors import LibraryLockedError, SearchError
from jixiao.index.library import Library
from jixiao.index.records import FileReport
from jixiao.web.parts import job_panel
from jixiao.web.parts.components import QUIET, Page, failure, notice, until_handled
from jixiao.web.parts.error_messages import reason
from jixiao.web.parts.html import escape
from jixiao.web.parts.jobs import Job
from jixiao.web.parts.strings import Words

LANE = "writing"
# Seconds to wait for another program that writes to the library, and between two tries.
PATIENCE, PAUSE = 60.0, 0.5
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one file: the library's reports, or why there are none."""

    name: str
    reports: tuple[FileReport, ...] = ()
    fault: SearchError | ProgramFaultError | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is. `locked`: another program is writing to the library, and this waits for it."""

    names: tuple[str, ...]
    done: tuple[Taken, ...] = ()
    locked: bool = False


def build(page: Page, files: Any, panel: Any) -> Any:
    """The events of the upload button and the panel of its jobs. Returns the start of the event that one has ended."""

    def draw(job: Job) -> tuple[str, str]:
        return drawn(job.told, page.words)

    def add(paths: list[str] | None, ids: str) -> tuple[Any, None]:
        if not paths:
            return gr.skip(), None
        given = [Path(path) for path in paths]
        job = page.jobs.start(until_handled(page, paths, steps(page.library, given)), LANE, Progress(names(given)))
        return job_panel.begun(page, job, ids, draw), None

    own = f"(files) => [files, {job_panel.own_jobs(LANE)}]"
    files.upload(add, [files, panel], [panel, files], js=own, **QUIET)
    return job_panel.wire(page, panel, LANE, draw)


def names(paths: Sequence[Path]) -> tuple[str, ...]:
    """The files' names."""
    return tuple(path.name for path in paths)


def steps(library: Library, paths: Sequence[Path]) -> Iterator[Progress]:
    """Add the files, each a step; a step, too, each time that the library is found locked."""
    told = Progress(names(paths))
    for path in paths:
        try:
            for one in tries(partial(added, library, path)):
                if one is None:
                    yield replace(told, locked=True)
                else:
                    told = replace(told, done=(*told.done, one))
        except LibraryLockedError as error:
            told = replace(told, done=(*told.done, Taken(path.name, fault=error)))
        yield told


def added(library: Library, path: Path) -> Taken:
    """Add one file; what became of it. Raises LibraryLockedError."""
    try:
        return Taken(path.name, tuple(library.add([path])))
    except LibraryLockedError:
        raise
    except SearchError as error:
        return Taken(path.name, fault=error)
    except Exception as error:
        return Taken(path.name, fault=ProgramFaultError.of(path.name, error))


def tries(work: Callable[[], R]) -> Iterator[R | None]:
    """None for each try that found the library locked, last what the work returns.

    Raises LibraryLockedError where it stays locked for PATIENCE.
    """
    until = time.monotonic() + PATIENCE
    while True:
        try:
            yield work()
            return
        except LibraryLockedError:
            if time.monotonic() > until:
                raise
        yield None
        time.sleep(PAUSE)


def in_turn(page: Page, work: Callable[[], R]) -> R:
    """Do something short that writes to the library, when no upload is writing. Raises what it raises.

    Another program that writes to it is waited for.
    """

    def patiently() -> R:
        *_, done = tries(work)
        return cast("R", done)

    return page.jobs.do(patiently, LANE)


def drawn(told: Progress, words: Words) -> tuple[str, str]:
    """A line for each file that is done, and what is going on now."""
    done = "".join(taken(one, words) for one in told.done)
    number, total = len(told.done), len(told.names)
    if number == total:
        return done, ""
    name = told.names[number]
    key = "jobs.locked" if told.locked else "library.adding"
    busy = notice(words(key, done=number, all=total, name=name), "busy")
    return done, busy + f'<progress value="{number}" max="{total}" aria-label="{escape(name)}"></progress>'


def taken(one: Taken, words: Words) -> str:
    """What became of one file, as a line."""
    if one.fault is not None:
        return failure(one.fault, words)
    return "".join(report(told, one.name, words) for told in one.reports)


def report(told: FileReport, name: str, words: Words) -> str:
    """What the library says of one file."""
    states = {
        "added": words("library.added", n=told.passages),
        "unchanged": words("library.unchanged"),
        "failed": words("library.failed", reason=reason(told.error or "", words)),
    }
    said = states[told.state]
    if told.supersedes is not None:
        said += f"　{words('library.supersedes', name=told.supersedes)}"
    if told.superseded_by is not None:
        said += f"　{words('library.superseded_by', name=told.superseded_by)}"
    return notice(f"{name}　{said}", told.state)
