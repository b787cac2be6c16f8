"""A library made anew out of its originals: in the order in which they were added, with the versions as they were.

What can't be read anew is kept as the library held it: nothing is lost because its original is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from jixiao.extract import pipeline
from jixiao.extract.messages import Message
from jixiao.extract.names.register import Register
from jixiao.index import durable_files
from jixiao.index.embedding.model import Embedder
from jixiao.index.errors import (
    LibraryDamagedError,
    LibraryLockedError,
    LibraryMissingError,
    SearchError,
    UnwritableError,
)
from jixiao.index.holdings import ingestion
from jixiao.index.holdings.ingestion import Place
from jixiao.index.holdings.preparation import with_sentences
from jixiao.index.records import FileReport
from jixiao.index.storage import original_files, recipe
from jixiao.index.storage.caches import Caches
from jixiao.index.storage.contents import Content, Kept, Names
from jixiao.index.storage.context import embedded
from jixiao.index.storage.original_files import ORIGINALS
from jixiao.index.storage.store import NAME, Store

NEW, DAMAGED = f"{NAME}.new", f"{NAME}.damaged"
KEPT = "what the library holds of it is kept"


def remake(folder: Path, embedder: Embedder, names: Names, register: Register) -> Iterator[FileReport]:
    """A new store out of all originals, put in the old one's place when it is complete; `names` are those in use, and
    `register` what they come to.

    Needs the writer lock. Raises LibraryStaleError for a library of a newer schema, UnwritableError where the disk is
    full; both leave the library as it is.
    """
    recipe.refuse_newer(folder)
    made = recipe.recipe(embedder.name, embedder.fingerprint)
    with ExitStack() as open_stores:
        old, kept = _old(folder)
        if old is not None:
            open_stores.callback(old.close)
        try:
            clear(folder)
            open_stores.callback(clear, folder)
            store = Store(folder, create=True, name=NEW)
            open_stores.callback(store.close)
            store.rename({}, names, register)
            place = Place(folder, store, embedder, lambda: register, kept={one.sha256: one for one in kept})
            yield from _filled(place, old, kept)
            with recipe.taking_over(folder, made):
                _take_place(folder, store, old)
        except OSError as error:
            raise UnwritableError.of(error.filename or folder, error) from error
    present = Store(folder)
    Caches(present, folder).publish()
    present.close()


def _old(folder: Path) -> tuple[Store | None, list[Kept]]:
    """The store that is made anew, and its documents; None where it can't be read.

    Raises LibraryStaleError (a newer schema), UnwritableError, LibraryLockedError.
    """
    try:
        store = Store(folder)
    except (LibraryDamagedError, LibraryMissingError):
        return None, []
    try:
        ingestion.sweep(folder, store)
        store.row_by_passage()  # damaged, it can't be gone on from
        return store, store.kept()
    except (UnwritableError, LibraryLockedError):
        store.close()
        raise
    except SearchError:
        store.close()
        return None, []


def clear(folder: Path) -> None:
    """Nothing is left of a new store that did not come to its place."""
    for leftover in folder.glob(f"{NEW}*"):
        leftover.unlink()


def _filled(place: Place, old: Store | None, kept: Sequence[Kept]) -> Iterator[FileReport]:
    if old is not None:
        place.store.follow(old)
        for one in kept:
            yield _again(one, old, place)
        _relate_again(kept, place.store)
    for digest in original_files.without(place.folder, place.kept.keys()):
        yield _unknown(digest, place, told_only=old is not None)


def _take_place(folder: Path, store: Store, old: Store | None) -> None:
    """A store that can be read becomes the new one, so that its readers go on; what can't be read is put aside."""
    if old is not None:
        old.become(store)
        return
    store.settle()
    if (folder / NAME).exists():
        (folder / NAME).replace(folder / DAMAGED)
    for name in (f"{NAME}-wal", f"{NAME}-shm"):
        (folder / name).unlink(missing_ok=True)
    Caches.forget(folder)
    durable_files.move(folder / NEW, folder / NAME)


def _again(one: Kept, old: Store, place: Place) -> FileReport:
    """One document read anew; where that can't be, as the old store has it, and told as failed."""
    path = original_files.of(place.folder, one.sha256, one.source)
    trouble = original_files.trouble(path, one.sha256)
    if trouble is None:
        report = next(iter(ingestion.take_in([path], place)))
        if report.state != "failed":
            return report
        trouble = str(report.error)
    try:
        passages, how = _carried(one, old, place)
    except SearchError as error:
        return FileReport(str(path), None, 0, "failed", Message.of("cause_cure", trouble, error.message))
    return FileReport(str(path), one.document_id, passages, "failed", f"{trouble}; {how}")


def _carried(one: Kept, old: Store, place: Place) -> tuple[int, str]:
    """Into the new store as it was cut, named by what counts now where it can be, embedded by the present model."""
    document, passages = old.document(one.document_id), old.passages_of(one.document_id)
    if document is None:
        raise SearchError(old.path, Message.of("no_document", one.document_id), Message.of("add_the_file_again"))
    cut_by = (recipe.read(place.folder) or {}).get("extractor")
    if cut_by == recipe.EXTRACTOR and old.names().program and old.names() != place.store.names():
        passages = pipeline.named(passages, place.register())
    vectors = embedded(passages, place.embedder)
    register = place.register()
    sentences = with_sentences(passages, register, place.embedder)
    place.store.add(document, Content(passages, vectors, sentences), register, added=one.added)
    as_before = cut_by == recipe.EXTRACTOR
    return len(passages), KEPT if as_before else f"{KEPT} as extractor {cut_by} cut it"


def _unknown(digest: str, place: Place, told_only: bool) -> FileReport:
    """An original that the store knew nothing of: taken in where the store is lost, else told."""
    folder = place.folder / ORIGINALS / digest
    path = original_files.of(place.folder, digest)
    trouble = original_files.trouble(path, digest)
    if trouble is None and not told_only:
        return next(iter(ingestion.take_in([path], place)))
    return FileReport(str(folder), None, 0, "failed", trouble or original_files.UNKNOWN)


def _relate_again(kept: Sequence[Kept], store: Store) -> None:
    """The versions as they were; where a newer one could not be kept, the next one stands for the older."""
    newer = {one.document_id: one.superseded_by for one in kept}
    there = {document.document_id for document in store.documents()}
    for older in newer.keys() & there:
        name = newer[older]
        while name is not None and name not in there:
            name = newer.get(name)
        if name is not None:
            store.relate((older, name))
