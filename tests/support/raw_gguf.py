"""Builds GGUF files byte by byte, so that a test can write what no honest program would."""

import struct
from collections.abc import Sequence

ALIGNMENT_BYTES = 32
UINT32, FLOAT32, BOOL, TEXT, ARRAY, UINT64 = 4, 6, 7, 8, 9, 10

F32 = 0


def text(value: str | bytes) -> bytes:
    """A text as GGUF stores it."""
    raw = value.encode() if isinstance(value, str) else value
    return struct.pack("<Q", len(raw)) + raw


def key(name: str, kind: int, value: bytes) -> bytes:
    """A metadata key whose value is given as stored."""
    return text(name) + struct.pack("<I", kind) + value


def text_key(name: str, value: str | bytes) -> bytes:
    """A metadata key with a text."""
    return key(name, TEXT, text(value))


def number_key(name: str, value: int) -> bytes:
    """A metadata key with a 32-bit number."""
    return key(name, UINT32, struct.pack("<I", value))


def array_key(name: str, kind: int, count: int, elements: bytes) -> bytes:
    """A metadata key with an array that claims `count` elements."""
    return key(name, ARRAY, struct.pack("<IQ", kind, count) + elements)


def tensor(name: str, shape: Sequence[int], offset: int, kind: int = F32) -> bytes:
    """An entry of the tensor table."""
    dimensions = struct.pack(f"<I{len(shape)}q", len(shape), *shape)
    return text(name) + dimensions + struct.pack("<iQ", kind, offset)


def gguf_file(
    keys: Sequence[bytes] = (),
    tensors: Sequence[bytes] = (),
    data: bytes = b"",
    *,
    version: int = 3,
    claimed_keys: int | None = None,
    claimed_tensors: int | None = None,
) -> bytes:
    """A whole file; the claimed counts are the true ones unless told otherwise."""
    counts = (
        len(tensors) if claimed_tensors is None else claimed_tensors,
        len(keys) if claimed_keys is None else claimed_keys,
    )
    header = b"GGUF" + struct.pack("<IQQ", version, *counts) + b"".join(keys) + b"".join(tensors)
    return header + b"\0" * (-len(header) % ALIGNMENT_BYTES) + data


LLAMA_KEYS = (
    text_key("general.architecture", "llama"),
    number_key("llama.block_count", 2),
    number_key("llama.context_length", 2048),
    number_key("llama.embedding_length", 64),
    number_key("llama.attention.head_count", 4),
    number_key("llama.attention.head_count_kv", 2),
)
"""The metadata of a small model, without its vocabulary."""

ONE_TENSOR = tensor("token_embd.weight", (64, 2), 0)
ONE_TENSOR_DATA = bytes(64 * 2 * 4)


def whole_file() -> bytes:
    """A small file in which everything is right."""
    return gguf_file(LLAMA_KEYS, [ONE_TENSOR], ONE_TENSOR_DATA)
