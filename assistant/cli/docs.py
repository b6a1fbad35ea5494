"""`glassbox docs`: the documents that answers may quote."""

from collections.abc import Generator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.cli.docs_report import DocumentsReport, place_words, shown_path, summed
from assistant.cli.help import Group
from assistant.cli.library import opened_library
from assistant.cli.named_path import NamedPath
from assistant.cli.options import json_option, limit_option, shared_options
from assistant.cli.output import print_json, tell
from assistant.cli.stop_request import stop_request
from assistant.errors import InputError, NotFoundError
from assistant.locales import _, ngettext
from assistant.recollection.faults import fault_words
from assistant.terminal_text import printable
from assistant_memory.documents.faults import UnreadableError
from assistant_memory.documents.values import Document, Passage, Progress
from assistant_memory.errors import NoMemoryError

if TYPE_CHECKING:  # loads numpy and SQLite, which the help has no use for
    from assistant_memory.documents.library import DocumentLibrary

Steps = Generator[Progress, None, None]

_DEFAULT_LIMIT = 8


@click.group("docs", cls=Group, invoke_without_command=True)
@shared_options
@click.pass_context
def command(context: click.Context) -> object:
    """Add documents, and list, search, refresh and remove them.

    Text, Markdown, HTML, PDF, Word (.docx), CSV and source code are read. The files stay where
    they are.
    """
    return context.invoke(list_documents) if context.invoked_subcommand is None else None


@command.command("add")
@click.argument("paths", metavar="PATH...", type=NamedPath(), nargs=-1, required=True)
@json_option
@shared_options
@click.pass_context
def add_documents(context: click.Context, paths: tuple[Path, ...], *, as_json: bool) -> int:
    """Read files and folders, so that answers can quote them.

    Hidden files and what .gitignore, .ignore and .glassboxignore name are left out of folders.
    Ctrl+C stops; what was read by then stays, and adding again goes on.
    """
    with opened_library(context) as library:
        return _follow([_added(library, path) for path in paths], paths, as_json=as_json)


@command.command("refresh")
@json_option
@shared_options
@click.pass_context
def refresh_documents(context: click.Context, *, as_json: bool) -> int:
    """Read what is new or changed, and forget what was deleted."""
    with opened_library(context) as library:
        return _follow([library.refresh()], (), as_json=as_json)


@command.command("list")
@json_option
@shared_options
@click.pass_context
def list_documents(context: click.Context, *, as_json: bool = False) -> None:
    """List the documents, with those that could not be read."""
    with opened_library(context) as library:
        documents = library.list()
    if as_json:
        print_json([_document(each) for each in documents])
        return
    for each in documents:
        click.echo(_line(each))
    if not documents:
        tell(_("There are no documents yet. `glassbox docs add PATH` adds some."))


@command.command("search")
@click.argument("query", nargs=-1, required=True)
@limit_option(_DEFAULT_LIMIT)
@json_option
@shared_options
@click.pass_context
def search_documents(
    context: click.Context, query: tuple[str, ...], *, limit: int, as_json: bool
) -> None:
    """Find the passages that fit a question.

    With --json also those that are probably not relevant.
    """
    with opened_library(context) as library:
        found = library.search(" ".join(query), limit)
    if as_json:
        print_json([_passage(each) for each in found])
        return
    relevant = [each for each in found if each.is_relevant]
    for each in relevant:
        click.echo(_excerpt(each))
    if not relevant:
        tell(_("Nothing relevant was found in the documents."))


@command.command("remove")
@click.argument("path", type=NamedPath())
@json_option
@shared_options
@click.pass_context
def remove_documents(context: click.Context, path: Path, *, as_json: bool) -> None:
    """Forget a file or folder and every word that was kept of it.

    The file itself is not touched.
    """
    with opened_library(context) as library:
        try:
            removal = library.remove(path)
        except NoMemoryError as error:
            told = _("{path} is not among the documents. `glassbox docs list` shows all of them.")
            raise NotFoundError(told.format(path=shown_path(path))) from error
    if as_json:
        print_json({"documents": removal.documents, "passages": removal.passages})
    count = removal.documents
    told = ngettext("Forgot {count:,} document.", "Forgot {count:,} documents.", count)
    tell(told.format(count=count))


def _added(library: "DocumentLibrary", path: Path) -> Steps:
    """Begin to add one of the paths that were given, and say which it is when that fails."""
    try:
        return library.add(path)
    except NoMemoryError as error:
        told = _("There is no file or folder {path}. Check its name.")
        raise NotFoundError(told.format(path=shown_path(path))) from error
    except UnreadableError as error:
        told = _("{path} cannot be added. {reason}")
        reason = fault_words(error.fault)
        raise InputError(told.format(path=shown_path(path), reason=reason)) from error


def _follow(runs: Sequence[Steps], named: Sequence[Path], *, as_json: bool) -> int:
    """Show how far the runs are, one after the other; return the exit code."""
    report = DocumentsReport()
    ends: list[Progress] = []
    with stop_request() as request:
        try:
            for run in runs:
                last = Progress()
                with closing(run):
                    for last in run:
                        report.show(last)
                        if request.is_made:
                            break
                ends.append(last)
                if request.is_made:
                    break
        finally:
            report.clear()
    done = summed(ends)
    report.end(done, is_stopped=request.is_made, as_json=as_json)
    if request.is_made:
        return 130
    files = {path.resolve() for path in named}
    return int(any(problem.path in files for problem in done.problems))


def _line(document: Document) -> str:
    path = shown_path(document.path)
    if document.fault is not None:
        told = _("{path}  not read: {reason}")
        return told.format(path=path, reason=fault_words(document.fault))
    told = ngettext("{count:,} passage", "{count:,} passages", document.passages)
    return "  ".join((path, document.kind or "", told.format(count=document.passages)))


def _excerpt(passage: Passage) -> str:
    """Where it was found and how well it fits, and under it the words."""
    head = "  ".join(
        part
        for part in (
            f"{passage.score:.2f}",
            click.style(shown_path(passage.path), bold=True),
            place_words(passage.place),
            printable(" › ".join(passage.place.headings)),
        )
        if part
    )
    lines = printable(passage.text).strip().splitlines()
    return "\n".join((head, *(f"    {line}" for line in lines), ""))


def _document(document: Document) -> dict[str, object]:
    fault = document.fault
    return {
        "id": document.id,
        "path": shown_path(document.path),
        "kind": document.kind,
        "title": document.title,
        "state": document.state,
        "fault": fault,
        "reason": None if fault is None else fault_words(fault),
        "size_bytes": document.size_bytes,
        "characters": document.characters,
        "passages": document.passages,
        "indexed_at": document.indexed_at.isoformat(),
    }


def _passage(passage: Passage) -> dict[str, object]:
    place = passage.place
    return {
        "id": passage.id,
        "path": shown_path(passage.path),
        "title": passage.title,
        "headings": list(place.headings),
        "page": place.page,
        "last_page": place.last_page,
        "first_line": place.first_line,
        "last_line": place.last_line,
        "first_row": place.first_row,
        "last_row": place.last_row,
        "text": passage.text,
        "score": round(passage.score, 4),
        "is_relevant": passage.is_relevant,
    }
