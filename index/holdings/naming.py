"""The names of one library: names.toml in its folder, followed as it changes, and put into the passages it touches.

Names are found in texts, so a change is applied by tagging the passages that it touches anew, from their stored text:
nothing is read, cut or embedded again, and the library is as if it had been made with these names.
"""

from __future__ import annotations

import threading
from pathlib import Path

from jixiao.extract import pipeline
from jixiao.extract.errors import plainly
from jixiao.extract.messages import Message
from jixiao.extract.names import register as registers
from jixiao.extract.names.gazetteers import program
from jixiao.extract.names.merged_register import amended
from jixiao.extract.names.names_file import FILE, NamesError
from jixiao.extract.names.register import Register
from jixiao.extract.names.register_diff import difference, touched
from jixiao.extract.records import Passage
from jixiao.index.errors import LibraryLockedError, SearchError
from jixiao.index.sentences.records import PassageSentences
from jixiao.index.storage.contents import Names
from jixiao.index.storage.store import Store, writing
from jixiao.index.text.kept_sentences import recorded

STEP = 500


class Naming:
    """The register that counts in a library. A file that can't be used leaves the names as they were.

    `text` is what the names say that count. `trouble` says why names.toml does not; None where it does. `renamed` is
    the number of passages that the last change by this process touched.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE
        self.register: Register = registers.ours()
        self.text = ""
        self.trouble: str | None = None
        self.renamed = 0
        self._folder = folder
        self._seen: object = None
        self._lock = threading.Lock()

    def follow(self, store: Store) -> None:
        """Bring names and passages up to what names.toml says now; next to nothing to do where it is unchanged."""
        with self._lock:
            seen = (_mark(self.path), store.renamed, id(store))
            if seen != self._seen:
                settled = self._follow(store)
                self._seen = (seen[0], store.renamed, id(store)) if settled else None

    def _follow(self, store: Store) -> bool:
        """Whether the file has had its say: it counts, or can't be used as it is."""
        applied = store.names()
        self.trouble = None
        try:
            text = read(self.path)
            wanted = amended(text, str(self.path))
        except NamesError as error:
            self.trouble = error.message
            text, wanted = applied.source, last_good(applied, self.path)
        names = Names(text, program())
        if not applied.program:  # passages of an older version lack what tagging anew needs
            cure = Message.of("jixiao_rebuild_library", self._folder)
            self.trouble = Message.of("the_library_is_of_an_older_version", self.path, cure) if text else None
            return True
        self.register, self.text = wanted, text
        if applied == names:
            return True
        try:
            with writing(self._folder):
                self.renamed = apply(store, names, wanted, self.path)
        except LibraryLockedError:
            self.register, self.text = last_good(applied, self.path), applied.source
            self.trouble = self.trouble or Message.of("waits_until_another_process_has_done_writing_to_the", self.path)
            return False
        except (OSError, SearchError) as error:
            self.register, self.text = last_good(applied, self.path), applied.source
            self.trouble = Message.of("cant_be_applied_make_the_librarys_folder_writable", self.path, _said(error))
        return True


def apply(store: Store, names: Names, register: Register, path: Path) -> int:
    """Tag anew what differs from the names in the store; returns how many passages changed. Needs the writer lock."""
    applied = store.names()
    same = applied.program == names.program
    speaks = touched(difference(last_good(applied, path), register)) if same else lambda passage: True
    changed: dict[int, Passage] = {}
    sentences: dict[int, PassageSentences] = {}
    ids = store.every()
    for start in range(0, len(ids), STEP):
        found = {row: p for row, p in store.passages(ids[start : start + STEP]).items() if speaks(p)}
        if found:
            named = pipeline.named(list(found.values()), register)
            changed |= {row: p for row, p in zip(found, named, strict=True) if p != found[row]}
            sentences |= {row: recorded(p, register)[0] for row, p in zip(found, named, strict=True)}
    store.rename(changed, names, register, sentences)
    return len(changed)


def last_good(applied: Names, path: Path) -> Register:
    """The register of the names that the store's passages go by; ours where this program can't read them."""
    try:
        return amended(applied.source, str(path))
    except NamesError:
        return registers.ours()


def _said(error: OSError | SearchError) -> str:
    return error.cause if isinstance(error, SearchError) else plainly(error)


def read(path: Path) -> str:
    """The text of a names.toml; empty where there is none. Raises NamesError where it can't be read."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError as error:
        raise NamesError(path, Message.of("is_not_in_utf_8"), Message.of("save_it_as_utf_8")) from error
    except OSError as error:
        raise NamesError(path, Message.of("cant_be_read", error.strerror), Message.of("check_its_rights")) from error


def at_hand(folder: Path) -> tuple[Names, Register]:
    """The names to make a library anew with: those of the file, else those its passages go by, else ours alone."""
    path = folder / FILE
    try:
        text = read(path)
        return Names(text, program()), amended(text, str(path))
    except NamesError:
        applied = _of_old(folder)
        return Names(applied.source, program()), last_good(applied, path)


def _of_old(folder: Path) -> Names:
    try:
        store = Store(folder)
    except SearchError:
        return Names()
    try:
        return store.names()
    finally:
        store.close()


def _mark(path: Path) -> object:
    """What changes when the file does; None for no file."""
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_mtime_ns, state.st_size, state.st_ino
