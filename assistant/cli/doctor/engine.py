"""llama.cpp: whether it starts, what it was built with, and which devices it sees."""

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.cli.doctor.findings import Finding, Group, advice, fine, problem
from assistant.engine.system import DeviceInfo, EngineSystem
from assistant.errors import EngineError
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
        reason = str(error) or f"it did not answer for {ANSWER_SECONDS:.0f} seconds"
        broken = problem(
            "engine.start",
            f"llama.cpp does not start: {reason}",
            f"Install it again: {_PIP} install --force-reinstall --no-cache-dir llama-cpp-python",
        )
        return EngineReport(Group("Engine", (broken, *_hardware(gpus))), None)
    return EngineReport(Group("Engine", engine_findings(system, gpus)), system)


async def _describe_in_time(log_file: Path) -> EngineSystem:
    async with asyncio.timeout(ANSWER_SECONDS):
        return await describe_engine(log_file)


def engine_findings(
    system: EngineSystem, gpus: Sequence[GpuHardware], pip: str = _PIP
) -> tuple[Finding, ...]:
    """Compare what llama.cpp can use with what the machine has."""
    return (
        fine("engine.version", f"llama.cpp by llama-cpp-python {system.llama_cpp_python_version}"),
        fine("engine.features", f"built with {system.features.strip() or 'no special features'}"),
        *(_device(device) for device in system.devices),
        _gpu_use(system, gpus, pip),
    )


def _device(device: DeviceInfo) -> Finding:
    memory = ""
    if device.total_bytes:
        free, total = readable_size(device.free_bytes), readable_size(device.total_bytes)
        memory = f", {free} of {total} free"
    text = f"{device.kind} {device.name}: {device.description.strip()}{memory}"
    return fine(f"engine.device.{device.name}", text)


def _gpu_use(system: EngineSystem, gpus: Sequence[GpuHardware], pip: str) -> Finding:
    seen = [device for device in system.devices if "gpu" in device.kind]
    if system.gpu_build and seen:
        names = ", ".join(device.name for device in seen)
        return fine("engine.gpu", f"GPU support is built in and sees {names}")
    if not gpus:
        return fine("engine.gpu", "No GPU was found; models run on the CPU")
    gpu = gpus[0]
    if not gpu.has_driver:
        return advice(
            "engine.gpu",
            f"This machine has {gpu.name}, but its driver does not offer it here.",
            "Install its driver; in a container, pass the GPU into it.",
        )
    if system.gpu_build:
        return advice(
            "engine.gpu",
            f"GPU support is built in, but llama.cpp does not see {gpu.name}.",
            "See that the driver works and suits the build, e.g. that `nvidia-smi` or "
            f"`vulkaninfo` lists it. A build for it: {install_command(gpu.backend, pip)}",
        )
    return advice(
        "engine.gpu",
        f"This machine has {gpu.name}, but this llama.cpp was built without GPU support.",
        f"Build it for {gpu.backend}: {install_command(gpu.backend, pip)}",
    )


def _hardware(gpus: Sequence[GpuHardware]) -> list[Finding]:
    return [fine(f"engine.hardware.{gpu.backend}", f"This machine has {gpu.name}") for gpu in gpus]
