"""The terminal: whether the chat can be drawn on it."""

import shutil
import sys
from collections.abc import Iterator, Mapping

from assistant.cli.doctor.findings import Finding, Group, advice, fine, problem
from assistant.cli.output import stdout_shows

COMFORTABLE_COLUMNS = 80
COMFORTABLE_ROWS = 24


def terminal_group(environ: Mapping[str, str]) -> Group:
    """Tell what the terminal can show."""
    return Group("Terminal", tuple(_findings(environ)))


def _findings(environ: Mapping[str, str]) -> Iterator[Finding]:
    term = environ.get("TERM", "")
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        yield fine(
            "terminal.kind", "not connected to a terminal; `glassbox ask` works, chat does not"
        )
    elif term in ("", "dumb"):
        yield problem("terminal.kind", "TERM is not set.", "Start a real terminal program.")
    else:
        yield fine("terminal.kind", term)
        yield _size(*shutil.get_terminal_size())
    yield fine("terminal.colour", colours(environ))
    if stdout_shows("한✓"):
        yield fine("terminal.text", "UTF-8")
    else:
        yield problem(
            "terminal.text",
            f"The locale's encoding is {sys.stdout.encoding}, so most characters cannot be shown.",
            "Set a UTF-8 locale, for example: export LC_ALL=C.UTF-8",
        )


def _size(columns: int, rows: int) -> Finding:
    text = f"{columns} columns by {rows} rows"
    if columns < COMFORTABLE_COLUMNS or rows < COMFORTABLE_ROWS:
        wanted = f"Make it at least {COMFORTABLE_COLUMNS} by {COMFORTABLE_ROWS} to see everything."
        return advice("terminal.size", f"It is small: {text}.", wanted)
    return fine("terminal.size", text)


def colours(environ: Mapping[str, str]) -> str:
    """Say how many colours the terminal claims to have."""
    if environ.get("NO_COLOR"):
        return "no colour, because NO_COLOR is set"
    if environ.get("COLORTERM") in ("truecolor", "24bit"):
        return "16 million colours"
    return "256 colours" if "256" in environ.get("TERM", "") else "16 colours"
