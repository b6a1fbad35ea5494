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
from assistant.locales import N_, _
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

_TITLE = N_("Model")
MOST_CONTEXT_TOKENS = 8_192
"""The context that is chosen when the settings name none, if the model was trained for more."""


def model_group(settings: Settings, folder: DataFolder, system: EngineSystem | None) -> Group:
    """Tell about the model that the settings name."""
    if settings.engine.kind == "scripted":
        text = _("Replies come from a script; no model runs")
        return Group(_TITLE, (fine("model.kind", text),))
    name = settings.model.name
    try:
        path = locate_model(name, folder.models)
        header = read_header(path)
        facts = ModelFacts.from_header(header, path)
        identity = fingerprint(path, header)
    except NotFoundError as error:
        remedy = _("Put a GGUF file into {folder}, or choose with --model.").format(
            folder=folder.models
        )
        return Group(_TITLE, (problem("model.file", str(error), remedy),))
    except ModelFileError as error:
        remedy = _("Choose another with --model, or `glassbox settings set model.name default`.")
        return Group(_TITLE, (problem("model.file", str(error), remedy),))
    findings = (
        fine("model.file", f"{name}: {path}"),
        fine("model.facts", facts_sentence(facts)),
        *_fit(facts, settings, system),
        *_threads(settings, folder.tuning, identity),
        *_others(folder.models),
    )
    return Group(_TITLE, findings)


def facts_sentence(facts: ModelFacts) -> str:
    """Say what a model is."""
    return _(
        "{name} {quantisation}, {millions:,.0f} million parameters in {size}, {layers} layers, "
        "trained for {context:,} tokens of context"
    ).format(
        name=facts.name,
        quantisation=facts.quantisation,
        millions=facts.parameters / 1e6,
        size=readable_size(facts.file_bytes),
        layers=facts.layers,
        context=facts.trained_context_tokens,
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
        remedy = _("Close other programs, or choose a smaller model.")
        yield problem("model.fit", str(error), remedy)
    else:
        text = _(
            "a context of {context:,} tokens needs {needed} of memory; {free} are free"
        ).format(
            context=context,
            needed=readable_size(needed.total_bytes),
            free=readable_size(available),
        )
        yield fine("model.fit", text)
    yield fine("model.placement", placement.reason)
    if not facts.has_chat_template:
        yield advice(
            "model.template",
            _("The file carries no chat template, so the model may not know who is speaking."),
            _("Prefer a file whose name says instruct or chat."),
        )


def _devices(system: EngineSystem | None) -> list[Device]:
    return [
        Device(device.name, device.kind, device.free_bytes, device.total_bytes)
        for device in (system.devices if system is not None else ())
    ]


def _threads(settings: Settings, tuning: Path, identity: str) -> Iterator[Finding]:
    if settings.model.threads is not None:
        text = _("CPU threads: {count}, from the settings").format(count=settings.model.threads)
    elif (counts := measured_threads(tuning, identity)) is None:
        text = _("CPU threads: to be measured when the model is first used")
    else:
        text = _("CPU threads: measured {writing} for writing and {reading} for reading").format(
            writing=counts[0], reading=counts[1]
        )
    yield fine("model.threads", text)


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
            remedy = _("Remove or replace {file}.").format(file=model.path)
            yield advice(f"model.installed.{model.name}", model.problem, remedy)
