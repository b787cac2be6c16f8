"""What a worker of `extract.reading.isolation` does: reads one file after another until nobody asks any more."""

from __future__ import annotations

import contextlib
import faulthandler
import resource
import shutil
import sys
from multiprocessing.connection import Connection
from pathlib import Path

from jixiao.extract.errors import ExtractError, LimitExceededError
from jixiao.extract.limits import Limits
from jixiao.extract.reading.files import read_here
from jixiao.extract.reading.isolation import GRACE_SECONDS
from jixiao.extract.reading.layout.contract import Reading


def serve(link: Connection) -> None:
    """Says None when ready; answers (absolute path, path to name in errors, limits) with (done, total) any number of
    times, then a Reading or an ExtractError."""
    link.send(None)
    while True:
        try:
            place, path, limits = link.recv()
        except EOFError:
            return
        _confine(limits)
        link.send(_reading(link, place, path, limits))
        faulthandler.cancel_dump_traceback_later()


def _reading(link: Connection, place: Path, path: Path, limits: Limits) -> Reading | ExtractError:
    try:
        return read_here(place, limits, lambda done, total: link.send((done, total)))
    except ExtractError as error:
        return type(error)(path, error.cause, error.cure)
    except MemoryError:
        cause = f"needs more than {limits.megabytes:,} MiB of memory"
        return LimitExceededError(path, cause, "split it, or raise limit_megabytes")


def _confine(limits: Limits) -> None:
    """This process and those it starts: so much memory each, no core file, an end though the one who asks be gone."""
    with contextlib.suppress(ValueError, OSError):  # not every system lets a process limit itself
        resource.setrlimit(resource.RLIMIT_AS, (limits.megabytes * 2**20, resource.getrlimit(resource.RLIMIT_AS)[1]))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    faulthandler.dump_traceback_later(limits.total_seconds + GRACE_SECONDS, exit=True)


if __name__ == "__main__":
    try:
        serve(Connection(int(sys.argv[1])))
    finally:  # whoever started this process may have been stopped before it could tidy up
        shutil.rmtree(sys.argv[2], ignore_errors=True)
