"""What llama.cpp was built with and what it sees, as values."""

from assistant.engine.value import Value


class DeviceInfo(Value):
    """One device that llama.cpp can compute on."""

    name: str
    """As llama.cpp names it, e.g. `CUDA0`."""
    description: str
    kind: str
    """`cpu`, `gpu`, `integrated gpu` or `accelerator`."""
    free_bytes: int
    total_bytes: int


class EngineSystem(Value):
    """The engine's library and its devices."""

    llama_cpp_python_version: str
    gpu_build: bool
    """Whether the library can put layers on a GPU at all."""
    features: str
    """What the library was compiled with, in llama.cpp's words."""
    devices: tuple[DeviceInfo, ...]
