"""The program's commands by name; each is imported when it is run, so that `--help` is instant."""

import gc
from collections.abc import Mapping
from difflib import get_close_matches
from importlib import import_module

import click

import assistant
from assistant.cli.help import Group
from assistant.cli.options import shared_options
from assistant.locales import N_, _

COMMANDS: Mapping[str, str] = {
    "chat": N_("Open the chat; `glassbox` alone does the same."),
    "ask": N_("Answer one question, from arguments or a pipe."),
    "why": N_("Tell what an answer was made from."),
    "sessions": N_("List, search, show, import, export and delete conversations."),
    "memory": N_("List, search, change, forget, export and import what is remembered."),
    "docs": N_("Add documents, and list, search, refresh and remove them."),
    "settings": N_("Show and change the settings."),
    "doctor": N_("Tell what is installed, what is wrong, and what to do."),
}
"""What each command is for. Command `x` is the value `command` of the module `assistant.cli.x`."""


class LazyGroup(Group):
    """A group whose commands are imported by name."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names in the order of the manual."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import the module of a command."""
        if cmd_name not in COMMANDS:
            return None
        return _command(cmd_name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Suggest what an unknown command may have meant."""
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            near = get_close_matches(name, COMMANDS, n=1)
            hint = (
                _("Did you mean {name}?").format(name=near[0])
                if near
                else _("`glassbox ask` takes a question.")
            )
            problem = _("There is no command {name!r}.").format(name=name)
            raise click.UsageError(f"{problem} {hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands without importing them."""
        with formatter.section(_("Commands")):
            formatter.write_dl([(name, _(purpose)) for name, purpose in COMMANDS.items()])


def _command(name: str) -> click.Command:
    """Import a command with all that it needs.

    Nothing of that is ever garbage: to look for some meanwhile, or later, would only take time.
    """
    gc.disable()
    try:
        command: click.Command = import_module(f"assistant.cli.{name}").command
    finally:
        gc.freeze()
        gc.enable()
    return command


@click.command(
    cls=LazyGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=N_(
        "Exit codes: 0 done, 1 failed, 2 wrong usage or settings, 3 not found, 130 interrupted."
    ),
)
@shared_options
@click.version_option(assistant.__version__, prog_name="glassbox", message="%(prog)s %(version)s")
@click.pass_context
def glassbox(context: click.Context) -> object:
    """Chat with a language model that runs on this machine, and see how it works."""
    if context.invoked_subcommand is None:
        chat = glassbox.get_command(context, "chat")
        assert chat is not None
        return context.invoke(chat)
    return None
