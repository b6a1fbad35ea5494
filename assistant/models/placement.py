"""How many layers of a model go on the GPU, and why."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.locales import _
from assistant.models.facts import ModelFacts
from assistant.models.memory import compute_bytes
from assistant.models.wording import readable_size

MARGIN_BYTES = 512_000_000
"""Left free on each device: for its driver, its screen, and what the estimate does not see."""

_HALVING_BELOW_LAYERS = 12


@dataclass(frozen=True, slots=True)
class Device:
    """Something that llama.cpp can compute on."""

    name: str
    """As llama.cpp names it, e.g. `CUDA0`."""
    kind: str
    """`cpu`, `gpu`, `integrated gpu` or `accelerator`."""
    free_bytes: int
    total_bytes: int


@dataclass(frozen=True, slots=True)
class Placement:
    """Where the layers go."""

    gpu_layers: int
    """Counted as llama.cpp does: the output layer first, so a model has `layers + 1`."""
    reason: str
    """One sentence for the status line and `doctor`, without a full stop."""


def plan_gpu_layers(
    facts: ModelFacts,
    *,
    context_tokens: int,
    devices: Sequence[Device],
    requested: int | None,
    gpu_build: bool,
    gpu_present: str | None,
) -> Placement:
    """Choose as many layers as fit the free memory of the GPUs, unless a number is `requested`.

    `gpu_build` tells whether llama.cpp can use a GPU at all. `gpu_present` is the GPU that the
    system has, whether or not llama.cpp sees it, as a sentence would call it: `an NVIDIA GPU`.
    """
    if requested == 0:
        return Placement(0, _("CPU: gpu_layers is set to 0"))
    gpus = _usable_gpus(devices)
    if not gpu_build or not gpus:
        return Placement(0, _why_no_gpu(gpu_build=gpu_build, gpu_present=gpu_present))
    names = _(" and ").join(gpu.name for gpu in gpus)
    whole = facts.layers + 1
    if requested is not None:
        layers = min(requested, whole)
        why = _("{share} on {names}: gpu_layers is set")
        return Placement(layers, why.format(share=_share(layers, whole), names=names))
    layers = _layers_that_fit(facts, context_tokens, gpus)
    if layers == whole:
        why = _("{share} on {names}")
        return Placement(layers, why.format(share=_share(layers, whole), names=names))
    free = readable_size(sum(gpu.free_bytes for gpu in gpus))
    if layers == 0:
        why = _("CPU: no layer fits in {free} of free memory on {names}")
        return Placement(0, why.format(free=free, names=names))
    why = _("{share} on {names}: more do not fit in {free} of free memory")
    return Placement(layers, why.format(share=_share(layers, whole), names=names, free=free))


def fewer_layers(previous: int) -> int | None:
    """The number to try when `previous` layers could not be allocated; `None` after 0."""
    if previous <= 0:
        return None
    if previous > _HALVING_BELOW_LAYERS:
        return previous * 3 // 4
    return previous // 2


def gpu_memory_needed(facts: ModelFacts, context_tokens: int, gpu_layers: int) -> int:
    """Bytes that this many layers take on the GPUs together, their KV cache included."""
    if gpu_layers == 0:
        return 0
    offloaded = range(max(0, facts.layers + 1 - gpu_layers), facts.layers)
    layers = sum(
        facts.layer_bytes[layer] + facts.layer_kv_bytes(layer, context_tokens)
        for layer in offloaded
    )
    return facts.output_bytes + facts.tied_bytes + layers


def _layers_that_fit(facts: ModelFacts, context_tokens: int, gpus: Sequence[Device]) -> int:
    reserved = MARGIN_BYTES + compute_bytes(facts, context_tokens)
    room = sum(max(0, gpu.free_bytes - reserved) for gpu in gpus)
    # Layers are not divided between devices: each further device may leave one layer's room.
    largest = max(
        (
            size + facts.layer_kv_bytes(layer, context_tokens)
            for layer, size in enumerate(facts.layer_bytes)
        ),
        default=0,
    )
    room -= largest * (len(gpus) - 1)
    if room <= 0:
        return 0
    # Nothing on the GPU needs nothing, so there is always an answer.
    return next(
        layers
        for layers in range(facts.layers + 1, -1, -1)
        if gpu_memory_needed(facts, context_tokens, layers) <= room
    )


def _usable_gpus(devices: Sequence[Device]) -> list[Device]:
    # llama.cpp uses an integrated GPU only when there is no other.
    for kind in ("gpu", "integrated gpu"):
        found = [device for device in devices if device.kind == kind]
        if found:
            return found if kind == "gpu" else found[:1]
    return []


def _why_no_gpu(*, gpu_build: bool, gpu_present: str | None) -> str:
    if gpu_present is None:
        return _("CPU: no GPU was found")
    if gpu_build:
        return _(
            "CPU: llama.cpp does not see the GPU, though {gpu} is present; "
            "`glassbox doctor` tells what to check"
        ).format(gpu=gpu_present)
    return _(
        "CPU: this llama.cpp was built without GPU support, though {gpu} is present; "
        "`glassbox doctor` tells how to change that"
    ).format(gpu=gpu_present)


def _share(layers: int, whole: int) -> str:
    sentence = _("all {whole} layers") if layers == whole else _("{layers} of {whole} layers")
    return sentence.format(layers=layers, whole=whole)
