import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from some_facts import some_facts

from assistant.errors import OutOfMemoryError
from assistant.models import ModelFacts, check_fits, memory_needed, read_header

GB = 1_000_000_000


def test_the_estimate_adds_weights_kv_cache_and_compute():
    estimate = memory_needed(some_facts(), 8_192)

    assert estimate.weights_bytes == 3_700_000_000
    assert estimate.kv_bytes == 8_192 * 131_072
    assert estimate.total_bytes == (
        estimate.weights_bytes + estimate.kv_bytes + estimate.compute_bytes
    )


def test_the_estimate_for_the_built_in_model_is_not_below_what_llama_cpp_takes(default_model):
    facts = ModelFacts.from_header(read_header(default_model), default_model)
    measured_bytes = 96_576_768 + (180 + 98.25 + 0.19) * 1024**2
    estimate = memory_needed(facts, 8_192)

    assert measured_bytes <= estimate.total_bytes <= measured_bytes * 1.1


def test_layers_on_a_gpu_take_none_of_the_computers_memory():
    facts = some_facts()
    whole = memory_needed(facts, 8_192)
    half = memory_needed(facts, 8_192, gpu_layers=17)
    none = memory_needed(facts, 8_192, gpu_layers=33)

    # 17 layers on the GPU are the output layer and 16 of the 32 others.
    assert whole.weights_bytes - half.weights_bytes == 16 * 100_000_000 + facts.output_bytes
    assert half.kv_bytes * 2 == whole.kv_bytes
    assert (none.weights_bytes, none.kv_bytes) == (facts.input_bytes, 0)


def test_what_fits_passes():
    estimate = memory_needed(some_facts(), 8_192)
    check_fits(estimate, estimate.total_bytes)


def test_what_does_not_fit_is_told_with_the_sum_and_a_context_that_would_fit():
    with pytest.raises(OutOfMemoryError) as caught:
        check_fits(memory_needed(some_facts(), 32_768), 6 * GB)

    assert str(caught.value) == (
        "Round needs 8.2 GB of memory for a context of 32,768 tokens (3.7 GB weights, 4.3 GB KV "
        "cache, 211.3 MB to compute), and 6.0 GB are free. Set model.context_tokens to 16,128 or "
        "less."
    )


def test_a_model_whose_weights_do_not_fit_asks_for_a_smaller_one():
    with pytest.raises(OutOfMemoryError, match="Use a smaller model, or close other programs"):
        check_fits(memory_needed(some_facts(), 8_192), 3 * GB)


@given(
    context_tokens=st.integers(256, 1_000_000),
    available_bytes=st.integers(0, 60 * GB),
    kv_heads=st.integers(0, 32),
)
def test_the_context_that_is_named_fits(context_tokens, available_bytes, kv_heads):
    facts = some_facts(kv_heads=kv_heads)
    estimate = memory_needed(facts, context_tokens)
    assume(estimate.total_bytes > available_bytes)

    with pytest.raises(OutOfMemoryError) as caught:
        check_fits(estimate, available_bytes)

    named = re.search(r"context_tokens to ([\d,]+) or less", str(caught.value))
    if named is not None:
        fitting = int(named[1].replace(",", ""))
        assert 256 <= fitting < context_tokens
        check_fits(memory_needed(facts, fitting), available_bytes)
