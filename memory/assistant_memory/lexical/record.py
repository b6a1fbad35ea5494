"""The terms of one record as bytes: what the database keeps, and the index loads.

Layout: little-endian 32-bit numbers. The first holds flags (lowest byte) and how many terms of the
heading follow it (the next 16 bits); then come the terms of the heading and those of the text, in
their order. A term is the CRC-32 of its letters; its highest bit tells that it says little.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import NewType
from zlib import crc32

import numpy as np
import numpy.typing as npt

from assistant_memory.text.terms import STOP_TERMS, terms_of

TermId = NewType("TermId", int)
TermIds = npt.NDArray[np.uint32]
STOP_BIT = 0x8000_0000
_ASKS = 1
_HEADING_TERMS = 255
"""Of longer headings the beginning counts."""


@dataclass(frozen=True, slots=True)
class RecordTerms:
    """A record as it is ranked."""

    heading: TermIds
    text: TermIds
    """In their order, those of the heading first."""
    asks: bool
    """Whether the text ends in a question, and so tells little."""


def encode_record(text: str, heading: str = "") -> bytes:
    """Return the terms of a text and of what stands above it: who says it, or a title."""
    named = [term_id(term) for term in terms_of(heading)][:_HEADING_TERMS]
    said = [term_id(term) for term in terms_of(text)]
    flags = _ASKS if text.rstrip().endswith(("?", "\uff1f")) else 0
    return np.array([flags | len(named) << 8, *named, *said], dtype="<u4").tobytes()


def decode_record(blob: bytes) -> RecordTerms:
    """Return what `encode_record` wrote; what is no such thing has no terms."""
    numbers = np.frombuffer(blob, dtype="<u4", count=len(blob) // 4)
    if not len(numbers):
        return RecordTerms(numbers, numbers, asks=False)
    count = int(numbers[0]) >> 8 & 0xFFFF
    return RecordTerms(numbers[1 : 1 + count], numbers[1:], asks=bool(int(numbers[0]) & _ASKS))


def question_terms(text: str) -> list[TermId]:
    """Return the terms of a question in their order; repetitions stay."""
    return [term_id(term) for term in terms_of(text)]


@lru_cache(maxsize=131_072)
def term_id(term: str) -> TermId:
    """Return the number of a term."""
    number = crc32(term.encode("utf-8", "replace")) & ~STOP_BIT & 0xFFFF_FFFF
    return TermId(number | STOP_BIT if term in STOP_TERMS else number)


def says_little(terms: Iterable[TermId]) -> list[bool]:
    """Tell for each term whether it is one of those that stand in any text."""
    return [bool(term & STOP_BIT) for term in terms]
