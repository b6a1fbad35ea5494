"""How relevant passages are to a question, by a model made for it."""

import math
from collections.abc import Sequence

from assistant.engine.worker.library import llama
from assistant.engine.worker.pooled.batches import pieces_that_fit
from assistant.engine.worker.pooled.deadline import Deadline
from assistant.engine.worker.pooled.model import PooledModel, Row, StoppedError
from assistant.engine.worker.pooled.pairs import pairing_for
from assistant.errors import InputError
from assistant.locales import _

_SOFTMAXED = frozenset({"qwen3", "qwen3vl"})
"""Architectures whose graph ends in a softmax over its classes (`build_pooling` of llama.cpp)."""


class PairReranker:
    """Reads a question and a passage as one text."""

    def __init__(self, model: PooledModel) -> None:
        self._model = model
        self._pair = pairing_for(model)
        labels = [llama.llama_model_cls_label(model.model, at) for at in range(model.width)]
        words = [(label or b"").decode("utf-8", "replace").strip().lower() for label in labels]
        self._yes = words.index("yes") if "yes" in words else 0

    def scores(self, question: str, passages: Sequence[str], deadline: Deadline) -> list[float]:
        """Return the scores of the first passages, as many as are judged in time.

        A long passage is as relevant as its best part. Raises `InputError` when the question
        leaves no room for one, and what `PooledModel.run` raises.
        """
        found: list[float] = []
        try:
            for passage in passages:
                rows = self._model.run(self._pairs(question, passage), deadline.has_passed)
                found.append(max(self._score(row) for _place, row in rows))
                if not deadline.allows_more():
                    break
        except StoppedError:
            pass
        return found

    def _pairs(self, question: str, passage: str) -> list[list[int]]:
        def fits(piece: str) -> bool:
            return len(self._pair(question, piece)) <= self._model.window_tokens

        pieces = pieces_that_fit(passage, fits)
        if not pieces:
            raise InputError(_("The question is too long for the reranker. Shorten it."))
        return [self._pair(question, piece) for piece in pieces]

    def _score(self, row: Row) -> float:
        """Return 0 to 1: a class's probability, or the sigmoid of the only one's logit."""
        if len(row) == 1:
            return _sigmoid(row[0])
        if self._model.architecture in _SOFTMAXED:
            return min(1.0, max(0.0, row[self._yes]))
        highest = max(row)
        parts = [math.exp(value - highest) for value in row]
        return parts[self._yes] / sum(parts)


def _sigmoid(value: float) -> float:
    return 1 / (1 + math.exp(-max(-700.0, min(700.0, value))))
