"""The door to llama.cpp: the library, its log, and what it was built with."""

import ctypes
import os
import sys
from collections import deque
from importlib.metadata import version

import llama_cpp as llama
from llama_cpp import llama_cpp as _bindings

from assistant.engine.system import DeviceInfo, EngineSystem

__all__ = ["LogTail", "describe_system", "gpu_devices", "library_identity", "llama", "open_library"]

_WARNING_LEVEL, _ERROR_LEVEL = 3, 4  # enum ggml_log_level of ggml.h
_DEVICE_KINDS = ("cpu", "gpu", "integrated gpu", "accelerator", "meta")
"""`enum ggml_backend_dev_type` of ggml-backend.h, by value."""

# The handle that llama.cpp itself was loaded with: opening libggml by its name maps a second copy.
_lib = _bindings._lib  # pyright: ignore[reportPrivateUsage]  # noqa: SLF001


class LogTail:
    """Sends llama.cpp's log to standard error and remembers the last errors."""

    def __init__(self, lines: int = 20) -> None:
        self._errors: deque[str] = deque(maxlen=lines)
        # ctypes keeps no reference: the callback must live as long as the library may call it.
        self._callback = llama.llama_log_callback(self._receive)
        llama.llama_log_set(self._callback, ctypes.c_void_p(0))

    def _receive(self, level: int, text: bytes, _user_data: object) -> None:
        line = text.decode("utf-8", "replace")
        if level == _ERROR_LEVEL:
            self._errors.append(line.strip())
        if level in (_WARNING_LEVEL, _ERROR_LEVEL):
            sys.stderr.write(line)

    def close(self) -> None:
        """Give the log back to llama.cpp, which must not call us once we are gone."""
        llama.llama_log_set(llama.llama_log_callback(), ctypes.c_void_p(0))

    def take_errors(self) -> str:
        """Return the errors since the last call, oldest first, joined into one line."""
        errors = "; ".join(error for error in self._errors if error)
        self._errors.clear()
        return errors


def open_library() -> LogTail:
    """Start llama.cpp's backends, quietly."""
    # When an assertion fails, its own line is what helps: the last, if no debugger is called.
    os.environ["GGML_NO_BACKTRACE"] = "1"
    tail = LogTail()
    llama.llama_backend_init()
    return tail


def library_identity() -> str:
    """Tell this build of llama.cpp from others, whose states it could not read."""
    words = [version("llama-cpp-python")]
    for name in ("ggml_version", "ggml_commit"):
        tell = getattr(_lib, name, None)
        if tell is not None:
            tell.restype, tell.argtypes = ctypes.c_char_p, []
            words.append(tell().decode("utf-8", "replace"))
    return " ".join([*words, llama.llama_print_system_info().decode("utf-8", "replace")])


def describe_system() -> EngineSystem:
    """Tell what was built and what it sees."""
    return EngineSystem(
        llama_cpp_python_version=version("llama-cpp-python"),
        gpu_build=bool(llama.llama_supports_gpu_offload()),
        features=llama.llama_print_system_info().decode("utf-8", "replace").strip(" |"),
        devices=tuple(_devices()),
    )


def gpu_devices() -> list[DeviceInfo]:
    """List the devices that can hold layers."""
    return [device for device in _devices() if "gpu" in device.kind]


def _devices() -> list[DeviceInfo]:
    """Read ggml's device registry (ggml/include/ggml-backend.h)."""
    pointer = ctypes.c_void_p
    count, get = _lib.ggml_backend_dev_count, _lib.ggml_backend_dev_get
    name, description = _lib.ggml_backend_dev_name, _lib.ggml_backend_dev_description
    kind, memory = _lib.ggml_backend_dev_type, _lib.ggml_backend_dev_memory
    count.restype, count.argtypes = ctypes.c_size_t, []
    get.restype, get.argtypes = pointer, [ctypes.c_size_t]
    name.restype = description.restype = ctypes.c_char_p
    kind.restype = ctypes.c_int
    name.argtypes = description.argtypes = kind.argtypes = [pointer]
    sizes = ctypes.POINTER(ctypes.c_size_t)
    memory.restype, memory.argtypes = None, [pointer, sizes, sizes]
    found: list[DeviceInfo] = []
    for index in range(count()):
        device = get(index)
        free, total = ctypes.c_size_t(), ctypes.c_size_t()
        memory(device, ctypes.byref(free), ctypes.byref(total))
        found.append(
            DeviceInfo(
                name=name(device).decode("utf-8", "replace"),
                description=description(device).decode("utf-8", "replace"),
                kind=_DEVICE_KINDS[min(int(kind(device)), len(_DEVICE_KINDS) - 1)],
                free_bytes=free.value,
                total_bytes=total.value,
            )
        )
    return found
