"""The least that generates: llama.cpp's functions in a loop, with nothing around them."""

import ctypes
import time
from collections.abc import Sequence
from pathlib import Path

import llama_cpp as llama


class BareLlama:
    """One model and context, configured as the engine configures them."""

    def __init__(self, model_file: Path, *, context_tokens: int, threads: int) -> None:
        self._log = llama.llama_log_callback(lambda _level, _text, _data: None)
        llama.llama_log_set(self._log, ctypes.c_void_p(0))
        llama.llama_backend_init()
        self.model = llama.llama_model_load_from_file(
            str(model_file).encode(), llama.llama_model_default_params()
        )
        self.vocab = llama.llama_model_get_vocab(self.model)
        parameters = llama.llama_context_default_params()
        parameters.n_ctx = context_tokens
        parameters.n_batch, parameters.n_ubatch = 512, 256
        parameters.n_threads = parameters.n_threads_batch = threads
        parameters.flash_attn_type = llama.LLAMA_FLASH_ATTN_TYPE_DISABLED
        self.context = llama.llama_init_from_model(self.model, parameters)
        self.memory = llama.llama_get_memory(self.context)

    def ends(self) -> list[int]:
        """Return the ids that end a reply."""
        size = llama.llama_vocab_n_tokens(self.vocab)
        return [token for token in range(size) if llama.llama_vocab_is_eog(self.vocab, token)]

    def keep(self, length: int) -> None:
        """Drop everything after so many tokens."""
        llama.llama_memory_seq_rm(self.memory, 0, length, -1)

    def read(self, tokens: Sequence[int]) -> float:
        """Decode tokens in full batches; return the seconds."""
        ids = (llama.llama_token * len(tokens))(*tokens)
        began = time.perf_counter()
        for start in range(0, len(tokens), 512):
            count = min(512, len(tokens) - start)
            at = ctypes.cast(ctypes.addressof(ids) + 4 * start, ctypes.POINTER(llama.llama_token))
            llama.llama_decode(self.context, llama.llama_batch_get_one(at, count))
        return time.perf_counter() - began

    def generate(self, sampler: object, count: int) -> float:
        """Sample and decode so many tokens; return the seconds."""
        one = (llama.llama_token * 1)()
        began = time.perf_counter()
        for _ in range(count):
            one[0] = llama.llama_sampler_sample(sampler, self.context, -1)
            llama.llama_decode(self.context, llama.llama_batch_get_one(one, 1))
        return time.perf_counter() - began

    def sampler(self, forbidden: Sequence[int], seed: int) -> object:
        """Return the chain that the default settings make, with some tokens forbidden."""
        size = llama.llama_vocab_n_tokens(self.vocab)
        chain = llama.llama_sampler_chain_init(llama.llama_sampler_chain_default_params())
        biases = (llama.llama_logit_bias * len(forbidden))(
            *((token, float("-inf")) for token in forbidden)
        )
        for stage in (
            llama.llama_sampler_init_logit_bias(size, len(forbidden), biases),
            llama.llama_sampler_init_penalties(size, 64, 1.05, 0.0, 0.0),
            llama.llama_sampler_init_top_k(40),
            llama.llama_sampler_init_top_p(0.95, 1),
            llama.llama_sampler_init_min_p(0.1, 1),
            llama.llama_sampler_init_temp(0.4),
            llama.llama_sampler_init_dist(seed),
        ):
            llama.llama_sampler_chain_add(chain, stage)
        return chain
