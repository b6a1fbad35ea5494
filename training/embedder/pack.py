"""The files of the embedder: one signed byte for each number, one scale for each token."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from relate import pack_related

from assistant_memory.embedding.static import SCALES, TABLE, TOKENS, UNKNOWN

_HASHED_LENGTH = 74.0
"""Root mean square of a signed byte."""


def pack(out: Path, table: np.ndarray, tokens: Sequence[str]) -> None:
    """Write the table (vocabulary, dimensions) and its tokens into a folder."""
    out.mkdir(parents=True, exist_ok=True)
    lengths = np.linalg.norm(table, axis=1)
    scales = np.abs(table).max(axis=1) / 127
    rows = np.round(table / np.where(scales == 0, 1, scales)[:, None]).astype(np.int8)
    # A word that the table does not have is rare, and so tells much.
    scales[tokens.index(UNKNOWN)] = np.quantile(lengths, 0.75) / (
        _HASHED_LENGTH * table.shape[1] ** 0.5
    )
    np.save(out / TABLE, rows)
    np.save(out / SCALES, scales.astype(np.float32))
    (out / TOKENS).write_text("\n".join(tokens) + "\n", encoding="utf-8")
    pack_related(out)
