"""What the commands write: answers and documents on standard output, the rest on standard error."""

import json
import os
import re
import sys
import unicodedata

import click

from assistant.terminal_text import printable

# What JSON leaves raw and a terminal may obey: DEL, C1, and the overrides of text direction.
_RAW_IN_JSON = re.compile(r"[\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


def print_json(value: object) -> None:
    """Print one JSON document, with every control character escaped."""
    text = json.dumps(value, ensure_ascii=False, indent=2, default=str)
    click.echo(_RAW_IN_JSON.sub(lambda match: f"\\u{ord(match[0]):04x}", text))


def tell(sentence: str) -> None:
    """Say something to the user that is no part of the answer."""
    click.echo(f"glassbox: {printable(sentence)}", err=True)


class AnswerStream:
    """Writes an answer to standard output piece by piece, safe for a terminal."""

    def __init__(self) -> None:
        self._held = ""
        self._ends_line = True

    def write(self, text: str) -> None:
        """Write what can no longer change: a carriage return waits for the newline it may need."""
        text = self._held + text
        self._held = "\r" if text.endswith("\r") else ""
        self._emit(printable(text.removesuffix("\r")))

    def end(self) -> None:
        """Write what was held back, and end the last line."""
        self._emit(printable(self._held))
        self._held = ""
        if not self._ends_line:
            self._emit("\n")

    def _emit(self, text: str) -> None:
        if text:
            click.echo(text, nl=False)
            self._ends_line = text.endswith("\n")


class ProgressLine:
    """One line on standard error that is written over; silent unless that is a terminal."""

    def __init__(self) -> None:
        self._is_shown = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
        self._width = 0

    def show(self, text: str) -> None:
        """Replace the line."""
        if self._is_shown:
            width = cells(text)
            click.echo("\r" + text + " " * (self._width - width), nl=False, err=True)
            self._width = width

    def clear(self) -> None:
        """Remove the line."""
        if self._width:
            click.echo("\r" + " " * self._width + "\r", nl=False, err=True)
            self._width = 0


def cells(text: str) -> int:
    """Return how wide a text is in a terminal; a Hangul syllable takes two cells."""
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return len(text) + wide


def stdout_shows(text: str) -> bool:
    """Whether standard output's encoding has these characters."""
    try:
        text.encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
