"""Loading a model: is it one, does it fit, where does it run."""

from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from assistant.engine.protocol import ModelInfo, ModelSource
from assistant.engine.worker.aside import StateAside
from assistant.engine.worker.cache import TokenCache
from assistant.engine.worker.chat_template import CHATML, PLAIN, ChatTemplate
from assistant.engine.worker.grammars import Grammars
from assistant.engine.worker.library import LogTail, gpu_devices, library_identity, llama
from assistant.engine.worker.prompt import PromptBuilder
from assistant.engine.worker.saved_states import SavedStates
from assistant.engine.worker.threads import ThreadCounts, measured_threads
from assistant.engine.worker.vocabulary import Vocabulary
from assistant.engine.worker.weights import load_weights, refused_weights
from assistant.errors import EngineError, OutOfMemoryError
from assistant.locales import _
from assistant.models import (
    Device,
    ModelFacts,
    Placement,
    check_fits,
    detect_gpus,
    fewer_layers,
    fingerprint,
    memory_needed,
    plan_gpu_layers,
    read_header,
)
from assistant.models.wording import one_line

DEFAULT_CONTEXT_TOKENS = 8192
_SMALLEST_CONTEXT_TOKENS = 256
_BATCH_TOKENS = 512
_MICRO_BATCH_TOKENS = 256


@dataclass(frozen=True, slots=True)
class LoadedModel:
    """A model with one context, ready to generate."""

    info: ModelInfo
    vocabulary: Vocabulary
    grammars: Grammars
    builder: PromptBuilder
    cache: TokenCache
    states: SavedStates
    aside: StateAside
    model: llama.llama_model_p
    context: llama.llama_context_p

    def close(self) -> None:
        """Free the context, then the model."""
        llama.llama_free(self.context)
        llama.llama_model_free(self.model)


def load_model(
    source: ModelSource, log: LogTail, on_progress: Callable[[float], bool]
) -> LoadedModel:
    """Load a model as the source says, on fewer GPU layers when memory turns out too small.

    `on_progress` is told the share done and says whether to go on.
    Raises `NotFoundError`, `ModelFileError`, `OutOfMemoryError`, or `EngineError` when abandoned.
    """
    header = read_header(source.path)
    facts = ModelFacts.from_header(header, source.path)
    context_tokens = _context_tokens(source, facts)
    placement = _plan(source, facts, context_tokens)
    needed = memory_needed(facts, context_tokens, gpu_layers=placement.gpu_layers)
    check_fits(needed, psutil.virtual_memory().available)
    model, context, placement = _allocate(source, context_tokens, placement, log, on_progress)
    with ExitStack() as on_failure:
        on_failure.callback(llama.llama_model_free, model)
        on_failure.callback(llama.llama_free, context)
        vocabulary = Vocabulary(model)
        builder = _builder(model, vocabulary)
        cache = TokenCache(context, model, batch_tokens=_BATCH_TOKENS)
        identity = fingerprint(source.path, header)
        threads = _threads(source, context, cache, identity)
        # Neither the place of single layers nor the threads matter to what a context remembers.
        kind = f"{identity} {cache.size} gpu={placement.gpu_layers > 0} {library_identity()}"
        states, aside = SavedStates(cache, source, kind), StateAside(cache)
        on_failure.pop_all()
    info = ModelInfo(
        name=_display_name(source.path, facts),
        path=source.path,
        architecture=facts.architecture,
        quantisation=facts.quantisation,
        file_bytes=facts.file_bytes,
        parameters=facts.parameters,
        layers=facts.layers,
        context_tokens=cache.size,
        trained_context_tokens=facts.trained_context_tokens,
        gpu_layers=placement.gpu_layers,
        device=_device_name(placement),
        placement_reason=placement.reason,
        threads=threads.generate,
        fingerprint=identity,
    )
    grammars = Grammars(vocabulary)
    return LoadedModel(info, vocabulary, grammars, builder, cache, states, aside, model, context)


def _context_tokens(source: ModelSource, facts: ModelFacts) -> int:
    trained = facts.trained_context_tokens or DEFAULT_CONTEXT_TOKENS
    chosen = source.context_tokens or min(trained, DEFAULT_CONTEXT_TOKENS)
    return max(chosen, _SMALLEST_CONTEXT_TOKENS)


def _plan(source: ModelSource, facts: ModelFacts, context_tokens: int) -> Placement:
    devices = [
        Device(device.name, device.kind, device.free_bytes, device.total_bytes)
        for device in gpu_devices()
    ]
    return plan_gpu_layers(
        facts,
        context_tokens=context_tokens,
        devices=devices,
        requested=source.gpu_layers,
        gpu_build=bool(llama.llama_supports_gpu_offload()),
        gpu_present=next((gpu.name for gpu in detect_gpus()), None),
    )


def _allocate(
    source: ModelSource,
    context_tokens: int,
    placement: Placement,
    log: LogTail,
    on_progress: Callable[[float], bool],
) -> tuple[llama.llama_model_p, llama.llama_context_p, Placement]:
    """Load weights and create the context, with fewer GPU layers as long as that may help."""
    while True:
        log.take_errors()
        failure: EngineError
        model = load_weights(source.path, placement.gpu_layers, on_progress)
        if model:
            context = _create_context(model, context_tokens, uses_gpu=placement.gpu_layers > 0)
            if context:
                return model, context, placement
            llama.llama_model_free(model)
            failure = OutOfMemoryError(
                _(
                    "A context of {context_tokens:,} tokens could not be created "
                    "({reason}). Set a smaller `model.context_tokens`."
                ).format(
                    context_tokens=context_tokens, reason=log.take_errors() or _("out of memory")
                )
            )
        else:
            failure = refused_weights(source.path, log)
        fewer = fewer_layers(placement.gpu_layers)
        if fewer is None:
            raise failure
        placement = Placement(
            gpu_layers=fewer,
            reason=_("{fewer} layers on the GPU: {layers} could not be allocated.").format(
                fewer=fewer, layers=placement.gpu_layers
            ),
        )


def _create_context(
    model: llama.llama_model_p, context_tokens: int, *, uses_gpu: bool
) -> llama.llama_context_p | None:
    parameters = llama.llama_context_default_params()
    parameters.n_ctx = context_tokens
    parameters.n_batch = _BATCH_TOKENS
    parameters.n_ubatch = _MICRO_BATCH_TOKENS
    parameters.no_perf = True
    # On a CPU flash attention generates more slowly, and its results depend on how a prompt is cut
    # into chunks: the same seed would not give the same tokens. A GPU is faster with it.
    parameters.flash_attn_type = (
        llama.LLAMA_FLASH_ATTN_TYPE_AUTO if uses_gpu else llama.LLAMA_FLASH_ATTN_TYPE_DISABLED
    )
    threads = psutil.cpu_count(logical=False) or 1
    parameters.n_threads = parameters.n_threads_batch = threads
    return llama.llama_init_from_model(model, parameters)


def _threads(
    source: ModelSource, context: llama.llama_context_p, cache: TokenCache, identity: str
) -> ThreadCounts:
    if source.threads is not None:
        counts = ThreadCounts(source.threads, source.threads)
    else:
        counts = measured_threads(context, cache, identity, source.tuning_file)
    llama.llama_set_n_threads(context, counts.generate, counts.read)
    return counts


def _builder(model: llama.llama_model_p, vocabulary: Vocabulary) -> PromptBuilder:
    special = vocabulary.special_tokens
    raw = llama.llama_model_chat_template(model, None)
    fallback = CHATML if "<|im_start|>" in special else PLAIN
    template = ChatTemplate(
        raw.decode("utf-8", "replace") if raw else fallback,
        bos_text=vocabulary.bos_text,
        eos_text=vocabulary.eos_text,
    )
    return PromptBuilder(
        template=template,
        special=special,
        tokenize=vocabulary.tokenize,
        leading_bos=vocabulary.leading_bos,
        ends={t.id: t.text for t in special.values() if vocabulary.is_end(t.id)},
    )


def _device_name(placement: Placement) -> str:
    if placement.gpu_layers == 0:
        return "CPU"
    with suppress(IndexError):
        return gpu_devices()[0].name
    return "GPU"


def _display_name(path: Path, facts: ModelFacts) -> str:
    """Return the file's name without its ending and quantisation, which are told elsewhere."""
    stem = path.stem
    for separator in (".", "-", "_"):
        stem = stem.removesuffix(f"{separator}{facts.quantisation}")
    return one_line(stem)
