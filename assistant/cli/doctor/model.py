"""The model in use: what it is, and whether it fits."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import psutil

from assistant.cli.doctor.findings import Finding, Group, advice, fine, problem
from assistant.data_folder import DataFolder
from assistant.engine.system import EngineSystem
from assistant.errors import ModelFileError, NotFoundError, OutOfMemoryError
from assistant.models import (
    Device,
    ModelFacts,
    check_fits,
    fingerprint,
    installed_models,
    locate_model,
    memory_needed,
    plan_gpu_layers,
    read_header,
    readable_size,
)
from assistant.models.hardware import detect_gpus
from assistant.settings import Settings

MOST_CONTEXT_TOKENS = 8_192
"""The context that is chosen when the settings name none, if the model was trained for more."""


def model_group(settings: Settings, folder: DataFolder, system: EngineSystem | None) -> Group:
    """Tell about the model that the settings name."""
    if settings.engine.kind == "scripted":
        return Group("Model", (fine("model.kind", "Replies come from a script; no model runs"),))
    name = settings.model.name
    try:
        path = locate_model(name, folder.models)
        header = read_header(path)
        facts = ModelFacts.from_header(header, path)
        identity = fingerprint(path, header)
    except NotFoundError as error:
        remedy = f"Put a GGUF file into {folder.models}, or choose with --model."
        return Group("Model", (problem("model.file", str(error), remedy),))
    except ModelFileError as error:
        remedy = "Choose another with --model, or `glassbox settings set model.name default`."
        return Group("Model", (problem("model.file", str(error), remedy),))
    findings = (
        fine("model.file", f"{name}: {path}"),
        fine("model.facts", facts_sentence(facts)),
        *_fit(facts, settings, system),
        *_threads(settings, folder.tuning, identity),
        *_others(folder.models),
    )
    return Group("Model", findings)


def facts_sentence(facts: ModelFacts) -> str:
    """Say what a model is."""
    return (
        f"{facts.name} {facts.quantisation}, {facts.parameters / 1e6:,.0f} million parameters in "
        f"{readable_size(facts.file_bytes)}, {facts.layers} layers, "
        f"trained for {facts.trained_context_tokens:,} tokens of context"
    )


def _fit(facts: ModelFacts, settings: Settings, system: EngineSystem | None) -> Iterator[Finding]:
    context = settings.model.context_tokens or min(
        facts.trained_context_tokens, MOST_CONTEXT_TOKENS
    )
    placement = plan_gpu_layers(
        facts,
        context_tokens=context,
        devices=_devices(system),
        requested=settings.model.gpu_layers,
        gpu_build=system is not None and system.gpu_build,
        gpu_present=next((gpu.name for gpu in detect_gpus()), None),
    )
    needed = memory_needed(facts, context, gpu_layers=placement.gpu_layers)
    available = psutil.virtual_memory().available
    try:
        check_fits(needed, available)
    except OutOfMemoryError as error:
        yield problem("model.fit", str(error), "Close other programs, or choose a smaller model.")
    else:
        yield fine(
            "model.fit",
            f"a context of {context:,} tokens needs {readable_size(needed.total_bytes)} of memory; "
            f"{readable_size(available)} are free",
        )
    yield fine("model.placement", placement.reason)
    if not facts.has_chat_template:
        yield advice(
            "model.template",
            "The file carries no chat template, so the model may not know who is speaking.",
            "Prefer a file whose name says instruct or chat.",
        )


def _devices(system: EngineSystem | None) -> list[Device]:
    return [
        Device(device.name, device.kind, device.free_bytes, device.total_bytes)
        for device in (system.devices if system is not None else ())
    ]


def _threads(settings: Settings, tuning: Path, identity: str) -> Iterator[Finding]:
    if settings.model.threads is not None:
        yield fine("model.threads", f"CPU threads: {settings.model.threads}, from the settings")
        return
    counts = measured_threads(tuning, identity)
    yield fine(
        "model.threads",
        "CPU threads: to be measured when the model is first used"
        if counts is None
        else f"CPU threads: measured {counts[0]} for writing and {counts[1]} for reading",
    )


def measured_threads(tuning: Path, identity: str) -> tuple[int, int] | None:
    """Return the counts that the engine remembered for a model; `None` when there are none."""
    try:
        remembered = cast("object", json.loads(tuning.read_text("utf-8")))
    except (OSError, ValueError):
        return None
    if not isinstance(remembered, dict):
        return None
    for key, counts in cast("dict[str, object]", remembered).items():
        match counts:
            case {"generate": int(generate), "read": int(read)} if key.startswith(identity):
                return generate, read
            case _:
                pass
    return None


def _others(models: Path) -> Iterator[Finding]:
    for model in installed_models(models):
        if model.problem:
            yield advice(
                f"model.installed.{model.name}", model.problem, f"Remove or replace {model.path}."
            )
