"""Calling somebody who looks elsewhere: the bell, and the terminal's own notifications."""

from collections.abc import Mapping

from assistant.terminal_text import printable

LONG_SECONDS = 8.0
"""Nobody needs to be called for a reply that took less."""
_MOST_CHARACTERS = 120


def notification(text: str, environ: Mapping[str, str]) -> str:
    r"""Return the control sequence that makes a terminal show a notification on the desktop.

    OSC 777 where it is known to be understood, else OSC 9, which iTerm2, kitty, WezTerm, Ghostty,
    Windows Terminal and others show, and the rest ignores. Inside tmux it is passed through.
    """
    words = " ".join(printable(text).split())[:_MOST_CHARACTERS].replace(";", ",")
    term = environ.get("TERM", "")
    if term.startswith(("foot", "rxvt")):
        sequence = f"\x1b]777;notify;Glassbox;{words}\x07"
    else:
        sequence = f"\x1b]9;Glassbox: {words}\x07"
    if environ.get("TMUX"):
        escaped = sequence.replace("\x1b", "\x1b\x1b")
        return f"\x1bPtmux;{escaped}\x1b\\"
    return sequence


def mouse(*, wanted: bool) -> str:
    """Return the control sequence that lets the program, or the terminal itself, have the mouse.

    The modes are xterm's 1000, 1003, 1015 and 1006, as Textual's driver sets them.
    """
    letter = "h" if wanted else "l"
    return "".join(f"\x1b[?{mode}{letter}" for mode in (1000, 1003, 1015, 1006))
