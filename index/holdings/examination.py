"""Looking for what is wrong with a library: every part of it held against the one that it comes from."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from jixiao.extract.messages import Message
from jixiao.index.storage import original_files
from jixiao.index.storage.caches import STEP, Caches
from jixiao.index.storage.original_files import ORIGINALS
from jixiao.index.storage.store import Store


def examine(folder: Path, store: Store) -> list[str]:
    """What is wrong and what mends it, one line each. A cache that is wrong is made anew, and told."""
    return [*_database(folder, store), *_originals(folder, store), *_caches(folder, store)]


def _database(folder: Path, store: Store) -> list[str]:
    return [f"{store.path}: {line}; jixiao rebuild --library {folder}" for line in store.damage()]


def _originals(folder: Path, store: Store) -> list[str]:
    found, known = [], {document.sha256: document for document in store.documents()}
    for digest, document in known.items():
        path = original_files.of(folder, digest, document.source)
        trouble = original_files.trouble(path, digest)
        if trouble is not None:
            found.append(f"{path}: {trouble}; {document.document_id} stays as it was read")
    for digest in original_files.without(folder, known.keys() | set(store.strays())):
        found.append(f"{folder / ORIGINALS / digest}: {original_files.UNKNOWN}")
    found += [
        f"{folder / ORIGINALS / digest}: left over from a report that was removed, or whose adding was broken off; "
        "goes with the next change of the library"
        for digest in store.strays()
        if (folder / ORIGINALS / digest).exists()
    ]
    return found


def _caches(folder: Path, store: Store) -> list[str]:
    caches = Caches(store, folder)
    found = [f"{place}: {how}; made anew from the database" for place, how in caches.damage()]
    wrong = _differing(caches, store)
    if wrong:
        caches.renew()
        still = _differing(caches, store)
        cure = Message.of("jixiao_rebuild_library", folder) if still else "made anew from the database"
        found += [f"{folder}: {line}; {cure}" for line in still or wrong]
    return found


def _differing(caches: Caches, store: Store) -> list[str]:
    """Rows and vectors of the caches against those of the store; nothing where it changes meanwhile."""
    generation = store.generation
    vectors, lexical = caches.current()
    rows = store.every()
    found = []
    for name, held in (("vectors", vectors.rows()), ("texts", lexical.rows())):
        if held != rows:
            found.append(
                f"{len(set(rows) - set(held))} {name} are missing, {len(set(held) - set(rows))} are of no passage"
            )
    if not found:
        for start in range(0, len(rows), STEP):
            part = rows[start : start + STEP]
            if not np.array_equal(vectors.of(part), store.vectors(part)):
                found.append(f"vectors of rows {part[0]} to {part[-1]} are not those of the database")
    return found if store.generation == generation else []
