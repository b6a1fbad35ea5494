"""`glassbox chat`: the interface over a session."""

import asyncio
import sys
import tempfile
from collections.abc import Generator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import click

from assistant.cli.clipboard import copy_to_system
from assistant.cli.help import Command
from assistant.cli.invocation import Invocation, prepare
from assistant.cli.options import add_flag, choose_data_dir, has_data_dir, shared_options
from assistant.cli.setting_options import engine_options, sampling_options
from assistant.configuration.save import save_setting
from assistant.errors import InputError
from assistant.locales import N_, _, use_language
from assistant.threads import OwnerThread
from assistant.tui.app import ChatApp
from assistant.tui.options import ChatOptions
from assistant.wiring import build_session, model_names


@click.command("chat", cls=Command)
@click.option(
    "--demo", is_flag=True, help=N_("Replies from a script, in a folder that is thrown away.")
)
@sampling_options
@engine_options
@shared_options
@click.pass_context
def command(context: click.Context, *, demo: bool) -> int:
    """Open the chat.

    It needs a terminal; `glassbox ask` answers through a pipe.
    """
    if not all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        raise InputError(_("The chat needs a terminal. Use `glassbox ask` in a pipe or a script."))
    with _demonstration(context) if demo else _as_configured(context) as invocation:
        return asyncio.run(_chat(invocation, model_names(invocation.folder)))


async def _chat(invocation: Invocation, models: Sequence[str]) -> int:
    settings, folder = invocation.settings, invocation.folder
    session = build_session(settings, folder, asyncio.get_running_loop())
    with closing(OwnerThread("chat")) as thread:

        async def remember_theme(name: str) -> None:
            await thread.call(save_setting, folder.settings_file, "interface.theme", name)

        async def use_and_remember(language: str) -> None:
            await thread.call(use_language, language)
            await thread.call(save_setting, folder.settings_file, "interface.language", language)

        async def copy(text: str) -> None:
            await thread.call(copy_to_system, text)

        options = ChatOptions(settings, models, folder.models, folder.settings_file, Path.cwd())
        app = ChatApp(
            session,
            options,
            on_theme=remember_theme,
            on_language=use_and_remember,
            on_copy=copy,
        )
        try:
            await app.run_async(mouse=settings.interface.mouse)
        finally:
            await session.close()
    return app.return_code or 0


@contextmanager
def _as_configured(context: click.Context) -> Generator[Invocation, None, None]:
    yield prepare(context)


@contextmanager
def _demonstration(context: click.Context) -> Generator[Invocation, None, None]:
    add_flag(context, "--demo", "engine.kind", "scripted")
    if has_data_dir(context):
        yield prepare(context)
        return
    with tempfile.TemporaryDirectory(prefix="glassbox-demo-") as folder:
        choose_data_dir(context, Path(folder))
        yield prepare(context)
