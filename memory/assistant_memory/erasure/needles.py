"""The byte forms in which a text, an id or a vector can stand in a file; pure."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from assistant_memory.erasure.proof import What
from assistant_memory.vectors.index import Vector

_LEAST_TEXT_BYTES = 6
"""Shorter ones stand in any large file by chance."""
_LEAST_ID_BYTES = 6
_LEAST_VECTOR_BYTES = 16
_LEAST_VARIETY = 6
"""Pieces of fewer different bytes, such as zeros, stand in any file."""
_WHOLE_BYTES, _PIECE_BYTES, _STEP_BYTES = 128, 64, 256
_HEX_ID = re.compile("[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Needle:
    """Bytes to look for."""

    what: What
    data: bytes


def text_needles(text: str) -> frozenset[Needle]:
    """Every form of a text; empty for one that is too short."""
    stripped = text.strip()
    if len(stripped.encode("utf-8", "replace")) < _LEAST_TEXT_BYTES:
        return frozenset()
    return frozenset(
        Needle("text", piece) for form in _text_forms(stripped) for piece in _pieces(form)
    )


def id_needles(record_id: str) -> frozenset[Needle]:
    """The id as text, and as the number that it is."""
    forms = {record_id.encode("utf-8", "replace"), record_id.encode("utf-16-le", "replace")}
    digits = record_id.replace("-", "").lower()
    if _HEX_ID.fullmatch(digits):
        number = bytes.fromhex(digits)
        hyphened = "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
        forms |= {digits.encode(), digits.upper().encode()}
        if len(set(number)) >= _LEAST_VARIETY:
            forms |= {number, number[::-1]}
        forms |= {hyphened.encode(), hyphened.upper().encode()}
    return frozenset(Needle("id", form) for form in forms if len(form) >= _LEAST_ID_BYTES)


def vector_needles(vector: Vector) -> frozenset[Needle]:
    """The vector as float32, as float16, and as int8 with its own scale; none for zeros."""
    if not np.isfinite(vector).all() or not vector.any():
        return frozenset()
    scale = float(np.abs(vector).max()) / 127
    forms = {
        vector.astype("<f4").tobytes(),
        vector.astype("<f2").tobytes(),
        vector.astype("<f2").astype("<f4").tobytes(),
        np.round(vector / scale).astype(np.int8).tobytes(),
        (vector / np.linalg.norm(vector)).astype("<f4").tobytes(),
    }
    forms |= {_normalised_half(vector)}
    return frozenset(
        Needle("vector", piece)
        for form in forms
        if len(form) >= _LEAST_VECTOR_BYTES
        for piece in _pieces(form)
        if len(set(piece)) >= _LEAST_VARIETY
    )


def _normalised_half(vector: Vector) -> bytes:
    """What an index that makes the length 1 has of a vector that was rounded before."""
    half = vector.astype("<f2").astype(np.float32)
    return (half / np.linalg.norm(half)).astype("<f4").tobytes()


def _text_forms(text: str) -> Iterator[bytes]:
    yield text.encode("utf-8", "replace")
    yield text.encode("utf-16-le", "replace")
    yield json.dumps(text)[1:-1].encode()
    yield json.dumps(text, ensure_ascii=False)[1:-1].encode("utf-8", "replace")
    yield json.dumps(json.dumps(text)[1:-1])[1:-1].encode()


def _pieces(data: bytes) -> Iterator[bytes]:
    """The whole, or pieces of which one is in every large part: databases cut what is long."""
    if len(data) <= _WHOLE_BYTES:
        yield data
        return
    for start in range(0, len(data) - _PIECE_BYTES, _STEP_BYTES):
        yield data[start : start + _PIECE_BYTES]
    yield data[-_PIECE_BYTES:]
