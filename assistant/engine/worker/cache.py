"""The KV cache of one context, and the token ids that it holds."""

import ctypes
import mmap
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager

from assistant.engine.prefixes import common_prefix
from assistant.engine.worker.library import llama
from assistant.errors import EngineError
from assistant.locales import _

_SEQUENCE = 0
_FIRST_CHUNK_TOKENS = 64
_CHUNK_SECONDS = 0.4
"""Aim: how long one chunk of a prompt takes, so that progress moves and Escape is quick."""
_TELLING_TOKENS = 32
"""A chunk of so many tokens tells how fast reading is."""
REREAD_TOKENS = 2
"""At least so many tokens are read even when the cache holds the whole prompt: one, because its
logits are needed; two, because llama.cpp computes single tokens and batches in different ways, and
the same prompt must give the same logits whether or not it was in the cache."""


class ReadingStoppedError(Exception):
    """The user stopped the reading of a prompt."""


class TokenCache:
    """Sequence 0 of a llama.cpp context: `tokens[i]` is what stands at position i."""

    def __init__(
        self, context: llama.llama_context_p, model: llama.llama_model_p, *, batch_tokens: int
    ) -> None:
        self._context = context
        self._memory = llama.llama_get_memory(context)
        self._window = llama.llama_model_n_swa(model)
        self.goes_back = not (
            self._window > 0
            or llama.llama_model_is_recurrent(model)
            or llama.llama_model_is_hybrid(model)
        )
        """Whether a memory that was restored can be cut at any token."""
        self._batch_tokens = batch_tokens
        self._next = (llama.llama_token * 1)()
        self._next_batch = llama.llama_batch_get_one(self._next, 1)
        self.tokens: list[int] = []
        self.token_seconds = 0.0
        """How long reading took lately, by the token; 0 before anything was read."""
        self.size = llama.llama_n_ctx(context)

    def reuse(self, prompt: list[int]) -> int:
        """Drop what is not a prefix of the prompt; return how many tokens stay."""
        keep = min(common_prefix(self.tokens, prompt), max(len(prompt) - REREAD_TOKENS, 0))
        if keep < len(self.tokens) and not self._truncate(keep):
            self.clear()
            keep = 0
        return keep

    def clear(self) -> None:
        """Forget everything."""
        if self._memory is not None:
            llama.llama_memory_clear(self._memory, True)  # noqa: FBT003
        self.tokens.clear()

    @contextmanager
    def unchanged(self) -> Generator[None]:
        """Forget again what is appended meanwhile, also where a memory cannot be cut."""
        before = list(self.tokens)
        memory = None if self.goes_back or not before else self.state()
        try:
            yield
        finally:
            if memory is not None:
                self.restore(before, memory)
            elif common_prefix(before, self.tokens) == len(before):
                self._truncate(len(before))

    def read(self, tokens: Sequence[int], is_stopped: Callable[[], bool]) -> Iterator[int]:
        """Append tokens in chunks, yielding how many are done after each.

        Raises `ReadingStoppedError` as soon as `is_stopped()`, within a chunk where the device
        allows it; the cache then holds what was read whole. Raises `EngineError` when llama.cpp
        cannot compute.
        """
        ids = (llama.llama_token * len(tokens))(*tokens)
        abort = llama.ggml_abort_callback(lambda _: is_stopped())
        llama.llama_set_abort_callback(self._context, abort, None)
        done, chunk = 0, _FIRST_CHUNK_TOKENS
        try:
            while done < len(tokens):
                if is_stopped():
                    raise ReadingStoppedError
                count = _chunk_length(len(tokens) - done, min(chunk, self._batch_tokens))
                began = time.monotonic()
                self._decode_chunk(ids, done, count)
                seconds = time.monotonic() - began
                chunk = _next_chunk(count, seconds)
                if count >= _TELLING_TOKENS or not self.token_seconds:
                    self.token_seconds = seconds / count
                self.tokens.extend(tokens[done : done + count])
                done += count
                yield done
        finally:
            # Generation does without: the callback costs a call for each node of the graph.
            llama.llama_set_abort_callback(self._context, llama.ggml_abort_callback(), None)

    def append(self, token: int) -> None:
        """Append one generated token; raises `EngineError` when that cannot be computed."""
        self._next[0] = token
        status = llama.llama_decode(self._context, self._next_batch)
        if status:
            raise EngineError(_decode_problem(status))
        self.tokens.append(token)

    @property
    def state_bytes(self) -> int:
        """Size of what `state` returns."""
        return llama.llama_state_seq_get_size(self._context, _SEQUENCE)

    def state(self) -> mmap.mmap | None:
        """Copy the memory of all tokens, as llama.cpp writes it; `None` when it does not."""
        size = self.state_bytes
        memory = mmap.mmap(-1, max(size, 1))
        place = (ctypes.c_uint8 * size).from_buffer(memory)
        written = llama.llama_state_seq_get_data(self._context, place, size, _SEQUENCE)
        return memory if written == size > 0 else None

    def restore(self, tokens: Sequence[int], memory: mmap.mmap) -> bool:
        """Replace everything by tokens and their memory; False, and empty, when they do not fit."""
        self.clear()
        if self._memory is None:
            return False
        size = len(memory)
        place = (ctypes.c_uint8 * size).from_buffer(memory)
        read = llama.llama_state_seq_set_data(self._context, place, size, _SEQUENCE)
        last = llama.llama_memory_seq_pos_max(self._memory, _SEQUENCE)
        if read != size or last != len(tokens) - 1:
            self.clear()
            return False
        self.tokens.extend(tokens)
        return True

    def _decode_chunk(self, ids: ctypes.Array[llama.llama_token], begin: int, count: int) -> None:
        address = ctypes.addressof(ids) + begin * ctypes.sizeof(llama.llama_token)
        chunk = ctypes.cast(address, ctypes.POINTER(llama.llama_token))
        status = llama.llama_decode(self._context, llama.llama_batch_get_one(chunk, count))
        if status == 0:
            return
        if not self._truncate(len(self.tokens)):
            self.clear()
        if status == _ABORTED:
            raise ReadingStoppedError
        raise EngineError(_decode_problem(status))

    def _truncate(self, length: int) -> bool:
        """Keep the first tokens; False when this kind of memory cannot."""
        if length == 0:
            self.clear()
            return True
        if self._memory is None:
            return False
        # A sliding window forgets: positions that the next token attends to may be gone.
        oldest = llama.llama_memory_seq_pos_min(self._memory, _SEQUENCE)
        if self._window > 0 and oldest > max(0, length - self._window):
            return False
        if not llama.llama_memory_seq_rm(self._memory, _SEQUENCE, length, -1):
            return False
        del self.tokens[length:]
        return True


_ABORTED = 2


def _decode_problem(status: int) -> str:
    if status == 1:
        return _("The context is full. Start a new conversation, or raise `model.context_tokens`.")
    return _(
        "llama.cpp could not compute (status {status}). Try again, or load the model anew."
    ).format(status=status)


def _chunk_length(left: int, chunk: int) -> int:
    """Take a chunk, and never leave a single token for the last one (see `REREAD_TOKENS`)."""
    count = min(left, chunk)
    return count - 1 if left - count == 1 and count > REREAD_TOKENS else count


def _next_chunk(count: int, seconds: float) -> int:
    """Choose a multiple of 32 that should take about `_CHUNK_SECONDS`."""
    wanted = count * _CHUNK_SECONDS / max(seconds, 1e-4)
    return max(32, min(int(wanted) // 32 * 32, 4 * count))
