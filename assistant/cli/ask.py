"""`glassbox ask`: one question, one answer, fit for a pipe."""

import asyncio
import sys
from contextlib import aclosing
from dataclasses import dataclass

import click

from assistant.cli.ask_report import AskReport
from assistant.cli.conversations import match_conversation
from assistant.cli.help import Command
from assistant.cli.interruption import Interruption
from assistant.cli.invocation import prepare
from assistant.cli.options import add_flag, shared_options
from assistant.cli.output import tell
from assistant.cli.setting_options import engine_options, sampling_options
from assistant.cli.standard_input import compose_prompt, read_standard_input
from assistant.configuration import Flag, setting_key
from assistant.locales import N_
from assistant.turn import ChatSession, ModelLoading
from assistant.wiring import build_session


@dataclass(frozen=True, slots=True)
class Request:
    """One question, and the conversation that it belongs to."""

    prompt: str
    system: str | None
    conversation: str | None
    """Id of the conversation to continue, or its beginning."""
    continues_last: bool
    flags: tuple[Flag, ...]


@click.command("ask", cls=Command)
@click.argument("question", nargs=-1)
@click.option("--system", metavar="TEXT", help=N_("What the model is told first."))
@click.option(
    "-c", "--continue", "continues", is_flag=True, help=N_("Continue the last conversation.")
)
@click.option("--conversation", metavar="ID", help=N_("Continue this conversation."))
@click.option("--json", "as_json", is_flag=True, help=N_("Print one JSON document with figures."))
@click.option(
    "--stream/--no-stream",
    default=None,
    help=N_("Print words as they come, or all at the end; by default as they come on a terminal."),
)
@click.option(
    "--bare", is_flag=True, help=N_("Draw on nothing but the question: no memory, no documents.")
)
@sampling_options
@engine_options
@shared_options
@click.pass_context
def command(
    context: click.Context,
    *,
    question: tuple[str, ...],
    system: str | None,
    continues: bool,
    conversation: str | None,
    as_json: bool,
    stream: bool | None,
    bare: bool,
) -> int:
    """Answer one question, from arguments or a pipe.

    Text that is piped in follows the question, after a blank line. Only the answer goes to standard
    output. Each question is kept as a conversation; -c continues the last one.
    """
    prompt = compose_prompt(question, read_standard_input())
    if bare:
        add_flag(context, "--bare", "memory.recall", value=False)
        add_flag(context, "--bare", "memory.keep_conversations", value=False)
    invocation = prepare(context)
    streams = sys.stdout.isatty() if stream is None else stream
    report = AskReport(as_json=as_json, streams=streams and not as_json)
    request = Request(prompt, system, conversation, continues, invocation.flags)
    try:
        with asyncio.Runner() as runner:
            settings, folder = invocation.settings, invocation.folder
            session = build_session(settings, folder, runner.get_loop())
            return runner.run(_ask(session, request, report))
    except asyncio.CancelledError:
        raise click.Abort from None


async def _ask(session: ChatSession, request: Request, report: AskReport) -> int:
    try:
        session.memory.open()
        await _open(session, request)
        async with aclosing(session.load_model()) as shares:
            async for share in shares:
                report.show(ModelLoading(share))
        with Interruption(session.stop) as interruption:
            async with aclosing(session.take_turn(request.prompt)) as events:
                async for event in events:
                    report.show(event)
                    interruption.insist()
        await session.memory.keep_open_conversation()
    finally:
        report.clear()
        while trouble := session.memory.take_trouble():
            tell(trouble)
        for notice in (*session.chats.take_notices(), *session.memory.memories.take_notices()):
            tell(notice)
        await session.close()
    return report.exit_code


async def _open(session: ChatSession, request: Request) -> None:
    if request.conversation is not None:
        found = match_conversation(request.conversation, await session.chats.all())
        await session.opened.open(found.id)
    elif request.continues_last:
        await session.opened.open_latest()
    else:
        session.opened.open_new()
    if request.system is not None:
        await session.set_system_prompt(request.system)
    # A flag speaks louder than what the conversation was given in the chat.
    own = session.conversation.sampling
    given = _sampling_of(request.flags)
    if given.keys() & own.keys():
        await session.set_sampling({name: given[name] for name in given.keys() & own.keys()})


def _sampling_of(flags: tuple[Flag, ...]) -> dict[str, object]:
    sampling: dict[str, object] = {}
    for flag in flags:
        section, _, name = flag.key.partition(".")
        if section == "sampling":
            key = setting_key(flag.key)
            typed = flag.value
            sampling[name] = key.check_typed(typed) if isinstance(typed, str) else typed
    return sampling
