"""Work in a process of its own: a file that crashes it, hangs or fills the memory costs that process and nothing else.

A worker does one file after another (`extract.reading.worker`); it is renewed when a file ended it. Workers share no
state with this process: paths go in, pickled records come back. They leave with the process that started them.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from typing import Any, TypeVar

from jixiao.extract import temporary
from jixiao.extract.errors import LOG, ExtractError, LimitExceededError, UnreadableDocumentError
from jixiao.extract.limits import Limits
from jixiao.extract.messages import Message
from jixiao.extract.reading.layout.contract import Progress

T = TypeVar("T")
Work = Callable[[Path, Limits, Progress], T]

# Idle workers kept, and files after which one is renewed. Source: chosen; two uploads at a time are rare, and libraries
# written in C lose a little memory with each file.
KEPT = 2
RENEWED_AFTER = 200
# Source: chosen; a start takes 0.2 s of one core, seconds where others keep the machine busy.
START_SECONDS = 60
# The worker's own way of stopping: later than ours, so that it acts only where this process is gone.
GRACE_SECONDS = 10


# Told as progress by work that takes long without pages to tell: still at it.
ALIVE = (0, 0)


@dataclass(frozen=True, slots=True)
class Failed:
    """What a worker says of a file it could not do; `account` is for the log."""

    error: ExtractError
    account: str = ""


@dataclass(slots=True)
class Worker:
    """A process that works on files; `folder` is its place for temporary files."""

    process: subprocess.Popen[bytes]
    link: Connection
    folder: Path
    files: int = 0


class _EndedError(Exception):
    """The worker's process is gone."""


_idle: list[Worker] = []
_lock = threading.Lock()


def run(work: Work[T], path: Path, limits: Limits, progress: Progress) -> T:
    """`work(path, limits, progress)` by a worker; work and result are pickled. Each thread has its own worker.

    Raises LimitExceededError on a file that takes too long or too much memory, UnreadableDocumentError on one that
    ends the worker, ProgramFaultError on anything unforeseen, and the ExtractErrors of the work.
    """
    with _lock:
        worker = _idle.pop() if _idle else None
    if worker is not None:
        try:
            return _run(worker, work, path, limits, progress)
        except _EndedError:
            pass  # perhaps for what earlier files left behind: once more in a fresh one
    worker = _start()
    try:
        _await(worker)
        return _run(worker, work, path, limits, progress)
    except _EndedError:
        code = worker.process.returncode
        name = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        cause = Message.of("ended_its_reader_it_is_damaged_or_needs_more", name, f"{limits.megabytes:,}")
        cure = Message.of("open_it_in_its_own_program_and_save_it_2")
        raise UnreadableDocumentError(path, cause, cure) from None


def _await(worker: Worker) -> None:
    """Until the worker says that it is there: its start is not to be counted as the file's time."""
    try:
        if worker.link.poll(START_SECONDS):
            worker.link.recv()
            return
    except (EOFError, OSError):
        pass
    except BaseException:
        _stop(worker)
        raise
    _stop(worker)
    raise _EndedError


def _run(worker: Worker, work: Work[T], path: Path, limits: Limits, progress: Progress) -> T:
    """Raises _EndedError where the process is gone. The worker is put back, or stopped."""
    try:
        worker.link.send((work, path.absolute(), path, limits))
        answer = _answer(worker, path, limits, progress)
    except (EOFError, OSError) as error:
        _stop(worker)
        raise _EndedError from error
    except BaseException:
        _stop(worker)
        raise
    worker.files += 1
    with _lock:
        full = isinstance(answer, Failed) and isinstance(answer.error, LimitExceededError)
        keep = len(_idle) < KEPT and worker.files < RENEWED_AFTER and not full
        if keep:
            _idle.append(worker)
    if not keep:
        _stop(worker)
    if isinstance(answer, Failed):
        if answer.account:
            LOG.debug("%s: %s", path, answer.account)
        raise answer.error
    result: T = answer
    return result


def _answer(worker: Worker, path: Path, limits: Limits, progress: Progress) -> Any:
    last = time.monotonic() + limits.total_seconds
    while True:
        if not worker.link.poll(max(0.0, min(limits.seconds, last - time.monotonic()))):
            over = time.monotonic() >= last
            allowed, name = (limits.total_seconds, "limit_total_seconds") if over else (limits.seconds, "limit_seconds")
            raise LimitExceededError(
                path, Message.of("took_more_than_seconds", f"{allowed:,}"), Message.of("split_it_or_raise", name)
            )
        told, done = worker.link.recv()
        if done:
            return told
        if told != ALIVE:
            progress(*told)


def _start() -> Worker:
    ours, theirs = Pipe()
    folder = temporary.folder()
    single = dict.fromkeys(("OMP_NUM_THREADS", "OMP_THREAD_LIMIT", "OPENBLAS_NUM_THREADS"), "1")
    where = os.pathsep.join(entry or str(Path.cwd()) for entry in sys.path)
    try:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "jixiao.extract.reading.worker", str(theirs.fileno()), str(folder)],
            env=os.environ | single | {"PYTHONPATH": where, "TMPDIR": str(folder)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
            start_new_session=True,  # so that the programs it starts are stopped with it
        )
    except BaseException:
        ours.close()
        temporary.discard(folder)
        raise
    finally:
        theirs.close()
    return Worker(process, ours, folder)


def _stop(worker: Worker) -> None:
    with contextlib.suppress(ProcessLookupError):  # gone by itself
        os.killpg(worker.process.pid, signal.SIGKILL)
    worker.process.wait()
    worker.link.close()
    temporary.discard(worker.folder)


@atexit.register
def close() -> None:
    """Stop the idle workers; the next file starts a new one."""
    with _lock:
        workers = [*_idle]
        _idle.clear()
    for worker in workers:
        _stop(worker)
