"""The built-in embedder: a table of token vectors, and no model."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Self
from zlib import crc32

import numpy as np
import numpy.typing as npt

from assistant_memory.embedding.units import hashed, parts, words
from assistant_memory.embedding.wordpiece import WordPiece
from assistant_memory.errors import MemoryStorageError
from assistant_memory.protocols import Vectors

TABLE, SCALES, TOKENS = "table.npy", "scales.npy", "tokens.txt"
UNKNOWN = "[UNK]"
"""The token whose scale is that of hashed words."""
WINDOW_TOKENS = 256
"""A longer text is the mean of its windows, so that no part of it drowns the others."""
_WINDOWS_AT_ONCE = 128

Ids = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class TokenVectors:
    """The tokens of a text, for late interaction."""

    ids: Ids
    """(tokens,): rows of the table; from its length on, numbers of words that it does not have."""
    vectors: Vectors
    """(tokens, dimensions), each of length 1."""
    weights: npt.NDArray[np.float32]
    """(tokens,): how much each says; the text's vector is their weighted sum, made length 1."""


class StaticEmbedder:
    """Sums the vectors of a text's tokens; queries and passages alike.

    Words outside the vocabulary are hashed: in any script a word finds at least itself.
    """

    def __init__(
        self,
        table: npt.NDArray[np.int8],
        scales: npt.NDArray[np.float32],
        tokens: Sequence[str],
        fingerprint: str,
    ) -> None:
        self._table = table  # (vocabulary, dimensions)
        self._scales = scales  # (vocabulary,)
        self._pieces = WordPiece(tokens)
        self._unknown_scale = float(scales[tokens.index(UNKNOWN)])
        self._fingerprint = fingerprint

    @classmethod
    def load(cls, folder: Path | None = None) -> Self:
        """Load the built-in table, or that of another folder; raises `MemoryStorageError`."""
        folder = folder or built_in_folder()
        try:
            table = np.load(folder / TABLE, mmap_mode="r", allow_pickle=False)
            scales = np.load(folder / SCALES, allow_pickle=False)
            text = (folder / TOKENS).read_text("utf-8")
            digest = sha256(np.ascontiguousarray(table).data)
        except (OSError, ValueError, EOFError) as error:
            raise _unusable(folder, str(error)) from error
        tokens = text.splitlines()
        shapes = (table.dtype, table.ndim, scales.dtype, scales.shape)
        if shapes != (np.int8, 2, np.float32, (len(table),)) or len(tokens) != len(table):
            raise _unusable(folder, "its parts do not fit together")
        if UNKNOWN not in tokens or not np.isfinite(scales).all():
            raise _unusable(folder, "a part of it is missing")
        digest.update(scales.tobytes())
        digest.update(text.encode())
        return cls(table, scales, tokens, f"static-{digest.hexdigest()[:32]}")

    @property
    def fingerprint(self) -> str:
        """Names the table and its tokens, by their bytes."""
        return self._fingerprint

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return int(self._table.shape[1])

    def token_vectors(self) -> Vectors:
        """Return the whole table (vocabulary, dimensions), each row of length 1 or 0."""
        return _unit(self._table.astype(np.float32))

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Return vectors to look with."""
        return self._embed(texts)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return vectors to be found by."""
        return self._embed(texts)

    def embed_tokens(self, text: str) -> TokenVectors:
        """Return the tokens of a text in order; none for a text without words."""
        unknown: dict[int, str] = {}
        ids = np.array(self._ids(text, unknown), dtype=np.int64)
        vectors = self._vectors(ids, unknown)
        return TokenVectors(ids, _unit(vectors), np.linalg.norm(vectors, axis=1))

    def _embed(self, texts: Sequence[str]) -> Vectors:
        sums = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        unknown: dict[int, str] = {}
        windows: list[list[int]] = []
        owners: list[int] = []
        for owner, window in self._windows(texts, unknown):
            owners.append(owner)
            windows.append(window)
            if len(windows) == _WINDOWS_AT_ONCE:
                np.add.at(sums, owners, self._pooled(windows, unknown))
                owners, windows = [], []
        if windows:
            np.add.at(sums, owners, self._pooled(windows, unknown))
        return _unit(sums)

    def _windows(
        self, texts: Sequence[str], unknown: dict[int, str]
    ) -> Iterator[tuple[int, list[int]]]:
        for owner, text in enumerate(texts):
            ids = self._ids(text, unknown)
            for begin in range(0, len(ids), WINDOW_TOKENS):
                yield owner, ids[begin : begin + WINDOW_TOKENS]

    def _ids(self, text: str, unknown: dict[int, str]) -> list[int]:
        """Return the tokens of a text, and note the words that are none."""
        ids: list[int] = []
        for word in words(text):
            if pieces := self._pieces.ids(word):
                ids += pieces
            else:
                number = len(self._table) + crc32(word.encode("utf-8", "replace"))
                unknown[number] = word
                ids.append(number)
        return ids

    def _pooled(self, windows: Sequence[Sequence[int]], unknown: dict[int, str]) -> Vectors:
        """Return (windows, dimensions), each of length 1; no window may be empty."""
        lengths = np.array([len(window) for window in windows])
        vectors = self._vectors(np.array([id_ for window in windows for id_ in window]), unknown)
        return _unit(np.add.reduceat(vectors, np.cumsum(lengths) - lengths, axis=0))

    def _vectors(self, ids: Ids, unknown: dict[int, str]) -> Vectors:
        """Return (tokens, dimensions), as long as each token has weight."""
        is_known = ids < len(self._table)
        rows = np.where(is_known, ids, 0)
        vectors = self._table[rows] * self._scales[rows, None]
        if not is_known.all():
            numbers = np.unique(ids[~is_known])
            made = np.stack([self._hashed(unknown[int(number)]) for number in numbers])
            vectors[~is_known] = made[np.searchsorted(numbers, ids[~is_known])]
        return vectors

    def _hashed(self, word: str) -> Vectors:
        every = parts(word)
        data = b"".join(hashed(part, self.dimensions) for part in every)
        rows = np.frombuffer(data, dtype=np.int8).reshape(len(every), -1)
        vector: Vectors = rows.sum(axis=0, dtype=np.float32)
        vector *= self._unknown_scale / len(every) ** 0.5
        return vector


def built_in_folder() -> Path:
    """Return where the built-in table lies: in the wheel, or in the source tree."""
    package = Path(__file__).parents[1]
    installed = package / "assets" / "embedder"
    return installed if installed.exists() else package.parents[1] / "assets" / "embedder"


def _unit(vectors: Vectors) -> Vectors:
    """Make every row length 1; one of zeros stays."""
    lengths: Vectors = np.linalg.norm(vectors, axis=1, keepdims=True)
    lengths[lengths == 0] = 1
    return (vectors / lengths).astype(np.float32, copy=False)


def _unusable(folder: Path, why: str) -> MemoryStorageError:
    told = " ".join(why.split())
    return MemoryStorageError(
        f"{folder} holds no usable embedder ({told}). Install the program again."
    )
