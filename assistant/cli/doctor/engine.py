"""llama.cpp: whether it starts, what it was built with, and which devices it sees."""

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.cli.doctor.findings import Finding, Group, advice, fine, problem
from assistant.engine.system import DeviceInfo, EngineSystem
from assistant.errors import EngineError
from assistant.locales import N_, _
from assistant.models import readable_size
from assistant.models.hardware import GpuHardware, detect_gpus, install_command
from assistant.wiring import describe_engine

ANSWER_SECONDS = 60.0
"""An engine that has not described itself after this long is taken for broken."""

_PIP = f"{sys.executable} -m pip"


@dataclass(frozen=True, slots=True)
class EngineReport:
    """What the engine said about itself."""

    group: Group
    system: EngineSystem | None
    """`None` when it could not be asked."""


def examine_engine(log_file: Path) -> EngineReport:
    """Start the engine and ask it; to be called outside of any event loop."""
    gpus = detect_gpus()
    try:
        system = asyncio.run(_describe_in_time(log_file))
    except (EngineError, TimeoutError) as error:
        silence = _("it did not answer for {seconds:.0f} seconds").format(seconds=ANSWER_SECONDS)
        command = f"{_PIP} install --force-reinstall --no-cache-dir llama-cpp-python"
        broken = problem(
            "engine.start",
            _("llama.cpp does not start: {reason}").format(reason=str(error) or silence),
            _("Install it again: {command}").format(command=command),
        )
        return EngineReport(Group(N_("Engine"), (broken, *_hardware(gpus))), None)
    return EngineReport(Group(N_("Engine"), engine_findings(system, gpus)), system)


async def _describe_in_time(log_file: Path) -> EngineSystem:
    async with asyncio.timeout(ANSWER_SECONDS):
        return await describe_engine(log_file)


def engine_findings(
    system: EngineSystem, gpus: Sequence[GpuHardware], pip: str = _PIP
) -> tuple[Finding, ...]:
    """Compare what llama.cpp can use with what the machine has."""
    version = _("llama.cpp by llama-cpp-python {version}")
    features = system.features.strip() or _("no special features")
    return (
        fine("engine.version", version.format(version=system.llama_cpp_python_version)),
        fine("engine.features", _("built with {features}").format(features=features)),
        *(_device(device) for device in system.devices),
        _gpu_use(system, gpus, pip),
    )


def _device(device: DeviceInfo) -> Finding:
    memory = ""
    if device.total_bytes:
        free, total = readable_size(device.free_bytes), readable_size(device.total_bytes)
        memory = ", " + _("{free} of {total} free").format(free=free, total=total)
    text = f"{device.kind} {device.name}: {device.description.strip()}{memory}"
    return fine(f"engine.device.{device.name}", text)


def _gpu_use(system: EngineSystem, gpus: Sequence[GpuHardware], pip: str) -> Finding:
    seen = [device for device in system.devices if "gpu" in device.kind]
    if system.gpu_build and seen:
        names = ", ".join(device.name for device in seen)
        text = _("GPU support is built in and sees {names}").format(names=names)
        return fine("engine.gpu", text)
    if not gpus:
        return fine("engine.gpu", _("No GPU was found; models run on the CPU"))
    gpu = gpus[0]
    if not gpu.has_driver:
        return advice(
            "engine.gpu",
            _("This machine has {gpu}, but its driver does not offer it here.").format(
                gpu=gpu.name
            ),
            _("Install its driver; in a container, pass the GPU into it."),
        )
    if system.gpu_build:
        return advice(
            "engine.gpu",
            _("GPU support is built in, but llama.cpp does not see {gpu}.").format(gpu=gpu.name),
            _(
                "See that the driver works and suits the build, e.g. that `nvidia-smi` or "
                "`vulkaninfo` lists it. A build for it: {command}"
            ).format(command=install_command(gpu.backend, pip)),
        )
    return advice(
        "engine.gpu",
        _("This machine has {gpu}, but this llama.cpp was built without GPU support.").format(
            gpu=gpu.name
        ),
        _("Build it for {backend}: {command}").format(
            backend=gpu.backend, command=install_command(gpu.backend, pip)
        ),
    )


def _hardware(gpus: Sequence[GpuHardware]) -> list[Finding]:
    has = _("This machine has {gpu}")
    return [fine(f"engine.hardware.{gpu.backend}", has.format(gpu=gpu.name)) for gpu in gpus]
