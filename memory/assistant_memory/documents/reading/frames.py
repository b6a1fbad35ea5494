"""What the program and the reading process say to each other: one JSON array a line."""

import json
import os
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast, get_args

from assistant_memory.documents.faults import SENTENCES, Fault
from assistant_memory.documents.reading.blocks import Block, BlockKind
from assistant_memory.documents.values import DocumentKind

_BLOCK_KINDS = frozenset(get_args(BlockKind))
_DOCUMENT_KINDS = frozenset(get_args(DocumentKind))
_LARGEST_NUMBER = 2**53
_DEEPEST = 99


@dataclass(frozen=True, slots=True)
class Request:
    """Read a file."""

    path: Path
    known_hash: str
    """Only say so if the content is this."""
    most_bytes: int


@dataclass(frozen=True, slots=True)
class Opened:
    """The file is a document, and is being read."""

    hash: str
    size_bytes: int
    mtime_ns: int
    kind: DocumentKind
    title: str


@dataclass(frozen=True, slots=True)
class Same:
    """The content is what the request said."""

    size_bytes: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Blocks:
    """The next part of the document."""

    blocks: Sequence[Block]


@dataclass(frozen=True, slots=True)
class Ended:
    """All of it was read."""


@dataclass(frozen=True, slots=True)
class Failed:
    """It cannot be read, or no further."""

    fault: Fault
    size_bytes: int = 0
    mtime_ns: int = 0
    hash: str = ""


Reply = Opened | Same | Blocks | Ended | Failed


def encode_request(request: Request) -> bytes:
    """Return a line."""
    path = b64encode(os.fsencode(request.path)).decode("ascii")
    return _line([path, request.known_hash, request.most_bytes])


def decode_request(line: bytes) -> Request:
    """Return what `encode_request` was given."""
    path, known_hash, most_bytes = cast("tuple[str, str, int]", json.loads(line))
    return Request(Path(os.fsdecode(b64decode(path))), known_hash, most_bytes)


def encode_reply(reply: Reply) -> bytes:
    """Return a line."""
    match reply:
        case Opened():
            value: list[object] = [reply.hash, reply.size_bytes, reply.mtime_ns]
            return _line(["opened", *value, reply.kind, reply.title])
        case Same():
            return _line(["same", reply.size_bytes, reply.mtime_ns])
        case Blocks():
            return _line(["blocks", *map(_fields, reply.blocks)])
        case Ended():
            return _line(["ended"])
        case Failed():
            return _line(["failed", reply.fault, reply.size_bytes, reply.mtime_ns, reply.hash])


def decode_reply(line: bytes) -> Reply:
    """Return what `encode_reply` was given; raises `ValueError` for anything else."""
    name, *values = _list(json.loads(line))
    match name, values:
        case "opened", [str() as digest, int() as size, int() as mtime, kind, str() as title]:
            if kind in _DOCUMENT_KINDS:
                return Opened(digest, size, mtime, cast("DocumentKind", kind), title)
        case "same", [int() as size, int() as mtime]:
            return Same(size, mtime)
        case "blocks", _:
            return Blocks([_block(_list(each)) for each in values])
        case "ended", []:
            return Ended()
        case "failed", [fault, int() as size, int() as mtime, str() as digest]:
            if fault in SENTENCES:
                return Failed(cast("Fault", fault), size, mtime, digest)
        case _:
            pass
    raise ValueError(line[:80])


def _line(value: object) -> bytes:
    # Half a surrogate pair is no character; a PDF may hold one.
    text = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
    return text + b"\n"


def _fields(block: Block) -> list[object]:
    place = [block.line, block.last_line, block.page, block.row]
    return [block.kind, block.text, *place, block.level, block.title]


def _block(fields: list[object]) -> Block:
    kind, text, line, last_line, page, row, level, title = fields
    if kind in _BLOCK_KINDS and isinstance(text, str) and isinstance(title, str):
        return Block(
            cast("BlockKind", kind),
            text,
            _number(line),
            _number(last_line),
            _number(page),
            _number(row),
            min(_number(level) or 0, _DEEPEST),
            title,
        )
    raise ValueError(str(fields)[:80])


def _list(value: object) -> list[object]:
    if isinstance(value, list) and value:
        return cast("list[object]", value)
    raise ValueError("no array")


def _number(value: object) -> int | None:
    if value is None or (isinstance(value, int) and 0 <= value < _LARGEST_NUMBER):
        return value
    raise ValueError(str(value)[:80])
