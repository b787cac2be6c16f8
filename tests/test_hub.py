"""Models by name: fetched once from the hub (a small one of our own, on this machine), afterwards without a network."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import numpy as np
import pytest
from safetensors.numpy import save_file
from tokenizers import Tokenizer, models

ROOT = Path(__file__).parents[1]
COMMIT = "c" * 40
PROGRAM = """
import sys
from jixiao.index.embedding.model import Model
print(Model(sys.argv[1]).encode(["電話"], "query").tolist())
"""


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two words; beside the weights such as other programs use."""
    folder = tmp_path_factory.mktemp("published")
    (folder / "modules.json").write_text('[{"idx": 0, "name": "0", "path": "", "type": "x.StaticEmbedding"}]')
    Tokenizer(models.WordLevel({"[UNK]": 0, "電話": 1}, unk_token="[UNK]")).save(str(folder / "tokenizer.json"))
    save_file({"embedding.weight": np.array([[0, 0], [3, 4]], np.float32)}, folder / "model.safetensors")
    for name in ("pytorch_model.bin", "model.onnx"):
        (folder / name).write_bytes(b"not for us")
    return folder


@pytest.fixture
def hub(published: Path) -> Iterator[tuple[str, list[str]]]:
    """Address of a hub with the one model owner/small, and the paths that it is asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            path = self.path.split("?")[0]
            files = sorted(file.name for file in published.iterdir())
            if path in ("/api/models/owner/small", "/api/models/owner/small/revision/main"):
                self.told({"id": "owner/small", "sha": COMMIT, "siblings": [{"rfilename": name} for name in files]})
            elif path == f"/api/models/owner/small/tree/{COMMIT}":
                sizes = {name: (published / name).stat().st_size for name in files}
                self.told([{"type": "file", "path": name, "size": size, "oid": name} for name, size in sizes.items()])
            elif path.startswith(f"/owner/small/resolve/{COMMIT}/"):
                self.sent((published / path.rpartition("/")[2]).read_bytes(), "application/octet-stream")
            elif path == "/api/models/owner/bare":
                self.told({"id": "owner/bare", "sha": COMMIT, "siblings": [{"rfilename": "config.json"}]})
            else:
                self.sent(b"{}", "application/json", 404, {"X-Error-Code": "RepoNotFound"})

        do_HEAD = do_GET  # noqa: N815 - the name that http.server calls

        def told(self, data: object) -> None:
            self.sent(json.dumps(data).encode(), "application/json")

        def sent(self, body: bytes, kind: str, code: int = 200, more: dict[str, str] | None = None) -> None:
            self.send_response(code)
            tag = hashlib.sha256(body).hexdigest()
            heads = {"Content-Type": kind, "ETag": f'"{tag}"', "X-Repo-Commit": COMMIT} | (more or {})
            for name, value in (heads | {"Content-Length": str(len(body))}).items():
                self.send_header(name, value)
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(body)

        def log_message(self, format: str, *values: object) -> None:
            """Nothing on stderr."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


def encoded(name: str, cache: Path, endpoint: str, **setting: str) -> subprocess.CompletedProcess[str]:
    """A process of its own: the hub's client reads its settings once."""
    env = os.environ | {"HF_HOME": str(cache), "HF_ENDPOINT": endpoint} | setting
    program = [sys.executable, "-c", PROGRAM, name]
    return subprocess.run(program, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


def test_a_model_is_fetched_once_and_then_needs_no_hub(hub: tuple[str, list[str]], tmp_path: Path) -> None:
    endpoint, asked = hub
    done = encoded("owner/small", tmp_path, endpoint)
    assert done.returncode == 0, done.stderr
    assert np.allclose(json.loads(done.stdout), [[0.6, 0.8]])
    assert any("model.safetensors" in path for path in asked)
    assert not any("pytorch_model" in path or "onnx" in path for path in asked)
    count = len(asked)
    again = encoded("owner/small", tmp_path, endpoint)
    offline = encoded("owner/small", tmp_path, "http://127.0.0.1:9", HF_HUB_OFFLINE="1")
    assert len(asked) == count
    assert again.stdout == offline.stdout == done.stdout


@pytest.mark.parametrize(
    ("name", "told"),
    [("owner/nothing", "no such model on the hub"), ("owner/bare", "no sentence-transformers model")],
)
def test_what_the_hub_does_not_have_is_told(name: str, told: str, hub: tuple[str, list[str]], tmp_path: Path) -> None:
    done = encoded(name, tmp_path, hub[0])
    last = done.stderr.strip().splitlines()[-1]
    assert done.returncode == 1
    assert last.startswith(f"jixiao.index.errors.ModelMissingError: {name}: ")
    assert told in last
    assert "--model" in last
