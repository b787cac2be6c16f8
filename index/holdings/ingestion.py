"""Files into a library and out of it, making it anew, and looking for what is wrong."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import numpy as np

from jixiao.extract import pipeline
from jixiao.extract.errors import ExtractError
from jixiao.extract.reading.layout.contract import silent
from jixiao.extract.records import Document, Passage
from jixiao.index.arrays import Embeddings
from jixiao.index.embedding.model import Embedder
from jixiao.index.errors import SearchError
from jixiao.index.holdings import versions
from jixiao.index.records import DocumentInfo, FileReport
from jixiao.index.settings import limits
from jixiao.index.storage.caches import Caches
from jixiao.index.storage.context import embedded
from jixiao.index.storage.store import Kept, Store

Pages = Callable[[Path, int, int], None]
ORIGINALS = "files"


@dataclass(frozen=True, slots=True)
class Place:
    """Where files are taken in. `kept`: digest -> what a document that is made anew had before."""

    folder: Path
    store: Store
    embedder: Embedder
    pages: Pages | None = None
    kept: Mapping[str, Kept] = field(default_factory=dict)


def take_in(
    paths: Iterable[Path], folder: Path, store: Store, embedder: Embedder, pages: Pages | None = None
) -> Iterator[FileReport]:
    """One report a file, as each is done. Each file is kept, extracted, embedded and committed by itself.

    A newer version of a report in the library stands for that one from then on. `pages` is told the file, its pages
    read so far, and how many it has.
    """
    return taken_in(paths, Place(folder, store, embedder, pages))


def taken_in(paths: Iterable[Path], place: Place) -> Iterator[FileReport]:
    """As `take_in`."""
    known = {document.sha256: document.document_id for document in place.store.documents()}
    for path in paths:
        for file in files(Path(path)):
            report, digest = _take_in_one(file, place, known)
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


def _take_in_one(path: Path, place: Place, known: dict[str, str]) -> tuple[FileReport, str | None]:
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        if digest in known:
            return FileReport(str(path), known[digest], 0, "unchanged"), digest
        progress = partial(place.pages, path) if place.pages else silent
        document, passages = pipeline.extract(path, limits=limits(), progress=progress)
        vectors = _embed(passages, place.embedder)
        _keep(path, place.folder, document.sha256)
        report = FileReport(str(path), document.document_id, len(passages), "added")
        return _added(report, document, passages, vectors, place), digest
    except ExtractError as error:
        return FileReport(str(path), None, 0, "failed", f"{error.cause}; {error.cure}"), None
    except OSError as error:
        return FileReport(
            str(path), None, 0, "failed", f"{error.strerror or error}; check the path and its rights"
        ), None


def _added(
    report: FileReport, document: Document, passages: Sequence[Passage], vectors: Embeddings, place: Place
) -> FileReport:
    """Into the store, with its relation to another version where it is not one that was decided before."""
    before = place.kept.get(document.sha256)
    if before is not None:
        place.store.add(document, passages, vectors, added=before.added)
        return report
    d = document
    new = DocumentInfo(d.document_id, d.source, d.title, d.agency, d.year, d.stage, len(passages), d.sha256, "")

    def passages_of(info: DocumentInfo) -> Sequence[Passage]:
        return passages if info is new else place.store.passages_of(info.document_id)

    pair = versions.relation(new, place.store.documents(), passages_of)
    place.store.add(document, passages, vectors, pair and (pair[0].document_id, pair[1].document_id))
    if pair is None:
        return report
    older, newer = pair
    return replace(report, superseded_by=newer.source) if older is new else replace(report, supersedes=older.source)


def _embed(passages: Sequence[Passage], embedder: Embedder) -> Embeddings:
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


def supersede(older: str, newer: str | None, folder: Path, store: Store) -> None:
    """Let one document stand for another; None: it counts again. Raises SearchError where that can't be.

    Where the newer one was itself behind the older, it comes out from there.
    """
    after = {document.document_id: document.superseded_by for document in store.documents()}
    for name in filter(None, (older, newer)):
        if name not in after:
            raise SearchError(folder, f"no document {name}", "see: jixiao list")
    if newer is None and after[older] is None:
        raise SearchError(folder, f"no newer version stands for {older}", "see: jixiao list")
    if newer == older:
        raise SearchError(folder, f"{older} can't be its own newer version", "name two reports")
    behind = newer
    while behind is not None and behind != older:
        behind = after[behind]
    if newer is not None and behind == older:
        store.relate(newer, None)
    store.relate(older, newer)


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
