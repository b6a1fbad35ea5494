"""Text that a template made, cut at the control tokens it put there. Pure functions.

What people wrote passes through the template under a `Disguise`, so that a control token's text in
it is never seen as one: neither by the template nor by the tokenizer.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.errors import InputError
from assistant.locales import _

_STAND_INS = range(0xF0000, 0xFFFFE)  # a private-use plane
_SPACE = " \t\n\v\f\r"  # what llama.cpp takes for white space around a token


@dataclass(frozen=True, slots=True)
class SpecialToken:
    """A token with a meaning of its own, such as the end of a turn."""

    id: int
    text: str
    eats_left: bool = False
    """White space before it belongs to it (llama.cpp: LSTRIP)."""
    eats_right: bool = False
    matches_in_text: bool = False
    """The tokenizer finds it in plain text too (llama.cpp: USER_DEFINED)."""


def looks_like_markup(text: str) -> bool:
    """Tell a token such as `<think>` or `[TOOL]` from an added word or run of spaces."""
    return len(text) > 2 and text[0] in "<[◁" and text[-1] in ">]▷|"


class Disguise:
    """Replaces the characters that begin or end special tokens by some that nobody wrote.

    Ends too, so that no text completes a token that the template's own words begin.
    """

    def __init__(self, special: Iterable[str], texts: Iterable[str]) -> None:
        """Choose the stand-ins; raises `InputError` when the texts leave none."""
        written = {character for text in texts for character in text}
        free = (character for character in map(chr, _STAND_INS) if character not in written)
        shown = sorted({character for text in special for character in (text[0], text[-1])})
        pairs = list(zip(shown, free, strict=False))
        self.mark = next(free, "")
        """A character of its own, to stand for a whole text."""
        self.free = free
        """More such characters."""
        if not self.mark:
            raise InputError(_("The text uses every private character there is. Remove some."))
        self._put_on = {ord(character): stand_in for character, stand_in in pairs}
        self._take_off = {ord(stand_in): character for character, stand_in in pairs}

    def put_on(self, text: str) -> str:
        """Return text in which no special token can be found."""
        return text.translate(self._put_on)

    def take_off(self, text: str) -> str:
        """Return the text as it was written."""
        return text.translate(self._take_off)


def to_tokens(
    rendered: str,
    special: Mapping[str, SpecialToken],
    *,
    disguise: Disguise,
    tokenize: Callable[[str], list[int]],
    cuts: Sequence[int] = (),
) -> tuple[list[int], list[int]]:
    """Tokenise a template's output: its special tokens by id, all else as plain text.

    No token reaches over one of the `cuts`, ascending positions in the text; with the ids comes,
    for each of them, how many tokens stand before it.
    """
    present = sorted((text for text in special if text in rendered), key=len, reverse=True)
    pieces = re.split(f"({'|'.join(map(re.escape, present))})", rendered) if present else [rendered]
    # With one group, re.split puts what was matched at the odd places.
    ids: list[int] = []
    before: list[int] = []
    begin = 0
    for place, piece in enumerate(pieces):
        end = begin + len(piece)
        if place % 2:
            before += [len(ids)] * (bisect_right(cuts, begin) - len(before))
            ids.append(special[piece].id)
            begin = end
            continue
        words = piece
        if place > 0 and special[pieces[place - 1]].eats_right:
            words = words.lstrip(_SPACE)
        start = end - len(words)
        if place + 1 < len(pieces) and special[pieces[place + 1]].eats_left:
            words = words.rstrip(_SPACE)
        inside = [cut for cut in cuts[bisect_right(cuts, start) :] if cut < start + len(words)]
        for left, right in pairwise((start, *inside, start + len(words))):
            before += [len(ids)] * (bisect_right(cuts, left) - len(before))
            for part in _apart(disguise.take_off(rendered[left:right]), special):
                ids.extend(tokenize(part))
        begin = end
    return ids, before + [len(ids)] * (len(cuts) - len(before))


def _apart(text: str, special: Mapping[str, SpecialToken]) -> list[str]:
    """Cut through every special token that the tokenizer would find in plain text."""
    found = [t for t, token in special.items() if token.matches_in_text and t in text]
    if not found:
        return [text] if text else []
    pattern = "|".join(map(re.escape, sorted(found, key=len, reverse=True)))
    parts: list[str] = []
    begin = 0
    for match in re.finditer(pattern, text):
        parts.append(text[begin : match.start() + 1])
        begin = match.start() + 1
    return [part for part in (*parts, text[begin:]) if part]
