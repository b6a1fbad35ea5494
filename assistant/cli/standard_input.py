"""What is piped into the program, as text."""

import os
import select
import sys
from typing import BinaryIO

import click

from assistant.errors import InputError
from assistant.locales import _

PATIENCE_SECONDS = 2.0
"""After so long without a byte, the user is told what the program waits for."""


def read_standard_input() -> str:
    """Return the text that is piped in, to its end; nothing when a person sits there.

    Raises `InputError` when it is not text.
    """
    stream = sys.stdin
    if stream is None or stream.closed or stream.isatty():  # pyright: ignore[reportUnnecessaryComparison] - None when started without one
        return ""
    _tell_if_silent(stream.buffer)
    return decode_input(stream.buffer.read())


def decode_input(data: bytes) -> str:
    """Decode UTF-8 and refuse what is not text, in one line; raises `InputError`."""
    zero = data.find(0)
    if zero >= 0:
        raise InputError(
            _(
                "Standard input is not text: byte {position:,} is zero. "
                "Pipe in text, for example from `pdftotext FILE -` or `strings FILE`."
            ).format(position=zero + 1)
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            _(
                "Standard input is not UTF-8 text: byte {position:,} is 0x{byte:02x}. "
                "Convert it first, for example with `iconv -t UTF-8`."
            ).format(position=error.start + 1, byte=data[error.start])
        ) from error


def compose_prompt(words: tuple[str, ...], piped: str) -> str:
    """Put the question first, then a blank line, then what was piped in.

    Raises `InputError` when there is neither, or when the question is not text.
    """
    question = " ".join(words)
    try:
        question.encode("utf-8")
    except UnicodeEncodeError as error:
        raise InputError(
            _("The question is not UTF-8 text. Set your terminal to UTF-8.")
        ) from error
    parts = [part for part in (question.strip(), piped.strip("\r\n")) if part.strip()]
    if not parts:
        raise InputError(
            _('There is no question. Write `glassbox ask "…"`, or pipe text into `glassbox ask`.')
        )
    return "\n\n".join(parts)


def _tell_if_silent(stream: BinaryIO) -> None:
    if os.name != "posix" or not sys.stderr.isatty():
        return
    ready = select.select([stream], [], [], PATIENCE_SECONDS)[0]
    if not ready:
        click.echo("glassbox: " + _("waiting for standard input to end…"), err=True)
