"""The chat model as a reranker: it is asked for yes or no, beside its conversation."""

import math
from collections.abc import Sequence

import psutil

from assistant.engine.protocol import ChatMessage, GenerateRequest
from assistant.engine.worker.cache import ReadingStoppedError, TokenCache
from assistant.engine.worker.library import llama
from assistant.engine.worker.model import LoadedModel
from assistant.engine.worker.pooled.batches import pieces_that_fit
from assistant.engine.worker.pooled.deadline import Deadline
from assistant.errors import InputError, OutOfMemoryError
from assistant.locales import _
from assistant.settings import Sampling

_CONTEXT_TOKENS = 1024
_BATCH_TOKENS = 512
_ASKED = (
    "Question: {question}\n\nDoes the following text help to answer the question? "
    "Answer yes or no.\n\nText: {passage}"
)
"""English whatever is spoken: the words that the answer is read from are."""
_YES, _NO = ("yes", "Yes", " yes", " Yes"), ("no", "No", " no", " No")


class YesNoReranker:
    """Has a small context of its own on the chat model's weights: the chat's memory stays."""

    def __init__(self, loaded: LoadedModel) -> None:
        """Make the context; raises `OutOfMemoryError`."""
        self._loaded = loaded
        context = llama.llama_init_from_model(loaded.model, _parameters())
        if not context:
            raise OutOfMemoryError(
                _("There is no memory to rerank with. Set `memory.reranker` to `off`.")
            )
        self._context = context
        self._cache = TokenCache(context, loaded.model, batch_tokens=_BATCH_TOKENS)
        self._yes, self._no = (self._first_tokens(words) for words in (_YES, _NO))

    def close(self) -> None:
        """Free the context; the model stays."""
        llama.llama_free(self._context)

    def scores(self, question: str, passages: Sequence[str], deadline: Deadline) -> list[float]:
        """Return how much the model says yes, 0 to 1, for as many passages as there is time.

        What precedes the passage is read once. A long passage is as relevant as its best part.
        Raises `InputError` when the question leaves no room for one.
        """
        found: list[float] = []
        try:
            for passage in passages:
                prompts = self._prompts(question, passage)
                found.append(max(self._score(prompt, deadline) for prompt in prompts))
                if not deadline.allows_more():
                    break
        except ReadingStoppedError:
            pass
        return found

    def _prompts(self, question: str, passage: str) -> list[list[int]]:
        pieces = pieces_that_fit(
            passage, lambda piece: len(self._prompt(question, piece)) < self._cache.size
        )
        if not pieces:
            raise InputError(_("The question is too long for the reranker. Shorten it."))
        return [self._prompt(question, piece) for piece in pieces]

    def _prompt(self, question: str, passage: str) -> list[int]:
        asked = _ASKED.format(question=question, passage=passage)
        request = GenerateRequest(
            messages=(ChatMessage(role="user", content=asked),), fresh=1, sampling=Sampling()
        )
        return list(self._loaded.builder.build(request).ids)

    def _score(self, prompt: list[int], deadline: Deadline) -> float:
        kept = self._cache.reuse(prompt)
        for _done in self._cache.read(prompt[kept:], deadline.has_passed):
            pass
        logits = llama.llama_get_logits_ith(self._context, -1)
        yes, no = (max(logits[token] for token in tokens) for tokens in (self._yes, self._no))
        if not math.isfinite(yes - no):
            return 0.0
        return 1 / (1 + math.exp(max(-700.0, min(700.0, no - yes))))

    def _first_tokens(self, words: Sequence[str]) -> set[int]:
        """Return the tokens that the words begin with."""
        cut = (self._loaded.vocabulary.tokenize(word) for word in words)
        return {ids[0] for ids in cut if ids}


def _parameters() -> llama.llama_context_params:
    parameters = llama.llama_context_default_params()
    parameters.n_ctx = _CONTEXT_TOKENS
    parameters.n_batch = parameters.n_ubatch = _BATCH_TOKENS
    parameters.flash_attn_type = llama.LLAMA_FLASH_ATTN_TYPE_DISABLED
    parameters.no_perf = True
    threads = psutil.cpu_count(logical=False) or 1
    parameters.n_threads = parameters.n_threads_batch = threads
    return parameters
