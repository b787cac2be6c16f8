"""What a worker of `extract.reading.isolation` does: one file after another until nobody asks any more."""

from __future__ import annotations

import contextlib
import faulthandler
import resource
import shutil
import sys
import traceback
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from jixiao.extract.errors import ExtractError, LimitExceededError, ProgramFaultError
from jixiao.extract.limits import Limits
from jixiao.extract.messages import Message
from jixiao.extract.reading.isolation import GRACE_SECONDS, Failed, Work


def serve(link: Connection) -> None:
    """Says None when ready; answers (work, absolute path, path to name in errors, limits) with (what it is told of the
    progress, False) any number of times, then with (result, True), where the result may be Failed."""
    link.send(None)
    while True:
        try:
            work, place, path, limits = link.recv()
        except EOFError:
            return
        _confine(limits)
        told = _done(link, work, place, path, limits)
        try:
            link.send((told, True))
        except MemoryError:
            link.send((_too_large(path, limits), True))
        faulthandler.cancel_dump_traceback_later()


def _done(link: Connection, work: Work[Any], place: Path, path: Path, limits: Limits) -> Any:
    """What the work comes to, or Failed."""
    try:
        return work(place, limits, lambda done, total: link.send(((done, total), False)))
    except MemoryError:
        return _too_large(path, limits)
    except ExtractError as error:
        return Failed(error.at(path), _account(error) if error.where else "")
    except Exception as error:
        return Failed(ProgramFaultError.of(path, error), _account(error))


def _account(error: Exception) -> str:
    return "".join(traceback.format_exception(error))


def _too_large(path: Path, limits: Limits) -> Failed:
    cause = Message.of("needs_more_than_mib_of_memory", f"{limits.megabytes:,}")
    return Failed(LimitExceededError(path, cause, Message.of("split_it_or_raise_limit_megabytes")))


def _confine(limits: Limits) -> None:
    """This process and those it starts: so much memory each, no core file, an end though the one who asks be gone."""
    with contextlib.suppress(ValueError, OSError):  # not every system lets a process limit itself
        resource.setrlimit(resource.RLIMIT_AS, (limits.megabytes * 2**20, resource.getrlimit(resource.RLIMIT_AS)[1]))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    faulthandler.dump_traceback_later(limits.total_seconds + GRACE_SECONDS, exit=True)


if __name__ == "__main__":
    # spaCy loads torch where it finds it, which no worker needs: 2 s and 500 MiB of address space.
    sys.modules["torch"] = None  # type: ignore[assignment]
    try:
        serve(Connection(int(sys.argv[1])))
    finally:  # whoever started this process may have been stopped before it could tidy up
        shutil.rmtree(sys.argv[2], ignore_errors=True)
