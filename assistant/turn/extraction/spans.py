"""Finding a quote in a message, whatever was done to its spaces, letters and quote marks. Pure."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_PLAIN = str.maketrans("‘’‛´`“”„«»", "'''''\"\"\"\"\"")  # noqa: RUF001
_EDGES = " \t\r\n.,;:!…\"'-*_"
_SENTENCE_END = re.compile(r"(?<=[.!?…。！？])[\"')\]]*\s+|\n+")  # noqa: RUF001
_ABBREVIATION = re.compile(r"\b(?:mr|mrs|ms|dr|st|vs|e\.g|i\.e|etc|prof)\.$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a text, by its places."""

    begin: int
    end: int

    def of(self, text: str) -> str:
        """Return the piece."""
        return text[self.begin : self.end]

    def meets(self, other: "Span") -> bool:
        """Whether the two share a place."""
        return self.begin < other.end and other.begin < self.end


def normalised(text: str) -> str:
    """Return a text as it is compared: NFC, lower case, plain marks, single spaces."""
    return _with_places(text)[0].strip()


def find_quote(quote: str, text: str) -> Span | None:
    """Return where a quote stands in a text, on word boundaries; `None` if it does not."""
    wanted = normalised(quote).strip(_EDGES)
    if not wanted:
        return None
    plain, places = _with_places(text)
    for found in re.finditer(re.escape(wanted), plain):
        if _is_apart(plain, found.start(), found.end()):
            return Span(places[found.start()].begin, places[found.end() - 1].end)
    return None


def sentences(text: str) -> Iterator[Span]:
    """Yield the sentences of a text, without the space around them."""
    begin = 0
    for end in _SENTENCE_END.finditer(text):
        if _ABBREVIATION.search(text[begin : end.start()]):
            continue
        yield from _trimmed(text, begin, end.start())
        begin = end.end()
    yield from _trimmed(text, begin, len(text))


def _trimmed(text: str, begin: int, end: int) -> Iterator[Span]:
    piece = text[begin:end]
    begin += len(piece) - len(piece.lstrip())
    end = begin + len(piece.strip())
    if begin < end:
        yield Span(begin, end)


def _is_apart(text: str, begin: int, end: int) -> bool:
    """Whether a piece begins with a word, and ends with one where letters are not syllables."""
    before = text[begin - 1 : begin].isalnum() and text[begin].isalnum()
    after = text[end : end + 1].isalnum() and text[end - 1].isalnum() and text[end - 1].isascii()
    return not before and not after


def _with_places(text: str) -> tuple[str, list[Span]]:
    """Return the compared form of a text, and for each of its characters the place in the text."""
    letters: list[str] = []
    places: list[Span] = []
    for place in _clusters(text):
        cluster = unicodedata.normalize("NFC", place.of(text)).translate(_PLAIN).casefold()
        for letter in cluster:
            if letter.isspace() and (not letters or letters[-1] == " "):
                continue
            letters.append(" " if letter.isspace() else letter)
            places.append(place)
    return "".join(letters), places


def _clusters(text: str) -> Iterator[Span]:
    """Yield letters with the marks and the jamo that NFC joins to them."""
    begin = 0
    for end in range(1, len(text) + 1):
        if end == len(text) or not _joins(text[end]):
            yield Span(begin, end)
            begin = end


def _joins(letter: str) -> bool:
    return unicodedata.combining(letter) > 0 or "\u1160" <= letter <= "\u11ff"
