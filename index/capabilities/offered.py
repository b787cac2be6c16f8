"""What a library can do besides being read, searched and asked: a capability each, loaded when it is first used.

The command line starts without them, and each is one module beside this one.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from jixiao.index.capabilities.columns import ColumnsOf
    from jixiao.index.capabilities.comparisons import Comparisons
    from jixiao.index.capabilities.evidence import EvidenceFor, Judgements
    from jixiao.index.capabilities.exports import Exports
    from jixiao.index.capabilities.files import Files
    from jixiao.index.capabilities.names import NamesOf
    from jixiao.index.capabilities.saved import SavedIn, SavedRuns
    from jixiao.index.holdings.records import Catalogue

T = TypeVar("T")


class Capability(Generic[T]):
    """An attribute made of the library; of the class, of None, for what needs no library."""

    def __init__(self, make: Callable[[Any], T]) -> None:
        self._make = make

    def __get__(self, library: object, owner: type) -> T:
        return self._make(library)


def _evidence(library: Any) -> EvidenceFor:
    from jixiao.index.capabilities.evidence import EvidenceFor

    return EvidenceFor(library)


def _judgements(library: Any) -> Judgements:
    from jixiao.index.capabilities.evidence import Judgements

    return Judgements(library)


def _columns(library: Any) -> ColumnsOf:
    from jixiao.index.capabilities.columns import ColumnsOf

    return ColumnsOf(library)


def _comparisons(library: Any) -> Comparisons:
    from jixiao.index.capabilities.comparisons import Comparisons

    return Comparisons(library)


def _exports(library: Any) -> Exports:
    from jixiao.index.capabilities.exports import Exports

    return Exports(library)


def _files(_: Any) -> Files:
    from jixiao.index.capabilities.files import Files

    return Files()


def _names(library: Any) -> NamesOf:
    from jixiao.index.capabilities.names import NamesOf

    return NamesOf(library)


def _saved(library: Any) -> SavedRuns:
    from jixiao.index.capabilities.saved import SavedRuns

    return SavedRuns(library)


class Offered:
    """The capabilities of `index.library.Library`."""

    evidence = Capability(_evidence)
    judgements = Capability(_judgements)
    columns = Capability(_columns)
    comparisons = Capability(_comparisons)
    exports = Capability(_exports)
    files = Capability(_files)
    names = Capability(_names)
    saved = Capability(_saved)

    @staticmethod
    def saved_in(folder: Path) -> SavedIn:
        """What is saved beside a library, without opening it. Raises LibraryMissingError."""
        from jixiao.index.capabilities.saved import SavedIn

        return SavedIn.existing(folder)

    @staticmethod
    def models(flag: str | None, folder: Path) -> Catalogue:
        """The embedding models that are there, and which one the library in `folder` and new ones use."""
        from jixiao.index.holdings.model_catalogue import catalogue

        return catalogue(flag, folder)
