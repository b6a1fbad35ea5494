"""`glassbox sessions`: the conversations, without the chat."""

import sys

import click

from assistant.cli.conversations import SHORT_ID_CHARACTERS, match_conversation
from assistant.cli.help import Group
from assistant.cli.options import data_folder, json_option, shared_options
from assistant.cli.output import print_json, tell
from assistant.cli.remembered import erase_rounds
from assistant.cli.search import search_sessions
from assistant.cli.store import opened_store
from assistant.cli.transfer import export_sessions, import_sessions
from assistant.conversation import Conversation, Message, Role
from assistant.engine import states
from assistant.errors import InputError
from assistant.locales import N_, _
from assistant.terminal_text import printable

_STATES = {
    "streaming": N_("streaming"),
    "stopped": N_("stopped"),
    "interrupted": N_("interrupted"),
    "failed": N_("failed"),
}
"""How a message is, in words, unless it is complete."""

_SPEAKERS: dict[Role, str] = {
    "user": N_("You"),
    "assistant": "Glassbox",
    "system": N_("System"),
    "tool": N_("Tool"),
}


@click.group("sessions", cls=Group, invoke_without_command=True)
@shared_options
@click.pass_context
def command(context: click.Context) -> object:
    """List, search, show, import, export and delete conversations.

    An ID may be shortened to any beginning that only one conversation has.
    """
    return context.invoke(list_sessions) if context.invoked_subcommand is None else None


command.add_command(import_sessions)
command.add_command(export_sessions)
command.add_command(search_sessions)


@command.command("list")
@click.option("--archived", is_flag=True, help=N_("List the archived conversations instead."))
@click.option("--tag", "tags", multiple=True, metavar="TAG", help=N_("List only those with a tag."))
@json_option
@shared_options
@click.pass_context
def list_sessions(
    context: click.Context,
    *,
    archived: bool = False,
    tags: tuple[str, ...] = (),
    as_json: bool = False,
) -> None:
    """List conversations: pinned ones first, then the latest."""
    wanted = {tag.lstrip("#").casefold() for tag in tags}
    with opened_store(context) as store:
        conversations = [
            each
            for each in store.conversations()
            if each.archived == archived and wanted <= set(map(str.casefold, each.tags))
        ]
    conversations.sort(key=lambda each: not each.pinned)
    if as_json:
        print_json([_summary(conversation) for conversation in conversations])
        return
    for conversation in conversations:
        click.echo(_line(conversation))
    if not conversations:
        tell(_nothing(archived=archived, is_tagged=bool(tags)))


@command.command("show")
@click.argument("conversation_id", metavar="ID")
@json_option
@shared_options
@click.pass_context
def show_session(context: click.Context, conversation_id: str, *, as_json: bool) -> None:
    """Print a conversation."""
    with opened_store(context) as store:
        conversation = match_conversation(conversation_id, store.conversations())
        messages = store.branch(conversation.head_id)
    if as_json:
        shown = [_message(message) for message in messages]
        print_json({**_summary(conversation), "messages": shown})
        return
    for message in messages:
        speaker = _(_SPEAKERS[message.role])
        state = f" ({_(_STATES[message.state])})" if message.state in _STATES else ""
        click.echo(f"{speaker}{state}:\n{printable(message.text)}\n")


@command.command("delete")
@click.argument("conversation_id", metavar="ID")
@click.option("--yes", is_flag=True, help=N_("Do not ask."))
@shared_options
@click.pass_context
def delete_session(context: click.Context, conversation_id: str, *, yes: bool) -> None:
    """Delete a conversation for good."""
    with opened_store(context) as store:
        conversation = match_conversation(conversation_id, store.conversations())
        if not yes:
            _confirm(conversation)
        purged = store.purge_conversation(conversation.id)
        while store.search.index_some():
            pass  # what the search still has of it is overwritten step by step
    states.forget(data_folder(context).states, conversation.id)
    erase_rounds(context, purged)
    tell(_("Deleted “{title}”.").format(title=conversation.title))


def _line(conversation: Conversation) -> str:
    updated = conversation.updated_at.astimezone().strftime("%Y-%m-%d %H:%M")
    marks = [f"#{tag}" for tag in conversation.tags]
    marks += [_("(pinned)")] * conversation.pinned + [_("(archived)")] * conversation.archived
    short_id = conversation.id[:SHORT_ID_CHARACTERS]
    return printable("  ".join((short_id, updated, conversation.title, *marks)))


def _nothing(*, archived: bool, is_tagged: bool) -> str:
    if is_tagged:
        return _("No conversation in this list has that tag.")
    return _("Nothing is archived.") if archived else _("There are no conversations yet.")


def _confirm(conversation: Conversation) -> None:
    if not sys.stdin.isatty():
        raise InputError(_("Deleting needs a yes. Add --yes."))
    question = _("Delete “{title}” for good?").format(title=printable(conversation.title))
    click.confirm(question, abort=True, err=True)


def _summary(conversation: Conversation) -> dict[str, object]:
    return {
        "id": conversation.id,
        "title": conversation.title,
        "created_at": conversation.created_at.isoformat(),
        "updated_at": conversation.updated_at.isoformat(),
        "pinned": conversation.pinned,
        "archived": conversation.archived,
        "tags": list(conversation.tags),
    }


def _message(message: Message) -> dict[str, object]:
    return {
        "id": message.id,
        "parent_id": message.parent_id,
        "role": message.role,
        "text": message.text,
        "reasoning": message.reasoning,
        "state": message.state,
        "note": message.note,
        "model": message.model,
        "created_at": message.created_at.isoformat(),
    }
