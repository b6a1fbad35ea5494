"""How sizes and names from outside are put into a sentence."""

from assistant.locales import _, ngettext
from assistant.terminal_text import printable

_UNITS = ("kB", "MB", "GB", "TB")


def readable_size(count: int) -> str:
    """A number of bytes in decimal units: `98.4 MB`."""
    unit, divisor = _unit(count)
    if divisor == 1:
        return ngettext("{count} byte", "{count} bytes", count).format(count=count)
    return f"{count / divisor:.1f} {unit}"


def readable_share(part: int, whole: int) -> str:
    """Two sizes in the unit of the larger: `41.2 of 98.4 MB`."""
    unit, divisor = _unit(whole)
    if divisor == 1:
        return _("{part} of {whole} bytes").format(part=part, whole=whole)
    shown = f"{part / divisor:.1f}", f"{whole / divisor:.1f} {unit}"
    return _("{part} of {whole}").format(part=shown[0], whole=shown[1])


def one_line(text: str, limit: int = 120) -> str:
    """Text from a file, fit to stand inside a sentence: no control characters, no line ends."""
    line = " ".join(printable(text).split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def _unit(count: int) -> tuple[str, int]:
    divisor = 1
    unit = "bytes"
    for name in _UNITS:
        if count < divisor * 1000:
            break
        unit, divisor = name, divisor * 1000
    return unit, divisor
