"""Vectors of texts, long ones included."""

import math
import struct
from collections.abc import Callable, Sequence

from assistant.engine.embedders import vectors_name
from assistant.engine.retrieval import Embedded, EmbedRequest
from assistant.engine.worker.pooled.batches import pieces_that_fit
from assistant.engine.worker.pooled.model import PooledModel, Row, StoppedError
from assistant.engine.worker.pooled.prompts import prompts_for
from assistant.errors import EngineError, ModelFileError
from assistant.locales import _


class TextEmbedder:
    """Gives texts to an embedding model as it was trained to see them."""

    def __init__(self, model: PooledModel) -> None:
        self._model = model
        self._prompts = prompts_for(*model.names)

    def embed(self, request: EmbedRequest, is_stopped: Callable[[], bool]) -> Embedded:
        """Return a vector of each text: the mean of its windows, each by its tokens, if it is long.

        Raises `EngineError` when stopped, and what `PooledModel.run` raises.
        """
        windows: list[list[int]] = []
        owners: list[int] = []
        for owner, text in enumerate(request.texts):
            for window in self._windows(text, request):
                windows.append(window)
                owners.append(owner)
        width = self._model.width
        sums = [[0.0] * width for _ in request.texts]
        try:
            for place, row in self._model.run(windows, is_stopped):
                _add(sums[owners[place]], _unit(row), len(windows[place]))
        except StoppedError as error:
            raise EngineError(_("Measuring texts was stopped.")) from error
        values = [value for row in sums for value in _unit(row)]
        return Embedded(
            fingerprint=vectors_name(self._model.fingerprint),
            dimensions=width,
            vectors=struct.pack(f"<{len(values)}f", *values),
        )

    def _windows(self, text: str, request: EmbedRequest) -> list[list[int]]:
        if not text.strip():
            return []

        def tokens(piece: str) -> list[int]:
            return self._model.vocabulary.tokenize_whole(self._prompts.put(piece, request.kind))

        pieces = pieces_that_fit(
            text, lambda piece: len(tokens(piece)) <= self._model.window_tokens
        )
        if not pieces:
            raise ModelFileError(
                _("{name} reads too few tokens. Choose another model.").format(
                    name=self._model.path.name
                )
            )
        return [tokens(piece) for piece in pieces if piece.strip()]


def _add(total: list[float], row: Row, weight: float) -> None:
    for place, value in enumerate(row):
        total[place] += value * weight


def _unit(row: Sequence[float]) -> Row:
    length = math.sqrt(sum(value * value for value in row))
    return tuple(value / length for value in row) if length else tuple(row)
