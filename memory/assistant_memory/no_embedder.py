"""An embedder that knows no meanings: what it serves is found by its words alone."""

from collections.abc import Sequence

import numpy as np

from assistant_memory.protocols import Vectors


class NoEmbedder:
    """Gives every text the vector of a text without words."""

    @property
    def fingerprint(self) -> str:
        """Names what it is."""
        return "none"

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return 1

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Return a row of zeros for each text."""
        return np.zeros((len(texts), 1), dtype=np.float32)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return a row of zeros for each text."""
        return np.zeros((len(texts), 1), dtype=np.float32)
