"""Reads the header of a GGUF file, versions 2 and 3, and believes nothing it says unchecked.

The layout: `GGUF`, version, number of tensors, number of metadata keys, the metadata, the table of
tensors, then, aligned, the data of the tensors. All numbers are little-endian.
"""

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from struct import Struct
from types import MappingProxyType
from typing import BinaryIO

from assistant.errors import ModelFileError, NotFoundError
from assistant.locales import _
from assistant.models.cursor import Cursor
from assistant.models.disguise import START_BYTES, unmask
from assistant.models.metadata import MetadataValue, read_metadata
from assistant.models.parts import part_paths
from assistant.models.tensors import TensorInfo, read_tensors, settle_tensors
from assistant.models.wording import one_line, readable_share

_MAGIC = b"GGUF"
_VERSIONS = (2, 3)
_VERSION = Struct("<I")
_COUNT = Struct("<q")
_DEFAULT_ALIGNMENT_BYTES = 32


@dataclass(frozen=True, slots=True)
class GGUFHeader:
    """What a model file says about itself, checked against the size of the file."""

    version: int
    metadata: Mapping[str, MetadataValue]
    """Scalars and short arrays, by key."""
    array_lengths: Mapping[str, int]
    """Elements of the arrays that are too long to keep, by key."""
    tensors: tuple[TensorInfo, ...]
    data_offset: int
    """Where the tensor data starts, in bytes from the start of the file."""
    file_bytes: int
    other_parts: tuple["GGUFHeader", ...] = ()
    """Headers of the files that continue this one."""

    @property
    def parts(self) -> tuple["GGUFHeader", ...]:
        """This header and those of the files that continue it."""
        return (self, *self.other_parts)

    def array_length(self, key: str) -> int:
        """Elements of an array; 0 when there is none."""
        kept = self.metadata.get(key)
        return len(kept) if isinstance(kept, tuple) else self.array_lengths.get(key, 0)


def read_header(path: Path) -> GGUFHeader:
    """Read the header of a model, and of the files that continue it.

    Raises `NotFoundError` when there is no such file, or a part of it is missing, and
    `ModelFileError` when it is not a whole model file of a format that llama.cpp can read.
    """
    _check_is_file(path)
    first, *others = (_read_part(part) for part in part_paths(path))
    return replace(first, other_parts=tuple(others))


def _check_is_file(path: Path) -> None:
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError, ValueError) as error:
        raise NotFoundError(
            _("There is no model file {file}. Check the path.").format(file=one_line(str(path)))
        ) from error
    except OSError as error:
        raise _unreadable(path, error) from error
    if stat.S_ISDIR(mode):
        problem = _("{file} is a folder. Name the .gguf file in it.")
        raise ModelFileError(problem.format(file=one_line(str(path))))
    if not stat.S_ISREG(mode):
        problem = _("{file} is not a regular file. Name a .gguf file.")
        raise ModelFileError(problem.format(file=one_line(str(path))))


def _read_part(path: Path) -> GGUFHeader:
    try:
        with path.open("rb") as file:
            return _read_open_file(file, path.name, os.fstat(file.fileno()).st_size)
    except OSError as error:
        raise _unreadable(path, error) from error


def _read_open_file(file: BinaryIO, name: str, file_bytes: int) -> GGUFHeader:
    _check_magic(file.read(START_BYTES), name)
    cursor = Cursor(file, name, file_bytes)
    cursor.skip(len(_MAGIC))
    version = cursor.number(_VERSION)
    _check_version(version, name)
    tensor_count, key_count = cursor.number(_COUNT), cursor.number(_COUNT)
    if tensor_count < 0 or key_count < 0:
        raise cursor.damaged(_("claims a negative number of tensors or metadata keys"))
    metadata, array_lengths = read_metadata(cursor, key_count)
    table = read_tensors(cursor, tensor_count)
    alignment = _alignment(cursor, metadata)
    data_offset = -(-cursor.position // alignment) * alignment
    data_bytes = max(0, file_bytes - data_offset)
    tensors, needed_bytes = settle_tensors(cursor, table, alignment, data_bytes)
    if needed_bytes > data_bytes:
        there = readable_share(file_bytes, data_offset + needed_bytes)
        raise ModelFileError(
            _("{file} is cut short: {there} are there. Download it again.").format(
                file=one_line(name), there=there
            )
        )
    return GGUFHeader(
        version=version,
        metadata=MappingProxyType(metadata),
        array_lengths=MappingProxyType(array_lengths),
        tensors=tensors,
        data_offset=data_offset,
        file_bytes=file_bytes,
    )


def _check_magic(start: bytes, name: str) -> None:
    if not start:
        problem = _("{file} is empty. Download it again.").format(file=one_line(name))
        raise ModelFileError(problem)
    if not start.startswith(_MAGIC):
        raise ModelFileError(
            _("{file} {problem}").format(file=one_line(name), problem=unmask(start))
        )


def _check_version(version: int, name: str) -> None:
    if version in _VERSIONS:
        return
    if version & 0xFFFF == 0:
        problem = _("is written for big-endian machines. Download the little-endian file.")
    elif version < min(_VERSIONS):
        problem = _("is in GGUF version {version}, which is too old. Download a newer file.")
    else:
        problem = _("is in GGUF version {version:,}, which is newer than this program. Update it.")
    told = problem.format(version=version)
    raise ModelFileError(_("{file} {problem}").format(file=one_line(name), problem=told))


def _alignment(cursor: Cursor, metadata: Mapping[str, MetadataValue]) -> int:
    alignment = metadata.get("general.alignment", _DEFAULT_ALIGNMENT_BYTES)
    if not isinstance(alignment, int) or alignment <= 0 or alignment & (alignment - 1):
        raise cursor.damaged(_("aligns its data to something that is no power of two"))
    return alignment


def _unreadable(path: Path, error: OSError) -> ModelFileError:
    return ModelFileError(
        _("{file} cannot be read: {reason}. Check its permissions.").format(
            file=one_line(str(path)), reason=error.strerror
        )
    )
