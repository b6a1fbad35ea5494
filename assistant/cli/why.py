"""`glassbox why`: what an answer was made from."""

import asyncio
from collections.abc import Sequence
from contextlib import aclosing

import click

from assistant.cli.conversations import SHORT_ID_CHARACTERS, match_conversation
from assistant.cli.help import Command
from assistant.cli.invocation import prepare
from assistant.cli.options import json_option, shared_options
from assistant.cli.output import print_json
from assistant.cli.store import opened_store
from assistant.context import Explanation, Item, explained, explained_reply
from assistant.context.wording import part_text, section_name
from assistant.conversation import ConversationStore, Message
from assistant.errors import InputError, NotFoundError
from assistant.locales import N_, _
from assistant.terminal_text import printable
from assistant.wiring import build_session

_NAME_CELLS = 16


@click.command("why", cls=Command)
@click.argument("conversation_id", metavar="CONVERSATION")
@click.argument("message_id", metavar="[MESSAGE]", required=False)
@click.option(
    "--prompt",
    "with_prompt",
    is_flag=True,
    help=N_("Show the exact prompt too, token by token; this loads the model."),
)
@json_option
@shared_options
@click.pass_context
def command(
    context: click.Context,
    conversation_id: str,
    message_id: str | None,
    *,
    with_prompt: bool,
    as_json: bool,
) -> None:
    """Tell what an answer was made from: the last of a conversation, or any other.

    Both ids may be shortened to any beginning that only one has.
    """
    with opened_store(context) as store:
        conversation = match_conversation(conversation_id, store.conversations())
        branch = _branch(store, conversation.id, conversation.head_id, message_id)
    reply = explained_reply(branch, branch[-1].id if message_id else None)
    explanation = None if reply is None else explained(branch, reply.id)
    if explanation is None:
        raise InputError(
            _("What this answer was made from is not kept: it is from before, or imported.")
        )
    pieces = _pieces(context, explanation) if with_prompt else None
    if as_json:
        print_json(_document(explanation, pieces))
    else:
        _show(explanation, pieces)


def _branch(
    store: ConversationStore, conversation_id: str, head_id: str | None, given: str | None
) -> Sequence[Message]:
    """The branch to a message of any branch, and to the answer that follows it."""
    if given is None:
        return store.branch(head_id)
    matches = [each for each in store.messages(conversation_id) if each.id.startswith(given)]
    if not matches:
        raise NotFoundError(_("There is no message {given!r} in it.").format(given=given))
    if len(matches) > 1:
        raise InputError(
            _("{count} messages begin with {given!r}. Type more of the id.").format(
                count=len(matches), given=given
            )
        )
    (message,) = matches
    if message.role == "assistant":
        return store.branch(message.id)
    branch = store.branch(store.tree.leaf(message.id))
    reply = explained_reply(branch, message.id)
    return branch if reply is None else store.branch(reply.id)


def _pieces(context: click.Context, explanation: Explanation) -> list[bytes]:
    if explanation.ids is None:
        raise InputError(_("The tokens of this prompt are not kept."))
    return asyncio.run(_read_pieces(context, explanation.ids))


async def _read_pieces(context: click.Context, ids: tuple[int, ...]) -> list[bytes]:
    invocation = prepare(context)
    loop = asyncio.get_running_loop()
    session = build_session(invocation.settings, invocation.folder, loop)
    try:
        async with aclosing(session.load_model()) as shares:
            async for _share in shares:
                pass
        return await session.pieces(ids)
    finally:
        await session.close()


def _show(explanation: Explanation, pieces: list[bytes] | None) -> None:
    record = explanation.record
    told = _("{tokens:,} tokens read, {cached:,} from cache")
    click.echo(told.format(tokens=record.prompt_tokens, cached=record.cached_tokens))
    for part in explanation.parts:
        detail = part_text(explanation, part)
        click.echo(f"{section_name(part.name):<{_NAME_CELLS}}{part.tokens:>8,}  {detail}".rstrip())
        for item in part.items:
            click.echo(" " * _NAME_CELLS + f"{item.tokens or '':>8}  {_item(item)}")
    reserve = section_name("reserve")
    click.echo(f"{reserve:<{_NAME_CELLS}}{record.reserve_tokens:>8,}")
    for each in explanation.left_out:
        click.echo(f"{each.message_id[:SHORT_ID_CHARACTERS]}  {_(each.reason)}")
    if pieces is not None:
        click.echo()
        click.echo(" ".join(repr(piece.decode("utf-8", "backslashreplace")) for piece in pieces))


def _item(item: Item) -> str:
    given = item.given
    score = "" if given.score is None else f"{given.score:.2f}  "
    number = "" if given.number is None else f"[{given.number}] "
    reason = f": {_(given.reason)}" if given.reason else ""
    return printable(f"{score}{number}{given.label}{reason}")


def _document(explanation: Explanation, pieces: list[bytes] | None) -> dict[str, object]:
    record = explanation.record
    summary = explanation.summary
    document: dict[str, object] = {
        "message_id": explanation.reply.id,
        "conversation_id": explanation.reply.conversation_id,
        "model": explanation.reply.model,
        "prompt_tokens": record.prompt_tokens,
        "cached_tokens": record.cached_tokens,
        "context_tokens": record.context_tokens,
        "reserve_tokens": record.reserve_tokens,
        "history_messages": explanation.history_messages,
        "sections": [
            {
                "name": part.name,
                "tokens": part.tokens,
                "items": [_item_document(item) for item in part.items],
            }
            for part in explanation.parts
        ],
        "left_out": [
            {"message_id": each.message_id, "reason": each.reason} for each in explanation.left_out
        ],
        "summary": None if summary is None else summary.text,
        "spans": [[span.name, span.start, span.end, span.id] for span in record.spans],
        "token_ids": None if explanation.ids is None else list(explanation.ids),
    }
    if pieces is not None:
        document["pieces"] = [piece.decode("utf-8", "backslashreplace") for piece in pieces]
    return document


def _item_document(item: Item) -> dict[str, object]:
    given = item.given
    return {
        "kind": given.kind,
        "id": given.id,
        "label": given.label,
        "text": given.text,
        "tokens": item.tokens,
        "score": given.score,
        "is_used": given.is_used,
        "reason": given.reason,
        "number": given.number,
    }
