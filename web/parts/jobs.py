"""Jobs: what takes longer than a request. A thread of the server does them, whether or not their page is still open.

A job is its steps: an iterator that does one with each `next` and gives what to tell of the job so far. The jobs of a
lane take turns, a step each, so that a short one does not wait for all of a long one before it.
"""

from __future__ import annotations

import logging
import secrets
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import Condition, Thread
from typing import Any, Literal, TypeVar

# Ended jobs that can still be asked about, of all readers.
KEPT = 200
JobState = Literal["waiting", "running", "done", "cancelled", "broken"]
R = TypeVar("R")


@dataclass(slots=True, eq=False)
class Job:
    """`told` is what its last step gave. `job_id` can't be guessed: whoever has it may ask about the job."""

    steps: Iterator[Any]
    lane: str
    job_id: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    state: JobState = "waiting"
    told: Any = None

    @property
    def over(self) -> bool:
        """Whether nothing more will be done."""
        return self.state in ("done", "cancelled", "broken")


class Jobs:
    """The jobs of a process. Safe for several threads; a thread for each lane that has something to do."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._lanes: dict[str, deque[Job]] = {}
        self._known: dict[str, Job] = {}

    def start(self, steps: Iterator[Any], lane: str, told: Any = None) -> Job:
        """Put a job at the end of its lane. `told` is what to tell of it before its first step."""
        job = Job(steps, lane, told=told)
        with self._changed:
            self._forget()
            self._known[job.job_id] = job
            turns = self._lanes.setdefault(lane, deque())
            turns.append(job)
            if len(turns) == 1:
                Thread(target=self._work, args=(turns,), name=f"jobs-{lane}", daemon=True).start()
        return job

    def do(self, work: Callable[[], R], lane: str) -> R:
        """Do something short when it is its turn, and wait for it. Raises what it raises."""
        outcome: Future[R] = Future()

        def step() -> Iterator[None]:
            try:
                outcome.set_result(work())
            except Exception as error:
                outcome.set_exception(error)
            yield

        self.start(step(), lane)
        return outcome.result()

    def cancel(self, job_id: str) -> None:
        """Do no further step of it; what was done stays done."""
        with self._changed:
            job = self._known.get(job_id)
            if job is not None and not job.over:
                job.state = "cancelled"
                self._changed.notify_all()

    def known(self, job_ids: Iterable[str]) -> list[Job]:
        """Those of the jobs that are known here, in that order."""
        with self._changed:
            return [self._known[job_id] for job_id in dict.fromkeys(job_ids) if job_id in self._known]

    def ahead(self, job: Job) -> int:
        """How many others have their turn before it."""
        with self._changed:
            before = [one for one in self._lanes.get(job.lane, ()) if not one.over]
        return before.index(job) if job in before else 0

    def _forget(self) -> None:
        over = [job_id for job_id, job in self._known.items() if job.over]
        for job_id in over[: max(0, len(over) - KEPT)]:
            del self._known[job_id]

    def _work(self, turns: deque[Job]) -> None:
        """A step of each in turn, until none has any left."""
        while True:
            with self._changed:
                while turns and turns[0].over:
                    _close(turns.popleft())
                if not turns:
                    return
                job = turns[0]
                job.state = "running"
            state, told = _step(job)
            with self._changed:
                if told is not None:
                    job.told = told
                job.state = state if job.state == "running" else job.state
                turns.rotate(-1)
                self._changed.notify_all()


def _close(job: Job) -> None:
    """Let what it holds go, where it was cancelled between two steps."""
    close = getattr(job.steps, "close", None)
    if close is not None:
        close()


def _step(job: Job) -> tuple[JobState, Any]:
    """Do its next one: its state then, and what it told."""
    try:
        return "running", next(job.steps)
    except StopIteration:
        return "done", None
    except Exception:
        logging.getLogger(__name__).exception("a job of the lane %s broke", job.lane)
        return "broken", None
