"""A library made anew out of its originals: in the order in which they were added, with the versions as they were."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from jixiao.index.embedding.model import Embedder
from jixiao.index.errors import SearchError
from jixiao.index.holdings.ingestion import ORIGINALS, Place, files, taken_in
from jixiao.index.records import FileReport
from jixiao.index.storage import recipe
from jixiao.index.storage.caches import Caches
from jixiao.index.storage.store import NAME, Kept, Names, Store


def remake(folder: Path, embedder: Embedder, names: Names) -> Iterator[FileReport]:
    """A new store out of all originals, put in the old one's place when it is complete; `names` are those in use."""
    new = f"{NAME}.new"
    for leftover in folder.glob(f"{new}*"):
        leftover.unlink()
    store = Store(folder, create=True, name=new)
    store.rename({}, names)
    kept = _kept(folder)
    before, unknown = _originals(folder, kept)
    place = Place(folder, store, embedder, kept={one.sha256: one for one in kept})
    yield from taken_in(before, place)
    _relate_again(kept, store)
    yield from taken_in(unknown, place)
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


def _kept(folder: Path) -> list[Kept]:
    """What the store that is made anew knew of its documents; nothing where it can't be read."""
    try:
        store = Store(folder)
        try:
            return store.kept()
        finally:
            store.close()
    except SearchError:
        return []


def _originals(folder: Path, kept: Sequence[Kept]) -> tuple[list[Path], list[Path]]:
    """The folders of the originals: those known before, as they were added, and the others by the time of the file."""
    there = {place.name: place for place in sorted((folder / ORIGINALS).glob("*"))}
    known = [there.pop(one.sha256) for one in kept if one.sha256 in there]
    return known, sorted(there.values(), key=lambda p: max((file.stat().st_mtime for file in files(p)), default=0.0))


def _relate_again(kept: Sequence[Kept], store: Store) -> None:
    """The versions as they were; where a newer one could not be read again, the next one stands for the older."""
    newer = {one.document_id: one.superseded_by for one in kept}
    there = {document.document_id for document in store.documents()}
    for older in newer.keys() & there:
        name = newer[older]
        while name is not None and name not in there:
            name = newer.get(name)
        if name is not None:
            store.relate(older, name)
