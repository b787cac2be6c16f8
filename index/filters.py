"""What a passage can be filtered by: each field described once, for the command line, the page, lists and the store."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal, get_args

from jixiao.extract.messages import Message
from jixiao.extract.records import Label, Passage, Stage
from jixiao.extract.text import numerals
from jixiao.index.errors import UsageError

Version = Literal["current", "superseded"]
ALL_VERSIONS: tuple[Version, ...] = get_args(Version)


@dataclass(frozen=True, slots=True)
class FilterField:
    """How a field of `Filters` is given, shown and looked up. Its name in both languages is `field` of labels.toml.

    `help` is that of its command line option, None for a field that has none of its own. `choices` are all its values,
    empty where they come from the reports. `values` are those of a passage itself, as the store keeps them. `panel`:
    it is a group of ticks on the page. `report`: a report as a whole has it, so that no report can be missing for it.
    """

    help: str | None = None
    type: type[int] | type[str] = str
    choices: tuple[str, ...] = ()
    values: Callable[[Passage], Iterable[int | str | None]] = lambda passage: ()
    panel: bool = True
    report: bool = True


def _field(**described: Any) -> Any:
    return field(default=(), metadata={"filter": FilterField(**described)})


@dataclass(frozen=True, slots=True)
class Filters:
    """What a passage must be. An empty field does not filter; values in one field are alternatives, fields add up.

    `year` is ROC. `branch` holds short canonical names (新竹分局, 總局). `role` is a passage's label. `source` is a
    file's base name. Without `version`, passages of a superseded report pass only where `source` names its file and no
    report that counts has one of that name. `own` names fields of which a value counts only where it is the passage's
    own, not where the passage merely names it: the branches that are left when one is excluded.
    """

    year: tuple[int, ...] = _field(
        help="ROC year; may be repeated, as all filters.", type=int, values=lambda passage: (passage.year,)
    )
    branch: tuple[str, ...] = _field(help="Branch: 臺中分局, 總局.", values=lambda passage: passage.branches)
    facet: tuple[int, ...] = _field(
        help="Number of a facet.", type=int, values=lambda passage: (passage.facet,), report=False
    )
    role: tuple[Label, ...] = _field(
        help="strategy, measure, outcome.",
        choices=("strategy", "measure", "outcome"),
        values=lambda passage: (passage.label,),
        report=False,
    )
    stage: tuple[Stage, ...] = _field(
        help="plan, result.", choices=("plan", "result"), values=lambda passage: (passage.stage,)
    )
    source: tuple[str, ...] = _field(help="Base name of a file.", values=lambda passage: (passage.source,))
    item: tuple[str, ...] = _field(
        help="Id of a scoring item.",
        values=lambda passage: (item.id for item in passage.items),
        panel=False,
        report=False,
    )
    version: tuple[Version, ...] = _field(choices=ALL_VERSIONS, panel=False)
    own: tuple[str, ...] = ()


EVERYTHING = Filters()
# Name -> description, in the order in which fields are shown.
FIELDS: dict[str, FilterField] = {f.name: f.metadata["filter"] for f in fields(Filters) if "filter" in f.metadata}


def filters_from(chosen: Mapping[str, Sequence[Any] | None]) -> Filters:
    """Field -> values as people and programs give them; western years are understood. Names of branches stay as
    they are given: which branch a name means is known to the library that is asked.

    Raises UsageError for an unknown role or stage.
    """
    values = {name: tuple(given or ()) for name, given in chosen.items()}
    for name, known in ((name, described.choices) for name, described in FIELDS.items() if described.choices):
        unknown = [value for value in values.get(name, ()) if value not in known]
        if unknown:
            raise UsageError(Message.of("unknown_give_one_of", name, unknown[0], ", ".join(known)))
    values["year"] = tuple(numerals.roc_year(int(year)) for year in values.get("year", ()))
    values["source"] = tuple(Path(source).name for source in values.get("source", ()))
    return Filters(**values)
