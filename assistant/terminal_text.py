"""Text from outside, made safe to put on a terminal."""

import re

# C0 but tab and newline, DEL, C1, and the overrides that reorder what a reader sees.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    r"""Replace control characters by pictures of themselves: ESC becomes ␛, never a command.

    Line ends are normalised to `\n`. The picture of a C0 control is U+2400 plus its code; other
    controls become U+FFFD.
    """
    return _CONTROLS.sub(_picture, text.replace("\r\n", "\n"))


def _picture(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else "\ufffd"
