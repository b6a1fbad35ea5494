"""Flags for settings, made from the settings themselves."""

from collections.abc import Callable
from typing import cast

import click

from assistant.cli.options import Decorated, add_flag, setting_option
from assistant.configuration import setting_key
from assistant.locales import N_, _

_ENGINE_FLAGS = {
    "--context": "model.context_tokens",
    "--gpu-layers": "model.gpu_layers",
    "--threads": "model.threads",
}
_SAMPLING_FLAGS = {
    "--temperature": "sampling.temperature",
    "--top-k": "sampling.top_k",
    "--top-p": "sampling.top_p",
    "--min-p": "sampling.min_p",
    "--typical-p": "sampling.typical_p",
    "--repeat-penalty": "sampling.repeat_penalty",
    "--frequency-penalty": "sampling.frequency_penalty",
    "--presence-penalty": "sampling.presence_penalty",
    "--seed": "sampling.seed",
    "--max-tokens": "model.max_reply_tokens",
}


def engine_options(function: Decorated) -> Decorated:
    """Add the flags that say how a model is loaded."""
    return _with_flags(function, _ENGINE_FLAGS)


def sampling_options(function: Decorated) -> Decorated:
    """Add the flags that say how tokens are chosen."""
    rest = click.option(
        "--param",
        metavar="NAME=VALUE",
        multiple=True,
        expose_value=False,
        callback=_remember_parameters,
        help=N_("Any other sampling setting, e.g. dry_multiplier=0.8; may be repeated."),
    )
    stop = setting_option(
        "--stop",
        key="sampling.stop",
        metavar="TEXT",
        described=N_("End the reply at this text; may be repeated."),
        multiple=True,
    )
    return _with_flags(stop(rest(function)), _SAMPLING_FLAGS)


def _with_flags(function: Decorated, flags: dict[str, str]) -> Decorated:
    for flag, key in reversed(flags.items()):
        add = cast(
            "Callable[[Decorated], Decorated]",
            setting_option(flag, key=key, metavar="NUMBER", described=setting_key(key).description),
        )
        function = add(function)
    return function


def _remember_parameters(
    context: click.Context,
    parameter: click.Parameter,  # noqa: ARG001 - click's signature
    given: tuple[str, ...],
) -> None:
    for assignment in given:
        name, equals, value = assignment.partition("=")
        if not equals:
            problem = _("--param takes NAME=VALUE, not {given!r}").format(given=assignment)
            raise click.UsageError(problem, context)
        key = f"sampling.{name.strip().replace('-', '_').removeprefix('sampling.')}"
        add_flag(context, f"--param {name.strip()}", key, value.strip())
