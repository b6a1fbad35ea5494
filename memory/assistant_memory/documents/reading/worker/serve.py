"""Answers a request: opens the file safely, reads it, and sends it in parts."""

import os
import stat
from collections.abc import Iterator
from hashlib import blake2b
from typing import BinaryIO

from assistant_memory.documents.faults import Fault, UnreadableError
from assistant_memory.documents.reading.blocks import Block
from assistant_memory.documents.reading.frames import (
    Blocks,
    Ended,
    Failed,
    Opened,
    Reply,
    Request,
    Same,
    encode_reply,
)
from assistant_memory.documents.reading.read import read
from assistant_memory.documents.reading.worker.limits import deadline

_PART_CHARACTERS = 64 * 1024
_PART_BLOCKS = 512
_HASH_BYTES = 20


def serve(request: Request, out: BinaryIO, seconds: int) -> None:
    """Send one document; each of its parts must be read within so many seconds."""
    replies = _replies(request)
    while True:
        # Only reading is timed: the program may take its time to take what was read.
        with deadline(seconds):
            reply = next(replies, None)
        if reply is None:
            return
        out.write(encode_reply(reply))
        out.flush()


def _replies(request: Request) -> Iterator[Reply]:
    size, mtime, digest = 0, 0, ""
    fault: Fault
    try:
        data, mtime = _content(request)
        size = len(data)
        digest = blake2b(data, digest_size=_HASH_BYTES).hexdigest()
        if digest == request.known_hash:
            yield Same(size, mtime)
            return
        reading = read(request.path, data)
        del data
        yield Opened(digest, size, mtime, reading.kind, reading.title)
        yield from _parts(reading.blocks)
        yield Ended()
    except UnreadableError as error:
        fault = error.fault
    except MemoryError:
        fault = "too_much_memory"
    except RecursionError:
        fault = "damaged"
    else:
        return
    yield Failed(fault, size, mtime, digest)


def _content(request: Request) -> tuple[bytes, int]:
    """The bytes of a regular file, and when it was changed; never of a link, pipe or device."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        with os.fdopen(os.open(request.path, flags | getattr(os, "O_BINARY", 0)), "rb") as file:
            found = os.fstat(file.fileno())
            if not stat.S_ISREG(found.st_mode):
                raise UnreadableError("unreadable")
            if found.st_size > request.most_bytes:
                raise UnreadableError("too_large")
            data = file.read(request.most_bytes + 1)
    except FileNotFoundError as error:
        raise UnreadableError("gone") from error
    except OSError as error:
        raise UnreadableError("unreadable") from error
    if len(data) > request.most_bytes:  # it grew meanwhile
        raise UnreadableError("too_large")
    return data, found.st_mtime_ns


def _parts(blocks: Iterator[Block]) -> Iterator[Blocks]:
    """Blocks in parts of a size that keeps the program informed."""
    part: list[Block] = []
    characters = 0
    for block in blocks:
        part.append(block)
        characters += len(block.text) + len(block.title)
        if characters >= _PART_CHARACTERS or len(part) >= _PART_BLOCKS:
            yield Blocks(part)
            part, characters = [], 0
    if part:
        yield Blocks(part)
