"""`jixiao` in processes of their own, each forked from one that has imported everything and does nothing else.

A page takes seconds of computing to import; the suite starts a dozen. What a test holds of the very start of the
command (its imports, its locale) it holds by running `cli.py` itself.
"""

from __future__ import annotations

import atexit
import io
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import IO, Any

MESSAGE = 1 << 17  # bytes; arguments and environment


class Process:
    """A running command: its output, its end."""

    def __init__(self, told: IO[str], stdout: IO[str], stderr: IO[str]) -> None:
        self._told, self.stdout, self.stderr = told, stdout, stderr
        self.pid = int(told.readline())

    def end(self) -> int:
        """Ask it to end, and wait until it has; its exit code, negative for a signal."""
        os.kill(self.pid, signal.SIGTERM)
        code = int(self._told.readline())
        for stream in (self._told, self.stdout, self.stderr):
            stream.close()
        return code


def start(arguments: list[str], environment: Mapping[str, str]) -> Process:
    """`jixiao` with these arguments, in the present folder; `environment` comes on top of this process's."""
    there = {"arguments": arguments, "environment": {**os.environ, **environment}, "folder": str(Path.cwd())}
    message = json.dumps(there).encode()
    readers, writers = zip(*(os.pipe() for _ in range(3)), strict=True)
    socket.send_fds(_parent(), [message], writers)
    for number in writers:
        os.close(number)
    return Process(*(os.fdopen(number) for number in readers))


@cache
def _parent() -> socket.socket:
    """The way to the process that the others are forked from."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    command = [sys.executable, __file__, str(theirs.fileno())]
    process = subprocess.Popen(command, pass_fds=[theirs.fileno()], cwd=Path(__file__).parent)
    theirs.close()

    def stop() -> None:
        ours.close()
        process.wait()

    atexit.register(stop)
    return ours


def serve(link: socket.socket) -> None:
    """Fork a command for each message, until nobody asks any more."""
    import gradio  # noqa: F401 - for those that are forked
    import uvicorn  # noqa: F401

    from jixiao import cli  # noqa: F401

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        message, files, _, _ = socket.recv_fds(link, MESSAGE, 3)
        if not message:
            return
        if not os.fork():
            link.close()
            _watch(json.loads(message), *files)
        for number in files:
            os.close(number)


def _watch(message: dict[str, Any], told: int, stdout: int, stderr: int) -> None:
    """Have a child run the command; tell its number, and how it ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    child = os.fork()
    if not child:
        os.close(told)
        _run(message, stdout, stderr)
    os.write(told, f"{child}\n".encode())
    os.close(stdout)
    os.close(stderr)
    os.write(told, f"{os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}\n".encode())
    os._exit(0)


def _run(message: dict[str, Any], stdout: int, stderr: int) -> None:
    from jixiao import cli

    os.dup2(stdout, 1)
    os.dup2(stderr, 2)
    sys.stdout, sys.stderr = (io.TextIOWrapper(os.fdopen(number, "wb"), write_through=True) for number in (1, 2))
    os.chdir(message["folder"])
    os.environ.clear()
    os.environ.update(message["environment"])
    tempfile.tempdir = None  # anew, from the environment
    sys.argv = ["jixiao", *message["arguments"]]
    code: object = 70
    try:
        cli.main()
        code = 0
    except SystemExit as end:
        code = end.code or 0
    finally:
        sys.stdout.flush()
        os._exit(code if isinstance(code, int) else 1)


if __name__ == "__main__":
    sys.path[:] = [one for one in sys.path if Path(one) != Path(__file__).parent]
    serve(socket.socket(fileno=int(sys.argv[1])))
