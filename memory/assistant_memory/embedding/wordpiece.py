"""Words into the tokens of a vocabulary: WordPiece, the longest piece first (as BERT's)."""

from collections.abc import Sequence

LONGEST_WORD = 64
"""Longer runs of letters are taken for no word of any vocabulary."""
_REMEMBERED_WORDS = 65_536


class WordPiece:
    """Cuts words; what was cut once is remembered."""

    def __init__(self, tokens: Sequence[str]) -> None:
        self._ids = {token: place for place, token in enumerate(tokens)}
        self._longest = max(map(len, tokens), default=0)
        self._cut: dict[str, tuple[int, ...]] = {}

    def ids(self, word: str) -> tuple[int, ...]:
        """Return the places of the tokens that make up a word; none if some part has no token."""
        known = self._cut.get(word)
        if known is None:
            if len(self._cut) >= _REMEMBERED_WORDS:
                self._cut.clear()
            known = self._cut[word] = self._pieces(word)
        return known

    def _pieces(self, word: str) -> tuple[int, ...]:
        found: list[int] = []
        begin = 0
        while begin < len(word) <= LONGEST_WORD:
            mark = "##" if begin else ""
            end = min(len(word), begin + self._longest)
            while end > begin and mark + word[begin:end] not in self._ids:
                end -= 1
            if end == begin:
                return ()
            found.append(self._ids[mark + word[begin:end]])
            begin = end
        return tuple(found)
