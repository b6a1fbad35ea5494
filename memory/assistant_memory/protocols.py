"""What memory asks of those who turn texts into numbers."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
"""(texts, dimensions), each row of length 1, or 0 for a text without words."""


class Embedder(Protocol):
    """Turns texts into vectors that lie close together when they mean the same."""

    @property
    def fingerprint(self) -> str:
        """Names the model; vectors are only comparable between equal fingerprints."""
        ...

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        ...

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Return vectors to look with; blocking. Zeros when there is no time for them."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return vectors to be found by; blocking.

        Raises `EmbedderError` when that cannot be done just now: it is asked again later.
        """
        ...


class Reranker(Protocol):
    """Reads a question together with each candidate."""

    def scores(self, question: str, passages: Sequence[str], *, seconds: float) -> Sequence[float]:
        """Return how relevant each of the first passages is, 0 to 1; blocking.

        As many as can be read in so many seconds: the result may be shorter than the passages.
        """
        ...
