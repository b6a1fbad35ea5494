"""Text as it is compared: one width, one case, one way to write each letter."""

import re
import unicodedata

# Hangul letters that stand alone (ㅋㅋ): NFKC would make the beginnings of syllables of them.
_LETTERS_ALONE = re.compile("([\u3131-\u318e]+)")
_LATIN_ACCENTS = re.compile("(?<=[a-z\u03b1-\u03c9æøœ])[\u0300-\u036f]+")


def compose(text: str) -> str:
    """Return the text with compatibility forms replaced (NFKC), its case kept."""
    if text.isascii():
        return text
    pieces = _LETTERS_ALONE.split(text)  # every other piece is such letters
    pieces[::2] = [unicodedata.normalize("NFKC", piece) for piece in pieces[::2]]
    return "".join(pieces)


def fold(text: str) -> str:
    """Return a composed text in small letters, Latin and Greek ones without accents."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFD", text.casefold())
    return unicodedata.normalize("NFC", _LATIN_ACCENTS.sub("", decomposed))
