"""Which tokens bring unfinished JSON to its end soonest. Pure."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np
import numpy.typing as npt

Ids = npt.NDArray[np.int64]

_CLOSERS = b'}]"'
_NUMBER = b"0123456789.-+eE"
_TOKENS, _TOKENS_FOR_EACH = 32, 12


class ClosingRanks:
    """Ranks the tokens of a vocabulary by how much they leave open: the least first."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        known: Sequence[bytes] = tuple(pieces)
        self.inside = np.array([_rank_inside(piece) for piece in known], np.int8)
        """What each token leaves open inside of a string."""
        self.outside = np.array([_rank_outside(piece) for piece in known], np.int8)


class Closers:
    """Follows JSON, and picks what closes it."""

    def __init__(self, piece: Callable[[int], bytes], ranks: Callable[[], ClosingRanks]) -> None:
        self._piece = piece
        self._ranks = ranks
        self._in_string = False
        self._is_escaped = False
        self._open = 0

    @property
    def tokens_needed(self) -> int:
        """Guess how many tokens the end takes: more, the more is open."""
        return _TOKENS + _TOKENS_FOR_EACH * self._open

    def follow(self, token: int) -> None:
        """Take the next token that was written."""
        for byte in self._piece(token):
            if self._is_escaped:
                self._is_escaped = False
            elif byte == ord('"'):
                self._in_string = not self._in_string
            elif self._in_string:
                self._is_escaped = byte == ord("\\")
            else:
                self._open += (byte in b"{[") - (byte in b"}]")

    def best(self, allowed: Ids) -> Ids:
        """Return those of the allowed tokens after which least is left to write."""
        ranks = self._ranks()
        of_allowed = (ranks.inside if self._in_string else ranks.outside)[allowed]
        return allowed[np.flatnonzero(of_allowed == of_allowed.min())]


def _rank_inside(piece: bytes) -> int:
    """Rank what may follow in a string: its end, if possible without a next one."""
    if not piece.startswith(b'"'):
        return 2
    return 1 if piece.strip(_CLOSERS) else 0


def _rank_outside(piece: bytes) -> int:
    """Rank what may follow outside of strings: the end, closers, strings; openers come last."""
    words = piece.strip()
    if not piece or (words and not words.strip(_CLOSERS)):
        return 1 if words.startswith(b'"') else 0
    if words[:1] in (b",", b":"):
        return 2
    if words[:1] in (b"{", b"["):
        return 5
    return 4 if words[:1] in _NUMBER else 3
