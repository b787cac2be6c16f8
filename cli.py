"""The `jixiao` command. Results go to stdout, everything else to stderr.

Exit codes: 0 done, 1 part failed, 2 wrong usage, 3 library missing or stale.
"""

from __future__ import annotations

import functools
import inspect
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from extract.errors import ExtractError
from index.errors import LibraryMissingError, LibraryStaleError, ModelMissingError, SearchError, UsageError
from index.records import Filters

if TYPE_CHECKING:
    from index.library import Library
    from index.records import FileReport

DONE, PART_FAILED, WRONG_USAGE, NO_LIBRARY = 0, 1, 2, 3

app = typer.Typer(
    name="jixiao",
    help="績效報告的擷取與佐證檢索 · Evidence search for government performance reports.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Folder = Annotated[Path | None, typer.Option("--library", "-l", help="The library's folder (default: library).")]
ModelName = Annotated[str | None, typer.Option("--model", help="Embedding model: a folder or a hub name.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")]
Batch = Annotated[Path | None, typer.Option("--batch", help='JSONL of {"qid", "query"}; one result line each.')]
FILTERS: dict[str, Any] = {
    "year": Annotated[list[int] | None, typer.Option(help="ROC year; may be repeated, as all filters.")],
    "branch": Annotated[list[str] | None, typer.Option(help="Branch: 臺中分局, 總局.")],
    "facet": Annotated[list[int] | None, typer.Option(help="Number of a facet.")],
    "role": Annotated[list[str] | None, typer.Option(help="strategy, measure, outcome.")],
    "stage": Annotated[list[str] | None, typer.Option(help="plan, result.")],
    "source": Annotated[list[str] | None, typer.Option(help="Base name of a file.")],
    "item": Annotated[list[str] | None, typer.Option(help="Id of a scoring item.")],
}


def main() -> None:
    """Run the command; every expected error becomes one line on stderr and an exit code."""
    try:
        app()
    except (LibraryMissingError, LibraryStaleError) as error:
        _fail(error, NO_LIBRARY)
    except (UsageError, ModelMissingError) as error:
        _fail(error, WRONG_USAGE)
    except (ExtractError, SearchError) as error:
        _fail(error, PART_FAILED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        _fail(f"{error.filename or 'jixiao'}: {error.strerror or error}; check the path and its rights", PART_FAILED)


def _fail(error: Exception | str, code: int) -> None:
    _say(f"error: {error}")
    sys.exit(code)


def _say(line: str) -> None:
    print(" ".join(line.split("\n")), file=sys.stderr, flush=True)


def _print(data: Any) -> None:
    print(json.dumps(data, ensure_ascii=False), flush=True)


def _folder(flag: Path | None) -> Path:
    from index.settings import setting

    return Path(setting("library", None if flag is None else str(flag)) or "library")


@contextmanager
def _opened(folder: Path | None, model: str | None = None) -> Iterator[Library]:
    from index.library import Library

    with Library.open(_folder(folder), model) as library:
        yield library


def filtered(command: Callable[..., None]) -> Callable[..., None]:
    """The command with an option for each filter; it is called with `filters` in their place."""

    @functools.wraps(command)
    def run(**options: Any) -> None:
        from index.contracts import filters_from

        command(filters=filters_from({field: options.pop(field) for field in FILTERS}), **options)

    own = [p for name, p in inspect.signature(command, eval_str=True).parameters.items() if name != "filters"]
    named = inspect.Parameter.KEYWORD_ONLY
    added = [inspect.Parameter(field, named, default=None, annotation=kind) for field, kind in FILTERS.items()]
    parameters = [p.replace(kind=named) for p in own] + added
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {p.name: p.annotation for p in parameters}
    return run


@app.command()
def extract(
    file: Annotated[Path, typer.Argument(help="A report.")],
    format: Annotated[Literal["jsonl"], typer.Option("--format", help="One passage a line.")] = "jsonl",
    framework: Annotated[Path | None, typer.Option(help="A scoring framework of your own (TOML).")] = None,
) -> None:
    """Print the passages of a report."""
    from extract import framework as frameworks
    from extract import pipeline
    from extract.jsonl import passage_to_json

    _, passages = pipeline.extract(file, frameworks.load(framework))
    for passage in passages:
        _print(passage_to_json(passage))


@app.command()
def add(
    paths: Annotated[list[Path], typer.Argument(help="Files and folders.")],
    library: Folder = None,
    model: ModelName = None,
) -> None:
    """Take reports into a library; known content is left as it is."""
    from index.library import Library

    with Library.create(_folder(library), model) as opened:
        _close(opened.add(paths, _progress))


@app.command()
def remove(
    documents: Annotated[list[str], typer.Argument(help="Document ids or file names, as `list` shows them.")],
    library: Folder = None,
) -> None:
    """Forget reports."""
    with _opened(library) as opened:
        known = [d for d in opened.documents() if d.document_id in documents or d.source in documents]
        gone = opened.remove(d.document_id for d in known)
    _say(f"removed {gone}")
    unknown = set(documents) - {name for d in known for name in (d.document_id, d.source)}
    for name in sorted(unknown):
        _say(f"error: {name}: no such report; see: jixiao list --library {_folder(library)}")
    raise typer.Exit(PART_FAILED if unknown else DONE)


@app.command("list")
def list_(library: Folder = None, as_json: AsJson = False) -> None:
    """List the reports of a library."""
    from dataclasses import asdict

    from index.answers import telling

    with _opened(library) as opened:
        documents = opened.documents()
    _result(as_json, [asdict(document) for document in documents], telling.document_lines(documents))


@app.command()
def stats(library: Folder = None, as_json: AsJson = False) -> None:
    """Show the figures of a library."""
    from index.answers import telling

    with _opened(library) as opened:
        figures = opened.stats()
    _result(as_json, figures, telling.figure_lines(figures))


@app.command()
def rebuild(library: Folder = None, model: ModelName = None) -> None:
    """Make a library anew out of its originals, with this version and model."""
    from index.library import remake

    _close(remake(_folder(library), model, _progress))


@app.command()
def doctor(library: Folder = None) -> None:
    """Look for damage in a library; one line each, with its cure."""
    with _opened(library) as opened:
        found = opened.doctor()
    for line in found:
        print(line)
    _say(f"{len(found)} findings")
    raise typer.Exit(PART_FAILED if found else DONE)


def _progress(report: FileReport) -> None:
    if report.state == "failed":
        _say(f"error: {report.path}: {report.error}")
    else:
        _say(f"{report.state}\t{report.passages}\t{report.path}")


def _close(reports: list[FileReport]) -> None:
    """Sum up; exit 1 if any file failed."""
    told = {state: sum(r.state == state for r in reports) for state in ("added", "unchanged", "failed")}
    _say(", ".join(f"{count} {state}" for state, count in told.items()))
    raise typer.Exit(PART_FAILED if told["failed"] else DONE)


@app.command()
@filtered
def search(  # noqa: PLR0913 - the options of a command
    *,
    filters: Filters,
    query: Annotated[str | None, typer.Argument()] = None,
    library: Folder = None,
    k: Annotated[int, typer.Option("-k", min=1, help="Hits at most.")] = 20,
    mode: Annotated[Literal["hybrid", "lexical", "dense"], typer.Option("--mode")] = "hybrid",
    as_json: AsJson = False,
    batch: Batch = None,
    model: ModelName = None,
) -> None:
    """Find passages, best first."""
    from index.answers import telling
    from index.contracts import questions, search_to_json

    with _opened(library, model) as opened:
        for qid, text in questions(query, batch):
            result = opened.search(text, k, mode, filters)
            if as_json or batch:
                _print(qid | search_to_json(result))
            else:
                _show(telling.search_lines(result), telling.notes(result.query, result.absence))


@app.command()
@filtered
def ask(
    *,
    filters: Filters,
    question: Annotated[str | None, typer.Argument()] = None,
    library: Folder = None,
    as_json: AsJson = False,
    batch: Batch = None,
    model: ModelName = None,
) -> None:
    """Answer a question over all passages: which branches, how many, or what is said."""
    from index.answers import telling
    from index.contracts import answer_to_json, questions

    with _opened(library, model) as opened:
        for qid, text in questions(question, batch):
            answer = opened.ask(text, filters)
            if as_json or batch:
                _print(qid | answer_to_json(answer))
            else:
                _show(telling.answer_lines(answer), telling.notes(answer.query, answer.absence))


def _show(lines: Iterable[str], notes: Iterable[str] = ()) -> None:
    for note in notes:
        _say(note)
    for line in lines:
        print(line)


def _result(as_json: bool, data: Any, lines: Iterable[str]) -> None:
    if as_json:
        _print(data)
    else:
        _show(lines)


@app.command()
def tag(
    text: Annotated[str | None, typer.Argument(help="A sentence.")] = None,
    batch: Annotated[Path | None, typer.Option("--batch", help='JSONL of {"id", "text"}.')] = None,
) -> None:
    """Print the named things and the figures of a text, spans relative to it."""
    from extract import tagging
    from extract.jsonl import quantity_to_json
    from index.contracts import needed, read_lines, tag_to_json

    lines = list(read_lines(batch, ("id", "text"))) if batch else [{"id": None, "text": needed(text)}]
    found = tagging.annotate([str(line["text"]) for line in lines], [tagging.Context()] * len(lines))
    for line, tagged in zip(lines, found, strict=True):
        quantities = [quantity_to_json(quantity) for quantity in tagged.quantities]
        _print({"id": line["id"], "tags": [tag_to_json(t) for t in tagged.tags], "quantities": quantities})


@app.command()
@filtered
def evidence(*, filters: Filters, library: Folder = None, as_json: AsJson = False) -> None:
    """List the passages that speak for each scoring item, and the items that have none."""
    from index.answers import evidence as items

    with _opened(library) as opened:
        try:
            found = items.evidence(opened.view(), filters)
        except ValueError as error:
            raise UsageError(str(error)) from error
    _result(as_json, items.evidence_to_json(found) if as_json else None, items.evidence_lines(found))


@app.command()
@filtered
def export(  # noqa: PLR0913 - the options of a command
    *,
    filters: Filters,
    to: Annotated[Path, typer.Argument(help="File to write: .xlsx, .csv, .docx, .jsonl, .md")],
    library: Folder = None,
    query: Annotated[str | None, typer.Option("--query", help="Only the hits of a search.")] = None,
    question: Annotated[str | None, typer.Option("--question", help="The evidence of an answer.")] = None,
    k: Annotated[int, typer.Option("-k", min=1, help="Hits at most.")] = 100,
    model: ModelName = None,
    language: Annotated[Literal["zh", "en"], typer.Option("--language", help="Of the headings.")] = "zh",
) -> None:
    """Write passages, hits or an answer to a file, each row with its source."""
    from index.answers import exporting, selecting

    format = to.suffix.removeprefix(".").lower()
    if format not in exporting.FORMATS:
        raise UsageError(f"{to}: unknown kind of file; name one of .{', .'.join(exporting.FORMATS)}")
    with _opened(library, model) as opened:
        rows, passed = selecting.select(opened, filters, query, question, k)
    title = question or query or "jixiao"
    exporting.export(rows, format, to, exporting.Cover(title, question or query, passed, None, language))
    _say(f"{len(rows)} rows in {to}")


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(help="An exported .jsonl, .csv or .xlsx file.")],
    library: Folder = None,
    as_json: AsJson = False,
) -> None:
    """Check that every quote of an exported file stands in the library's documents, word for word."""
    from index.answers import verifying

    with _opened(library) as opened:
        findings = verifying.verify(file, opened.document, opened.original)
    faults = [finding for finding in findings if finding.fault]
    told = [{"row": f.claim.row, "document_id": f.claim.document_id, "fault": f.fault} for f in faults]
    if as_json:
        _print({"file": str(file), "checked": len(findings), "faults": told})
    for fault in told:
        _say(f"error: {file}: row {fault['row']}: {fault['fault']}; export it again, or add the report it came from")
    _say(f"{len(findings)} rows checked, {len(faults)} at fault")
    raise typer.Exit(PART_FAILED if faults else DONE)


@app.command()
def serve(
    library: Folder = None,
    host: Annotated[str | None, typer.Option("--host")] = None,
    port: Annotated[int | None, typer.Option("--port")] = None,
    model: ModelName = None,
) -> None:
    """Serve the page and print its address."""
    import app as application
    from index.settings import number, setting

    if model:
        os.environ["JIXIAO_MODEL"] = model
    try:
        at = setting("host", host) or application.HOST, number("port", port, application.PORT)
        application.serve(_folder(library), *at)
    except application.PortTakenError as error:
        raise UsageError(str(error)) from error


@app.command()
def models(model: ModelName = None, as_json: AsJson = False) -> None:
    """Show the embedding model that a new library would use."""
    from index.embedding import describe
    from index.settings import setting

    figures = describe(setting("model", model))
    _result(as_json, figures, (f"{name}\t{value}" for name, value in figures.items()))


if __name__ == "__main__":
    main()
