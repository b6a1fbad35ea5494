"""Bytes turned into text: UTF-8, UTF-16, UTF-32, Korean (cp949) and Western (cp1252)."""

import codecs
import re

from assistant_memory.documents.faults import UnreadableError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""The longer mark comes first where one begins with another."""
_SAMPLE_BYTES = 64 * 1024
_HANGUL_PAIRS = re.compile(rb"[\xb0-\xc8][\xa1-\xfe]")
_HIGH = re.compile(rb"[\x80-\xff]")
# NUL, ESC and such: a text has next to none of them.
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_MOST_CONTROLS = 0.01
_WIDE_SHARE = 0.3


def decode(data: bytes) -> str:
    """Return the text, with line ends as they are; raises `UnreadableError` for what is none."""
    text = _decoded(data)
    sample = text[:_SAMPLE_BYTES]
    if "\0" in sample or len(_CONTROLS.findall(sample)) > _MOST_CONTROLS * len(sample) + 1:
        raise UnreadableError("binary")
    return text


def _decoded(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    if (wide := _unmarked_utf16(data[:_SAMPLE_BYTES])) is not None:
        return data.decode(wide, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _legacy(data)


def _unmarked_utf16(sample: bytes) -> str | None:
    """Text in Latin letters has a NUL in every other byte."""
    if len(sample) < 4:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) / 2
    if odd > _WIDE_SHARE * half and even < _WIDE_SHARE * odd:
        return "utf-16-le"
    if even > _WIDE_SHARE * half and odd < _WIDE_SHARE * even:
        return "utf-16-be"
    return None


def _legacy(data: bytes) -> str:
    """Neither encoding knows itself: Korean text is made of pairs in the rows of Hangul."""
    sample = data[:_SAMPLE_BYTES]
    if 2 * len(_HANGUL_PAIRS.findall(sample)) > len(_HIGH.findall(sample)) / 2:
        return data.decode("cp949", "replace")
    if _is_mostly_utf8(sample):
        return data.decode("utf-8", "replace")
    return data.decode("cp1252", "replace")


def _is_mostly_utf8(sample: bytes) -> bool:
    """A few damaged bytes do not make it another encoding."""
    text = sample.decode("utf-8", "replace")
    wrong = text.count("\N{REPLACEMENT CHARACTER}")
    return wrong * 10 < sum(letter > "\x7f" for letter in text)
