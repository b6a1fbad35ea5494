"""Choosing the next token: freely, or among those that a constraint allows."""

import ctypes
from typing import Literal, Protocol

import numpy as np

from assistant.engine.reasoning import OPENING_TOKENS
from assistant.engine.worker.closing import Closers
from assistant.engine.worker.grammars import Constraint, Ids
from assistant.engine.worker.library import llama
from assistant.engine.worker.sampler import SamplerChain
from assistant.engine.worker.vocabulary import Vocabulary

_CANDIDATE = np.dtype([("id", np.int32), ("logit", np.float32), ("p", np.float32)])
"""`llama_token_data` of llama.h."""
_CLOSING_SHARE = 0.6
"""Before the limit what is open is closed; at most this share of the tokens is kept for that."""


class Sampler(Protocol):
    """Chooses one token after the other."""

    def next_token(self, *, expects_answer: bool, tokens_left: int) -> int:
        """Choose from the logits of what was read last; raises `EngineError`."""
        ...

    @property
    def reason_to_end(self) -> Literal["end", "length"] | None:
        """Why the reply is complete with the last token; `None` when the model must say so."""
        ...


class FreeSampler:
    """Chooses as the chain does."""

    reason_to_end = None

    def __init__(self, chain: SamplerChain, context: llama.llama_context_p) -> None:
        self._chain = chain
        self._context = context

    def next_token(self, *, expects_answer: bool, tokens_left: int) -> int:  # noqa: ARG002
        """Return what the chain chooses."""
        return llama.llama_sampler_sample(self._chain.pointer, self._context, -1)


class ConstrainedSampler:
    """Leaves reasoning free, then holds the answer to a constraint.

    The chain chooses from all tokens first; only when that is refused, from those allowed: the
    distribution is the same, and most masks are never computed (llama.cpp: common/sampling.cpp).
    """

    def __init__(
        self,
        chain: SamplerChain,
        context: llama.llama_context_p,
        vocabulary: Vocabulary,
        constraint: Constraint,
        closers: Closers,
    ) -> None:
        self._chain = chain
        self._context = context
        self._vocabulary = vocabulary
        self._constraint = constraint
        self._closers = closers
        self._all = np.arange(vocabulary.size)
        self._has_begun = False
        self._is_hurried = False
        self._most_tokens = 0

    @property
    def reason_to_end(self) -> Literal["end", "length"] | None:
        """Why the answer is complete; `length` when it was closed for want of tokens."""
        is_over = self._has_begun and self._constraint.is_complete
        if self._is_hurried and (is_over or self._constraint.can_end):
            return "length"
        return "end" if is_over else None

    def next_token(self, *, expects_answer: bool, tokens_left: int) -> int:
        """Choose a token that is allowed, or any one while the model reasons."""
        if not (self._has_begun or expects_answer):
            return llama.llama_sampler_sample(self._chain.pointer, self._context, -1)
        if self._closes(tokens_left):
            self._is_hurried = True
            return self._taken(self._likeliest(self._closers.best(self._constraint.allowed())))
        token = self._chosen(self._all)
        if not self._has_begun and self._vocabulary.text_of(token) in OPENING_TOKENS:
            llama.llama_sampler_accept(self._chain.pointer, token)
            return token
        if not self._constraint.allows(token):
            token = self._chosen(self._constraint.allowed())
        return self._taken(token)

    def _closes(self, tokens_left: int) -> bool:
        """Whether it is time to end; once it is, it stays so."""
        self._most_tokens = max(self._most_tokens, tokens_left)
        kept = min(self._closers.tokens_needed, _CLOSING_SHARE * self._most_tokens)
        return self._is_hurried or tokens_left <= kept

    def _taken(self, token: int) -> int:
        self._has_begun = True
        llama.llama_sampler_accept(self._chain.pointer, token)
        self._constraint.take(token)
        self._closers.follow(token)
        return token

    def _chosen(self, ids: Ids) -> int:
        """Return what the chain chooses from some tokens; all others do not exist for it."""
        candidates = np.empty(len(ids), _CANDIDATE)
        candidates["id"] = ids
        candidates["logit"] = self._logits()[ids] if ids is not self._all else self._logits()
        address = candidates.ctypes.data
        array = llama.llama_token_data_array(
            data=ctypes.cast(address, ctypes.POINTER(llama.llama_token_data)),
            size=len(ids),
            selected=-1,
            sorted=False,
        )
        llama.llama_sampler_apply(self._chain.pointer, ctypes.byref(array))
        if 0 <= array.selected < array.size:
            return int(array.data[array.selected].id)
        return self._likeliest(ids)

    def _likeliest(self, ids: Ids) -> int:
        return int(ids[np.argmax(self._logits()[ids])])

    def _logits(self) -> "np.ndarray[tuple[int], np.dtype[np.float32]]":
        pointer = llama.llama_get_logits_ith(self._context, -1)
        return np.ctypeslib.as_array(pointer, (self._vocabulary.size,))
