"""What the index process is told and what it answers: a JSON object and the bytes of vectors."""

import json
import os
import select
import struct
import time
from collections.abc import Mapping
from typing import Any, cast

_LENGTHS = struct.Struct("<II")  # bytes of the object, bytes of the vectors
_MOST_BYTES = 1 << 30

Fields = Mapping[str, Any]


def write_frame(descriptor: int, fields: Fields, vectors: bytes = b"") -> None:
    """Write one message; raises `OSError` when nobody reads."""
    told = json.dumps(fields).encode()
    data = memoryview(_LENGTHS.pack(len(told), len(vectors)) + told + vectors)
    while data:
        data = data[os.write(descriptor, data) :]


def read_frame(descriptor: int, seconds: float | None = None) -> tuple[dict[str, Any], bytes]:
    """Read one message.

    Raises `EOFError` when nobody writes any more, `TimeoutError` when it is not there in so many
    seconds, `ValueError` when it is none.
    """
    end = None if seconds is None else time.monotonic() + seconds
    told, vectors = _LENGTHS.unpack(_read(descriptor, _LENGTHS.size, end))
    if told + vectors > _MOST_BYTES:
        raise ValueError("a message is too long")
    fields: Any = json.loads(_read(descriptor, told, end))
    if not isinstance(fields, dict):
        raise ValueError("a message is no object")  # noqa: TRY004  # what any damage is told by
    return cast("dict[str, Any]", fields), _read(descriptor, vectors, end)


def is_readable(descriptor: int, seconds: float) -> bool:
    """Whether something can be read within so many seconds; Windows cannot say, and waits."""
    if not hasattr(select, "poll"):
        return True
    poller = select.poll()
    poller.register(descriptor, select.POLLIN | select.POLLHUP)
    return bool(poller.poll(max(0.0, seconds) * 1000))


def _read(descriptor: int, count: int, end: float | None) -> bytes:
    parts: list[bytes] = []
    while count:
        if end is not None and not is_readable(descriptor, end - time.monotonic()):
            raise TimeoutError
        part = os.read(descriptor, min(count, 1 << 20))
        if not part:
            raise EOFError
        parts.append(part)
        count -= len(part)
    return b"".join(parts)
