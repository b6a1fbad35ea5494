"""The terminal: whether the chat can be drawn on it."""

import shutil
import sys
from collections.abc import Iterator, Mapping

from assistant.cli.doctor.findings import Finding, Group, advice, fine, problem
from assistant.cli.output import stdout_shows
from assistant.locales import N_, _

COMFORTABLE_COLUMNS = 80
COMFORTABLE_ROWS = 24


def terminal_group(environ: Mapping[str, str]) -> Group:
    """Tell what the terminal can show."""
    return Group(N_("Terminal"), tuple(_findings(environ)))


def _findings(environ: Mapping[str, str]) -> Iterator[Finding]:
    term = environ.get("TERM", "")
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        yield fine(
            "terminal.kind", _("not connected to a terminal; `glassbox ask` works, chat does not")
        )
    elif term in ("", "dumb"):
        remedy = _("Start a real terminal program.")
        yield problem("terminal.kind", _("TERM is not set."), remedy)
    else:
        yield fine("terminal.kind", term)
        yield _size(*shutil.get_terminal_size())
    yield fine("terminal.colour", colours(environ))
    if stdout_shows("한✓"):
        yield fine("terminal.text", "UTF-8")
    else:
        yield problem(
            "terminal.text",
            _("The locale's encoding is {encoding}, so most characters cannot be shown.").format(
                encoding=sys.stdout.encoding
            ),
            _("Set a UTF-8 locale, for example: export LC_ALL=C.UTF-8"),
        )


def _size(columns: int, rows: int) -> Finding:
    text = _("{columns} columns by {rows} rows").format(columns=columns, rows=rows)
    if columns < COMFORTABLE_COLUMNS or rows < COMFORTABLE_ROWS:
        wanted = _("Make it at least {columns} by {rows} to see everything.").format(
            columns=COMFORTABLE_COLUMNS, rows=COMFORTABLE_ROWS
        )
        return advice("terminal.size", _("It is small: {size}.").format(size=text), wanted)
    return fine("terminal.size", text)


def colours(environ: Mapping[str, str]) -> str:
    """Say how many colours the terminal claims to have."""
    if environ.get("NO_COLOR"):
        return _("no colour, because NO_COLOR is set")
    if environ.get("COLORTERM") in ("truecolor", "24bit"):
        return _("16 million colours")
    return _("256 colours") if "256" in environ.get("TERM", "") else _("16 colours")
