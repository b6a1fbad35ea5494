"""Which GPUs this machine has, found by looking at files; nothing is loaded and nothing is run."""

import os
import platform
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from assistant.locales import _

Backend = Literal["CUDA", "HIP", "Vulkan", "Metal"]

_NVIDIA = "0x10de"
_AMD = "0x1002"
_INTEL = "0x8086"
"""Vendor ids on the PCI bus."""


@dataclass(frozen=True, slots=True)
class GpuHardware:
    """A GPU that is there, whether or not llama.cpp can use it."""

    name: str
    """As it stands in a sentence: `an NVIDIA GPU (NVIDIA L4)`."""
    backend: Backend
    """The build of llama.cpp that suits it best."""
    has_driver: bool
    """Whether its driver offers it to programs here; a container may hide it."""


def detect_gpus(
    root: Path = Path("/"), system: str | None = None, machine: str | None = None
) -> tuple[GpuHardware, ...]:
    """Return the GPUs of this machine, the most useful first.

    `root`, `system` and `machine` (as `platform` names them) stand in for the real ones in tests.
    """
    system = system or platform.system()
    machine = machine or platform.machine()
    if system == "Darwin":
        is_apple_silicon = machine == "arm64"
        return (
            (GpuHardware(_("an Apple GPU"), "Metal", has_driver=True),) if is_apple_silicon else ()
        )
    if system == "Windows":
        driver = root / "Windows" / "System32" / "nvcuda.dll"
        return (_nvidia("", has_driver=True),) if _exists(driver) else ()
    found = [*_nvidia_on_linux(root), *_others_on_linux(root)]
    return tuple(sorted(found, key=lambda gpu: (not gpu.has_driver, gpu.backend == "Vulkan")))


def install_command(backend: Backend, pip: str = "pip") -> str:
    """Return the command that rebuilds llama-cpp-python for a kind of GPU."""
    switch = f"-DGGML_{backend.upper()}=on"
    return f'CMAKE_ARGS="{switch}" {pip} install --force-reinstall --no-cache-dir llama-cpp-python'


def _nvidia(model: str, *, has_driver: bool) -> GpuHardware:
    name = _("an NVIDIA GPU ({model})").format(model=model) if model else _("an NVIDIA GPU")
    return GpuHardware(name, "CUDA", has_driver)


def _nvidia_on_linux(root: Path) -> Iterator[GpuHardware]:
    """Yield one for each card that the driver lists, else for each that the bus shows."""
    has_driver = _exists(root / "dev/nvidia0") or _exists(root / "usr/lib/wsl/lib/libcuda.so")
    listed = _entries(root / "proc/driver/nvidia/gpus")
    if listed:
        for card in listed:
            yield _nvidia(_line_of(card / "information", "Model:"), has_driver=has_driver)
    elif has_driver:
        yield _nvidia("", has_driver=True)
    elif _NVIDIA in _display_vendors(root):
        yield _nvidia("", has_driver=False)


def _others_on_linux(root: Path) -> Iterator[GpuHardware]:
    vendors = _display_vendors(root)
    if _AMD in vendors:
        yield GpuHardware(_("an AMD GPU"), "HIP", _exists(root / "dev/kfd"))
    if _INTEL in vendors:
        yield GpuHardware(_("an Intel GPU"), "Vulkan", _exists(root / "dev/dri"))


def _display_vendors(root: Path) -> frozenset[str]:
    """Return the PCI vendors of the display and 3D controllers (class 0x03)."""
    return frozenset(
        _text(device / "vendor")
        for device in _entries(root / "sys/bus/pci/devices")
        if _text(device / "class").startswith("0x03")
    )


def _exists(path: Path) -> bool:
    """Whether a path is there and may be seen."""
    try:
        return path.exists()
    except OSError:
        return False


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(Path(entry.path) for entry in os.scandir(folder))
    except OSError:
        return []


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8", errors="replace").strip()
    except OSError:
        return ""


def _line_of(file: Path, label: str) -> str:
    for line in _text(file).splitlines():
        if line.startswith(label):
            return line.removeprefix(label).strip()
    return ""
