"""A model's weights, read from its file."""

import os
import re
import time
from collections.abc import Callable
from pathlib import Path

from assistant.engine.worker.library import LogTail, llama
from assistant.errors import EngineError, ModelFileError, OutOfMemoryError
from assistant.locales import _

_PROGRESS_SECONDS = 0.05


def load_weights(
    path: Path, gpu_layers: int, on_progress: Callable[[float], bool]
) -> llama.llama_model_p | None:
    """Load the weights of a file; `None` when llama.cpp cannot.

    `on_progress` is told the share done and says whether to go on.
    Raises `EngineError` when abandoned.
    """
    parameters = llama.llama_model_default_params()
    parameters.n_gpu_layers = gpu_layers
    told_at, goes_on = 0.0, True

    def report(share: float, _user_data: object) -> bool:
        nonlocal told_at, goes_on
        now = time.monotonic()
        if share == 1 or now - told_at >= _PROGRESS_SECONDS:
            told_at, goes_on = now, on_progress(share)
        return goes_on

    # The callback must outlive the call; a local name does.
    callback = llama.llama_progress_callback(report)
    parameters.progress_callback = callback
    model = llama.llama_model_load_from_file(os.fsencode(path), parameters)
    if not goes_on:
        if model:
            llama.llama_model_free(model)
        raise EngineError(
            _("Loading {name} was stopped. Send a message to load it.").format(name=path.name)
        )
    return model


def refused_weights(path: Path, log: LogTail) -> EngineError:
    """Return why llama.cpp could not load the weights, from what it said last."""
    reason = log.take_errors().removeprefix("llama_model_load: error loading model: ")
    unknown = re.match(r"unknown model architecture: '(.*)'", reason)
    if unknown is not None:
        return ModelFileError(
            _(
                "{name} is a '{architecture}' model, which this llama.cpp does not know. "
                "Update it with `pip install --upgrade llama-cpp-python`, or choose another model."
            ).format(name=path.name, architecture=unknown[1])
        )
    if "alloc" in reason or "memory" in reason:
        return OutOfMemoryError(
            _("{name} does not fit in memory ({reason}). Choose a smaller model.").format(
                name=path.name, reason=reason
            )
        )
    told = reason.split(";")[0] or _("llama.cpp gave no reason")
    return ModelFileError(
        _(
            "{name} could not be loaded ({told}). "
            "The file may be damaged: download it again, or choose another model."
        ).format(name=path.name, told=told)
    )
