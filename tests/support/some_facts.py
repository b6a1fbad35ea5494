"""Facts of a model with round numbers, for sums that a reader can check."""

from assistant.models import ModelFacts


def some_facts(
    *,
    layers: int = 32,
    layer_bytes: int = 100_000_000,
    input_bytes: int = 200_000_000,
    output_bytes: int = 300_000_000,
    tied_bytes: int = 0,
    kv_heads: int = 8,
    vocabulary_tokens: int = 32_000,
) -> ModelFacts:
    """By default a model of 3.7 GB whose KV cache takes 131,072 bytes for each token."""
    return ModelFacts(
        name="Round",
        architecture="llama",
        quantisation="Q4_K_M",
        parameters=6_000_000_000,
        layers=layers,
        trained_context_tokens=32_768,
        embedding_width=4_096,
        feed_forward_width=11_008,
        vocabulary_tokens=vocabulary_tokens,
        heads=(32,) * layers,
        kv_heads=(kv_heads,) * layers,
        key_length=128,
        value_length=128,
        sliding_window_tokens=0,
        file_bytes=layers * layer_bytes + input_bytes + output_bytes,
        layer_bytes=(layer_bytes,) * layers,
        input_bytes=input_bytes,
        output_bytes=output_bytes,
        tied_bytes=tied_bytes,
        has_chat_template=True,
    )
