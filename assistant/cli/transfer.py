"""`glassbox sessions import` and `export`: conversations moved in and out."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import click

from assistant.cli.conversations import match_conversation
from assistant.cli.export_files import refuse_existing, write_file
from assistant.cli.help import Command
from assistant.cli.import_report import ImportReport
from assistant.cli.options import data_folder, json_option, shared_options
from assistant.cli.output import ProgressLine, tell
from assistant.cli.stop_request import stop_request
from assistant.cli.store import opened_store
from assistant.conversation import Conversation, ConversationStore
from assistant.errors import AssistantError
from assistant.locales import N_, _, ngettext
from assistant.recollection import Ingested
from assistant.transfer import (
    SUFFIXES,
    BranchChoice,
    ExportFormat,
    ImportProgress,
    export_conversation,
    import_file,
    joined_documents,
    unique_name,
)


@click.command("import", cls=Command)
@click.argument("file", type=click.Path(path_type=Path))
@json_option
@shared_options
@click.pass_context
def import_sessions(context: click.Context, file: Path, *, as_json: bool) -> int:
    """Take in conversations from ChatGPT, Claude or Glassbox.

    FILE is the archive as it was downloaded, a conversations.json, or what `sessions export
    --format json` wrote. What is there already is not taken in twice. Ctrl+C stops between two
    conversations.
    """
    report = ImportReport(file.name)
    progress = ImportProgress(0, 0)
    with (
        opened_store(context) as store,
        stop_request() as request,
        closing(import_file(file, store, datetime.now(UTC))) as steps,
    ):
        try:
            for progress in steps:
                report.show(progress)
                if request.is_made:
                    break
        except AssistantError:
            report.clear()
            if progress.conversations:
                report.end(progress, is_stopped=True, as_json=as_json)
            raise
        finally:
            report.clear()
            # What came in may be older than what the memory keeps: the chat looks at all again.
            Ingested(data_folder(context).memory).forget()
    report.end(progress, is_stopped=request.is_made, as_json=as_json)
    return 130 if request.is_made else 0


@dataclass(frozen=True, slots=True)
class _Export:
    """What to write of each conversation, and whether over what is there."""

    format: ExportFormat
    branch: BranchChoice
    overwrites: bool

    def text(self, store: ConversationStore, conversation: Conversation) -> str:
        messages = store.messages(conversation.id)
        return export_conversation(conversation, messages, self.format, self.branch)


@click.command("export", cls=Command)
@click.argument("conversation_ids", metavar="[ID]...", nargs=-1)
@click.option("--all", "everything", is_flag=True, help=N_("Export every conversation."))
@click.option(
    "--format",
    "format_",
    type=click.Choice(get_args(ExportFormat)),
    help=N_("By default what the name after -o ends with, else markdown."),
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help=N_("Write to this file, or into this folder."),
)
@click.option(
    "--branch",
    type=click.Choice(get_args(BranchChoice)),
    help=N_("The shown branch or all; by default all, in Markdown the shown one."),
)
@click.option("--yes", is_flag=True, help=N_("Write over files that exist."))
@shared_options
@click.pass_context
def export_sessions(
    context: click.Context,
    conversation_ids: tuple[str, ...],
    *,
    everything: bool,
    format_: ExportFormat | None,
    output: Path | None,
    branch: BranchChoice | None,
    yes: bool,
) -> None:
    """Write conversations to files, or one to standard output.

    Markdown and HTML are for reading; JSON is complete and can be imported again. Several
    conversations become a file each in a folder, or one JSON file.
    """
    if everything == bool(conversation_ids):
        raise click.UsageError(_("Name the conversations to export, or use --all."), context)
    format_ = format_ or _format_of(output)
    export = _Export(format_, branch or ("shown" if format_ == "markdown" else "all"), yes)
    with opened_store(context) as store:
        stored = store.conversations()
        matched = [match_conversation(each, stored) for each in conversation_ids]
        chosen = stored if everything else list({each.id: each for each in matched}.values())
        is_one = not everything and len(chosen) == 1
        if output is None:
            _print(store, chosen, export, is_one=is_one)
        elif output.is_dir() or not (is_one or format_ == "json"):
            _write_folder(store, chosen, export, output)
        else:
            if not yes:
                refuse_existing([output])
            texts = _texts(store, chosen, export, is_one=is_one)
            write_file(output, texts, overwrites=yes)
            tell(_("Wrote {path}.").format(path=output))


def _print(
    store: ConversationStore, chosen: Sequence[Conversation], export: _Export, *, is_one: bool
) -> None:
    if not is_one and export.format != "json":
        raise click.UsageError(_("Several conversations need a folder. Name one with -o."))
    for text in _texts(store, chosen, export, is_one=is_one):
        click.echo(text, nl=False)


def _texts(
    store: ConversationStore, chosen: Sequence[Conversation], export: _Export, *, is_one: bool
) -> Iterator[str]:
    """The pieces of one file."""
    texts = (export.text(store, conversation) for conversation in chosen)
    yield from texts if is_one else joined_documents(texts)


def _write_folder(
    store: ConversationStore, chosen: Sequence[Conversation], export: _Export, folder: Path
) -> None:
    names: dict[str, Conversation] = {}
    taken: set[str] = set()
    for conversation in chosen:
        suffix = SUFFIXES[export.format]
        name = unique_name(conversation.title, conversation.id, suffix, taken.__contains__)
        taken.add(name.casefold())
        names[name] = conversation
    if not export.overwrites:
        refuse_existing([folder / name for name in names])
    line = ProgressLine()
    try:
        for number, (name, conversation) in enumerate(names.items(), 1):
            line.show(_("writing {number:,} of {count:,}").format(number=number, count=len(names)))
            text = export.text(store, conversation)
            write_file(folder / name, [text], overwrites=export.overwrites)
    finally:
        line.clear()
    told = ngettext("{count:,} conversation", "{count:,} conversations", len(names))
    conversations = told.format(count=len(names))
    tell(
        _("Wrote {conversations} into {folder}.").format(conversations=conversations, folder=folder)
    )


def _format_of(output: Path | None) -> ExportFormat:
    suffix = "" if output is None else output.suffix.lower()
    known: dict[str, ExportFormat] = {each: name for name, each in SUFFIXES.items()}
    return known.get(suffix, "markdown")
