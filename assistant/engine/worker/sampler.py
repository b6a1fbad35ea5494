"""Sampling settings as llama.cpp's native chain of samplers."""

import ctypes
from collections.abc import Iterator

from assistant.engine.worker.library import llama
from assistant.engine.worker.vocabulary import Vocabulary
from assistant.settings import Sampling

_KEEP_AT_LEAST = 1
_MIROSTAT_LEARNING_TOKENS = 100


class SamplerChain:
    """The stages of llama.cpp's `common_sampler` in its order (common/sampling.cpp)."""

    def __init__(
        self, sampling: Sampling, vocabulary: Vocabulary, *, context_tokens: int, seed: int
    ) -> None:
        parameters = llama.llama_sampler_chain_default_params()
        parameters.no_perf = True
        self.pointer = llama.llama_sampler_chain_init(parameters)
        for stage in _stages(sampling, vocabulary, context_tokens, seed):
            llama.llama_sampler_chain_add(self.pointer, stage)

    def close(self) -> None:
        """Free the chain and its stages."""
        llama.llama_sampler_free(self.pointer)


def _stages(
    sampling: Sampling, vocabulary: Vocabulary, context_tokens: int, seed: int
) -> Iterator["llama.llama_sampler_p"]:
    if sampling.logit_bias:
        yield _logit_bias(sampling, vocabulary)
    yield from _penalties(sampling, vocabulary, context_tokens)
    if sampling.temperature <= 0:
        yield llama.llama_sampler_init_greedy()
        return
    if sampling.mirostat:
        yield llama.llama_sampler_init_temp(sampling.temperature)
        yield _mirostat(sampling, vocabulary, seed)
        return
    yield from _truncation(sampling, seed)
    yield llama.llama_sampler_init_temp(sampling.temperature)
    yield llama.llama_sampler_init_dist(seed)


def _penalties(
    sampling: Sampling, vocabulary: Vocabulary, context_tokens: int
) -> Iterator["llama.llama_sampler_p"]:
    last = sampling.penalty_last_tokens if sampling.penalty_last_tokens >= 0 else context_tokens
    repeat, frequency = sampling.repeat_penalty, sampling.frequency_penalty
    presence = sampling.presence_penalty
    if last and (repeat not in (0.0, 1.0) or frequency or presence):
        yield llama.llama_sampler_init_penalties(vocabulary.size, last, repeat, frequency, presence)
    if sampling.dry_multiplier:
        breakers = [text.encode() for text in sampling.dry_sequence_breakers]
        dry_last = sampling.dry_last_tokens if sampling.dry_last_tokens >= 0 else context_tokens
        yield llama.llama_sampler_init_dry(
            vocabulary.pointer,
            sampling.dry_multiplier,
            sampling.dry_base,
            sampling.dry_allowed_length,
            dry_last,
            (ctypes.c_char_p * len(breakers))(*breakers),
            len(breakers),
        )


def _truncation(sampling: Sampling, seed: int) -> Iterator["llama.llama_sampler_p"]:
    if sampling.top_k:
        yield llama.llama_sampler_init_top_k(sampling.top_k)
    if sampling.typical_p < 1:
        yield llama.llama_sampler_init_typical(sampling.typical_p, _KEEP_AT_LEAST)
    if sampling.top_p < 1:
        yield llama.llama_sampler_init_top_p(sampling.top_p, _KEEP_AT_LEAST)
    if sampling.min_p > 0:
        yield llama.llama_sampler_init_min_p(sampling.min_p, _KEEP_AT_LEAST)
    if sampling.xtc_probability > 0:
        yield llama.llama_sampler_init_xtc(
            sampling.xtc_probability, sampling.xtc_threshold, _KEEP_AT_LEAST, seed
        )


def _mirostat(sampling: Sampling, vocabulary: Vocabulary, seed: int) -> "llama.llama_sampler_p":
    if sampling.mirostat == 1:
        return llama.llama_sampler_init_mirostat(
            vocabulary.size,
            seed,
            sampling.mirostat_tau,
            sampling.mirostat_eta,
            _MIROSTAT_LEARNING_TOKENS,
        )
    return llama.llama_sampler_init_mirostat_v2(seed, sampling.mirostat_tau, sampling.mirostat_eta)


def _logit_bias(sampling: Sampling, vocabulary: Vocabulary) -> "llama.llama_sampler_p":
    known = [
        llama.llama_logit_bias(t, bias)
        for t, bias in sampling.logit_bias.items()
        if 0 <= t < vocabulary.size
    ]
    array = (llama.llama_logit_bias * len(known))(*known)
    return llama.llama_sampler_init_logit_bias(vocabulary.size, len(known), array)
