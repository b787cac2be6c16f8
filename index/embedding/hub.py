"""Models by their name on the Hugging Face hub: what lies in the local cache, and fetching what does not."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from jixiao.extract.messages import Message
from jixiao.index.errors import ModelMissingError

# Weights of other programs than torch; a model's folder often holds them beside its own.
OTHERS = ("onnx/*", "openvino/*", "coreml/*", "*.onnx*", "*.h5", "*.msgpack", "*.ot", "*.ckpt", "*.gguf", "*.tflite")
TWICE = "pytorch_model*.bin"
# Seconds that the hub has for its first answer. After that a download may take the time it needs.
PATIENCE = 10.0
CURE = Message.of("name_another_model_or_a_folder_model_the_bundled")


def fetch(name: str) -> Path:
    """The folder of the model `name`, out of the local cache, else by downloading it there.

    One short question to the hub comes before any download: without a network the answer is there at once. Raises
    ModelMissingError.
    """
    held = cached(name)
    if held is not None:
        return held
    from huggingface_hub import HfApi, errors, snapshot_download

    try:
        files = [file.rfilename for file in HfApi().model_info(_full(name), timeout=PATIENCE).siblings or ()]
        whole = any(file.startswith("model") and file.endswith(".safetensors") for file in files)
        ignored = [*OTHERS, TWICE] if whole else list(OTHERS)
        if "modules.json" not in files:
            raise ModelMissingError(name, Message.of("no_sentence_transformers_model_it_has_no_modules_json"), CURE)
        return Path(snapshot_download(_full(name), cache_dir=_cache(), ignore_patterns=ignored))
    except errors.OfflineModeIsEnabled as error:
        cause = Message.of("no_such_folder_not_in_the_local_cache_and")
        raise ModelMissingError(name, cause, Message.of("unset_it_or", CURE)) from error
    except (errors.RepositoryNotFoundError, errors.HFValidationError) as error:
        cause = Message.of("no_such_folder_and_no_such_model_on_the")
        raise ModelMissingError(name, cause, CURE) from error
    except ModelMissingError:
        raise
    except Exception as error:  # of the network, by whatever library the hub's client uses
        cause = Message.of("no_such_folder_not_in_the_local_cache_and_2")
        raise ModelMissingError(name, cause, Message.of("try_again_with_a_network_or", CURE)) from error


def cached(name: str) -> Path | None:
    """The folder of the model `name` in the local cache; None where it is not there or not whole."""
    from huggingface_hub import errors, snapshot_download

    try:
        ignored = [*OTHERS, TWICE]
        place = Path(snapshot_download(_full(name), cache_dir=_cache(), ignore_patterns=ignored, local_files_only=True))
    except (errors.LocalEntryNotFoundError, errors.HFValidationError, OSError):
        return None
    return place if (place / "modules.json").is_file() else None


def all_cached() -> dict[str, Path]:
    """Name -> folder of every sentence-transformers model in the local cache."""
    from huggingface_hub import CacheNotFound, scan_cache_dir

    try:
        repositories = scan_cache_dir(_cache()).repos
    except (CacheNotFound, OSError):
        return {}
    found = {r.repo_id: cached(r.repo_id) for r in repositories if r.repo_type == "model"}
    return {name: place for name, place in sorted(found.items()) if place is not None}


def card(folder: Path) -> dict[str, Any]:
    """The fields at the head of the model's card; empty where it has none."""
    from huggingface_hub import metadata_load

    try:
        return metadata_load(folder / "README.md") or {}
    except Exception:  # no card, or one that is no YAML: it is only told of
        return {}


def _full(name: str) -> str:
    """A name without an owner is one of sentence-transformers' own, as sentence-transformers has it."""
    return name if "/" in name else f"sentence-transformers/{name}"


def _cache() -> str | None:
    return os.environ.get("SENTENCE_TRANSFORMERS_HOME")
