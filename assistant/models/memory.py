"""How much memory a model takes, and whether the machine has it."""

from dataclasses import dataclass

from assistant.errors import OutOfMemoryError
from assistant.locales import _
from assistant.models.facts import ModelFacts, padded_context
from assistant.models.wording import readable_size

BATCH_TOKENS = 512
"""Tokens that llama.cpp reads at once (`n_ubatch`), for which it reserves memory."""
MIN_CONTEXT_TOKENS = 256

_FLOAT_BYTES = 4
MASK_BYTES_PER_TOKEN = BATCH_TOKENS * _FLOAT_BYTES
"""The part of the compute buffer that grows with the context: a row of mask for each token."""


@dataclass(frozen=True, slots=True)
class MemoryEstimate:
    """What a model needs of the computer's own memory at one size of context, in bytes."""

    model: str
    context_tokens: int
    weights_bytes: int
    kv_bytes: int
    compute_bytes: int

    @property
    def total_bytes(self) -> int:
        """Everything together."""
        return self.weights_bytes + self.kv_bytes + self.compute_bytes

    def context_that_fits(self, available_bytes: int) -> int:
        """The largest context, in tokens, that needs no more than this; 0 when none does."""
        whole = padded_context(self.context_tokens)
        masks_bytes = min(MASK_BYTES_PER_TOKEN * self.context_tokens, self.compute_bytes)
        room = available_bytes - self.weights_bytes - (self.compute_bytes - masks_bytes)
        growing_bytes = self.kv_bytes + masks_bytes
        if room <= 0:
            return 0
        tokens = room * whole // growing_bytes if growing_bytes else whole
        fitting = min(tokens, whole) // MIN_CONTEXT_TOKENS * MIN_CONTEXT_TOKENS
        return min(fitting, self.context_tokens)


def memory_needed(facts: ModelFacts, context_tokens: int, *, gpu_layers: int = 0) -> MemoryEstimate:
    """What stays in the computer's memory when the last `gpu_layers` of a model are on a GPU.

    As in llama.cpp, the output layer is the last one and the first to go.
    """
    kept = min(facts.layers, facts.layers + 1 - gpu_layers)
    output_bytes = facts.output_bytes if gpu_layers == 0 else 0
    return MemoryEstimate(
        model=facts.name,
        context_tokens=context_tokens,
        weights_bytes=sum(facts.layer_bytes[:kept]) + facts.input_bytes + output_bytes,
        kv_bytes=sum(facts.layer_kv_bytes(layer, context_tokens) for layer in range(kept)),
        compute_bytes=compute_bytes(facts, context_tokens),
    )


def compute_bytes(facts: ModelFacts, context_tokens: int) -> int:
    """An upper estimate of llama.cpp's compute buffer with flash attention, in bytes.

    For each token of a batch: its logits, a few rows as wide as the model and its feed-forward
    layer, and a row of the attention mask. SmolLM2-135M: 128 MB at 8,192 tokens, where llama.cpp
    reserves 103.
    """
    widths = 4 * facts.embedding_width + 2 * facts.feed_forward_width
    return BATCH_TOKENS * _FLOAT_BYTES * (facts.vocabulary_tokens + widths + context_tokens)


def check_fits(estimate: MemoryEstimate, available_bytes: int) -> None:
    """Raise `OutOfMemoryError`, with the sum and the way out, when a model does not fit."""
    if estimate.total_bytes <= available_bytes:
        return
    fitting = estimate.context_that_fits(available_bytes)
    remedy = (
        _("Set model.context_tokens to {tokens:,} or less.").format(tokens=fitting)
        if fitting >= MIN_CONTEXT_TOKENS
        else _("Use a smaller model, or close other programs.")
    )
    problem = _(
        "{model} needs {total} of memory for a context of {tokens:,} tokens ({weights} weights, "
        "{cache} KV cache, {compute} to compute), and {free} are free."
    ).format(
        model=estimate.model,
        total=readable_size(estimate.total_bytes),
        tokens=estimate.context_tokens,
        weights=readable_size(estimate.weights_bytes),
        cache=readable_size(estimate.kv_bytes),
        compute=readable_size(estimate.compute_bytes),
        free=readable_size(max(0, available_bytes)),
    )
    raise OutOfMemoryError(f"{problem} {remedy}")
