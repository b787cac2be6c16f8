"""A folder of reports that can be asked: joins the parts, has no algorithm of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from jixiao.extract.messages import Message
from jixiao.extract.names.gazetteers import program
from jixiao.extract.names.register import Register, ours
from jixiao.extract.records import Document, Passage
from jixiao.index import durable_files
from jixiao.index.capabilities.offered import Offered
from jixiao.index.embedding.model import Embedder, Model
from jixiao.index.errors import LibraryMissingError, SearchError, UnwritableError
from jixiao.index.holdings import examination, ingestion, naming
from jixiao.index.holdings import rebuild as holdings_rebuild
from jixiao.index.holdings.naming import Naming
from jixiao.index.holdings.state import State
from jixiao.index.records import (
    ALL_VERSIONS,
    EVERYTHING,
    FIELDS,
    UNCORRECTED,
    Answer,
    Correction,
    DocumentInfo,
    FileReport,
    Filters,
    Mode,
    Query,
    SearchResult,
)
from jixiao.index.search import query as search_query
from jixiao.index.search import spelling
from jixiao.index.search.search import ids, search
from jixiao.index.settings import setting
from jixiao.index.storage import facts, marks, original_files, recipe, saved
from jixiao.index.storage.contents import Names
from jixiao.index.storage.original_files import ORIGINALS
from jixiao.index.storage.store import NAME, PATIENCE, Store, writing

T = TypeVar("T")


class Library(Offered):
    """Documents, passages, vectors and words in one folder. Use as a context manager, or call `close`.

    Safe for several threads. Other processes may read and write the same folder: each question is answered from the
    newest state.
    """

    def __init__(self, folder: Path, embedder: Embedder, store: Store) -> None:
        """For `create` and `open`. `naming` tells the names that count in it, and what is wrong with names.toml."""
        self.folder, self._embedder = folder, embedder
        self.naming = Naming(folder)
        self._state = State(folder, store, embedder, self.naming)

    @classmethod
    def create(cls, folder: Path, model: str | None = None, embedder: Embedder | None = None) -> Library:
        """Open the library in `folder`, or make one there.

        Raises what `open` raises, and SearchError where the folder can't be made.
        """
        folder = Path(folder)
        if (folder / NAME).is_file():
            return cls.open(folder, model, embedder)
        _not_lost(folder)
        chosen = embedder or _model(folder, model)
        if isinstance(chosen, Model):
            chosen.load()  # one that can't be loaded leaves no library behind
        try:
            with writing(folder, PATIENCE):
                if not (folder / NAME).is_file():  # else another process was quicker
                    _made(folder, recipe.recipe(chosen.name, chosen.fingerprint))
        except UnwritableError as error:
            raise UnwritableError(
                folder, error.cause, Message.of("or_name_another_folder_library", error.cure)
            ) from error
        recipe.check(folder, recipe.recipe(chosen.name, chosen.fingerprint))
        return cls(folder, chosen, Store(folder))

    @classmethod
    def open(cls, folder: Path, model: str | None = None, embedder: Embedder | None = None) -> Library:
        """Open the library in `folder`.

        `model` is a folder or a hub name; None: the setting, else what the library was made with. Raises
        LibraryMissingError, LibraryStaleError (another schema, tokenizer, extractor or model), ModelMissingError.
        """
        folder = Path(folder)
        if not (folder / NAME).is_file():
            _not_lost(folder)
            raise _missing(folder)
        chosen = embedder or _model(folder, model)
        recipe.check(folder, recipe.recipe(chosen.name, chosen.fingerprint))
        return cls(folder, chosen, Store(folder))

    def __enter__(self) -> Library:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the files back."""
        self._state.store.close()

    @property
    def embedder(self) -> Embedder:
        """The model."""
        return self._embedder

    # Taking in and forgetting

    def add(
        self,
        paths: Iterable[Path],
        progress: Callable[[FileReport], None] | None = None,
        pages: ingestion.Pages | None = None,
    ) -> list[FileReport]:
        """Take in files and the files below folders; a file whose content is known is left as it is.

        `progress` is told of each file that is done, `pages` of the pages read of a long one: path, pages, of how many.
        A file that can't be read is reported as failed and the others are kept. Raises LibraryLockedError.
        """
        with self._writing() as state:
            pass  # nothing is read for a library that can't be written to
        known = self._register
        place = ingestion.Place(self.folder, state.store, self._embedder, known, pages, hold=self._held)
        reports = list(_told(ingestion.take_in(paths, place), progress))
        with self._writing() as state:
            state.caches.publish()
        return reports

    def remove(self, document_ids: Iterable[str]) -> int:
        """Forget documents; returns how many there were. Raises LibraryLockedError."""
        with self._writing() as state:
            gone = ingestion.forget(document_ids, self.folder, state.store)
            state.caches.publish()
        return gone

    def supersede(self, older: str, newer: str | None) -> None:
        """Let the document `newer` stand for `older`, which stays but counts no more; None: it counts again.

        Raises SearchError for ids that are not there, and where nothing stands for it; LibraryLockedError.
        """
        with self._writing() as state:
            ingestion.supersede(older, newer, self.folder, state.store)

    def rebuild(self, progress: Callable[[FileReport], None] | None = None) -> list[FileReport]:
        """Extract, embed and index all originals anew. Where one fails, is missing or has changed, that is reported,
        and what the library holds of it is kept.

        Until it is done, readers have the library as it was. Raises LibraryLockedError, LibraryStaleError (a newer
        schema), UnwritableError.
        """
        with writing(self.folder, PATIENCE):
            reports = _remade(self.folder, self._embedder, progress)
        self._now()
        return reports

    def doctor(self) -> list[str]:
        """What is wrong with the library, one line each; empty when sound."""
        found = examination.examine(self.folder, self._now().store)
        found += [self.naming.trouble] if self.naming.trouble else []
        return [*found, *marks.history(self.folder)[1], *saved.read(self.folder)[1]]

    # Reading

    def documents(self) -> list[DocumentInfo]:
        """All documents, by year and source."""
        return self._now().store.documents()

    def digests(self) -> dict[str, str]:
        """Document id -> SHA-256 of the original."""
        return {document.document_id: document.sha256 for document in self.documents()}

    def document(self, document_id: str) -> Document:
        """One document with its text and cells. Raises SearchError when unknown."""
        document = self._now().store.document(document_id)
        if document is None:
            raise SearchError(self.folder, Message.of("no_document", document_id), Message.of("see_jixiao_list"))
        return document

    def original(self, document: Document) -> Path:
        """Where the file lies that the document was read from."""
        return original_files.of(self.folder, document.sha256, document.source)

    def passages(self, filters: Filters = EVERYTHING) -> list[Passage]:
        """All passages that pass the filters, in document order."""
        return self._now().passages(filters)

    def passages_of(self, document_id: str) -> list[Passage]:
        """All passages of one document, whether it counts or not, in its order."""
        return self._now().store.passages_of(document_id)

    def passage(self, passage_id: str) -> Passage:
        """One passage. Raises SearchError when unknown."""
        state = self._now()
        found = next(iter(state.by_row(list(state.store.rows([passage_id]).values())).values()), None)
        if found is None:
            raise SearchError(
                self.folder,
                Message.of("no_passage", passage_id),
                Message.of("search_again_its_report_may_have_been_removed"),
            )
        return found

    def counts(self, filters: Filters = EVERYTHING) -> dict[str, dict[str, int]]:
        """Field of Filters -> value -> passages, each field counted with the other fields' filters applied.

        Versions are counted only where there are older ones.
        """
        store, filters = self._now().store, self.canonical(filters)
        told = {name: store.values(filters, name) for name in FIELDS if name != "version"}
        if store.superseded():
            told["version"] = {v: len(store.ids(replace(filters, version=(v,)))) for v in ALL_VERSIONS}
        return told

    def stats(self) -> dict[str, Any]:
        """Figures of the library: documents, passages, by field, model, bytes on disk."""
        store = self._now().store
        size = sum(path.stat().st_size for path in self.folder.rglob("*") if path.is_file())
        documents, older = store.documents(), len(store.superseded())
        whole = {"documents": len(documents), "passages": store.count(), "generation": store.generation}
        whole |= {"superseded": sum(1 for d in documents if d.superseded_by), "superseded_passages": older}
        made = recipe.read(self.folder) or {}
        return whole | {"bytes": size, "recipe": made, "counts": self.counts()}

    # Asking

    def understand(self, text: str, filters: Filters = EVERYTHING, correction: Correction = UNCORRECTED) -> Query:
        """What a question asks, and the filters it names, added to those given; a given field is the user's alone."""
        text = text.encode("utf-8", "replace").decode()  # half a surrogate pair can't be searched for
        state = self._now()
        holdings = search_query.Holdings(
            state.store.sources(),
            state.has_report,
            lambda field: list(state.store.values(EVERYTHING, field)),
            state.register,
        )
        spelt, misspelt = spelling.corrected(text, state.is_held, correction.without)
        query = search_query.understand(spelt, filters, correction, holdings)
        return replace(query, text=text, misspelt=misspelt) if misspelt else query

    def canonical(self, filters: Filters) -> Filters:
        """The filters with each branch by the name that it goes by here."""
        return facts.canonical(filters, self._now().register)

    def search(
        self, query: str | Query, k: int = 20, mode: Mode = "hybrid", filters: Filters = EVERYTHING
    ) -> SearchResult:
        """The best `k` passages; where `found` is false, the nearest. `filters` count for a text only."""
        understood = self.understand(query, filters) if isinstance(query, str) else query
        return self._answered(lambda state: search(understood, k, mode, state))

    def ask(self, question: str | Query, filters: Filters = EVERYTHING) -> Answer:
        """An answer over all passages that pass the filters. `filters` count for a text only."""
        from jixiao.index.answers.ask.answering import answer
        from jixiao.index.answers.check.linking import linked

        understood = self.understand(question, filters) if isinstance(question, str) else question
        return self._answered(lambda state: linked(answer(understood, state, lambda query: ids(query, state)), state))

    def view(self) -> State:
        """What answering sees of this library, now (a `View`)."""
        return self._now()

    def _answered(self, answer: Callable[[State], T]) -> T:
        """The answer of one state: anew where the library was made anew while it was looked for."""
        while True:
            state = self._now()
            try:
                found = answer(state)
            except (SearchError, KeyError):
                if not state.store.replaced():
                    raise
                continue
            if not state.store.replaced():
                return found

    @contextmanager
    def _writing(self) -> Iterator[State]:
        """The present state with the writer lock held; what was killed before is finished first.

        Raises LibraryLockedError.
        """
        while True:
            state = self._now()
            renamed = state.store.renamed
            with writing(self.folder, PATIENCE):
                if not state.store.replaced() and state.store.renamed == renamed:
                    ingestion.sweep(self.folder, state.store)
                    yield state
                    return

    @contextmanager
    def _held(self) -> Iterator[Store]:
        """As `_writing`, the store."""
        with self._writing() as state:
            yield state.store

    def _register(self) -> Register:
        """The names that count now."""
        return self.naming.register

    def _now(self) -> State:
        """The state of the present file: a rebuild puts a new one in its place. Raises LibraryStaleError."""
        if self._state.store.replaced():
            recipe.check(self.folder, recipe.recipe(self._embedder.name, self._embedder.fingerprint))
            self._state = State(self.folder, Store(self.folder), self._embedder, self.naming)
        self.naming.follow(self._state.store)
        return self._state


def remake(
    folder: Path, model: str | None = None, progress: Callable[[FileReport], None] | None = None
) -> list[FileReport]:
    """Make the library in `folder` anew out of its originals, though it may be one that can't be opened.

    As `Library.rebuild`. Raises LibraryMissingError where there is nothing to make it from.
    """
    folder = Path(folder)
    if not (folder / NAME).is_file() and not (folder / ORIGINALS).is_dir():
        raise _missing(folder)
    recipe.refuse_newer(folder)
    chosen = _model(folder, model)
    with writing(folder, PATIENCE):
        return _remade(folder, chosen, progress)


def _missing(folder: Path) -> LibraryMissingError:
    return LibraryMissingError(
        folder, Message.of("no_library_in_this_folder"), Message.of("make_one_jixiao_add_path_library", folder)
    )


def _not_lost(folder: Path) -> None:
    """Raises LibraryMissingError where the database is gone, but not what it was made of."""
    if any((folder / ORIGINALS).glob("*")):
        cause = Message.of("its_database_is_missing_its_originals_are_there")
        raise LibraryMissingError(folder, cause, Message.of("jixiao_rebuild_library", folder))


def _made(folder: Path, made: dict[str, str | int]) -> None:
    """An empty library; its database comes to its place when it is whole. Raises UnwritableError."""
    try:
        holdings_rebuild.clear(folder)
        recipe.write(folder, made)
        store = Store(folder, create=True, name=holdings_rebuild.NEW)
        store.rename({}, Names(program=program()), ours())
        store.settle()
        durable_files.move(folder / holdings_rebuild.NEW, folder / NAME)
    except OSError as error:
        raise UnwritableError.of(folder, error) from error
    finally:
        holdings_rebuild.clear(folder)


def _remade(folder: Path, embedder: Embedder, progress: Callable[[FileReport], None] | None) -> list[FileReport]:
    names, register = naming.at_hand(folder)
    return list(_told(holdings_rebuild.remake(folder, embedder, names, register), progress))


def _told(reports: Iterator[FileReport], progress: Callable[[FileReport], None] | None) -> Iterator[FileReport]:
    for report in reports:
        if progress is not None:
            progress(report)
        yield report


def _model(folder: Path, flag: str | None) -> Model:
    """Flag, environment and jixiao.toml first, then the model that the library was made with, then the bundled one."""
    made = recipe.read(folder) or {}
    return Model(setting("model", flag) or str(made.get("model") or "default"))
