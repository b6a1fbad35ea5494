"""Text as the search compares it: one width, one case, one way to write each letter.

Compatibility forms are replaced (NFKC), case is folded, and Latin and Greek letters lose their
accents; everything else keeps its marks, because there they are letters of their own (か and が).
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

# Hangul letters that stand alone (ㅋㅋ, ㅅㅇ): NFKC would make the beginnings of syllables of them.
_LETTERS_ALONE = re.compile("[\u3131-\u318e]+")
# Vowels and finals, and the halfwidth forms of letters and voicing marks.
_JAMO = re.compile("[\u1160-\u11ff\ud7b0-\ud7ff\uff9e-\uffdc]")
_LATIN_ACCENTS = re.compile("(?<=[a-z\u03b1-\u03c9æøœ])[\u0300-\u036f]+")


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text, and where each of its characters comes from."""

    text: str
    starts: Sequence[int] | None
    """For each character the offset of its group in the original; `None`: the same offset."""
    length: int
    """Of the original."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the original of the characters `start` to `end`, groups kept whole."""
        if self.starts is None:
            return start, end
        first = self.starts[start]
        after = bisect_right(self.starts, self.starts[end - 1])
        return first, self.starts[after] if after < len(self.starts) else self.length


def fold(text: str) -> str:
    """Return the text as the search compares it."""
    if text.isascii():
        return text.lower()
    if _LETTERS_ALONE.search(text) is None:
        return _fold(text)
    folded: list[str] = []
    end = 0
    for alone in _LETTERS_ALONE.finditer(text):
        folded += (_fold(text[end : alone.start()]), alone[0])
        end = alone.end()
    return "".join((*folded, _fold(text[end:])))


def fold_with_offsets(text: str) -> Folded:
    """Fold a text and remember where its characters were; the text is that of `fold`."""
    if text.isascii():
        return Folded(text.lower(), None, len(text))
    folded = fold(text)
    # Folding case only lengthens a text, and what follows it only shortens one that is composed.
    is_composed = unicodedata.is_normalized("NFKC", text)
    is_as_long = len(text.casefold()) == len(folded) == len(text)
    # A mark that stays apart may keep the accent of the letter before it from being dropped.
    if is_composed and is_as_long and not any(map(_joins, text)):
        return Folded(folded, None, len(text))
    bounds = (*_group_starts(text), len(text))
    lengths = [len(_fold_group(text[start:end])) for start, end in pairwise(bounds)]
    starts = [start for start, length in zip(bounds, lengths, strict=False) for _ in range(length)]
    return Folded(folded, starts, len(text))


def _group_starts(text: str) -> list[int]:
    """Where a group begins that is folded together: mostly at every character."""
    return [i for i, character in enumerate(text) if not i or not _joins(character)]


@lru_cache(maxsize=4096)
def _joins(character: str) -> bool:
    """Whether a character may be one with those before it: marks, and jamo but the initial ones."""
    return unicodedata.category(character)[0] == "M" or bool(_JAMO.match(character))


_fold_group = lru_cache(maxsize=4096)(fold)


def _fold(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    decomposed = unicodedata.normalize("NFD", folded)
    return unicodedata.normalize("NFKC", _LATIN_ACCENTS.sub("", decomposed))
