"""Files into a library and out of it, making it anew, and looking for what is wrong."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from extract import pipeline
from extract.errors import ExtractError
from extract.reading.reader import silent
from extract.records import Passage
from index import recipe
from index.context import embedded
from index.embedding import Embedder
from index.publishing import Caches
from index.records import FileReport
from index.settings import limits
from index.store import NAME, Names, Store

Rows = NDArray[np.float32]
Pages = Callable[[Path, int, int], None]
ORIGINALS = "files"


def take_in(
    paths: Iterable[Path], folder: Path, store: Store, embedder: Embedder, pages: Pages | None = None
) -> Iterator[FileReport]:
    """One report a file, as each is done. Each file is kept, extracted, embedded and committed by itself.

    `pages` is told the file, its pages read so far, and how many it has.
    """
    known = {document.sha256: document.document_id for document in store.documents()}
    for path in paths:
        for file in files(Path(path)):
            report, digest = _take_in_one(file, folder, store, embedder, known, pages)
            if report.document_id is not None and digest is not None:
                known[digest] = report.document_id
            yield report


def files(path: Path) -> Iterator[Path]:
    """`path` itself, or the files below a folder, by name; hidden ones and linked folders are left out."""
    try:
        inside = sorted(path.iterdir()) if path.is_dir() else None
    except OSError:
        inside = None  # taking it in will say why it can't be read
    if inside is None:
        yield path
        return
    for entry in inside:
        linked_folder = entry.is_symlink() and entry.is_dir()
        if not entry.name.startswith(".") and not linked_folder:
            yield from files(entry)


def _take_in_one(
    path: Path, folder: Path, store: Store, embedder: Embedder, known: dict[str, str], pages: Pages | None
) -> tuple[FileReport, str | None]:
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        if digest in known:
            return FileReport(str(path), known[digest], 0, "unchanged"), digest
        progress = partial(pages, path) if pages else silent
        document, passages = pipeline.extract(path, limits=limits(), progress=progress)
        vectors = _embed(passages, embedder)
        _keep(path, folder, document.sha256)
        store.add(document, passages, vectors)
    except ExtractError as error:
        return FileReport(str(path), None, 0, "failed", f"{error.cause}; {error.cure}"), None
    except OSError as error:
        return FileReport(
            str(path), None, 0, "failed", f"{error.strerror or error}; check the path and its rights"
        ), None
    return FileReport(str(path), document.document_id, len(passages), "added"), digest


def _embed(passages: Sequence[Passage], embedder: Embedder) -> Rows:
    if not passages:
        return np.zeros((0, 0), np.float32)
    return embedded(passages, embedder)


def _keep(path: Path, folder: Path, digest: str) -> None:
    """The original under its digest and its own name."""
    place = folder / ORIGINALS / digest
    if path.parent != place:
        place.mkdir(parents=True, exist_ok=True)
        new = place / f".{path.name}.new"
        shutil.copyfile(path, new)
        new.replace(place / path.name)


def forget(document_ids: Iterable[str], folder: Path, store: Store) -> int:
    """Out of the store first, then the originals."""
    wanted = set(document_ids)
    digests = [document.sha256 for document in store.documents() if document.document_id in wanted]
    gone = store.remove(wanted)
    for digest in digests:
        shutil.rmtree(folder / ORIGINALS / digest, ignore_errors=True)
    return gone


def remake(folder: Path, embedder: Embedder, names: Names) -> Iterator[FileReport]:
    """A new store out of all originals, put in the old one's place when it is complete; `names` are those in use."""
    new = f"{NAME}.new"
    for leftover in folder.glob(f"{new}*"):
        leftover.unlink()
    store = Store(folder, create=True, name=new)
    store.rename({}, names)
    originals = folder / ORIGINALS
    yield from take_in([originals] if originals.is_dir() else [], folder, store, embedder)
    store.settle()
    for name in (f"{NAME}-wal", f"{NAME}-shm"):
        (folder / name).unlink(missing_ok=True)
    (folder / new).replace(folder / NAME)
    recipe.write(folder, recipe.recipe(embedder.name, embedder.fingerprint))
    for cache in ("vectors.faiss.generation", "lexical/current.json"):
        (folder / cache).unlink(missing_ok=True)
    made = Store(folder)
    Caches(made, folder).publish()
    made.close()


def examine(folder: Path, store: Store) -> list[str]:
    """What is wrong and what mends it, one line each."""
    cure = f"jixiao rebuild --library {folder}"
    found = [f"{store.path}: {line}; {cure}" for line in store.damage()]
    known = {document.sha256: document for document in store.documents()}
    for digest, document in known.items():
        original = folder / ORIGINALS / digest / document.source
        if not original.is_file():
            found.append(
                f"{original}: the original is missing; add the file again after: jixiao remove {document.document_id}"
            )
        elif hashlib.sha256(original.read_bytes()).hexdigest() != digest:
            found.append(f"{original}: its content has changed; put the file back as it was")
    for place in sorted((folder / ORIGINALS).glob("*")):
        if place.name not in known:
            found.append(f"{place}: an original of no document; {cure}")
    vectors, lexical = Caches(store, folder).current()
    if not len(vectors) == len(lexical) == store.count():
        found.append(f"{folder}: {store.count()} passages, {len(vectors)} vectors, {len(lexical)} texts; {cure}")
    return found
