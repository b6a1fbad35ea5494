"""The exact prompt, with the borders of its tokens in sight. Pure."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from textual.content import Content

from assistant.context.wording import section_name
from assistant.conversation import SectionSpan
from assistant.locales import ngettext
from assistant.terminal_text import printable
from assistant.tui.markdown.lines import EMPTY_LINE, Line

_MOST_JOINED = 16
"""A character has four bytes at most; its neighbours may have parts of tokens in common with it."""
_CONTROL = re.compile(r"<[|/]?[^<>\s]{1,40}>|\[/?[A-Z_]{2,40}\]")


def exact_lines(pieces: Sequence[bytes], spans: Sequence[SectionSpan], width: int) -> list[Line]:
    """Lay out a prompt section by section; neighbouring tokens look different."""
    lines: list[Line] = []
    for name, begin, end in _sections(spans):
        if lines:
            lines.append(EMPTY_LINE)
        count = end - begin
        told = ngettext("{count:,} token", "{count:,} tokens", count).format(count=count)
        lines.append(Line(Content.styled(f"{name} · {told}", ".why--heading")))
        lines += _token_lines(pieces[begin:end], width)
    return lines


def has_joined(pieces: Sequence[bytes]) -> bool:
    """Tell whether some characters are made of several tokens."""
    return any(is_joined for _piece, is_joined in _whole_characters(pieces))


def _sections(spans: Sequence[SectionSpan]) -> Iterator[tuple[str, int, int]]:
    """Join neighbours of one name."""
    starts = [at for at, span in enumerate(spans) if at == 0 or spans[at - 1].name != span.name]
    for first, last in pairwise([*starts, len(spans)]):
        yield section_name(spans[first].name), spans[first].start, spans[last - 1].end


def _token_lines(pieces: Sequence[bytes], width: int) -> list[Line]:
    """Break between characters wherever a row is full, and where a token ends a line."""
    rows: list[Content] = [Content("")]
    for place, (piece, is_joined) in enumerate(_whole_characters(pieces)):
        text = piece.decode("utf-8", "backslashreplace")
        look = ".why--even" if place % 2 == 0 else ".why--odd"
        if is_joined:
            look = ".why--even-joined" if place % 2 == 0 else ".why--odd-joined"
        elif _CONTROL.fullmatch(text):
            look = ".why--control"
        for part in re.split(r"(\n)", text):
            if part == "\n":
                rows[-1] += Content.styled("⏎", look)
                rows.append(Content(""))
            elif part:
                _append(rows, Content.styled(printable(part).expandtabs(4), look), width)
    if not rows[-1]:
        rows.pop()
    return [Line(row) for row in rows]


def _whole_characters(pieces: Sequence[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Join the tokens that only together make characters; `True` with those that were joined.

    Where they never do, as at a cut or in what is not text, each stays by itself.
    """
    at = 0
    while at < len(pieces):
        joined = b""
        for count, piece in enumerate(pieces[at : at + _MOST_JOINED], 1):
            joined += piece
            if _is_text(joined):
                yield joined, count > 1
                at += count
                break
        else:
            yield pieces[at], False
            at += 1


def _is_text(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _append(rows: list[Content], token: Content, width: int) -> None:
    """Put a token on the last row, and what it has no room for on the next."""
    while token.cell_length > width - 1 - rows[-1].cell_length:
        room = width - 1 - rows[-1].cell_length
        taken = 0
        while taken < len(token) and token[: taken + 1].cell_length <= room:
            taken += 1
        if taken == 0 and rows[-1].cell_length == 0:
            break
        rows[-1] += token[:taken]
        token = token[taken:]
        rows.append(Content(""))
    rows[-1] += token
