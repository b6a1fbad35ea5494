import pytest
from hypothesis import given
from hypothesis import strategies as st
from some_facts import some_facts

from assistant.models import Device, fewer_layers, plan_gpu_layers
from assistant.models.memory import compute_bytes
from assistant.models.placement import gpu_memory_needed

GB = 1_000_000_000
CPU = Device("CPU", "cpu", 16 * GB, 16 * GB)


def gpu(free_bytes, name="CUDA0", kind="gpu"):
    return Device(name, kind, free_bytes, 24 * GB)


def plan(
    *devices,
    facts=None,
    context_tokens=8_192,
    requested=None,
    gpu_build=True,
    gpu_present=None,
):
    return plan_gpu_layers(
        facts or some_facts(),
        context_tokens=context_tokens,
        devices=(CPU, *devices),
        requested=requested,
        gpu_build=gpu_build,
        gpu_present=gpu_present,
    )


def test_a_model_that_fits_goes_on_the_gpu_whole():
    placement = plan(gpu(20 * GB, "Metal"))

    assert placement.gpu_layers == 33
    assert placement.reason == "all 33 layers on Metal"


def test_of_a_model_that_does_not_fit_as_many_layers_go_as_fit():
    placement = plan(gpu(3_100_000_000))

    # 3.1 GB less the margin of 0.512, 0.161 to compute and 0.3 of output: 2.126 GB for layers of
    # 100 MB with 33.6 MB of KV cache each: 15, and the output layer makes 16.
    assert placement.gpu_layers == 16
    assert placement.reason == (
        "16 of 33 layers on CUDA0: more do not fit in 3.1 GB of free memory"
    )


def test_a_gpu_without_room_is_not_used():
    placement = plan(gpu(500_000_000))

    assert placement.gpu_layers == 0
    assert placement.reason == "CPU: no layer fits in 500.0 MB of free memory on CUDA0"


def test_a_longer_context_leaves_room_for_fewer_layers():
    short, long = (
        plan(gpu(4 * GB), context_tokens=tokens).gpu_layers for tokens in (2_048, 32_768)
    )

    assert short > long > 0


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ({"requested": 0, "gpu_present": "an NVIDIA GPU"}, "CPU: gpu_layers is set to 0"),
        ({"gpu_build": False}, "CPU: no GPU was found"),
        ({"gpu_build": True}, "CPU: no GPU was found"),
        (
            {"gpu_build": False, "gpu_present": "an NVIDIA GPU"},
            (
                "CPU: this llama.cpp was built without GPU support, though an NVIDIA GPU is "
                "present; `glassbox doctor` tells how to change that"
            ),
        ),
        (
            {"gpu_build": True, "gpu_present": "an AMD GPU"},
            (
                "CPU: llama.cpp does not see the GPU, though an AMD GPU is present; "
                "`glassbox doctor` tells what to check"
            ),
        ),
    ],
)
def test_the_cpu_is_used_for_a_reason_that_is_told(arguments, reason):
    placement = plan(**arguments)

    assert placement.gpu_layers == 0
    assert placement.reason == reason


def test_a_number_in_the_settings_is_obeyed_even_when_it_seems_too_much():
    placement = plan(gpu(1 * GB), requested=20)

    assert placement.gpu_layers == 20
    assert placement.reason == "20 of 33 layers on CUDA0: gpu_layers is set"


def test_more_layers_than_there_are_means_all():
    assert plan(gpu(1 * GB), requested=999).gpu_layers == 33


def test_an_integrated_gpu_is_used_only_when_there_is_no_other():
    integrated = gpu(20 * GB, "Vulkan1", "integrated gpu")

    assert plan(integrated).reason == "all 33 layers on Vulkan1"
    assert plan(integrated, gpu(20 * GB, "Vulkan0")).reason == "all 33 layers on Vulkan0"


def test_two_gpus_hold_more_than_one():
    one = plan(gpu(3 * GB))
    two = plan(gpu(3 * GB), gpu(3 * GB, "CUDA1"))

    assert two.gpu_layers > one.gpu_layers
    assert "on CUDA0 and CUDA1" in two.reason


gpu_memories = st.lists(st.integers(0, 24 * GB), min_size=1, max_size=3)
shapes = st.builds(
    some_facts,
    layers=st.integers(1, 100),
    layer_bytes=st.integers(0, 2 * GB),
    output_bytes=st.integers(0, GB),
    tied_bytes=st.integers(0, GB),
    kv_heads=st.integers(0, 64),
    vocabulary_tokens=st.integers(0, 300_000),
)


@given(facts=shapes, free=gpu_memories, context_tokens=st.integers(256, 200_000))
def test_no_more_is_placed_than_the_free_memory_holds(facts, free, context_tokens):
    gpus = [gpu(free_bytes, f"CUDA{number}") for number, free_bytes in enumerate(free)]
    layers = plan(*gpus, facts=facts, context_tokens=context_tokens).gpu_layers

    assert 0 <= layers <= facts.layers + 1
    if layers > 0:
        needed = gpu_memory_needed(facts, context_tokens, layers)
        assert needed + compute_bytes(facts, context_tokens) <= sum(free)


@given(facts=shapes, free=st.integers(0, 24 * GB), more=st.integers(0, 24 * GB))
def test_more_free_memory_never_means_fewer_layers(facts, free, more):
    assert plan(gpu(free), facts=facts).gpu_layers <= plan(gpu(free + more), facts=facts).gpu_layers


def test_after_a_failed_allocation_three_quarters_are_tried():
    assert fewer_layers(33) == 24


def test_after_the_cpu_alone_there_is_nothing_left_to_try():
    assert fewer_layers(0) is None


@given(st.integers(1, 513))
def test_trying_fewer_layers_ends_at_the_cpu_within_twenty_attempts(layers):
    attempts = [layers]
    while (following := fewer_layers(attempts[-1])) is not None:
        assert following < attempts[-1]
        attempts.append(following)

    assert attempts[-1] == 0
    assert len(attempts) <= 20
