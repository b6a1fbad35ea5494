"""Tells two model files apart without reading them whole."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from assistant.errors import ModelFileError
from assistant.locales import _
from assistant.models.gguf import GGUFHeader
from assistant.models.parts import part_paths
from assistant.models.wording import one_line

_SAMPLES = 64
_SAMPLE_BYTES = 4096
_CHUNK_BYTES = 1 << 20
_DIGITS = 16


def fingerprint(path: Path, header: GGUFHeader) -> str:
    """16 hexadecimal digits that change with the file's size, its header or its weights.

    Of each file's tensor data 64 evenly spaced samples of 4 KiB are read: another model or
    quantisation is told apart, a change of a few bytes between the samples is not.

    Raises `ModelFileError` when the file can no longer be read.
    """
    digest = hashlib.sha256()
    try:
        for part_path, part in zip(part_paths(path), header.parts, strict=True):
            with part_path.open("rb") as file:
                for piece in _pieces(file, part):
                    digest.update(piece)
    except (OSError, ValueError) as error:
        raise ModelFileError(
            _("{file} changed while it was read. Load it again.").format(file=one_line(path.name))
        ) from error
    return digest.hexdigest()[:_DIGITS]


def _pieces(file: BinaryIO, part: GGUFHeader) -> Iterator[bytes]:
    yield part.file_bytes.to_bytes(8, "little")
    left = min(part.data_offset, part.file_bytes)
    while left > 0 and (chunk := file.read(min(left, _CHUNK_BYTES))):
        yield chunk
        left -= len(chunk)
    last_sample = max(0, part.file_bytes - part.data_offset - _SAMPLE_BYTES)
    for sample in range(_SAMPLES):
        file.seek(part.data_offset + last_sample * sample // (_SAMPLES - 1))
        yield file.read(_SAMPLE_BYTES)
