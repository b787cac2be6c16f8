"""What is told a user, by a code and its values: one table (data/messages.toml) words each code in both languages."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

_TABLE = Path(__file__).parent / "data" / "messages.toml"


class Message(str):
    """The English words, which the command line and programs are told; `worded` has those of a reader's language.

    `values` are texts, or messages themselves, in the order of the table's {0}, {1} …
    """

    code: str
    values: tuple[str, ...]

    __slots__ = ("code", "values")

    @classmethod
    def of(cls, code: str, *values: object) -> Message:
        """The message of a code. Raises KeyError for one that the table has not."""
        texts = tuple(value if isinstance(value, Message) else cls._term(str(value)) for value in values)
        made = cls(table()[code]["en"].format(*texts))
        made.code, made.values = code, texts
        return made

    @classmethod
    def _term(cls, text: str) -> str:
        """A value that the table has words for: a field's name, what the system says."""
        return cls.of(terms()[text]) if text in terms() else text

    def worded(self, language: Literal["zh", "en"]) -> str:
        """The words in one language."""
        values = (value.worded(language) if isinstance(value, Message) else value for value in self.values)
        return table()[self.code][language].format(*values)

    def __reduce__(self) -> tuple[object, tuple[str, ...]]:
        # As it must be made again on the way out of a worker.
        return Message.of, (self.code, *self.values)


@cache
def table() -> Mapping[str, Mapping[str, str]]:
    """Code -> language -> words."""
    return tomllib.loads(_TABLE.read_text(encoding="utf-8"))


@cache
def terms() -> Mapping[str, str]:
    """English words without values -> their code."""
    return {words["en"]: code for code, words in table().items() if "{0}" not in words["en"]}


def told(error: BaseException) -> str:
    """What an error says: a Message where it is made of one."""
    first: object = getattr(error, "message", None) or (error.args[0] if error.args else None)
    return first if isinstance(first, str) else str(error)
