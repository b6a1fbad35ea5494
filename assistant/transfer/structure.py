"""How deep inside JSON a place is, from its strings and brackets alone."""

import re
from typing import Literal

MOST_LEVELS = 200
"""Of nesting; Python's parser recurses, and no export comes near."""

Outcome = Literal["open", "whole", "broken", "deep"]
"""`broken`: the bracket at the place cannot stand there. `deep`: more than `MOST_LEVELS`."""

_NO_BRACKETS = re.compile(rb'(?:[^"\[\]{}]++|"(?:[^"\\]++|\\.)*+")*+', re.DOTALL)
_IN_STRING = re.compile(rb'(?:[^"\\]++|\\.)*+', re.DOTALL)
_BRACKETS_ALIKE = re.compile(rb"[\[{]++|[\]}]++")

_QUOTE = ord('"')
_BLANKS = b" \t\r\n"
_PARTNER = {ord("["): ord("]"), ord("{"): ord("}")}
_BEFORE_OPENING = {ord("["): b"[,", ord("{"): b":"}
"""What may come before an opening bracket, by the bracket around it."""


class Structure:
    """Follows one object to its end, checking that its brackets fit."""

    def __init__(self) -> None:
        self.outcome: Outcome = "open"
        self._around = bytearray()
        self._is_in_string = False

    @property
    def levels(self) -> int:
        """Brackets that are open."""
        return len(self._around)

    @property
    def is_in_string(self) -> bool:
        """Whether the place is inside a string."""
        return self._is_in_string

    def follow(self, window: bytearray, at: int) -> int:
        """Go on from a place in the window; return where it ends, or where the outcome is known."""
        around, skip, end = self._around, _NO_BRACKETS.match, len(window)
        while True:
            # The one loop that an import spends its time in: a bracket is a microsecond.
            found = None if self._is_in_string else skip(window, at)
            at = found.end() if found else at
            if at == end or found is None or window[at] == _QUOTE:
                at, self._is_in_string = next_bracket(window, at, is_in_string=self._is_in_string)
                if at == end or self._is_in_string:
                    return at
            bracket = window[at]
            if bracket not in _PARTNER:
                fits = bracket == _PARTNER[around.pop()]
            else:
                fits = not around or _last_before(window, at) in _BEFORE_OPENING[around[-1]]
                around.append(bracket)
            if fits:
                at += 1
            if not fits or not around or len(around) > MOST_LEVELS:
                self.outcome = "broken" if not fits else "deep" if around else "whole"
                return at


class Depth:
    """Follows an object to its end without remembering anything about it but its depth."""

    def __init__(self, structure: Structure) -> None:
        self.levels = structure.levels
        self._is_in_string = structure.is_in_string

    def follow(self, window: bytearray, at: int) -> int:
        """Go on from a place in the window; return where it ends, or where no level is left."""
        while True:
            at, self._is_in_string = next_bracket(window, at, is_in_string=self._is_in_string)
            run = _BRACKETS_ALIKE.match(window, at)
            if run is None or self._is_in_string:
                return at
            count = run.end() - at
            if window[at] in _PARTNER:
                self.levels += count
            elif count >= self.levels:
                at += self.levels
                self.levels = 0
                return at
            else:
                self.levels -= count
            at += count


def next_bracket(window: bytearray, at: int, *, is_in_string: bool) -> tuple[int, bool]:
    """Where the next bracket outside strings is, or the window's end; and whether in a string."""
    while True:
        if is_in_string:
            at = _end(_IN_STRING, window, at)
            if at == len(window) or window[at] != _QUOTE:  # a backslash that lacks its character
                return at, True
            at += 1
        at = _end(_NO_BRACKETS, window, at)
        if at == len(window) or window[at] != _QUOTE:
            return at, False
        at, is_in_string = at + 1, True


def _end(pattern: re.Pattern[bytes], window: bytearray, at: int) -> int:
    match = pattern.match(window, at)
    assert match is not None  # both match nothing, too
    return match.end()


def _last_before(window: bytearray, at: int) -> int:
    at -= 1
    while window[at] in _BLANKS:
        at -= 1
    return window[at]
