"""A stream of JSON, cut into its outermost objects without being read into memory as a whole.

Whether an object is valid inside is for a parser to say. What is wrong with one object costs that
object: the next is found again by the key that it begins with.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from assistant.locales import _
from assistant.transfer.structure import MOST_LEVELS, Depth, Structure

MOST_BYTES = 64 * 1024 * 1024
"""Of one object; a larger one is left out. Parsed, it takes several times as much memory."""

_CHUNK_BYTES = 256 * 1024
_LONGEST_BEGINNING = 4096
"""Bytes that are kept while searching, in case what is searched for is cut by a chunk's end."""
_MOST_RETURNS = 20
"""So often is the stream read again from inside an object that never ended."""

_OUTSIDE = re.compile(rb"(?:[\s,\[\]]|\xef\xbb\xbf)*+")
_WRAPPER = re.compile(rb'\{\s*+"conversations"\s*+:\s*+\[')
_BEGINNING = re.compile(rb',\s*+(\{\s*+"(?:title|uuid|format|id|conversation_id|name)"\s*+:)')
"""Cannot stand inside a valid string, where quotes are escaped."""


@dataclass(frozen=True, slots=True)
class Element:
    """One outermost object, or why there is none."""

    start: int
    """Its place in the stream, in bytes."""
    text: bytes
    trouble: str = ""
    is_guess: bool = False
    """It was found by searching, after something else was broken; it may be no conversation."""


def cut_elements(read: Callable[[int], bytes]) -> Iterator[Element | None]:
    """Yield the objects that `read` delivers; `None` means that more was read meanwhile.

    Brackets around them, such as those of an array, are passed over.
    """
    cutter = _Cutter(read)
    while not cutter.is_at_end:
        yield from cutter.step()


class _Cutter:
    """Walks through a window of the stream."""

    def __init__(self, read: Callable[[int], bytes]) -> None:
        self.is_at_end = False
        self._read = read
        self._window = bytearray()
        self._start = 0  # of the window, in the stream
        self._is_guess = False
        self._returns = 0

    def step(self) -> Iterator[Element | None]:
        """Yield the next object or trouble, and `None` for each time that more was read."""
        match = _OUTSIDE.match(self._window)
        self._forget(0 if match is None else match.end())
        if len(self._window) < _LONGEST_BEGINNING and self._fill():
            yield None
        elif not self._window:
            self.is_at_end = True
        elif wrapper := _WRAPPER.match(self._window):
            self._forget(wrapper.end())
        elif self._window.startswith(b"{"):
            yield from self._object()
        else:
            yield self._trouble(_("what stands there is not JSON"))
            yield from self._search(0, re.compile(rb"(\{)"))

    def _object(self) -> Iterator[Element | None]:
        structure, at = Structure(), 0
        while True:
            at = structure.follow(self._window, at)
            match structure.outcome:
                case "whole":
                    yield Element(self._start, bytes(self._window[:at]), is_guess=self._is_guess)
                    self._is_guess = False
                    self._forget(at)
                    return
                case "broken":
                    yield self._trouble(
                        _("something is missing before byte {place:,}").format(
                            place=self._start + at
                        )
                    )
                    yield from self._search(self._window.rfind(b",", 0, at + 1), _BEGINNING)
                    return
                case "deep":
                    reason = _("it is nested deeper than {levels} levels").format(
                        levels=MOST_LEVELS
                    )
                    yield from self._pass_over(Depth(structure), at, reason)
                    return
                case "open" if len(self._window) > MOST_BYTES:
                    reason = _("it is larger than {size} MiB").format(size=MOST_BYTES // 1024**2)
                    yield from self._pass_over(Depth(structure), at, reason)
                    return
                case "open" if self._fill():
                    yield None
                case _:
                    yield from self._break_off()
                    return

    def _pass_over(self, depth: Depth, at: int, reason: str) -> Iterator[Element | None]:
        """Leave an object out, holding none of it."""
        trouble = self._trouble(reason)
        at = depth.follow(self._window, at)
        while depth.levels:
            self._forget(at)
            if not self._fill():
                break
            yield None
            at = depth.follow(self._window, 0)
        self._forget(at)
        yield trouble

    def _break_off(self) -> Iterator[Element]:
        """The stream ended inside an object: what follows its beginning may yet be whole."""
        yield self._trouble(_("the file ends in the middle of it"))
        found = _BEGINNING.search(self._window, 1)
        if found is None or self._returns == _MOST_RETURNS:
            self._forget(len(self._window))
            return
        self._returns += 1
        self._is_guess = True
        self._forget(found.start(1))

    def _search(self, at: int, wanted: re.Pattern[bytes]) -> Iterator[None]:
        """Go to where something like a conversation begins."""
        self._is_guess = True
        self._forget(max(at, 0))
        while (found := wanted.search(self._window)) is None:
            self._forget(max(0, len(self._window) - _LONGEST_BEGINNING))
            if not self._fill():
                self._forget(len(self._window))
                return
            yield None
        self._forget(found.start(1))

    def _trouble(self, reason: str) -> Element:
        return Element(self._start, b"", reason, is_guess=self._is_guess)

    def _forget(self, count: int) -> None:
        del self._window[:count]
        self._start += count

    def _fill(self) -> bool:
        more = self._read(_CHUNK_BYTES)
        self._window += more
        return bool(more)
