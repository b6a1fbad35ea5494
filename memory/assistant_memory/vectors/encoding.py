"""Vectors as bytes: float16, little-endian, whatever the machine is."""

from collections.abc import Sequence

import numpy as np

from assistant_memory.protocols import Vectors
from assistant_memory.vectors.index import Vector

_LONGEST = 1.01
"""A vector of length 1, rounded."""


def encode(vector: Vector) -> bytes:
    """Return the bytes of a vector; of one that is none, those of a vector of zeros."""
    halves = vector.astype("<f2")
    is_sound = np.isfinite(halves).all() and np.linalg.norm(vector) <= _LONGEST
    return (halves if is_sound else np.zeros_like(halves)).tobytes()


def decode(blobs: Sequence[bytes | None], dimensions: int) -> tuple[Vectors, list[int]]:
    """Return the vectors that can be believed, (n, dimensions), and which of the blobs they are."""
    sizes = [i for i, blob in enumerate(blobs) if blob is not None and len(blob) == 2 * dimensions]
    joined = b"".join(blob for i in sizes if (blob := blobs[i]) is not None)
    vectors = np.frombuffer(joined, dtype="<f2").reshape(-1, dimensions).astype(np.float32)
    lengths = np.einsum("ij,ij->i", vectors, vectors)  # (n,), squared
    with np.errstate(invalid="ignore"):
        is_sound = np.isfinite(lengths) & (lengths <= _LONGEST**2)
    return vectors[is_sound], [sizes[i] for i in np.flatnonzero(is_sound)]
