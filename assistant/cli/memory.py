"""`glassbox memory`: what is remembered between conversations, without the chat."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import click

from assistant.cli.conversations import SHORT_ID_CHARACTERS
from assistant.cli.forgetting import forget_memory
from assistant.cli.help import Group
from assistant.cli.memory_files import export_memory, import_memory
from assistant.cli.options import json_option, limit_option, shared_options
from assistant.cli.output import print_json, tell
from assistant.cli.remembered import (
    ALL_STATES,
    described,
    match_memory,
    memory_document,
    memory_line,
    opened_memory,
)
from assistant.cli.store import opened_store
from assistant.errors import InputError
from assistant.locales import N_, _
from assistant.recollection.kinds import kind_of
from assistant.terminal_text import printable
from assistant_memory.outcomes import Change, MemoryFilter
from assistant_memory.values import (
    EVERYWHERE,
    Kind,
    Memory,
    NewMemory,
    Query,
    Recalled,
    Round,
    Scope,
)

_DEFAULT_LIMIT = 20


@click.group("memory", cls=Group, invoke_without_command=True)
@shared_options
@click.pass_context
def command(context: click.Context) -> object:
    """List, search, change, forget, export and import what is remembered.

    An ID may be shortened to any beginning that only one memory has.
    """
    return context.invoke(list_memories) if context.invoked_subcommand is None else None


command.add_command(forget_memory)
command.add_command(export_memory)
command.add_command(import_memory)


@command.command("list")
@click.option("--past", is_flag=True, help=N_("List also what was superseded or put away."))
@click.option("--kind", type=click.Choice(get_args(Kind)), help=N_("List only this kind."))
@json_option
@shared_options
@click.pass_context
def list_memories(
    context: click.Context, *, past: bool = False, kind: Kind | None = None, as_json: bool = False
) -> None:
    """List what is remembered: pinned first, then the latest."""
    wanted = MemoryFilter(
        states=ALL_STATES if past else frozenset({"active"}),
        kinds=frozenset() if kind is None else frozenset({kind}),
        limit=1_000_000,
    )
    with opened_memory(context) as memory:
        found = sorted(memory.list(wanted), key=lambda each: not each.pinned)
    if as_json:
        print_json([memory_document(each) for each in found])
        return
    for each in found:
        click.echo(memory_line(each))
    if not found:
        tell(_("Nothing is remembered yet. `glassbox memory add` and a sentence does it."))


@command.command("search")
@click.argument("query", nargs=-1, required=True)
@limit_option(_DEFAULT_LIMIT)
@json_option
@shared_options
@click.pass_context
def search_memories(
    context: click.Context, query: tuple[str, ...], *, limit: int, as_json: bool
) -> None:
    """Find what an answer to QUERY would draw on: memories and past conversations, best first."""
    asked = Query(text=" ".join(query), now=datetime.now(UTC), limit=limit, scopes=_here())
    with opened_memory(context) as memory:
        recalled = memory.recall(asked).found
    found = _living(context, recalled)
    if as_json:
        print_json(
            [
                {
                    **_item_document(each.item),
                    "score": round(each.score, 4),
                    "is_relevant": each.is_relevant,
                }
                for each in found
            ]
        )
        return
    for each in found:
        mark = "" if each.is_relevant else "  " + _("(below the cut)")
        item = each.item
        if isinstance(item, Memory):
            click.echo(memory_line(item, each.score) + mark)
        else:
            click.echo(_round_line(item, each.score) + mark)
    if not found:
        tell(_("Nothing was found."))


@command.command("show")
@click.argument("memory_id", metavar="ID")
@json_option
@shared_options
@click.pass_context
def show_memory(context: click.Context, memory_id: str, *, as_json: bool) -> None:
    """Print everything about a memory."""
    with opened_memory(context) as memory:
        found = match_memory(memory_id, memory)
        every = memory.list(MemoryFilter(states=ALL_STATES, limit=1_000_000))
    history = [each for each in every if each.superseded_by == found.id]
    if as_json:
        past = [memory_document(each) for each in history]
        print_json({**memory_document(found), "superseded": past})
    else:
        click.echo(described(found, history))


@command.command("add")
@click.argument("text", nargs=-1, required=True)
@click.option(
    "--kind", type=click.Choice(get_args(Kind)), help=N_("By default what its words say.")
)
@click.option("--subject", default="", metavar="WORDS", help=N_("Whom or what it is about."))
@click.option("--here", is_flag=True, help=N_("It only counts in the folder that you are in."))
@click.option("--pin", is_flag=True, help=N_("Prefer it to others."))
@json_option
@shared_options
@click.pass_context
def add_memory(
    context: click.Context,
    text: tuple[str, ...],
    *,
    kind: Kind | None,
    subject: str,
    here: bool,
    pin: bool,
    as_json: bool,
) -> None:
    """Remember a sentence."""
    words = " ".join(" ".join(text).split())
    if not words:
        raise InputError(_("There is nothing to remember: the sentence is empty."))
    scope = Scope("project", str(Path.cwd())) if here else EVERYWHERE
    new = NewMemory(words, kind or kind_of(words), scope=scope, subject=subject, pinned=pin)
    with opened_memory(context) as memory:
        remembered = memory.remember(new)
    if as_json:
        other = None if remembered.other is None else memory_document(remembered.other)
        document = memory_document(remembered.memory)
        print_json({**document, "outcome": remembered.outcome, "other": other})
        return
    click.echo(memory_line(remembered.memory))
    if remembered.outcome == "merged":
        tell(_("That was remembered already."))
    elif remembered.other is not None:
        tell(_("It takes the place of “{text}”.").format(text=remembered.other.text))


@command.command("edit")
@click.argument("memory_id", metavar="ID")
@click.argument("text", nargs=-1, required=True)
@shared_options
@click.pass_context
def edit_memory(context: click.Context, memory_id: str, text: tuple[str, ...]) -> None:
    """Put other words in the place of a memory's."""
    words = " ".join(" ".join(text).split())
    if not words:
        raise InputError(_("There is nothing to remember: the sentence is empty."))
    with opened_memory(context) as memory:
        click.echo(memory_line(memory.edit(match_memory(memory_id, memory).id, words)))


@command.command("pin")
@click.argument("memory_id", metavar="ID")
@click.option("--off", is_flag=True, help=N_("Do not prefer it any longer."))
@shared_options
@click.pass_context
def pin_memory(context: click.Context, memory_id: str, *, off: bool) -> None:
    """Prefer a memory to others."""
    with opened_memory(context) as memory:
        click.echo(memory_line(memory.pin(match_memory(memory_id, memory).id, pinned=not off)))


@command.command("undo")
@shared_options
@click.pass_context
def undo_change(context: click.Context) -> None:
    """Take back the last change of the memory."""
    with opened_memory(context) as memory:
        _tell_change(memory.undo(), _("There is nothing to undo."))


@command.command("redo")
@shared_options
@click.pass_context
def redo_change(context: click.Context) -> None:
    """Do again what was undone."""
    with opened_memory(context) as memory:
        _tell_change(memory.redo(), _("There is nothing to do again."))


def _living(context: click.Context, found: Sequence[Recalled]) -> Sequence[Recalled]:
    """Leave out rounds of conversations that were thrown away since."""
    ids = [each.item.id for each in found if isinstance(each.item, Round)]
    if not ids:
        return found
    with opened_store(context) as store:
        living = store.tree.living(ids)
    return [each for each in found if isinstance(each.item, Memory) or each.item.id in living]


def _tell_change(change: Change | None, nothing: str) -> None:
    if change is None:
        tell(nothing)
        return
    if not change.memories:
        tell(_("What was added is gone. `glassbox memory redo` brings it back."))
    for each in change.memories:
        click.echo(memory_line(each))


def _here() -> frozenset[Scope]:
    return frozenset({EVERYWHERE, Scope("project", str(Path.cwd()))})


def _item_document(item: Memory | Round) -> dict[str, object]:
    if isinstance(item, Memory):
        return memory_document(item)
    return {
        "id": item.id,
        "conversation_id": item.conversation_id,
        "title": item.title,
        "question": item.question,
        "answer": item.answer,
        "said_at": item.said_at.isoformat(),
    }


def _round_line(item: Round, score: float) -> str:
    said = item.said_at.astimezone().strftime("%Y-%m-%d")
    words = " ".join(item.question.split())
    place = f"{item.conversation_id[:SHORT_ID_CHARACTERS]}/{item.id[:SHORT_ID_CHARACTERS]}"
    return printable("  ".join((place, f"{score:.2f}", said, item.title, words)))
