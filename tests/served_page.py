"""The page as it is served, in a process of its own, and a reader of it without a browser."""

from __future__ import annotations

import json
import re
import secrets
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import ready_process

ROOT = Path(__file__).parents[1]
API = "gradio_api/"
# Seconds; the machine may be busy, and the first answer waits for the model.
PATIENCE = 90


@contextmanager
def running(library: Path, *options: str, **environment: str) -> Iterator[int]:
    """The port of a served library; `options` and `environment` are the command's."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = ready_process.start(["serve", "--library", str(library), "--port", str(port), *options], environment)
    try:
        assert server.stdout.readline().startswith("http://"), server.stderr.read()
        yield port
    finally:
        server.end()


class Reader:
    """A browser without a window: keeps its cookie, tells the page's own origin, has one Gradio session."""

    def __init__(self, port: int, language: str = "", host: str = "127.0.0.1", **headers: str | bytes) -> None:
        self.home = f"http://{host}:{port}/{language}"
        self.http = httpx.Client(timeout=PATIENCE, headers=headers)
        self.session = secrets.token_hex(6)
        self._unqueued: set[int] = set()
        self._inputs: dict[int, int] = {}
        self._answer: Any = None

    def config(self) -> dict[str, Any]:
        """What the page's document tells Gradio's client."""
        text = self.http.get(self.home).text
        found = re.search(r"window\.gradio_config = (\{.*?\});</script>", text)
        assert found is not None
        told: dict[str, Any] = json.loads(found[1])
        self._unqueued = {event["id"] for event in told["dependencies"] if event["queue"] is False}
        self._inputs = {event["id"]: len(event["inputs"]) for event in told["dependencies"]}
        return told

    def upload(self, name: str, content: bytes, **headers: str) -> httpx.Response:
        return self.http.post(f"{self.home}{API}upload", files={"files": (name, content)}, headers=headers)

    def join(self, event: int, data: list[Any], **more: Any) -> httpx.Response:
        """Raise the event of this number, as it is wired. What `data` lacks of its inputs is empty."""
        data = [*data, *[""] * (self._inputs.get(event, 0) - len(data))]
        headers = more.pop("headers", {})
        body = {"data": data, "fn_index": event, "session_hash": self.session, "event_data": None, **more}
        way = "run/predict" if event in self._unqueued else "queue/join"
        answer = self.http.post(f"{self.home}{API}{way}", json=body, headers=headers)
        self._answer = answer.json() if event in self._unqueued else None
        return answer

    def ended(self, panel: str) -> str:
        """The HTML of a panel that follows jobs, once the jobs in the last answer are over."""
        while True:
            told = str(self.result()["output"])
            again = re.search(r'data-jobs=\\?"([^"\\]+)\\?"[^>]*data-again', told)
            if again is None:
                return told
            time.sleep(0.1)
            self.join(targeted(self.config(), panel, "again")["id"], [], event_data={"jobs": again[1]})

    def result(self) -> dict[str, Any]:
        """What the last event came to."""
        if self._answer is not None:
            return {"msg": "process_completed", "success": "error" not in self._answer, "output": self._answer}
        with self.http.stream("GET", f"{self.home}{API}queue/data", params={"session_hash": self.session}) as stream:
            for line in stream.iter_lines():
                message = json.loads(line.removeprefix("data: ")) if line else {}
                if message.get("msg") == "process_completed":
                    told: dict[str, Any] = message
                    return told
        raise AssertionError("no result")


def file_data(path: str, **more: Any) -> dict[str, Any]:
    """A file as Gradio's client names it."""
    return {"path": path, "orig_name": "report.txt", "meta": {"_type": "gradio.FileData"}, **more}


def events_of(config: dict[str, Any], kind: str) -> list[int]:
    """The numbers of the events that take a component of this kind."""
    parts = {part["id"] for part in config["components"] if part["type"] == kind}
    return [event["id"] for event in config["dependencies"] if parts & set(event["inputs"])]


def targeted(config: dict[str, Any], element: str, event: str) -> dict[str, Any]:
    """The event `event` of the component with this element id."""
    (part,) = [part["id"] for part in config["components"] if part["props"].get("elem_id") == element]
    found = [one for one in config["dependencies"] if [part, event] in [list(t) for t in one["targets"]]]
    told: dict[str, Any] = found[0]
    return told
