"""Files into a library and out of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from jixiao.extract.errors import UnreadableDocumentError
from jixiao.extract.messages import Message
from jixiao.extract.names.register import Register, ours
from jixiao.extract.reading.layout.contract import silent
from jixiao.extract.records import Document, Passage
from jixiao.index import durable_files
from jixiao.index.embedding.model import Embedder
from jixiao.index.errors import SearchError
from jixiao.index.holdings import column_list, preparation, versions
from jixiao.index.holdings.preparation import Prepared
from jixiao.index.records import DocumentInfo, FileReport
from jixiao.index.storage.contents import Content, Kept
from jixiao.index.storage.original_files import ORIGINALS
from jixiao.index.storage.store import Store

Pages = Callable[[Path, int, int], None]
Hold = Callable[[], AbstractContextManager[Store]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where files are taken in. `kept`: digest -> what a document that is made anew had before.

    `hold` gives the store with the writer lock held; None: the caller holds it all the time. `register` tells the
    names that count, now. `pages` is told the file, its pages read so far, and how many it has.
    """

    folder: Path
    store: Store
    embedder: Embedder
    register: Callable[[], Register] = ours
    pages: Pages | None = None
    kept: Mapping[str, Kept] = field(default_factory=dict)
    hold: Hold | None = None

    def held(self) -> AbstractContextManager[Store]:
        """The store to write to."""
        return nullcontext(self.store) if self.hold is None else self.hold()


def take_in(paths: Iterable[Path], place: Place) -> Iterator[FileReport]:
    """One report a file, as each is done. Each file is extracted, embedded, kept and committed by itself.

    A newer version of a report in the library stands for that one from then on.
    """
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
        digest = durable_files.digest(path)
        if digest in known:
            return FileReport(str(path), known[digest], 0, "unchanged"), digest
        progress = partial(place.pages, path) if place.pages else silent
        columns = column_list.own_columns(place.folder)
        ready = preparation.prepared(path, place.embedder, place.store.renamed, place.register(), progress, columns)
        with place.held() as store:
            return _written(path, ready, place, store), ready.document.sha256
    except Exception as error:
        return preparation.failed(path, error), None


def _written(path: Path, ready: Prepared, place: Place, store: Store) -> FileReport:
    """Original and document, unless another has put it in meanwhile. What fails leaves nothing behind."""
    document = ready.document
    if store.digest(document.document_id) == document.sha256:
        return FileReport(str(path), document.document_id, 0, "unchanged")
    try:
        _keep(path, place.folder, document, store)
        return _added(path, ready.named_anew(store.renamed, place.register()), place, store)
    except BaseException:
        sweep(place.folder, store)
        raise


def _added(path: Path, ready: Prepared, place: Place, store: Store) -> FileReport:
    """Into the store, with its relation to another version where it is not one that was decided before."""
    document, passages = ready.document, ready.passages
    content = Content(passages, ready.vectors, ready.sentences)
    report = FileReport(str(path), document.document_id, len(passages), "added")
    before = place.kept.get(document.sha256)
    if before is not None:
        store.add(document, content, ready.register, added=before.added)
        return report
    d = document
    new = DocumentInfo(d.document_id, d.source, d.title, d.agency, d.year, d.stage, len(passages), d.sha256, "")

    def passages_of(info: DocumentInfo) -> Sequence[Passage]:
        return passages if info is new else store.passages_of(info.document_id)

    pair = versions.relation(new, store.documents(), passages_of, ready.register)
    related = pair and (pair[0].document_id, pair[1].document_id)
    store.add(document, content, ready.register, related)
    if pair is None:
        return report
    older, newer = pair
    return replace(report, superseded_by=newer.source) if older is new else replace(report, supersedes=older.source)


def _keep(path: Path, folder: Path, document: Document, store: Store) -> None:
    """The original under its digest and its own name, on the disk before the store knows of its document.

    Until then it is a stray. Raises OSError, UnreadableDocumentError (it has changed).
    """
    place = folder / ORIGINALS / document.sha256
    if path.parent == place:
        return
    store.expect(document.sha256)
    durable_files.make(place)
    if durable_files.copy(path, place / document.source) != document.sha256:
        raise UnreadableDocumentError(path, Message.of("has_changed_while_it_was_read"), Message.of("add_it_again"))


def forget(document_ids: Iterable[str], folder: Path, store: Store) -> int:
    """Out of the store first, then the originals; what is killed between is finished by `sweep`."""
    gone = store.remove(document_ids)
    sweep(folder, store)
    return gone


def sweep(folder: Path, store: Store) -> None:
    """Finish what was killed: originals go whose document was removed, or was never put in. Needs the writer lock."""
    gone = []
    for digest in store.strays():
        shutil.rmtree(folder / ORIGINALS / digest, ignore_errors=True)
        if not (folder / ORIGINALS / digest).exists():
            gone.append(digest)
    if gone:
        if (folder / ORIGINALS).is_dir():
            durable_files.settle(folder / ORIGINALS)
        store.swept(gone)


def supersede(older: str, newer: str | None, folder: Path, store: Store) -> None:
    """Let one document stand for another; None: it counts again. Raises SearchError where that can't be.

    Where the newer one was itself behind the older, it comes out from there.
    """
    after = {document.document_id: document.superseded_by for document in store.documents()}
    for name in filter(None, (older, newer)):
        if name not in after:
            raise SearchError(folder, Message.of("no_document", name), Message.of("see_jixiao_list"))
    if newer is None and after[older] is None:
        raise SearchError(folder, Message.of("no_newer_version_stands_for", older), Message.of("see_jixiao_list"))
    if newer == older:
        raise SearchError(folder, Message.of("cant_be_its_own_newer_version", older), Message.of("name_two_reports"))
    behind = newer
    while behind is not None and behind != older:
        behind = after[behind]
    before: list[tuple[str, str | None]] = [(newer, None)] if newer is not None and behind == older else []
    store.relate(*before, (older, newer))
