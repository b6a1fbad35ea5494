"""The table of tensors in a GGUF file, checked the way llama.cpp checks it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import prod
from struct import Struct

from assistant.locales import _
from assistant.models.cursor import Cursor
from assistant.models.ggml_types import TENSOR_TYPES

MAX_TENSORS = 16_384

_MAX_NAME_BYTES = 63  # GGML_MAX_NAME holds a final zero
_MAX_DIMENSIONS = 4
_DIMENSION_COUNT = Struct("<I")
_DIMENSION = Struct("<q")
_TYPE = Struct("<i")
_OFFSET = Struct("<Q")


@dataclass(frozen=True, slots=True)
class TensorInfo:
    """One tensor: what it is and where it lies."""

    name: str
    shape: tuple[int, ...]
    """Elements in each dimension, the one that is contiguous in memory first."""
    type: str
    """As ggml names it, e.g. `Q4_K`; `type 99` when this program does not know it."""
    offset: int
    """Bytes from the start of the tensor data."""
    bytes: int
    """Size; of an unknown type, the room up to the next tensor."""


def read_tensors(cursor: Cursor, count: int) -> list[TensorInfo]:
    """Read `count` entries of the table; a tensor of an unknown type has 0 bytes for the moment.

    Raises `ModelFileError` when an entry cannot be true.
    """
    if count > MAX_TENSORS:
        raise cursor.damaged(_("claims {count:,} tensors").format(count=count))
    tensors: dict[str, TensorInfo] = {}
    for _index in range(count):
        tensor = _read_tensor(cursor)
        if tensor.name in tensors:
            what = _("has two tensors of the same name, {name!r}")
            raise cursor.damaged(what.format(name=tensor.name))
        tensors[tensor.name] = tensor
    return list(tensors.values())


def settle_tensors(
    cursor: Cursor, tensors: Sequence[TensorInfo], alignment: int, data_bytes: int
) -> tuple[tuple[TensorInfo, ...], int]:
    """Check that the tensors lie one after another, and give unknown types the room they have.

    `data_bytes` is what the file holds after its header. Returns the tensors and the bytes that
    their data takes, which is more than `data_bytes` when the file is cut short.
    """
    if tensors and tensors[0].offset != 0:
        what = _("has its first tensor at the wrong place, {offset:,}")
        raise cursor.damaged(what.format(offset=tensors[0].offset))
    settled: list[TensorInfo] = []
    for tensor, following in pairwise(tensors):
        room = following.offset - tensor.offset
        if _is_unknown(tensor) and room >= 0:
            settled.append(replace(tensor, bytes=room))
        elif room == _padded(tensor.bytes, alignment):
            settled.append(tensor)
        else:
            what = _("has the tensor {name!r} at the wrong place")
            raise cursor.damaged(what.format(name=following.name))
    if tensors:
        last = tensors[-1]
        room = max(0, data_bytes - last.offset)
        settled.append(replace(last, bytes=room) if _is_unknown(last) else last)
    return tuple(settled), settled[-1].offset + settled[-1].bytes if settled else 0


def _read_tensor(cursor: Cursor) -> TensorInfo:
    name = cursor.text()
    if len(name.encode()) > _MAX_NAME_BYTES:
        what = _("has a tensor with too long a name, {name!r}")
        raise cursor.damaged(what.format(name=name[:64]))
    dimensions = cursor.number(_DIMENSION_COUNT)
    if dimensions > _MAX_DIMENSIONS:
        what = _("has a tensor of {dimensions:,} dimensions, {name!r}")
        raise cursor.damaged(what.format(dimensions=dimensions, name=name))
    shape = tuple(cursor.number(_DIMENSION) for _index in range(dimensions))
    kind = cursor.number(_TYPE)
    offset = cursor.number(_OFFSET)
    if any(elements < 0 for elements in shape) or prod(shape) >= 1 << 63:
        what = _("has a tensor of impossible shape, {name!r}")
        raise cursor.damaged(what.format(name=name))
    known = TENSOR_TYPES.get(kind)
    if known is None:
        return TensorInfo(name, shape, f"type {kind}", offset, 0)
    if (shape[0] if shape else 1) % known.block_elements:
        what = _("has a tensor whose rows are no whole blocks, {name!r}")
        raise cursor.damaged(what.format(name=name))
    size = prod(shape) // known.block_elements * known.block_bytes
    return TensorInfo(name, shape, known.name, offset, size)


def _is_unknown(tensor: TensorInfo) -> bool:
    return tensor.type.startswith("type ")


def _padded(count: int, alignment: int) -> int:
    return -(-count // alignment) * alignment
