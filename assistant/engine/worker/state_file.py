"""The file of one state: the tokens that were read, and llama.cpp's memory of them.

Little-endian: a magic, the identity of what read it (32 bytes), the number of tokens (u32), the
size of the state in bytes (u64), the tokens (i32 each), the state, and an HMAC-SHA256 of all that.

llama.cpp believes what it is given, so it is only given what was sealed with the key of its folder:
neither what a disk or a kill has damaged nor what came from elsewhere.
"""

import hmac
import mmap
import os
import secrets
import stat
import struct
import sys
from array import array
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import BufferedReader, BufferedWriter
from itertools import chain
from pathlib import Path

_MAGIC = b"GLASSKV1"
_HEAD = struct.Struct("<8s32sIQ")
_TOKEN_BYTES = 4
_SEAL_BYTES = 32
_KEY_BYTES = 32
_CHUNK_BYTES = 1 << 22


class UselessStateError(Exception):
    """A file is no state that can be used here."""


@dataclass(frozen=True, slots=True)
class Seal:
    """What makes a state ours: the key of the folder, and who can make sense of it."""

    key: bytes
    identity: bytes
    """32 bytes that name the model, the library and the kind of context."""
    context_tokens: int


@dataclass(frozen=True, slots=True)
class State:
    """What stood in a file."""

    tokens: list[int]
    memory: mmap.mmap
    """As llama.cpp gave it."""


def read_key(folder: Path) -> bytes:
    """Return the key of a folder, made when there is none; raises `OSError`."""
    file = folder / "key"
    folder.mkdir(mode=0o700, exist_ok=True)
    for _ in range(2):
        with suppress(FileNotFoundError, UselessStateError), _open_regular(file) as stream:
            key = stream.read(_KEY_BYTES + 1)
            if len(key) == _KEY_BYTES:
                return key
        file.unlink(missing_ok=True)
        _make_key(file)
    raise OSError(f"{file} cannot be read")


def _make_key(file: Path) -> None:
    partial = file.with_name(f"{file.name}-{secrets.token_hex(8)}.partial")
    try:
        with _create(partial) as stream:
            stream.write(secrets.token_bytes(_KEY_BYTES))
        # A link, not a renaming: who comes second takes the key that is there.
        with suppress(FileExistsError):
            file.hardlink_to(partial)
    finally:
        partial.unlink(missing_ok=True)


def file_bytes(tokens: int, memory_bytes: int) -> int:
    """Return the size of a file with so much in it."""
    return _HEAD.size + _TOKEN_BYTES * tokens + memory_bytes + _SEAL_BYTES


def write_state(file: Path, seal: Seal, state: State, goes_on: Callable[[], bool]) -> bool:
    """Put a state into a file, whole or not at all; False when it does not go on.

    Raises `OSError`, also when the folder is not there.
    """
    partial = file.with_name(f"{file.name}-{secrets.token_hex(8)}.partial")
    head = _HEAD.pack(_MAGIC, seal.identity, len(state.tokens), len(state.memory))
    digest = hmac.new(seal.key, digestmod="sha256")
    try:
        with _create(partial) as stream, memoryview(state.memory) as memory:
            start: list[bytes | memoryview] = [head, _token_bytes(state.tokens)]
            for chunk in chain(start, _chunks(memory)):
                if not goes_on():
                    return False
                digest.update(chunk)
                stream.write(chunk)
            stream.write(digest.digest())
        partial.replace(file)
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
    return True


def read_tokens(file: Path, seal: Seal) -> list[int]:
    """Return the tokens that a file says it holds, unproven.

    Raises `UselessStateError`, or `OSError` when it cannot be read.
    """
    with _open_regular(file) as stream:
        count, _ = _read_head(stream, seal)
        return _tokens(_exactly(stream, _TOKEN_BYTES * count))


def read_state(file: Path, seal: Seal) -> State:
    """Return what a file holds, proven; raises as `read_tokens` does."""
    digest = hmac.new(seal.key, digestmod="sha256")
    with _open_regular(file) as stream:
        count, memory_bytes = _read_head(stream, seal)
        stream.seek(0)
        digest.update(_exactly(stream, _HEAD.size))
        tokens = _exactly(stream, _TOKEN_BYTES * count)
        digest.update(tokens)
        state = State(_tokens(tokens), mmap.mmap(-1, memory_bytes))
        with memoryview(state.memory) as memory:
            for chunk in _chunks(memory):
                if stream.readinto(chunk) != len(chunk):
                    raise UselessStateError("it ends too early")
                digest.update(chunk)
        if not hmac.compare_digest(digest.digest(), _exactly(stream, _SEAL_BYTES)):
            raise UselessStateError("its seal is broken")
    return state


def _read_head(stream: BufferedReader, seal: Seal) -> tuple[int, int]:
    """Return the number of tokens and the size of the state, which make up the file."""
    magic, identity, count, memory_bytes = _HEAD.unpack(_exactly(stream, _HEAD.size))
    if magic != _MAGIC or identity != seal.identity:
        raise UselessStateError("it is another's")
    size = os.fstat(stream.fileno()).st_size
    if not 0 < count <= seal.context_tokens:
        raise UselessStateError("it does not fit into the context")
    if not memory_bytes or size != file_bytes(count, memory_bytes):
        raise UselessStateError("it has another length")
    return count, memory_bytes


@contextmanager
def _open_regular(file: Path) -> Generator[BufferedReader]:
    """Open a file that is one: no link is followed, no pipe waited for."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    descriptor = os.open(file, flags | getattr(os, "O_BINARY", 0))
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise UselessStateError("it is no file")
    with os.fdopen(descriptor, "rb") as stream:
        yield stream


def _create(file: Path) -> BufferedWriter:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    return os.fdopen(os.open(file, flags, 0o600), "wb")


def _exactly(stream: BufferedReader, count: int) -> bytes:
    data = stream.read(count)
    if len(data) != count:
        raise UselessStateError("it ends too early")
    return data


def _chunks(memory: memoryview) -> Iterator[memoryview]:
    for begin in range(0, len(memory), _CHUNK_BYTES):
        yield memory[begin : begin + _CHUNK_BYTES]


def _token_bytes(tokens: Sequence[int]) -> bytes:
    return _little_endian(array("i", tokens)).tobytes()


def _tokens(data: bytes) -> list[int]:
    return _little_endian(array("i", data)).tolist()


def _little_endian(ids: "array[int]") -> "array[int]":
    if sys.byteorder == "big":
        ids.byteswap()
    return ids
