"""`glassbox memory forget`: put away, or forgotten for good and proven."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass

import click

from assistant.cli.help import Command
from assistant.cli.library import opened_library
from assistant.cli.options import data_folder, json_option, shared_options
from assistant.cli.output import print_json, tell
from assistant.cli.remembered import match_memory, memory_line, opened_memory
from assistant.cli.store import opened_store
from assistant.conversation import Place
from assistant.engine import states
from assistant.errors import InputError
from assistant.locales import N_, _, ngettext
from assistant.recollection import Ingested, MemoryKeeper, Proof
from assistant.terminal_text import printable
from assistant.wiring import files_with_words
from assistant_memory.documents.values import Document
from assistant_memory.values import Memory


@dataclass(frozen=True, slots=True)
class _Traces:
    """Where the words of a memory also stand."""

    places: Sequence[Place]
    documents: Sequence[Document]

    @property
    def message_ids(self) -> list[str]:
        return [place.message_id for place in self.places]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is to go with the memory."""

    redact: bool
    drop_documents: bool


@click.command("forget", cls=Command)
@click.argument("memory_id", metavar="ID")
@click.option("--for-good", is_flag=True, help=N_("Leave nothing of it in any file, and prove it."))
@click.option(
    "--redact", is_flag=True, help=N_("With --for-good: take its words out of messages, too.")
)
@click.option(
    "--drop-documents",
    is_flag=True,
    help=N_("With --for-good: take documents with its words out of the index, too."),
)
@click.option("--yes", is_flag=True, help=N_("Do not ask."))
@json_option
@shared_options
@click.pass_context
def forget_memory(
    context: click.Context,
    memory_id: str,
    *,
    for_good: bool,
    redact: bool,
    drop_documents: bool,
    yes: bool,
    as_json: bool,
) -> int:
    """Recall a memory no more; `undo` brings it back.

    With --for-good it is removed from every file, the bytes of all files are searched for it, and
    what was found is printed; the exit code is 1 when something of it is left. Files that were
    added as documents are yours, and never changed.
    """
    for option, is_given in (("--redact", redact), ("--drop-documents", drop_documents)):
        if is_given and not for_good:
            raise click.UsageError(_("{option} needs --for-good.").format(option=option), context)
    with opened_memory(context) as memory:
        found = match_memory(memory_id, memory)
        if not for_good:
            click.echo(memory_line(memory.put_away(found.id)))
            return 0
        traces = _Traces(_places(context, found), _documents(context, found))
        wanted = _Wanted(redact=redact, drop_documents=drop_documents)
        if not yes:
            _confirm(found, traces, wanted)
        removed = _Traces(
            traces.places if redact else (), traces.documents if drop_documents else ()
        )
        proof = _forget(context, memory, found, removed)
    if as_json:
        print_json(_document(found, proof, traces, removed))
    else:
        _print(proof, removed)
        _tell_rest(traces, wanted)
    return 0 if proof.is_clean else 1


def _forget(context: click.Context, memory: MemoryKeeper, found: Memory, removed: _Traces) -> Proof:
    _take_out(context, removed.documents)
    for conversation_id in _redact(context, found, removed.message_ids):
        memory.erase(memory.round_ids(conversation_id))
    folder = data_folder(context)
    Ingested(folder.memory).forget()
    return memory.erase([found.id], files_with_words(folder))


def _tell_rest(traces: _Traces, wanted: _Wanted) -> None:
    """Tell where its words still stand."""
    if traces.places and not wanted.redact:
        _tell_places(traces.places)
    if traces.documents and not wanted.drop_documents:
        _tell_documents(traces.documents)


def _places(context: click.Context, memory: Memory) -> list[Place]:
    with opened_store(context) as store:
        return store.redaction.places(_words(memory))


def _documents(context: click.Context, memory: Memory) -> Sequence[Document]:
    if not data_folder(context).documents_database.exists():
        return ()
    with opened_library(context) as library:
        return library.holding(_words(memory))


def _take_out(context: click.Context, documents: Sequence[Document]) -> None:
    if documents:
        with opened_library(context) as library:
            for document in documents:
                library.remove(document.path)


def _redact(context: click.Context, memory: Memory, message_ids: Sequence[str]) -> list[str]:
    """Take the words out of messages; return the conversations that they are part of."""
    words = _words(memory)
    with opened_store(context) as store:
        touched = store.redaction.redact(message_ids, words) if message_ids else []
        touched += store.redaction.forget_given([memory.id], words)
    for conversation_id in touched:
        states.forget(data_folder(context).states, conversation_id)
    return touched


def _words(memory: Memory) -> list[str]:
    return [memory.text] if memory.source is None else [memory.text, memory.source.quote]


def _confirm(memory: Memory, traces: _Traces, wanted: _Wanted) -> None:
    if not sys.stdin.isatty():
        raise InputError(_("Forgetting for good needs a yes. Add --yes."))
    if traces.places:
        _tell_places(traces.places)
    if traces.documents:
        _tell_documents(traces.documents)
        if wanted.drop_documents:
            tell(_("They are taken out of the index; the files stay."))
    text = printable(" ".join(memory.text.split()))
    question = (
        _("Forget “{text}” for good, and take it out of these messages?")
        if wanted.redact and traces.places
        else _("Forget “{text}” for good?")
    )
    click.confirm(question.format(text=text), abort=True, err=True)


def _tell_places(places: Sequence[Place]) -> None:
    told = ngettext(
        "Its words also stand in {count:,} message; --redact takes them out:",
        "Its words also stand in {count:,} messages; --redact takes them out:",
        len(places),
    )
    tell(told.format(count=len(places)))
    for place in places:
        words = " ".join(place.text.split())[:100]
        click.echo(printable(f"  {place.message_id[:8]}  {place.title}: {words}"), err=True)


def _tell_documents(documents: Sequence[Document]) -> None:
    told = ngettext(
        "Its words also stand in {count:,} document, a file of yours that is not changed; "
        "--drop-documents takes it out of the index:",
        "Its words also stand in {count:,} documents, files of yours that are not changed; "
        "--drop-documents takes them out of the index:",
        len(documents),
    )
    tell(told.format(count=len(documents)))
    for document in documents:
        click.echo(printable(f"  {document.path}"), err=True)


def _print(proof: Proof, removed: _Traces) -> None:
    scanned = ngettext(
        "Scanned {count:,} file, {bytes:,} bytes.",
        "Scanned {count:,} files, {bytes:,} bytes.",
        proof.files_scanned,
    )
    click.echo(scanned.format(count=proof.files_scanned, bytes=proof.bytes_scanned))
    if removed.places:
        count = len(removed.places)
        told = ngettext("{count:,} message", "{count:,} messages", count)
        click.echo(_("Removed {messages}.").format(messages=told.format(count=count)))
    for document in removed.documents:
        told = _("Took {path} out of the index; the file stays.")
        click.echo(printable(told.format(path=document.path)))
    for path in proof.removed:
        click.echo(printable(_("Removed {path}, a copy that held it.").format(path=path)))
    for path in proof.unreadable:
        click.echo(printable(_("Could not look into {path}.").format(path=path)))
    if proof.texts_not_searched:
        click.echo(_("Its words are too short to be told from chance; its id was looked for."))
    if proof.is_clean:
        click.echo(_("Nothing of it is left."))
    for trace in proof.found:
        line = _("Found: {what} in {path} at byte {offset:,}")
        click.echo(printable(line.format(what=trace.what, path=trace.path, offset=trace.offset)))


def _document(memory: Memory, proof: Proof, traces: _Traces, removed: _Traces) -> dict[str, object]:
    return {
        "id": memory.id,
        "files_scanned": proof.files_scanned,
        "bytes_scanned": proof.bytes_scanned,
        "searched_for": proof.searched_for,
        "redacted_messages": removed.message_ids,
        "documents": [str(each.path) for each in traces.documents],
        "dropped_documents": [str(each.path) for each in removed.documents],
        "removed_files": [str(path) for path in proof.removed],
        "unreadable_files": [str(path) for path in proof.unreadable],
        "texts_not_searched": proof.texts_not_searched,
        "found": [
            {"path": str(trace.path), "what": trace.what, "offset": trace.offset}
            for trace in proof.found
        ],
    }
